"""The drawn matter of a page: rules, closed cells, boxes to tick and dark bands, found in its picture."""

from typing import Any, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from intake.layout.little import INK, Ink, boxes_to_tick, inside, lone_squares, meets, runs
from intake.model import Box, Grey

FAINT = 232  # darker than this goes on with a line that is drawn elsewhere
SOLID = 140  # darker than this is a band that white letters stand on
LONG, HIGH = 4.5, 3.2  # millimetres: the least level run and the least upright run
LEAST_RULE, LONG_RULE = 8.0, 25.0
THICKEST = 1.3
LEVEL, HIDDEN = 0.7, 4.5  # millimetres: pieces of one line lie so level, and so near each other
PEN = 0.8  # millimetres around a box to tick that a pen's mark reaches and no label does
HIGHEST = 90.0  # millimetres: what is shaded farther is no place
PAPER = 247  # the same of a scan, whose paper has grain
WHITE = 250  # lighter than this is paper
FILL = (10.0, 4.0)  # millimetres: the least width and height of a light grey area
EDGE = 0.7  # millimetres: a rule so near the side of a cell is that side
DOT = 0.65  # millimetres: the largest point of a dotted line
BAND = (12.0, 3.5)  # millimetres: the least width and height of a dark band


class Shapes(NamedTuple):
    """All in millimetres. `cells` are the insides of closed frames, `ticks` small boxes with their frames, `bands`
    dark areas, `fills` light grey ones: headings as well as places for answers.
    """

    rules: tuple[Box, ...] = ()
    cells: tuple[Box, ...] = ()
    ticks: tuple[Box, ...] = ()
    bands: tuple[Box, ...] = ()
    fills: tuple[Box, ...] = ()


def shapes(grey: Grey, dpi: float, tinted: Grey | None = None) -> Shapes:
    """The shapes in a picture whose paper is white and whose lines are level.

    `tinted` is the same sheet of a scan as it came, since light grey areas go with the paper that is taken off.
    """
    mm = dpi / 25.4
    ink = (grey < INK).astype(np.uint8)
    bands = _bands(grey, mm)
    level, upright = runs(ink, round(LONG * mm), 0), runs(ink, 0, round(HIGH * mm))
    level, upright = _without_bands(level, bands, mm), _without_bands(upright, bands, mm)
    ticks = boxes_to_tick(ink, bands, mm)
    level = _drawn_through(grey, level, mm) | _dotted(ink, mm)
    cells = [c for c in _cells(level, upright, mm) if not any(inside(c, t) for t in ticks)]
    crossed = lone_squares(cells)
    ticks, cells = [*ticks, *crossed], [c for c in cells if c not in crossed]
    rules = [
        r
        for r in _without_strokes(_joined(_rules(level, mm), ink, mm))
        if not _is_edge(r, cells) and not any(inside(r, t) for t in ticks)
    ]
    shaded = _fills(grey if tinted is None else _brightened(tinted), mm, WHITE if tinted is None else PAPER)
    fills = [f for f in shaded if not any(meets(f, c) for c in cells)]
    return Shapes(tuple(rules), tuple(_sorted(cells)), tuple(_sorted(ticks)), tuple(bands), tuple(fills))


def drawn_lines(grey: Grey, dpi: float) -> NDArray[np.bool_]:
    """Where the drawn lines of a page run, as a mask: what has to be taken away before its words are read."""
    mm = dpi / 25.4
    ink = (grey < INK).astype(np.uint8)
    lines = _thin(runs(ink, round(LONG * mm), 0), mm, 0) | _thin(runs(ink, 0, round(2 * HIGH * mm)), mm, 1)
    points = cv2.dilate(_dotted(ink, mm), np.ones((5, 5), np.uint8))
    lines = np.where(points > 0, 1, lines).astype(np.uint8)
    for box in boxes_to_tick(ink, _bands(grey, mm), mm):
        left, top, right, bottom = (round(v * mm) for v in box)
        about = round(PEN * mm)
        lines[max(0, top - about) : bottom + about + 1, max(0, left - about) : right + about + 1] = 1
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


