"""Zip files that hold documents: archives, and the packages of Word and OpenDocument."""

import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from lzma import LZMAError

from intake.model import Unprocessable

UNREADABLE = (zipfile.BadZipFile, zlib.error, LZMAError, OSError, EOFError, ValueError, LookupError,
              NotImplementedError)  # fmt: skip
"""What the standard library raises on a damaged or odd archive."""

MAX_ENTRY = 40_000_000
"""Bytes of one file of a package, unpacked. The text of a form takes less than one; a Word file's bomb a thousand."""

MIMETYPE = "mimetype"  # the first entry of an OpenDocument file or an e-book, unpacked (ODF 1.3 part 2, 3.3)


def names(content: bytes) -> frozenset[str] | None:
    """What the package holds; None when its table of contents can't be read."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return frozenset(archive.namelist())
    except UNREADABLE:
        return None


def is_document(content: bytes, held: frozenset[str]) -> bool:
    """Whether it is a document kept in a zip (Office, OpenDocument, e-book, Apple's), or a program (Java, Android)."""
    signs = {"[Content_Types].xml", MIMETYPE, "Index/Document.iwa", "Index.zip", "META-INF/MANIFEST.MF"}
    return bool(held & signs)


def mimetype(content: bytes) -> str:
    """What an OpenDocument file says that it is, "" for any other."""
    start = content[30:120]
    return start[8:].split(b"PK", 1)[0].decode("ascii", "replace") if start.startswith(MIMETYPE.encode()) else ""


@contextmanager
def opened(content: bytes) -> Iterator[zipfile.ZipFile]:
    """The archive, with what goes wrong in it told as Unprocessable: corrupt_file."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            yield archive
    except UNREADABLE:
        raise Unprocessable("corrupt_file") from None


def entry(archive: zipfile.ZipFile, name: str) -> bytes | None:
    """One file of the package; None when there is none of that name. Raises Unprocessable: too_much_memory."""
    try:
        found = archive.getinfo(name)
    except KeyError:
        return None
    if found.file_size > MAX_ENTRY:
        raise Unprocessable("too_much_memory")
    with archive.open(found) as packed:
        return packed.read(MAX_ENTRY)
