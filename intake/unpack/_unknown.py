"""What to say of a file that no format module recognises."""

import io
import zipfile

from intake.model import Unprocessable

PROGRAMS = (b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"\xce\xfa\xed\xfe",
            b"L\0\0\0\x01\x14\x02\0")  # fmt: skip
"""Windows and Linux programs, scripts, Java classes, programs for Macs, Windows shortcuts."""

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")  # the stream of a Word file with a password, [MS-OFFCRYPTO]

ZIP = b"PK\x03\x04"
ARCHIVES = (b"7z\xbc\xaf\x27\x1c", b"Rar!", b"\x1f\x8b", b"BZh", b"\xfd7zXZ\0", b"MSCF")
"""7-Zip, RAR, gzip, bzip2, xz, Windows' cabinets."""

OTHERS = (b"%!PS", b"\x0a\x05\x01\x08", b"BEGIN:VCARD", b"BEGIN:VCALENDAR")
"""PostScript, PCX pictures, cards and calendars."""

FILMS = (b"RIFF", b"OggS", b"ID3", b"\x1aE\xdf\xa3")
"""Sound and film; the rest of it has the same boxes as HEIF."""

TEXTS = (".txt", ".text", ".md", ".csv", ".htm", ".html", ".xml", ".ics", ".vcf", ".json")


def refuse(content: bytes, name: str) -> Unprocessable:
    """Why the file can't be read: empty_file, executable, encrypted_document, corrupt_file, archive_not_read,
    format_not_read (a document, but of a kind that isn't read) or not_a_document. The name only tells a text from a
    damaged file that happens to be readable."""
    return Unprocessable(_code(content, name))


def _code(content: bytes, name: str) -> str:
    if not content.strip(b"\0\t\n\r "):
        return "empty_file"
    if content.startswith(PROGRAMS):
        return "executable"
    if content.startswith(OLE):
        return "encrypted_document" if ENCRYPTED_PACKAGE in content else "format_not_read"
    if content.startswith(ZIP):
        return _zip(content)
    if content.startswith(ARCHIVES):
        return "archive_not_read"
    if content.startswith(OTHERS + FILMS) or content[4:8] == b"ftyp":
        return "format_not_read"
    if name.lower().endswith(TEXTS) and _is_text(content[:4096]):
        return "format_not_read"
    return "not_a_document"


def _zip(content: bytes) -> str:
    """Of a Word or OpenDocument file, or an archive. Only its table of contents is read."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            locked = any(entry.flag_bits & 1 for entry in archive.infolist())
    except (zipfile.BadZipFile, ValueError, LookupError, NotImplementedError, OSError):
        return "corrupt_file"
    return "encrypted_document" if locked else "format_not_read"


def _is_text(start: bytes) -> bool:
    """Whether it reads as text. A letter cut in two at the end is no fault."""
    try:
        text = start.decode("utf-8-sig")
    except UnicodeDecodeError as trouble:
        if trouble.start < len(start) - 3:
            return False
        text = start[: trouble.start].decode("utf-8-sig")
    return sum(1 for c in text if not c.isprintable() and c not in "\r\n\t\f") <= len(text) // 100
