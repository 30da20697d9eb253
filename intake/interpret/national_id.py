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


LETS_THROUGH = 0.01
"""The share of misread numbers with check digits that agree, at most: no single misread digit is among them."""


def vouches(value: str) -> bool:
    """Whether the check digits agree."""
    return plausible(value)
