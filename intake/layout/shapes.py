"""The drawn matter of a page: rules, closed cells, boxes to tick and dark bands, found in its picture."""

from typing import Any, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from intake.model import Box, Grey

INK = 190  # darker than this is drawn: a hairline at 200 dots an inch is half paper
SOLID = 140  # darker than this is a band that white letters stand on
LONG, HIGH, SHORT = 4.5, 3.2, 1.7  # millimetres: the least level run, the least upright run, and those of a small box
LEAST_RULE, LONG_RULE = 8.0, 25.0
THICKEST = 1.3
TICK = (2.0, 7.5)  # millimetres: the sides of a box to tick
RING = (2.4, 6.0)  # millimetres: the breadth of a ring to tick
MOST = 400  # boxes to tick on a page
ALIGNED = 0.7  # millimetres: boxes to tick stand in rows and columns
WHITE = 250  # lighter than this is paper
FILL = (10.0, 4.0)  # millimetres: the least width and height of a light grey area
DOT = 0.65  # millimetres: the largest point of a dotted line
BAND = (12.0, 3.5)  # millimetres: the least width and height of a dark band

Ink = NDArray[np.uint8]


class Shapes(NamedTuple):
    """All in millimetres. `cells` are the insides of closed frames, `ticks` small boxes with their frames, `bands`
    dark areas, `fills` light grey ones: headings as well as places for answers.
    """

    rules: tuple[Box, ...] = ()
    cells: tuple[Box, ...] = ()
    ticks: tuple[Box, ...] = ()
    bands: tuple[Box, ...] = ()
    fills: tuple[Box, ...] = ()


def shapes(grey: Grey, dpi: float) -> Shapes:
    """The shapes in a picture whose paper is white and whose lines are level."""
    mm = dpi / 25.4
    ink = (grey < INK).astype(np.uint8)
    bands = _bands(grey, mm)
    level, upright = _runs(ink, round(LONG * mm), 0), _runs(ink, 0, round(HIGH * mm))
    level, upright = _without_bands(level, bands, mm), _without_bands(upright, bands, mm)
    ticks = _ticks(ink, bands, mm)
    level = level | _dotted(ink, mm)
    cells = [c for c in _cells(level, upright, mm) if not any(_inside(c, t) for t in ticks)]
    rules = [r for r in _rules(level, mm) if not _is_edge(r, cells) and not any(_inside(r, t) for t in ticks)]
    fills = [f for f in _fills(grey, mm) if not any(_near(f, c) for c in cells)]
    return Shapes(tuple(rules), tuple(_sorted(cells)), tuple(_sorted(ticks)), tuple(bands), tuple(fills))


def drawn_lines(grey: Grey, dpi: float) -> NDArray[np.bool_]:
    """Where the drawn lines of a page run, as a mask: what has to be taken away before its words are read."""
    mm = dpi / 25.4
    ink = (grey < INK).astype(np.uint8)
    lines = _thin(_runs(ink, round(LONG * mm), 0), mm, 0) | _thin(_runs(ink, 0, round(2 * HIGH * mm)), mm, 1)
    points = cv2.dilate(_dotted(ink, mm), np.ones((5, 5), np.uint8))
    lines = np.where(points > 0, 1, lines).astype(np.uint8)
    for box in _ticks(ink, _bands(grey, mm), mm):
        left, top, right, bottom = (round(v * mm) for v in box)
        lines[top : bottom + 1, left : right + 1] = 1
    return np.asarray(cv2.dilate(lines, np.ones((3, 3), np.uint8)) > 0)


def without_lines(grey: Grey, dpi: float) -> Grey:
    """The page for a reader of words: lines and boxes to tick made white, white words on dark bands made dark."""
    mm = dpi / 25.4
    found = np.where(drawn_lines(grey, dpi), 255, grey).astype(np.uint8)
    for band in _bands(grey, mm):
        left, top, right, bottom = (max(0, round(v * mm)) for v in band)
        found[top:bottom, left:right] = 255 - grey[top:bottom, left:right]
    return found


def _thin(runs: Ink, mm: float, axis: int) -> Ink:
    """The runs that are lines, not solid areas."""
    side = max(2, round(THICKEST * mm))
    solid = cv2.morphologyEx(runs, cv2.MORPH_OPEN, np.ones((side, 1) if axis == 0 else (1, side), np.uint8))
    return np.asarray(np.where(solid > 0, 0, runs), np.uint8)


def _runs(ink: Ink, across: int, down: int) -> Ink:
    """The ink that lies in unbroken level, or upright, runs of so many pixels."""
    kernel = np.ones((1, across) if across else (down, 1), np.uint8)
    return np.asarray(cv2.morphologyEx(ink, cv2.MORPH_OPEN, kernel), np.uint8)


