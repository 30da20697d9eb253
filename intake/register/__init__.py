"""Where a form's printed page lies on a page received: the map from the blank to the page.

All blanks are glanced at with few features, the likeliest are matched in earnest: a cheap matcher first (ORB), a strong
one (SIFT) when its inliers are few. Of the pages that fit, often versions of one form, that one is taken whose print is
found most and missed least. Measured on this project's pages: a right page keeps 100 to 450 ORB inliers, a wrong one at
most 25.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from intake.geometry import without_background
from intake.model import Blank, Grey, Matrix, Page, Registration
from intake.register._bend import FINE_DPI, NO_BEND, REACH, WIDE_REACH, amount_of_print, flattened, refined
from intake.register._features import (
    ORB,
    SIFT,
    Features,
    Method,
    alikeness,
    coarse,
    glance,
    glance_of_blank,
    homography,
)
from intake.register._heading import is_another
from intake.register._revised import is_revised, measured

__all__ = ["evidence", "is_revised", "register"]

FEW, MANY = 1000, 2000  # key points of ORB that are matched first, and when these tell too little
CERTAIN_INLIERS = 60  # of ORB: far above the 25 that a wrong page reaches
FEWEST_INLIERS = 45  # of SIFT, which finds more on wrong pages too
LIKELIEST = 4  # blanks that are matched in earnest with each method
GLIMPSED = 2  # of those that are likely at a glance, matched with SIFT whatever few traces ORB found of others
RIVALS = 3  # of them, those whose print is compared patch by patch
NEAR = 0.4  # of the best one's matches or inliers, above which another blank is still in the running
LEAST_FIT = 0.55  # of the blank's print, below which a page is another form that has some of its words
MOST_RESIDUAL = 0.4  # millimetres: right pages lie within 0.15, what is found here and there on others is 0.6 off
LOOSE = 0.8, 0.45  # less of its print found, and that more millimetres out of place: another form in the same style
WELL_FOUND = 0.97  # share of patches found, below which the paper is bent so much that they are looked for wider
SETTLED = 0.1  # millimetres of residual, below which a second look finds nothing better
MOST_ROUNDS = 4  # each looks patches up from where the last one left them


class _Hit(NamedTuple):
    blank: Blank
    matrix: Matrix
    inliers: int


def register(page: Page, blanks: Sequence[Blank]) -> Registration | None:
    """The blank that this picture of a page is a copy of, and how it lies; None when it is none of them."""
    hits = _hits(coarse(page), blanks)
    if not hits:
        return None
    fine = without_background(page.picture(FINE_DPI))
    found = [refined(fine, Registration(*hit[:2], NO_BEND, hit.inliers, 0.0, 9.9), REACH) for hit in hits]
    best = _settled(fine, max(found, key=evidence))
    if best.fit < LEAST_FIT or best.residual > MOST_RESIDUAL:
        return None
    flat = flattened(fine, best, REACH)
    best = measured(flat, best)
    is_loose = best.fit < LOOSE[0] and best.moved > LOOSE[1]
    return None if is_loose or is_another(flat, best) else best


def _hits(grey: Grey, blanks: Sequence[Blank]) -> list[_Hit]:
    """The blanks that may lie on a page, at most RIVALS."""
    aspect = grey.shape[0] / grey.shape[1]
    likely = _likely(grey, blanks)
    page = ORB.of_page(grey)
    others = [blank for blank in blanks if blank not in likely]  # a page with little print has no face at a glance
    traces: list[_Hit] = []
    for count, tried in ((FEW, likely), (FEW, others), (MANY, likely)):
        hits = _matched(page.strongest(count), tried, ORB, count, aspect)
        if hits and hits[0].inliers >= CERTAIN_INLIERS:
            return _rivals(hits)
        traces += hits
    traces.sort(key=lambda hit: -hit.inliers)
    tried = list(dict.fromkeys([*likely[:GLIMPSED], *(hit.blank for hit in traces), *likely]))[:LIKELIEST]
    hits = _matched(SIFT.of_page(grey), tried, SIFT, MANY, aspect)
    return _rivals(hits) if hits and hits[0].inliers >= FEWEST_INLIERS else []


def _likely(grey: Grey, blanks: Sequence[Blank]) -> list[Blank]:
    """The blanks that a page may be a copy of, at a glance, the likeliest first."""
    page = glance(grey)
    votes = {blank: alikeness(glance_of_blank(blank), page) for blank in blanks}
    return sorted(votes, key=lambda blank: -votes[blank])[:LIKELIEST]


def _matched(page: Features, blanks: Iterable[Blank], method: Method, count: int, aspect: float) -> list[_Hit]:
    """The blanks that map to the page, the best first."""
    tried = (
        (b, homography(method.of_blank(b).strongest(count), page, method.norm, (b.page.height / b.page.width, aspect)))
        for b in blanks
    )
    return sorted((_Hit(blank, *hit) for blank, hit in tried if hit is not None), key=lambda hit: -hit.inliers)


def _rivals(hits: Sequence[_Hit]) -> list[_Hit]:
    """The best one and those not far behind it."""
    return [hit for hit in hits[:RIVALS] if hit.inliers >= NEAR * hits[0].inliers]


def evidence(found: Registration) -> float:
    """How much speaks for a blank: the patches of its print that were found, less those that were missed.

    Versions of a form share most of their print, so that neither matches nor the share found tells them apart.
    """
    return (2 * found.fit - 1) * amount_of_print(found.blank)


def _settled(fine: Grey, found: Registration) -> Registration:
    """The registration after as many looks as make it better."""
    for _ in range(MOST_ROUNDS):
        if found.fit >= WELL_FOUND and found.residual <= SETTLED:
            break
        better = refined(fine, found, REACH if found.fit >= WELL_FOUND else WIDE_REACH)
        if better.fit <= found.fit + 0.005 and better.residual >= 0.7 * found.residual:
            return max(found, better, key=lambda r: (round(r.fit, 2), -r.residual))
        found = better
    return found
