"""All that a caseworker has on the desk of one case: its documents with every field, what was done, what is left."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from threading import Thread

from intake import link, validate
from intake.correct import turns
from intake.interpret.free_text import understand
from intake.keep import cases, corrections, ledger, worklist
from intake.keep.workspace import Workspace
from intake.model import Issue, Submission
from intake.service._access import NotAllowed, acting
from intake.service._cases import lying_in, papers_of
from intake.service._clock import Clock, clock
from intake.service._correcting import not_stale, seen_now
from intake.service._people import Person
from intake.service._pictures import Size, sizes
from intake.service._showing import whole
from schemas.case import Case
from schemas.correction import Act

Page = tuple[str, int]
"""A file by its hash, and a page of it."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A document of the case. `name` is that of its file."""

    sha256: str
    key: str
    name: str
    submission: Submission


@dataclass(frozen=True, slots=True)
class Desk:
    """A case as it is shown to someone who works on it.

    `seen` is what an act on it must bring back. `acts` are those that hold, the newest last. `loose` are the pages that
    belong to no document; `turned` by how many quarters a page is shown turned; `sizes` those in dots of pages drawn.
    """

    case: Case
    seen: str
    account: str | None
    sheets: tuple[Sheet, ...]
    acts: tuple[Act, ...]
    issues: Mapping[str, tuple[Issue, ...]]
    loose: tuple[Page, ...]
    turned: Mapping[Page, int]
    sizes: Mapping[Page, Size]


def desk(workspace: Workspace, person: Person, number: str, now: Clock = clock) -> Desk:
    """The case for someone who may see it; that it was seen is in the access log. Raises NotAllowed."""
    with acting(workspace, person, number, "case_viewed", now=now) as connection:
        version, row = cases.newest(connection, number), worklist.find(connection, number)
        if version is None or row is None:
            raise NotAllowed
        today = now().date()
        parts = lying_in(connection, number, today)
        files = tuple(dict.fromkeys(part.sha256 for part in parts))
        papers = {sha256: papers_of(connection, sha256, today) for sha256 in files}
        names = {sha256: ledger.receipts(connection, sha256)[0].name for sha256 in files}
        made = Desk(
            case=whole(connection, version, now),
            seen=seen_now(connection, number),
            account=row.account,
            sheets=tuple(
                Sheet(sha256, paper.key, names[sha256], paper.submission)
                for sha256, lying in papers.items()
                for paper in lying
                if paper.case == number
            ),
            acts=corrections.in_case(connection, number),
            issues=link.to_look_at(parts, validate.SAID_ELSEWHERE),
            loose=tuple(
                (part.sha256, page)
                for part in {part.sha256: part for part in parts}.values()
                for page in range(1, part.pages + 1)
                if page not in {n for paper in papers[part.sha256] for n in paper.submission.pages}
            ),
            turned={
                (sha256, page): quarters
                for sha256 in files
                for page, quarters in turns(corrections.on_file(connection, sha256)).items()
            },
            sizes={},
        )
    return replace(made, sizes=sizes(workspace, files))


@cache
def warm() -> None:
    """Has the catalogue looked up while a person reads the first page; else the first act waits for it."""
    Thread(target=understand, args=({"condition_text": "astma"}, "nb"), daemon=True).start()


def page_of(workspace: Workspace, person: Person, number: str, sha256: str, page: int, now: Clock = clock) -> int:
    """By how many quarters a page of the case is shown turned. Raises NotAllowed where it is none that lies in it."""
    with acting(workspace, person, number, "page_viewed", sha256, now) as connection:
        today = now().date()
        if not any(part.sha256 == sha256 for part in lying_in(connection, number, today)):
            raise NotAllowed
        elsewhere = {
            n for paper in papers_of(connection, sha256, today) if paper.case != number for n in paper.submission.pages
        }
        if page in elsewhere:
            raise NotAllowed
        return turns(corrections.on_file(connection, sha256)).get(page, 0)


def finish(workspace: Workspace, person: Person, number: str, seen: str, now: Clock = clock) -> None:
    """A person says that all that was read has been held against the pages. Raises Stale and NotAllowed."""
    with acting(workspace, person, number, "case_checked", now=now) as connection:
        not_stale(connection, number, seen)
        cases.add_event(connection, number, now(), person.account, "case_checked")
