"""Lines of text for training the handwriting reader and its language model, invented by pattern from a seed.

No line is taken from any set of answers that readers are measured on. Identity numbers belong to nobody: their months
are raised by 80.
"""

import datetime as dt
import gzip
import json
import re
import tomllib
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from numpy.random import Generator

from schemas.catalogue import conditions, services
from schemas.norwegian import has_classic_check_digits

HERE = Path(__file__).resolve().parent
POSTAL = HERE.parents[2] / "schemas" / "register" / "postal.tsv"
SLOT = re.compile(r"\{(\w+)\}")
MOST_LETTERS = 62  # of a line


def pick(generator: Generator, items: Any) -> Any:
    """One of them, all alike likely."""
    return items[int(generator.integers(len(items)))]


@cache
def _patterns() -> Any:
    return tomllib.loads((HERE / "sentences.toml").read_text(encoding="utf-8"))


@cache
def places() -> tuple[tuple[str, str], ...]:
    """Postal code and place."""
    rows = (line.split("\t") for line in POSTAL.read_text(encoding="utf-8").splitlines())
    return tuple((row[0], row[1]) for row in rows)


@cache
def word_forms() -> tuple[str, ...]:
    """Forms of Norsk ordbank (bokmål), as the package spacy-lookups-data carries them; none where it is not installed.

    CC-BY 4.0, Språkbanken at Nasjonalbiblioteket.
    """
    try:
        listed = files("spacy_lookups_data") / "data" / "nb_lemma_exc.json.gz"
    except ModuleNotFoundError:
        return ()
    kinds = json.loads(gzip.decompress(listed.read_bytes()))
    return tuple(form.replace("_", " ") for kind in kinds.values() for form in kind)


