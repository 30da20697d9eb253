"""Whether a page was taken in well enough to be read, said while the paper is still at hand.

The limits are those at which reading suffers, measured on this project's pages: with edges 0.42 mm wide a quarter of
the words are read wrongly, at 100 dots an inch a sixth, and scans of the ordinary kinds stay below 0.37 mm.
"""

from collections.abc import Sequence

import cv2
import numpy as np

from intake.geometry import through, to_page, without_background
from intake.model import Box, Grey, Issue, Matrix, Page, Points, Registration

JUDGED_DPI = 200.0
MIDDLE = (0.15, 0.75)  # of the page's height, judged: the rim is often soft, and two thirds tell as much
BLURRED = 0.42  # millimetres from light to dark at the edges of strokes
SMEARED = 175  # of 255: strokes that are out of focus are grey as well; those of a sharp photograph stay darker
FAINTEST = 24  # of 255 for the darkest strokes: at 29 nineteen words of twenty are read through noise, at 22 one of six
COARSEST = 105.0  # dots an inch
CUT = 1.0  # millimetres of print beyond the edge
FEWEST_EDGES = 200
FEWEST_LETTERS = 50  # dark spots as large as letters or words: a picture of a cat has 29, a page of print some hundreds
STRIP = 0.02


def trouble(page: Page, found: Registration | None, lie: Matrix | None) -> tuple[Issue, ...]:
    """Why a scanned page should be taken in again; nothing for one that is good enough, or was never on paper.

    `found` tells where its blank lies, `lie` where its sheet lies if it is of no known form.
    """
    if not page.scanned:
        return ()
    grey = page.picture(JUDGED_DPI)
    dpi = grey.shape[1] / (page.width / 72)
    if found is None and not _is_written_on(grey, dpi):
        return ()
    matrix = found.matrix if found else np.eye(3) if lie is None else lie
    codes = []
    if page.native_dpi * _share(matrix) < COARSEST:
        codes.append("scan_too_coarse")
    elif (edges := _edges(grey, dpi)) is not None:
        wide, dark = edges
        codes += ["scan_too_faint"] if dark < FAINTEST else []
        codes += ["scan_blurred"] if wide > BLURRED and dark < SMEARED else []
    issues = [Issue(code, page=page.number) for code in codes]
    return (*issues, *(Issue("scan_cut_off", page=page.number, box=box) for box in _cut_off(page, found)))


def _is_written_on(grey: Grey, dpi: float) -> bool:
    """Whether there is writing on a page that would be read if it were taken in better."""
    part = without_background(grey)
    dark = 255.0 - float(np.percentile(part, 0.3))
    _, _, spots, _ = cv2.connectedComponentsWithStats((part < 255 - 0.5 * dark).astype(np.uint8))
    wide, high = spots[1:, cv2.CC_STAT_WIDTH] / dpi * 25.4, spots[1:, cv2.CC_STAT_HEIGHT] / dpi * 25.4
    return int(((high > 1) & (high < 7) & (wide > 0.3) & (wide < 60)).sum()) >= FEWEST_LETTERS


def _share(matrix: Matrix) -> float:
    """How large a part of the picture's width the sheet takes up."""
    ends: Points = through(matrix, np.array([[0.0, 0.5], [1.0, 0.5], [0.5, 0.0], [0.5, 1.0]]))
    across, down = np.hypot(*(ends[1] - ends[0])), np.hypot(*(ends[3] - ends[2]))
    return float(np.clip(min(across, down), 0.05, 1.0))


def _edges(grey: Grey, dpi: float) -> tuple[float, float] | None:
    """How many millimetres wide the edges of strokes are, and how dark strokes are; None where there is hardly one."""
    height = grey.shape[0]
    part = without_background(grey[int(MIDDLE[0] * height) : int(MIDDLE[1] * height)])
    dark = 255.0 - float(np.percentile(part, 0.3))
    side = max(3, round(0.6 * dpi / 25.4) | 1)
    around = np.ones((side, side), np.uint8)
    contrast = cv2.subtract(cv2.dilate(part, around), cv2.erode(part, around)).astype(np.float32)
    steep = np.hypot(*(cv2.Sobel(part, cv2.CV_32F, 1 - axis, axis, scale=1 / 8) for axis in (0, 1)))
    crest = (steep >= cv2.dilate(steep, np.ones((3, 3), np.uint8))) & (contrast > 0.4 * dark) & (contrast > 20)
    if crest.sum() < FEWEST_EDGES:
        return None
    return float(np.median(contrast[crest] / np.maximum(steep[crest], 1.0))) / dpi * 25.4, dark


def _cut_off(page: Page, found: Registration | None) -> Sequence[Box]:
    """The edges beyond which some of the form's own print must lie."""
    if found is None or not found.blank.page.words:
        return ()
    rim = [p for w in found.blank.page.words for p in ((w.box.left, w.box.top), (w.box.right, w.box.bottom))]
    places = to_page(found, np.array(rim, np.float64))
    beyond = np.array([page.width, page.height]) / 72 * 25.4
    left, top = places.min(axis=0) * beyond
    right, bottom = (places.max(axis=0) - 1) * beyond
    strips = {
        Box(0.0, 0.0, STRIP, 1.0): -left,
        Box(0.0, 0.0, 1.0, STRIP): -top,
        Box(1 - STRIP, 0.0, 1.0, 1.0): right,
        Box(0.0, 1 - STRIP, 1.0, 1.0): bottom,
    }
    return tuple(box for box, millimetres in strips.items() if millimetres > CUT)
