"""Signatures: pen strokes drawn at random, as no two people sign alike."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from intake.model import Box
from tests.maker.sheet import Image, pixels, stamp

Stroke = NDArray[np.float64]
"""Shape (n, 2): x to the right from 0 to 1, y down; 0 is the top of the tall letters, 1 the line."""


@dataclass(frozen=True, slots=True)
class Signature:
    """Strokes, and how they lie: `width` and `height` as parts of the line's length, `thickness` in millimetres."""

    strokes: tuple[Stroke, ...]
    width: float
    height: float
    left: float
    sink: float
    thickness: float
    faint: float


def smooth(corners: Stroke, between: int = 12) -> Stroke:
    """A Catmull-Rom curve through the points."""
    points = np.concatenate([corners[:1], corners, corners[-1:]])
    t = np.linspace(0, 1, between, endpoint=False)[:, None]
    pieces = []
    for a, b, c, d in zip(points, points[1:], points[2:], points[3:], strict=False):
        curve = 2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3
        pieces.append(curve / 2)
    return np.concatenate([*pieces, corners[-1:]])


def _capital(generator: Generator, x: float, wide: float) -> Stroke:
    """A large first letter: loops that grow or shrink, or a zigzag of tall stems; leaning, and led into the next."""
    if generator.random() < 0.55:
        corners = int(generator.integers(7, 12))
        angles = np.linspace(0, generator.uniform(0.8, 1.9) * 2 * np.pi, corners) * generator.choice([-1, 1])
        reach = np.linspace(generator.uniform(0.15, 0.6), generator.uniform(0.2, 0.6), corners)
        reach = reach * generator.uniform(0.75, 1.3, corners)
        outline = np.stack([np.cos(angles + generator.uniform(0, 6)), np.sin(angles + generator.uniform(0, 6))], 1)
        points = outline * reach[:, None] * np.array([wide, 0.9]) + np.array([x + wide / 2, 0.5])
    else:
        stems = int(generator.integers(2, 5))
        across = x + wide * np.sort(generator.uniform(0, 1, 2 * stems))
        down = np.where(np.arange(2 * stems) % 2, generator.uniform(0.7, 1.1, 2 * stems), 0) + generator.normal(
            0.05, 0.12, 2 * stems
        )
        points = np.stack([across, down], 1)
    return np.concatenate([points, [(x + wide * 1.15, generator.uniform(0.7, 0.95))]])


def _run(generator: Generator, start: float, end: float, letters: int) -> Stroke:
    """Small letters in a row, with a tall or a deep one now and then, flatter towards the end."""
    points: list[tuple[float, float]] = []
    step = (end - start) / letters
    fading = generator.uniform(0.2, 1.0)
    for number in range(letters):
        x = start + step * (number + generator.uniform(-0.25, 0.25))
        flat = 1 - (1 - fading) * number / letters
        top = generator.uniform(0.0, 0.3) if generator.random() < 0.22 else generator.uniform(0.5, 0.8)
        low = generator.uniform(1.2, 1.7) if generator.random() < 0.12 else generator.uniform(0.88, 1.05)
        lean = step * generator.uniform(0.2, 0.8)
        points += [(x, low), (x + lean, 1 - (1 - top) * flat)]
        if generator.random() < 0.3:  # a loop back, as in an e or an l
            points += [(x + lean - 0.35 * step, 1 - (1 - top) * flat * 0.9), (x + lean * 0.6, 0.95)]
    return np.array([*points, (end + 0.02, generator.uniform(0.85, 1.0))])


def _strokes(generator: Generator) -> tuple[Stroke, ...]:
    second = generator.random() < 0.65
    break_at = generator.uniform(0.3, 0.5) if second else 0.9
    wide = generator.uniform(0.08, 0.2)
    made = [_capital(generator, 0.02, wide), _run(generator, 0.04 + wide, break_at, int(generator.integers(2, 7)))]
    if second:
        start, wide = break_at + generator.uniform(0.0, 0.06), generator.uniform(0.06, 0.18)
        made += [_capital(generator, start, wide)]
        made += [_run(generator, start + wide, generator.uniform(0.85, 0.98), int(generator.integers(3, 9)))]
    if generator.random() < 0.35:  # a flourish below
        made += [np.array([(0.95, 1.05), (0.6, 1.2), (0.2, 1.15), (0.5, 1.3), (0.9, generator.uniform(1.1, 1.3))])]
    return tuple(smooth(stroke) for stroke in made)


def draw(generator: Generator) -> Signature:
    """A new signature: most are plain to see, some are small, faint, or cross their line."""
    small = generator.random() < 0.15
    width = float(generator.uniform(0.15, 0.3) if small else generator.uniform(0.4, 0.85))
    return Signature(
        _strokes(generator),
        width=width,
        height=float(generator.uniform(0.035, 0.06) if small else generator.uniform(0.08, 0.15)),
        left=float(generator.uniform(0.02, 0.98 - width)),
        sink=float(generator.choice([-0.02, 0.0, 0.02, 0.05])),
        thickness=float(generator.uniform(0.22, 0.6)),
        faint=float(generator.uniform(0.4, 0.6) if generator.random() < 0.12 else generator.uniform(0.8, 1.0)),
    )


def placed(signature: Signature, left: float, line: float, length: float) -> tuple[Stroke, ...]:
    """The strokes on a line that begins at `left`, y down, in whatever unit these are."""
    scale = np.array([signature.width, signature.height]) * length
    corner = np.array(
        [left + signature.left * length, line - signature.height * length + signature.sink * length * 0.3]
    )
    return tuple(stroke * scale + corner for stroke in signature.strokes)


def sign(image: Image, box: Box, signature: Signature, ink: tuple[int, int, int]) -> Box | None:
    """Signs in a box whose lower edge is just below its line, in place. Gives back the ink's box."""
    size = image.shape[1], image.shape[0]
    millimetre = size[0] / 210
    left, _, right, bottom = pixels(box, size)
    strokes = placed(signature, left, bottom - 1.2 * millimetre, right - left)
    return inked(image, strokes, signature.thickness * millimetre, signature.faint, ink)


def inked(
    image: Image, strokes: Sequence[Stroke], thickness: float, dark: float, ink: tuple[int, int, int]
) -> Box | None:
    """Draws strokes (in pixels of the picture) with a pen of this thickness, in place. Gives back the ink's box."""
    corners = np.concatenate(strokes)
    pad = 2 + int(2 * thickness)
    x, y = (corners.min(axis=0) - pad).astype(int)
    far_x, far_y = (corners.max(axis=0) + pad).astype(int)
    mask = np.zeros((far_y - y, far_x - x), np.uint8)
    for stroke in strokes:
        _ink_stroke(mask, stroke - np.array([x, y]), thickness)
    return stamp(image, (mask * dark).astype(np.uint8), (int(x), int(y)), ink)


def _ink_stroke(mask: Image, stroke: Stroke, thickness: float) -> None:
    """Draws thick where the pen is slow and thin where it is fast."""
    steps = np.linalg.norm(np.diff(stroke, axis=0), axis=1)
    speed = steps / max(1e-6, float(np.median(steps)))
    fixed = np.round(stroke * 8).astype(np.int32)
    for start, end, fast in zip(fixed, fixed[1:], speed, strict=False):
        wide = max(1, round(thickness * float(np.clip(1.25 - 0.25 * fast, 0.6, 1.3))))
        cv2.line(mask, tuple(map(int, start)), tuple(map(int, end)), 255, wide, cv2.LINE_AA, 3)
