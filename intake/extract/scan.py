"""What was written on a registered page: for each field of the form its ink, cut out and cleaned of print."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from intake.extract.ink import Sheet, Stroke, box_of, ink_by_field
from intake.geometry import grown
from intake.model import Box, Grey
from schemas.form import FormField

MARGIN = 2.5  # millimetres of paper around an answer: engines read poorly what touches the rim
LARGE, NEAR = 1.2, 1.8  # millimetres: a stroke that may be a letter, and how far off its dot or point may stand
DASH, DASH_NEAR = 0.5, 4.5  # millimetres: the shortest dash, and how far off its word a typewriter sets it
CRUMBS = 0.4  # square millimetres: more than this of small strokes may be a line that broke up, not dust
CRUMBS_NEAR = 0.8  # millimetres between the pieces of a line that broke up
NOTE = 4.0  # square millimetres: the least that a note of a word or two has
STRIKE = 8.0  # millimetres: no printed letter or dash has so long a level stroke, a word struck out has
LINE, BESIDE = 0.3, 1.6  # millimetres: half a pen's line, and how far above and below it a word it strikes shows
CROSSED = 0.25  # share of a line's length with ink on both sides of it, from which it strikes out
DIRTY = 0.002  # share of the paper outside the fields under stray ink, above which nothing on the page is certain


@dataclass(frozen=True, eq=False, slots=True)
class Answer:
    """The ink of one field: its picture without print and neighbours, and its strokes numbered in that picture.

    `box` is where the ink stands, as fractions of the blank; `millimetres` its width and height, `area` its ink in
    square millimetres, `is_struck` whether a level line strikes it out, `broadest` the width of its broadest stroke in
    millimetres, `peak` its darkest ink as a share of the darkness of the page's print.
    """

    field: FormField
    grey: Grey
    labels: NDArray[np.int32]
    box: Box
    millimetres: tuple[float, float]
    area: float
    is_struck: bool
    broadest: float
    peak: float
    dpi: float


def answers(sheet: Sheet, fields: Sequence[FormField]) -> Mapping[str, Answer]:
    """The answers by field name; a field without ink is absent."""
    by_field = {name: _without_specks(sheet, strokes) for name, strokes in ink_by_field(sheet, fields).items()}
    return {f.name: _answer(sheet, f, by_field[f.name]) for f in fields if by_field[f.name]}


def _without_specks(sheet: Sheet, strokes: tuple[Stroke, ...]) -> tuple[Stroke, ...]:
    """The strokes that are as large as writing, and the dots, points and dashes that stand near one of those."""
    millimetre = sheet.dpi / 25.4
    large = [s for s in strokes if max(s.right - s.left, s.bottom - s.top) >= LARGE * millimetre]
    if not large and _in_company(strokes, CRUMBS_NEAR * millimetre) > CRUMBS:
        return strokes
    return tuple(
        s
        for s in strokes
        if s in large or any(_gap(s, o) <= NEAR * millimetre or _is_dash_beside(s, o, millimetre) for o in large)
    )


def _in_company(strokes: tuple[Stroke, ...], near: float) -> float:
    """Square millimetres of the strokes with another near: a broken line's pieces have one, a fax's specks have not."""
    return sum(s.area for s in strokes if any(_gap(s, o) <= near for o in strokes if o is not s))


def _is_dash_beside(small: Stroke, large: Stroke, millimetre: float) -> bool:
    """Whether a level stroke stands on the line of a letter, no further off than a list's dash from its word."""
    wide, high = small.right - small.left, small.bottom - small.top
    level = wide >= DASH * millimetre and wide >= 1.6 * high
    return level and large.top <= small.y <= large.bottom and _gap(small, large) <= DASH_NEAR * millimetre


def _gap(a: Stroke, b: Stroke) -> float:
    """Pixels between the boxes of two strokes."""
    x = max(a.left - b.right, b.left - a.right, 0)
    y = max(a.top - b.bottom, b.top - a.bottom, 0)
    return float(np.hypot(x, y))


def under_scratches(sheet: Sheet, field: FormField) -> tuple[Grey, NDArray[np.int32]]:
    """The whole of a field's box with all that stands in it, print made white; its ink numbered as one.

    Where a fold runs along a line of writing the two are one stroke, and the line is lost with the fold.
    """
    height, width = sheet.grey.shape
    box = Box(*field.box)
    rows = slice(int(box.top * height), int(box.bottom * height) + 1)
    columns = slice(int(box.left * width), int(box.right * width) + 1)
    grey = np.where(sheet.print_mask[rows, columns], 255, sheet.grey[rows, columns]).astype(np.uint8)
    return grey, (sheet.labels[rows, columns] > 0).astype(np.int32)


def is_scratched(sheet: Sheet, box: Box) -> bool:
    """Whether a fold or a copier's line runs through a box of the blank, or within a millimetre of it."""
    height, width = sheet.grey.shape
    wide = grown(box, sheet.dpi / 25.4 / width, sheet.dpi / 25.4 / height)
    left, top, right, bottom = wide.left * width, wide.top * height, wide.right * width, wide.bottom * height
    near = [s for s in sheet.scratches if s.left <= right and s.right >= left and s.top <= bottom and s.bottom >= top]
    part = sheet.labels[int(top) : int(bottom) + 1, int(left) : int(right) + 1]
    return bool(near) and bool(np.isin(part, [s.label for s in near]).any())


