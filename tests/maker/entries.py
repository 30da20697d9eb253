"""What one sender puts into the fields of a form, and what is true of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from numpy.random import Generator

from schemas.form import Form, FormField
from tests.maker import people
from tests.maker.bank import AnswerSet
from tests.maker.chance import happens, pick
from tests.maker.lines import STRUCK, without_struck


class Pen(StrEnum):
    """With what a field was filled in."""

    NONE = "none"
    TYPED = "typed"
    HAND = "hand"
    SIGNED = "signed"


@dataclass(frozen=True, slots=True)
class Entry:
    """One field. `written` is what stands there, line ends and struck words included."""

    field: FormField
    pen: Pen
    written: str = ""
    value: str | bool | None = None
    fits: bool = True


PENS: Mapping[str, tuple[tuple[Pen, Pen], ...]] = {
    # channel: pens for the long answers and for the short ones
    "acroform": ((Pen.TYPED, Pen.TYPED),),
    "acroform_bad": ((Pen.TYPED, Pen.TYPED),),
    "flat": ((Pen.TYPED, Pen.TYPED),),
    "typed_scan": ((Pen.TYPED, Pen.TYPED),),
    "mixed": ((Pen.TYPED, Pen.HAND), (Pen.TYPED, Pen.HAND), (Pen.HAND, Pen.TYPED)),
    "hand": ((Pen.HAND, Pen.HAND),),
}
LONG = 300
"""Letters above which an answer may run over its box, as with those who write large."""
SIGNED_BY = (("1", "2"),) * 9 + (("1",),) * 7 + (("2",),) + ((),) * 3


def _strike_some(text: str, generator: Generator) -> str:
    """Adds a word begun wrongly and struck out, before one that stands."""
    words = text.split(" ")
    at = int(generator.integers(0, len(words)))
    word = words[at].strip(".,()")
    if not word.isalpha() or len(word) < 4 or "\n" in words[at]:
        return text
    wrong = word[:2] + word[3:] if happens(generator, 0.5) else word[: max(3, len(word) - 2)]
    return " ".join([*words[:at], STRUCK + wrong, *words[at:]])


def _area(field: FormField, answer: AnswerSet, pen: Pen, generator: Generator) -> Entry:
    text = answer.answers.get(field.name)
    if not text:
        return Entry(field, Pen.NONE)
    written = _strike_some(text, generator) if pen is Pen.HAND and happens(generator, 0.12) else text
    return Entry(field, pen, written, without_struck(written), fits=len(text) < LONG or happens(generator, 0.6))


def _line(field: FormField, pen: Pen, generator: Generator) -> Entry:
    if happens(generator, 0.07):
        return Entry(field, Pen.NONE)
    if field.content == "date":
        day = people.a_date(generator)
        return Entry(field, pen, people.dated(day, generator), day.isoformat())
    text = people.a_line(field.name, generator)
    return Entry(field, pen, text, text) if text else Entry(field, Pen.NONE)


def _signature(field: FormField, signed: bool, generator: Generator) -> Entry:
    if signed:
        return Entry(field, Pen.SIGNED, value=True)
    if happens(generator, 0.02):  # a name in print on the line: no signature, and a person must look
        return Entry(field, Pen.TYPED, people.a_name(generator), False)
    return Entry(field, Pen.NONE, value=False)


def drawn(form: Form, answer: AnswerSet, channel: str, generator: Generator) -> tuple[Entry, ...]:
    """Entries for every field of the form, in its order."""
    long, short = pick(generator, PENS[channel])
    signers = pick(generator, SIGNED_BY)
    found = []
    for field in form.fields:
        if field.kind == "sign":
            who = field.name.split("_")[1]
            signed = who in signers if who in ("1", "2") else happens(generator, 0.5)
            found.append(_signature(field, signed, generator))
        elif field.kind == "area":
            found.append(_area(field, answer, long, generator))
        else:
            found.append(_line(field, short, generator))
    return tuple(found)


def empty(form: Form) -> tuple[Entry, ...]:
    """The form as it was printed."""
    return tuple(Entry(field, Pen.NONE, value=False if field.kind == "sign" else None) for field in form.fields)
