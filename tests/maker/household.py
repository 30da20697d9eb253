"""An invented family, and what it would write on each line of a form."""

import datetime as dt
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from numpy.random import Generator

from schemas.register import place_of
from tests.maker import people
from tests.maker.chance import happens, pick

STREETS = (
    *("Storgata", "Åsveien", "Skoleveien", "Tårnåsen", "Elgstien", "Kirkebakken", "Brugata", "Sørlia", "Øvre Torggate"),
    *("Bjørkevegen", "Grønlivegen", "Stasjonsvegen", "Fjellvegen", "Nedre Løkkaveg", "Prestegardsbakken", "Havnegata"),
)
LANGUAGES = ("somali", "arabisk", "tegnspråk", "polsk", "ukrainsk", "tigrinja", "nordsamisk", "vietnamesisk", "urdu")
AGENCIES = (
    *("Solvang barnehage", "Åsen skole", "PPT", "Helsestasjonen", "Marker helsestasjon", "Familiens hus", "BUP"),
    *("Habiliteringstjenesten", "Lerkefuglen barnehage", "Barnevernstjenesten", "Nedre Glomma legesenter"),
)
OFFICES = (
    *("helsesykepleier", "fastlege", "pedagogisk leder", "ergoterapeut", "kontaktlærer", "fysioterapeut", "rektor"),
    *("psykolog", "sosionom", "styrer", "spesialpedagog", "jordmor"),
)
OTHER_AGENCIES = (
    "Tolketjenesten",
    "Frambu",
    "Signo skole",
    "Privat logoped i Moss",
    "Avlastningsboligen på Lia",
    "SFO og idrettslaget",
)
RELATIONS = ("mor", "far", "Mor", "fostermor", "verge", "besteforelder")
ODD_LINES: Mapping[str, tuple[str, ...]] = {
    "doctor": ("Dr. Lien, Sentrum legekontor", "Nordbyen legesenter", "Ane Strøm"),
    "school": ("Åsen skole, 3. trinn", "Solvang barnehage", "Ringstad ungdomsskole", "går hjemme"),
    "language": ("norsk", "polsk", "somali", "norsk og tegnspråk"),
    "relation": RELATIONS,
    "siblings": ("2", "en bror på 4", "ingen", "Søster 9 år"),
    "lives": ("begge foreldre", "mor, annenhver helg hos far", "fosterhjem"),
    "wish": ("Den vi har i PPT i dag", "ingen spesiell", "Noen som kjenner barnet fra barnehagen"),
}
"""What stands in fields that the contract has no name for, by a part of the name they have here."""


@dataclass(frozen=True, slots=True)
class Person:
    """A guardian. `address` is none where it is the child's."""

    name: str
    national_id: str
    phone: str
    email: str
    address: str | None
    impossible: bool


@dataclass(frozen=True, slots=True)
class Household:
    """A child, born or expected, and those who care for it."""

    child: str | None
    born: dt.date | None
    due: dt.date | None
    national_id: str | None
    impossible: bool
    address: str
    postal_code: str
    city: str
    guardians: tuple[Person, ...]
    referrer: Person | None
    signed: dt.date


@dataclass(frozen=True, slots=True)
class Written:
    """What stands on a line, and what it means. `invalid`: a number that can't be."""

    text: str
    value: str
    invalid: bool = False


@cache
def _postal() -> tuple[tuple[str, str], ...]:
    return tuple(place_of().items())


def as_written(place: str) -> str:
    """A place of the register, which has capitals only, as people write it."""
    small = ("i", "og", "på", "ved")
    parts = [word.lower() if word.lower() in small else word.capitalize() for word in place.split(" ")]
    return "-".join(part[:1].upper() + part[1:] for part in " ".join(parts).split("-"))


def _email(name: str, generator: Generator) -> str:
    plain = unicodedata.normalize("NFKD", name.lower().replace("ø", "o").replace("æ", "ae").replace("å", "a"))
    words = "".join(c for c in plain if c.isascii() and (c.isalpha() or c in " -")).split()
    number = str(int(generator.integers(1, 99))) if happens(generator, 0.4) else ""
    stem = pick(generator, (".".join((words[0], words[-1])), words[0] + words[-1][0], f"{words[-1]}.{words[0][0]}"))
    return f"{stem}{number}@example.{pick(generator, ('no', 'com', 'org'))}"


def _person(generator: Generator, first: str, surname: str, address: str | None) -> Person:
    name = f"{first} {surname}"
    born, impossible = people.born(generator, 19, 60), happens(generator, 0.04)
    number = (people.an_impossible_id if impossible else people.a_national_id)(generator, born)
    return Person(name, number, people.a_phone(generator), _email(name, generator), address, impossible)


