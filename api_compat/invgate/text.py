"""Long texts as the dialect shows them: HTML as it is stored, other texts turned into HTML."""

import html

HTML = "html"


def shown(text: str, text_format: str, *, decoded: bool | None = False) -> str:
    """Return a stored text in HTML; `decoded` turns entities into signs (contract section 10)."""
    if text_format != HTML:
        lines = html.escape(text, quote=False).replace("\r\n", "\n").split("\n")
        text = "<br />".join(lines)
    return html.unescape(text) if decoded else text
