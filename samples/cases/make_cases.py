"""Makes the files of the cases: `python -m samples.cases.make_cases [CASE…]` from the project's root.

Each is a folder with digital forms, `case.toml` (what came, in which order, and what was told) and `expected.json`
(what `pytest tests/test_sample_cases.py --update-samples` wrote and a person looked at). Nobody in them exists.
"""

import shutil
import sys
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from schemas.form import Form, FormField, all_forms
from tests.maker import fonts
from tests.maker.entries import Entry, Pen, Tick
from tests.maker.make import made
from tests.maker.plan import Plan

HERE = Path(__file__).resolve().parent
REQUEST, CONSENT = "bamble/foresporsel-koordinator", "bamble/samtykke"
EIDSVOLL, HAMAR = "eidsvoll/soknad-barnekoordinator", "hamar/henvendelse-ip-koordinator"
Values = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Paper:
    """A form that came. `values` are by field: a text as written, true, or keys of boxes; `to` is who received it."""

    form: str
    day: str
    values: Values
    version: str = "2026-1"
    to: str | None = None


@dataclass(frozen=True, slots=True)
class Sample:
    """A case. `told` are lines of `case.toml` on what was told."""

    folder: str
    title: str
    shows: str
    papers: Sequence[Paper]
    told: str = ""
    extra: Values = field(default_factory=dict)


MOTHER = {"guardian_1_name": "Åse Prøvestad", "guardian_1_phone": "91 23 45 67"}
FATHER = {"guardian_2_name": "Bjørn Prøvestad", "guardian_2_phone": "92 34 56 78"}
HOME = {"child_address": "Storgata 12", "child_postal_code": "3970", "child_city": "Langesund"}
CHILD = {"child_name": "Tuva Prøvestad", "child_national_id": "04851550009"}
BORN = {"child_name": "Tuva Prøvestad", "child_birth_date": "04.05.2015"}
SIGNED = {"guardian_1_signature": True, "guardian_2_signature": True, "place": "Langesund", "signed_date": "02.03.2026"}
STORY = {
    "condition_text": "Tuva har cerebral parese og epilepsi. Det vil vare hele livet.",
    "services_text": "Fysioterapi; PPT; Habilitering",
    "needs_text": "Vi trenger noen som samordner tjenestene. Datteren vår sier at hun er lei av alle møtene.",
    "wants_coordinator": True,
    "interpreter_needed": False,
}
ASKED = {**MOTHER, **FATHER, **HOME, **CHILD, **STORY, **SIGNED}
AGREED = {
    **BORN,
    "guardian_1_name": "Åse Prøvestad",
    "guardian_2_name": "Bjørn Prøvestad",
    "consent_agencies": ("ppt", "habilitering", "skole"),
    **SIGNED,
}
ELSEWHERE = {**HOME, "child_postal_code": "2080", "child_city": "Eidsvoll"}


def _request_and(form: str, day: str, values: Values, **changed: object) -> list[Paper]:
    """The whole request, and what came on another day: `values`, but for those `changed`."""
    return [Paper(REQUEST, "2026-03-02", ASKED), Paper(form, day, {**values, **changed})]


def _without(values: Values, *names: str) -> dict[str, object]:
    return {name: value for name, value in values.items() if name not in names}


