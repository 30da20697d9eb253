"""Which documents belong together, and to which case. Never by a name alone.

For now a link is made where something surely read is equal. The inside may be replaced by a probabilistic linkage:
what goes in (a part of a file, the cases known) and what comes out (a case or none, and proposals with their reasons
and confidence) stays.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import pairwise

from intake.model import Issue, Kind, Outcome, Reading, Status, Submission
from schemas.case import Case

Place = tuple[str, int]
"""A page of a file: its hash and number."""

IDENTITY = ("child_national_id", "child_name", "child_birth_date")


@dataclass(frozen=True, slots=True)
class Known:
    """What linking has to know of a case. `identity` holds only what was surely read, folded for comparison."""

    case: str
    places: frozenset[Place]
    identity: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Proposal:
    """A case that a document may belong to. `reasons` are keys of the wording."""

    case: str
    confidence: float
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """The case that a part belongs to, or None for a case of its own, with the reasons; and what a person may weigh."""

    case: str | None
    reasons: tuple[str, ...] = ()
    proposals: tuple[Proposal, ...] = ()


def parts(reading: Reading) -> tuple[Reading, ...]:
    """The reading cut into one reading a case: one for each request, other documents with the request before them.

    What stands before the first request goes with it. A file without a request is one part; so is one in which
    nothing was found, since somebody must look at it. What is said of a page goes with its document; what is said of
    the file, or of a page of no document, with every part.
    """
    starts = [n for n, submission in enumerate(reading.submissions) if submission.kind is Kind.REQUEST]
    if len(starts) < 2:
        return (reading,)
    edges = [0, *starts[1:], len(reading.submissions)]
    groups = [reading.submissions[a:b] for a, b in pairwise(edges)]
    return tuple(
        replace(
            reading,
            submissions=group,
            reasons=_without_those_of(reading.reasons, _pages(other for other in groups if other is not group)),
        )
        for group in groups
    )


def _pages(groups: Iterable[Sequence[Submission]]) -> frozenset[int]:
    return frozenset(page for group in groups for submission in group for page in submission.pages)


def _without_those_of(reasons: Sequence[Issue], pages: frozenset[int]) -> tuple[Issue, ...]:
    return tuple(issue for issue in reasons if issue.page not in pages)


def to_look_at(parts: Iterable[Reading]) -> dict[str, tuple[Issue, ...]]:
    """What a person must look at in the parts that lie in one case, by the hash of the file, each thing once."""
    found: dict[str, tuple[Issue, ...]] = {}
    for part in parts:
        said = (issue for issue in part.reasons if issue.outcome is not Outcome.ACCEPTED)
        found[part.sha256] = tuple(dict.fromkeys((*found.get(part.sha256, ()), *said)))
    return found


def known(case: Case) -> Known:
    """What linking has to know of a case."""
    sure = {name: case.fields[name] for name in IDENTITY if name in case.fields}
    return Known(
        case=case.case,
        places=frozenset((document.sha256, page) for document in case.documents for page in document.pages),
        identity=tuple(
            (name, fold(field.value))
            for name, field in sure.items()
            if field.status == "confident" and isinstance(field.value, str)
        ),
    )


def known_as_json(known: Known) -> str:
    """For the ledger; `known_from_json` reads it back."""
    return json.dumps({"case": known.case, "places": sorted(known.places), "identity": known.identity})


def known_from_json(text: str) -> Known:
    """What was known of a case."""
    entry = json.loads(text)
    places = frozenset((sha256, page) for sha256, page in entry["places"])
    return Known(entry["case"], places, tuple((name, value) for name, value in entry["identity"]))


def proposals_as_json(proposals: Iterable[Proposal]) -> str:
    """For the ledger; `proposals_from_json` reads it back."""
    return json.dumps([asdict(proposal) for proposal in proposals])


def proposals_from_json(text: str) -> tuple[Proposal, ...]:
    """The cases that were proposed."""
    return tuple(Proposal(entry["case"], entry["confidence"], tuple(entry["reasons"])) for entry in json.loads(text))


def link(part: Reading, cases: Iterable[Known]) -> Link:
    """The case that a part of a file belongs to. Raises nothing; when two cases fit, a person decides."""
    candidates = tuple(cases)
    places = _places(part)
    if same := [case for case in candidates if places & case.places]:
        return Link(same[0].case, ("same_bytes",))
    mine = _identity(part.submissions)
    fitting = [(case, reasons) for case in candidates if (reasons := _agree(mine, dict(case.identity)))]
    if len(fitting) == 1:
        return Link(fitting[0][0].case, fitting[0][1])
    doubtful = [Proposal(case.case, 0.5, reasons) for case, reasons in fitting] + _doubtful(part, candidates)
    return Link(None, proposals=tuple(doubtful))


def fold(text: str) -> str:
    """A value for comparison: runs of blanks are one, case is no difference."""
    return " ".join(text.split()).casefold()


def _places(part: Reading) -> frozenset[Place]:
    return frozenset((part.sha256, page) for submission in part.submissions for page in submission.pages)


def _identity(submissions: Sequence[Submission], statuses: Sequence[Status] = (Status.CONFIDENT,)) -> dict[str, str]:
    """The child's identity as read with one of the statuses, folded; the first document that says it counts."""
    found: dict[str, str] = {}
    for submission in submissions:
        for name in IDENTITY:
            field = submission.fields.get(name)
            if field and field.status in statuses and isinstance(field.value, str):
                found.setdefault(name, fold(field.value))
    return found


def _agree(mine: dict[str, str], theirs: dict[str, str]) -> tuple[str, ...]:
    """Why two identities are one child; nothing when an identity number speaks against it."""
    numbers = mine.get("child_national_id"), theirs.get("child_national_id")
    if all(numbers):
        return ("same_identity_number",) if numbers[0] == numbers[1] else ()
    both = ("child_name", "child_birth_date")
    if all(mine.get(name) and mine.get(name) == theirs.get(name) for name in both):
        return ("same_name_and_birth_date",)
    return ()


def _doubtful(part: Reading, cases: Iterable[Known]) -> list[Proposal]:
    """Cases that agree with what was only uncertainly read."""
    draft = _identity(part.submissions, (Status.CONFIDENT, Status.UNCERTAIN))
    if draft == _identity(part.submissions):
        return []
    return [
        Proposal(case.case, 0.5, (*reasons, "uncertain_reading"))
        for case in cases
        if (reasons := _agree(draft, dict(case.identity)))
    ]
