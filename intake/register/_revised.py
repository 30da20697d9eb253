"""What a revision of a form has moved or taken away: print that lies where no bend of paper takes it.

The limits are those that 80 right pages keep (all of this project's ways of taking in, blank forms) and 52 revised ones
break, on which print was moved by 2.5 to 4 mm. A sheet on a scanner hardly bends; one that was photographed does.
"""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from intake.geometry import bent, to_page
from intake.model import Grey, Points, Registration
from intake.register._bend import FINE_DPI, GOOD_PATCH, PATCH, REACH, amount_of_print, patches, shift

MOVED = 0.1  # millimetres off the bend of a flat sheet: right ones come to 0.04
MOVED_IF_BENT = 0.31  # photographs of folded sheets come to 0.29
FLAT = 5.0  # millimetres of bend
LOST = 10.0, 6.0  # millimetres of print gone: a paragraph; a line, if print has moved as well
STIRRED = 0.06  # millimetres off
OUT_OF_LINE = 0.3  # millimetres that a patch and its neighbours lie off a plane: a step in the print, or a sharp fold
NEIGHBOURS = 22.0  # millimetres around a patch
FEWEST = 6  # patches that a plane is laid through
AGREEING = 0.75  # of the patches around one
SURE = 0.6  # normalised correlation of a patch that tells where its print lies
SHARE = 0.05  # of the print, from which on it was the form that changed, not the paper


def measured(flat: Grey, found: Registration) -> Registration:
    """The registration with what a revision of the form would have moved or taken away.

    A sheet curls and slips as a cubic does; a paragraph that was added or left out is a step, which no cubic follows.
    `flat` is the page as `flattened` gives it.
    """
    grey, every = patches(found.blank)
    height, width = grey.shape
    textual = [p for p in every if p.across and p.down]
    shifts = np.array([shift(grey, flat, p, REACH) for p in textual], np.float64).reshape(-1, 3)
    good = shifts[:, 2] >= GOOD_PATCH
    points = (np.array([(p.x, p.y) for p in textual], np.float64).reshape(-1, 2) + PATCH / 2) / [width, height]
    seen = np.abs(to_page(found, points) - 0.5).max(axis=1) < 0.5  # what the scanner cut off is not the form's doing
    kept = good & seen
    if kept.sum() < 12:
        return found
    size = np.array([width, height]) / FINE_DPI * 25.4
    bend = (bent(found.bend, points) - points)[kept] * size
    sure = kept & (shifts[:, 2] >= SURE)
    lie = (bent(found.bend, points) - points) * size + shifts[:, :2] / FINE_DPI * 25.4
    off = _off_line(points[sure] * size, lie[sure])
    return replace(
        found,
        moved=_step(points[kept], bend),
        lost=_lost(points[seen], good[seen], height),
        warp=float(np.abs(bend).max()),
        strained=tuple((float(x), float(y)) for x, y in points[sure][off > OUT_OF_LINE]),
    )


def is_revised(found: Registration) -> bool:
    """Whether a page is of a version of its form that is not known."""
    if found.moved > (MOVED if found.warp < FLAT else MOVED_IF_BENT) or found.lost > LOST[0]:
        return True
    return len(found.strained) > SHARE * amount_of_print(found.blank) or (
        found.lost > LOST[1] and found.moved > STIRRED
    )


def _step(points: Points, moved: Points) -> float:
    """How far shifts in millimetres lie from a cubic over the page: the root of their mean square."""
    x, y = 2 * points[:, 0] - 1, 2 * points[:, 1] - 1
    terms = np.stack([x**i * y**j for i in range(4) for j in range(4 - i)], axis=1)
    if len(points) < 3 * terms.shape[1]:
        terms = terms[:, :4]
    weights, *_ = np.linalg.lstsq(terms, moved, rcond=None)
    off = np.sort(((moved - terms @ weights) ** 2).sum(axis=1))
    return float(np.sqrt(off[: max(1, round(0.95 * len(off)))].mean()))


def _off_line(points: Points, moved: Points) -> NDArray[np.float64]:
    """How far each patch and those around it lie from the plane through their shifts; all in millimetres.

    The fourth of them that is farthest off counts for nothing: those were found in what was filled in.
    """
    if len(points) < FEWEST:
        return np.zeros(len(points))
    near = np.abs(points[:, None, :] - points[None, :, :]).max(axis=2) < NEIGHBOURS
    far = _from_planes(points, moved, near)
    far = _from_planes(points, moved, near & (far <= _quantile(far, near, AGREEING)[:, None]))
    count = near.sum(axis=1)
    nearest = np.sort(np.where(near, far, np.inf), axis=1)
    off = nearest[np.arange(len(points)), (AGREEING * (count - 1)).astype(int)]
    return np.asarray(np.where(count >= FEWEST, off, 0.0))


def _quantile(values: NDArray[np.float64], of: NDArray[np.bool_], share: float) -> NDArray[np.float64]:
    """The quantile of each row of what `of` says belongs to it; at least one value a row must."""
    ordered = np.sort(np.where(of, values, np.inf), axis=1)
    last = of.sum(axis=1) - 1
    at = share * last
    low, rows = at.astype(int), np.arange(len(values))
    lower, upper = ordered[rows, low], ordered[rows, np.minimum(low + 1, last)]
    return np.asarray(lower + (at - low) * (upper - lower))


def _from_planes(points: Points, moved: Points, kept: NDArray[np.bool_]) -> NDArray[np.float64]:
    """How far each shift lies from the plane through those that a row of `kept` names, row by row; shape (n, n)."""
    x, y = ((points - points.mean(axis=0)) / NEIGHBOURS).T
    terms = np.column_stack([np.ones(len(points)), x, y])
    weights = kept.astype(np.float64)
    squares = np.einsum("ij,jk,jl->ikl", weights, terms, terms, optimize=True)
    sums = np.einsum("ij,jk,jl->ikl", weights, terms, moved, optimize=True)
    planes = np.linalg.pinv(squares, rcond=1e-9, hermitian=True) @ sums
    return np.asarray(np.hypot(*(moved[None, :, axis] - planes[:, :, axis] @ terms.T for axis in (0, 1))))


def _lost(points: Points, good: NDArray[np.bool_], height: int) -> float:
    """The height in millimetres of the longest band of the page in which hardly a patch was found."""
    rows = np.round(points[:, 1] * height / PATCH).astype(int)
    longest = run = 0
    for row in np.unique(rows):
        here = good[rows == row]
        run = run + 1 if len(here) > 2 and here.mean() < 0.3 else 0 if len(here) > 2 else run
        longest = max(longest, run)
    return longest * PATCH / FINE_DPI * 25.4
