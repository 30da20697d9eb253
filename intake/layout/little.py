"""The little boxes and rings to tick in a page's picture, told from the letters that look like them."""

import cv2
import numpy as np
from numpy.typing import NDArray

from intake.model import Box

INK = 190  # darker than this is drawn: a hairline at 200 dots an inch is half paper
TICK = (2.0, 7.5)  # millimetres: the sides of a box to tick
RING = (2.4, 6.0)  # millimetres: the breadth of a ring to tick
OF_TABLE = 6.5  # millimetres: lines so long are no part of a ring
MOST = 400  # boxes to tick on a page
ALIGNED = 0.7  # millimetres: boxes to tick stand in rows and columns
SHORT = 1.7  # millimetres: the least side of a small box

Ink = NDArray[np.uint8]


def runs(ink: Ink, across: int, down: int) -> Ink:
    """The ink that lies in unbroken level, or upright, runs of so many pixels."""
    kernel = np.ones((1, across) if across else (down, 1), np.uint8)
    return np.asarray(cv2.morphologyEx(ink, cv2.MORPH_OPEN, kernel), np.uint8)


def boxes_to_tick(ink: Ink, bands: list[Box], mm: float) -> list[Box]:
    """The little squares, empty, crossed or filled: those whose four sides are drawn in full.

    Those that a pen has crossed widely are looked for at the size of the others.
    """
    found = [t for t in _squares(ink, mm) if not any(inside(t, band) for band in bands)]
    if not found:
        return []
    side = float(np.median([t.right - t.left for t in found]))
    more = [
        t for t in _like(ink, side, mm)
        if not any(meets(t, other) for other in (*found, *bands)) and any(_aligned(t, other) for other in found)
    ]  # fmt: skip
    return [box for box in (*found, *more) if not _in_a_row(box, found)]


def meets(box: Box, other: Box) -> bool:
    return min(box.right, other.right) > max(box.left, other.left) and (
        min(box.bottom, other.bottom) > max(box.top, other.top)
    )


def _aligned(box: Box, other: Box) -> bool:
    return abs(box.top - other.top) < ALIGNED or abs(box.left - other.left) < ALIGNED


def _like(ink: Ink, side: float, mm: float) -> list[Box]:
    """Where a square frame of this side is inked all around."""
    size = round(side * mm)
    ring = np.zeros((size, size), np.float32)
    cv2.rectangle(ring, (1, 1), (size - 2, size - 2), 1.0, 1)
    spread = cv2.dilate(ink, np.ones((5, 5), np.uint8)).astype(np.float32)
    share = cv2.filter2D(spread, -1, ring / ring.sum(), anchor=(0, 0), borderType=cv2.BORDER_CONSTANT)
    highest = cv2.dilate(share, np.ones((size, size), np.uint8))
    ys, xs = np.nonzero((share >= 0.95) & (share >= highest))
    if len(ys) > MOST:  # a dark page, not boxes
        return []
    found: list[Box] = []
    for _, y, x in sorted(zip((-share[ys, xs]).tolist(), ys.tolist(), xs.tolist(), strict=True)):
        box = Box(x / mm, y / mm, (x + size) / mm, (y + size) / mm)
        if not any(meets(box, other) for other in found):
            found.append(box)
    return found


