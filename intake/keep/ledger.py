"""Receipts, attempts and readings. Every function takes a connection of `database` and belongs to its transaction."""

import datetime as dt
import hashlib
import json
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from intake.keep import owner
from intake.model import Box, Outcome, Receipt

READ = "read"
MACHINE = "machine"
"""How an attempt ends that is no fault of the file's. Any other ending is the code of a reason."""
AGAIN = "~"
"""Parts a reader's version from how often a person had asked for the file to be read again."""
PROGRAM_ERROR = "program_error"
"""The reason for setting a file aside that is to be read again by the next version."""


@dataclass(frozen=True, slots=True)
class Document:
    """A file as it stands. `outcome` is None until it is read, `case` (its first) while it has none.

    `reader` is the version that read it, `reason` the code of the first thing to say about it. `again` says that a
    person has asked for it to be read once more.
    """

    sha256: str
    name: str
    outcome: Outcome | None
    case: str | None
    reader: str | None
    reason: str | None
    again: bool = False

    def is_unread(self, reader: str) -> bool:
        """Whether `reader` shall read it: no one has, a person asks again, or an earlier version failed by its own
        fault."""
        by = (self.reader or "").partition(AGAIN)[0]
        return self.outcome is None or self.again or (self.reason == PROGRAM_ERROR and by != reader)

    def waits(self, reader: str) -> bool:
        """Whether something remains to be done: reading it, or making its case."""
        return self.is_unread(reader) or (self.case is None and self.outcome is not Outcome.QUARANTINED)


@dataclass(frozen=True, slots=True)
class StoredClipping:
    """Where a clipping was taken, and the hash of its PNG."""

    page: int
    box: Box
    png: str


def add_receipt(connection: sqlite3.Connection, receipt: Receipt, place: str) -> bool:
    """Notes that a file came. False when the same bytes had come to the same place by the same channel before."""
    key = hashlib.sha256(place.encode("utf-8", "surrogateescape")).hexdigest()
    added = connection.execute(
        "INSERT INTO receipts (sha256, name, channel, place, municipality, at) VALUES (?, ?, ?, ?, ?, ?)"
        " ON CONFLICT DO NOTHING",
        (receipt.sha256, receipt.name, receipt.channel, key, receipt.municipality, receipt.received.isoformat()),
    )
    return added.rowcount == 1


def receipts(connection: sqlite3.Connection, sha256: str) -> tuple[Receipt, ...]:
    """Every receipt of a file, the first one first."""
    rows = connection.execute("SELECT * FROM receipts WHERE sha256 = ? ORDER BY id", (sha256,))
    return tuple(
        Receipt(sha256, row["name"], row["channel"], dt.datetime.fromisoformat(row["at"]), row["municipality"])
        for row in rows
    )


def days(connection: sqlite3.Connection, channel: str, since: dt.date) -> tuple[dt.date, ...]:
    """The days on which something came by a channel, from `since` on."""
    rows = connection.execute(
        "SELECT DISTINCT substr(at, 1, 10) AS day FROM receipts WHERE channel = ? AND day >= ? ORDER BY day",
        (channel, since.isoformat()),
    )
    return tuple(dt.date.fromisoformat(row["day"]) for row in rows)


def documents(connection: sqlite3.Connection) -> tuple[Document, ...]:
    """Every file as it stands, in the order in which they came."""
    return tuple(_document(row) for row in connection.execute("SELECT * FROM documents ORDER BY receipt"))


def document(connection: sqlite3.Connection, sha256: str) -> Document:
    """A file as it stands. Raises KeyError when it never came."""
    row = connection.execute("SELECT * FROM documents WHERE sha256 = ?", (sha256,)).fetchone()
    if row is None:
        raise KeyError(sha256)
    return _document(row)


