"""What stands at a form's head: its title, and the municipality whose it is. Forms copy each other below it."""

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

import cv2
import numpy as np

from intake.geometry import corners, to_page, union
from intake.model import Blank, Box, Grey, Registration, Word
from intake.register._bend import REACH, patches

HEAD = 0.2  # of the page, from the top
LARGE = 1.4  # times the height of most words: a title
RIM = 3  # pixels around a line that belong to its picture
HEARD = 0.4  # normalised correlation of a line's picture with the page, below which something else stands there
THERE = 0.9  # of the print found, above which one line of two may have been stamped or stained over


def is_another(flat: Grey, found: Registration) -> bool:
    """Whether another title, or another municipality's name, stands on a page where the blank has its own.

    `flat` is the page as `flattened` gives it. What the scanner cut off speaks neither for nor against.
    """
    lines = [line for line in _lines(found.blank) if np.abs(to_page(found, corners(line)) - 0.5).max() < 0.5]
    missed = sum(likeness < HEARD for likeness in _likeness(flat, found, lines))
    return bool(missed) and (missed == len(lines) or found.fit < THERE)


@lru_cache(maxsize=64)
def _lines(blank: Blank) -> tuple[Box, ...]:
    """Where the title's lines stand, and «… kommune»."""
    words = [word for word in blank.page.words if word.box.top < HEAD]
    if not words:
        return ()
    usual = float(np.median([w.box.bottom - w.box.top for w in blank.page.words]))
    rows: dict[int, list[Word]] = {}
    for word in words:
        if word.box.bottom - word.box.top >= LARGE * usual and len(word.text) > 1:
            rows.setdefault(round(word.box.top / 0.01), []).append(word)
    titles = [union([word.box for word in row]) for row in rows.values()]
    names = [
        union([name.box, word.box])
        for name, word in pairwise(words)
        if word.text.casefold().startswith("kommune") and name.text[0].isupper()
    ]
    return (*titles, *names)


def _likeness(flat: Grey, found: Registration, lines: Sequence[Box]) -> list[float]:
    """How well each line's picture correlates with the page where it should be, or within REACH of it."""
    if not lines:
        return []
    blank, _ = patches(found.blank)
    height, width = blank.shape
    likeness = []
    for line in lines:
        left, right = (round(x * width) for x in (line.left, line.right))
        top, bottom = (round(y * height) for y in (line.top, line.bottom))
        part = blank[max(0, top - RIM) : bottom + RIM, max(0, left - RIM) : right + RIM]
        around = flat[max(0, top - RIM) : bottom + RIM + 2 * REACH, max(0, left - RIM) : right + RIM + 2 * REACH]
        likeness.append(float(cv2.matchTemplate(around, part, cv2.TM_CCOEFF_NORMED).max()))
    return likeness