SAMPLES = (
    Sample(
        "complete",
        "Henvendelse og samtykke, alt er med",
        "A request and its consent come on two days and are one case, ready for assessment.",
        _request_and(CONSENT, "2026-03-04", AGREED),
    ),
    Sample(
        "no-consent",
        "Uten samtykke",
        "A request without a consent: nothing may be shared, and the consent is asked for.",
        [Paper(REQUEST, "2026-03-02", ASKED)],
    ),
    Sample(
        "consent-first",
        "Samtykket kom først",
        "A consent waits to be placed until the request comes and makes its case the coordinating unit's.",
        [Paper(CONSENT, "2026-02-27", AGREED), Paper(REQUEST, "2026-03-02", ASKED)],
    ),
    Sample(
        "consent-for-another-child",
        "Samtykket gjelder et annet barn",
        "The brother's consent is no consent for the sister: a case of its own that a person places.",
        _request_and(CONSENT, "2026-03-04", AGREED, child_name="Sondre Prøvestad", child_birth_date="11.09.2018"),
    ),
    Sample(
        "one-guardian-signed",
        "Bare én foresatt har skrevet under",
        "One signature registers the case; that the other parent is not heard is shown.",
        [Paper(REQUEST, "2026-03-02", {**ASKED, "guardian_2_signature": False})],
    ),
    Sample(
        "youth-of-16",
        "Ungdom på 16 år",
        "From sixteen the youth consents itself: the parents' yes is unsettled until it does.",
        [
            Paper(REQUEST, "2026-03-02", {**ASKED, "child_national_id": "12890950017"}),
            Paper(CONSENT, "2026-03-02", {**AGREED, "child_birth_date": "12.09.2009"}),
        ],
    ),
    Sample(
        "expecting",
        "Familien venter barn",
        "A child expected has no name and no number: the right is the family's from pregnancy on.",
        [
            Paper(
                REQUEST,
                "2026-03-02",
                {
                    **_without(ASKED, *CHILD),
                    "due_date": "20.04.2026",
                    "needs_text": "Vi trenger noen som samordner tjenestene.",
                    "condition_text": "Vi venter barn. Barnet har ryggmargsbrokk. Det vil vare hele livet.",
                },
            )
        ],
    ),
    Sample(
        "nearly-18",
        "Fyller snart 18 år",
        "The change to an ordinary coordinator must be planned.",
        [Paper(REQUEST, "2026-03-02", {**ASKED, "child_national_id": "20850850039"})],
    ),
    Sample(
        "over-18",
        "Over 18 år",
        "The duty lasts to eighteen: an ordinary coordinator is considered, and nobody is refused by the program.",
        [Paper(REQUEST, "2026-03-02", {**ASKED, "child_national_id": "20850650188"})],
    ),
    Sample(
        "twins-on-one-form",
        "Tvillinger på ett skjema",
        "Two children on one form: a person makes two cases of it.",
        [
            Paper(
                REQUEST,
                "2026-03-02",
                {**_without(ASKED, "child_national_id"), "child_name": "Tuva og Sondre Prøvestad"},
            )
        ],
    ),
    Sample(
        "secret-address",
        "Hemmelig adresse",
        "A protected address goes to the restricted queue, whatever else is so.",
        [Paper(REQUEST, "2026-03-02", {**ASKED, "needs_text": "Vi har hemmelig adresse. Ring, ikke send brev."})],
    ),
    Sample(
        "other-municipality",
        "Bor i en annen kommune",
        "The address is surely in another municipality: not ours, and a person forwards it.",
        [Paper(REQUEST, "2026-03-02", {**ASKED, **ELSEWHERE})],
    ),
    Sample(
        "revised-form",
        "Nytt skjema om det samme barnet",
        "A revised form is a change, shown field by field, and no copy.",
        _request_and(REQUEST, "2026-03-20", ASKED, guardian_1_phone="93 45 67 89", signed_date="19.03.2026"),
    ),
    Sample(
        "withdrawn-consent",
        "Samtykket er trukket tilbake på telefon",
        "A consent is taken back by telephone: from then on nothing may be shared.",
        _request_and(CONSENT, "2026-03-04", AGREED),
        told="""
[[told]]
what = "withdrawal"
by = "Åse Prøvestad"
to = "Anne Mottaker"
at = "2026-03-16T13:05:00+01:00"
fields = { child_name = "Tuva Prøvestad", child_birth_date = "2015-05-04" }
""",
    ),
    Sample(
        "nynorsk",
        "På nynorsk",
        "Answers in nynorsk are understood alike.",
        [
            Paper(
                EIDSVOLL,
                "2026-03-02",
                {
                    **MOTHER,
                    **ELSEWHERE,
                    **SIGNED,
                    "child_name": "Sondre Prøvestad",
                    "child_birth_date": "11.09.2021",
                    "place": "Eidsvoll",
                    "condition_text": "Guten vår har autisme. Det kjem til å vare heile livet.",
                    "services_text": "Han får spesialpedagogisk hjelp i barnehagen og følgjer BUP.",
                    "needs_text": "Vi treng nokon som samordnar tenestene.",
                },
            )
        ],
    ),
    Sample(
        "professionals-referral",
        "Meldt av helsesykepleier",
        "A professional asks on the family's behalf: the family's wish must be heard.",
        [
            Paper(
                HAMAR,
                "2026-03-02",
                {
                    **CHILD,
                    **MOTHER,
                    "child_address": "Storgata 12",
                    "child_postal_code": "2315",
                    "child_city": "Hamar",
                    **_without(STORY, "interpreter_needed", "wants_coordinator"),
                    "services_text": "Fysioterapi og PPT.",
                    "referrer_name": "Grethe Tvetane",
                    "referrer_role": "helsesykepleier",
                    "referrer_agency": "Helsestasjonen",
                    "referrer_phone": "94 56 78 90",
                    "referrer_signature": True,
                    "place": "Hamar",
                    "signed_date": "02.03.2026",
                },
            )
        ],
    ),
)


