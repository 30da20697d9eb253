"""Boxes to tick, as pens mark them: crossed, checked, scribbled full, ringed, overshot into a neighbour, blotted out.

Each box is looked up where its frame lies on this page, since a millimetre beside it everything is ink. A stroke that
runs through two boxes belongs to the one that holds most of it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from intake.extract.ink import Sheet, blank_picture
from intake.geometry import Mask
from intake.model import Box, Grey
from schemas.form import FormField, Mark

REACH = 0.9  # millimetres: how far the frame may lie from where registration has it
AROUND = 0.5  # millimetres about the box that are compared with the blank
RING = 2.4  # millimetres from the frame within which a ring runs
GAP = 1.1  # millimetres: a stroke is cut by the frame's line and its halo
OUT = 15.0  # millimetres about all boxes that are looked at
DIRECTIONS = 24
FAINT = 0.12  # share of a box's middle under a shade, above which it is not said to be empty


class Verdict(StrEnum):
    """What a box says. A blot covers box and frame, and lines strike out what was ticked: both withdraw the mark.

    What is faint is rather ticked than not, but may be a shadow or the back of the sheet.
    """

    YES = "yes"
    NO = "no"
    FULL = "full"
    BLOT = "blot"
    STRUCK = "struck"
    FAINT = "faint"
    DOUBTFUL = "doubtful"


@dataclass(frozen=True, slots=True)
class Seen:
    """A box as it was found. `share` is the part of its inside under ink of its own, `core` that of its middle.

    `foreign` is the part of its middle under a neighbour's stroke, `extent` how far its own ink reaches across the
    middle, `ring` the share of directions in which ink stands around the box, and `frame` how well the frame was
    found, 1 being as printed. `is_struck` says that level lines run through it and out on both sides. `faint` is the
    part of its middle that is not as light as paper. `box` is the box with its ink, as fractions of the blank.
    """

    mark: Mark
    share: float
    core: float
    foreign: float
    extent: float
    ring: float
    frame: float
    is_struck: bool
    faint: float
    box: Box

    @property
    def verdict(self) -> Verdict:
        """Whether the box is ticked. One that is full is, unless another box says that it was withdrawn."""
        if self.is_struck and self.core >= 0.1:
            return Verdict.STRUCK
        if self.share >= 0.8:
            return Verdict.BLOT if self.ring >= 0.5 else Verdict.FULL
        if (self.core >= 0.06 and self.extent >= 0.45) or (self.core >= 0.02 and self.share >= 0.15):
            return Verdict.YES
        if self.ring >= 0.75:
            return Verdict.YES if self.core < 0.03 else Verdict.DOUBTFUL
        if self.faint >= FAINT and self.frame >= 0.5 and self.ring < 0.6 and self.foreign < 0.1:
            return Verdict.FAINT
        if self.core < 0.02 and self.share < 0.12 and self.ring < 0.6 and self.foreign < 0.1 and self.frame >= 0.5:
            return Verdict.NO
        return Verdict.DOUBTFUL


class _Place(NamedTuple):
    """A box in pixels of the sheet, its frame found; `inside` is the mask of the sheet's pixels within the frame."""

    mark: Mark
    left: int
    top: int
    right: int
    bottom: int
    frame: float


def marks(sheet: Sheet, fields: Sequence[FormField]) -> Mapping[str, tuple[Seen, ...]]:
    """The boxes of each field that has some, in its order, by the field's name."""
    asked = [field for field in fields if field.marks]
    if not asked:
        return {}
    places = {field.name: [_found(sheet, mark) for mark in field.marks] for field in asked}
    every = [place for found in places.values() for place in found]
    strokes = _strokes(sheet, every)
    owners = _owners(strokes, every)
    return {
        name: tuple(_seen(sheet, place, strokes, owners, every.index(place)) for place in found)
        for name, found in places.items()
    }