def begin(connection: sqlite3.Connection, sha256: str, reader: str, now: dt.datetime, seconds: float) -> int | None:
    """Takes the lease on a file for `seconds` and counts the attempt, before the work begins.

    None when the file has been read, or when a process that may be alive holds a lease on it.
    """
    if not document(connection, sha256).is_unread(reader) or _is_leased(connection, sha256, now.timestamp()):
        return None
    added = connection.execute(
        "INSERT INTO attempts (sha256, owner, at, lease_until) VALUES (?, ?, ?, ?)",
        (sha256, owner.me(), now.isoformat(), now.timestamp() + seconds),
    )
    return added.lastrowid


def end(connection: sqlite3.Connection, attempt: int, now: dt.datetime, how: str) -> None:
    """Notes how an attempt ended, which gives the lease back."""
    connection.execute(
        "INSERT INTO endings (attempt, at, how) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
        (attempt, now.isoformat(), how),
    )


def failures(connection: sqlite3.Connection, sha256: str) -> int:
    """How many attempts the file itself has ended."""
    query = (
        "SELECT count(*) FROM attempts JOIN endings ON endings.attempt = attempts.id"
        " WHERE sha256 = ? AND how NOT IN (?, ?)"
    )
    return int(connection.execute(query, (sha256, READ, MACHINE)).fetchone()[0])


def interruptions(connection: sqlite3.Connection, sha256: str) -> int:
    """How many attempts have no ending: they were cut off with the process that made them, or still go on."""
    query = "SELECT count(*) FROM attempts WHERE sha256 = ? AND id NOT IN (SELECT attempt FROM endings)"
    return int(connection.execute(query, (sha256,)).fetchone()[0])


def add_reading(
    connection: sqlite3.Connection,
    body: Mapping[str, Any],
    reader: str,
    now: dt.datetime,
    clippings: Iterable[StoredClipping] = (),
) -> None:
    """Keeps what was read, a line of `export.json.stored`. A second reading by the same reader is left out, unless a
    person asked for it."""
    asked = connection.execute("SELECT count(*) FROM retries WHERE sha256 = ?", (body["sha256"],)).fetchone()[0]
    reader = f"{reader}{AGAIN}{asked}" if asked else reader
    added = connection.execute(
        "INSERT INTO readings (sha256, reader, at, outcome, body) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
        (body["sha256"], reader, now.isoformat(), body["outcome"], json.dumps(body, ensure_ascii=False)),
    )
    if added.rowcount == 1:
        connection.executemany(
            "INSERT INTO clippings (reading, number, page, box, png) VALUES (?, ?, ?, ?, ?)",
            [(added.lastrowid, n, c.page, json.dumps(c.box), c.png) for n, c in enumerate(clippings)],
        )


def newest_reading(connection: sqlite3.Connection, sha256: str) -> dict[str, Any] | None:
    """What was read in a file, in the shape it was kept in. None while it waits."""
    query = "SELECT body FROM readings WHERE sha256 = ? ORDER BY id DESC LIMIT 1"
    row = connection.execute(query, (sha256,)).fetchone()
    return json.loads(row["body"]) if row else None


def clippings(connection: sqlite3.Connection, sha256: str) -> tuple[StoredClipping, ...]:
    """The clippings of a file's newest reading, in their order."""
    query = (
        "SELECT page, box, png FROM clippings"
        " WHERE reading = (SELECT max(id) FROM readings WHERE sha256 = ?) ORDER BY number"
    )
    rows = connection.execute(query, (sha256,))
    return tuple(StoredClipping(row["page"], Box(*json.loads(row["box"])), row["png"]) for row in rows)


def _document(row: sqlite3.Row) -> Document:
    outcome = Outcome(row["outcome"]) if row["outcome"] else None
    again = bool(row["again"])
    return Document(row["sha256"], row["name"], outcome, row["number"], row["reader"], row["reason"], again)


def _is_leased(connection: sqlite3.Connection, sha256: str, now: float) -> bool:
    query = (
        "SELECT owner FROM attempts WHERE sha256 = ? AND lease_until > ? AND id NOT IN (SELECT attempt FROM endings)"
    )
    return any(not owner.is_gone(row["owner"]) for row in connection.execute(query, (sha256, now)))