def _squares(ink: Ink, mm: float) -> list[Box]:
    side = round(SHORT * mm)
    lines = runs(ink, side, 0) | runs(ink, 0, side)
    contours, _ = cv2.findContours(lines, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
    rects = {cv2.boundingRect(c) for c in contours}
    found: list[Box] = []
    for x, y, w, h in sorted(rects, key=lambda r: -r[2] * r[3]):
        box = Box(x / mm, y / mm, (x + w) / mm, (y + h) / mm)
        square = TICK[0] <= w / mm <= TICK[1] and TICK[0] <= h / mm <= TICK[1] and 0.75 <= w / h <= 1.34
        if (
            square
            and _is_framed(ink, x, y, w, h, mm)
            and _is_free(ink, x, y, w, h, mm)
            and not any(inside(box, other) for other in found)
        ):
            found.append(box)
    return [*found, *(c for c in _circles(ink, mm) if not any(meets(c, f) for f in found))]


def _circles(ink: Ink, mm: float) -> list[Box]:
    """The little rings, empty or ticked, of one size."""
    long = round(OF_TABLE * mm)
    free = np.where((runs(ink, long, 0) | runs(ink, 0, long)) > 0, 0, ink).astype(np.uint8)  # rings in tables
    contours, _ = cv2.findContours(free, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    found = []
    for contour in contours:
        x, y, w, h = cv2.boundingRect(contour)
        if not (RING[0] <= w / mm <= RING[1] and 0.9 <= w / h <= 1.11):
            continue
        round_off = np.hypot(*(contour[:, 0, :] - [x + (w - 1) / 2, y + (h - 1) / 2]).T)
        is_round = np.ptp(round_off) < 0.16 * w and abs(float(round_off.mean()) - w / 2) < 0.06 * w
        if is_round and not _is_in_a_word(ink, x, y, w, h, mm):
            found.append(Box(x / mm, y / mm, (x + w) / mm, (y + h) / mm))
    usual = float(np.median([f.right - f.left for f in found])) if found else 0.0
    alike = [f for f in found if abs(f.right - f.left - usual) < 0.12 * usual]
    return alike if len(alike) > 1 else []


def _is_in_a_word(ink: Ink, x: int, y: int, w: int, h: int, mm: float) -> bool:
    """Whether a ring has a neighbour as near as letters have theirs."""
    near = round(0.8 * mm)
    sides = ink[y : y + h, max(0, x - near) : max(0, x - 1)], ink[y : y + h, x + w + 1 : x + w + near]
    return any(side.size and float(side.max(axis=1).mean()) > 0.25 for side in sides)


def _is_framed(ink: Ink, x: int, y: int, w: int, h: int, mm: float) -> bool:
    """Whether all four sides of a rectangle are inked from corner to corner, within a third of a millimetre."""
    reach = max(2, round(0.35 * mm))
    part = ink[y : y + h, x : x + w]
    sides = (
        part[:reach].max(axis=0),
        part[-reach:].max(axis=0),
        part[:, :reach].max(axis=1),
        part[:, -reach:].max(axis=1),
    )
    whole = all(float(s.mean()) >= 0.93 for s in sides)
    corner = max(2, round(0.3 * mm))
    corners = (part[:corner, :corner], part[:corner, -corner:], part[-corner:, :corner], part[-corner:, -corner:])
    return whole and all(bool(c.any()) for c in corners)


def _is_free(ink: Ink, x: int, y: int, w: int, h: int, mm: float) -> bool:
    """Whether paper lies around a frame, but for what a pen has crossed: the hollow of a fat letter has none."""
    off = max(3, round(0.4 * mm))
    part = np.pad(ink, off)[y : y + h + 2 * off, x : x + w + 2 * off]
    inner = slice(off, -off)
    return max(float(s.mean()) for s in (part[0, inner], part[-1, inner], part[inner, 0], part[inner, -1])) < 0.5


def lone_squares(cells: list[Box]) -> list[Box]:
    """The closed cells of a box's size that stand alone: boxes that a pen has crossed widely."""
    small = [
        c for c in cells
        if TICK[0] <= c.right - c.left <= TICK[1] and 0.75 <= (c.right - c.left) / (c.bottom - c.top) <= 1.34
    ]  # fmt: skip
    return [c for c in small if not _in_a_row(c, [o for o in cells if o != c])]


def _in_a_row(box: Box, others: list[Box]) -> bool:
    """Whether a square shares its sides with two more: a comb's cell, not a box to tick."""
    beside = [
        o for o in others
        if abs(o.top - box.top) < 0.6 and abs(o.bottom - box.bottom) < 0.6
        and min(abs(o.left - box.right), abs(box.left - o.right)) < 0.7
    ]  # fmt: skip
    return bool(beside)


def inside(inner: Box, outer: Box) -> bool:
    x, y = (inner.left + inner.right) / 2, (inner.top + inner.bottom) / 2
    return (
        outer.left - 0.5 <= x <= outer.right + 0.5
        and outer.top - 0.5 <= y <= outer.bottom + 0.5
        and (inner.right - inner.left <= outer.right - outer.left + 1.2)
    )
