"""Where something was signed: a place, most often one with a post office."""

from intake.interpret import text
from schemas.register import places

ELSEWHERE = frozenset({"marker", "indre østfold", "skiptvet", "aremark", "viken", "østfold", "innlandet", "telemark"})
"""Municipalities and counties, which people sign in too."""


def interpret(value: str) -> str:
    """The place on one line, as written."""
    return text.interpret(value)


def holds(value: str) -> bool:
    """Any text can be a place."""
    return bool(value)


def vouches(value: str) -> bool:
    """Whether the register of postal places knows it, which a misread place seldom is."""
    return value.casefold().strip(" .,") in places() | ELSEWHERE
