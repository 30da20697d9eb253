"""Archives (zip): every file within is a part. Packages that are documents of their own are not unpacked here."""

import re
import zipfile
from collections.abc import Iterator, Sequence

from intake.model import Issue, Part, Unpacked, Unprocessable
from intake.unpack import _package

MAX_PARTS = 300
MAX_BYTES = 200_000_000
"""Of all files in the archive, unpacked."""

LEFT_BY_SYSTEMS = re.compile(r"(^|/)(__MACOSX/|\.DS_Store$|\._|Thumbs\.db$|desktop\.ini$)", re.IGNORECASE)
LOCKED = 1  # of the flags of an entry: encrypted (APPNOTE 4.4.4)


def recognises(content: bytes, name: str) -> bool:
    """Whether it is a zip whose table of contents can be read and that is no document kept in a zip."""
    if not content.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return False
    names = _package.names(content)
    return names is not None and not _package.is_document(content, names)


def unpack(content: bytes, name: str) -> Unpacked:
    """The files of the archive as parts, in its order; folders and what Windows and macOS leave behind are left out.

    Raises Unprocessable: encrypted_document (when nothing in it is open), too_many_parts, too_much_memory, no_pages.
    """
    with _package.opened(content) as archive:
        entries = [e for e in archive.infolist() if not e.is_dir() and not LEFT_BY_SYSTEMS.search(e.filename)]
        if not entries:
            raise Unprocessable("no_pages")
        if len(entries) > MAX_PARTS:
            raise Unprocessable("too_many_parts")
        if sum(entry.file_size for entry in entries) > MAX_BYTES:
            raise Unprocessable("too_much_memory")
        if all(entry.flag_bits & LOCKED for entry in entries):
            raise Unprocessable("encrypted_document")
        found = list(_files(archive, entries))
    return Unpacked((), tuple(f for f in found if isinstance(f, Part)), tuple(f for f in found if isinstance(f, Issue)))


def _files(archive: zipfile.ZipFile, entries: Sequence[zipfile.ZipInfo]) -> Iterator[Part | Issue]:
    """Each file, or why it can't be had: locked, packed in a way that isn't known, damaged."""
    for entry in entries:
        if entry.flag_bits & LOCKED:
            yield Issue("encrypted_document")
            continue
        try:
            with archive.open(entry) as packed:
                # An entry may hold more than its header says.
                yield Part(_name(entry), packed.read(entry.file_size))
        except NotImplementedError:
            yield Issue("archive_not_read")
        except _package.UNREADABLE:
            yield Issue("corrupt_file")


def _name(entry: zipfile.ZipInfo) -> str:
    """Without its folders."""
    return re.split(r"[/\\]", entry.filename)[-1]
