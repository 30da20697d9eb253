"""What people do with what was read, act by act. Every function belongs to its connection's transaction."""

import datetime as dt
import sqlite3
from collections.abc import Iterable

from schemas.correction import Act, Correction, Linked, Moved, Undone, from_json


def add(
    connection: sqlite3.Connection, number: str, version: int, correction: Correction, who: str, now: dt.datetime
) -> int:
    """Keeps an act, done in a case on the version that was seen; gives its id."""
    sha256 = None if isinstance(correction, Undone) else correction.sha256
    added = connection.execute(
        "INSERT INTO corrections (number, version, reading, sha256, to_case, what, body, undoes, who, at) VALUES"
        " (?1, ?2, (SELECT max(id) FROM readings WHERE sha256 = ?3), ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        (
            number,
            version,
            sha256,
            _to_case(correction),
            correction.what,
            correction.model_dump_json(),
            correction.act if isinstance(correction, Undone) else None,
            who,
            now.isoformat(),
        ),
    )
    return int(added.lastrowid or 0)


def on_file(connection: sqlite3.Connection, sha256: str) -> tuple[Act, ...]:
    """The acts on a file that hold, in order."""
    rows = connection.execute("SELECT * FROM corrections WHERE sha256 = ? ORDER BY id", (sha256,))
    return in_force(connection, (_act(row) for row in rows))


def in_case(connection: sqlite3.Connection, number: str) -> tuple[Act, ...]:
    """The acts done in a case that hold, in order; those that take others back are not among them."""
    query = "SELECT * FROM corrections WHERE number = ? AND undoes IS NULL ORDER BY id"
    return in_force(connection, (_act(row) for row in connection.execute(query, (number,))))


def files_moved_to(connection: sqlite3.Connection, number: str) -> tuple[str, ...]:
    """The hashes of the files of which pages were ever moved to a case, in that order."""
    rows = connection.execute(
        "SELECT sha256 FROM corrections WHERE to_case = ? GROUP BY sha256 ORDER BY min(id)", (number,)
    )
    return tuple(row["sha256"] for row in rows)


def in_force(connection: sqlite3.Connection, acts: Iterable[Act]) -> tuple[Act, ...]:
    """Those of the acts that nobody has taken back; taking back what took one back makes it hold again."""
    return tuple(act for act in acts if not _is_undone(connection, act.id))


def cases_touched(act: Act) -> tuple[str, ...]:
    """The case that an act lays pages in, besides the one in which it was done."""
    other = _to_case(act.correction)
    return (other,) if other else ()


def _is_undone(connection: sqlite3.Connection, act: int) -> bool:
    takers = connection.execute("SELECT id FROM corrections WHERE undoes = ? ORDER BY id", (act,))
    return any(not _is_undone(connection, row["id"]) for row in takers)


def _to_case(correction: Correction) -> str | None:
    if isinstance(correction, Moved):
        return correction.case
    return correction.case if isinstance(correction, Linked) and correction.accepted else None


def _act(row: sqlite3.Row) -> Act:
    about = {name: row[name] for name in ("id", "number", "version", "who", "at")}
    return Act(correction=from_json(row["body"]), **about)
