"""Lines of writing in an answer, found from its ink: on blank paper, sloping, with tails that reach the next line."""

from typing import Any, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from intake.model import Grey

SLOPES = np.linspace(-0.07, 0.07, 15)  # rise over run: four degrees either way
MARGIN = 0.8  # millimetres of paper left around a line


class InkLine(NamedTuple):
    """A line's picture with the other lines' ink taken out, and its place in pixels of the answer's picture.

    `x_height` is the height in pixels of its middling strokes, about that of a small letter.
    """

    grey: Grey
    x_height: float
    left: int
    top: int
    right: int
    bottom: int


def lines(grey: Grey, labels: NDArray[np.int32], dpi: float) -> tuple[InkLine, ...]:
    """The lines from the top. `labels` numbers the strokes of the answer in the picture `grey`, 0 elsewhere."""
    count, _, stats, centres = cv2.connectedComponentsWithStats((labels > 0).astype(np.uint8), connectivity=8)
    if count < 2:
        return ()
    relabelled = cv2.connectedComponents((labels > 0).astype(np.uint8), connectivity=8)[1]
    slope = _slope(labels > 0, dpi)
    heights = centres[:, 1] - slope * centres[:, 0]
    rows = _rows(labels > 0, slope, dpi)
    if not len(rows):
        return ()
    belongs = np.abs(heights[:, None] - rows[None, :]).argmin(axis=1)
    belongs[0] = -1
    found = (_line(grey, relabelled, stats, np.flatnonzero(belongs == row), dpi) for row in range(len(rows)))
    return tuple(line for line in found if line is not None)


def _slope(ink: NDArray[np.bool_], dpi: float) -> float:
    """The slope along which the ink falls into the clearest rows."""
    scale = min(1.0, 60 / dpi)
    small = cv2.resize(ink.astype(np.float32), None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    if small.shape[1] < 60:  # a word or two: no slope can be told
        return 0.0
    ys, xs = np.nonzero(small > 0.05)
    weights = small[ys, xs]

    def clearness(slope: float) -> float:
        at = np.round(ys - slope * xs).astype(int)
        profile = np.bincount(at - at.min(), weights=weights)
        return float((profile**2).sum()) - 1e-3 * abs(slope)

    return float(max(SLOPES, key=clearness))


def _rows(ink: NDArray[np.bool_], slope: float, dpi: float) -> NDArray[np.float64]:
    """The heights in pixels, at the left edge, about which lines of ink lie."""
    millimetre = dpi / 25.4
    ys, xs = np.nonzero(ink)
    at = np.round(ys - slope * xs).astype(int)
    lowest = at.min()
    profile = np.bincount(at - lowest).astype(np.float32)
    smooth = cv2.GaussianBlur(profile.reshape(-1, 1), (0, 0), 0.6 * millimetre).ravel()
    padded = np.concatenate([[0], smooth, [0]])
    peaks = np.flatnonzero((padded[1:-1] > padded[:-2]) & (padded[1:-1] >= padded[2:]))
    peaks = peaks[smooth[peaks] > 0.12 * smooth.max()]
    return np.asarray(_apart(peaks, smooth, 3.0 * millimetre) + lowest, np.float64)


def _apart(peaks: NDArray[np.int64], profile: NDArray[Any], least: float) -> NDArray[np.float64]:
    """The peaks that are lines: two that are close, or have no valley between them, are one line's."""
    kept: list[int] = []
    for peak in peaks:
        if kept:
            valley = profile[kept[-1] : peak + 1].min()
            lower = min(profile[kept[-1]], profile[peak])
            if peak - kept[-1] < least or valley > 0.9 * lower:
                kept[-1] = max(kept[-1], int(peak), key=lambda p: profile[p])
                continue
        kept.append(int(peak))
    return np.array(kept, np.float64)


def _line(grey: Grey, labels: NDArray[Any], stats: NDArray[Any], own: NDArray[np.int64], dpi: float) -> InkLine | None:
    if not len(own):
        return None
    height, width = grey.shape
    rim = round(MARGIN * dpi / 25.4)
    left, top = np.maximum(stats[own, :2].min(axis=0) - rim, 0)
    right = min(width, int((stats[own, 0] + stats[own, 2]).max()) + rim)
    bottom = min(height, int((stats[own, 1] + stats[own, 3]).max()) + rim)
    part = labels[top:bottom, left:right]
    others = ((part > 0) & ~np.isin(part, own)).astype(np.uint8)
    near_others = cv2.dilate(others, np.ones((3, 3), np.uint8)) > 0
    clean = np.where(near_others & ~np.isin(part, own), 255, grey[top:bottom, left:right]).astype(np.uint8)
    x_height = float(np.median([h for h in stats[own, 3] if h > 0.8 * dpi / 25.4] or [bottom - top]))
    return InkLine(clean, x_height, int(left), int(top), right, bottom)
