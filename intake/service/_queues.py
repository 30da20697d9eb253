"""The queues: what lies there, whose it is and how far it has come."""

import datetime as dt
import re
from dataclasses import dataclass
from typing import get_args

from intake.keep import access_log, cases, database, people, worklist
from intake.keep.people import Account
from intake.keep.worklist import Filter, Order, Row, Tally
from intake.keep.workspace import Workspace
from intake.service._access import NotAllowed, acting, sight
from intake.service._clock import Clock, clock
from intake.service._correcting import not_stale, seen_now
from intake.service._people import Person
from schemas.case import State

STATES: tuple[State, ...] = get_args(State)
PAGE = 50
"""Cases on a page of a list."""


class Taken(Exception):  # noqa: N818  what is the matter, in the words of the house
    """Someone else took the case in the meantime: `account`."""

    def __init__(self, account: str) -> None:
        super().__init__("taken")
        self.account = account


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a list. `number` counts from 1, `total` is all that fit."""

    rows: tuple[Row, ...]
    number: int
    total: int

    @property
    def pages(self) -> int:
        """How many pages there are; one, where nothing is there."""
        return max(1, -(-self.total // PAGE))


def worklist_page(
    workspace: Workspace,
    person: Person,
    meant: Filter,
    *,
    order: Order = "deadline",
    number: int = 1,
    now: Clock = clock,
) -> Page:
    """A page of what a person sees of the queues; that the list was seen is in the access log."""
    seen = sight(person)
    with database.writing(workspace.ledger) as connection:
        rows, total = worklist.rows(connection, seen, meant, order, PAGE, (max(1, number) - 1) * PAGE)
        if not rows and number > 1:  # a page that is no longer there: the last one
            number = max(1, -(-worklist.count(connection, seen, meant) // PAGE))
            rows, total = worklist.rows(connection, seen, meant, order, PAGE, (number - 1) * PAGE)
        what = "searched" if meant.words else "list_viewed"
        access_log.add(connection, now(), person.account, what, about=meant.queue)
    return Page(rows, max(1, number), total)


def tally(workspace: Workspace, person: Person, soon: dt.date) -> dict[str, Tally]:
    """How many open cases lie in each queue that a person sees, and how many of them have a deadline by `soon`."""
    with database.looking(workspace.ledger) as connection:
        return worklist.tally(connection, sight(person), person.account, soon)


def progress(workspace: Workspace, person: Person, number: str, now: Clock = clock) -> tuple[Row, str]:
    """Whose a case is and how far it has come, and what an act on it brings back as `seen`. Raises NotAllowed."""
    with acting(workspace, person, number, "progress_viewed", now=now) as connection:
        row = worklist.find(connection, number)
        if row is None:
            raise NotAllowed
        return row, seen_now(connection, number)


def search(workspace: Workspace, person: Person, text: str, number: int = 1, now: Clock = clock) -> Page:
    """The cases that a person sees in which every word of the text is part of a name, a number or the case's number."""
    words = tuple(full_number(word) for word in text.split()[:8])
    if not words:
        return Page((), 1, 0)
    return worklist_page(workspace, person, Filter(words=words), number=number, now=now)


def take(workspace: Workspace, person: Person, number: str, now: Clock = clock) -> None:
    """Makes the case the person's own, and a new one a case in review. Raises Taken when it is someone else's."""
    with acting(workspace, person, number, "case_taken", now=now) as connection:
        row = worklist.find(connection, number)
        if row is not None and row.account not in (None, person.account):
            raise Taken(row.account or "")
        worklist.assign(connection, number, person.account, person.account, now())
        cases.add_event(connection, number, now(), person.account, "case_taken")
        if row is not None and row.state == "new":
            worklist.set_state(connection, number, "in_review", None, person.account, now())


def hand_over(
    workspace: Workspace, person: Person, number: str, to: str | None, seen: str | None = None, now: Clock = clock
) -> None:
    """Gives the case to someone who may see it, or back to the queue. Raises NotAllowed.

    And Stale where `seen` is given and the case has changed since.
    """
    what = "case_handed_over" if to else "case_given_back"
    with acting(workspace, person, number, what, to, now) as connection:
        if seen is not None:
            not_stale(connection, number, seen)
        if to is not None:
            other = people.find(connection, to)
            if other is None or not worklist.is_seen(connection, number, sight(_as_person(other))):
                raise NotAllowed
        worklist.assign(connection, number, to, person.account, now())
        cases.add_event(connection, number, now(), person.account, what, to)


def set_state(
    workspace: Workspace,
    person: Person,
    number: str,
    state: State,
    reason: str | None = None,
    seen: str | None = None,
    now: Clock = clock,
) -> None:
    """Says how far the case has come: waiting for information, decided, withdrawn, opened again, …

    `reason` is a person's own words; they stand with the state and nowhere else. Raises NotAllowed, and Stale where
    `seen` is given and the case has changed since.
    """
    with acting(workspace, person, number, f"state_{state}", now=now) as connection:
        if seen is not None:
            not_stale(connection, number, seen)
        worklist.set_state(connection, number, state, reason, person.account, now())
        cases.add_event(connection, number, now(), person.account, f"state_{state}")


def colleagues(workspace: Workspace, number: str) -> tuple[Account, ...]:
    """Those who may work on a case, by name: to whom it may be handed over."""
    with database.looking(workspace.ledger) as connection:
        known = ((account, _as_person(account)) for account in people.everyone(connection))
        return tuple(
            account
            for account, person in known
            if person.handles_cases and worklist.is_seen(connection, number, sight(person))
        )


def names_of_people(workspace: Workspace) -> dict[str, str]:
    """The name of everyone by account, of those too who no longer sign in."""
    with database.looking(workspace.ledger) as connection:
        return {account.account: account.name for account in people.everyone(connection)}


def _as_person(account: Account) -> Person:
    roles = frozenset(account.roles) if account.active else frozenset[str]()
    return Person(account.account, account.name, roles, account.queues, account.language, "")


def full_number(word: str) -> str:
    """The number of a case as people say it: 2026-17 is 2026-000017."""
    short = re.fullmatch(r"(20\d\d)-(\d{1,6})", word)
    return f"{short[1]}-{int(short[2]):06}" if short else word
