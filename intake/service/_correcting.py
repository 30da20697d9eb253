"""What people do with a case's papers: each act is kept, and the case is considered again with all that hold.

Nothing is overwritten: who acts on a case that has changed since it was shown is told so, and nothing is done.
"""

import datetime as dt
import sqlite3
from collections.abc import Iterable, Sequence

from intake.correct import Paper
from intake.keep import cases, corrections, ledger, worklist
from intake.keep.workspace import Workspace
from intake.service._access import NotAllowed, acting, sight
from intake.service._cases import consider_again, lying_in, papers_of
from intake.service._clock import PROGRAM, Clock, clock
from intake.service._people import Person
from schemas.correction import (
    NEW_CASE,
    Accepted,
    Called,
    Corrected,
    Correction,
    Linked,
    Marked,
    Mentioned,
    Moved,
    Undone,
)  # fmt: skip

_ON_DOCUMENT = (Accepted, Called, Corrected, Marked, Mentioned)


class Stale(Exception):  # noqa: N818  what is the matter, in the words of the house
    """The case has changed since it was shown: by `who`, in the last event of its history."""

    def __init__(self, who: str) -> None:
        super().__init__("stale")
        self.who = who


def seen_now(connection: sqlite3.Connection, number: str) -> str:
    """What tells the case as it is from the case as it was: its version, and what was last said of its state."""
    version = cases.newest(connection, number)
    query = (
        "SELECT coalesce((SELECT max(id) FROM case_states WHERE number = ?1), 0) + "
        "coalesce((SELECT max(id) FROM assignments WHERE number = ?1), 0)"
    )
    steps = connection.execute(query, (number,)).fetchone()[0]
    return f"{version.id if version else 0}.{steps}"


def not_stale(connection: sqlite3.Connection, number: str, seen: str) -> None:
    """Raises Stale when the case is no longer as it was seen."""
    if seen != seen_now(connection, number):
        history = cases.history(connection, number)
        raise Stale(history[-1].who if history else PROGRAM)


def correct(
    workspace: Workspace, person: Person, number: str, seen: str, acts: Sequence[Correction], now: Clock = clock
) -> tuple[str, ...]:
    """Does the acts, all or none, and considers the cases again that they touch; gives the numbers of these.

    `seen` tells the case as it was shown (`Desk.seen`). Raises Stale when it has changed, and NotAllowed for papers
    that do not lie in the case, or a case that the person may not see.
    """
    with acting(workspace, person, number, "case_corrected", now=now) as connection:
        not_stale(connection, number, seen)
        version = cases.newest(connection, number)
        touched = [number]
        for act in acts:
            other = _allowed(connection, person, number, act, now().date())
            if other == NEW_CASE:
                other = cases.open_case(connection, now())
                act = act.model_copy(update={"case": other})
            touched += [other] if other else []
            corrections.add(connection, number, version.id if version else 0, act, person.account, now())
            _tell(connection, number, act, person.account, now())
        return _considered(connection, touched, person.account, now())


def undo(
    workspace: Workspace, person: Person, number: str, seen: str, act: int | None = None, now: Clock = clock
) -> tuple[str, ...]:
    """Takes back an act with all that was done together with it, or the last one where none is named.

    Gives the numbers of the cases that it touches, none where nothing is to be taken back. Raises Stale and NotAllowed.
    """
    with acting(workspace, person, number, "case_corrected", now=now) as connection:
        not_stale(connection, number, seen)
        holding = corrections.in_case(connection, number)
        last = next((a for a in reversed(holding) if act is None or a.id == act), None)
        version = cases.newest(connection, number)
        if last is None or version is None:
            return ()
        together = [a for a in holding if a.version == last.version]
        touched = [number]
        for done in reversed(together):
            touched += corrections.cases_touched(done)
            undone = Undone(act=done.id)
            corrections.add(connection, number, version.id, undone, person.account, now())
        _tell(connection, number, Undone(act=last.id), person.account, now())
        return _considered(connection, touched, person.account, now())


