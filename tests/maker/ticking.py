"""Which boxes a sender ticks, and in what manner."""

from collections.abc import Sequence
from dataclasses import dataclass

from numpy.random import Generator

from schemas.form import FormField
from tests.maker import marks
from tests.maker.chance import happens, pick, weighted
from tests.maker.entries import Entry, Pen, Tick, Value


@dataclass(frozen=True, slots=True)
class Habit:
    """How somebody ticks: most keep to one style. `slips` is how often a tick is taken back."""

    pen: Pen
    style: str
    steady: float
    slips: float


def a_habit(pen: Pen, digital: bool, generator: Generator) -> Habit:
    """One person's. On a screen nothing is taken back visibly, with a keyboard rarely."""
    slips = 0.0 if digital else 0.05 if pen is Pen.HAND else 0.02
    return Habit(pen, weighted(generator, marks.WEIGHTS), float(generator.choice([1.0, 0.9, 0.6])), slips)


def _tick(mark: int, habit: Habit, generator: Generator, back: str = "") -> Tick:
    style = habit.style if happens(generator, habit.steady) else weighted(generator, marks.WEIGHTS)
    if back and style in ("filled", "faint", "circled"):
        style = "cross"  # a box filled in and filled over look alike
    return Tick(mark, style, back)


def _way_back(habit: Habit, generator: Generator) -> str:
    """How this person takes a tick back: who fills boxes in can't fill over them."""
    return "out" if habit.style in ("filled", "scribble") else pick(generator, marks.BACK)


def _entry(field: FormField, habit: Habit, ticks: Sequence[Tick], value: Value) -> Entry:
    return Entry(field, habit.pen if ticks else Pen.NONE, value=value if ticks else None, ticks=tuple(ticks))


def lone(field: FormField, habit: Habit, share: float, generator: Generator) -> Entry:
    """A box that stands alone."""
    if not happens(generator, share):
        return Entry(field, Pen.NONE)
    return _entry(field, habit, [_tick(0, habit, generator)], True)


def one_of(field: FormField, habit: Habit, wanted: str | None, generator: Generator) -> Entry:
    """One of several boxes; a slip is another that was ticked first and taken back.

    Rarely two stand ticked: nobody can say what was meant.
    """
    if happens(generator, 0.12):
        return Entry(field, Pen.NONE)
    values = [mark.value for mark in field.marks]
    at = values.index(wanted) if wanted in values else int(generator.integers(len(values)))
    ticks = [_tick(at, habit, generator)]
    other = (at + 1 + int(generator.integers(len(values) - 1))) % len(values)
    if happens(generator, habit.slips * 2):
        ticks.append(_tick(other, habit, generator, _way_back(habit, generator)))
    elif happens(generator, habit.slips * 0.1):
        both = (*ticks, _tick(other, habit, generator))
        return Entry(field, habit.pen, value=None, ticks=both, doubtful=True)
    return _entry(field, habit, sorted(ticks, key=lambda tick: tick.mark), values[at])


def _of(field: FormField, habit: Habit, share: float, without: Sequence[str], generator: Generator) -> Entry:
    ticks = []
    for number, mark in enumerate(field.marks):
        if mark.value not in without and happens(generator, share):
            back = _way_back(habit, generator) if happens(generator, habit.slips) else ""
            ticks.append(_tick(number, habit, generator, back))
    standing = dict.fromkeys(str(field.marks[tick.mark].value) for tick in ticks if not tick.back)
    if ticks and not standing:
        return Entry(field, habit.pen, value=None, ticks=tuple(ticks))
    return _entry(field, habit, ticks, tuple(standing))


def many(field: FormField, habit: Habit, generator: Generator) -> Entry:
    """Any number of boxes: most people tick about half, some none."""
    return _of(field, habit, pick(generator, (0.0, 0.3, 0.5, 0.5, 0.7, 0.95)), (), generator)


def refused(field: FormField, habit: Habit, given: Sequence[str], generator: Generator) -> Entry:
    """The boxes for no of those that have no yes; many people leave them open."""
    return _of(field, habit, pick(generator, (0.0, 0.4, 1.0)), given, generator)
