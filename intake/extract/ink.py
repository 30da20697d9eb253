"""What was added to a form: the ink on a registered page that is not on its blank.

A `Sheet` is the page rectified to the blank at one scale, its paper white. A stroke counts as added where it stands
clear of printed matter; what touches print is added if it reaches well beyond it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from intake.extract.haze import without_haze
from intake.extract.holes import is_hole
from intake.geometry import Mask, rectified, resized, through, without_background
from intake.model import Blank, Box, Grey, Page, Registration
from schemas.form import FormField

SCALES = (100.0, 130.0, 150.0, 175.0, 200.0, 250.0, 300.0)
"""Dots an inch at which pages are worked on: the blank is drawn once for each."""
SPECK = 0.3  # millimetres: the side of the smallest mark that is looked at
UNTOUCHED_DPI = 100.0  # of a sheet on which nothing was added: there is nothing to look at
HALO = 0.3  # millimetres around print where toner spreads and registration errs
AWAY = 0.05  # millimetres: the unit in which distance from print is kept
WHITE = 245  # of 255: what is printed paler than black, bars and shaded cells, is no paper
NOISIEST = 12.0  # of 255: a paper that is darker in places than a pen is light tells nothing
FAR = 8.0  # millimetres from a field's box within which ink still belongs to it


@dataclass(frozen=True, slots=True)
class Stroke:
    """A connected piece of added ink: its box and centre in pixels of the sheet, its area in square millimetres.

    `peak` is its darkest pixel's darkness, 0 to 255.
    """

    label: int
    left: int
    top: int
    right: int
    bottom: int
    x: float
    y: float
    area: float
    peak: int


@dataclass(frozen=True, eq=False, slots=True)
class Sheet:
    """A rectified page. `grey` has white paper; `labels` numbers the strokes on it, 0 is paper or print.

    `print_mask` is the blank's ink with its halo. `darkness` is that of the page's own print, 0 to 255, and `noise`
    the standard deviation of the paper. `scratches` are the folds and the copier's lines, which are
    not among the strokes. `dpi` is the scale of all of them. `proven` says that the file itself shows what was typed
    as it stands, and nothing drawn over it.
    """

    registration: Registration
    grey: Grey
    print_mask: Mask
    labels: NDArray[np.int32]
    strokes: tuple[Stroke, ...]
    darkness: float
    noise: float
    scratches: tuple[Stroke, ...]
    dpi: float
    proven: bool = False

    def told(self, proven: bool) -> "Sheet":
        """The same sheet, with what the file proves."""
        return replace(self, proven=proven)

    @property
    def is_clear(self) -> bool:
        """Whether ink and its absence can be told on this page."""
        return self.noise <= NOISIEST and self.darkness >= 60 and self.fits

    @property
    def fits(self) -> bool:
        """Whether the page lies on its blank, so that what is print can be told from what was added."""
        return self.registration.fit >= 0.75 and self.registration.residual <= 0.35


@lru_cache(maxsize=8)  # a dozen megabytes each; a stack is mostly of one form and one scanner
def _blank_at(blank: Blank, dpi: float) -> tuple[Grey, Mask, Mask, Grey]:
    """The blank's picture, its print with the halo around it, the dark cores of its print, and how far each pixel is
    from print with its halo, in AWAY millimetres."""
    drawn = blank.page.picture(dpi)
    height, width = round(blank.page.height * dpi / 72), round(blank.page.width * dpi / 72)
    grey = np.asarray(cv2.resize(drawn, (width, height), interpolation=cv2.INTER_AREA), np.uint8)
    ink = (grey < 170).astype(np.uint8)
    radius = max(1, round(HALO * dpi / 25.4))
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * radius + 1, 2 * radius + 1))
    mask = cv2.dilate((grey < 215).astype(np.uint8), disc) > 0
    away = cv2.distanceTransform((~mask).astype(np.uint8), cv2.DIST_L2, 3) * (25.4 / dpi / AWAY)
    return grey, mask, (grey < 90) & (ink > 0), np.minimum(away, 255).astype(np.uint8)


def blank_picture(sheet: Sheet) -> Grey:
    """The blank as a picture of the sheet's size."""
    return _blank_at(sheet.registration.blank, sheet.dpi)[0]