def _boxes(mask: Ink, mm: float) -> list[tuple[Box, float]]:
    """The connected pieces of a mask, each with its area in square millimetres."""
    count, _, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    return [
        (Box(x / mm, y / mm, (x + w) / mm, (y + h) / mm), a / mm**2) for x, y, w, h, a in stats[1:count].tolist()
    ]  # fmt: skip


def _bands(grey: Grey, mm: float) -> list[Box]:
    dark = cv2.morphologyEx((grey < SOLID).astype(np.uint8), cv2.MORPH_CLOSE, np.ones((round(mm), round(mm)), np.uint8))
    kernel = np.ones((round(BAND[1] * mm), round(BAND[0] * mm)), np.uint8)
    return [box for box, _ in _boxes(np.asarray(cv2.morphologyEx(dark, cv2.MORPH_OPEN, kernel), np.uint8), mm)]


def _fills(grey: Grey, mm: float) -> list[Box]:
    """The level areas of light grey, what stands in them left aside."""
    calm = np.asarray(cv2.medianBlur(grey, 5), np.uint8)
    shaded = cv2.morphologyEx(
        (calm < WHITE).astype(np.uint8), cv2.MORPH_CLOSE, np.ones((round(mm), round(mm)), np.uint8)
    )
    kernel = np.ones((round(FILL[1] * mm), round(FILL[0] * mm)), np.uint8)
    opened = np.asarray(cv2.morphologyEx(shaded, cv2.MORPH_OPEN, kernel), np.uint8)
    return [box for box, area in _boxes(opened, mm) if _is_light(calm, box, mm) and area > 0.8 * _area(box)]


def _is_light(calm: Grey, box: Box, mm: float) -> bool:
    left, top, right, bottom = (round(v * mm) for v in box)
    return INK < float(np.median(calm[top:bottom, left:right])) < WHITE


def _area(box: Box) -> float:
    return (box.right - box.left) * (box.bottom - box.top)


def _dotted(ink: Ink, mm: float) -> Ink:
    """Lines made of points or of short dashes, drawn through."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    low = (stats[:, cv2.CC_STAT_HEIGHT] <= DOT * mm) & (stats[:, cv2.CC_STAT_WIDTH] <= 3 * DOT * mm)
    low[0] = False
    dots = low[labels].astype(np.uint8)
    joined = cv2.morphologyEx(dots, cv2.MORPH_CLOSE, np.ones((1, round(1.6 * mm)), np.uint8))
    thick = cv2.dilate(joined, np.ones((3, 1), np.uint8))
    return _runs(np.asarray(thick, np.uint8), round(LEAST_RULE * mm), 0)


def _without_bands(lines: Ink, bands: list[Box], mm: float) -> Ink:
    for band in bands:
        left, top, right, bottom = (round(v * mm) for v in band)
        lines[max(0, top - 2) : bottom + 3, max(0, left - 2) : right + 3] = 0
    return lines


def _rules(level: Ink, mm: float) -> list[Box]:
    """The level lines, pieces of one line joined; long ones first, since a pen's strokes cross them."""
    long = _runs(level, round(LONG_RULE * mm), 0)
    about = cv2.dilate(long, np.ones((2 * round(0.9 * mm) + 1, 1), np.uint8))
    rest = np.where(about > 0, 0, level).astype(np.uint8)
    return [rule for part in (long, rest) for rule in _pieces(part, mm)]


def _pieces(level: Ink, mm: float) -> list[Box]:
    joined = cv2.morphologyEx(level, cv2.MORPH_CLOSE, np.ones((3, round(1.0 * mm)), np.uint8))
    return [
        box
        for box, area in _boxes(np.asarray(joined, np.uint8), mm)
        if box.right - box.left >= LEAST_RULE and area / (box.right - box.left) <= THICKEST
        and box.bottom - box.top <= 2 * THICKEST
    ]  # fmt: skip


def _cells(level: Ink, upright: Ink, mm: float) -> list[Box]:
    """The white rectangles that lines close in on all sides, the smallest of a box to tick left out."""
    frame = cv2.dilate(level | upright, np.ones((5, 5), np.uint8))
    count, _, stats, _ = cv2.connectedComponentsWithStats(1 - frame, connectivity=4)
    height, width = frame.shape
    found = []
    for x, y, w, h, area in stats[1:count].tolist():
        touches = x == 0 or y == 0 or x + w >= width or y + h >= height
        if touches or w < 2.2 * mm or h < 2.6 * mm or area < 0.8 * w * h:
            continue
        found.append(Box((x - 2) / mm, (y - 2) / mm, (x + w + 2) / mm, (y + h + 2) / mm))
    return found


