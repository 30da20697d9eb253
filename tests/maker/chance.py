"""Drawing lots from a generator that hangs on the seed alone."""

from collections.abc import Mapping, Sequence
from typing import TypeVar

from numpy.random import Generator

T = TypeVar("T")


def pick(generator: Generator, choices: Sequence[T]) -> T:
    """One of them, each as likely."""
    return choices[int(generator.integers(len(choices)))]


def weighted(generator: Generator, weights: Mapping[T, float]) -> T:
    """One of the keys, as likely as its weight says."""
    keys = list(weights)
    total = sum(weights.values())
    return keys[int(generator.choice(len(keys), p=[weights[key] / total for key in keys]))]


def happens(generator: Generator, probability: float) -> bool:
    """Whether something of this probability comes about."""
    return bool(generator.random() < probability)
