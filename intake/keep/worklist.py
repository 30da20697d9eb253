"""What the queues show of each case. The rows are worked out by the ledger's own triggers; here they are looked up."""

import datetime as dt
import json
import sqlite3
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from intake import settings
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
    " AND (queue != :not_ours OR EXISTS (SELECT 1 FROM case_documents AS filed"
    " JOIN receipts ON receipts.sha256 = filed.sha256 WHERE filed.number = worklist.number"
    " AND coalesce(receipts.municipality, :home) IN (SELECT value FROM json_each(:municipalities)))))"
    " OR (queue IN (SELECT value FROM json_each(:restricted)) AND coalesce((SELECT allowed FROM named_people AS named"
    " WHERE named.number = worklist.number AND named.account = :who ORDER BY named.id DESC LIMIT 1), 0)))"
)
_OPEN = "state NOT IN ('decided', 'withdrawn')"
_STATES = {"open": _OPEN, "closed": "state IN ('decided', 'withdrawn')"}
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


_FIND = "SELECT " + _COLUMNS + " FROM worklist WHERE number = ?"  # noqa: S608
_IN_QUEUES = (
    "SELECT " + _COLUMNS + " FROM worklist WHERE queue IN (SELECT value FROM json_each(?))"  # noqa: S608
    " ORDER BY deadline, number"
)
_TALLY = (
    "SELECT queue, count(*) AS cases, sum(account IS NULL) AS nobodys, sum(coalesce(account, '') = :me) AS mine,"  # noqa: S608
    " sum(state = 'waiting_for_information') AS waiting, sum(deadline <= :soon) AS soon"
    " FROM worklist WHERE " + _OPEN + " AND " + _SEEN + " GROUP BY queue"
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
    query = "SELECT count(*) FROM worklist WHERE " + _meant(meant)  # noqa: S608  constants alone, as below
    return int(connection.execute(query, _parameters(sight, meant)).fetchone()[0])


def rows(
    connection: sqlite3.Connection, sight: Sight, meant: Filter, order: Order, most: int, beyond: int
) -> tuple[tuple[Row, ...], int]:
    """The cases that fit, by deadline or by how long they have been in their state: `most` of them after `beyond`.

    And how many fit in all, 0 where `beyond` is beyond them. Numbers are found in the index first: only the rows of one
    page are read whole.
    """
    by = "since, number" if order == "since" else "deadline, number"
    query = (
        "SELECT " + _COLUMNS + ", total FROM worklist JOIN (SELECT number, count(*) OVER () AS total"  # noqa: S608
        " FROM worklist WHERE " + _meant(meant) + " ORDER BY " + by + " LIMIT :most OFFSET :beyond) USING (number)"
        " ORDER BY " + by
    )
    found = connection.execute(query, {**_parameters(sight, meant), "most": most, "beyond": beyond}).fetchall()
    return tuple(_row(row) for row in found), found[0]["total"] if found else 0


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


def _meant(meant: Filter) -> str:
    """The condition of a filter. What it does not ask for is left out, so that the index alone can answer the rest."""
    conditions = {
        "queue = :queue": meant.queue is not None,
        _STATES.get(meant.state or "", "state = :state"): meant.state is not None,
        "EXISTS (SELECT 1 FROM json_each(flags) WHERE value = :flag)": meant.flag is not None,
        "coalesce(account, '') = :account": meant.account is not None,
        "deadline <= :until": meant.until is not None,
        **{f"sought GLOB :word{n}": True for n in range(len(meant.words))},
    }
    return " AND ".join((_SEEN, *(condition for condition, is_asked in conditions.items() if is_asked)))


def _parameters(sight: Sight, meant: Filter) -> dict[str, Any]:
    looked_for = {name: getattr(meant, name) for name in ("queue", "state", "flag", "account", "until")}
    return {**_sight(sight), **looked_for, **{f"word{n}": _anywhere(word) for n, word in enumerate(meant.words)}}


def _anywhere(word: str) -> str:
    """A pattern for GLOB: the word within a text, in small or capital letters of any alphabet."""
    letters = unicodedata.normalize("NFC", word)
    return "*" + "".join(_either(letter) for letter in letters) + "*"


def _either(letter: str) -> str:
    if letter in "*?[":
        return f"[{letter}]"
    small, capital = letter.lower(), letter.upper()
    return f"[{small}{capital}]" if small != capital and len(small + capital) == 2 else letter


def _sight(sight: Sight) -> dict[str, str]:
    return {
        "queues": _json(sight.queues),
        "restricted": _json(sight.restricted),
        "municipalities": _json(sight.municipalities),
        "not_ours": NOT_OURS,  # for whom it came to: they send it on, and whom it is for has never seen it
        "home": settings.municipality(),
        "who": sight.account,
    }


def _json(values: Sequence[str]) -> str:
    return json.dumps(list(values), ensure_ascii=False)


def _row(row: sqlite3.Row) -> Row:
    values = {name: row[name] for name in Row.__slots__}
    return Row(**{**values, "flags": tuple(json.loads(row["flags"]))})
