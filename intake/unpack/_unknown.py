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
OTHERS = (b"{\\rtf", b"GIF8", b"BM", b"7z\xbc\xaf\x27\x1c", b"Rar!", b"\x1f\x8b", b"\x78\x9f\x3e\x22",
          b"\0\0\0\x0cjP  ", b"%!PS")  # fmt: skip
"""Rich text, GIF, BMP, archives, Outlook's winmail.dat, JPEG 2000, PostScript."""

TEXTS = (".txt", ".text", ".md", ".csv", ".htm", ".html", ".xml", ".ics", ".vcf")
HEIF = (b"heic", b"heix", b"heim", b"mif1", b"msf1", b"hevc", b"avif")


def refuse(content: bytes, name: str) -> Unprocessable:
    """Why the file can't be read: empty_file, executable, encrypted_document, corrupt_file, format_not_read (a
    document, but of a kind that isn't read yet) or not_a_document. The name only tells a text from a damaged file that
    happens to be readable."""
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
    if content.startswith(OTHERS) or (content[4:8] == b"ftyp" and content[8:12] in HEIF):
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
