"""Where a form's printed page lies on a page received: the map from the blank to the page.

A cheap matcher first (ORB), a strong one (SIFT) when its inliers are few, both with a robust homography (MAGSAC++,
Barath et al. 2020). Then small patches of print are looked up one by one, and a smooth bend takes what a plane
cannot: curled paper, a drum that slips. Measured on this project's pages: a right page keeps 100 to 450 ORB inliers,
a wrong one at most 25.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache, lru_cache
from typing import Any, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from intake.geometry import bent, grid_weights, rectified, through, without_background
from intake.model import Bend, Blank, Grey, Matrix, Page, Points, Registration

COARSE_DPI = 100.0  # ORB and SIFT need no more, and take a quarter of the time they take at 200
FINE_DPI = 150.0
CERTAIN_INLIERS = 60  # of ORB: far above the 25 that a wrong page reaches
FEWEST_INLIERS = 45  # of SIFT, which finds more on wrong pages too
PATCH, REACH, WIDE_REACH = 40, 12, 36  # pixels at FINE_DPI: 6.8 mm of print, looked for within 2 or within 6 mm
WELL_FOUND = 0.97  # share of patches found, below which the paper is bent so much that they are looked for wider
MOST_ROUNDS = 4  # each looks patches up from where the last one left them
GRID = (15, 11)  # nodes of a bend down and across, some two centimetres apart
STIFF = 0.15  # how much paper resists bending, against patches that pull at it
GOOD_PATCH = 0.45  # normalised correlation of a patch with the page, below which it says nothing


class Features(NamedTuple):
    """Key points as fractions of the page, with their descriptors; no descriptors on an empty page."""

    points: Points
    descriptors: Any


NO_BEND: Bend = np.zeros((*GRID, 2))


def _orb(grey: Grey) -> Features:
    return _features(cv2.ORB.create(2000, 1.2, 6), grey)


def _sift(grey: Grey) -> Features:
    return _features(cv2.SIFT.create(2000), grey)


def _features(detector: Any, grey: Grey) -> Features:
    keys, descriptors = detector.detectAndCompute(grey, None)
    size = np.array([grey.shape[1], grey.shape[0]], np.float64)
    return Features(np.array([k.pt for k in keys], np.float64).reshape(-1, 2) / size, descriptors)


def _prepared(grey: Grey) -> Grey:
    return np.asarray(cv2.GaussianBlur(without_background(grey), (0, 0), 0.8), np.uint8)


@lru_cache(maxsize=256)
def _blank_orb(blank: Blank) -> Features:
    return _orb(_prepared(blank.page.picture(COARSE_DPI)))


@lru_cache(maxsize=256)
def _blank_sift(blank: Blank) -> Features:
    return _sift(_prepared(blank.page.picture(COARSE_DPI)))


def _homography(blank: Features, page: Features, norm: int, aspect: float) -> tuple[Matrix, int] | None:
    """The map that most matches agree on, and how many do. `aspect` is the page's height over its width."""
    if blank.descriptors is None or page.descriptors is None or len(page.points) < 8:
        return None
    pairs = cv2.BFMatcher(norm).knnMatch(blank.descriptors, page.descriptors, k=2)
    good = [p[0] for p in pairs if len(p) == 2 and p[0].distance < 0.8 * p[1].distance]
    if len(good) < 8:
        return None
    scale = np.array([1.0, aspect]) * 1000  # in the unit of the threshold, about a pixel at 120 dpi
    source = blank.points[[m.queryIdx for m in good]] * scale
    target = page.points[[m.trainIdx for m in good]] * scale
    found, mask = cv2.findHomography(source, target, cv2.USAC_MAGSAC, 3.0)
    if found is None:
        return None
    to_pixels, to_fractions = np.diag([*scale, 1.0]), np.diag([*(1 / scale), 1.0])
    return np.asarray(to_fractions @ found @ to_pixels), int(mask.sum())


