"""Word's older files (.doc), rich text, and Word's XML of 2003: made .docx by LibreOffice, where it is installed."""

import io

import olefile

from intake.model import Unpacked, Unprocessable
from intake.unpack import _libreoffice, docx

RICH_TEXT, XML_2003 = b"{\\rtf", b'progid="Word.Document"'
DOCUMENT = "WordDocument"
ENCRYPTED = 0x01  # of byte 11 of the stream: fEncrypted ([MS-DOC] 2.5.1)

UNREADABLE = (OSError, ValueError, TypeError, LookupError, AttributeError, ArithmeticError, AssertionError)


def recognises(content: bytes, name: str) -> bool:
    """Whether it is rich text, an OLE file with a document of Word's, or one in XML."""
    if content.startswith(RICH_TEXT):
        return True
    if content.startswith(olefile.MAGIC):
        return DOCUMENT.encode("utf-16-le") in content and _start(content) is not None
    return XML_2003 in content[:2048]


def unpack(content: bytes, name: str) -> Unpacked:
    """As for a .docx. Raises Unprocessable: office_missing, office_failed, encrypted_document, and docx's own."""
    start = _start(content) if content.startswith(olefile.MAGIC) else None
    if start is not None and start[11:12] and start[11] & ENCRYPTED:
        raise Unprocessable("encrypted_document")
    kind = "rtf" if content.startswith(RICH_TEXT) else "doc" if start is not None else "xml"
    found = docx.unpack(_libreoffice.to_docx(content, kind), name)
    if not found.parts and not any(page.words or page.widgets for page in found.pages):
        raise Unprocessable("office_failed")  # it makes an empty document of one that it can't read
    return found


def _start(content: bytes) -> bytes | None:
    """The first bytes of the stream that is the document; None where there is none."""
    try:
        with olefile.OleFileIO(io.BytesIO(content)) as file:
            found: bytes = file.openstream(DOCUMENT).read(32)
            return found
    except UNREADABLE:
        return None
