"""Where something was signed: a place, most often one with a post office."""

from functools import cache

from intake.interpret import text
from schemas.register import place_of, places

LONGEST = 40
ELSEWHERE = frozenset({"marker", "indre østfold", "skiptvet", "aremark", "viken", "østfold", "innlandet", "telemark"})
"""Municipalities and counties, which people sign in too."""


_PLAIN = str.maketrans({"ø": "o", "æ": "ae", "å": "a", "0": "o"})


def interpret(value: str) -> str:
    """The place on one line, as written; «Orje», which is no place, is Ørje, since strokes and rings are often lost."""
    written = text.interpret(value)
    known = _by_plain_letters().get(written.casefold().translate(_PLAIN), ())
    return written if vouches(written) or len(known) != 1 else known[0]


@cache
def _by_plain_letters() -> dict[str, tuple[str, ...]]:
    """Places that have æ, ø or å, by their letters without them."""
    found: dict[str, tuple[str, ...]] = {}
    for place in dict.fromkeys(place_of().values()):
        plain = place.casefold().translate(_PLAIN)
        found[plain] = (*found.get(plain, ()), place.title())
    return found


def holds(value: str) -> bool:
    """Any text can be a place."""
    return bool(value)


def plausible(text: str) -> bool:
    """Whether it is no more than a place: figures are a date that was written on the wrong line."""
    return not any(c.isdigit() for c in text) and len(text) <= LONGEST


LETS_THROUGH = 0.02
"""The share of misread places that are places too, about: Vik and Vika, Moen and Moan."""


def vouches(value: str) -> bool:
    """Whether the register of postal places knows it, which a misread place seldom is."""
    return value.casefold().strip(" .,") in places() | ELSEWHERE
