"""Plain text and web pages, set as pages: a letter that someone wrote without a word processor."""

from dataclasses import replace

from intake.model import Unpacked
from intake.unpack import _html, _letter

NAMES = (".txt", ".text", ".md", ".htm", ".html")
LONGEST = 200_000
"""Characters. What is longer was not written to be read by a caseworker; the rest is not set."""

NOT_TEXT = frozenset(range(32)) - frozenset(b"\t\n\f\r\x1b") | {0x7F}


def recognises(content: bytes, name: str) -> bool:
    """Whether it is named so and holds text, in UTF-8 or the Western European code page."""
    if not name.lower().endswith(NAMES) or content.startswith((b"%PDF-", b"#!")):
        return False
    return bool(content.strip()) and not NOT_TEXT & set(content[:4096])


def unpack(content: bytes, name: str) -> Unpacked:
    """One page, as long as the text needs."""
    text = _decoded(content)
    shown = _html.text(text[: 5 * LONGEST]) if name.lower().endswith((".htm", ".html")) else text
    return Unpacked((replace(_letter.page(shown[:LONGEST].replace("\r\n", "\n")), part="", set_here=True),))


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")
