"""Boxes, pictures of pages and the maps between them. Pure: arrays in, arrays out.

Points are rows of (x, y) as fractions of a page. A `Bend` is a smooth displacement on a grid, in the same fractions.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from intake.model import Bend, Box, Grey, Matrix, Points, Registration

Mask = NDArray[np.bool_]

cv2.setNumThreads(1)  # one page a core: processes share the machine, threads within them only get in the way


def union(boxes: list[Box]) -> Box:
    """The smallest box around all of them. There must be one."""
    return Box(
        min(b.left for b in boxes), min(b.top for b in boxes), max(b.right for b in boxes), max(b.bottom for b in boxes)
    )


def clamp(box: Box) -> Box:
    """The part of a box that lies on the page."""
    return Box(*(min(1.0, max(0.0, value)) for value in box))


def grown(box: Box, x: float, y: float) -> Box:
    """The box with `x` added on the left and the right, and `y` above and below, cut at the page's edge."""
    return clamp(Box(box.left - x, box.top - y, box.right + x, box.bottom + y))


def centre(box: Box) -> tuple[float, float]:
    """The middle of a box."""
    return (box.left + box.right) / 2, (box.top + box.bottom) / 2


def holds(box: Box, x: float, y: float) -> bool:
    """Whether a point lies in a box."""
    return box.left <= x <= box.right and box.top <= y <= box.bottom


def overlap(a: Box, b: Box) -> float:
    """The area that two boxes share, as a fraction of the page."""
    return max(0.0, min(a.right, b.right) - max(a.left, b.left)) * max(0.0, min(a.bottom, b.bottom) - max(a.top, b.top))


def area(box: Box) -> float:
    """The area of a box, as a fraction of the page."""
    return max(0.0, box.right - box.left) * max(0.0, box.bottom - box.top)


def turned(box: Box, quarters: int) -> Box:
    """The box after the page was turned clockwise by so many quarter turns."""
    for _ in range(quarters % 4):
        box = Box(1 - box.bottom, box.left, 1 - box.top, box.right)
    return box


def turned_picture(grey: Grey, quarters: int) -> Grey:
    """The picture turned clockwise by so many quarter turns."""
    return np.ascontiguousarray(np.rot90(grey, -quarters % 4))


def cut(grey: Grey, box: Box) -> Grey:
    """The part of a page's picture within a box, at least one pixel large."""
    height, width = grey.shape
    left, top = min(width - 1, int(box.left * width)), min(height - 1, int(box.top * height))
    right, bottom = max(left + 1, round(box.right * width)), max(top + 1, round(box.bottom * height))
    return grey[top:bottom, left:right]


def resized(grey: Grey, scale: float) -> Grey:
    """The picture at another scale; shrinking averages, so that thin strokes do not vanish."""
    if abs(scale - 1) < 1e-3:
        return grey
    method = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(grey, None, fx=scale, fy=scale, interpolation=method), np.uint8)


def without_background(grey: Grey) -> Grey:
    """The picture divided by its paper: shadows, yellowing and stains become white, ink stays.

    The paper is a median over about an eighth of the page's width of what is left when dark strokes are closed.
    """
    height, width = grey.shape
    scale = min(1.0, 320 / max(height, width))
    small = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    paper = cv2.medianBlur(cv2.dilate(small, np.ones((3, 3), np.uint8)), 11)
    paper = cv2.GaussianBlur(paper, (0, 0), 2)
    paper = cv2.resize(paper, (width, height), interpolation=cv2.INTER_LINEAR)
    return np.asarray(cv2.divide(grey, np.maximum(paper, 1), scale=255), np.uint8)


def through(matrix: Matrix, points: Points) -> Points:
    """Points carried through a homography."""
    mapped = np.column_stack([points, np.ones(len(points))]) @ matrix.T
    return np.asarray(mapped[:, :2] / mapped[:, 2:3])


def grid_weights(points: Points, rows: int, columns: int) -> NDArray[np.float64]:
    """How much each node of a grid over the page counts at each point: bilinear, shape (n, rows * columns)."""
    x = np.clip(points[:, 0], 0, 1) * (columns - 1)
    y = np.clip(points[:, 1], 0, 1) * (rows - 1)
    left, top = np.minimum(x.astype(int), columns - 2), np.minimum(y.astype(int), rows - 2)
    fx, fy = x - left, y - top
    weights = np.zeros((len(points), rows * columns))
    each = np.arange(len(points))
    for dy, dx, share in ((0, 0, (1 - fy) * (1 - fx)), (0, 1, (1 - fy) * fx), (1, 0, fy * (1 - fx)), (1, 1, fy * fx)):
        weights[each, (top + dy) * columns + left + dx] = share
    return weights


def bent(bend: Bend, points: Points) -> Points:
    """Points with the bend's displacement added, taken between the nodes of its grid."""
    rows, columns, _ = bend.shape
    return np.asarray(points + grid_weights(points, rows, columns) @ bend.reshape(-1, 2))


def corners(box: Box) -> Points:
    """Eight points on the rim of a box: its corners and the middles of its sides, since a bent side bulges."""
    x, y = centre(box)
    xs = [box.left, x, box.right, box.right, box.right, x, box.left, box.left]
    ys = [box.top, box.top, box.top, y, box.bottom, box.bottom, box.bottom, y]
    return np.array([xs, ys], dtype=np.float64).T


def around(points: Points) -> Box:
    """The smallest upright box around points, cut at the page's edge."""
    left, top = points.min(axis=0)
    right, bottom = points.max(axis=0)
    return clamp(Box(float(left), float(top), float(right), float(bottom)))


def quarter_turns(matrix: Matrix) -> int:
    """How many quarter turns clockwise bring a page upright that lies as the homography from its blank says."""
    middle, right = through(matrix, np.array([[0.5, 0.5], [0.6, 0.5]]))
    dx, dy = right - middle
    angle = np.degrees(np.arctan2(dy, dx))  # 0: upright; 90: the page lies turned clockwise
    return int(-round(angle / 90)) % 4


def to_page(registration: Registration, points: Points) -> Points:
    """Points of the blank on the page received."""
    return through(registration.matrix, bent(registration.bend, points))


def box_on_page(registration: Registration, box: Box) -> Box:
    """The upright box around a blank's box on the page received."""
    return around(to_page(registration, corners(box)))


def rectified(grey: Grey, matrix: Matrix, bend: Bend, width: int, height: int) -> Grey:
    """The page as the blank lies: a picture of `width` by `height` pixels that covers the blank's page."""
    if not bend.any():
        to_blank = np.diag([width, height, 1.0])
        to_pixels = np.diag([grey.shape[1], grey.shape[0], 1.0]) @ matrix @ np.linalg.inv(to_blank)
        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        flat = cv2.warpPerspective(grey, to_pixels, (width, height), flags=flags, borderValue=255)
        return np.asarray(flat, np.uint8)
    step = 16  # the map is smooth: compute it on a grid, and let OpenCV fill in between
    xs, ys = np.arange(0, width + step, step), np.arange(0, height + step, step)
    grid = np.stack(np.meshgrid(xs / width, ys / height), axis=-1).reshape(-1, 2)
    mapped = through(matrix, bent(bend, grid)) * [grey.shape[1], grey.shape[0]]
    coarse = mapped.reshape(len(ys), len(xs), 2).astype(np.float32)
    between = np.diag([1 / step, 1 / step, 1.0])[:2]
    fine = cv2.warpAffine(coarse, between, (width, height), flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP)
    return np.asarray(cv2.remap(grey, fine[..., 0], fine[..., 1], cv2.INTER_LINEAR, borderValue=255), np.uint8)
