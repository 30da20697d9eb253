"""The place of a postal address: one that the register of postal places has."""

from intake.interpret import place
from schemas.register import places


def interpret(value: str) -> str:
    """The place on one line, as written; strokes and rings that were lost are put back."""
    return place.interpret(value)


def holds(value: str) -> bool:
    """Whether there is a letter in it."""
    return any(c.isalpha() for c in value)


def plausible(value: str) -> bool:
    """Whether it is no more than a place: figures are a postal code that was written on the wrong line."""
    return place.plausible(value)


LETS_THROUGH = 0.02
"""The share of misread places that are places too, about: Vik and Vika, Moen and Moan."""


def vouches(value: str) -> bool:
    """Whether the register knows it, which a misread place seldom is."""
    return value.casefold().strip(" .,") in places()
