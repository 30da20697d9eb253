"""winmail.dat: what Outlook packs a message's attachments in for those who have no Outlook ([MS-OXTNEF])."""

import struct
from collections.abc import Iterator

from intake.model import Part, Unpacked, Unprocessable
from intake.unpack import _letter, _mapi

SIGNATURE = b"\x78\x9f\x3e\x22"
HEAD = struct.Struct("<BII")
BODY, TITLE, DATA = 0x0002800C, 0x00018010, 0x0006800F
MESSAGE, RENDERING, ATTACHMENT, CODE_PAGE = 0x00069003, 0x00069002, 0x00069005, 0x00069007

WIDTHS = {0x02: 4, 0x03: 4, 0x04: 4, 0x05: 8, 0x06: 8, 0x07: 8, 0x0A: 4, 0x0B: 4, 0x14: 8, 0x40: 8, 0x48: 16}
"""Bytes of a property's value by its type, padded to four ([MS-OXTNEF] 2.1.3.4)."""

OLD_TEXT, TEXT, OBJECT, BYTES = 0x1E, 0x1F, 0x0D, 0x102
NAMED, SEVERAL = 0x8000, 0x1000
IDENTITY = 16  # bytes before an embedded message: the number of its interface

Found = dict[int, str | bytes]


def recognises(content: bytes, name: str) -> bool:
    """Whether it begins with the signature of TNEF."""
    return content.startswith(SIGNATURE)


def unpack(content: bytes, name: str) -> Unpacked:
    """The message, where there is text in it, is the first page; attachments follow as parts.

    Raises Unprocessable: corrupt_file, too_many_parts.
    """
    try:
        message, attached = _read(content)
    except (struct.error, ValueError, LookupError):
        raise Unprocessable("corrupt_file") from None
    if len(attached) > _mapi.MAX_PARTS:
        raise Unprocessable("too_many_parts")
    parts = (_part(found, number) for number, found in enumerate(attached, 1))
    text = _mapi.body(message)
    return Unpacked((_letter.page(text),) if text.strip() else (), tuple(part for part in parts if _mapi.is_file(part)))


def _read(content: bytes) -> tuple[Found, list[Found]]:
    """The properties of the message and of each attachment. Older attributes give what no property does."""
    message: Found = {}
    attached: list[Found] = []
    encoding = "cp1252"
    for number, value in _attributes(content):
        if number == CODE_PAGE:
            encoding = _encoding(value)
        elif number == RENDERING:
            attached.append({})
        elif number == MESSAGE:
            message |= _properties(value, encoding)
        elif number == BODY:
            message.setdefault(_mapi.BODY, value.rstrip(b"\0").decode(encoding, "replace"))
        elif attached and number == ATTACHMENT:
            attached[-1] |= _properties(value, encoding)
        elif attached and number == TITLE:
            attached[-1].setdefault(_mapi.FILE_NAME, value.rstrip(b"\0").decode(encoding, "replace"))
        elif attached and number == DATA:
            attached[-1].setdefault(_mapi.ATTACHED, value)
    return message, attached


def _attributes(content: bytes) -> Iterator[tuple[int, bytes]]:
    """Raises ValueError when one says that it goes on beyond the end."""
    place = len(SIGNATURE) + 2
    while place + HEAD.size <= len(content):
        _, number, length = HEAD.unpack_from(content, place)
        place += HEAD.size
        if place + length > len(content):
            raise ValueError("cut off")
        yield number, content[place : place + length]
        place += length + 2


def _encoding(value: bytes) -> str:
    page = int.from_bytes(value[:4], "little")
    try:
        "".encode(f"cp{page}")
    except LookupError:
        return "cp1252"
    return f"cp{page}"


def _part(found: Found, number: int) -> Part:
    content = found.get(_mapi.ATTACHED, b"")
    content = content if isinstance(content, bytes) else b""
    embedded = content[IDENTITY:]
    return Part(_mapi.file_name(found, number), embedded if embedded.startswith(SIGNATURE) else content)


def _properties(data: bytes, encoding: str) -> Found:
    found: Found = {}
    (count,), place = struct.unpack_from("<I", data), 4
    for _ in range(min(count, len(data) // 4)):
        kind, number = struct.unpack_from("<HH", data, place)
        place += 4
        if number >= NAMED:
            place = _after_name(data, place)
        values, place = _values(data, place, kind)
        if values and kind in (OLD_TEXT, TEXT, OBJECT, BYTES):
            found[number] = _typed(values[0], kind, encoding)
    return found


def _typed(value: bytes, kind: int, encoding: str) -> str | bytes:
    if kind in (OBJECT, BYTES):
        return value
    return value.decode("utf-16-le" if kind == TEXT else encoding, "replace").rstrip("\0")


def _after_name(data: bytes, place: int) -> int:
    """Where a property goes on behind its name: a set and a number, or a set and a text."""
    (by_text,) = struct.unpack_from("<I", data, place + 16)
    if not by_text:
        return place + 24
    length = int.from_bytes(data[place + 20 : place + 24], "little")
    return place + 24 + length + -length % 4


def _values(data: bytes, place: int, kind: int) -> tuple[list[bytes], int]:
    """The values of a property, and where the next property begins."""
    width = WIDTHS.get(kind & ~SEVERAL)
    count = 1
    if width is None or kind & SEVERAL:
        (count,) = struct.unpack_from("<I", data, place)
        place += 4
    values = []
    for _ in range(min(count, len(data))):
        length = width
        if length is None:
            (length,) = struct.unpack_from("<I", data, place)
            place += 4
        if place + length > len(data):
            raise ValueError("cut off")
        values.append(data[place : place + length])
        place += length + -length % 4
    return values, place
