"""What a digital page proves by itself, so that it needs no reading of its picture.

A page whose file draws nothing but what its blank draws, and letters, has no ink on it. What was typed is shown when
every letter is dark on the drawn page and every fillable field draws what it holds; nothing strikes it out or covers
it when no line, picture or note was added that touches it.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from intake.extract import parts
from intake.extract.ink import Sheet, sheet, untouched
from intake.geometry import cut, grown, to_page
from intake.model import Box, Page, Registration
from schemas.form import FormField

SAME_MARK = 0.004  # of the page, some 3 points: how far a line of the blank's may lie from where it is expected
MOST_MARKS = 1500  # more is a drawing, and is looked at as one
MOST_WORDS = 1500
OVER = 0.4  # of the smaller of two pieces of text: neighbours in tight lines share less
GLANCE_DPI = 100.0
DARK = 190  # of 255: letters of ten points are darker at that scale, pale and covered ones are not
EDGE = 0.003  # of the page, some 2 points within a fillable box, where its frame is drawn

Corners = NDArray[np.float64]
"""Shape (n, 4): left, top, right, bottom."""


def drawn_on(page: Page, registration: Registration, asked: Sequence[FormField]) -> Sheet:
    """The page's sheet: `proven` where the file shows what was typed as it stands, and the blank's own picture, which
    costs nothing, where nothing else was added."""
    added = _added(page, registration)
    if added is None or not _all_shown(page):
        return sheet(page, registration)
    if len(added) == 0 and not _by_signs(page, asked):
        return untouched(registration)
    return sheet(page, registration).told(not _shared(added, _typed(page, registration)).any())


def _added(page: Page, registration: Registration) -> Corners | None:
    """What is drawn on the page besides letters that the blank lacks; None where it can't be told."""
    own = registration.blank.page.marks
    if page.scanned or page.marks is None or own is None or max(len(page.marks), len(own)) > MOST_MARKS:
        return None
    return _beyond(_corners(page.marks), own, registration)


def _typed(page: Page, registration: Registration) -> Corners:
    """Where anything was typed: words that the blank lacks, and fillable fields with text."""
    words = _corners([word.box for word in page.words])
    added = _beyond(words, [word.box for word in registration.blank.page.words], registration)
    return np.vstack([added, _corners([widget.box for widget in page.widgets if widget.shown])])


def _corners(boxes: Sequence[Box]) -> Corners:
    return np.array(boxes, np.float64).reshape(-1, 4)


def _beyond(found: Corners, printed: Sequence[Box], registration: Registration) -> Corners:
    """Those of the boxes that none of the blank's lies under."""
    if len(found) == 0 or not printed:
        return found
    expected = to_page(registration, _corners(printed).reshape(-1, 2)).reshape(-1, 4)
    far = np.abs(found[:, None, :] - expected[None, :, :]).max(axis=2).min(axis=1)
    return np.asarray(found[far > SAME_MARK])


def _all_shown(page: Page) -> bool:
    """Whether every word, and every fillable field that holds text, is dark on the page as drawn."""
    if any(word.confidence < 1 for word in page.words):  # letters over letters
        return False
    if any(w.value and w.kind in ("text", "choice") and not w.shown for w in page.widgets):
        return False
    boxes = [*(word.box for word in page.words), *(grown(w.box, -EDGE, -EDGE) for w in page.widgets if w.shown)]
    if len(boxes) > MOST_WORDS or _run_together(_corners(boxes)):
        return False
    grey = page.picture(GLANCE_DPI)
    return all(cut(grey, box).min() < DARK for box in boxes)


def _run_together(boxes: Corners) -> bool:
    """Whether a piece of text is written over another."""
    shared = _shared(boxes, boxes)
    areas = (boxes[:, 2:] - boxes[:, :2]).prod(axis=1)
    np.fill_diagonal(shared, 0)
    return bool((shared > OVER * np.minimum(areas[:, None], areas[None, :])).any())


def _shared(some: Corners, others: Corners) -> NDArray[np.float64]:
    """The area that each of some boxes has in common with each of the others; shape (n, m)."""
    low = np.maximum(some[:, None, :2], others[None, :, :2])
    high = np.minimum(some[:, None, 2:], others[None, :, 2:])
    return np.asarray(np.clip(high - low, 0, None).prod(axis=2))


def _by_signs(page: Page, asked: Sequence[FormField]) -> bool:
    """Whether boxes may be ticked by letters: these are told by how they lie in their boxes, on the picture."""
    return any(parts.is_ticked(field) for field in asked) and not any(w.kind == "tick" for w in page.widgets)