def _allowed(
    connection: sqlite3.Connection, person: Person, number: str, act: Correction, today: dt.date
) -> str | None:
    """The other case that an act touches. Raises NotAllowed where it reaches beyond what the person may see."""
    if isinstance(act, Undone):
        raise NotAllowed
    if not _lies_here(connection, number, act.sha256, today):
        raise NotAllowed
    whole = papers_of(connection, act.sha256, today)
    here = [paper for paper in whole if paper.case == number]
    if isinstance(act, _ON_DOCUMENT) and act.document not in {paper.key for paper in here}:
        raise NotAllowed
    if isinstance(act, Moved):
        _may_move(connection, act, here, whole)
    other = act.case if isinstance(act, Moved) or (isinstance(act, Linked) and act.accepted) else None
    if other not in (None, NEW_CASE, number) and not worklist.is_seen(connection, other, sight(person)):
        raise NotAllowed
    return other


def _may_move(connection: sqlite3.Connection, act: Moved, here: Sequence[Paper], whole: Sequence[Paper]) -> None:
    """Only pages of the case, or of no document at all, are moved; and to a document that lies in it."""
    body = ledger.newest_reading(connection, act.sha256)
    elsewhere = {page for paper in whole if paper not in here for page in paper.submission.pages}
    there = set(range(1, (body or {"pages": 0})["pages"] + 1))
    if not set(act.pages) <= there - elsewhere or (act.to and act.to not in {paper.key for paper in here}):
        raise NotAllowed
    if act.to and act.case:
        raise NotAllowed


def _lies_here(connection: sqlite3.Connection, number: str, sha256: str, today: dt.date) -> bool:
    return any(reading.sha256 == sha256 for reading in lying_in(connection, number, today))


def _considered(connection: sqlite3.Connection, touched: Iterable[str], who: str, now: dt.datetime) -> tuple[str, ...]:
    """Walks the case corridor with each case; one that nothing lies in is closed until something comes back."""
    numbers = tuple(dict.fromkeys(touched))
    for number in numbers:
        consider_again(connection, number, now)
        _close_or_open(connection, number, bool(lying_in(connection, number, now.date())), now)
    for number in numbers[1:]:
        cases.add_event(connection, number, now, who, "pages_moved")
    return numbers


def _close_or_open(connection: sqlite3.Connection, number: str, holds: bool, now: dt.datetime) -> None:
    said = connection.execute(
        "SELECT state, who FROM case_states WHERE number = ? ORDER BY id DESC LIMIT 2", (number,)
    ).fetchall()
    is_closed = bool(said) and (said[0]["state"], said[0]["who"]) == ("withdrawn", PROGRAM)
    if not holds and not is_closed:
        worklist.set_state(connection, number, "withdrawn", None, PROGRAM, now)
    elif holds and is_closed:
        worklist.set_state(connection, number, said[1]["state"] if said[1:] else "new", None, PROGRAM, now)


def _tell(connection: sqlite3.Connection, number: str, act: Correction, who: str, now: dt.datetime) -> None:
    """A line of the case's history: what was done to which field, never with which value."""
    match act:
        case Marked(how=how):
            what = f"value_{how}"
        case Linked(accepted=accepted):
            what = "link_accepted" if accepted else "link_rejected"
        case _:
            what = EVENTS[act.what]
    about = act.field if isinstance(act, Corrected | Marked | Mentioned) else None
    cases.add_event(connection, number, now, who, what, about)


EVENTS = {
    "accepted": "values_accepted",
    "corrected": "value_corrected",
    "mentioned": "mention_changed",
    "moved": "pages_moved",
    "called": "document_named",
    "turned": "page_turned",
    "settled": "remark_settled",
    "undone": "act_undone",
}
"""What an act is in the case's history, where it depends on nothing else."""