def _answer(sheet: Sheet, field: FormField, strokes: tuple[Stroke, ...]) -> Answer:
    height, width = sheet.grey.shape
    millimetre = sheet.dpi / 25.4
    ink = box_of(sheet, strokes)
    rim = grown(ink, MARGIN * millimetre / width, MARGIN * millimetre / height)
    rows = slice(int(rim.top * height), int(rim.bottom * height) + 1)
    columns = slice(int(rim.left * width), int(rim.right * width) + 1)
    labels = sheet.labels[rows, columns]
    own = np.isin(labels, [s.label for s in strokes])
    others = np.isin(labels, [s.label for s in (*sheet.strokes, *sheet.scratches)]) & ~own
    grey = _cleaned(sheet.grey[rows, columns], own, others, sheet.print_mask[rows, columns], millimetre)
    area = sum(s.area for s in strokes)
    peak = max(s.peak for s in strokes) / max(1.0, sheet.darkness)
    broadest = max(s.right - s.left for s in strokes) / millimetre
    size = ((ink.right - ink.left) * width / millimetre, (ink.bottom - ink.top) * height / millimetre)
    return Answer(
        field, grey, np.where(own, labels, 0), ink, size, area, _is_struck(own, millimetre), broadest, peak, sheet.dpi
    )


def _is_struck(own: NDArray[np.bool_], millimetre: float) -> bool:
    """Whether a level line is drawn through the answer: letters stand out above it and below it.

    Under a line that only carries the answer, what is left of a printed one, there are tails alone.
    """
    level = np.ones((1, max(2, round(STRIKE * millimetre))), np.uint8)
    ink = own.astype(np.uint8)
    lines = cv2.morphologyEx(ink, cv2.MORPH_OPEN, level)
    if not lines.any():
        return False
    reach, near = round(BESIDE * millimetre), max(1, round(LINE * millimetre))
    rest = np.pad(np.where(cv2.dilate(lines, np.ones((2 * near + 1, 1), np.uint8)), 0, ink), ((reach, reach), (0, 0)))
    _, _, stats, _ = cv2.connectedComponentsWithStats(lines, connectivity=8)
    for left, top, wide, high, _ in stats[1:]:
        above = rest[top : top + reach, left : left + wide].any(axis=0).mean()
        below = rest[top + high + reach : top + high + 2 * reach, left : left + wide].any(axis=0).mean()
        if min(above, below) >= CROSSED:
            return True
    return False


def _cleaned(
    grey: Grey, own: NDArray[np.bool_], others: NDArray[np.bool_], printed: NDArray[np.bool_], millimetre: float
) -> Grey:
    """The picture with all made white but the answer's own strokes, what hangs on them and the paper about them.

    Paper grain, stains and a neighbour's ink are what engines stumble over. A point or a comma, often too faint to be
    a stroke of its own, lies within two and a half millimetres of its letter, a ring or a dot above within one and a
    half.
    """
    near = _spread(own, 2.5 * millimetre, 1.5 * millimetre)
    touching = _spread(own, 0.35 * millimetre, 0.35 * millimetre)
    strangers = _spread(others, 1.0, 1.0)
    return np.where(near & (~(printed | strangers) | touching), grey, 255).astype(np.uint8)


def _spread(mask: NDArray[np.bool_], across: float, down: float) -> NDArray[np.bool_]:
    sides = (2 * max(1, round(across)) + 1, 2 * max(1, round(down)) + 1)
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, sides)
    return np.asarray(cv2.dilate(mask.astype(np.uint8), disc) > 0, np.bool_)


def strays(sheet: Sheet, fields: Sequence[FormField]) -> Box | None:
    """Where ink stands that belongs to no field, if it is enough to be a note; as fractions of the blank.

    The sheet's rim is left out: that is where borders, holes and staples are.
    """
    height, width = sheet.grey.shape
    millimetre = sheet.dpi / 25.4
    rim = 10 * millimetre
    taken = {s.label for strokes in ink_by_field(sheet, fields).values() for s in strokes}
    left = tuple(
        s
        for s in sheet.strokes
        if s.label not in taken
        and rim < s.x < width - rim
        and rim < s.y < height - rim
        and max(s.right - s.left, s.bottom - s.top) >= LARGE * millimetre
        and s.peak >= 0.4 * sheet.darkness
    )
    return box_of(sheet, left) if len(left) >= 3 and sum(s.area for s in left) >= NOTE else None


def dirt(sheet: Sheet, fields: Sequence[FormField]) -> float:
    """The share of the paper under ink that belongs to no field, the sheet's rim left out."""
    height, width = sheet.grey.shape
    rim = 12 * sheet.dpi / 25.4
    taken = {s.label for strokes in ink_by_field(sheet, fields).values() for s in strokes}
    inside = (s for s in sheet.strokes if s.label not in taken and rim < s.x < width - rim and rim < s.y < height - rim)
    paper = (width - 2 * rim) * (height - 2 * rim) / (sheet.dpi / 25.4) ** 2
    return float(sum(s.area for s in inside) / paper)
