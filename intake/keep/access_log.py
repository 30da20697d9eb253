"""Who saw or changed what, and when. It only grows. Every function belongs to its connection's transaction."""

import datetime as dt
import sqlite3
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Access:
    """One line. `what` is a code, `about` what it concerns: an account, a queue, a hash, a field."""

    id: int
    at: str
    who: str
    what: str
    number: str | None
    about: str | None


def add(
    connection: sqlite3.Connection,
    at: dt.datetime,
    who: str,
    what: str,
    number: str | None = None,
    about: str | None = None,
) -> None:
    """Writes a line: in the same transaction as what it tells of, so that neither is there without the other."""
    connection.execute(
        "INSERT INTO access_log (at, who, what, number, about) VALUES (?, ?, ?, ?, ?)",
        (at.isoformat(), who, what, number, about),
    )


def newest(
    connection: sqlite3.Connection,
    *,
    who: str | None = None,
    what: str | None = None,
    number: str | None = None,
    since: str | None = None,
    until: str | None = None,
    before: int | None = None,
    most: int = 100,
) -> tuple[Access, ...]:
    """The newest lines that fit, the newest first. `since` and `until` are ISO days, `before` the id to go on from."""
    query = (
        "SELECT id, at, who, what, number, about FROM access_log"
        " WHERE (?1 IS NULL OR who = ?1) AND (?2 IS NULL OR what = ?2) AND (?3 IS NULL OR number = ?3)"
        " AND (?4 IS NULL OR substr(at, 1, 10) >= ?4) AND (?5 IS NULL OR substr(at, 1, 10) <= ?5)"
        " AND (?6 IS NULL OR id < ?6) ORDER BY id DESC LIMIT ?7"
    )
    rows = connection.execute(query, (who, what, number, since, until, before, most))
    return tuple(Access(*row) for row in rows)
