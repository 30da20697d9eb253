"""A form without paper: its questions one after the other, as in a Word file or the receipt of an e-form."""

from collections.abc import Sequence
from dataclasses import dataclass

from numpy.random import Generator

from schemas.form import Form, FormField, FormPage, Mark
from tests.maker.chance import happens, pick
from tests.maker.entries import Entry, Pen
from tests.maker.forms.press import UNKNOWN
from tests.maker.forms.words import Words

WHOLE = (0.0, 0.0, 1.0, 1.0)
CHILD = ("child_name", "child_birth_date", "child_national_id", "child_address", "child_postal_code", "child_city")
GUARDIAN = ("name", "national_id", "phone", "email", "address")
TEXTS = ("condition_text", "services_text", "needs_text", "goals_text")
YES_NO = ("interpreter_needed", "has_coordinator", "has_individual_plan")


def _text(words: Words, name: str, kind: str) -> FormField:
    content = "date" if name.endswith(("_date", "valid_until")) else "text"
    return FormField.model_validate(
        {"name": name, "kind": kind, "content": content, "page": 1, "box": WHOLE, "label": words.label(name)}
    )


def _boxes(words: Words, name: str, options: str, kind: str, label: str = "") -> FormField:
    marks = tuple(Mark(box=WHOLE, value=o.value, label=o.label) for o in words.options(options))
    return FormField.model_validate(
        {"name": name, "kind": kind, "page": 1, "box": WHOLE, "label": label or words.label(name), "marks": marks}
    )


def _request(words: Words, generator: Generator) -> list[FormField]:
    asked = [_text(words, name, "line") for name in CHILD if name != "child_national_id" or happens(generator, 0.6)]
    for number in range(1, 3 if happens(generator, 0.8) else 2):
        whats = [w for w in GUARDIAN if w in ("name", "phone") or happens(generator, 0.4)]
        asked += [_text(words, f"guardian_{number}_{what}", "line") for what in whats]
    asked += [_boxes(words, name, "yes_no", "choice") for name in YES_NO if happens(generator, 0.5)]
    if any(field.name == "interpreter_needed" for field in asked):
        asked.append(_text(words, "interpreter_language", "line"))
    for name in ("wants_coordinator", "wants_individual_plan"):
        asked.append(_boxes(words, name, "yes_no", "choice", words.label(f"{name}_ask")))
    texts = [name for name in TEXTS if name in TEXTS[:2] or happens(generator, 0.6)]
    return asked + [_text(words, name, "area") for name in texts]


def _consent(words: Words, generator: Generator) -> list[FormField]:
    names = ["child_name", pick(generator, ("child_birth_date", "child_national_id")), "guardian_1_name"]
    asked = [_text(words, name, "line") for name in [*names, "guardian_2_name"]]
    asked.append(_boxes(words, "consent_agencies", "consent_agencies", "many"))
    asked.append(_text(words, "consent_agencies_other", "line"))
    asked.append(_text(words, "consent_exceptions", "area"))
    return [*asked, _text(words, "consent_valid_until", "line")]


def drawn(generator: Generator) -> Form:
    """The questions of one form, in the order in which they are put."""
    language = "nn" if happens(generator, 0.25) else "nb"
    words = Words(language, generator)
    consent = happens(generator, 0.25)
    asked = (_consent if consent else _request)(words, generator)
    asked += [_text(words, name, "line") for name in ("place", "signed_date")]
    return Form.model_validate(
        {
            "id": UNKNOWN + "sporsmal",
            "version": "1",
            "kind": "consent" if consent else "request",
            "municipality": "0000",
            "language": language,
            "title": words.of("titles", "consent" if consent else "request"),
            "blank": "",
            "pages": (FormPage(number=1, role="form"),),
            "fields": tuple(asked),
        }
    )


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with its answer as text, or with its options and whether each is chosen."""

    name: str
    label: str
    answer: str
    options: tuple[tuple[str, bool], ...] = ()
    long: bool = False


def answered(entries: Sequence[Entry]) -> tuple[Asked, ...]:
    """What stands in the file, question by question."""
    return tuple(
        Asked(
            entry.field.name,
            entry.field.label,
            entry.written if entry.pen is not Pen.NONE and not entry.ticks else "",
            tuple(
                (mark.label, any(tick.mark == number and not tick.back for tick in entry.ticks))
                for number, mark in enumerate(entry.field.marks)
            ),
            entry.field.kind == "area",
        )
        for entry in entries
    )
