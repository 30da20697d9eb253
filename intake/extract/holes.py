"""Holes punched for a binder: discs or rings of one size at one distance from the sheet's edge, which no pen draws."""

import numpy as np
from numpy.typing import NDArray

DIAMETER = 4.5, 8.0  # millimetres; ISO 838 has 6, American and blurred ones are wider
FROM_EDGE = 4.0, 18.0  # millimetres from the sheet's edge to the middle; ISO 838 has 12, a scan may be cut
OUT_OF_ROUND = 0.12  # of the diameter, by which height and width may differ
FULL = 0.7  # of its square, that a disc covers at least; a whole one covers 0.785
RIM = 0.7, 1.12  # of the radius, between which nearly all ink of a ring lies
NEARLY_ALL = 0.97


def is_hole(ink: NDArray[np.bool_], middle: tuple[float, float], size: tuple[float, float], dpi: float) -> bool:
    """Whether a stroke is a hole. `ink` is the stroke in its own box; `middle` of it and `size` of the sheet in pixels,
    across and down."""
    millimetre = dpi / 25.4
    high, wide = ink.shape
    if not DIAMETER[0] <= wide / millimetre <= DIAMETER[1] or abs(wide - high) > OUT_OF_ROUND * max(wide, high):
        return False
    edges = [side for at, length in zip(middle, size, strict=True) for side in (at, length - at)]
    if not any(FROM_EDGE[0] <= edge / millimetre <= FROM_EDGE[1] for edge in edges):
        return False
    ys, xs = np.nonzero(ink)
    radius = np.hypot((xs + 0.5) / wide - 0.5, (ys + 0.5) / high - 0.5) * 2
    if (radius <= RIM[1]).mean() < NEARLY_ALL:
        return False
    turn = np.arctan2(ys - high / 2, xs - wide / 2) / (2 * np.pi) + 0.5
    is_ring = (radius >= RIM[0]).mean() >= NEARLY_ALL and len(np.unique((turn * 8).astype(int) % 8)) == 8
    return bool(is_ring or ink.mean() >= FULL)
