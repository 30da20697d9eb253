"""Where the files of watched folders were put. Every function belongs to its connection's transaction."""

import datetime as dt
import hashlib
import os
import sqlite3
from typing import NamedTuple


class Laid(NamedTuple):
    """A file that was kept, and where in its folder it was put; "" for one that had to stay where it was."""

    id: int
    sha256: str
    path: str


def add(connection: sqlite3.Connection, folder: str, place: str, sha256: str, path: str, now: dt.datetime) -> None:
    """Notes where a file is about to be put. Noting it again changes nothing."""
    connection.execute(
        "INSERT INTO laid_files (folder, place, sha256, laid, at) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
        (_key(folder), _key(place), sha256, os.fsencode(path), now.isoformat()),
    )


def of(connection: sqlite3.Connection, folder: str, place: str, sha256: str) -> tuple[str, ...]:
    """Where a file was to be put, as often as that was tried."""
    query = "SELECT laid FROM laid_files WHERE folder = ? AND place = ? AND sha256 = ? ORDER BY id"
    return tuple(os.fsdecode(row["laid"]) for row in connection.execute(query, (_key(folder), _key(place), sha256)))


def newest_reading(connection: sqlite3.Connection) -> int:
    """The number of the last reading there is: while it stays the same nothing new can have been set aside."""
    return int(connection.execute("SELECT coalesce(max(id), 0) FROM readings").fetchone()[0])


def set_aside(connection: sqlite3.Connection, folder: str) -> tuple[Laid, ...]:
    """The files of a folder that could not be read and still lie where they were put."""
    query = (
        "SELECT id, sha256, laid FROM laid_files WHERE folder = ? AND id NOT IN (SELECT laid FROM helped_files)"
        " AND (SELECT outcome FROM readings WHERE readings.sha256 = laid_files.sha256 ORDER BY id DESC LIMIT 1)"
        " = 'quarantined' ORDER BY id"
    )
    rows = connection.execute(query, (_key(folder),))
    return tuple(Laid(row["id"], row["sha256"], os.fsdecode(row["laid"])) for row in rows)


def add_helped(connection: sqlite3.Connection, laid: int, how: str, now: dt.datetime) -> None:
    """Notes that a file which can't be read lies where people find it, or that it can't be put there."""
    connection.execute(
        "INSERT INTO helped_files (laid, at, how) VALUES (?, ?, ?) ON CONFLICT DO NOTHING", (laid, now.isoformat(), how)
    )


def _key(text: str) -> str:
    """Paths are anything; a hash is text."""
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()
