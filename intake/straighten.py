"""How a page lies that is no known form: turned, askew, or a sheet photographed on a table.

Only what is needed to read it: the map from the sheet, upright and level, to the page received. Pure pictures; no word
is read here, so up and down are left to who can read.
"""

from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from intake.geometry import resized, through, without_background
from intake.model import Grey, Matrix, Points

SMALL = 480  # pixels of the longer side, at which a sheet is told from the table it lies on
PAPER_SHARE = (0.2, 0.97)  # of the picture that a sheet on a table covers
DARKER = 30  # of 255: how much darker the table is than the paper beside it, at least
LEVELS = (30, 226, 12)  # of 255, tried to part the paper from the table
STEP = 5  # of those pixels: how far from its side a sheet and the table are compared
LETTER = (1.0, 6.0)  # millimetres: the height of what may be a letter
FEWEST_LETTERS = 40
STEEPEST = 6.0  # degrees askew that are looked for
SLOPE_DPI = 75.0


class Lie(NamedTuple):
    """`matrix` carries fractions of the sheet to fractions of the picture; `aspect` is the sheet's height over width.

    `sideways` says that its lines of text run up or down in the picture.
    """

    matrix: Matrix
    aspect: float
    sideways: bool


def lie(grey: Grey, dpi: float) -> Lie:
    """How the sheet lies in a picture of it, given at about 100 dots an inch; level and upside down are not told
    apart."""
    quad = _sheet(grey)
    aspect = grey.shape[0] / grey.shape[1] if quad is None else _aspect(quad, grey)
    matrix = np.eye(3) if quad is None else _onto(quad)
    flat = flattened(grey, matrix, aspect)
    sideways = _runs_sideways(flat, dpi)
    return Lie(matrix @ _turned_by(_slope(flat, dpi, sideways), aspect), aspect, sideways)


def flattened(grey: Grey, matrix: Matrix, aspect: float) -> Grey:
    """The sheet as it lies flat and level, about as large as it is in the picture."""
    area = abs(float(np.linalg.det(matrix[:2, :2]))) * grey.shape[0] * grey.shape[1]
    width = max(8, round(float(np.sqrt(max(area, 64.0) / aspect))))
    height = max(8, round(width * aspect))
    if np.allclose(matrix, np.eye(3)):
        return grey
    to_pixels = np.diag([grey.shape[1], grey.shape[0], 1.0]) @ matrix @ np.diag([1 / width, 1 / height, 1.0])
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return np.asarray(cv2.warpPerspective(grey, to_pixels, (width, height), flags=flags, borderValue=255), np.uint8)


def _sheet(grey: Grey) -> Points | None:
    """The corners of a sheet of paper on something darker, from the upper left clockwise; None where none is seen.

    Light falls unevenly on a table, so that no one level parts it from the paper: that one is taken at which the
    sheet's sides are sharpest.
    """
    scale = min(1.0, SMALL / max(grey.shape))
    dilated = cv2.dilate(resized(grey, scale), np.ones((5, 5), np.uint8))
    small: Grey = np.asarray(cv2.medianBlur(dilated, 5), np.uint8)
    quads = (_quad(small, level) for level in range(*LEVELS))
    judged = [(_sharpness(small, quad), quad) for quad in quads if quad is not None]
    sharpest, quad = max(judged, key=lambda j: j[0], default=(0.0, np.zeros((4, 2))))
    return _ordered(quad / [small.shape[1] - 1, small.shape[0] - 1]) if sharpest >= DARKER else None