def _is_plausible(matrix: Matrix) -> bool:
    """Whether the sheet stays a convex, unmirrored quadrilateral of a sensible size."""
    sheet = through(matrix, np.array([[0, 0], [1, 0], [1, 1], [0, 1]], np.float64))
    if not np.isfinite(sheet).all() or np.abs(sheet - 0.5).max() > 2.5:
        return False
    sides = np.roll(sheet, -1, axis=0) - sheet
    after = np.roll(sides, -1, axis=0)
    turns = sides[:, 0] * after[:, 1] - sides[:, 1] * after[:, 0]
    return bool((turns > 0.02).all())


class Patch(NamedTuple):
    """A piece of the blank: its corner in pixels at FINE_DPI, and whether it tells a shift across and one down.

    A piece of a rule tells only how far it moved across its own direction.
    """

    x: int
    y: int
    across: bool
    down: bool


@lru_cache(maxsize=64)
def _patches(blank: Blank) -> tuple[Grey, tuple[Patch, ...]]:
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


def _refined(page: Grey, last: Registration, reach: int) -> Registration:
    """The registration with its print looked up patch by patch, each within `reach` pixels of where it should be."""
    blank = last.blank
    grey, patches = _patches(blank)
    height, width = grey.shape
    flat = np.pad(rectified(page, last.matrix, last.bend, width, height), reach, mode="edge")
    shifts = np.array([_shift(grey, flat, p, reach) for p in patches], np.float64).reshape(-1, 3)
    good = shifts[:, 2] >= GOOD_PATCH
    textual = np.array([p.across and p.down for p in patches], bool)
    fit = float(good[textual].mean()) if textual.any() else 0.0
    if good.sum() < 12:
        return replace(last, fit=fit, residual=9.9)
    size = np.array([width, height])
    points = (np.array([(p.x, p.y) for p in patches])[good] + PATCH / 2) / size
    tells = np.array([(p.across, p.down) for p in patches])[good]
    moved = shifts[good, :2] / size
    added = _smooth(points, moved, tells)
    left = np.where(tells, (moved - (bent(added, points) - points)) * size / FINE_DPI * 25.4, 0.0)
    return replace(last, bend=last.bend + added, fit=fit, residual=float(np.median(np.hypot(*left.T))))


def _shift(blank: Grey, flat: Grey, patch: Patch, reach: int) -> tuple[float, float, float]:
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
            own = weights[keep & tells[:, axis]]
            flat[:, axis] = np.linalg.solve(own.T @ own + held, own.T @ shifts[keep & tells[:, axis], axis])
        off = np.hypot(*np.where(tells, shifts - weights @ flat, 0.0).T)
        keep = off <= max(4 * float(np.median(off[keep])), 8e-4)
    return np.asarray(flat.reshape(*GRID, 2))


def _best(page: Features, blanks: Iterable[Blank], norm: int, aspect: float) -> tuple[Blank, Matrix, int] | None:
    of = _blank_orb if norm == cv2.NORM_HAMMING else _blank_sift
    tried = ((blank, _homography(of(blank), page, norm, aspect)) for blank in blanks)
    found = [(blank, *hit) for blank, hit in tried if hit is not None and _is_plausible(hit[0])]
    return max(found, key=lambda f: f[2], default=None)


def register(page: Page, blanks: Sequence[Blank]) -> Registration | None:
    """The blank that this picture of a page is a copy of, and how it lies; None when it is none of them."""
    coarse = _prepared(page.picture(COARSE_DPI))
    aspect = coarse.shape[0] / coarse.shape[1]
    best = _best(_orb(coarse), blanks, cv2.NORM_HAMMING, aspect)
    if best is None or best[2] < CERTAIN_INLIERS:
        best = _best(_sift(coarse), blanks, cv2.NORM_L2, aspect)
    if best is None or best[2] < FEWEST_INLIERS:
        return None
    blank, matrix, inliers = best
    fine = without_background(page.picture(FINE_DPI))
    found = _refined(fine, Registration(blank, matrix, NO_BEND, inliers, 0.0, 9.9), REACH)
    for _ in range(MOST_ROUNDS):
        better = _refined(fine, found, REACH if found.fit >= WELL_FOUND else WIDE_REACH)
        if better.fit <= found.fit + 0.005 and better.residual >= 0.7 * found.residual:
            return max(found, better, key=lambda r: (round(r.fit, 2), -r.residual))
        found = better
    return found
