"""Key points of pages, and the map between two pages that most of them agree on.

ORB is cheap and finds its way on scans, SIFT is strong and finds it on photographs and faxes; the homography is robust
(MAGSAC++, Barath et al. 2020).
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Any, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from intake.geometry import resized, through, without_background
from intake.model import Blank, Grey, Matrix, Page, Points

COARSE_DPI = 100.0  # ORB and SIFT need no more, and take a quarter of the time they take at 200
MOST_POINTS = 2000
GLANCE = 700  # pixels of the longer side, at which the mesh of a grey band and the specks of a fax are gone
PLAINLY = 0.8  # of the distance to the next key point, below which one is nearest beyond doubt
GLANCED = 500  # key points by which pages are told apart at a glance


class Features(NamedTuple):
    """Key points as fractions of the page, the strongest first, with their descriptors; None on an empty page."""

    points: Points
    descriptors: Any

    def strongest(self, count: int) -> "Features":
        """The first so many of them."""
        return self if self.descriptors is None else Features(self.points[:count], self.descriptors[:count])


class Method(NamedTuple):
    """A way of finding key points, and the norm by which their descriptors are compared."""

    of_blank: Callable[[Blank], Features]
    of_page: Callable[[Grey], Features]
    norm: int


def coarse(page: Page) -> Grey:
    """The page at COARSE_DPI, its paper white and its strokes soft, as key points are looked for."""
    grey = without_background(page.picture(COARSE_DPI))
    return np.asarray(cv2.GaussianBlur(grey, (0, 0), 0.8), np.uint8)


def glance(grey: Grey) -> Features:
    """The few key points by which pages are told apart. `grey` is the coarse picture."""
    small = cv2.GaussianBlur(resized(grey, min(1.0, GLANCE / max(grey.shape))), (0, 0), 1.0)
    return _features(cv2.ORB.create(GLANCED, 1.2, 4), np.asarray(small, np.uint8))


def _features(detector: Any, grey: Grey) -> Features:
    keys, descriptors = detector.detectAndCompute(grey, None)
    order = np.argsort([-k.response for k in keys], kind="stable")
    size = np.array([grey.shape[1], grey.shape[0]], np.float64)
    points = np.array([keys[i].pt for i in order], np.float64).reshape(-1, 2) / size
    return Features(points, None if descriptors is None else descriptors[order])


def _orb(grey: Grey) -> Features:
    return _features(cv2.ORB.create(MOST_POINTS, 1.2, 6), grey)


def _sift(grey: Grey) -> Features:
    return _features(cv2.SIFT.create(MOST_POINTS), grey)


@lru_cache(maxsize=256)
def glance_of_blank(blank: Blank) -> Features:
    """The same of an empty form."""
    return glance(coarse(blank.page))


@lru_cache(maxsize=256)
def _blank_orb(blank: Blank) -> Features:
    return _orb(coarse(blank.page))


@lru_cache(maxsize=256)
def _blank_sift(blank: Blank) -> Features:
    return _sift(coarse(blank.page))


ORB = Method(_blank_orb, _orb, cv2.NORM_HAMMING)
SIFT = Method(_blank_sift, _sift, cv2.NORM_L2)


def alikeness(blank: Features, page: Features) -> int:
    """How many of the key points of two pages at a glance are plainly each other's: no map is sought."""
    return len(_matches(blank, page, cv2.NORM_HAMMING)[0])


def _matches(blank: Features, page: Features, norm: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """The key points of the one and of the other that are plainly each other's, in the order of the first."""
    if blank.descriptors is None or page.descriptors is None or len(page.points) < 8:
        return np.zeros(0, np.intp), np.zeros(0, np.intp)
    if norm == cv2.NORM_L2:
        nearest, first, second = _nearest(blank.descriptors, page.descriptors)
        good = np.flatnonzero(first < PLAINLY * second)
        return good, nearest[good]
    pairs = cv2.BFMatcher(norm).knnMatch(blank.descriptors, page.descriptors, k=2)
    found = [p[0] for p in pairs if len(p) == 2 and p[0].distance < PLAINLY * p[1].distance]
    return np.array([m.queryIdx for m in found], np.intp), np.array([m.trainIdx for m in found], np.intp)


def _nearest(some: Any, others: Any) -> tuple[NDArray[np.intp], NDArray[np.float64], NDArray[np.float64]]:
    """For each of some descriptors of SIFT the nearest of the others, how far it is, and how far the next one is.

    As one product of matrices, which takes half the time of a matcher. Their entries are whole numbers whose squares'
    sum stays below 2**24: nothing is rounded.
    """
    far = some @ others.T
    far *= -2
    far += (others * others).sum(axis=1)
    nearest, rows = far.argmin(axis=1), np.arange(len(far))
    own = (some * some).sum(axis=1)
    first = own + far[rows, nearest]
    far[rows, nearest] = np.inf
    second = own + far.min(axis=1)
    return nearest, np.sqrt(first).astype(np.float64), np.sqrt(second).astype(np.float64)


SIMPLER = 0.9  # of the matches that a freer map explains, from which on a stiffer one is taken


def homography(blank: Features, page: Features, norm: int, aspects: tuple[float, float]) -> tuple[Matrix, int] | None:
    """The map that most matches agree on, and how many do; None when there is none that a sheet of paper allows.

    `aspects` are the height of the blank and of the page over their widths. Of a perspective, a plain map of a flat
    sheet and one that only turns, shifts and scales, the stiffest is taken that explains the matches about as well:
    matches in a narrow part of a page make up a perspective, or a stretch, which leads away from all the rest.
    """
    own, theirs = _matches(blank, page, norm)
    if len(own) < 8:
        return None
    before, after = (np.array([1.0, aspect]) * 1000 for aspect in aspects)  # about a pixel at 120 dpi
    source = blank.points[own] * before
    target = page.points[theirs] * after
    found, mask = cv2.findHomography(source, target, cv2.USAC_MAGSAC, 3.0)
    if found is None:
        return None
    inliers = int(mask.sum())
    for flat in (cv2.estimateAffine2D, cv2.estimateAffinePartial2D):
        stiffer, agree = flat(source, target, ransacReprojThreshold=3.0)
        if stiffer is not None and agree.sum() >= SIMPLER * inliers:
            found, inliers = np.vstack([stiffer, [0.0, 0.0, 1.0]]), int(agree.sum())
    to_pixels, to_fractions = np.diag([*before, 1.0]), np.diag([*(1 / after), 1.0])
    matrix = np.asarray(to_fractions @ found @ to_pixels)
    return (matrix, inliers) if _is_plausible(matrix) else None


def _is_plausible(matrix: Matrix) -> bool:
    """Whether the sheet stays a convex, unmirrored quadrilateral of a sensible size."""
    sheet = through(matrix, np.array([[0, 0], [1, 0], [1, 1], [0, 1]], np.float64))
    if not np.isfinite(sheet).all() or np.abs(sheet - 0.5).max() > 2.5:
        return False
    sides = np.roll(sheet, -1, axis=0) - sheet
    after = np.roll(sides, -1, axis=0)
    turns = sides[:, 0] * after[:, 1] - sides[:, 1] * after[:, 0]
    return bool((turns > 0.02).all())