def _ticks(ink: Ink, bands: list[Box], mm: float) -> list[Box]:
    """The little squares, empty, crossed or filled: those whose four sides are drawn in full.

    Those that a pen has crossed widely are looked for at the size of the others.
    """
    found = [t for t in _squares(ink, mm) if not any(_inside(t, band) for band in bands)]
    if not found:
        return []
    side = float(np.median([t.right - t.left for t in found]))
    more = [
        t for t in _like(ink, side, mm)
        if not any(_near(t, other) for other in (*found, *bands)) and any(_aligned(t, other) for other in found)
    ]  # fmt: skip
    return [box for box in (*found, *more) if not _in_a_row(box, found)]


def _near(box: Box, other: Box) -> bool:
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
        if not any(_near(box, other) for other in found):
            found.append(box)
    return found


def _squares(ink: Ink, mm: float) -> list[Box]:
    side = round(SHORT * mm)
    lines = _runs(ink, side, 0) | _runs(ink, 0, side)
    contours, _ = cv2.findContours(lines, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
    rects = {cv2.boundingRect(c) for c in contours}
    found: list[Box] = []
    for x, y, w, h in sorted(rects, key=lambda r: -r[2] * r[3]):
        box = Box(x / mm, y / mm, (x + w) / mm, (y + h) / mm)
        square = TICK[0] <= w / mm <= TICK[1] and TICK[0] <= h / mm <= TICK[1] and 0.75 <= w / h <= 1.34
        if square and _is_framed(ink, x, y, w, h, mm) and not any(_inside(box, other) for other in found):
            found.append(box)
    return [*found, *(c for c in _circles(ink, mm) if not any(_near(c, f) for f in found))]


def _circles(ink: Ink, mm: float) -> list[Box]:
    """The little rings, empty or ticked, of one size."""
    contours, _ = cv2.findContours(ink, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    found = []
    for contour in contours:
        x, y, w, h = cv2.boundingRect(contour)
        if not (RING[0] <= w / mm <= RING[1] and 0.9 <= w / h <= 1.11):
            continue
        round_off = np.hypot(*(contour[:, 0, :] - [x + (w - 1) / 2, y + (h - 1) / 2]).T)
        if np.ptp(round_off) < 0.16 * w and abs(float(round_off.mean()) - w / 2) < 0.06 * w:
            found.append(Box(x / mm, y / mm, (x + w) / mm, (y + h) / mm))
    usual = float(np.median([f.right - f.left for f in found])) if found else 0.0
    alike = [f for f in found if abs(f.right - f.left - usual) < 0.12 * usual]
    return alike if len(alike) > 1 else []


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


def _in_a_row(box: Box, others: list[Box]) -> bool:
    """Whether a square shares its sides with two more: a comb's cell, not a box to tick."""
    beside = [
        o for o in others
        if abs(o.top - box.top) < 0.6 and abs(o.bottom - box.bottom) < 0.6
        and min(abs(o.left - box.right), abs(box.left - o.right)) < 0.7
    ]  # fmt: skip
    return bool(beside)


def _inside(inner: Box, outer: Box) -> bool:
    x, y = (inner.left + inner.right) / 2, (inner.top + inner.bottom) / 2
    return (
        outer.left - 0.5 <= x <= outer.right + 0.5
        and outer.top - 0.5 <= y <= outer.bottom + 0.5
        and (inner.right - inner.left <= outer.right - outer.left + 1.2)
    )


def _is_edge(rule: Box, cells: list[Box]) -> bool:
    """Whether a rule is the side of a closed cell."""
    y = (rule.top + rule.bottom) / 2
    return any(
        min(abs(c.top - y), abs(c.bottom - y)) < 1.0 and min(c.right, rule.right) - max(c.left, rule.left) > 1.0
        for c in cells
    )


def _sorted(boxes: list[Box]) -> list[Box]:
    return sorted(boxes, key=lambda b: (round(b.top), b.left))


def overlay(grey: Grey, found: Shapes, dpi: float) -> Any:
    """A picture in colour with the shapes drawn on it."""
    mm = dpi / 25.4
    shown = cv2.cvtColor(grey, cv2.COLOR_GRAY2BGR)
    for boxes, colour in ((found.rules, (0, 0, 255)), (found.cells, (255, 0, 0)), (found.ticks, (0, 160, 0))):
        for box in boxes:
            left, top, right, bottom = (round(v * mm) for v in box)
            cv2.rectangle(shown, (left, top), (right, bottom), colour, 3)
    return shown
