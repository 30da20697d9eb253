"""The haze that some scanners cast around dark print: light strays in the glass, and a millimetre about each letter the
paper is grey. Taken for ink, it joins letters to lines, and stands out from beneath the blank's print."""

import cv2
import numpy as np
from numpy.typing import NDArray

from intake.model import Grey

REACH = 0.6  # millimetres: the spread at which what is taken off leaves least, on the scanners that were measured
NEAR, FAR = 0.35, 1.6  # millimetres from print, between which there is haze and no print
COARSE = 50.0  # dots an inch: haze has no detail
PAPER = 235  # of 255, in the blank's small picture
LEAST = 0.25  # of the blurred darkness: clear scanners cast 0.1 at most, hazy ones half
FEWEST = 200  # pixels in which haze is looked for


def without_haze(grey: Grey, blank: Grey, dpi: float) -> Grey:
    """The picture of a page without it, where there is any. `blank` is the empty form at the same scale."""
    height, width = grey.shape
    size = max(1, round(width * COARSE / dpi)), max(1, round(height * COARSE / dpi))
    small = 255 - cv2.resize(grey, size, interpolation=cv2.INTER_AREA).astype(np.float32)
    spread = np.asarray(cv2.GaussianBlur(small, (0, 0), REACH * COARSE / 25.4), np.float32)
    cast = _cast(small, spread, cv2.resize(blank, size, interpolation=cv2.INTER_AREA) < PAPER)
    if cast < LEAST:
        return grey
    haze = cv2.resize(cast * spread, (width, height), interpolation=cv2.INTER_LINEAR)
    return np.asarray(cv2.add(grey, np.round(haze).astype(np.uint8)), np.uint8)


def _cast(dark: NDArray[np.float32], spread: NDArray[np.float32], printed: NDArray[np.bool_]) -> float:
    """The share of the blurred darkness that lies on bare paper close to print: the median, since some of it is ink."""
    close, wide = (_about(printed, millimetres) for millimetres in (NEAR, FAR))
    if (~wide).sum() < FEWEST:
        return 0.0
    ring = wide & ~close & (spread > 5)
    if ring.sum() < FEWEST:
        return 0.0
    paper = float(np.median(dark[~wide]))
    return float(np.median((dark[ring] - paper) / spread[ring]))


def _about(printed: NDArray[np.bool_], millimetres: float) -> NDArray[np.bool_]:
    side = 2 * max(1, round(millimetres * COARSE / 25.4)) + 1
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side))
    return np.asarray(cv2.dilate(printed.astype(np.uint8), disc) > 0, np.bool_)
