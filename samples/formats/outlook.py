"""Outlook's messages and winmail.dat, written from what Microsoft's descriptions say of them."""

import struct
from collections.abc import Mapping

from samples.formats._ole import Tree, ole

ATTACH_BY_VALUE, ATTACH_MESSAGE = 1, 5


def msg(subject: str, body: str, attachments: Mapping[str, bytes], within: Tree | None = None) -> bytes:
    """A .msg with these attachments; `within` is a message within it, as `message` gives it."""
    return ole(message(subject, body, attachments, within, header=32))


def message(
    subject: str, body: str, attachments: Mapping[str, bytes], within: Tree | None = None, header: int = 24
) -> Tree:
    """The storages and streams of a message ([MS-OXMSG] 2.2)."""
    count = len(attachments) + (within is not None)
    counts = struct.pack("<8xIIII", 0, count, 0, count).ljust(header, b"\0")
    texts = {0x001A: "IPM.Note", 0x0037: subject, 0x1000: body}
    tree = _storage(counts, texts, {}, {0x3FFD: 1252})
    tree["__nameid_version1.0"] = dict.fromkeys(("__substg1.0_00020102", "__substg1.0_00030102"), b"")
    for number, (name, content) in enumerate(attachments.items()):
        names = {0x3707: name, 0x3704: name[:8]}
        tree[f"__attach_version1.0_#{number:08X}"] = _storage(
            bytes(8), names, {0x3701: content}, {0x3705: ATTACH_BY_VALUE}
        )
    if within is not None:
        attached = _storage(bytes(8), {}, {}, {0x3705: ATTACH_MESSAGE})
        attached["__substg1.0_3701000D"] = within
        tree[f"__attach_version1.0_#{len(attachments):08X}"] = attached
    return tree


def winmail(body: str, attachments: Mapping[str, bytes]) -> bytes:
    """A winmail.dat ([MS-OXTNEF] 2.1)."""
    out = struct.pack("<IH", 0x223E9F78, 1) + _attribute(1, 0x00089006, struct.pack("<I", 0x10000))
    out += _attribute(1, 0x00069007, struct.pack("<II", 1252, 0))
    out += _attribute(1, 0x00069003, _properties({(0x1000, 0x1F): (body + "\0").encode("utf-16-le")}))
    for name, content in attachments.items():
        out += _attribute(2, 0x00069002, struct.pack("<HIHHI", 1, 0xFFFFFFFF, 32, 32, 0))
        out += _attribute(2, 0x00018010, name.encode("cp1252") + b"\0")
        out += _attribute(2, 0x0006800F, content)
        out += _attribute(2, 0x00069005, _properties({(0x3707, 0x1F): (name + "\0").encode("utf-16-le")}))
    return out


def _storage(
    header: bytes, texts: Mapping[int, str], contents: Mapping[int, bytes], numbers: Mapping[int, int]
) -> dict[str, "bytes | Tree"]:
    """A message or attachment: its values in streams of their own, and the list of them."""
    streams = {f"{n:04X}001F": text.encode("utf-16-le") for n, text in texts.items()}
    streams |= {f"{n:04X}0102": content for n, content in contents.items()}
    entries = [struct.pack("<HHIi4x", 0x0003, n, 6, value) for n, value in numbers.items()]
    entries += [
        struct.pack("<HHII4x", int(tag[4:], 16), int(tag[:4], 16), 6, len(stream) + 2 * tag.endswith("1F"))
        for tag, stream in streams.items()
    ]
    listed: dict[str, bytes | Tree] = {"__properties_version1.0": header + b"".join(entries)}
    return listed | {f"__substg1.0_{tag}": stream for tag, stream in streams.items()}


def _attribute(level: int, number: int, value: bytes) -> bytes:
    return struct.pack("<BII", level, number, len(value)) + value + struct.pack("<H", sum(value) & 0xFFFF)


def _properties(values: Mapping[tuple[int, int], bytes]) -> bytes:
    out = struct.pack("<I", len(values))
    for (number, kind), value in values.items():
        out += struct.pack("<HHII", kind, number, 1, len(value)) + value + b"\0" * (-len(value) % 4)
    return out
