"""A comb, one character a cell, as a line: the cells are cut apart and set side by side as close as letters stand."""

from collections.abc import Sequence

import cv2
import numpy as np

from intake.extract.scan import Answer
from intake.geometry import union
from intake.model import Grey
from schemas.form import FormField

SPACE = 0.7  # millimetres of paper between two characters
RIM = 2.0  # millimetres of paper around all of them


def joined(field: FormField, cells: Sequence[Answer | None]) -> Answer | None:
    """The comb's answer from those of its cells, in order, None where one is empty; None when all are."""
    found = [cell for cell in cells if cell is not None]
    if not found:
        return None
    dpi = found[0].dpi
    parts = [_upright(cell) for cell in found]
    grey = _row([grey for grey, _ in parts], dpi, 255)
    labels = _row([labels for _, labels in parts], dpi, 0).astype(np.int32)
    box = union([cell.box for cell in found])
    return Answer(
        field,
        grey,
        labels,
        box,
        (sum(cell.millimetres[0] for cell in found), max(cell.millimetres[1] for cell in found)),
        sum(cell.area for cell in found),
        any(cell.is_struck for cell in found),
        max(cell.broadest for cell in found),
        max(cell.peak for cell in found),
        dpi,
    )


def filled(cells: Sequence[Answer | None]) -> int:
    """How many cells have something in them."""
    return sum(cell is not None for cell in cells)


def _upright(cell: Answer) -> tuple[Grey, Grey]:
    """A character's picture and its ink, cut to its ink from side to side."""
    ink = (cell.labels > 0).astype(np.uint8)
    columns = np.flatnonzero(ink.any(axis=0))
    across = slice(int(columns[0]), int(columns[-1]) + 1) if len(columns) else slice(None)
    return cell.grey[:, across], np.asarray(ink[:, across], np.uint8)


def _row(parts: Sequence[Grey], dpi: float, paper: int) -> Grey:
    """Pictures side by side, their middles at one height, paper between and around."""
    gap, rim = max(1, round(SPACE * dpi / 25.4)), max(2, round(RIM * dpi / 25.4))
    high = max(part.shape[0] for part in parts)
    padded = []
    for part in parts:
        above = (high - part.shape[0]) // 2
        below = high - part.shape[0] - above
        padded.append(cv2.copyMakeBorder(part, above, below, 0, gap, cv2.BORDER_CONSTANT, value=paper))
    row = np.hstack(padded)
    return np.asarray(cv2.copyMakeBorder(row, 0, 0, rim, rim, cv2.BORDER_CONSTANT, value=paper), np.uint8)