def _boxes(mask: Ink, mm: float) -> list[tuple[Box, float]]:
    """The connected pieces of a mask, each with its area in square millimetres."""
    count, _, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    return [
        (Box(x / mm, y / mm, (x + w) / mm, (y + h) / mm), a / mm**2) for x, y, w, h, a in stats[1:count].tolist()
    ]  # fmt: skip


def _bands(grey: Grey, mm: float) -> list[Box]:
    dark: Ink = np.asarray(
        cv2.morphologyEx((grey < SOLID).astype(np.uint8), cv2.MORPH_CLOSE, np.ones((round(mm), round(mm)), np.uint8)),
        np.uint8,
    )
    kernel = np.ones((round(BAND[1] * mm), round(BAND[0] * mm)), np.uint8)
    found = _boxes(np.asarray(cv2.morphologyEx(dark, cv2.MORPH_OPEN, kernel), np.uint8), mm)
    return [_to_its_ends(box, dark, mm) for box, _ in found]


def _to_its_ends(band: Box, dark: Ink, mm: float) -> Box:
    """A band as far as its upper and lower rims are dark: white letters near its end have cut it short."""
    rim = max(1, round(0.4 * mm))
    top, bottom, left, right = (round(v * mm) for v in (band.top, band.bottom, band.left, band.right))
    full = dark[top + rim] & dark[max(0, bottom - rim - 1)]
    before, after = np.flatnonzero(full[:left] == 0), np.flatnonzero(full[right:] == 0)
    start = int(before[-1]) + 1 if len(before) else 0
    end = right + (int(after[0]) if len(after) else len(full) - right)
    return Box(start / mm, band.top, end / mm, band.bottom)


def _brightened(tinted: Grey) -> Grey:
    """A scan whose commonest light tone, the paper's, is made white."""
    tones = np.bincount(tinted.ravel(), minlength=256)
    paper = INK + int(np.argmax(tones[INK:]))
    return np.asarray(cv2.convertScaleAbs(tinted, alpha=255 / paper), np.uint8)


def _fills(grey: Grey, mm: float, white: int) -> list[Box]:
    """The level areas of light grey, what stands in them left aside."""
    calm = np.asarray(cv2.medianBlur(grey, 5), np.uint8)
    shaded = cv2.morphologyEx(
        (calm < white).astype(np.uint8), cv2.MORPH_CLOSE, np.ones((round(mm), round(mm)), np.uint8)
    )
    kernel = np.ones((round(FILL[1] * mm), round(FILL[0] * mm)), np.uint8)
    opened = np.asarray(cv2.morphologyEx(shaded, cv2.MORPH_OPEN, kernel), np.uint8)
    return [box for box, area in _boxes(opened, mm) if _is_light(calm, box, mm, white) and area > 0.8 * _area(box)]


def _is_light(calm: Grey, box: Box, mm: float, white: int) -> bool:
    left, top, right, bottom = (round(v * mm) for v in box)
    return INK < float(np.median(calm[top:bottom, left:right])) < white and box.bottom - box.top < HIGHEST


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
    return runs(np.asarray(thick, np.uint8), round(LEAST_RULE * mm), 0)


def _without_bands(lines: Ink, bands: list[Box], mm: float) -> Ink:
    for band in bands:
        left, top, right, bottom = (round(v * mm) for v in band)
        lines[max(0, top - 2) : bottom + 3, max(0, left - 2) : right + 3] = 0
    return lines


