"""Writes OLE files ([MS-CFB], version 3), as small as Outlook's messages need them to be."""

import struct
from collections.abc import Mapping

Tree = Mapping[str, "bytes | Tree"]

SECTOR, MINI, CUTOFF = 512, 64, 4096
END, FREE, FAT, NONE = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD, 0xFFFFFFFF
STORAGE, STREAM, ROOT, BLACK = 1, 2, 5, 1


def ole(tree: Tree) -> bytes:
    """The bytes of a file with these storages and streams, by their names."""
    entries = _entries(tree)
    mini, mini_table, chains = b"", [], []
    for entry in entries:
        content = entry["content"]
        if not isinstance(content, bytes):
            continue
        if len(content) < CUTOFF:
            entry["start"] = len(mini_table) if content else END
            mini_table += _chain(len(mini_table), _sectors(content, MINI))
            mini += content.ljust(_sectors(content, MINI) * MINI, b"\0")
        else:
            chains.append((entry, content))
    directory = b"\0" * (-(-len(entries) // 4) * SECTOR)
    bodies = [directory, struct.pack(f"<{len(mini_table)}I", *mini_table), mini, *(content for _, content in chains)]
    table: list[int] = []
    starts = []
    for body in bodies:
        starts.append(len(table) if body else END)
        table += _chain(len(table), _sectors(body, SECTOR))
    entries[0] |= {"start": starts[2], "size": len(mini)}
    for (entry, _), start in zip(chains, starts[3:], strict=True):
        entry["start"] = start
    bodies[0] = b"".join(_packed(entry) for entry in entries).ljust(len(directory), b"\0")
    return _assembled(bodies, table, starts)


def _assembled(bodies: list[bytes], table: list[int], starts: list[int]) -> bytes:
    of_table = 1
    while of_table * SECTOR // 4 < len(table) + of_table:
        of_table += 1
    first = len(table)
    table += [FAT] * of_table
    table += [FREE] * (of_table * SECTOR // 4 - len(table))
    header = struct.pack(
        "<8s16xHHHHH6xIIIIIIIII", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0x3E, 3, 0xFFFE, 9, 6, 0, of_table, starts[0],
        0, CUTOFF, starts[1], _sectors(bodies[1], SECTOR), END, 0,
    )  # fmt: skip
    difat = [first + n for n in range(of_table)] + [FREE] * (109 - of_table)
    sheets = b"".join(body.ljust(_sectors(body, SECTOR) * SECTOR, b"\0") for body in bodies)
    return header + struct.pack("<109I", *difat) + sheets + struct.pack(f"<{len(table)}I", *table)


def _entries(tree: Tree) -> list[dict[str, object]]:
    """The directory: the root, then each storage's children as a chain to the right."""
    entries: list[dict[str, object]] = [{"name": "Root Entry", "kind": ROOT, "content": tree}]
    for entry in entries:
        content = entry["content"]
        entry |= {"left": NONE, "right": entry.get("right", NONE), "child": NONE, "start": 0, "size": 0}
        if isinstance(content, bytes):
            entry["size"] = len(content)
            continue
        below = sorted(content.items(), key=lambda item: (len(item[0]), item[0].upper()))
        for number, (name, inner) in enumerate(below):
            kind = STREAM if isinstance(inner, bytes) else STORAGE
            follows = len(entries) + 1 if number + 1 < len(below) else NONE
            entries.append({"name": name, "kind": kind, "content": inner, "right": follows})
        entry["child"] = len(entries) - len(below) if below else NONE
    return entries


def _packed(entry: Mapping[str, object]) -> bytes:
    name = (str(entry["name"]) + "\0").encode("utf-16-le")
    numbers = [entry[key] for key in ("left", "right", "child")]
    return struct.pack(
        "<64sHBBIII16xI16xIQ", name, len(name), entry["kind"], BLACK, *numbers, 0, entry["start"], entry["size"]
    )


def _sectors(content: bytes, size: int) -> int:
    return -(-len(content) // size)


def _chain(first: int, count: int) -> list[int]:
    return [first + n + 1 for n in range(count - 1)] + [END] if count else []
