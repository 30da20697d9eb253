"""The printed form alone: a filled page's picture with every answer taken off it."""

from collections.abc import Sequence

import cv2
import numpy as np

from intake.layout.shapes import drawn_lines
from intake.model import Box, Grey, Word
from schemas.form import FormField

AROUND = 3.5  # millimetres about a box to tick that a pen's mark may reach
BESIDE = 1.0  # millimetres about a place that its answer may run over into
SIGNED = 4.0  # millimetres that a signature runs over
LINE = 3  # pixels: the breadth of a frame drawn anew


def printed_picture(
    grey: Grey, dpi: float, fields: Sequence[FormField], printed: Sequence[Word], size: tuple[float, float]
) -> Grey:
    """The page's picture, its places for answers made white but for the lines and words that are printed there.

    `printed` are words in millimetres, `size` the page's width and height in millimetres.
    """
    mm = dpi / 25.4
    places = np.zeros(grey.shape, np.uint8)
    for field in fields:
        if not field.marks:
            over = SIGNED if field.kind == "sign" else BESIDE
            _fill(places, _grown(_millimetres(field.box, size), over), mm)
    marks = [_millimetres(mark.box, size) for field in fields for mark in field.marks]
    for box in marks:
        _fill(places, _grown(box, AROUND), mm)
    kept = np.zeros(grey.shape, np.uint8)
    for word in printed:
        _fill(kept, _grown(word.box, 0.3), mm)
    lines = drawn_lines(grey, dpi)
    blank = np.where((places > 0) & (kept == 0) & ~lines, 255, grey).astype(np.uint8)
    for box in marks:
        _frame(blank, box, mm)
    for field in fields:
        if field.kind == "comb":
            _comb(blank, _millimetres(field.box, size), field.cells, mm)
    return blank


def _millimetres(box: tuple[float, float, float, float], size: tuple[float, float]) -> Box:
    return Box(box[0] * size[0], box[1] * size[1], box[2] * size[0], box[3] * size[1])


def _grown(box: Box, by: float) -> Box:
    return Box(box.left - by, box.top - by, box.right + by, box.bottom + by)


def _fill(mask: Grey, box: Box, mm: float) -> None:
    left, top, right, bottom = (max(0, round(v * mm)) for v in box)
    mask[top : bottom + 1, left : right + 1] = 1


def _frame(blank: Grey, box: Box, mm: float) -> None:
    """A clean frame where a box to tick stands, whatever was drawn in it."""
    left, top, right, bottom = (round(v * mm) for v in box)
    blank[max(0, top) : bottom + 1, max(0, left) : right + 1] = 255
    cv2.rectangle(blank, (left + 1, top + 1), (right - 1, bottom - 1), 0, LINE - 1)


def _comb(blank: Grey, box: Box, cells: int, mm: float) -> None:
    """The dividers of a comb, which are too short to be told from strokes by their length alone."""
    left, top, right, bottom = (round(v * mm) for v in box)
    for n in range(cells + 1):
        x = round(left + n * (right - left) / cells)
        cv2.line(blank, (x, top), (x, bottom), 0, 2 * LINE - 1)
