"""Identity numbers of eleven digits, fødselsnummer and D-number, with their check digits."""

import re

from schemas.norwegian import is_national_id

DIGITS = True
"""Figures: of two readings that differ, the one by the network that reads figures better counts."""


def interpret(value: str) -> str:
    """Eleven digits without blanks; the text as it stands when it is not that."""
    digits = re.sub(r"[\s.,/–-]", "", value)
    return digits if re.fullmatch(r"[0-9]{11}", digits) else value


def holds(value: str) -> bool:
    """Whether there are eleven digits: an impossible number is shown, but never certain."""
    return re.fullmatch(r"[0-9]{11}", value) is not None


def plausible(value: str) -> bool:
    """Whether the check digits and the day are right."""
    return is_national_id(interpret(value))


def vouches(value: str) -> bool:
    """Whether the check digits agree, which they do for one in a hundred misread numbers."""
    return plausible(value)
