"""What people write in place of a draft's words. Every function belongs to its connection's transaction."""

import datetime as dt
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """What a person wrote in a place of a paper; None is the draft's own words. `draft` is what stood there then."""

    words: str | None
    draft: str
    who: str
    at: str


@dataclass(frozen=True, slots=True)
class Saving:
    """That somebody saved a paper. `keys` are the places that were changed."""

    id: int
    who: str
    at: str
    version: int
    keys: tuple[str, ...]


def add(
    connection: sqlite3.Connection,
    number: str,
    paper: str,
    texts: Mapping[str, tuple[str, str | None]],
    who: str,
    now: dt.datetime,
) -> int:
    """Keeps what was written, by key the draft and the words that replace it; gives the saving's number."""
    version = connection.execute("SELECT id FROM cases_now WHERE number = ?", (number,)).fetchone()["id"]
    added = connection.execute(
        "INSERT INTO note_savings (number, paper, version, who, at) VALUES (?, ?, ?, ?, ?)",
        (number, paper, version, who, now.isoformat()),
    )
    connection.executemany(
        "INSERT INTO note_texts (saving, key, draft, words) VALUES (?, ?, ?, ?)",
        [(added.lastrowid, key, draft, words) for key, (draft, words) in texts.items()],
    )
    return int(added.lastrowid or 0)


def words(connection: sqlite3.Connection, number: str, paper: str, until: int | None = None) -> dict[str, Words]:
    """What holds in each place that was ever written in; as it was after the saving `until`, where one is given."""
    rows = connection.execute(
        "SELECT key, words, draft, who, at FROM note_texts JOIN note_savings ON note_savings.id = saving"
        " WHERE number = ?1 AND paper = ?2 AND (?3 IS NULL OR saving <= ?3) ORDER BY saving",
        (number, paper, until),
    )
    return {row["key"]: Words(row["words"], row["draft"], row["who"], row["at"]) for row in rows}


def savings(connection: sqlite3.Connection, number: str, paper: str) -> tuple[Saving, ...]:
    """Every saving of a paper, the newest first."""
    rows = connection.execute(
        "SELECT id, who, at, version, group_concat(key, ' ') AS keys FROM note_savings"
        " JOIN note_texts ON saving = id WHERE number = ? AND paper = ? GROUP BY id ORDER BY id DESC",
        (number, paper),
    )
    return tuple(Saving(r["id"], r["who"], r["at"], r["version"], tuple(r["keys"].split())) for r in rows)


def body(connection: sqlite3.Connection, version: int) -> str:
    """A case as it was in a version (JSON). Raises KeyError when there is no such."""
    row = connection.execute("SELECT body FROM case_versions WHERE id = ?", (version,)).fetchone()
    if row is None:
        raise KeyError(version)
    return str(row["body"])
