"""Documents where they lie: pages moved, split and joined. Every page of a document is in one afterwards too."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from intake import link
from intake.model import Condition, Field, Kind, Reading, Service, Status, Submission, Understanding, Unrecognised
from schemas.correction import Called, Moved

Found = TypeVar("Found", Condition, Service, Unrecognised)
_RANK = {Status.CONFIDENT: 0, Status.UNCERTAIN: 1, Status.UNREADABLE: 2, Status.EMPTY: 3}


@dataclass(frozen=True, slots=True)
class Paper:
    """A document of a file and the case it lies in. `key` tells it from the others, `part` the family it came with."""

    key: str
    part: int
    case: str
    submission: Submission


def laid_out(reading: Reading, cases: Mapping[int, str], touched: bool) -> tuple[Paper, ...]:
    """The documents as they were read. A file in which none was found is one of an unknown kind, once `touched`."""
    found: list[Paper] = []
    number = 0
    for part, piece in enumerate(link.parts(reading)):
        for submission in piece.submissions:
            if part in cases:
                found.append(Paper(str(number), part, cases[part], submission))
            number += 1
    if not reading.submissions and touched and 0 in cases:
        unknown = Submission(Kind.UNKNOWN, None, None, 0.0, None, "nb", tuple(range(1, reading.pages + 1)))
        found.append(Paper("0", 0, cases[0], unknown))
    return tuple(found)


def find(lying: Sequence[Paper], key: str, field: str) -> Paper | None:
    """The document by its key; where that is no longer there, the one in which the field stands, if it is one."""
    by_key = next((paper for paper in lying if paper.key == key), None)
    if by_key is not None:
        return by_key
    holding = [p for p in lying if field in p.submission.fields and p.submission.fields[field].evidence]
    return holding[0] if len(holding) == 1 else None


def called(lying: tuple[Paper, ...], done: Called) -> tuple[Paper, ...]:
    """A person says what a document is."""
    return tuple(
        replace(paper, submission=replace(paper.submission, kind=Kind(done.kind)))
        if paper.key == done.document
        else paper
        for paper in lying
    )


def linked(lying: tuple[Paper, ...], case: str, before: str) -> tuple[Paper, ...]:
    """What lies of the file in one case is laid in another."""
    return tuple(replace(paper, case=case) if paper.case == before else paper for paper in lying)


def moved(lying: tuple[Paper, ...], done: Moved, act: int, number: str) -> tuple[Paper, ...]:
    """Pages laid in another document, or a new one. What stands on them comes along; nothing else does.

    Nothing happens where the document to move them to is not there.
    """
    goal = next((paper for paper in lying if paper.key == done.to), None)
    pages = frozenset(done.pages)
    if done.to is not None and goal is None:
        return lying
    sources = [p for p in lying if p is not goal and pages & set(p.submission.pages)]
    taken = [_taken(paper.submission, pages) for paper in sources]
    left = {paper.key: _left(paper.submission, pages) for paper in sources}
    kept = tuple(
        replace(paper, submission=left[paper.key]) if paper.key in left else paper
        for paper in lying
        if paper.key not in left or left[paper.key].pages
    )
    if goal is None:
        return (*kept, _new(sources, taken, done, act, number))
    whole = goal.submission
    for submission in taken:
        whole = _joined(whole, submission)
    whole = replace(whole, pages=tuple(sorted({*whole.pages, *pages})))
    return tuple(replace(paper, submission=whole) if paper.key == goal.key else paper for paper in kept)


def _new(sources: Sequence[Paper], taken: Sequence[Submission], done: Moved, act: int, number: str) -> Paper:
    """A document of the pages. One that was only laid elsewhere, whole, stays the document that it was."""
    case = done.case or (sources[0].case if sources else number)
    pages = tuple(sorted(done.pages))
    kind = Kind(done.kind)
    if not taken:
        return Paper(f"m{act}", 0, case, Submission(kind, None, None, 0.0, None, "nb", pages))
    whole = taken[0]
    for other in taken[1:]:
        whole = _joined(whole, other)
    is_whole = len(sources) == 1 and set(sources[0].submission.pages) <= set(pages)
    if kind is Kind.UNKNOWN and is_whole:
        kind = whole.kind
    if not is_whole and kind is not whole.kind:
        whole = replace(whole, form=None, form_version=None, form_confidence=0.0)
    return Paper(f"m{act}", sources[0].part, case, replace(whole, kind=kind, pages=pages))


def _taken(submission: Submission, pages: frozenset[int]) -> Submission:
    """What goes with the pages: fields that stand on them alone; all of them where no page stays."""
    goes = {name for name, field in submission.fields.items() if _goes(submission, field, pages)}
    return _only(submission, goes, tuple(page for page in submission.pages if page in pages))


def _left(submission: Submission, pages: frozenset[int]) -> Submission:
    stays = {name for name, field in submission.fields.items() if not _goes(submission, field, pages)}
    return _only(submission, stays, tuple(page for page in submission.pages if page not in pages))


def _goes(submission: Submission, field: Field, pages: frozenset[int]) -> bool:
    if set(submission.pages) <= pages:
        return True
    return bool(field.evidence) and all(place.page in pages for place in field.evidence)


def _only(submission: Submission, names: set[str], pages: tuple[int, ...]) -> Submission:
    fields = {name: field for name, field in submission.fields.items() if name in names}
    return replace(submission, fields=fields, pages=pages, understanding=_said_in(submission.understanding, names))


def _said_in(said: Understanding, names: set[str]) -> Understanding:
    def among(found: tuple[Found, ...]) -> tuple[Found, ...]:
        return tuple(entry for entry in found if entry.field in names)

    return Understanding(among(said.conditions), among(said.services), among(said.unrecognised), said.flags)


def _joined(one: Submission, other: Submission) -> Submission:
    """Two documents as one: of a field that both have, the one that was seen on a page, and was read more surely."""
    better = {
        name
        for name, field in other.fields.items()
        if name not in one.fields or _worth(field) < _worth(one.fields[name])
    }
    stays = set(one.fields) - better
    first, second = _said_in(one.understanding, stays), _said_in(other.understanding, better)
    return replace(
        one,
        pages=tuple(sorted({*one.pages, *other.pages})),
        fields={**one.fields, **{name: other.fields[name] for name in other.fields if name in better}},
        understanding=Understanding(
            (*first.conditions, *second.conditions),
            (*first.services, *second.services),
            (*first.unrecognised, *second.unrecognised),
            tuple(sorted({*first.flags, *second.flags})),
        ),
    )


def _worth(field: Field) -> tuple[bool, int]:
    return not field.evidence, _RANK[field.status]
