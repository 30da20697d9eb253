"""What the queues show of each case. The rows are worked out by the ledger's own triggers; here they are looked up."""

import datetime as dt
import json
import sqlite3
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from schemas.municipality import NOT_OURS


@dataclass(frozen=True, slots=True)
class Row:
    """A case in a queue. Days are ISO, times too; `since` is when its state came, `deadline` the first of the two."""

    number: str
    municipality: str
    queue: str
    state: str
    since: str
    received: str
    interim_reply: str
    answer: str
    deadline: str
    next_step: str
    flags: tuple[str, ...]
    child: str | None
    born: str | None
    account: str | None


@dataclass(frozen=True, slots=True)
class Sight:
    """Which cases someone sees: those in `queues`, and those in `restricted` ones where `account` is named.

    In the queue of other municipalities' cases, those that came to one of `municipalities`.
    """

    queues: tuple[str, ...]
    restricted: tuple[str, ...]
    municipalities: tuple[str, ...]
    account: str


@dataclass(frozen=True, slots=True)
class Filter:
    """What is looked for; None is all. `state` is one of the contract, or `open` or `closed`. `account` "" is nobody's.

    `until` is an ISO day that the deadline must not be after. Each of `words` stands in a name or a number of the case.
    """

    queue: str | None = None
    state: str | None = None
    flag: str | None = None
    account: str | None = None
    until: str | None = None
    words: tuple[str, ...] = ()


_SEEN = (
    "((queue IN (SELECT value FROM json_each(:queues))"
    " AND (queue != :not_ours OR municipality IN (SELECT value FROM json_each(:municipalities))))"
    " OR (queue IN (SELECT value FROM json_each(:restricted)) AND coalesce((SELECT allowed FROM named_people AS named"
    " WHERE named.number = worklist.number AND named.account = :who ORDER BY named.id DESC LIMIT 1), 0)))"
)
_STATE = (
    # Nobody works on those that are decided or withdrawn.
    "CASE :state WHEN 'open' THEN state NOT IN ('decided', 'withdrawn')"
    " WHEN 'closed' THEN state IN ('decided', 'withdrawn') ELSE state = :state END"
)
_COLUMNS = (
    "number, municipality, queue, state, since, received, interim_reply, answer, deadline, next_step, flags,"
    " child, born, account"
)
Order = Literal["deadline", "since"]


@dataclass(frozen=True, slots=True)
class Tally:
    """How many open cases there are."""

    cases: int = 0
    nobodys: int = 0
    mine: int = 0
    waiting: int = 0
    soon: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        """Of both."""
        return Tally(*(getattr(self, name) + getattr(other, name) for name in self.__slots__))


_MEANT = (
    " FROM worklist WHERE " + _SEEN + " AND (:state IS NULL OR " + _STATE + ")"  # noqa: S608  all constants
    " AND (:queue IS NULL OR queue = :queue)"
    " AND (:flag IS NULL OR EXISTS (SELECT 1 FROM json_each(flags) WHERE value = :flag))"
    " AND (:account IS NULL OR coalesce(account, '') = :account) AND (:until IS NULL OR deadline <= :until)"
    " AND (:words = '[]' OR is_found(names, numbers, number, :words))"
)
_FIND = "SELECT " + _COLUMNS + " FROM worklist WHERE number = ?"  # noqa: S608
_IN_QUEUES = (
    "SELECT " + _COLUMNS + " FROM worklist WHERE queue IN (SELECT value FROM json_each(?))"  # noqa: S608
    " ORDER BY deadline, number"
)
_COUNT = "SELECT count(*)" + _MEANT
_BY_DEADLINE = "SELECT " + _COLUMNS + _MEANT + " ORDER BY deadline, number LIMIT :most OFFSET :beyond"
_BY_SINCE = "SELECT " + _COLUMNS + _MEANT + " ORDER BY since, number LIMIT :most OFFSET :beyond"
_TALLY = (
    "SELECT queue, count(*) AS cases, sum(account IS NULL) AS nobodys, sum(coalesce(account, '') = :me) AS mine,"  # noqa: S608
    " sum(state = 'waiting_for_information') AS waiting, sum(deadline <= :soon) AS soon"
    " FROM worklist WHERE state NOT IN ('decided', 'withdrawn') AND " + _SEEN + " GROUP BY queue"
)
_IS_SEEN = "SELECT 1 FROM worklist WHERE number = :number AND " + _SEEN  # noqa: S608


