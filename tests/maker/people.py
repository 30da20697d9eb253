"""Invented people, places and dates. No number here can belong to anyone: the months of identity numbers are +80."""

import datetime as dt
from collections.abc import Callable, Mapping

from numpy.random import Generator

from tests.maker.chance import pick

FIRST = (
    *("Åse", "Bjørn", "Grethe", "Håkon", "Ingunn", "Jørn", "Kåre", "Liv", "Magnus", "Nora", "Øystein", "Pål"),
    *("Ragnhild", "Sølvi", "Torbjørn", "Unni", "Vårin", "Yngve", "Marit", "Aisha", "Ole-Jørgen", "Anne Kari"),
)
LAST = (
    *("Aarnes", "Bøe", "Dalsrud", "Engebråten", "Fosseng", "Gjølstad", "Hærnes", "Krogsbøl", "Langøy", "Mørk"),
    *("Næss", "Ødegård", "Rørvik", "Skåtøy", "Tvetane", "Ullevålsæter", "Våge", "Åmot", "Buer-Hansen", "Nguyen"),
)
PLACES = (
    *("Ørje", "Ørje", "Ørje", "Marker", "Rømskog", "Øymark", "Rødenes", "Mysen", "Askim", "Rakkestad", "Halden"),
    *("Aremark", "Trøgstad", "Sarpsborg", "Spydeberg", "Skiptvet", "Fredrikstad", "Moss", "Oslo", "Tomter", "Ås"),
)
STREETS = ("Storgata", "Åsveien", "Skoleveien", "Tårnåsen", "Elgstien", "Kirkebakken", "Brugata", "Sørlia")
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


def a_date(generator: Generator) -> dt.date:
    """A day in the years around the project's own."""
    return dt.date(2025, 1, 1) + dt.timedelta(days=int(generator.integers(0, 720)))


def dated(day: dt.date, generator: Generator) -> str:
    """A day as people write it."""
    return pick(generator, DATE_FORMS)(day)


def a_name(generator: Generator) -> str:
    """First and last name."""
    return f"{pick(generator, FIRST)} {pick(generator, LAST)}"


def a_place(generator: Generator) -> str:
    """A place around Marker."""
    return pick(generator, PLACES)


def _check_digit(digits: list[int], weights: tuple[int, ...]) -> int:
    return -sum(d * w for d, w in zip(digits, weights, strict=True)) % 11


def a_national_id(generator: Generator) -> str:
    """A synthetic identity number with valid check digits: its month is 80 too high."""
    while True:
        born = dt.date(2008, 1, 1) + dt.timedelta(days=int(generator.integers(0, 6000)))
        head = f"{born.day:02}{born.month + 80:02}{born.year % 100:02}{int(generator.integers(500, 1000))}"
        digits = [int(c) for c in head]
        first = _check_digit(digits, (3, 7, 6, 1, 8, 9, 4, 5, 2))
        second = _check_digit([*digits, first], (5, 4, 3, 2, 7, 6, 5, 4, 3, 2))
        if first < 10 and second < 10:
            return f"{head}{first}{second}"


def _digits(generator: Generator, start: str, length: int) -> str:
    return start + "".join(str(int(d)) for d in generator.integers(0, 10, length - len(start)))


BY_SUFFIX: Mapping[str, Callable[[Generator], str]] = {
    "_name": a_name,
    "_national_id": a_national_id,
    "_address": lambda g: f"{pick(g, STREETS)} {int(g.integers(1, 90))}",
    "_postal_code": lambda g: _digits(g, "18", 4),
    "_city": a_place,
    "_phone": lambda g: _digits(g, pick(g, ("4", "9")), 8),
    "_email": lambda g: f"{pick(g, ('post', 'familien', 'hjemme'))}{int(g.integers(10, 99))}@example.no",
    "_role": lambda g: pick(g, ("helsesykepleier", "fastlege", "pedagogisk leder", "ergoterapeut")),
    "_agency": lambda g: pick(g, ("Marker helsestasjon", "Ørje barnehage", "PPT Indre Østfold")),
    "place": a_place,
}


def a_line(name: str, generator: Generator) -> str | None:
    """What one writes in a field of this name; none where the maker knows of nothing."""
    for suffix, make in BY_SUFFIX.items():
        if name.endswith(suffix):
            return make(generator)
    return None
