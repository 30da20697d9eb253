"""Who may see and change which case. Whoever sees or changes one does it here, and it is in the access log."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from intake.keep import access_log, cases, database, people, worklist
from intake.keep.access_log import Access
from intake.keep.people import Account
from intake.keep.workspace import Workspace
from intake.service._clock import Clock, clock
from intake.service._people import Person, municipalities_of
from intake.service._showing import whole
from schemas.case import Case
from schemas.municipality import all_municipalities


class NotAllowed(Exception):  # noqa: N818  what is the matter, in the words of the house
    """The person may not see or do this; said of a case that there is not too, so that nothing is told of others."""


def sight(person: Person) -> worklist.Sight:
    """Which cases someone sees: those in the queues of the unit, and restricted ones only where named.

    The post room sees what nobody has placed yet, and nothing of what the units work on.
    """
    entries = all_municipalities().values()
    restricted, unplaced = {m.restricted for m in entries}, {m.unplaced for m in entries}
    queues = [queue for queue in person.queues if queue not in restricted]
    if not person.handles_cases:
        queues = [queue for queue in queues if queue in unplaced and person.has("post_room")]
    return worklist.Sight(
        tuple(queues), tuple(sorted(restricted)), person.municipalities, person.account if person.handles_cases else ""
    )


@contextmanager
def acting(
    workspace: Workspace, person: Person, number: str, what: str, about: str | None = None, now: Clock = clock
) -> Iterator[sqlite3.Connection]:
    """One transaction in which a person sees or changes a case; the access log has it as `what`, about `about`.

    Raises NotAllowed, with nothing done, when the person may not see the case or there is none.
    """
    with database.writing(workspace.ledger) as connection:
        if not worklist.is_seen(connection, number, sight(person)):
            raise NotAllowed
        access_log.add(connection, now(), person.account, what, number, about)
        yield connection


def see_case(workspace: Workspace, person: Person, number: str, now: Clock = clock) -> Case:
    """A case as `one_case` gives it, for a person; that it was seen is in the access log. Raises NotAllowed."""
    with acting(workspace, person, number, "case_viewed", now=now) as connection:
        version = cases.newest(connection, number)
        if version is None:
            raise NotAllowed
        return whole(connection, version, now)


def note_access(workspace: Workspace, person: Person, what: str, about: str | None = None, now: Clock = clock) -> None:
    """Writes in the access log what a person saw or did that is about no one case: a list, a search, an export."""
    with database.writing(workspace.ledger) as connection:
        access_log.add(connection, now(), person.account, what, about=about)


def accesses(
    workspace: Workspace,
    person: Person,
    *,
    who: str | None = None,
    what: str | None = None,
    number: str | None = None,
    since: str | None = None,
    until: str | None = None,
    before: int | None = None,
    most: int = 100,
    now: Clock = clock,
) -> tuple[Access, ...]:
    """The access log, the newest first, for an auditor; that it was looked at stands in it too. Raises NotAllowed."""
    if not person.has("auditor"):
        raise NotAllowed
    with database.writing(workspace.ledger) as connection:
        found = access_log.newest(
            connection, who=who, what=what, number=number, since=since, until=until, before=before, most=most
        )
        access_log.add(connection, now(), person.account, "access_log_viewed", number)
        return found


def name_in_case(
    workspace: Workspace, person: Person, number: str, account: str, allowed: bool, now: Clock = clock
) -> None:
    """Says whether someone may see a restricted case: one who works on cases in its municipality.

    A leader of the municipality does it. Raises NotAllowed.
    """
    with database.writing(workspace.ledger) as connection:
        row = worklist.find(connection, number)
        other = people.find(connection, account)
        if row is None or other is None or not _leads(person, row):
            raise NotAllowed
        if allowed and not _works_in(other, row.municipality):
            raise NotAllowed
        people.name_in(connection, number, account, allowed, person.account, now())
        what = "named_in_case" if allowed else "no_longer_named_in_case"
        cases.add_event(connection, number, now(), person.account, what, account)
        access_log.add(connection, now(), person.account, what, number, account)


def restricted_cases(
    workspace: Workspace, person: Person, now: Clock = clock
) -> tuple[tuple[worklist.Row, tuple[str, ...]], ...]:
    """The restricted cases of a leader's municipalities, with who may see each. Raises NotAllowed.

    Of the case itself a leader who is not named may be shown only its number and its deadlines.
    """
    if not person.has("leader"):
        raise NotAllowed
    with database.writing(workspace.ledger) as connection:
        access_log.add(connection, now(), person.account, "restricted_viewed")
        queues = [m.restricted for m in all_municipalities().values() if m.number in person.municipalities]
        rows = worklist.in_queues(connection, queues)
        return tuple((row, people.named_in(connection, row.number)) for row in rows)


def _leads(person: Person, row: worklist.Row) -> bool:
    return person.has("leader") and row.municipality in person.municipalities


def _works_in(account: Account, municipality: str) -> bool:
    handles = not {"caseworker", "leader"}.isdisjoint(account.roles)
    return account.active and handles and municipality in municipalities_of(account.queues)


def nameable(workspace: Workspace, municipality: str) -> tuple[Account, ...]:
    """Those who may be named in a restricted case of a municipality, by name."""
    with database.looking(workspace.ledger) as connection:
        return tuple(account for account in people.everyone(connection) if _works_in(account, municipality))
