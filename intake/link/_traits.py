"""What tells a child and its family apart: numbers, names, dates, ways to reach them, folded for comparison.

Each value says whether it was surely read. Nothing here is shown to anyone: values are folded beyond spelling.
"""

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence

from intake.model import Field, Status, Submission
from schemas.norwegian import births, is_national_id

Value = tuple[str, bool]
"""A folded value, and whether it was surely read."""
Traits = Mapping[str, tuple[Value, ...]]
"""The values of each trait that has any."""

TRAITS = ("child_id", "child", "born", "due", "guardian", "guardian_id", "contact", "address", "said", "age")
ANSWERS = ("condition_text", "services_text", "needs_text", "goals_text")
_SHOWN = (Status.CONFIDENT, Status.UNCERTAIN)
_STREET = (
    (r"(vegen|veien|veg|vei|vn|v)\b", "v"),
    (r"(gaten|gata|gate|gt|g)\b", "g"),
)
_FEWEST_LETTERS = 2
"""Of a word in an answer that may be a first name."""


def traits(submissions: Sequence[Submission]) -> Traits:
    """What the documents say of who the family is, each value once, the sure ones first."""
    found: dict[str, dict[str, bool]] = {}
    for submission in submissions:
        for trait, value, sure in _said(submission.fields):
            held = found.setdefault(trait, {})
            held[value] = held.get(value, False) or sure
    if "child" in found:
        for trait in ("said", "age"):
            found.pop(trait, None)  # who the child is is told in its own place: words of an answer are no news
    return {
        trait: tuple(sorted(held.items(), key=lambda value: (not value[1], value[0]))) for trait, held in found.items()
    }


def fold(text: str) -> str:
    """A value for comparison: runs of blanks are one, case and accents are no difference, nor are hyphens."""
    plain = unicodedata.normalize("NFKC", text).casefold().replace("ä", "æ").replace("ö", "ø")
    plain = "".join(c for c in unicodedata.normalize("NFD", plain.replace("å", "\0")) if not unicodedata.combining(c))
    return " ".join(re.sub(r"[^\w\0]+", " ", plain).replace("\0", "å").split())


def children_named(text: str) -> tuple[str, ...]:
    """The names in a field for a child's name: «Kari og Ola Testesen» are two, who share the last name."""
    names = [name for name in re.split(r"\s+(?:og|and)\s+|\s*[&+/;]\s*", text.strip()) if fold(name)]
    if len(names) < 2:
        return tuple(fold(_in_order(name)) for name in names)
    shared = fold(names[-1]).split()[1:]
    whole = (fold(name) for name in names)
    return tuple(" ".join([name, *shared]) if " " not in name else name for name in whole)


def _in_order(name: str) -> str:
    """First name first: «Testesen, Kari» is written the other way round."""
    last, comma, first = name.partition(",")
    return f"{first} {last}" if comma and first.strip() else name


def _said(fields: Mapping[str, Field]) -> Iterator[tuple[str, str, bool]]:
    for name, field in fields.items():
        if field.status in _SHOWN and isinstance(field.value, str) and field.value.strip():
            sure = field.status is Status.CONFIDENT
            for trait, value in _traits_of(name, field.value):
                if value:
                    yield trait, value, sure


def _traits_of(name: str, text: str) -> Iterable[tuple[str, str]]:
    whose, _, what = name.partition("_")
    if whose == "guardian":
        return _of_guardian(what[2:], text)
    if name in ANSWERS:
        return (*(("said", word) for word in _capitalised(text)), *(("age", age) for age in _ages(text)))
    match name:
        case "child_name":
            return (("child", child) for child in children_named(text))
        case "child_national_id":
            return _of_number(text)
        case "child_birth_date":
            return (("born", text),)
        case "due_date":
            return (("due", text),)
        case "child_address":
            return (("address", _street(text)),)
    return ()


def _of_guardian(what: str, text: str) -> Iterable[tuple[str, str]]:
    match what:
        case "name":
            return (("guardian", fold(_in_order(text))),)
        case "national_id":
            return (("guardian_id", text),)
        case "phone" | "email":
            return (("contact", text.casefold().removeprefix("+47")),)
        case "address":
            return (("address", _street(text)),)
    return ()


def _of_number(text: str) -> Iterable[tuple[str, str]]:
    """An identity number tells the day of birth too, where it allows but one."""
    yield "child_id", text
    days = births(text) if is_national_id(text) else ()
    if len(days) == 1:
        yield "born", days[0].isoformat()


def _street(text: str) -> str:
    """Street and number, without what is written in many ways."""
    plain = re.sub(r"\b\d{4}\b.*$", "", fold(text).replace("å", "a").replace("ø", "o").replace("æ", "a"))
    for written, short in _STREET:
        plain = re.sub(written, short, plain)
    return plain.replace(" ", "")


def _capitalised(text: str) -> Iterator[str]:
    """Words that may be first names: Marker's form has no line for one, but the answers often name the child."""
    for word in re.findall(r"\b[^\W\d_]+\b", text):
        if len(word) >= _FEWEST_LETTERS and word.istitle():
            yield fold(word)


def _ages(text: str) -> Iterator[str]:
    """Ages in whole years that the answers tell."""
    for found in re.finditer(r"\b(\d{1,2})[ -]?(?:år|åring)|\((\d{1,2})\)", text):
        yield found.group(1) or found.group(2)


def age_on(born: str, day: dt.date) -> int | None:
    """Whole years on a day, None for what is no date."""
    try:
        born_on = dt.date.fromisoformat(born)
    except ValueError:
        return None
    return day.year - born_on.year - ((day.month, day.day) < (born_on.month, born_on.day))