def find(connection: sqlite3.Connection, number: str) -> Row | None:
    """The row of a case."""
    row = connection.execute(_FIND, (number,)).fetchone()
    return _row(row) if row else None


def in_queues(connection: sqlite3.Connection, queues: Sequence[str]) -> tuple[Row, ...]:
    """All that lies in some queues, by deadline."""
    return tuple(_row(row) for row in connection.execute(_IN_QUEUES, (_json(queues),)))


def is_seen(connection: sqlite3.Connection, number: str, sight: Sight) -> bool:
    """Whether the case is there and within someone's sight."""
    return connection.execute(_IS_SEEN, {"number": number, **_sight(sight)}).fetchone() is not None


def count(connection: sqlite3.Connection, sight: Sight, meant: Filter) -> int:
    """How many cases fit."""
    _can_search(connection)
    return int(connection.execute(_COUNT, _parameters(sight, meant)).fetchone()[0])


def rows(
    connection: sqlite3.Connection, sight: Sight, meant: Filter, order: Order, most: int, beyond: int
) -> tuple[Row, ...]:
    """The cases that fit, by deadline or by how long they have been in their state: `most` of them after `beyond`."""
    _can_search(connection)
    query = _BY_SINCE if order == "since" else _BY_DEADLINE
    found = connection.execute(query, {**_parameters(sight, meant), "most": most, "beyond": beyond})
    return tuple(_row(row) for row in found)


def tally(connection: sqlite3.Connection, sight: Sight, me: str, soon: dt.date) -> dict[str, Tally]:
    """How many open cases lie in each queue: all, nobody's, mine, waiting ones, and those with a deadline by `soon`."""
    found = connection.execute(_TALLY, {**_sight(sight), "me": me, "soon": soon.isoformat()})
    return {row["queue"]: Tally(*tuple(row)[1:]) for row in found}


def assign(connection: sqlite3.Connection, number: str, account: str | None, who: str, now: dt.datetime) -> None:
    """Says whose a case is; None is nobody's."""
    connection.execute(
        "INSERT INTO assignments (number, account, who, at) VALUES (?, ?, ?, ?)",
        (number, account, who, now.isoformat()),
    )


def set_state(
    connection: sqlite3.Connection, number: str, state: str, reason: str | None, who: str, now: dt.datetime
) -> None:
    """Says how far a case has come, and why."""
    connection.execute(
        "INSERT INTO case_states (number, state, reason, who, at) VALUES (?, ?, ?, ?, ?)",
        (number, state, reason, who, now.isoformat()),
    )


def _can_search(connection: sqlite3.Connection) -> None:
    connection.create_function("is_found", 4, _is_found, deterministic=True)


def _is_found(names: str, numbers: str, number: str, words: str) -> bool:
    text = f"{names}\n{numbers}\n{number}".casefold()
    return all(word in text for word in json.loads(words))


def _parameters(sight: Sight, meant: Filter) -> dict[str, Any]:
    words = _json([unicodedata.normalize("NFC", word).casefold() for word in meant.words])
    looked_for = {name: getattr(meant, name) for name in ("queue", "state", "flag", "account", "until")}
    return {**_sight(sight), **looked_for, "words": words}


def _sight(sight: Sight) -> dict[str, str]:
    return {
        "queues": _json(sight.queues),
        "restricted": _json(sight.restricted),
        "municipalities": _json(sight.municipalities),
        "not_ours": NOT_OURS,
        "who": sight.account,
    }


def _json(values: Sequence[str]) -> str:
    return json.dumps(list(values), ensure_ascii=False)


def _row(row: sqlite3.Row) -> Row:
    values = {name: row[name] for name in row.keys()}  # noqa: SIM118  a Row is no mapping: it iterates over its values
    return Row(**{**values, "flags": tuple(json.loads(row["flags"]))})
