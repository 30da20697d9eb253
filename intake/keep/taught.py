"""Forms that are being taught, change by change. Every function belongs to its connection's transaction."""

import datetime as dt
import json
import sqlite3
from dataclasses import dataclass
from typing import Literal

Step = Literal["draft", "kept", "dropped"]


@dataclass(frozen=True, slots=True)
class Taught:
    """A form as it was last mended. `body` is its template (JSON), `pictures` the hashes of its pages' pictures."""

    draft: int
    sha256: str
    name: str
    body: str
    pictures: tuple[str, ...]
    step: Step
    who: str
    at: str


_NOW = (
    "SELECT *, coalesce(draft, id) AS first FROM taught_forms AS row WHERE id ="
    " (SELECT max(id) FROM taught_forms AS later WHERE coalesce(later.draft, later.id) = coalesce(row.draft, row.id))"
)


def add(connection: sqlite3.Connection, taught: Taught, now: dt.datetime) -> int:
    """Keeps a change, or a new draft where its number is 0; gives the draft's number."""
    added = connection.execute(
        "INSERT INTO taught_forms (draft, sha256, name, body, pictures, step, who, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            taught.draft or None,
            taught.sha256,
            taught.name,
            taught.body,
            json.dumps(taught.pictures),
            taught.step,
            taught.who,
            now.isoformat(),
        ),
    )
    return taught.draft or int(added.lastrowid or 0)


def find(connection: sqlite3.Connection, draft: int) -> Taught | None:
    """A form as it was last mended."""
    row = connection.execute(f"{_NOW} AND first = ?", (draft,)).fetchone()
    return _taught(row) if row else None


def drafts(connection: sqlite3.Connection) -> tuple[Taught, ...]:
    """Those that are neither kept nor dropped, the newest first."""
    return tuple(_taught(row) for row in connection.execute(f"{_NOW} AND step = 'draft' ORDER BY id DESC"))


def _taught(row: sqlite3.Row) -> Taught:
    pictures = tuple(json.loads(row["pictures"]))
    return Taught(row["first"], row["sha256"], row["name"], row["body"], pictures, row["step"], row["who"], row["at"])
