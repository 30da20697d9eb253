"""What one sender puts into every field of a form, drawn by lot."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from numpy.random import Generator

from schemas.form import Form, FormField
from tests.maker import household, people
from tests.maker.bank import QUESTIONS, AnswerSet
from tests.maker.chance import happens, pick
from tests.maker.entries import Entry, Pen
from tests.maker.household import Household
from tests.maker.lines import STRUCK, without_struck
from tests.maker.ticking import Habit, a_habit, many, one_of, refused
from tests.maker.ticking import lone as lone_tick


@dataclass(frozen=True, slots=True)
class Pens:
    """With what the long answers, the short ones and the ticks were put down."""

    long: Pen
    short: Pen
    marks: Pen


_TYPED = Pens(Pen.TYPED, Pen.TYPED, Pen.TYPED)
_BY_PEN = Pens(Pen.HAND, Pen.HAND, Pen.HAND)
PENS: Mapping[str, tuple[Pens, ...]] = {
    "acroform": (_TYPED,),
    "acroform_bad": (_TYPED,),
    "flat": (_TYPED,),
    "typed_scan": (_TYPED, _TYPED, Pens(Pen.TYPED, Pen.TYPED, Pen.HAND)),
    "mixed": (
        Pens(Pen.TYPED, Pen.HAND, Pen.HAND),
        Pens(Pen.TYPED, Pen.TYPED, Pen.HAND),
        Pens(Pen.HAND, Pen.TYPED, Pen.HAND),
        Pens(Pen.TYPED, Pen.HAND, Pen.TYPED),
    ),
    "hand": (_BY_PEN,),
}
LONG = 300
"""Letters above which an answer may run over its box, as with those who write large."""
SIGNED_BY = (("1", "2"),) * 9 + (("1",),) * 7 + (("2",),) + ((),) * 3
GOALS = (
    "Én å forholde oss til, og at hverdagen blir mer forutsigbar.",
    "At hun skal få være med vennene sine, og at vi slipper å fortelle alt på nytt hver gang.",
    "At overgangen til ny klasse blir trygg.",
    "Få oversikt og ro. Ho skal trivast.",
    "Selvstendighet",
)
NEEDS = (
    "Noen som har oversikten og som kan ringe rundt for oss.",
    "Vi ønsker oss én fast person, og færre møter.",
    "Hjelp til å holde styr på alle avtalene.",
    "At nokon tek ansvar for at det vi blir einige om, blir gjort.",
)
EXCEPTIONS = (
    "Ingen opplysninger om foreldrenes helse.",
    "Vi vil ikke at naboen som jobber i kommunen skal lese saken.",
    "Opplysningar om søskena skal ikkje delast.",
    "Ingen",
)
SERVICES: tuple[tuple[str, str], ...] = (
    *(("Fysioterapeut", "fysioterapi"), ("Ergoterapeut", "ergoterapi"), ("PPT", "ppt"), ("BUP", "bup")),
    *(("Fastlege", "fastlege"), ("Logoped", "logoped"), ("Støttekontakt", "stottekontakt"), ("Helsestasjonen",
      "helsestasjon"), ("Avlastning", "avlastning"), ("Hjelpestønad", "hjelpestonad"), ("Statped", "statped")),
    *(("Barnehage", "barnehage"), ("Habiliteringstjenesten", "habilitering"), ("Omsorgspenger", "omsorgspenger")),
)  # fmt: skip
FREE_TEXTS = (*QUESTIONS, "goals_text", "consent_exceptions")
CONTACTS_SHARE = 0.6
WANTED = 0.8


def _strike_some(text: str, generator: Generator) -> str:
    """Adds a word begun wrongly and struck out, before one that stands."""
    words = text.split(" ")
    at = int(generator.integers(0, len(words)))
    word = words[at].strip(".,()")
    if not word.isalpha() or len(word) < 4 or "\n" in words[at]:
        return text
    wrong = word[:2] + word[3:] if happens(generator, 0.5) else word[: max(3, len(word) - 2)]
    return " ".join([*words[:at], STRUCK + wrong, *words[at:]])


def _free_text(name: str, answer: AnswerSet, generator: Generator) -> str | None:
    """An answer of the bank, or a sentence about nothing that is annotated."""
    if name in answer.answers:
        return answer.answers[name]
    pool = {"goals_text": GOALS, "needs_text": NEEDS, "consent_exceptions": EXCEPTIONS}.get(name)
    return pick(generator, pool) if pool and happens(generator, 0.6) else None


def _area(field: FormField, answer: AnswerSet, pen: Pen, generator: Generator) -> Entry:
    text = _free_text(field.name, answer, generator)
    if not text:
        return Entry(field, Pen.NONE)
    written = _strike_some(text, generator) if pen is Pen.HAND and happens(generator, 0.12) else text
    return Entry(field, pen, written, without_struck(written), fits=len(text) < LONG or happens(generator, 0.6))


def _line(field: FormField, family: Household, pen: Pen, generator: Generator) -> Entry:
    written = None if happens(generator, 0.07) else household.line(family, field.name, generator)
    if written is None:
        return Entry(field, Pen.NONE)
    return Entry(field, pen, written.text, written.value, invalid=written.invalid)


def _comb(field: FormField, family: Household, pen: Pen, generator: Generator) -> Entry:
    """One character a cell: numbers without blanks, days as in ddmmyyyy, names in capitals."""
    entry = _line(field, family, pen, generator)
    if entry.pen is Pen.NONE or not isinstance(entry.value, str):
        return entry
    text = entry.value
    if field.name.endswith("date") or field.content == "date":
        year, month, day = text.split("-")
        text = f"{day}{month}{year if field.cells >= 8 else year[2:]}"
    elif text.startswith("+"):
        text = "00" + text[1:]
    text = text if text.isdigit() else text.upper()
    if len(text) > field.cells:
        return Entry(field, Pen.NONE)
    value = text if field.name.endswith(("name", "place", "city")) else entry.value
    return replace(entry, written=text, value=value)


def _table(field: FormField, pen: Pen, generator: Generator) -> Entry:
    """Services by row, with somebody to ask and a telephone where the sender knows them."""
    rows, columns = len(field.rows) - 1, len(field.columns) - 1
    count = int(generator.integers(0, rows + 1))
    if count == 0:
        return Entry(field, Pen.NONE)
    chosen = [SERVICES[int(n)] for n in generator.choice(len(SERVICES), min(count, len(SERVICES)), replace=False)]
    cells = tuple(_row(name, columns, generator) for name, _ in chosen)
    value = "; ".join(", ".join(cell for cell in row if cell) for row in cells)
    said: tuple[Mapping[str, str | None], ...] = tuple(
        {"service": key, "text": name, "status": "receives"} for name, key in chosen
    )
    return Entry(field, pen, value, value, cells=cells, said=said if field.name == "services_text" else ())


def _row(service: str, columns: int, generator: Generator) -> tuple[str, ...]:
    others = [
        people.a_name(generator) if happens(generator, CONTACTS_SHARE) else "",
        people.dialled(people.a_phone(generator), generator) if happens(generator, 0.4) else "",
        pick(generator, ("1 t/uke", "hver 14. dag", "")),
    ]
    return (service, *others[: columns - 1], *[""] * (columns - 4))


def _signature(field: FormField, signed: bool, family: Household, generator: Generator) -> Entry:
    signer = _signer(field, family) or people.a_name(generator)
    if signed:
        return Entry(field, Pen.SIGNED, value=True, signer=signer)
    if happens(generator, 0.02):  # a name in print on the line: no signature, and a person must look
        return Entry(field, Pen.TYPED, signer, False)
    return Entry(field, Pen.NONE, value=False)


def _signer(field: FormField, family: Household) -> str | None:
    whose, _, what = field.name.partition("_")
    if whose == "guardian":
        index = int(what[0]) - 1
        return family.guardians[index].name if index < len(family.guardians) else None
    return family.child if whose == "child" else family.referrer.name if family.referrer else None


def _signs(field: FormField, signers: Sequence[str], family: Household, generator: Generator) -> bool:
    whose, _, what = field.name.partition("_")
    if whose == "guardian":
        return what[0] in signers and int(what[0]) <= max(1, len(family.guardians))
    return family.referrer is not None if whose == "referrer" else happens(generator, 0.35)


def _marked(
    field: FormField, habit: Habit, family: Household, before: Mapping[str, Entry], generator: Generator
) -> Entry:
    """A field with boxes to tick."""
    if field.name == "consent_agencies_refused":
        taken = before["consent_agencies"].value if "consent_agencies" in before else ()
        return refused(field, habit, taken if isinstance(taken, tuple) else (), generator)
    if field.kind == "many":
        return many(field, habit, generator)
    if field.kind == "tick":
        return lone_tick(field, habit, WANTED if field.name.startswith(("wants", "consent")) else 0.3, generator)
    wanted = None
    if field.name == "parental_responsibility" and len(family.guardians) == 2:
        wanted = "shared"
    return one_of(field, habit, wanted, generator)


def drawn(
    form: Form, answer: AnswerSet, channel: str, generator: Generator, family: Household | None = None
) -> tuple[Entry, ...]:
    """Entries for every field of the form, in its order, by a family of their own if none is given."""
    pens = pick(generator, PENS[channel])
    signers = pick(generator, SIGNED_BY)
    family = family or household.draw(generator)
    habit = a_habit(pens.marks, digital=channel.startswith("acroform"), generator=generator)
    found: dict[str, Entry] = {}
    for field in form.fields:
        if field.kind == "sign":
            entry = _signature(field, _signs(field, signers, family, generator), family, generator)
        elif field.marks:
            entry = _marked(field, habit, family, found, generator)
        elif field.kind == "table":
            entry = _table(field, pens.long, generator)
        elif field.kind == "comb":
            entry = _comb(field, family, pens.short, generator)
        elif field.name in FREE_TEXTS:
            entry = _area(field, answer, pens.long, generator)
        else:
            entry = _line(field, family, pens.short, generator)
        found[field.name] = entry
    return tuple(found[field.name] for field in form.fields)
