"""Telephone numbers: eight digits as Norwegians group them in many ways, or a foreign one with its country code."""

import re

DIGITS = True
"""Figures: of two readings that differ, the one by the network that reads figures better counts."""

_LEAD = re.compile(r"^(?:t(?:e)?lf|tel|telefon|mobil|mob)\b[.:]*\s*", re.IGNORECASE)
_NORWEGIAN = re.compile(r"^(?:(?:\+|00)47)?(\d{8})$")
_FOREIGN = re.compile(r"^(?:\+|00)([1-9]\d{6,14})$")


def interpret(value: str) -> str:
    """Eight digits, or `+` and digits; the text as it stands when it is no number."""
    plain = re.sub(r"[\s.,()/–-]", "", _LEAD.sub("", value.strip()))
    if norwegian := _NORWEGIAN.match(plain):
        return norwegian[1]
    foreign = _FOREIGN.match(plain)
    return f"+{foreign[1]}" if foreign else value


def holds(value: str) -> bool:
    """Whether it has a number's shape; one that is not given out, as 1234 5678, holds but is not plausible."""
    return bool(_NORWEGIAN.match(value) or _FOREIGN.match(value))


def plausible(value: str) -> bool:
    """Whether such a number can be someone's: eight digits begin with 2 to 9 (the numbering plan of Nkom)."""
    number = interpret(value)
    return holds(number) and number[0] not in "01"
