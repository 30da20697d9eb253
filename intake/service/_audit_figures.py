"""What a blind audit shows: how often what was read as certain is wrong, and how that would be for a higher threshold.

Pure.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from math import exp, lgamma, log, log1p

from intake.keep.audits import Counted, Draw
from intake.model import Reading, Status

SURE = 0.95
"""Of the interval, both sides together."""
KINDS = (
    ("_signature", "signature"), ("_national_id", "number"), ("_phone", "number"), ("_postal_code", "number"),
    ("_email", "email"), ("date", "date"), ("_until", "date"), ("_name", "name"), ("_address", "address"),
    ("_city", "address"), ("place", "address"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Figures:
    """Of values that were keyed in anew: `wrong` of `checked`, per thousand, with the Clopper–Pearson interval."""

    name: str
    checked: int
    wrong: int
    per_thousand: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Point:
    """A threshold: how many of all values would be certain by it (a share), and how many of these would be wrong."""

    threshold: float
    automation: float
    figures: Figures


def kind_of(field: str, value: object) -> str:
    """The kind of field by which the results are told apart."""
    named = next((kind for end, kind in KINDS if field.endswith(end)), None)
    return named or ("text" if isinstance(value, str) else "tick")


def by_kind(draws: Iterable[Draw]) -> tuple[Figures, ...]:
    """The figures of each kind of field, and those of all (named "all") last."""
    known = [draw for draw in draws if draw.is_wrong is not None]
    kinds = sorted({kind_of(draw.field, draw.value) for draw in known})
    each = [_figures(kind, [d for d in known if kind_of(d.field, d.value) == kind]) for kind in kinds]
    return (*each, _figures("all", known))


def at_threshold(draws: Iterable[Draw], threshold: float, counted: Counted) -> Point:
    """What would be if only readings at least so sure stood as certain."""
    known = [draw for draw in draws if draw.is_wrong is not None]
    kept = [draw for draw in known if draw.confidence >= threshold]
    share = len(kept) / len(known) if known else 1.0
    certain = counted.confident / counted.filled if counted.filled else 0.0
    return Point(threshold, share * certain, _figures("all", kept))


def curve(draws: Iterable[Draw], counted: Counted, most: int = 40) -> tuple[Point, ...]:
    """The points of the curve, from the lowest threshold at which anything changes to the highest."""
    known = [draw for draw in draws if draw.is_wrong is not None]
    levels = sorted({draw.confidence for draw in known})
    step = max(1, len(levels) // most)
    return tuple(at_threshold(known, level, counted) for level in levels[::step])


def clopper_pearson(wrong: int, checked: int, sure: float = SURE) -> tuple[float, float]:
    """The exact interval of a share: `wrong` of `checked`. (0, 1) of nothing."""
    if not checked:
        return 0.0, 1.0
    tail = (1 - sure) / 2
    low = 0.0 if wrong == 0 else _solve(lambda p: 1 - _at_most(wrong - 1, checked, p) < tail)
    high = 1.0 if wrong == checked else _solve(lambda p: _at_most(wrong, checked, p) > tail)
    return low, high


def lowered(reading: Reading, threshold: float) -> Reading:
    """A reading in which what is less sure than the threshold is uncertain. What is surely empty stays so."""
    if not threshold:
        return reading
    submissions = tuple(
        replace(
            submission,
            fields={
                name: replace(field, status=Status.UNCERTAIN)
                if field.status is Status.CONFIDENT and field.confidence < threshold
                else field
                for name, field in submission.fields.items()
            },
        )
        for submission in reading.submissions
    )
    return replace(reading, submissions=submissions)


def _figures(name: str, draws: Sequence[Draw]) -> Figures:
    wrong = sum(bool(draw.is_wrong) for draw in draws)
    low, high = clopper_pearson(wrong, len(draws))
    share = wrong / len(draws) if draws else 0.0
    return Figures(name, len(draws), wrong, 1000 * share, 1000 * low, 1000 * high)


def _at_most(count: int, of: int, p: float) -> float:
    """The probability of at most so many of so many, each with the probability `p`."""
    if p <= 0:
        return 1.0
    if p >= 1:
        return float(count >= of)
    whole = lgamma(of + 1)
    return sum(
        exp(whole - lgamma(k + 1) - lgamma(of - k + 1) + k * log(p) + (of - k) * log1p(-p)) for k in range(count + 1)
    )


def _solve(is_below: Callable[[float], bool]) -> float:
    """Where a condition that holds for small shares stops holding."""
    low, high = 0.0, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        if is_below(middle):
            low = middle
        else:
            high = middle
    return (low + high) / 2