@cache
def catalogue(language: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Names of conditions and of services, as a person might write them."""
    plain = re.compile(r"[\w æøå-]+")

    def names(entry: Any) -> list[str]:
        term = (entry.nn if language == "nn" else None) or getattr(entry, "term", None) or entry.nb
        others = [n.strip("*=!").strip() for n in (*entry.names, *getattr(entry, "short", ()))]
        return [term, term, *(n for n in others if plain.fullmatch(n) and len(n) > 1)]

    found = [n for e in conditions().values() for n in ([e.term] if e.function else names(e))]
    return tuple(found), tuple(n for e in services().values() for n in names(e))


def a_name(generator: Generator) -> str:
    """A person's name, now and then with two first or two last names."""
    lists = _patterns()["lists"]
    firsts = [pick(generator, lists["first"]) for _ in range(1 + int(generator.random() < 0.2))]
    lasts = [pick(generator, lists["last"]) for _ in range(1 + int(generator.random() < 0.15))]
    return f"{pick(generator, [' ', ' ', '-']).join(firsts)} {pick(generator, [' ', '-']).join(lasts)}"


def a_date(generator: Generator) -> str:
    """A day in one of the ways in which people write one."""
    day = dt.date(1965, 1, 1) + dt.timedelta(days=int(generator.integers(0, 23500)))
    d, m, y, short = day.day, day.month, day.year, day.year % 100
    month = _patterns()["lists"]["month"][m - 1]
    forms = (
        *(f"{d:02}.{m:02}.{y}", f"{d:02}.{m:02}.{y}", f"{d:02}.{m:02}.{short:02}", f"{d}.{m}.{y}"),
        *(f"{d}.{m}.{short:02}", f"{d}/{m}-{y}", f"{d}/{m}-{short:02}", f"{d}/{m} {y}", f"{d}. {month} {y}"),
        *(f"{d}. {month} {y}", f"{d} {month}", f"{d}. {month[:3]} {y}", f"{d:02}-{m:02}-{y}"),
        *(f"{d:02} {m:02} {y}", f"{d:02}{m:02}{short:02}", f"{y}-{m:02}-{d:02}"),
    )
    return str(pick(generator, forms))


def an_identity_number(generator: Generator) -> str:
    """Eleven digits with right check digits that belong to nobody, as people space them."""
    while True:
        day, month, year = (int(generator.integers(1, n)) for n in (29, 13, 100))
        number = f"{day:02}{month + 80:02}{year:02}{int(generator.integers(0, 1000)):03}"
        for check in range(100):
            whole = f"{number}{check:02}"
            if has_classic_check_digits(whole):
                return str(pick(generator, [whole, f"{whole[:6]} {whole[6:]}", f"{whole[:6]}-{whole[6:]}"]))


def a_phone(generator: Generator) -> str:
    """Eight digits, spaced as people do."""
    n = f"{pick(generator, '4967325')}{int(generator.integers(0, 10**7)):07}"
    spaced = (
        f"{n[:3]} {n[3:5]} {n[5:]}",
        f"{n[:2]} {n[2:4]} {n[4:6]} {n[6:]}",
        n,
        f"+47 {n}",
        f"{n[:4]} {n[4:]}",
        f"+47 {n[:3]} {n[3:5]} {n[5:]}",
    )
    return str(pick(generator, spaced))


def an_address(generator: Generator) -> str:
    """A street and number, now and then with the post's code and place."""
    lists = _patterns()["lists"]
    code, place = pick(generator, places())
    letter = pick(generator, ["", "", "", "A", "b", "C", " D"])
    street = f"{pick(generator, lists['street_first'])}{pick(generator, lists['street'])}".replace("  ", " ")
    name = street[0] + (street[1:] if " " in street else street[1:].lower())
    first, town = f"{name} {int(generator.integers(1, 240))}{letter}", place.title()
    return str(
        pick(generator, [first, first, f"{first}, {code} {town}", f"{code} {place}", f"{code} {town}", code, town])
    )


def a_mail(generator: Generator) -> str:
    """An e-mail address."""
    plain = str.maketrans({"æ": "ae", "ø": "o", "å": "a", "á": "a", "ś": "s", " ": "."})
    name = a_name(generator).lower().translate(plain)
    numbered = name.split(".")[0] + str(int(generator.integers(1, 99)))
    own = pick(generator, [name, name.replace(".", ""), numbered, name.replace(".", "_")])
    return f"{own}@{pick(generator, _patterns()['lists']['domain'])}"


def some_words(generator: Generator) -> str:
    """One to three word forms, the longest left out; of the patterns' own where no list is installed."""
    words = word_forms() or tuple(_patterns()["lists"]["service_plain"])
    chosen = [str(pick(generator, words)) for _ in range(int(generator.integers(1, 4)))]
    return " ".join([word for word in chosen if len(word) <= 16] or [chosen[0][:16]])


def _slot(generator: Generator, name: str) -> str:
    lists = _patterns()["lists"]
    key = name.lower()
    language = "nn" if key.endswith("_nn") else "nb"
    plain = lists["service_nn_plain" if language == "nn" else "service_plain"]
    made = {
        "cond": lambda: pick(generator, catalogue(language)[0]),
        "service": lambda: pick(generator, [*plain, *catalogue(language)[1]]),
        "words": lambda: some_words(generator),
        "date": lambda: a_date(generator),
        "phone": lambda: a_phone(generator),
        "name": lambda: a_name(generator),
        "place": lambda: pick(generator, places())[1].title(),
        "age": lambda: str(int(generator.integers(1, 19))),
        "week": lambda: str(int(generator.integers(3, 17))),
        "year": lambda: str(int(generator.integers(2005, 2028))),
        "grade": lambda: str(int(generator.integers(1, 11))),
        "hour": lambda: f"{int(generator.integers(8, 21))}.{pick(generator, ['00', '30', '15'])}",
        "number": lambda: str(int(generator.integers(1, 9999))),
        "percent": lambda: str(int(generator.integers(1, 100))),
    }  # fmt: skip
    bare = key.removesuffix("_nn")
    value = str(made[bare]() if bare in made else pick(generator, lists[bare]))
    value = SLOT.sub(lambda m: _slot(generator, m[1]), value)
    return value[:1].upper() + value[1:] if name[0].isupper() else value


def a_sentence(generator: Generator, language: str) -> str:
    """What somebody might answer, in bokmål (nb) or nynorsk (nn)."""
    pattern = pick(generator, _patterns()[language]["patterns"])
    return SLOT.sub(lambda m: _slot(generator, m[1]), pattern)


def an_entry(generator: Generator) -> str:
    """What stands in a short field."""
    kinds = (a_name, a_name, a_date, a_date, an_identity_number, a_phone, an_address, an_address, a_mail)
    return str(pick(generator, kinds)(generator))


def a_line(generator: Generator) -> str:
    """A line of an answer as it may stand on paper, with the part of a sentence that has room there."""
    if generator.random() < 0.33:
        text = an_entry(generator)
    else:
        language = "nn" if generator.random() < 0.25 else "nb"
        text = " ".join(a_sentence(generator, language) for _ in range(int(generator.integers(1, 5))))
        words = text.split()
        start = int(generator.integers(0, max(1, len(words) - 4))) if generator.random() < 0.4 else 0
        most = int(generator.integers(20, MOST_LETTERS))
        text = words[start]
        for word in words[start + 1 :]:
            if len(text) + len(word) + 1 > most:
                break
            text += " " + word
    return _cased(text, generator)


def _cased(text: str, generator: Generator) -> str:
    chance = generator.random()
    if chance < 0.09:
        return text.upper()
    if chance < 0.14:
        return text.lower()
    if chance < 0.17:
        return text.rstrip(".")
    return text
