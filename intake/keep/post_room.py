"""What came on a day and what became of it. Every function belongs to its connection's transaction."""

import datetime as dt
import json
import sqlite3
from dataclasses import dataclass
from typing import Literal

How = Literal["scan_again", "by_hand", "no_request", "open"]


@dataclass(frozen=True, slots=True)
class Came:
    """That a file came, and how it stands. `outcome` is None while it waits; `codes` are the reasons, gravest first.

    `first` is whether these bytes had not come before. `pages` and `documents` are what was found in it. `how` is what
    the post room did about a file that could not be read. `again` says that it is to be read again.
    """

    sha256: str
    name: str
    channel: str
    municipality: str | None
    at: str
    first: bool
    outcome: str | None
    codes: tuple[str, ...]
    pages: int
    documents: int
    cases: tuple[str, ...]
    how: How | None
    again: bool


_CAME = """
SELECT receipts.sha256, receipts.name, channel, municipality, receipts.at,
       receipts.id = (SELECT min(id) FROM receipts AS other WHERE other.sha256 = receipts.sha256) AS first,
       reading.outcome,
       (SELECT json_group_array(json_extract(value, '$.code')) FROM json_each(reading.body, '$.reasons')
         WHERE json_extract(value, '$.outcome') != 'accepted') AS codes,
       json_extract(reading.body, '$.pages') AS pages,
       json_array_length(reading.body, '$.documents') AS documents,
       (SELECT json_group_array(number) FROM (SELECT DISTINCT number FROM case_documents
         WHERE case_documents.sha256 = receipts.sha256 ORDER BY number)) AS cases,
       (SELECT how FROM handlings WHERE handlings.sha256 = receipts.sha256 ORDER BY id DESC LIMIT 1) AS how,
       EXISTS (SELECT 1 FROM retries WHERE retries.reading = reading.id) AS again
FROM receipts
LEFT JOIN readings AS reading
  ON reading.id = (SELECT max(id) FROM readings WHERE readings.sha256 = receipts.sha256)
"""
_ON_DAY = _CAME + " WHERE substr(receipts.at, 1, 10) = ? ORDER BY receipts.id DESC"
_OPEN = (
    _CAME  # noqa: S608  all constants
    + " WHERE receipts.id = (SELECT min(id) FROM receipts AS other WHERE other.sha256 = receipts.sha256)"
    " AND receipts.sha256 NOT IN (SELECT sha256 FROM case_documents)"
    " AND coalesce((SELECT how FROM handlings WHERE handlings.sha256 = receipts.sha256 ORDER BY id DESC LIMIT 1),"
    " 'open') = 'open' ORDER BY receipts.id"
)
_ONE = _CAME + " WHERE receipts.sha256 = ? ORDER BY receipts.id LIMIT 1"


def on_day(connection: sqlite3.Connection, day: dt.date) -> tuple[Came, ...]:
    """Every receipt of a day, the last first."""
    return tuple(_came(row) for row in connection.execute(_ON_DAY, (day.isoformat(),)))


def still_open(connection: sqlite3.Connection) -> tuple[Came, ...]:
    """Every file, of whatever day, that lies in no case and that nobody has dealt with: those that wait too."""
    return tuple(_came(row) for row in connection.execute(_OPEN))


def one(connection: sqlite3.Connection, sha256: str) -> Came | None:
    """A file by its first receipt."""
    row = connection.execute(_ONE, (sha256,)).fetchone()
    return _came(row) if row else None


def retry(connection: sqlite3.Connection, sha256: str, who: str, now: dt.datetime) -> bool:
    """Has a file that was read be read again; False where it waits for that already."""
    added = connection.execute(
        "INSERT INTO retries (sha256, reading, who, at) SELECT sha256, max(id), ?, ? FROM readings"
        " WHERE sha256 = ? HAVING max(id) IS NOT NULL ON CONFLICT DO NOTHING",
        (who, now.isoformat(), sha256),
    )
    return added.rowcount == 1


def handle(connection: sqlite3.Connection, sha256: str, how: How, who: str, now: dt.datetime) -> None:
    """Notes what was done about a file."""
    connection.execute(
        "INSERT INTO handlings (sha256, how, who, at) VALUES (?, ?, ?, ?)", (sha256, how, who, now.isoformat())
    )


def count_sheets(
    connection: sqlite3.Connection, day: dt.date, municipality: str, sheets: int, who: str, now: dt.datetime
) -> None:
    """Notes how many sheets of paper were counted."""
    connection.execute(
        "INSERT INTO sheet_counts (day, municipality, sheets, who, at) VALUES (?, ?, ?, ?, ?)",
        (day.isoformat(), municipality, sheets, who, now.isoformat()),
    )


def sheets(connection: sqlite3.Connection, day: dt.date, municipality: str) -> int | None:
    """How many were counted; None where nobody has."""
    row = connection.execute(
        "SELECT sheets FROM sheet_counts WHERE day = ? AND municipality = ? ORDER BY id DESC LIMIT 1",
        (day.isoformat(), municipality),
    ).fetchone()
    return int(row["sheets"]) if row else None


def _came(row: sqlite3.Row) -> Came:
    return Came(
        row["sha256"],
        row["name"],
        row["channel"],
        row["municipality"],
        row["at"],
        bool(row["first"]),
        row["outcome"],
        tuple(dict.fromkeys(json.loads(row["codes"] or "[]"))),
        row["pages"] or 0,
        row["documents"] or 0,
        tuple(json.loads(row["cases"])),
        row["how"],
        bool(row["again"]),
    )
