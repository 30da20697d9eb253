"""A file cut into the families that it holds papers of."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

from intake.link._compare import agreements
from intake.link._traits import traits
from intake.model import Issue, Kind, Outcome, Reading, Submission


def parts(reading: Reading) -> tuple[Reading, ...]:
    """The reading cut into one reading a case: one for each request, other documents with the request before them.

    What stands before the first request goes with it, and a document that is surely of another child than the
    documents before it begins a part of its own. A file without a request is one part else; so is one in which nothing
    was found, since somebody must look at it. What is said of a page goes with its document; what is said of the file,
    or of a page of no document, with every part.
    """
    edges = [0, *_starts(reading.submissions), len(reading.submissions)]
    groups = [reading.submissions[a:b] for a, b in pairwise(edges)]
    if len(groups) < 2:
        return (reading,)
    return tuple(
        replace(
            reading,
            submissions=group,
            reasons=_without_those_of(reading.reasons, _pages(other for other in groups if other is not group)),
        )
        for group in groups
    )


def to_look_at(parts: Iterable[Reading], said_elsewhere: frozenset[str] = frozenset()) -> dict[str, tuple[Issue, ...]]:
    """What a person must look at in the parts that lie in one case, by the hash of the file, each thing once.

    `said_elsewhere` are the codes of what the note says in its own place.
    """
    found: dict[str, tuple[Issue, ...]] = {}
    for part in parts:
        said = (i for i in part.reasons if i.outcome is not Outcome.ACCEPTED or i.code not in said_elsewhere)
        found[part.sha256] = tuple(dict.fromkeys((*found.get(part.sha256, ()), *said)))
    return found


def are_other_children(ours: Sequence[Submission], other: Submission) -> bool:
    """Whether a document is surely of another child: another number, or a birth date or first name that differs.

    It is taken for another's too where nothing agrees, drafts of handwriting included, and neither the child's two
    names nor the guardian's are alike: no misreading makes that of one family, and a person is shown both cases.
    """
    compared = agreements(traits(ours), traits([other]), None, None)
    if {"given", "surname", "guardian"} <= {a.trait for a in compared} and all(a.level == "differ" for a in compared):
        return True
    found = {a.trait: a.level for a in compared if a.sure}
    if found.get("child_id") == "exact":
        return False
    differ = {trait for trait, level in found.items() if level == "differ"}
    return "child_id" in differ or {"born", "given"} <= differ or ("given" in differ and found.get("born") is None)


def _starts(submissions: Sequence[Submission]) -> list[int]:
    """Where a part begins, but for the first."""
    starts: list[int] = []
    first = 0
    asked = False
    for number, submission in enumerate(submissions):
        again = submission.kind is Kind.REQUEST and asked
        if number > first and (again or are_other_children(submissions[first:number], submission)):
            starts.append(number)
            first, asked = number, False
        asked = asked or submission.kind is Kind.REQUEST
    return starts


def _pages(groups: Iterable[Sequence[Submission]]) -> frozenset[int]:
    return frozenset(page for group in groups for submission in group for page in submission.pages)


def _without_those_of(reasons: Sequence[Issue], pages: frozenset[int]) -> tuple[Issue, ...]:
    return tuple(issue for issue in reasons if issue.page not in pages)
