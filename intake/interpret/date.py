"""Dates as Norwegians write them: 3.11.2026, 03/11-26, 3. november 2026, 2026-11-03, 031126."""

import datetime as dt
import re

DIGITS = True
"""Figures: of two readings that differ, the one by the network that reads figures better counts."""

_MONTHS = ("jan", "feb", "mar", "apr", "mai", "jun", "jul", "aug", "sep", "okt", "nov", "des")
_NUMBERS = re.compile(r"^(\d{1,2})\s*[.,/\-\s]\s*(\d{1,2})\s*[.,/\-\s]{1,2}\s*(\d{4}|\d{2})\.?$")
_NAMED = re.compile(r"^(\d{1,2})\s*[.,]?\s*([a-zæøå]{3,9})\.?,?\s*(\d{4}|\d{2})\.?$")
_ISO = re.compile(r"^(\d{4})-(\d{2})-(\d{2})$")
_PACKED = re.compile(r"^(\d{2})(\d{2})(\d{4}|\d{2})$")
_LEAD = re.compile(r"^(?:den|dato:?)\s+")
_EARLIEST = 1900
PLAUSIBLE_YEARS = range(2000, 2061)
PIVOT = 61  # two figures from here on are of the last century


def interpret(text: str) -> str:
    """The date in ISO form, or the text as it stands when it is no date. A year of two figures, 00 to 60, is 20xx."""
    plain = _LEAD.sub("", " ".join(text.casefold().split()))
    if iso := _ISO.match(plain):
        return _date(*(int(part) for part in iso.groups())) or text
    if named := _NAMED.match(plain):
        month = _month(named[2])
        return (_date(_year(named[3]), month, int(named[1])) if month else None) or text
    if numbers := _NUMBERS.match(plain) or _PACKED.match(plain):
        return _date(_year(numbers[3]), int(numbers[2]), int(numbers[1])) or text
    return text


def holds(value: str) -> bool:
    """Whether the value is a date in ISO form that the calendar has."""
    return bool(_ISO.match(value)) and _date(*(int(part) for part in value.split("-"))) is not None


def _month(name: str) -> int | None:
    found = [number for number, start in enumerate(_MONTHS, 1) if name.startswith(start)]
    return found[0] if found else 5 if name.startswith("maj") else None


def _year(digits: str) -> int:
    return int(digits) + (0 if len(digits) == 4 else 1900 if int(digits) >= PIVOT else 2000)


def _date(year: int, month: int, day: int) -> str | None:
    if year < _EARLIEST:
        return None
    try:
        return dt.date(year, month, day).isoformat()
    except ValueError:
        return None


def plausible(text: str) -> bool:
    """Whether the year is one that a form may speak of."""
    value = interpret(text)
    return holds(value) and int(value[:4]) in PLAUSIBLE_YEARS


LETS_THROUGH = 0.5
"""The share of misread dates that are days of the calendar, about: of the other digits for one, half make another."""


def vouches(text: str) -> bool:
    """Whether the calendar has it. It is a weak witness: a misread digit often makes another day."""
    return holds(interpret(text))
