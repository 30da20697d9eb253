"""Where a form's printed page lies on a page received: the map from the blank to the page.

A cheap matcher first (ORB), a strong one (SIFT) when its inliers are few, both with a robust homography (MAGSAC++,
Barath et al. 2020). Then small patches of print are looked up one by one, and a smooth bend takes what a plane
cannot: curled paper, a drum that slips. Measured on this project's pages: a right page keeps 100 to 450 ORB inliers,
a wrong one at most 25.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import cv2
import numpy as np

from intake.geometry import powers, rectified, through, without_background
from intake.model import Bend, Blank, Grey, Matrix, Page, Points, Registration

COARSE_DPI = 100.0  # ORB and SIFT need no more, and take a quarter of the time they take at 200
FINE_DPI = 150.0
CERTAIN_INLIERS = 60  # of ORB: far above the 25 that a wrong page reaches
FEWEST_INLIERS = 45  # of SIFT, which finds more on wrong pages too
PATCH, REACH = 40, 14  # pixels at FINE_DPI: 6.8 mm of print, looked for within 2.4 mm
GOOD_PATCH = 0.45  # normalised correlation of a patch with the page, below which it says nothing


class Features(NamedTuple):
    """Key points as fractions of the page, with their descriptors; no descriptors on an empty page."""

    points: Points
    descriptors: Any


NO_BEND: Bend = np.zeros((10, 2))


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


@lru_cache(maxsize=64)
def _patches(blank: Blank) -> tuple[Grey, tuple[tuple[int, int], ...]]:
    """The blank at FINE_DPI, and the corners of patches that hold enough print to be known again."""
    grey = np.asarray(cv2.GaussianBlur(blank.page.picture(FINE_DPI), (0, 0), 0.8), np.uint8)
    ink = cv2.boxFilter((grey < 160).astype(np.float32), -1, (PATCH, PATCH), anchor=(0, 0))
    height, width = grey.shape
    rim = REACH + 1
    places = tuple(
        (x, y)
        for y in range(rim, height - PATCH - rim, PATCH)
        for x in range(rim, width - PATCH - rim, PATCH)
        if ink[y, x] > 0.06
    )
    return grey, places


def _refined(page: Grey, blank: Blank, matrix: Matrix, bend: Bend, inliers: int) -> Registration:
    """The registration with its print looked up patch by patch."""
    grey, places = _patches(blank)
    height, width = grey.shape
    flat = rectified(page, matrix, bend, width, height)
    found = [(x, y, *_shift(grey, flat, x, y)) for x, y in places]
    good = np.array([f for f in found if f[4] >= GOOD_PATCH], np.float64).reshape(-1, 5)
    fit = len(good) / max(1, len(places))
    if len(good) < 12:
        return Registration(blank, matrix, bend, inliers, fit, 9.9)
    points = (good[:, :2] + PATCH / 2) / [width, height]
    shifts = good[:, 2:4] / [width, height]
    added = _smooth(points, shifts)
    left = (shifts - powers(points) @ added) * [width, height] / FINE_DPI * 25.4
    return Registration(blank, matrix, bend + added, inliers, fit, float(np.median(np.hypot(*left.T))))


def _shift(blank: Grey, flat: Grey, x: int, y: int) -> tuple[float, float, float]:
    """How far a patch of the blank lies from its place, in pixels, and how well it correlates there."""
    patch = blank[y : y + PATCH, x : x + PATCH]
    around_it = flat[y - REACH : y + PATCH + REACH, x - REACH : x + PATCH + REACH]
    match = cv2.matchTemplate(around_it, patch, cv2.TM_CCOEFF_NORMED)
    _, best, _, (column, row) = cv2.minMaxLoc(match)
    return column - REACH, row - REACH, best


def _smooth(points: Points, shifts: Points) -> Bend:
    """The bend that most patches agree on: least squares, with outliers set aside three times.

    Few patches or patches that cover little of the page bear only a plane; a cubic would run wild where there are none.
    """
    spread = np.ptp(points, axis=0)
    terms = 10 if len(points) > 80 and spread.min() > 0.6 else 6 if len(points) > 40 and spread.min() > 0.5 else 3
    keep = np.ones(len(points), bool)
    bend = np.zeros((10, 2))
    for _ in range(3):
        basis = powers(points[keep])[:, :terms]
        ridge = 1e-3 * np.diag([0.0] * 3 + [1.0] * (terms - 3))
        bend[:terms] = np.linalg.solve(basis.T @ basis + ridge, basis.T @ shifts[keep])
        off = np.hypot(*(shifts - powers(points) @ bend).T)
        keep = off <= max(3 * float(np.median(off[keep])), 5e-4)
        if keep.sum() < 12:
            break
    return bend


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
    first = _refined(fine, blank, matrix, NO_BEND, inliers)
    return _refined(fine, blank, matrix, first.bend, inliers)
