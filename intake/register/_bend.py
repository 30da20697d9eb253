"""How paper bends: small patches of the blank's print are looked up one by one on a page that lies about right.

A stiff grid follows where they went. What follows no bend of paper was moved by whoever revised the form.
"""

from dataclasses import replace
from functools import cache, lru_cache
from typing import Any, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from intake.geometry import bent, grid_weights, rectified
from intake.model import Bend, Blank, Grey, Points, Registration

FINE_DPI = 150.0
PATCH, REACH, WIDE_REACH = 40, 12, 36  # pixels at FINE_DPI: 6.8 mm of print, looked for within 2 or within 6 mm
GRID = (15, 11)  # nodes of a bend down and across, some two centimetres apart
STIFF = 0.15  # how much paper resists bending, against patches that pull at it
GOOD_PATCH = 0.45  # normalised correlation of a patch with the page, below which it says nothing

NO_BEND: Bend = np.zeros((*GRID, 2))


class Patch(NamedTuple):
    """A piece of the blank: its corner in pixels at FINE_DPI, and whether it tells a shift across and one down.

    A piece of a rule tells only how far it moved across its own direction.
    """

    x: int
    y: int
    across: bool
    down: bool


@lru_cache(maxsize=64)
def patches(blank: Blank) -> tuple[Grey, tuple[Patch, ...]]:
    """The blank at FINE_DPI, and the patches of it that hold enough print to be known again."""
    grey = np.asarray(cv2.GaussianBlur(blank.page.picture(FINE_DPI), (0, 0), 0.8), np.uint8)
    height, width = grey.shape
    ink = cv2.boxFilter((grey < 160).astype(np.float32), -1, (PATCH, PATCH), anchor=(0, 0))
    steep = [cv2.Sobel(grey, cv2.CV_32F, dx, 1 - dx) ** 2 for dx in (1, 0)]
    across, down = (cv2.boxFilter(s, -1, (PATCH, PATCH), anchor=(0, 0)) for s in steep)
    found = (
        Patch(x, y, bool(across[y, x] > 0.15 * down[y, x]), bool(down[y, x] > 0.15 * across[y, x]))
        for y in range(2, height - PATCH - 2, PATCH)
        for x in range(2, width - PATCH - 2, PATCH)
        if ink[y, x] > 0.025
    )
    return grey, tuple(found)


def amount_of_print(blank: Blank) -> int:
    """How many patches of the blank hold text or corners, which are known again in both directions."""
    return sum(p.across and p.down for p in patches(blank)[1])


def refined(page: Grey, last: Registration, reach: int) -> Registration:
    """The registration with its print looked up patch by patch, each within `reach` pixels of where it should be."""
    grey, every = patches(last.blank)
    height, width = grey.shape
    flat = flattened(page, last, reach)
    shifts = np.array([shift(grey, flat, p, reach) for p in every], np.float64).reshape(-1, 3)
    good = shifts[:, 2] >= GOOD_PATCH
    textual = np.array([p.across and p.down for p in every], bool)
    fit = float(good[textual].mean()) if textual.any() else 0.0
    if good.sum() < 12:
        return replace(last, fit=fit, residual=9.9)
    size = np.array([width, height])
    points = (np.array([(p.x, p.y) for p in every])[good] + PATCH / 2) / size
    tells = np.array([(p.across, p.down) for p in every])[good]
    moved = shifts[good, :2] / size
    added = _smooth(points, moved, tells)
    left = np.where(tells, (moved - (bent(added, points) - points)) * size / FINE_DPI * 25.4, 0.0)
    return replace(last, bend=last.bend + added, fit=fit, residual=float(np.median(np.hypot(*left.T))))


def flattened(page: Grey, found: Registration, reach: int) -> Grey:
    """The page as its blank lies, with a rim of `reach` pixels. `page` is its picture at FINE_DPI, the paper white."""
    height, width = patches(found.blank)[0].shape
    return np.pad(rectified(page, found.matrix, found.bend, width, height), reach, mode="edge")


def shift(blank: Grey, flat: Grey, patch: Patch, reach: int) -> tuple[float, float, float]:
    """How far a patch lies from its place, in pixels, and how well it correlates there. `flat` has a rim of `reach`."""
    x, y = patch.x, patch.y
    part = blank[y : y + PATCH, x : x + PATCH]
    match = cv2.matchTemplate(flat[y : y + PATCH + 2 * reach, x : x + PATCH + 2 * reach], part, cv2.TM_CCOEFF_NORMED)
    if not (patch.across and patch.down):  # along a rule any place fits: look only straight across it
        row, column = (slice(None), slice(reach, reach + 1)) if patch.down else (slice(reach, reach + 1), slice(None))
        mask = np.full_like(match, -1.0)
        mask[row, column] = match[row, column]
        match = mask
    _, best, _, (column_at, row_at) = cv2.minMaxLoc(match)
    dx = column_at + (_peak(match[row_at], column_at) if patch.across else 0.0) - reach
    dy = row_at + (_peak(match[:, column_at], row_at) if patch.down else 0.0) - reach
    return dx, dy, best


def _peak(values: Any, at: int) -> float:
    """How far from `at` the top of a parabola through three values lies, within half a step."""
    if not 0 < at < len(values) - 1:
        return 0.0
    before, top, after = (float(v) for v in values[at - 1 : at + 2])
    curve = before - 2 * top + after
    return float(np.clip((before - after) / (2 * curve), -0.5, 0.5)) if curve < 0 else 0.0


@cache
def _stiffness() -> NDArray[np.float64]:
    """Second differences along rows, columns and both, of a grid as a vector: what a bend of paper has little of."""
    rows, columns = GRID
    node = np.arange(rows * columns).reshape(GRID)
    terms = [
        *(
            (node[r, c - 1], -1.0, node[r, c], 2.0, node[r, c + 1], -1.0)
            for r in range(rows)
            for c in range(1, columns - 1)
        ),
        *(
            (node[r - 1, c], -1.0, node[r, c], 2.0, node[r + 1, c], -1.0)
            for r in range(1, rows - 1)
            for c in range(columns)
        ),
    ]
    matrix = np.zeros((len(terms), rows * columns))
    for i, (a, x, b, y, c, z) in enumerate(terms):
        matrix[i, [a, b, c]] = x, y, z
    return np.asarray(matrix.T @ matrix)


def _smooth(points: Points, shifts: Points, tells: NDArray[np.bool_]) -> Bend:
    """The bend that most patches agree on: a thin plate's least squares, outliers set aside three times.

    `tells` has the shape of `shifts`: false where a patch says nothing of that direction.
    """
    weights = grid_weights(points, *GRID)
    held = STIFF * _stiffness() + 1e-6 * np.eye(weights.shape[1])
    keep = np.ones(len(points), bool)
    flat = np.zeros((GRID[0] * GRID[1], 2))
    for _ in range(3):
        for axis in (0, 1):
            own, far = weights[keep & tells[:, axis]], shifts[keep & tells[:, axis], axis]
            solved = cv2.solve(cv2.mulTransposed(own, True) + held, (own.T @ far)[:, None], flags=cv2.DECOMP_CHOLESKY)[
                1
            ]
            flat[:, axis] = solved.ravel()
        off = np.hypot(*np.where(tells, shifts - weights @ flat, 0.0).T)
        keep = off <= max(4 * float(np.median(off[keep])), 8e-4)
    return np.asarray(flat.reshape(*GRID, 2))