def _found(sheet: Sheet, mark: Mark) -> _Place:
    """Where the frame lies: the printed box looked up within a millimetre."""
    height, width = sheet.grey.shape
    millimetre = sheet.dpi / 25.4
    left, top, right, bottom = (
        round(side * size) for side, size in zip(mark.box, (width, height, width, height), strict=True)
    )
    rim, reach = round(AROUND * millimetre), max(2, round(REACH * millimetre))
    blank = _window(blank_picture(sheet), left - rim, top - rim, right + rim, bottom + rim)
    wide = _window(sheet.grey, left - rim - reach, top - rim - reach, right + rim + reach, bottom + rim + reach)
    match = cv2.matchTemplate(wide, blank, cv2.TM_CCOEFF_NORMED)
    _, best, _, (x, y) = cv2.minMaxLoc(match)
    dx, dy = (x - reach, y - reach) if best > match[reach, reach] + 0.02 else (0, 0)
    return _Place(mark, left + dx, top + dy, right + dx, bottom + dy, float(best))


def _window(grey: Grey, left: int, top: int, right: int, bottom: int) -> Grey:
    """A part of a picture; what lies beyond its edge is white."""
    height, width = grey.shape
    part = np.full((bottom - top, right - left), 255, np.uint8)
    inside = grey[max(0, top) : min(height, bottom), max(0, left) : min(width, right)]
    y, x = max(0, -top), max(0, -left)
    part[y : y + inside.shape[0], x : x + inside.shape[1]] = inside
    return part


def _strokes(sheet: Sheet, places: Sequence[_Place]) -> NDArray[np.int32]:
    """The added ink with each stroke numbered, joined again where a printed frame cut it. Scratches are -1."""
    millimetre = sheet.dpi / 25.4
    rim = round(OUT * millimetre)
    top, left = (max(0, min(side) - rim) for side in zip(*((p.top, p.left) for p in places), strict=True))
    bottom, right = (max(side) + rim for side in zip(*((p.bottom, p.right) for p in places), strict=True))
    band = (slice(top, bottom), slice(left, right))
    dark = 255 - sheet.grey[band].astype(np.int16)
    least = max(0.28 * sheet.darkness, 5 * min(sheet.noise, 12.0), 30)
    ink = ((dark > least) & ~sheet.print_mask[band]).astype(np.uint8)
    for place in places:
        rows, columns = _inner(place)
        rows, columns = slice(rows.start - top, rows.stop - top), slice(columns.start - left, columns.stop - left)
        ink[rows, columns] = dark[rows, columns] > least
    size = 2 * max(1, round(GAP * millimetre / 2)) + 1
    closed = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size)))
    joined = np.asarray(np.where(dark > least, closed, 0) | ink, np.uint8)
    _, labels = cv2.connectedComponents(joined, connectivity=8)
    scratched = np.isin(sheet.labels[band], [scratch.label for scratch in sheet.scratches])
    whole = np.zeros(sheet.grey.shape, np.int32)
    whole[band] = np.where(ink > 0, np.where(scratched, -1, labels), 0)
    return whole


def _inner(place: _Place, inset: float = 0.14) -> tuple[slice, slice]:
    """The rows and columns within the frame: `inset`, as a share of the box's side, from its middle line."""
    down, across = max(2, round(inset * (place.bottom - place.top))), max(2, round(inset * (place.right - place.left)))
    return slice(place.top + down, place.bottom - down + 1), slice(place.left + across, place.right - across + 1)


def _owners(strokes: NDArray[np.int32], places: Sequence[_Place]) -> Mapping[int, int]:
    """The box that each stroke belongs to, by its number: the one that holds most of it. A scratch is nobody's."""
    held: dict[int, dict[int, int]] = {}
    for index, place in enumerate(places):
        part = strokes[place.top : place.bottom + 1, place.left : place.right + 1]
        for label, count in zip(*np.unique(part[part > 0], return_counts=True), strict=True):
            held.setdefault(int(label), {})[index] = int(count)
    return {label: max(counts, key=lambda i: counts[i]) for label, counts in held.items()} | {-1: -1}


