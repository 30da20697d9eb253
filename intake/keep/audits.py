"""The blind audit of what was read as certain. Every function belongs to its connection's transaction."""

import datetime as dt
import json
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

Verdict = Literal["read", "typed", "neither"]


@dataclass(frozen=True, slots=True)
class Draw:
    """A value that was drawn. `document` is its number within the file, `png` the hash of the clipping.

    `typed` and `same` are None until a person has keyed it in; `typed` stays None where the clipping can't be read.
    """

    id: int
    reading: int
    sha256: str
    document: int
    field: str
    value: Any
    confidence: float
    origin: str
    page: int
    box: tuple[float, ...]
    png: str
    typed: Any = None
    same: bool | None = None
    verdict: Verdict | None = None

    @property
    def is_wrong(self) -> bool | None:
        """Whether what was read was wrong; None while that is open, or can't be known."""
        if self.same is None or self.typed is None:
            return None
        return False if self.same else None if self.verdict is None else self.verdict != "read"


@dataclass(frozen=True, slots=True)
class Counted:
    """Of the readings drawn from: how many values were certain, of how many in which something stood."""

    confident: int
    filled: int


_DRAWS = (
    "SELECT audit_draws.*, typed, same, verdict FROM audit_draws"
    " LEFT JOIN audit_answers ON audit_answers.draw = id LEFT JOIN audit_verdicts ON audit_verdicts.draw = id"
)


def undrawn(connection: sqlite3.Connection, most: int) -> Iterator[tuple[int, dict[str, Any]]]:
    """Readings that nothing was drawn from yet, the newest of each file alone, with what was read."""
    rows = connection.execute(
        "SELECT id, body FROM readings WHERE outcome != 'quarantined'"
        " AND id NOT IN (SELECT reading FROM audit_readings)"
        " AND id = (SELECT max(id) FROM readings AS later WHERE later.sha256 = readings.sha256) ORDER BY id LIMIT ?",
        (most,),
    ).fetchall()
    for row in rows:
        yield row["id"], json.loads(row["body"])


def add(connection: sqlite3.Connection, draws: Iterable[Draw], now: dt.datetime) -> None:
    """Keeps what was drawn; a value that was drawn before stays as it was."""
    connection.executemany(
        "INSERT INTO audit_draws (reading, sha256, document, field, value, confidence, origin, page, box, png, at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
        [
            (
                draw.reading,
                draw.sha256,
                draw.document,
                draw.field,
                json.dumps(draw.value, ensure_ascii=False),
                draw.confidence,
                draw.origin,
                draw.page,
                json.dumps(draw.box),
                draw.png,
                now.isoformat(),
            )
            for draw in draws
        ],
    )


def note_drawn(connection: sqlite3.Connection, reading: int, share: float, counted: Counted, now: dt.datetime) -> None:
    """Notes that a reading was drawn from."""
    connection.execute(
        "INSERT INTO audit_readings (reading, share, confident, filled, at) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT DO NOTHING",
        (reading, share, counted.confident, counted.filled, now.isoformat()),
    )


def draws(connection: sqlite3.Connection) -> tuple[Draw, ...]:
    """All that was drawn, in order, with what people said of it."""
    return tuple(_draw(row) for row in connection.execute(f"{_DRAWS} ORDER BY id"))


def draw(connection: sqlite3.Connection, number: int) -> Draw | None:
    """One that was drawn."""
    row = connection.execute(f"{_DRAWS} WHERE id = ?", (number,)).fetchone()
    return _draw(row) if row else None


def counted(connection: sqlite3.Connection) -> Counted:
    """Of all readings drawn from."""
    query = "SELECT coalesce(sum(confident), 0) AS confident, coalesce(sum(filled), 0) AS filled FROM audit_readings"
    row = connection.execute(query).fetchone()
    return Counted(row["confident"], row["filled"])


def answer(connection: sqlite3.Connection, number: int, typed: Any, same: bool, who: str, now: dt.datetime) -> bool:
    """Keeps what a person keyed in; False where someone had before."""
    added = connection.execute(
        "INSERT INTO audit_answers (draw, typed, same, who, at) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
        (number, None if typed is None else json.dumps(typed, ensure_ascii=False), same, who, now.isoformat()),
    )
    return added.rowcount == 1


def judge(connection: sqlite3.Connection, number: int, verdict: Verdict, who: str, now: dt.datetime) -> bool:
    """Keeps which of the two a person finds right; False where someone had before."""
    added = connection.execute(
        "INSERT INTO audit_verdicts (draw, verdict, who, at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
        (number, verdict, who, now.isoformat()),
    )
    return added.rowcount == 1


def threshold(connection: sqlite3.Connection) -> float:
    """How sure a reading must be to stand as certain; 0 where nobody has said."""
    row = connection.execute("SELECT threshold FROM thresholds ORDER BY id DESC LIMIT 1").fetchone()
    return float(row["threshold"]) if row else 0.0


def set_threshold(connection: sqlite3.Connection, threshold: float, who: str, now: dt.datetime) -> None:
    """Says how sure a reading must be from now on."""
    connection.execute(
        "INSERT INTO thresholds (threshold, who, at) VALUES (?, ?, ?)", (threshold, who, now.isoformat())
    )


def corrected(connection: sqlite3.Connection) -> Iterator[tuple[dict[str, Any], dict[str, Any] | None, str]]:
    """What people did with single values, act by act: the act, what had been read in its file then, and when."""
    rows = connection.execute(
        "SELECT corrections.body AS act, readings.body AS reading, corrections.at FROM corrections"
        " LEFT JOIN readings ON readings.id = corrections.reading WHERE what IN ('accepted', 'corrected', 'marked')"
        " AND corrections.id NOT IN (SELECT undoes FROM corrections WHERE undoes IS NOT NULL) ORDER BY corrections.id"
    )
    for row in rows:
        yield json.loads(row["act"]), json.loads(row["reading"]) if row["reading"] else None, row["at"]


def _draw(row: sqlite3.Row) -> Draw:
    return Draw(
        row["id"],
        row["reading"],
        row["sha256"],
        row["document"],
        row["field"],
        json.loads(row["value"]),
        row["confidence"],
        row["origin"],
        row["page"],
        tuple(json.loads(row["box"])),
        row["png"],
        json.loads(row["typed"]) if row["typed"] is not None else None,
        None if row["same"] is None else bool(row["same"]),
        row["verdict"],
    )
