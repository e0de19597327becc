"""Words and limits of files."""

MAX_BYTES = 25 * 1024 * 1024
"""Size of a file when the caller sets no other limit."""

MAX_NAME_LENGTH = 150

STORAGE_ALIAS = "attachments"
"""Entry of settings.STORAGES where the bytes are kept."""

OCTET_STREAM = "application/octet-stream"
PLAIN_TEXT = "text/plain"