def filled(form: Form, values: Values) -> tuple[Entry, ...]:
    """The entries of a form. What is not among the values is left open. Raises KeyError for what the form hasn't."""
    asked = {entry.name for entry in form.fields}
    extra = {name for name in values if name not in asked} - _OF_OTHER_FORMS
    if extra:
        raise KeyError(", ".join(sorted(extra)))
    return tuple(_entry(entry, values.get(entry.name)) for entry in form.fields)


_OF_OTHER_FORMS = {"child_birth_date", "child_national_id", "interpreter_needed", "wants_coordinator"}


def _entry(asked: FormField, value: object) -> Entry:
    if asked.kind == "sign":
        return Entry(asked, Pen.SIGNED if value else Pen.NONE, value=bool(value), signer="Prøvestad")
    if value is None:
        return Entry(asked, Pen.NONE)
    if asked.marks:
        wanted = value if isinstance(value, tuple) else (value,)
        ticks = tuple(Tick(n, "cross") for n, mark in enumerate(asked.marks) if mark.value in wanted)
        return Entry(asked, Pen.TYPED, value=value, ticks=ticks)  # type: ignore[arg-type]
    text = str(value)
    if asked.kind == "table":
        columns = len(asked.columns) - 1
        rows = tuple((row, *[""] * (columns - 1)) for row in text.split("; "))
        return Entry(asked, Pen.TYPED, text, text, cells=rows)
    return Entry(asked, Pen.TYPED, text, text)


def save(sample: Sample) -> None:
    """Writes the forms and what came when; the expectation stays."""
    folder = HERE / sample.folder
    kept = folder / "expected.json"
    expected = kept.read_text(encoding="utf-8") if kept.exists() else None
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    lines = [f'title = "{sample.title}"', f'shows = "{sample.shows}"']
    for number, paper in enumerate(sample.papers, start=1):
        form = next(f for f in all_forms() if (f.id, f.version) == (paper.form, paper.version))
        generator = np.random.default_rng([zlib.crc32(sample.folder.encode()), number])
        done = made(Plan(form, filled(form, paper.values), "acroform"), str(number), generator)
        (folder / done.name).write_bytes(done.content)
        lines += ["", "[[files]]", f'name = "{done.name}"', f'received = "{paper.day}T09:14:00+01:00"']
        lines += [f'municipality = "{paper.to}"'] if paper.to else []
    (folder / "case.toml").write_text("\n".join(lines) + "\n" + sample.told, encoding="utf-8")
    if expected is not None:
        kept.write_text(expected, encoding="utf-8")


def main(chosen: Sequence[str]) -> None:
    """Makes those named, or all."""
    if not fonts.installed():
        fonts.install()
    for sample in SAMPLES:
        if not chosen or sample.folder in chosen:
            save(sample)


if __name__ == "__main__":
    main(sys.argv[1:])