def _drawn_through(grey: Grey, level: Ink, mm: float) -> Ink:
    """The level lines with the pieces between them that are fainter: a line broken there is one."""
    faint = runs((grey < FAINT).astype(np.uint8), round(LONG * mm), 0)
    thin = _thin(faint, mm, 0)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(thin, connectivity=8)
    low = (stats[:, cv2.CC_STAT_HEIGHT] <= 0.6 * THICKEST * mm) & (stats[:, cv2.CC_STAT_WIDTH] >= LEAST_RULE * mm)
    low[0] = False
    ruled = np.bincount(labels[level > 0], minlength=count) > 0.3 * stats[:, cv2.CC_STAT_WIDTH]
    return np.asarray(level | (low & ruled)[labels].astype(np.uint8), np.uint8)


def _rules(level: Ink, mm: float) -> list[Box]:
    """The level lines, pieces of one line joined; long ones first, since a pen's strokes cross them."""
    long = runs(level, round(LONG_RULE * mm), 0)
    about = cv2.dilate(long, np.ones((2 * round(0.9 * mm) + 1, 1), np.uint8))
    rest = np.where(about > 0, 0, level).astype(np.uint8)
    return [rule for part in (long, rest) for rule in _pieces(part, mm)]


def _joined(rules: list[Box], ink: Ink, mm: float) -> list[Box]:
    """The rules, pieces of one line put together: a letter that hangs into a line hides a little of it."""
    found: list[Box] = []
    for rule in sorted(rules, key=lambda r: r.left):
        home = next((f for f in found if abs(f.bottom - rule.bottom) < LEVEL and _goes_on(f, rule, ink, mm)), None)
        if home is not None:
            found.remove(home)
            top = max(home.top, rule.top)  # a pen's stroke along a line makes it look high
            rule = Box(home.left, top, max(home.right, rule.right), max(home.bottom, rule.bottom))
        found.append(rule)
    return found


def _goes_on(last: Box, rule: Box, ink: Ink, mm: float) -> bool:
    """Whether ink stands in the gap between two pieces, or they overlap."""
    if rule.left <= last.right:
        return True
    top, bottom = round((last.top - 0.8) * mm), round((last.bottom + 0.4) * mm)
    gap = ink[max(0, top) : bottom, round(last.right * mm) : round(rule.left * mm)]
    return rule.left - last.right < HIDDEN and (not gap.size or float(gap.max(axis=0).mean()) > 0.3)


def _without_strokes(rules: list[Box]) -> list[Box]:
    """The rules without what strikes out words that stand on one of them."""
    return [
        r for r in rules
        if not any(
            1.0 < abs(o.bottom - r.bottom) < 4.2 and o.left - 3 < r.left and r.right < o.right + 3
            and r.right - r.left < 0.6 * (o.right - o.left)
            for o in rules
        )
    ]  # fmt: skip


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
    count, labels, stats, _ = cv2.connectedComponentsWithStats(1 - frame, connectivity=4)
    height, width = frame.shape
    found = []
    for number, (x, y, w, h, area) in enumerate(stats[1:count].tolist(), 1):
        touches = x == 0 or y == 0 or x + w >= width or y + h >= height
        if touches or w < 2.2 * mm or h < 2.6 * mm or area < 0.3 * w * h:
            continue
        if area < 0.8 * w * h and not _is_square_about(labels[y : y + h, x : x + w] == number):
            continue
        found.append(Box((x - 2) / mm, (y - 2) / mm, (x + w + 2) / mm, (y + h + 2) / mm))
    return found


def _is_square_about(piece: NDArray[np.bool_]) -> bool:
    """Whether a piece of paper is a rectangle but for what stands within it: a comb in a frame."""
    contours, _ = cv2.findContours(piece.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    return max(cv2.contourArea(c) for c in contours) > 0.9 * piece.size


def _is_edge(rule: Box, cells: list[Box]) -> bool:
    """Whether a rule is the side of a closed cell."""
    y = (rule.top + rule.bottom) / 2
    return any(
        min(abs(c.top - y), abs(c.bottom - y)) < EDGE and min(c.right, rule.right) - max(c.left, rule.left) > 1.0
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
