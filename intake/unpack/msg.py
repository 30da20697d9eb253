"""Outlook's messages (.msg): the message as a page, the attachments as files of their own ([MS-OXMSG])."""

import io
import struct
from collections.abc import Iterator

import olefile

from intake.model import Part, Unpacked, Unprocessable
from intake.unpack import _letter, _mapi

PROPERTIES = "__properties_version1.0"
VALUE, ATTACHMENT = "__substg1.0_", "__attach_version1.0_"
EMBEDDED = f"{VALUE}{_mapi.ATTACHED:04X}000D"
TEXT, OLD_TEXT, BYTES = 0x001F, 0x001E, 0x0102

MESSAGE_CODE_PAGE, INTERNET_CODE_PAGE = 0x3FFD, 0x3FDE
ENTRY = struct.Struct("<HHIi4x")
HEADER, HEADER_WITHIN, HEADER_OF_ATTACHMENT = 32, 24, 8
"""Bytes before the entries of a message's properties, of an embedded one's, and of an attachment's."""

UNREADABLE = (OSError, ValueError, TypeError, LookupError, AttributeError, ArithmeticError, AssertionError,
              struct.error, RecursionError)  # fmt: skip
"""What olefile raises on a damaged file."""


def recognises(content: bytes, name: str) -> bool:
    """Whether it is an OLE file with a message's properties at its root."""
    if not content.startswith(olefile.MAGIC) or PROPERTIES.encode("utf-16-le") not in content:
        return False
    try:
        with olefile.OleFileIO(io.BytesIO(content)) as file:
            return bool(file.exists(PROPERTIES))
    except UNREADABLE:
        return False


def unpack(content: bytes, name: str) -> Unpacked:
    """The message is the first page, an empty one too; attachments follow as parts. A message within is an e-mail.

    Raises Unprocessable: corrupt_file, too_many_parts.
    """
    try:
        with olefile.OleFileIO(io.BytesIO(content)) as file:
            _, text, parts = _message(file, [], 0)
    except UNREADABLE:
        raise Unprocessable("corrupt_file") from None
    return Unpacked((_letter.page(text),), parts)


def _message(file: olefile.OleFileIO, place: list[str], depth: int) -> tuple[str, str, tuple[Part, ...]]:
    """Subject, body and attachments of the message in a folder of the file."""
    if depth > _mapi.MAX_DEPTH:
        raise Unprocessable("too_many_parts")
    below = {path[len(place)] for path in file.listdir(storages=True) if path[: len(place)] == place and path != place}
    attached = sorted(name for name in below if name.startswith(ATTACHMENT))
    if len(attached) > _mapi.MAX_PARTS:
        raise Unprocessable("too_many_parts")
    own = _properties(file, place, below)
    parts = (_part(file, [*place, folder], n, depth) for n, folder in enumerate(attached, 1))
    return str(own.get(_mapi.SUBJECT, "")), _mapi.body(own), tuple(part for part in parts if _mapi.is_file(part))


def _part(file: olefile.OleFileIO, place: list[str], number: int, depth: int) -> Part:
    below = {path[len(place)] for path in file.listdir(storages=True) if path[: len(place)] == place and path != place}
    own = _properties(file, place, below)
    name = _mapi.file_name(own, number)
    if EMBEDDED in below and file.exists([*place, EMBEDDED, PROPERTIES]):
        return Part(f"{name}.eml", _mapi.letter(*_message(file, [*place, EMBEDDED], depth + 1)))
    content = own.get(_mapi.ATTACHED, b"")
    return Part(name, content if isinstance(content, bytes) else b"")


def _properties(file: olefile.OleFileIO, place: list[str], below: set[str]) -> dict[int, str | bytes]:
    encoding = _encoding(file, place)
    return {number: value for name in below for number, value in _value(file, [*place, name], encoding)}


def _value(file: olefile.OleFileIO, path: list[str], encoding: str) -> Iterator[tuple[int, str | bytes]]:
    """The property that a stream holds, if it is text or bytes."""
    tag = path[-1].removeprefix(VALUE)
    if not path[-1].startswith(VALUE) or len(tag) != 8 or file.get_type(path) != olefile.STGTY_STREAM:
        return
    number, kind = int(tag[:4], 16), int(tag[4:], 16)
    if kind in (TEXT, OLD_TEXT, BYTES):
        content = file.openstream(path).read()
        yield number, content if kind == BYTES else content.decode("utf-16-le" if kind == TEXT else encoding, "replace")


def _encoding(file: olefile.OleFileIO, place: list[str]) -> str:
    """Of the text that isn't Unicode: the code page that the message states, else the Western European one."""
    path = [*place, PROPERTIES]
    if not file.exists(path):
        return "cp1252"
    content = file.openstream(path).read()
    within = HEADER_OF_ATTACHMENT if place and place[-1].startswith(ATTACHMENT) else HEADER_WITHIN
    header = within if place else HEADER
    entries = (ENTRY.unpack_from(content, at) for at in range(header, len(content) - ENTRY.size + 1, ENTRY.size))
    stated = {number: value for _, number, _, value in entries}
    page = stated.get(MESSAGE_CODE_PAGE) or stated.get(INTERNET_CODE_PAGE) or 1252
    try:
        encoding = "utf-8" if page == 65001 else f"cp{page}"
        "".encode(encoding)
    except LookupError:
        return "cp1252"
    return encoding
