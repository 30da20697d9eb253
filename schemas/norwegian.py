"""Norwegian numbers: identity, post, telephone, municipality.

Identity numbers by folkeregisterforskriften § 2-2-1 and Skatteetaten's description of the number from 2032
(https://skatteetaten.github.io/folkeregisteret-api-dokumentasjon/nytt-fodselsnummer-fra-2032/).
"""

import datetime as dt
import re
from typing import Annotated

from pydantic import AfterValidator, Field

_FIRST_WEIGHTS = (3, 7, 6, 1, 8, 9, 4, 5, 2, 1)
_SECOND_WEIGHTS = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1)
RELAXED_FROM = dt.date(2032, 1, 1)
"""From this day numbers are given out whose first check digit leaves a remainder of 0, 1, 2 or 3."""
SYNTHETIC_MONTHS = (80, 65, 40)
"""What test registers add to the month: no living person has such a number."""


def _remainder(number: str, weights: tuple[int, ...]) -> int:
    return sum(int(digit) * weight for digit, weight in zip(number, weights, strict=False)) % 11


def _looks_like_number(number: str) -> bool:
    return re.fullmatch(r"[0-9]{11}", number) is not None


def has_classic_check_digits(number: str) -> bool:
    """Whether eleven digits end in the two check digits used for every number given out before 2032."""
    return (
        _looks_like_number(number)
        and _remainder(number, _FIRST_WEIGHTS) == 0
        and _remainder(number, _SECOND_WEIGHTS) == 0
    )


def has_check_digits_from_2032(number: str) -> bool:
    """Whether eleven digits end in check digits allowed from 2032; every classic number does."""
    return (
        _looks_like_number(number)
        and _remainder(number, _FIRST_WEIGHTS) in (0, 1, 2, 3)
        and _remainder(number, _SECOND_WEIGHTS) == 0
    )


def is_d_number(number: str) -> bool:
    """Whether the day is raised by 40, as for someone who is not registered as resident."""
    return _looks_like_number(number) and number[0] in "4567"


def is_synthetic(number: str) -> bool:
    """Whether the month says that the number belongs to nobody."""
    return _looks_like_number(number) and int(number[2:4]) > 40


def _day_month_year(number: str) -> tuple[int, int, int]:
    """Day, month and two-digit year, without what D-numbers and synthetic numbers add."""
    day, month, year = int(number[0:2]), int(number[2:4]), int(number[4:6])
    added = next((extra for extra in SYNTHETIC_MONTHS if 1 <= month - extra <= 12), 0)
    return day - 40 if is_d_number(number) else day, month - added, year


def _is_date(year: int, month: int, day: int) -> bool:
    try:
        dt.date(year, month, day)
    except ValueError:
        return False
    return True


def _centuries(number: str, on: dt.date | None) -> tuple[int, ...]:
    """The centuries that the number may mean: from 2032 the serial number no longer tells."""
    if (on is not None and on >= RELAXED_FROM) or not has_classic_check_digits(number):
        return (1900, 2000, 2100)
    serial, year = int(number[6:9]), int(number[4:6])
    table = (
        (0, 499, 0, 99, 1900),
        (500, 749, 54, 99, 1800),
        (500, 999, 0, 39, 2000),
        (900, 999, 40, 99, 1900),
    )
    return tuple(c for low, high, first, last, c in table if low <= serial <= high and first <= year <= last)


def births(number: str, on: dt.date | None = None) -> tuple[dt.date, ...]:
    """The days of birth that an identity number read on a day allows: none for an impossible one."""
    if not has_check_digits_from_2032(number):
        return ()
    day, month, year = _day_month_year(number)
    years = (century + year for century in _centuries(number, on))
    return tuple(dt.date(y, month, day) for y in years if _is_date(y, month, day))


def is_national_id(number: str, on: dt.date | None = None) -> bool:
    """Whether this is a possible fødselsnummer or D-number, on a day (any day when none is given)."""
    allowed = has_check_digits_from_2032 if on is None or on >= RELAXED_FROM else has_classic_check_digits
    return allowed(number) and bool(births(number))


def _possible(number: str) -> str:
    if not is_national_id(number):
        raise ValueError("not a possible identity number")
    return number


NationalId = Annotated[str, Field(pattern=r"^[0-9]{11}$"), AfterValidator(_possible)]
"""A fødselsnummer or D-number, synthetic ones too."""
PostalCode = Annotated[str, Field(pattern=r"^[0-9]{4}$")]
Phone = Annotated[str, Field(pattern=r"^([2-9][0-9]{7}|\+[1-9][0-9]{6,14})$")]
"""Eight digits, or a plus sign and the number with its country code."""
Email = Annotated[str, Field(pattern=r"^[^@\s]+@[^@\s]+\.[^@\s.]+$")]
MunicipalityNumber = Annotated[str, Field(pattern=r"^[0-9]{4}$")]