def _scale_of(page: Page, registration: Registration) -> float:
    """The scale nearest to the page's own, so that nothing is blown up and little is lost."""
    if not page.native_dpi:
        return 200.0
    across = through(registration.matrix, np.array([[0.1, 0.5], [0.9, 0.5]]))
    pixels = np.hypot(*((across[1] - across[0]) * [page.width, page.height])) / 72 * page.native_dpi
    dpi = pixels / (0.8 * registration.blank.page.width / 72)
    return min(SCALES, key=lambda scale: abs(np.log(scale / dpi)))


def untouched(registration: Registration) -> Sheet:
    """The sheet of a digital page on which nothing is drawn but what its blank has, and letters."""
    return replace(_untouched(registration.blank), registration=registration)


@lru_cache(maxsize=8)
def _untouched(blank: Blank) -> Sheet:
    drawn, print_mask, cores, _ = _blank_at(blank, UNTOUCHED_DPI)
    grey = without_background(drawn)
    darkness = float(np.median(255 - grey[cores].astype(np.int16))) if cores.any() else 200.0
    lie = Registration(blank, np.eye(3), np.zeros((2, 2, 2)), 0, 1.0, 0.0)
    return Sheet(lie, grey, print_mask, np.zeros(grey.shape, np.int32), (), darkness, 0.0, (), UNTOUCHED_DPI, True)


def sheet(page: Page, registration: Registration) -> Sheet:
    """The page as its blank lies, with the ink that was added to it."""
    dpi = _scale_of(page, registration)
    blank, print_mask, cores, away = _blank_at(registration.blank, dpi)
    height, width = blank.shape
    picture = without_background(page.picture(max(dpi, page.native_dpi)))
    grey = rectified(_shrunk(picture, width), registration.matrix, registration.bend, width, height)
    grey = without_haze(grey, blank, dpi) if page.scanned else grey
    dark = 255 - grey.astype(np.int16)
    darkness = float(np.median(dark[cores])) if cores.any() else 200.0
    noise = _noise(dark[~print_mask & (blank > WHITE)][::7])
    added = _added(dark, print_mask, darkness, min(noise, NOISIEST))
    labels, strokes, scratches = _strokes(added, dark, away, darkness, dpi)
    return Sheet(registration, grey, print_mask, labels, strokes, darkness, noise, scratches, dpi)


def _noise(paper: NDArray[np.int16]) -> float:
    """The standard deviation of the paper's darkness, from its lower ninety per cent, where little is ink.

    Grained paper has a long tail that the middle of the distribution does not show, hence the ninetieth percentile.
    """
    middle, tail = np.percentile(paper, [50, 90])
    spread = 1.4826 * np.median(np.abs(paper - middle))
    return float(max(spread, (tail - middle) / 1.2816))


def _added(dark: NDArray[np.int16], print_mask: Mask, darkness: float, noise: float) -> NDArray[np.uint8]:
    """Where ink is that the blank lacks: faint ink too, if it hangs together with ink that is beyond doubt."""
    faint = ((dark > max(0.2 * darkness, 5 * noise, 22)) & ~print_mask).astype(np.uint8)
    clear = (dark > max(0.3 * darkness, 7 * noise, 34)) & ~print_mask
    count, labels = cv2.connectedComponents(faint, connectivity=8)
    holds_clear = np.zeros(count, np.uint8)
    holds_clear[labels[clear]] = 1
    holds_clear[0] = 0
    return np.asarray(holds_clear[labels], np.uint8)


def _shrunk(picture: Grey, width: int) -> Grey:
    """A picture much finer than the sheet is averaged first, since the warp only looks at four pixels."""
    scale = width / picture.shape[1] * 1.3
    return resized(picture, scale) if scale < 0.75 else picture


