"""Why a page of no known form belongs to the pages before it, or does not."""

from collections.abc import Sequence
from difflib import SequenceMatcher
from enum import IntEnum

from intake.split._clues import Clues

SAME_SIZE = 0.85  # of the first page's title: a heading as large as it is a title too
SAME_NAME = 0.6  # of its letters, in which a name that was misread is still itself
FEWEST_ALIKE = 2  # words that run along the rim of both pages


class Bond(IntEnum):
    """How surely a page belongs to a document: not, for want of a better one, more likely than not, with reason, or
    by its printed number and what runs along its rim.
    """

    NONE = 0
    FAINT = 1
    WEAK = 2
    SURE = 3
    NUMBERED = 4


def bond(before: Sequence[Clues], page: Clues, follows: bool, same_part: bool, is_next: bool = False) -> Bond:
    """What ties a page to those of a document.

    `follows` says that it comes right after the last of them (blank backs left out), `same_part` that it is in the same
    file, `is_next` that only pages of known forms lie between.
    """
    if _denied(before, page):
        return Bond.NONE
    if _numbers_fit(before, page):
        if _alike(before, page):
            return Bond.NUMBERED
        return Bond.SURE if follows or page.total else Bond.WEAK
    if page.is_letter or before[0].is_letter:
        return _as_letter(before, page, follows and same_part)
    if _sections_go_on(before[-1], page):
        return Bond.SURE if follows or _alike(before, page) else Bond.WEAK
    if _begins(before, page):
        return _as_beginning(before, page, follows, same_part)
    return _as_sequel(before, page, follows, same_part) or _as_next(before, page, is_next and same_part)


def _denied(before: Sequence[Clues], page: Clues) -> bool:
    """Printed page numbers, or names of municipalities at the rim, that can't be of one document."""
    theirs = frozenset[str]().union(*(clues.municipalities for clues in before))
    if theirs and page.municipalities and not any(alike(a, b) for a in theirs for b in page.municipalities):
        return True
    totals = {clues.total for clues in (*before, page) if clues.total}
    taken = {clues.number for clues in before if clues.number}
    return len(totals) > 1 or page.number in taken


def alike(some: str, other: str) -> bool:
    """Whether two names may be one that was read differently, or a longer form of it."""
    return some in other or other in some or SequenceMatcher(None, some, other).ratio() >= SAME_NAME


def _numbers_fit(before: Sequence[Clues], page: Clues) -> bool:
    taken = {clues.number for clues in before if clues.number}
    if page.number is None or not taken:
        return False
    same_total = page.total is not None and any(clues.total == page.total for clues in before)
    return same_total or page.number - 1 in taken or page.number + 1 in taken


def _alike(before: Sequence[Clues], page: Clues) -> bool:
    """Whether the same words run along the head and foot of both."""
    return any(
        len(c.furniture & page.furniture) >= FEWEST_ALIKE
        and len(c.furniture & page.furniture) >= 0.6 * min(len(c.furniture), len(page.furniture))
        for c in before
    )


def _sections_go_on(last: Clues, page: Clues) -> bool:
    return last.sections is not None and page.sections is not None and page.sections[0] == last.sections[1] + 1 > 2


def _begins(before: Sequence[Clues], page: Clues) -> bool:
    """Whether a page has the title of a document of its own, or a sender that the pages before it have not."""
    if page.number is not None and page.number > 1:
        return False
    largest = max(clues.size for clues in before)
    repeats = any(clues.title and clues.title == page.title for clues in before)
    titled = bool(page.title) and page.size >= SAME_SIZE * largest
    foreign = bool(page.sender) and not any(clues.sender for clues in before)
    return page.number == 1 or (titled and not (repeats and _alike(before, page))) or (foreign and bool(page.title))


def _as_letter(before: Sequence[Clues], page: Clues, follows: bool) -> Bond:
    """A letter goes on while nobody has signed it; it joins no form, and no form joins it."""
    goes_on = before[0].is_letter and not (page.is_letter or page.is_form or page.title or before[-1].ends)
    return Bond.SURE if goes_on and follows else Bond.NONE


def _as_beginning(before: Sequence[Clues], page: Clues, follows: bool, same_part: bool) -> Bond:
    """A first page joins what only tells of its form, or pages of a form whose first page came late.

    It comes late from another file too: pictures of one form are often attached the last page first.
    """
    if not follows or not page.is_form:
        return Bond.NONE
    if same_part and all(clues.is_information for clues in before):
        return Bond.SURE
    headless = not any(clues.title or clues.sender for clues in before)
    closes = before[-1].is_form and before[-1].ends and not page.ends
    return Bond.WEAK if headless and closes else Bond.NONE


def _as_sequel(before: Sequence[Clues], page: Clues, follows: bool, same_part: bool) -> Bond:
    """A page without a title goes on with the form before it, surely if that is not signed yet."""
    unfinished = not before[-1].ends
    if follows and (same_part or unfinished or _alike(before, page)):
        return Bond.SURE if unfinished or _alike(before, page) else Bond.FAINT
    return Bond.WEAK if unfinished and page.is_form and not page.title else Bond.NONE


def _as_next(before: Sequence[Clues], page: Clues, is_next: bool) -> Bond:
    """A page that says nothing of itself, after a known form that was slipped into one that is not signed yet."""
    return Bond.WEAK if is_next and not before[-1].ends and not page.title else Bond.NONE
