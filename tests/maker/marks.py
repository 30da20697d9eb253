"""Ticks as pens make them, as strokes around the box that is printed, and ticks taken back."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from tests.maker.signature import Stroke, smooth

Lines = tuple[Stroke, ...]
Draw = Callable[[Generator], Lines]


@dataclass(frozen=True, slots=True)
class Drawn:
    """Strokes in the box's own measure (0 to 1 across it and down it), and the pen: `thickness` as a part of the box's
    height, `dark` from 0 to 1."""

    strokes: Lines
    thickness: float
    dark: float = 1.0


def _near(generator: Generator, x: float, y: float, spread: float) -> tuple[float, float]:
    return x + float(generator.normal(0, spread)), y + float(generator.normal(0, spread))


def _bowed(generator: Generator, start: tuple[float, float], end: tuple[float, float]) -> Stroke:
    """A stroke that is nearly straight."""
    middle = (np.array(start) + end) / 2 + generator.normal(0, 0.05, 2)
    return smooth(np.array([start, middle, end]), 6)


def _cross(generator: Generator, reach: float = 0.12) -> Lines:
    """Two strokes; `reach` is by how much they stay inside the box, or run out of it when it is below 0."""
    low, high = reach, 1 - reach
    return (
        _bowed(generator, _near(generator, low, low, 0.06), _near(generator, high, high, 0.06)),
        _bowed(generator, _near(generator, high, low, 0.06), _near(generator, low, high, 0.06)),
    )


def _check(generator: Generator) -> Lines:
    out = float(generator.uniform(0.0, 0.5))
    corners = (
        _near(generator, 0.15, 0.5, 0.06),
        _near(generator, 0.4, 0.88, 0.05),
        _near(generator, 0.9 + out, 0.05 - out * 0.6, 0.06),
    )
    return (smooth(np.array(corners), 8),)


def _scribble(generator: Generator) -> Lines:
    turns = int(generator.integers(5, 10))
    across = np.linspace(0.1, 0.9, turns)
    down = np.where(np.arange(turns) % 2, generator.uniform(0.75, 1.0, turns), generator.uniform(0.0, 0.25, turns))
    return (smooth(np.stack([across, down], 1), 6),)


def _filled(generator: Generator) -> Lines:
    return hatched(generator, -0.02, 1.02)


def hatched(generator: Generator, low: float, high: float) -> Lines:
    """So close a hatching that little of the paper is left."""
    rows = np.linspace(low, high, 13)
    left = np.stack([np.full(13, low) + generator.normal(0, 0.04, 13), rows], 1)
    right = np.stack([np.full(13, high) + generator.normal(0, 0.04, 13), rows + generator.normal(0, 0.03, 13)], 1)
    zigzag = np.stack([left, right], 1).reshape(-1, 2)
    return (zigzag, zigzag[:, ::-1] * np.array([1.0, 1.0]))


def _circled(generator: Generator) -> Lines:
    angles = np.linspace(0, float(generator.uniform(1.9, 2.3)) * np.pi, 22) + float(generator.uniform(0, 6))
    wide, tall = generator.uniform(0.68, 0.95, 2)
    ring = np.stack([0.5 + wide * np.cos(angles), 0.5 + tall * np.sin(angles)], 1)
    return (smooth(ring + generator.normal(0, 0.02, ring.shape), 3),)


def _overshoot(generator: Generator) -> Lines:
    return _cross(generator, -float(generator.uniform(0.2, 0.45)))


def _stroke(generator: Generator) -> Lines:
    """One slanted stroke."""
    return (_bowed(generator, _near(generator, 0.1, 0.95, 0.08), _near(generator, 0.9, 0.05, 0.08)),)


STYLES: Mapping[str, Draw] = {
    "cross": _cross,
    "check": _check,
    "scribble": _scribble,
    "filled": _filled,
    "circled": _circled,
    "overshoot": _overshoot,
    "faint": _cross,
    "stroke": _stroke,
}
WEIGHTS: Mapping[str, float] = {
    "cross": 8,
    "check": 5,
    "scribble": 1.5,
    "filled": 1,
    "circled": 1,
    "overshoot": 2,
    "faint": 1,
    "stroke": 0.8,
}
"""How common each is."""
BACK = ("over", "out")
"""Ways to take a tick back: filled over until nothing is seen of it, or crossed out."""


def drawn(style: str, generator: Generator) -> Drawn:
    """A tick of this style (a key of `STYLES`)."""
    thickness = float(generator.uniform(0.1, 0.2))
    if style == "faint":
        return Drawn(STYLES[style](generator), thickness * 0.6, float(generator.uniform(0.3, 0.5)))
    return Drawn(STYLES[style](generator), thickness, float(generator.uniform(0.8, 1.0)))


def taken_back(way: str, generator: Generator) -> Drawn:
    """What is drawn over a tick to take it back (one of `BACK`)."""
    if way == "over":
        out = float(generator.uniform(0.05, 0.25))
        return Drawn(hatched(generator, -out, 1 + out), 0.24)
    rows = np.linspace(0.2, 0.8, int(generator.integers(2, 5)))
    ends = float(generator.uniform(0.4, 0.9))
    return Drawn(
        tuple(_bowed(generator, _near(generator, -ends, y, 0.1), _near(generator, 1 + ends, y, 0.1)) for y in rows),
        0.12,
    )
