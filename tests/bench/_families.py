"""Invented families in thousands, what they put on forms, and how people and engines damage it.

Shares of damage are estimates, stated here. Everybody is invented; identity numbers are synthetic.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.random import Generator

from intake.model import Box, Evidence, Field, Kind, Origin, Status, Submission
from tests.maker import people
from tests.maker.chance import happens, pick

FIRST = (
    *people.FIRST,
    *[
        "Nora",
        "Emma",
        "Olivia",
        "Ella",
        "Sofie",
        "Maja",
        "Ada",
        "Sara",
        "Frida",
        "Astrid",
        "Ingrid",
        "Selma",
        "Alma",
        "Hedda",
        "Amalie",
        "Eline",
        "Mathilde",
        "Julie",
    ],
    *[
        "Anna",
        "Anne",
        "Hanna",
        "Hanne",
        "Maria",
        "Marie",
        "Mia",
        "Kari",
        "Kåre",
        "Eirin",
        "Erin",
        "Jakob",
        "Oskar",
        "Noah",
        "Lucas",
        "Filip",
        "Oliver",
        "William",
    ],
    *[
        "Henrik",
        "Theodor",
        "Isak",
        "Aksel",
        "Axel",
        "Kasper",
        "Kaspar",
        "Mathias",
        "Matias",
        "Markus",
        "Marcus",
        "Jonas",
        "Johan",
        "Johannes",
        "Olav",
        "Ola",
    ],
    *["Ole", "Sander", "Sindre", "Tobias", "Trym", "Ulrik", "Vetle", "Viljar", "Even", "Erik"],
)
COMMON = ("Hansen", "Johansen", "Olsen", "Larsen", "Andersen", "Pedersen", "Nilsen", "Kristiansen", "Jensen", "Karlsen")
_STEMS = [
    "Berg",
    "Dal",
    "Haug",
    "Lang",
    "Nord",
    "Sol",
    "Stor",
    "Sand",
    "Sør",
    "Vest",
    "Øst",
    "Ås",
    "Lund",
    "Myr",
    "Rød",
]
_ENDS = ["heim", "rud", "stad", "vik", "nes", "set", "land", "bakken", "moen", "lien", "eng", "tveit", "gård", "sæter"]
LAST = (*people.LAST, *(f"{stem}{end}" for stem in _STEMS for end in _ENDS))
STREETS = [
    "Storgata",
    "Åsveien",
    "Skoleveien",
    "Elgstien",
    "Kirkebakken",
    "Brugata",
    "Sørlia",
    "Bjørkevegen",
    "Fjellvegen",
    "Lia",
    "Nordvegen",
]
DAY = dt.date(2026, 6, 1)


@dataclass(frozen=True, slots=True)
class Guardian:
    name: str
    number: str
    phone: str
    email: str


@dataclass(frozen=True, slots=True)
class Child:
    """A child, or one expected (`due`)."""

    family: int
    name: str
    born: dt.date | None
    number: str | None
    due: dt.date | None
    address: str
    guardians: tuple[Guardian, ...]


def _surname(generator: Generator) -> str:
    return pick(generator, COMMON if happens(generator, 0.2) else LAST)


def _first(generator: Generator) -> str:
    """Some names are common: the square of a uniform draw prefers the first of the list."""
    return FIRST[int(len(FIRST) * generator.random() ** 1.5)]


def _guardian(generator: Generator, surname: str) -> Guardian:
    name = f"{_first(generator)} {surname}"
    email = f"{name.lower().replace(' ', '.')}{int(generator.integers(1, 999))}@example.no"
    return Guardian(
        name, people.a_national_id(generator, people.born(generator, 20, 55)), people.a_phone(generator), email
    )


def _born(generator: Generator) -> dt.date:
    return dt.date(2009, 1, 1) + dt.timedelta(days=int(generator.integers(0, 6200)))


def family(number: int, generator: Generator) -> tuple[Child, ...]:
    """The children of a family: most have one, some twins, some expect theirs."""
    surname = _surname(generator)
    other = _surname(generator) if happens(generator, 0.4) else surname
    guardians = (_guardian(generator, surname), _guardian(generator, other))[: 1 if happens(generator, 0.2) else 2]
    address = f"{pick(generator, STREETS)} {int(generator.integers(1, 200))}"
    if happens(generator, 0.04):
        due = DAY + dt.timedelta(days=int(generator.integers(10, 200)))
        return (Child(number, "", None, None, due, address, guardians),)
    count = 1 + happens(generator, 0.35) + happens(generator, 0.12)
    twins = count > 1 and happens(generator, 0.15)
    days = [_born(generator) for _ in range(count)]
    if twins:
        days[1] = days[0]
    names = list(dict.fromkeys(_first(generator) for _ in range(8)))[:count]
    return tuple(
        Child(number, f"{name} {surname}", day, people.a_national_id(generator, day), None, address, guardians)
        for name, day in zip(names, days, strict=True)
    )


def families(count: int, generator: Generator) -> list[Child]:
    """The children of so many families; one in fifty bears the name of another family's child, and one in five hundred
    was born on the same day too."""
    children = [child for number in range(count) for child in family(number, generator)]
    named = [n for n, child in enumerate(children) if child.born]
    for n in generator.choice(named, count // 50, replace=False):
        twin_name = children[int(generator.choice(named))]
        if twin_name.family != children[n].family:
            day = twin_name.born if happens(generator, 0.1) else children[n].born
            number = people.a_national_id(generator, day)
            children[n] = replace(children[n], name=twin_name.name, born=day, number=number)
    return children


FORMS: dict[str, tuple[str, ...]] = {
    "request with number": ("child", "number", "address", "g_name", "g_phone", "g_email", "due"),
    "request with birth date": ("child", "born", "address", "g_name", "g_number", "g_phone", "due"),
    "consent with birth date": ("child", "born", "g_name", "due"),
    "consent with number": ("child", "number", "g_name", "g_phone", "due"),
    "consent, name and guardian": ("child", "g_name", "g_phone", "due"),
    "form without the child's name": ("g_name", "g_phone", "address", "due"),
    "Marker's, child told of": ("said",),
    "Marker's, nobody named": ("nobody",),
}
"""What the forms ask for."""


def document(form: str, child: Child, generator: Generator, *, drafted: bool, day: dt.date = DAY) -> Submission:
    """A form as it is read: what the family wrote, as people write it, and as an engine reads it."""
    child = _changed(child, generator)
    written = {name: text for part in FORMS[form] for name, text in _written(part, child, generator, day) if text}
    written.setdefault("condition_text", _story(generator))
    fields = {
        name: _read(name, _slip(name, text, generator), generator, drafted=drafted) for name, text in written.items()
    }
    kind = Kind.CONSENT if "consent" in form else Kind.REQUEST
    return Submission(kind, f"bench/{form[:4]}", "1", 1.0, "3122", "nb", (1,), fields)


def _changed(child: Child, generator: Generator) -> Child:
    """Between two forms some families move, change telephone or surname, or the other guardian fills in."""
    guardians = list(child.guardians)
    if happens(generator, 0.35):
        guardians.reverse()
    if happens(generator, 0.3):
        guardians = guardians[:1]
    if happens(generator, 0.08):
        guardians[0] = replace(guardians[0], phone=people.a_phone(generator))
    address, name = child.address, child.name
    if happens(generator, 0.08):
        address = f"{pick(generator, STREETS)} {int(generator.integers(1, 200))}"
    if name and happens(generator, 0.04):
        name = f"{name.rsplit(' ', 1)[0]} {_surname(generator)}"
    return replace(child, guardians=tuple(guardians), address=address, name=name)


def _written(part: str, child: Child, generator: Generator, day: dt.date) -> Iterator[tuple[str, str | None]]:
    match part:
        case "child":
            yield "child_name", child.name
        case "number":
            yield "child_national_id", child.number
        case "born":
            yield "child_birth_date", child.born.isoformat() if child.born else None
        case "due":
            yield "due_date", child.due.isoformat() if child.due else None
        case "address":
            yield "child_address", child.address
        case "said":
            age = (day - child.born).days // 365 if child.born else 0
            yield "condition_text", f"{child.name.split(' ')[0] or 'Barnet'} ({age}) har {_story(generator)}"
        case "nobody":
            yield "condition_text", f"Barnet har {_story(generator)}"
        case _:
            for n, guardian in enumerate(child.guardians, start=1):
                field = {"g_name": "name", "g_phone": "phone", "g_email": "email", "g_number": "national_id"}[part]
                yield f"guardian_{n}_{field}", getattr(guardian, {"national_id": "number"}.get(field, field))


_WORDS = (
    *("cerebral parese", "epilepsi", "autisme", "trenger hjelp hele døgnet", "sover lite", "går i barnehage"),
    *("har avlastning", "mange møter", "lang reisevei", "PPT er koblet inn", "venter på habilitering", "ADHD"),
    *("får fysioterapi hver uke", "har assistent på skolen", "bruker rullestol ute", "hørselstap", "ny epikrise"),
)


def _story(generator: Generator) -> str:
    return (
        ", ".join(pick(generator, _WORDS) for _ in range(int(generator.integers(1, 6))))
        + f" {int(generator.integers(0, 10**6))}"
    )


def _slip(name: str, text: str, generator: Generator) -> str:
    """What a person writes wrongly: a letter in a name, day and month, a digit."""
    if name.endswith("name"):
        if happens(generator, 0.03):
            return _misspelt(text, generator)
        if happens(generator, 0.02) and " " in text:
            return f"{text.rsplit(' ', 1)[1]}, {text.rsplit(' ', 1)[0]}"
    if name.endswith("date") and happens(generator, 0.01):
        return _digit_wrong(text, generator)
    if name.endswith("phone") and happens(generator, 0.01):
        return _digit_wrong(text, generator)
    return text


def _misspelt(text: str, generator: Generator) -> str:
    at = int(generator.integers(1, len(text)))
    return pick(generator, (text[:at] + text[at + 1 :], text[:at] + text[at - 1] + text[at:], text.replace("k", "c")))


def _digit_wrong(text: str, generator: Generator) -> str:
    places = [n for n, letter in enumerate(text) if letter.isdigit()]
    at = int(generator.choice(places[-4:]))
    return text[:at] + str(int(generator.integers(0, 10))) + text[at + 1 :]


_CONFUSED = {
    "ø": "oe",
    "å": "ao",
    "æ": "ae",
    "a": "ou",
    "e": "co",
    "i": "lj",
    "l": "i1t",
    "n": "rhu",
    "r": "nv",
    "t": "lf",
    "0": "6O",
    "1": "7l",
    "3": "85",
    "4": "9",
    "5": "S3",
    "6": "0b",
    "7": "1",
    "8": "3B",
    "9": "4g",
    "m": "n",
}


def _read(name: str, text: str, generator: Generator, *, drafted: bool) -> Field:
    """As an engine reads it: surely, and right 995 times in 1,000, or as a draft with one letter in twelve wrong."""
    if drafted:
        text = "".join(pick(generator, _CONFUSED.get(c.lower(), c)) if happens(generator, 0.08) else c for c in text)
    elif happens(generator, 0.005):
        text = _misspelt(text, generator) if not text[:1].isdigit() else _digit_wrong(text, generator)
    status = Status.UNCERTAIN if drafted else Status.CONFIDENT
    origin = Origin.HANDWRITING if drafted else Origin.TEXT
    return Field(name, text, text, 0.5 if drafted else 0.99, status, origin, (Evidence(1, Box(0.1, 0.1, 0.9, 0.2)),))


def generator_of(seed: int) -> Generator:
    return np.random.default_rng(seed)


def chosen(children: Sequence[Child], share: float, generator: Generator) -> tuple[list[Child], list[Child]]:
    """Those who have a case, and those who have none."""
    has = generator.random(len(children)) < share
    return [c for c, h in zip(children, has, strict=True) if h], [
        c for c, h in zip(children, has, strict=True) if not h
    ]