def _seen(sheet: Sheet, place: _Place, strokes: NDArray[np.int32], owners: Mapping[int, int], index: int) -> Seen:
    inside, middle = strokes[_inner(place)], strokes[_inner(place, 0.25)]
    labels = [int(label) for label in np.unique(inside[inside != 0]) if owners.get(int(label), index) == index]
    core = np.isin(middle, labels)
    ring, ringed = _ring(strokes, place, sheet.dpi / 25.4)
    return Seen(
        place.mark,
        float(np.isin(inside, labels).mean()),
        float(core.mean()),
        float(((middle != 0) & ~core).mean()),
        _extent(core),
        ring,
        place.frame,
        _is_struck(strokes, place, owners, index),
        _faint(sheet, place),
        _with_ink(sheet, place, strokes, labels + ringed),
    )


def _extent(own: Mask) -> float:
    if not own.any():
        return 0.0
    ys, xs = np.nonzero(own)
    return float(max((np.ptp(ys) + 1) / own.shape[0], (np.ptp(xs) + 1) / own.shape[1]))


def _faint(sheet: Sheet, place: _Place) -> float:
    """The share of the box's middle that is darker than paper is, be it ever so little."""
    dark = 255 - sheet.grey[_inner(place, 0.25)].astype(np.int16)
    return float((dark > max(0.13 * sheet.darkness, 4 * min(sheet.noise, 8.0), 16)).mean())


def _is_struck(strokes: NDArray[np.int32], place: _Place, owners: Mapping[int, int], index: int) -> bool:
    """Whether ink runs out of the box on both sides, at half its height, by more than a quarter of it."""
    side = place.right - place.left
    rows, _ = _inner(place, 0.22)
    reach, near = round(0.45 * side), round(0.25 * side)
    both = (
        strokes[rows, max(0, place.left - reach) : max(0, place.left - near)],
        strokes[rows, place.right + near : place.right + reach],
    )
    others = [label for label, owner in owners.items() if owner != index]
    return all(bool(((part > 0) & ~np.isin(part, others)).any(axis=0).mean() > 0.7) for part in both if part.size)


def _ring(strokes: NDArray[np.int32], place: _Place, millimetre: float) -> tuple[float, list[int]]:
    """The share of directions in which ink stands around the box, and the strokes of it where they make a ring.

    Whose ink it is is not asked: rings of neighbours touch each other, and folds.
    """
    reach = round(RING * millimetre)
    top, left = max(0, place.top - reach), max(0, place.left - reach)
    part = strokes[top : place.bottom + reach, left : place.right + reach]
    ys, xs = np.nonzero(part)
    y, x = ys + top, xs + left
    outside = (y < place.top) | (y > place.bottom) | (x < place.left) | (x > place.right)
    if not outside.any():
        return 0.0, []
    middle = (place.left + place.right) / 2, (place.top + place.bottom) / 2
    turn = np.arctan2(y[outside] - middle[1], x[outside] - middle[0]) / (2 * np.pi) + 0.5
    directions = np.unique(np.floor(turn * DIRECTIONS).astype(int) % DIRECTIONS)
    around = len(directions) / DIRECTIONS
    return around, [int(label) for label in np.unique(part[ys, xs][outside])] if around >= 0.5 else []


def _with_ink(sheet: Sheet, place: _Place, strokes: NDArray[np.int32], labels: Sequence[int]) -> Box:
    """The box grown to its ink, but no further than a ring runs."""
    height, width = sheet.grey.shape
    reach = round(RING * sheet.dpi / 25.4)
    top, left = max(0, place.top - reach), max(0, place.left - reach)
    part = np.isin(strokes[top : place.bottom + reach, left : place.right + reach], labels) if labels else None
    sides = [place.left, place.top, place.right, place.bottom]
    if part is not None and part.any():
        ys, xs = np.nonzero(part)
        sides = [
            min(sides[0], int(xs.min()) + left),
            min(sides[1], int(ys.min()) + top),
            max(sides[2], int(xs.max()) + left),
            max(sides[3], int(ys.max()) + top),
        ]
    return Box(sides[0] / width, sides[1] / height, sides[2] / width, sides[3] / height)
