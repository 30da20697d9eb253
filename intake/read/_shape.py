"""How regular an answer's strokes are: print repeats itself to the pixel, a hand never does."""

from typing import Any, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray


class Shape(NamedTuple):
    """Measures of an answer's ink, each a share or a ratio without a unit.

    `baseline` is the spread of the letters' feet about their line, `heights` the spread of the small letters' heights,
    both over the height of a small letter; `width` the spread of the stroke's width over its mean; `twins` the share
    of strokes that have another of very nearly the same form; `letters` the number of strokes.
    """

    baseline: float
    heights: float
    width: float
    twins: float
    letters: int


NOTHING = Shape(9.0, 9.0, 9.0, 0.0, 0)


def shape(labels: NDArray[np.int32], dpi: float) -> Shape:
    """The regularity of an answer. `labels` numbers its strokes, 0 is paper."""
    ink = (labels > 0).astype(np.uint8)
    count, parts, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    letters = [i for i in range(1, count) if stats[i, 3] > 0.8 * dpi / 25.4]
    if len(letters) < 3:
        return NOTHING
    boxes = stats[letters]
    x_height = float(np.median(boxes[:, 3]))
    feet = boxes[:, 1] + boxes[:, 3]
    return Shape(
        _to_nearest(feet, x_height),
        _to_nearest(boxes[:, 3], x_height),
        _stroke_width_spread(ink),
        _twins(parts, stats, letters),
        len(letters),
    )


def _to_nearest(values: NDArray[Any], unit: float) -> float:
    """The median distance of a value to its third nearest, in `unit`: small where values fall into classes."""
    ordered = np.sort(values.astype(np.float64))
    if len(ordered) < 4:
        return float((ordered[-1] - ordered[0]) / unit)
    gaps = np.abs(ordered[:, None] - ordered[None, :])
    return float(np.median(np.sort(gaps, axis=1)[:, 3]) / unit)


def _stroke_width_spread(ink: NDArray[np.uint8]) -> float:
    inside = cv2.distanceTransform(np.pad(ink, 1), cv2.DIST_L2, 3)
    ridge = inside[(inside >= cv2.dilate(inside, np.ones((3, 3), np.uint8))) & (inside > 0)]
    return float(ridge.std() / ridge.mean()) if len(ridge) else 9.0


def _twins(parts: NDArray[Any], stats: NDArray[Any], letters: list[int]) -> float:
    """The share of strokes with a near copy: same size within a pixel, nine of ten ink pixels in common."""
    sample = letters[:120]
    cuts = []
    for i in sample:
        x, y, w, h = (int(v) for v in stats[i, :4])
        cut = (parts[y : y + h, x : x + w] == i).astype(np.float32)
        cuts.append((w, h, cv2.resize(cut, (12, 16), interpolation=cv2.INTER_AREA)))
    paired = 0
    for i, (w, h, cut) in enumerate(cuts):
        paired += any(
            j != i and abs(w - w2) <= 1 + w // 20 and abs(h - h2) <= 1 + h // 20 and _alike(cut, other)
            for j, (w2, h2, other) in enumerate(cuts)
        )
    return paired / len(sample)


def _alike(a: NDArray[np.float32], b: NDArray[np.float32]) -> bool:
    return float(np.minimum(a, b).sum() / max(1e-6, np.maximum(a, b).sum())) > 0.8
