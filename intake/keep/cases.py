"""Cases: their numbers, documents, versions and history. Every function belongs to its connection's transaction."""

import datetime as dt
import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Version:
    """A case as it was last considered. `body` is JSON in the contract's shape."""

    id: int
    number: str
    body: str
    has_note: bool
    has_pdf: bool
    has_papers: bool


@dataclass(frozen=True, slots=True)
class Filed:
    """A part of a file in a case. `proposed` is JSON: the other cases it may belong to."""

    sha256: str
    part: int
    proposed: str


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a case. `what` is a code."""

    at: str
    who: str
    what: str


def open_case(connection: sqlite3.Connection, now: dt.datetime) -> str:
    """Makes a case and gives its number: `2026-000017` is the seventeenth of 2026, without gaps.

    The transaction must be a writing one: it alone keeps two cases from one number, and a number from being lost.
    """
    query = "SELECT coalesce(max(serial), 0) + 1 FROM cases WHERE year = ?"
    serial = connection.execute(query, (now.year,)).fetchone()[0]
    number = f"{now.year:04}-{serial:06}"
    connection.execute(
        "INSERT INTO cases (number, year, serial, at) VALUES (?, ?, ?, ?)", (number, now.year, serial, now.isoformat())
    )
    return number


def add_document(
    connection: sqlite3.Connection, number: str, sha256: str, part: int, proposed: str, now: dt.datetime
) -> None:
    """Lays a part of a file in a case, with the other cases it may belong to (JSON).

    Raises sqlite3.IntegrityError when it lies in one already.
    """
    connection.execute(
        "INSERT INTO case_documents (number, sha256, part, proposed, at) VALUES (?, ?, ?, ?, ?)",
        (number, sha256, part, proposed, now.isoformat()),
    )


def documents(connection: sqlite3.Connection, number: str) -> tuple[Filed, ...]:
    """The parts of files in a case, in the order in which they were laid in it."""
    rows = connection.execute(
        "SELECT sha256, part, proposed FROM case_documents WHERE number = ? ORDER BY id", (number,)
    )
    return tuple(Filed(*row) for row in rows)


def laid_in(connection: sqlite3.Connection, sha256: str) -> dict[int, str]:
    """The case that each part of a file was laid in."""
    rows = connection.execute("SELECT part, number FROM case_documents WHERE sha256 = ? ORDER BY part", (sha256,))
    return {row["part"]: row["number"] for row in rows}


def cases_of(connection: sqlite3.Connection, sha256: str) -> tuple[str, ...]:
    """The numbers of the cases that the parts of a file lie in."""
    rows = connection.execute("SELECT DISTINCT number FROM case_documents WHERE sha256 = ? ORDER BY number", (sha256,))
    return tuple(row["number"] for row in rows)


def add_version(
    connection: sqlite3.Connection, number: str, queue: str, body: str, known: str, now: dt.datetime
) -> None:
    """Keeps the case as it has just been considered, and what linking has to know of it (JSON)."""
    connection.execute(
        "INSERT INTO case_versions (number, at, queue, body, known) VALUES (?, ?, ?, ?, ?)",
        (number, now.isoformat(), queue, body, known),
    )


def add_keys(connection: sqlite3.Connection, number: str, keys: Iterable[str]) -> None:
    """Keeps the keys under which linking finds the case; those it has stay."""
    connection.executemany(
        "INSERT INTO case_keys (key, number) VALUES (?, ?) ON CONFLICT DO NOTHING", [(key, number) for key in keys]
    )


def known_under(connection: sqlite3.Connection, keys: Iterable[str]) -> tuple[str, ...]:
    """What linking has to know (JSON) of the cases that have any of the keys, by number."""
    query = (
        "SELECT known FROM cases_now WHERE number IN"
        " (SELECT number FROM case_keys WHERE key IN (SELECT value FROM json_each(?))) ORDER BY number"
    )
    return tuple(row["known"] for row in connection.execute(query, (json.dumps(sorted(keys)),)))


def count(connection: sqlite3.Connection) -> int:
    """How many cases there are."""
    return int(connection.execute("SELECT count(*) FROM cases").fetchone()[0])


def newest(connection: sqlite3.Connection, number: str) -> Version | None:
    """The case as it is."""
    row = connection.execute("SELECT * FROM cases_now WHERE number = ?", (number,)).fetchone()
    return _version(row) if row else None


def all_newest(connection: sqlite3.Connection, queue: str | None = None) -> tuple[Version, ...]:
    """Every case as it is, by number; only those in a queue when one is given."""
    rows = connection.execute("SELECT * FROM cases_now WHERE ?1 IS NULL OR queue = ?1 ORDER BY number", (queue,))
    return tuple(_version(row) for row in rows)


def without_note(connection: sqlite3.Connection) -> tuple[str, ...]:
    """The numbers of the cases whose newest version has no note yet, or not all papers that go with it."""
    rows = connection.execute(
        "SELECT number FROM cases_now WHERE NOT (has_note AND has_pdf AND has_papers) ORDER BY number"
    )
    return tuple(row["number"] for row in rows)


def add_note(connection: sqlite3.Connection, version: int, now: dt.datetime) -> bool:
    """Notes that the page of a version's note is on the disk. False when that was known."""
    added = connection.execute(
        "INSERT INTO notes (version, at) VALUES (?, ?) ON CONFLICT DO NOTHING", (version, now.isoformat())
    )
    return added.rowcount == 1


def add_note_pdf(connection: sqlite3.Connection, version: int, now: dt.datetime) -> None:
    """Notes that the note of a version is on the disk as PDF too. Its page must be noted before."""
    connection.execute(
        "INSERT INTO note_pdfs (version, at) VALUES (?, ?) ON CONFLICT DO NOTHING", (version, now.isoformat())
    )


def add_note_papers(connection: sqlite3.Connection, version: int, now: dt.datetime) -> None:
    """Notes that the note as Word file and the letters of a version are on the disk. Its page must be noted before."""
    connection.execute(
        "INSERT INTO note_papers (version, at) VALUES (?, ?) ON CONFLICT DO NOTHING", (version, now.isoformat())
    )


def add_event(
    connection: sqlite3.Connection, number: str, at: dt.datetime, who: str, what: str, about: str | None = None
) -> None:
    """Writes a line of the case's history."""
    connection.execute(
        "INSERT INTO case_events (number, at, who, what, about) VALUES (?, ?, ?, ?, ?)",
        (number, at.isoformat(), who, what, about),
    )


def history(connection: sqlite3.Connection, number: str) -> tuple[Event, ...]:
    """What happened to a case, in order."""
    rows = connection.execute("SELECT at, who, what FROM case_events WHERE number = ? ORDER BY id", (number,))
    return tuple(Event(row["at"], row["who"], row["what"]) for row in rows)


def _version(row: sqlite3.Row) -> Version:
    has = (bool(row[name]) for name in ("has_note", "has_pdf", "has_papers"))
    return Version(row["id"], row["number"], row["body"], *has)
