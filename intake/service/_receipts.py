"""The ledger of the post room: what came on a day, and what has become of every page of it."""

import datetime as dt
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from intake import settings
from intake.keep import database, ledger, post_room, worklist
from intake.keep.post_room import Came, How
from intake.keep.workspace import Workspace
from intake.service._cases import papers_of
from intake.service._uploading import Step, step
from schemas.municipality import all_municipalities

PAPER = "folder"
"""The channel by which scanned paper comes."""

What = Literal["in_case", "blank", "separator", "message", "reason", "handled", "set_aside", "waiting", "missing"]
"""Where a page is: in a case, of no document because it is blank, a separator or the message of an e-mail, pointed out
to a person in a case (`reason`), or with its file: dealt with, set aside, or waiting. `missing` is nowhere."""


@dataclass(frozen=True, slots=True)
class PageOf:
    """A page of a file as received, and where it is. `case` is the case it lies in."""

    number: int
    what: What
    case: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """A receipt. `again` says that these bytes had come before. `sheets` are those of paper, None where it was none.

    `codes` are the reasons of its file, gravest first; `how` is what people did about a file that could not be read.
    """

    sha256: str
    name: str
    channel: str
    municipality: str
    at: dt.datetime
    again: bool
    step: Step
    codes: tuple[str, ...]
    how: How | None
    pages: tuple[PageOf, ...]
    sheets: int | None
    documents: int
    cases: tuple[str, ...]

    @property
    def is_accounted_for(self) -> bool:
        """Whether every page is in a case, or has a reason to be in none, and nothing remains to be done."""
        return self.step in ("in_case", "handled") and all(page.what != "missing" for page in self.pages)

    def count(self, what: What) -> int:
        """How many pages are there."""
        return sum(page.what == what for page in self.pages)


@dataclass(frozen=True, slots=True)
class Counts:
    """What came by one channel. Files and pages that came twice are counted twice, as they were received."""

    channel: str
    receipts: int
    sheets: int
    pages: int
    blank: int
    separators: int
    messages: int
    documents: int
    cases: int
    set_aside: int
    waiting: int


@dataclass(frozen=True, slots=True)
class Day:
    """The receipts of a day in the order in which they came. `counted` are the sheets that people counted on paper."""

    day: dt.date
    entries: tuple[Entry, ...]
    counted: int | None

    @property
    def channels(self) -> tuple[Counts, ...]:
        """What came, by channel."""
        return tuple(_counts(name, [e for e in self.entries if e.channel == name]) for name in _channels(self.entries))

    @property
    def open(self) -> tuple[Entry, ...]:
        """What is not accounted for yet."""
        return tuple(entry for entry in self.entries if not entry.is_accounted_for)


@dataclass(frozen=True, slots=True)
class Papers:
    """The paper that came on a day to a municipality. It may be shredded from `ready` on, once nothing hinders it.

    `ready` is None where the municipality has not said how long it keeps paper.
    """

    day: dt.date
    municipality: str
    files: int
    pages: int
    sheets: int
    ready: dt.date | None
    hindering: tuple[Entry, ...]


def receipts(workspace: Workspace, day: dt.date, municipalities: Sequence[str] | None = None) -> Day:
    """What came on a day, to all municipalities or to some, with every page of it."""
    with database.looking(workspace.ledger) as connection:
        entries = _entries(connection, day)
        theirs = tuple(e for e in entries if municipalities is None or e.municipality in municipalities)
        numbers = all_municipalities() if municipalities is None else municipalities
        counted = [n for number in numbers if (n := post_room.sheets(connection, day, number)) is not None]
    return Day(day, theirs, sum(counted) if counted else None)


