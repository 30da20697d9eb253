"""What was read in a file, with what people have done to it since: the first step of the case corridor. Pure.

The acts are walked anew each time, in their order, from what was read: an act that is taken back leaves nothing behind,
and one whose document is no longer there does nothing. No act loses a page.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from intake import link, validate
from intake.correct._fields import accepted, corrected, marked
from intake.correct._mentions import mentioned
from intake.correct._pages import Paper, called, laid_out, linked, moved
from intake.model import Issue, Outcome, Reading
from schemas.correction import Accepted, Act, Called, Corrected, Linked, Marked, Mentioned, Moved, Settled

__all__ = ["Paper", "papers", "readings", "turns"]

_ON_VALUES = (Accepted, Corrected, Marked, Moved, Called)
"""After these, what does not add up is looked for again."""


def papers(reading: Reading, cases: Mapping[int, str], acts: Sequence[Act], today: dt.date) -> tuple[Paper, ...]:
    """The documents of a file where they lie now, in the order of the file, those made by people last.

    `cases` holds the case that each part of the file (`intake.link.parts`) was laid in; parts without one are left out.
    """
    lying = laid_out(reading, cases, bool(acts))
    for act in acts:
        lying = _after(lying, act, today)
    for act in acts:  # what people say of words comes last: it is found again in an answer that was corrected
        if isinstance(act.correction, Mentioned):
            lying = mentioned(lying, act.correction)
    return lying


def readings(
    reading: Reading, cases: Mapping[int, str], acts: Sequence[Act], today: dt.date
) -> dict[str, tuple[Reading, ...]]:
    """What lies of a file in each case: a reading for each part of it.

    Without acts these are the parts as they were read, to the letter.
    """
    if not acts:
        parts = [(cases[number], part) for number, part in enumerate(link.parts(reading)) if number in cases]
        return {case: tuple(part for where, part in parts if where == case) for case, _ in parts}
    lying = papers(reading, cases, acts, today)
    groups: dict[tuple[str, int], list[Paper]] = {}
    for paper in lying:
        groups.setdefault((paper.case, paper.part), []).append(paper)
    found: dict[str, tuple[Reading, ...]] = {}
    for (case, _), group in groups.items():
        others = frozenset(page for paper in lying if paper not in group for page in paper.submission.pages)
        found[case] = (*found.get(case, ()), _reading(reading, group, others, acts, today))
    return found


def turns(acts: Iterable[Act]) -> dict[int, int]:
    """By how many quarters clockwise each turned page of a file is shown."""
    found: dict[int, int] = {}
    for act in acts:
        if act.correction.what == "turned":
            found[act.correction.page] = (found.get(act.correction.page, 0) + act.correction.quarters) % 4
    return found


def _after(lying: tuple[Paper, ...], act: Act, today: dt.date) -> tuple[Paper, ...]:
    match act.correction:
        case Accepted() as done:
            return accepted(lying, done, today)
        case Corrected() as done:
            return corrected(lying, done, today)
        case Marked() as done:
            return marked(lying, done)
        case Moved() as done:
            return moved(lying, done, act.id, act.number)
        case Called() as done:
            return called(lying, done)
        case Linked(accepted=True) as done:
            return linked(lying, done.case, act.number)
    return lying


def _reading(
    whole: Reading, group: Sequence[Paper], elsewhere: frozenset[int], acts: Sequence[Act], today: dt.date
) -> Reading:
    """The documents of one part in one case, with what a person should still know of them."""
    reasons = tuple(issue for issue in whole.reasons if issue.page not in elsewhere)
    part = replace(whole, reasons=reasons, submissions=tuple(paper.submission for paper in group), clippings=())
    if any(isinstance(act.correction, _ON_VALUES) for act in acts):
        kept = tuple(issue for issue in reasons if issue.code not in validate.SAID_OF_VALUES)
        part = validate.checked(replace(part, reasons=kept), today)
    settled = [act.correction for act in acts if isinstance(act.correction, Settled)]
    left = tuple(issue for issue in part.reasons if not any(_settles(done, issue) for done in settled))
    graver = any(issue.outcome is Outcome.NEEDS_REVIEW for issue in left)
    return replace(part, reasons=left, outcome=Outcome.NEEDS_REVIEW if graver else Outcome.ACCEPTED)


def _settles(done: Settled, issue: Issue) -> bool:
    same_place = done.box is None or (issue.box is not None and tuple(issue.box) == done.box)
    return (done.code, done.page) == (issue.code, issue.page) and same_place
