"""Invented people: names, days and numbers. No number here can belong to anyone: identity numbers are synthetic."""

import datetime as dt
from collections.abc import Callable

from numpy.random import Generator

from tests.maker.chance import happens, pick

FIRST = (
    *("Åse", "Bjørn", "Grethe", "Håkon", "Ingunn", "Jørn", "Kåre", "Liv", "Magnus", "Nora", "Øystein", "Pål"),
    *("Ragnhild", "Sølvi", "Torbjørn", "Unni", "Vårin", "Yngve", "Marit", "Aisha", "Ole-Jørgen", "Anne Kari"),
    *("Ánte", "Elle Máret", "Risten", "Mikkel Áilu", "Hodan", "Abdi", "Fatima", "Mohammed", "Zainab", "Yusra"),
    *("Agnieszka", "Tomasz", "Oksana", "Andrij", "Thi Lan", "Minh", "Selam", "Tesfaye", "Rukhsana", "Bilal"),
    *("Synne", "Eirik", "Guro", "Sondre", "Ida Sofie", "Emil", "Tuva", "Jo", "Ylva", "Leah", "Per-Anders", "Kjersti"),
)
LAST = (
    *("Aarnes", "Bøe", "Dalsrud", "Engebråten", "Fosseng", "Gjølstad", "Hærnes", "Krogsbøl", "Langøy", "Mørk"),
    *("Næss", "Ødegård", "Rørvik", "Skåtøy", "Tvetane", "Ullevålsæter", "Våge", "Åmot", "Buer-Hansen", "Nguyen"),
    *("Bahr Eira", "Turi", "Hætta", "Hassan Ali", "Ibrahim", "Khan", "Kowalczyk", "Zielinska", "Petrenko", "Tran"),
    *("Gebremedhin", "Bakke", "Lien", "Moe", "Strøm", "Øvrebø", "Sæther", "Vik", "Hagen-Lie", "Solbakken"),
)
MONTHS = (
    *("januar", "februar", "mars", "april", "mai", "juni"),
    *("juli", "august", "september", "oktober", "november", "desember"),
)
DATE_FORMS: tuple[Callable[[dt.date], str], ...] = (
    lambda d: f"{d.day:02}.{d.month:02}.{d.year}",
    lambda d: f"{d.day:02}.{d.month:02}.{d.year}",
    lambda d: f"{d.day:02}.{d.month:02}.{d.year % 100:02}",
    lambda d: f"{d.day}.{d.month}.{d.year}",
    lambda d: f"{d.day}.{d.month}.{d.year % 100:02}",
    lambda d: f"{d.day}/{d.month}-{d.year}",
    lambda d: f"{d.day}/{d.month}-{d.year % 100:02}",
    lambda d: f"{d.day}. {MONTHS[d.month - 1]} {d.year}",
    lambda d: f"{d.day}. {MONTHS[d.month - 1]} {d.year}",
    lambda d: f"{d.day} {MONTHS[d.month - 1][:3]} {d.year}",
    lambda d: f"{d.day:02}-{d.month:02}-{d.year}",
    lambda d: d.isoformat(),
)
EPOCH = dt.date(2025, 1, 1)
"""From this day on the forms are signed, for two years."""


def a_date(generator: Generator) -> dt.date:
    """A day in the years around the project's own."""
    return EPOCH + dt.timedelta(days=int(generator.integers(0, 720)))


def dated(day: dt.date, generator: Generator) -> str:
    """A day as people write it."""
    return pick(generator, DATE_FORMS)(day)


def a_name(generator: Generator) -> str:
    """First and last name."""
    return f"{pick(generator, FIRST)} {pick(generator, LAST)}"


def born(generator: Generator, youngest: int, oldest: int) -> dt.date:
    """A day of birth that makes somebody so many years old when the forms are signed."""
    return EPOCH - dt.timedelta(days=int(generator.integers(youngest * 365, oldest * 365 + 364)))


def _check_digit(digits: list[int], weights: tuple[int, ...]) -> int:
    return -sum(d * w for d, w in zip(digits, weights, strict=True)) % 11


def a_national_id(generator: Generator, born_on: dt.date | None = None) -> str:
    """A synthetic identity number with valid check digits: its month is 40, 65 or 80 too high.

    Some are D-numbers, with a day that is 40 too high.
    """
    extra = pick(generator, (80, 80, 65, 40))
    day = 40 if happens(generator, 0.06) else 0
    while True:
        on = born_on or dt.date(2008, 1, 1) + dt.timedelta(days=int(generator.integers(0, 6000)))
        low, high = (500, 1000) if on.year >= 2000 else (0, 500)
        serial = int(generator.integers(low, high))
        head = f"{on.day + day:02}{on.month + extra:02}{on.year % 100:02}{serial:03}"
        digits = [int(c) for c in head]
        first = _check_digit(digits, (3, 7, 6, 1, 8, 9, 4, 5, 2))
        second = _check_digit([*digits, first], (5, 4, 3, 2, 7, 6, 5, 4, 3, 2))
        if first < 10 and second < 10:
            return f"{head}{first}{second}"


def an_impossible_id(generator: Generator, born_on: dt.date) -> str:
    """Eleven digits with one put down wrong, so that the check digits do not fit."""
    right = a_national_id(generator, born_on)
    at = int(generator.integers(6, 11))
    wrong = str((int(right[at]) + int(generator.integers(1, 10))) % 10)
    return right[:at] + wrong + right[at + 1 :]


def a_phone(generator: Generator) -> str:
    """Eight digits of a mobile telephone, or rarely a number abroad."""
    if happens(generator, 0.03):
        return "+467" + "".join(str(int(d)) for d in generator.integers(0, 10, 8))
    return pick(generator, ("4", "9")) + "".join(str(int(d)) for d in generator.integers(0, 10, 7))


def _grouped(digits: str, *sizes: int) -> str:
    ends = [sum(sizes[: n + 1]) for n in range(len(sizes))]
    return " ".join(digits[end - size : end] for size, end in zip(sizes, ends, strict=True))


def dialled(number: str, generator: Generator) -> str:
    """A telephone number as people write it."""
    if number.startswith("+"):
        return pick(generator, (number, f"{number[:3]} {number[3:5]} {number[5:8]} {number[8:]}"))
    shapes = (number, _grouped(number, 2, 2, 2, 2), _grouped(number, 3, 2, 3), f"+47 {number}")
    return pick(generator, (*shapes, *shapes[:3], f"0047 {number}"))


def spaced_id(number: str, generator: Generator) -> str:
    """An identity number as people write it."""
    return pick(generator, (number, number, _grouped(number, 6, 5), _grouped(number, 6, 5), _grouped(number, 6, 3, 2)))
