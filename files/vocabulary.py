"""Words and limits of files."""

MAX_BYTES = 25 * 1024 * 1024
"""Size of a file when the caller sets no other limit."""

MAX_NAME_LENGTH = 150

STORAGE_ALIAS = "attachments"
"""Entry of settings.STORAGES where the bytes are kept."""

OCTET_STREAM = "application/octet-stream"
PLAIN_TEXT = "text/plain"

STOCK_TYPES = (
    ("Text", "txt", "text/plain"),
    ("Log", "log", "text/plain"),
    ("CSV", "csv", "text/csv"),
    ("JSON", "json", "application/json"),
    ("XML", "xml", "application/xml"),
    ("Mail", "eml", "message/rfc822"),
    ("PDF", "pdf", "application/pdf"),
    ("PNG", "png", "image/png"),
    ("JPEG", "jpg", "image/jpeg"),
    ("JPEG", "jpeg", "image/jpeg"),
    ("GIF", "gif", "image/gif"),
    ("WebP", "webp", "image/webp"),
    ("Bitmap", "bmp", "image/bmp"),
    ("TIFF", "tif", "image/tiff"),
    ("MP3", "mp3", "audio/mpeg"),
    ("MP4", "mp4", "video/mp4"),
    ("OpenDocument text", "odt", "application/vnd.oasis.opendocument.text"),
    ("OpenDocument sheet", "ods", "application/vnd.oasis.opendocument.spreadsheet"),
    ("OpenDocument slides", "odp", "application/vnd.oasis.opendocument.presentation"),
    ("Word", "doc", "application/msword"),
    (
        "Word",
        "docx",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
    ("Excel", "xls", "application/vnd.ms-excel"),
    ("Excel", "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ("PowerPoint", "ppt", "application/vnd.ms-powerpoint"),
    (
        "PowerPoint",
        "pptx",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ),
    ("ZIP", "zip", "application/zip"),
    ("7z", "7z", "application/x-7z-compressed"),
    ("Gzip", "gz", "application/gzip"),
    ("Tar", "tar", "application/x-tar"),
)
"""Kinds of files that every desk takes from the start: name, ending, media type. What a browser
might run is not among them.
"""