def papers_to_shred(workspace: Workspace, since: dt.date) -> tuple[Papers, ...]:
    """The paper of each day from `since` on and of each municipality, with when it may be shredded and what hinders it.

    What hinders it is not accounted for, or lies in a case that nobody has looked at: a scan may be bad where only the
    paper shows it. What came as a file, and the originals in the workspace, are kept whatever is shredded.
    """
    with database.looking(workspace.ledger) as connection:
        found: list[Papers] = []
        for day in ledger.days(connection, PAPER, since):
            papers = [entry for entry in _entries(connection, day) if entry.channel == PAPER]
            for number in dict.fromkeys(entry.municipality for entry in papers):
                found.append(_papers(connection, day, number, [e for e in papers if e.municipality == number]))
    return tuple(found)


def _papers(connection: sqlite3.Connection, day: dt.date, municipality: str, entries: Sequence[Entry]) -> Papers:
    known = all_municipalities().get(municipality)
    kept = known.shredding_days if known else None
    return Papers(
        day,
        municipality,
        len(entries),
        sum(len(entry.pages) for entry in entries),
        sum(entry.sheets or 0 for entry in entries),
        day + dt.timedelta(days=kept) if kept is not None else None,
        tuple(e for e in entries if not e.is_accounted_for or not _are_seen(connection, e.cases)),
    )


def _are_seen(connection: sqlite3.Connection, numbers: Iterable[str]) -> bool:
    rows = [worklist.find(connection, number) for number in numbers]
    return all(row is not None and row.state != "new" for row in rows)


def _entries(connection: sqlite3.Connection, day: dt.date) -> tuple[Entry, ...]:
    return tuple(_entry(connection, came) for came in reversed(post_room.on_day(connection, day)))


def _entry(connection: sqlite3.Connection, came: Came) -> Entry:
    municipality = came.municipality or settings.municipality()
    known = all_municipalities().get(municipality)
    sides = 2 if known is None or known.both_sides else 1
    pages = tuple(_pages(connection, came))
    return Entry(
        came.sha256,
        came.name,
        came.channel,
        municipality,
        dt.datetime.fromisoformat(came.at),
        not came.first,
        step(came),
        came.codes,
        came.how,
        pages,
        -(-len(pages) // sides) if came.channel == PAPER else None,
        came.documents,
        tuple(dict.fromkeys(page.case for page in pages if page.case)) or came.cases,
    )


def _pages(connection: sqlite3.Connection, came: Came) -> Iterator[PageOf]:
    body = ledger.newest_reading(connection, came.sha256) or {"pages": 0}
    where = step(came)
    if where != "in_case":
        for number in range(1, body["pages"] + 1):
            yield PageOf(number, where)
        return
    lying = _lying(connection, came, body)
    asides: dict[int, What] = dict(body.get("asides", ()))
    pointed = {reason["page"] for reason in body["reasons"]}
    for number in range(1, body["pages"] + 1):
        if number in lying:
            yield PageOf(number, "in_case", lying[number])
        else:
            yield PageOf(number, asides.get(number) or ("reason" if number in pointed else "missing"))


def _lying(connection: sqlite3.Connection, came: Came, body: dict[str, Any]) -> dict[int, str]:
    """The case of each page of a file. Where nothing was found in it, it lies in its case as a whole."""
    if not body["documents"]:
        return dict.fromkeys(range(1, body["pages"] + 1), came.cases[0])
    day = dt.datetime.fromisoformat(came.at).date()
    return {n: paper.case for paper in papers_of(connection, came.sha256, day) for n in paper.submission.pages}


def _channels(entries: Iterable[Entry]) -> tuple[str, ...]:
    return tuple(sorted({entry.channel for entry in entries}))


def _counts(channel: str, entries: Sequence[Entry]) -> Counts:
    return Counts(
        channel,
        receipts=len(entries),
        sheets=sum(entry.sheets or 0 for entry in entries),
        pages=sum(len(entry.pages) for entry in entries),
        blank=sum(entry.count("blank") for entry in entries),
        separators=sum(entry.count("separator") for entry in entries),
        messages=sum(entry.count("message") for entry in entries),
        documents=sum(entry.documents for entry in entries),
        cases=len({number for entry in entries for number in entry.cases}),
        set_aside=sum(entry.step == "set_aside" for entry in entries),
        waiting=sum(entry.step == "waiting" for entry in entries),
    )