def _quad(small: Grey, level: int) -> Points | None:
    """The corners in pixels of what is brighter than a level, if that is one large quadrilateral."""
    outlines, _ = cv2.findContours((small > level).astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    if not outlines:
        return None
    hull = cv2.convexHull(max(outlines, key=cv2.contourArea))
    if not PAPER_SHARE[0] <= cv2.contourArea(hull) / small.size <= PAPER_SHARE[1]:
        return None
    quad = cv2.approxPolyDP(hull, 0.03 * cv2.arcLength(hull, True), True).reshape(-1, 2)
    if len(quad) != 4 or cv2.contourArea(quad) < 0.93 * cv2.contourArea(hull):
        return None
    return np.asarray(quad, np.float64)


def _sharpness(small: Grey, quad: Points) -> float:
    """How much darker it is outside than inside, on the side where that is least; sides on the picture's rim are left
    out."""
    limit = np.array([small.shape[1] - 1, small.shape[0] - 1])
    steps, middle = np.linspace(0.1, 0.9, 30)[:, None], quad.mean(axis=0)
    found = []
    for here, there in zip(quad, np.roll(quad, -1, axis=0), strict=True):
        points = here + steps * (there - here)
        across = np.array([there[1] - here[1], here[0] - there[0]]) / max(np.hypot(*(there - here)), 1.0)
        across = across if across @ (middle - points.mean(axis=0)) > 0 else -across
        inside, outside = points + STEP * across, points - STEP * across
        seen = ((outside >= 0) & (outside <= limit)).all(axis=1)
        if seen.mean() < 0.5:
            continue
        (x, y), (u, v) = (p[seen].clip(0, limit).astype(int).T for p in (inside, outside))
        found.append(float(np.median(small[y, x].astype(int) - small[v, u])))
    return min(found, default=0.0)


def _ordered(quad: Points) -> Points:
    sums, differences = quad.sum(axis=1), quad[:, 1] - quad[:, 0]
    return quad[[sums.argmin(), differences.argmin(), sums.argmax(), differences.argmax()]]


def _aspect(quad: Points, grey: Grey) -> float:
    """Height over width: that of A4 where it is near, for a sheet that is seen aslant is foreshortened."""
    top, right, bottom, left = (
        float(np.hypot(*((quad[(i + 1) % 4] - quad[i]) * [grey.shape[1], grey.shape[0]]))) for i in range(4)
    )
    seen = (left + right) / max(top + bottom, 1.0)
    standard = min((2**0.5, 0.5**0.5), key=lambda known: abs(np.log(known / seen)))
    return float(standard if abs(np.log(standard / seen)) < 0.25 else seen)


def _onto(quad: Points) -> Matrix:
    square = np.array([[0, 0], [1, 0], [1, 1], [0, 1]], np.float32)
    return np.asarray(cv2.getPerspectiveTransform(square, quad.astype(np.float32)), np.float64)


def _ink(grey: Grey) -> NDArray[np.uint8]:
    return (without_background(grey) < 150).astype(np.uint8)


def _runs_sideways(grey: Grey, dpi: float) -> bool:
    """Whether letters have their nearest neighbours above and below rather than beside them."""
    millimetre = dpi / 25.4
    _, _, stats, middles = cv2.connectedComponentsWithStats(_ink(grey), connectivity=8)
    sizes = stats[1:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]].max(axis=1) / millimetre
    letters = middles[1:][(sizes >= LETTER[0]) & (sizes <= LETTER[1])]
    if len(letters) < FEWEST_LETTERS:
        return False
    picked = letters[:: max(1, len(letters) // 1500)]
    off = picked[:, None, :] - letters[None, :, :]
    distance = np.hypot(off[..., 0], off[..., 1])
    distance[distance < 0.5] = np.inf
    nearest = off[np.arange(len(picked)), distance.argmin(axis=1)]
    return bool((np.abs(nearest[:, 1]) > np.abs(nearest[:, 0])).mean() > 0.55)


def _slope(grey: Grey, dpi: float, sideways: bool) -> float:
    """By how many degrees lines of text or rules fall to the right; to the left and up, where they run sideways."""
    small = resized(_ink(grey) * 255, min(1.0, SLOPE_DPI / dpi))
    small = np.rot90(small) if sideways else small
    ys, xs = np.nonzero(small > 40)
    if len(ys) < 200:
        return 0.0
    keep = np.random.default_rng(0).permutation(len(ys))[:20000]
    ys, xs = ys[keep], xs[keep]

    def clearness(degrees: float) -> float:
        at = np.round(ys - np.tan(np.radians(degrees)) * xs).astype(int)
        return float((np.bincount(at - at.min()).astype(float) ** 2).sum())

    coarse = max(np.arange(-STEEPEST, STEEPEST + 0.1, 0.5), key=clearness)
    best = max(np.arange(coarse - 0.4, coarse + 0.45, 0.1), key=clearness)
    return float(best) if clearness(best) > 1.02 * clearness(0.0) else 0.0


def _turned_by(degrees: float, aspect: float) -> Matrix:
    """The map from the level sheet to one whose lines fall by so many degrees to the right, about its middle."""
    if not degrees:
        return np.eye(3)
    c, s = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    to_square = np.array([[1, 0, -0.5], [0, aspect, -0.5 * aspect], [0, 0, 1]])
    return np.asarray(np.linalg.inv(to_square) @ np.array([[c, -s, 0], [s, c, 0], [0, 0, 1]]) @ to_square)


def is_level(matrix: Matrix) -> bool:
    """Whether a sheet lies as it should, within a hundredth of its size."""
    square = np.array([[0, 0], [1, 0], [1, 1], [0, 1]], np.float64)
    return bool(np.abs(through(matrix, square) - square).max() < 0.01)