def _strokes(
    added: NDArray[np.uint8], dark: NDArray[np.int16], away: Grey, darkness: float, dpi: float
) -> tuple[NDArray[np.int32], tuple[Stroke, ...], tuple[Stroke, ...]]:
    """The connected strokes, without specks and what is only the skirt of print; and the scratches apart.

    A scratch is a line no pen draws: the drum of a copier from top to bottom, a fold from side to side.
    """
    millimetre = dpi / 25.4
    count, labels, stats, centres = cv2.connectedComponentsWithStats(added, connectivity=8)
    peak, reach = np.zeros(count, np.int16), np.zeros(count, np.float32)
    ys, xs = np.nonzero(added)
    of = np.asarray(labels[ys, xs], np.int64)
    np.maximum.at(peak, of, dark[ys, xs])
    np.maximum.at(reach, of, away[ys, xs] * np.float32(AWAY))
    wide, high = stats[:, cv2.CC_STAT_WIDTH] / millimetre, stats[:, cv2.CC_STAT_HEIGHT] / millimetre
    beside_a_rule = (reach < 1.2) & (np.maximum(wide, high) > 7 * np.minimum(wide, high))
    skirt = (reach < 0.35) | ((reach < 0.9) & (peak < 0.55 * darkness)) | beside_a_rule
    scratch = ((high > 25) & (wide < 5)) | (wide > 120) | ((wide > 60) & (high < 1.5))
    smallest = (SPECK * millimetre) ** 2
    every = tuple(
        Stroke(i, int(x), int(y), int(x + w), int(y + h), float(cx), float(cy), float(a / millimetre**2), int(peak[i]))
        for i, ((x, y, w, h, a), (cx, cy)) in enumerate(zip(stats, centres, strict=True))
        if i and a >= smallest and not skirt[i]
    )
    numbered = labels.astype(np.int32)
    every = tuple(stroke for stroke in every if not _is_hole(stroke, numbered, dpi))
    kept = tuple(stroke for stroke in every if not scratch[stroke.label])
    return numbered, kept, tuple(stroke for stroke in every if scratch[stroke.label])


def _is_hole(stroke: Stroke, labels: NDArray[np.int32], dpi: float) -> bool:
    own = labels[stroke.top : stroke.bottom, stroke.left : stroke.right] == stroke.label
    middle = (stroke.left + stroke.right) / 2, (stroke.top + stroke.bottom) / 2
    return is_hole(own, middle, (labels.shape[1], labels.shape[0]), dpi)


def ink_by_field(sheet: Sheet, fields: Sequence[FormField]) -> Mapping[str, tuple[Stroke, ...]]:
    """The strokes that belong to each field: each stroke goes to the field whose box is nearest to its centre."""
    found: dict[str, list[Stroke]] = {field.name: [] for field in fields}
    if not fields or not sheet.strokes:
        return dict.fromkeys(found, ())
    height, width = sheet.grey.shape
    boxes = np.array([field.box for field in fields]) * [width, height, width, height]
    distance = _distances(boxes, np.array([(stroke.x, stroke.y) for stroke in sheet.strokes]))
    nearest = distance.argmin(axis=1)
    for stroke, index, off in zip(sheet.strokes, nearest, distance.min(axis=1), strict=True):
        if off <= FAR * sheet.dpi / 25.4:
            found[fields[index].name].append(stroke)
    return {name: tuple(strokes) for name, strokes in found.items()}


def _distances(boxes: NDArray[np.float64], points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Pixels from each point to each box, 0 inside; shape (points, boxes)."""
    low = np.clip(boxes[None, :, :2] - points[:, None, :], 0, None)
    high = np.clip(points[:, None, :] - boxes[None, :, 2:], 0, None)
    return np.asarray(np.hypot(*np.moveaxis(np.maximum(low, high), 2, 0)))


def box_of(sheet: Sheet, strokes: Iterable[Stroke]) -> Box:
    """The box around strokes, as fractions of the blank. There must be one."""
    height, width = sheet.grey.shape
    s = tuple(strokes)
    return Box(
        min(k.left for k in s) / width,
        min(k.top for k in s) / height,
        max(k.right for k in s) / width,
        max(k.bottom for k in s) / height,
    )