def _street(generator: Generator) -> str:
    letter = pick(generator, ("", "", "", "A", "b", " C"))
    return f"{pick(generator, STREETS)} {int(generator.integers(1, 140))}{letter}"


def draw(generator: Generator) -> Household:
    """A family, most of them with two guardians, a few expecting their child."""
    surname = pick(generator, people.LAST)
    code, place = pick(generator, _postal())
    expecting = happens(generator, 0.05)
    born = people.born(generator, 0, 17)
    signed = max(people.a_date(generator), born + dt.timedelta(days=30))
    count = 1 if happens(generator, 0.25) else 2
    other = pick(generator, people.LAST) if happens(generator, 0.4) else surname
    elsewhere = _street(generator) if happens(generator, 0.2) else None
    firsts = [people.FIRST[int(n)] for n in generator.choice(len(people.FIRST), 4, replace=False)]
    guardians = (_person(generator, firsts[0], surname, None), _person(generator, firsts[1], other, elsewhere))[:count]
    impossible = happens(generator, 0.06) and not expecting
    number = (people.an_impossible_id if impossible else people.a_national_id)(generator, born)
    sends = happens(generator, 0.45)
    return Household(
        child=None if expecting else f"{firsts[2]} {surname}",
        born=None if expecting else born,
        due=signed + dt.timedelta(days=int(generator.integers(20, 200))) if expecting else None,
        national_id=None if expecting else number,
        impossible=impossible,
        address=_street(generator),
        postal_code=code,
        city=as_written(place),
        guardians=guardians,
        referrer=_person(generator, firsts[3], pick(generator, people.LAST), None) if sends else None,
        signed=signed,
    )


def _plain(text: str | None) -> Written | None:
    return Written(text, text) if text else None


def _date(day: dt.date | None, generator: Generator) -> Written | None:
    return Written(people.dated(day, generator), day.isoformat()) if day else None


def _number(number: str | None, impossible: bool, generator: Generator) -> Written | None:
    return Written(people.spaced_id(number, generator), number, impossible) if number else None


def _of_person(person: Person | None, what: str, generator: Generator) -> Written | None:
    if person is None:
        return None
    if what == "phone":
        return Written(people.dialled(person.phone, generator), person.phone)
    if what == "national_id":
        return _number(person.national_id, person.impossible, generator)
    if what == "email":
        return _plain(person.email)
    return _plain({"name": person.name, "address": person.address}.get(what))


def _of_child(family: Household, what: str, generator: Generator) -> Written | None:
    if what == "birth_date":
        return _date(family.born, generator)
    if what == "national_id":
        return _number(family.national_id, family.impossible, generator)
    held = {"name": family.child, "address": family.address, "postal_code": family.postal_code, "city": family.city}
    return _plain(held.get(what))


def _of_referrer(family: Household, what: str, generator: Generator) -> Written | None:
    if family.referrer and what in ("role", "agency"):
        return _plain(pick(generator, OFFICES if what == "role" else AGENCIES))
    return _of_person(family.referrer, what, generator)


def _alone(family: Household, name: str, generator: Generator) -> Written | None:
    """Fields that belong to no one person."""
    if name in ("signed_date", "due_date"):
        return _date(family.signed if name == "signed_date" else family.due, generator)
    if name == "consent_valid_until":
        until = family.signed + dt.timedelta(days=int(generator.integers(100, 900)))
        return _date(until if happens(generator, 0.7) else None, generator)
    if name == "place":
        return _plain(family.city)
    pools = {"interpreter_language": (LANGUAGES, 0.2), "consent_agencies_other": (OTHER_AGENCIES, 0.35)}
    if name in pools:
        pool, share = pools[name]
        return _plain(pick(generator, pool) if happens(generator, share) else None)
    for part, lines in ODD_LINES.items():
        if part in name:
            return _plain(pick(generator, lines))
    return None


def line(family: Household, name: str, generator: Generator) -> Written | None:
    """What the family writes in a field of this name, none where it has nothing to write.

    Names are the contract's: whose, and what. A name with `guardian_2` is empty where there is but one guardian.
    """
    whose, _, what = name.partition("_")
    if whose == "guardian":
        index = int(what[0]) - 1
        person = family.guardians[index] if index < len(family.guardians) else None
        if what[2:] == "role":
            return _plain(pick(generator, RELATIONS)) if person else None
        return _of_person(person, what[2:], generator)
    if whose == "child":
        return _of_child(family, what, generator)
    if whose == "referrer":
        return _of_referrer(family, what, generator)
    return _alone(family, name, generator)
