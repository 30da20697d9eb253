"""Makes the samples, each a folder with one point: `python -m samples.make_samples` from the project's root.

What `expected.json` says comes from how a sample was made, never from what a program read in it. The same bytes come
out of every run; nobody in the samples exists.
"""

import json
import shutil
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from samples import broken, formats, known, stacks
from schemas.form import Form, all_forms
from tests.maker import bank, fonts
from tests.maker.entries import Entry, Pen, empty
from tests.maker.lines import without_struck
from tests.maker.make import Made, made
from tests.maker.plan import Plan, arranged
from tests.maker.profiles import BY_NAME, Profile

HERE = Path(__file__).resolve().parent
FORM = "marker/soknad-barnekoordinator"
TYPED, HAND = Pen.TYPED, Pen.HAND


@dataclass(frozen=True, slots=True)
class Sample:
    """A filled-in form. `date` is as written and as it is meant; `signed` says who signed.

    `long` and `short` are with what the answers, and place and date, were written.
    """

    folder: str
    title: str
    shows: str
    channel: str
    answers: str | None = None
    place: str | None = "Ørje"
    date: tuple[str, str] | None = ("02.03.2026", "2026-03-02")
    signed: tuple[int, ...] = (1, 2)
    long: Pen = TYPED
    short: Pen = TYPED
    profile: Profile | None = None
    arrangement: str = "form page only"
    container: str = "pdf"
    seed: int = 1
    extra: Mapping[str, bool] = field(default_factory=dict)
    outcome: str = "accepted"


SAMPLES: Mapping[str, Sequence[Sample]] = {
    "1": (
        Sample(
            "acroform",
            "Fylt ut i en PDF-leser",
            "A form filled in on a screen, its fields named as the form's author named them.",
            "acroform",
            "m01",
            date=("2.3.2026", "2026-03-02"),
        ),
        Sample(
            "acroform-bad-names",
            "Fylt ut i en PDF-leser, felt uten gode navn",
            "Fields called Text1, Text2 …: only where they lie tells what they hold. Nynorsk answers.",
            "acroform_bad",
            "m05",
            place="Rømskog",
            date=("14. mars 2026", "2026-03-14"),
            signed=(1,),
        ),
        Sample(
            "flat-text",
            "Fylt ut på skjerm og lagret som vanlig PDF",
            "Answers as printed text without fields, and vector strokes for signatures.",
            "flat",
            "m08",
            place="Øymark",
            date=("12/3-26", "2026-03-12"),
        ),
        Sample(
            "typed-scan-300-grey",
            "Skrevet på maskin, skrevet ut og skannet i 300 punkter",
            "A good office scan.",
            "typed_scan",
            "m09",
            profile=BY_NAME["clean300"],
        ),
        Sample(
            "one-signature",
            "Bare én har skrevet under",
            "The second line for a signature is empty: that is no reason to stop.",
            "typed_scan",
            "m13",
            signed=(1,),
            profile=BY_NAME["bw200"],
        ),
        Sample(
            "no-date-no-place",
            "Uten sted og dato",
            "Place and date were left open.",
            "typed_scan",
            "m12",
            place=None,
            date=None,
            profile=BY_NAME["bw200"],
        ),
        Sample(
            "empty-form",
            "Tomt skjema",
            "Nothing was filled in: a person asks the sender.",
            "blank_form",
            None,
            place=None,
            date=None,
            signed=(),
            profile=BY_NAME["bw200"],
            arrangement="all",
            outcome="needs_review",
        ),
        Sample(
            "with-doctors-letter",
            "Søknad og legeerklæring i samme skann",
            "The third page is a letter: an attachment, none of the form's pages.",
            "typed_scan",
            "m11",
            profile=BY_NAME["bw200"],
            arrangement="with letter",
        ),
        Sample(
            "email",
            "E-post med skjemaet som vedlegg",
            "The message is page 1; the form in the attached PDF is pages 2 and 3.",
            "acroform",
            "m15",
            extra={"mailed": True},
            signed=(),
        ),
    ),
    "2": (
        Sample(
            "typed-scan-150-bw-tiff",
            "Skannet i svart-hvitt, 150 punkter, som TIFF",
            "A coarse one-bit scan of both pages in one TIFF.",
            "typed_scan",
            "m18",
            place="Mysen",
            date=("05.02.2026", "2026-02-05"),
            profile=BY_NAME["bw150"],
            arrangement="all",
            container="tiff",
            seed=5,
        ),
        Sample(
            "skewed-upside-down",
            "Skannet skjevt og opp ned",
            "The page lies three degrees askew and upside down.",
            "typed_scan",
            "m16",
            place="Marker",
            date=("7.4.2026", "2026-04-07"),
            profile=replace(BY_NAME["skew"], name="skew_upside_down", turned=180),
        ),
        Sample(
            "photo",
            "Fotografert med telefon",
            "Perspective, bent paper, shadow, a table around the page.",
            "typed_scan",
            "m17",
            date=("21. januar 2026", "2026-01-21"),
            profile=BY_NAME["phone"],
            container="jpg",
        ),
        Sample(
            "handwritten",
            "Fylt ut for hånd og skannet",
            "Handwriting is shown to a person, and never passed off as certain.",
            "hand",
            "m34",
            date=("3/3-26", "2026-03-03"),
            long=HAND,
            short=HAND,
            profile=BY_NAME["office200"],
        ),
        Sample(
            "typed-with-pen",
            "Skrevet på maskin, sted og dato med penn",
            "Typed answers are read; what the pen wrote is shown to a person.",
            "mixed",
            "m43",
            signed=(2,),
            short=HAND,
            profile=BY_NAME["bw300"],
        ),
        Sample(
            "black-border-text-layer",
            "Skannet med svarte kanter og dårlig tekstlag",
            "The scanner hid a text layer full of misreadings behind the picture: it must not be believed.",
            "typed_scan",
            "m25",
            profile=replace(BY_NAME["black_border"], dpi=200),
            seed=2,
            extra={"bad_text_layer": True},
        ),
    ),
}


def filled(sample: Sample, form: Form) -> tuple[Entry, ...]:
    """What stands in each field."""
    if not sample.answers:
        return empty(form)
    answers = {a.id: a for a in bank.every()}[sample.answers].answers
    short = {"place": (sample.place, sample.place), "signed_date": sample.date or (None, None)}

    def entry(name: str) -> tuple[Pen, str, str | bool | None]:
        if name in short:
            written, value = short[name]
            return (sample.short, written, value) if written else (Pen.NONE, "", None)
        if name.endswith("_signature"):
            signed = int(name.split("_")[1]) in sample.signed
            return (Pen.SIGNED if signed else Pen.NONE), "", signed
        return sample.long, answers[name], without_struck(answers[name])

    return tuple(Entry(f, *entry(f.name)) for f in form.fields)


def make(sample: Sample, form: Form) -> Made:
    """The file, and what is true of it."""
    answer = {a.id: a for a in bank.every()}.get(sample.answers or "")
    plan = Plan(
        form,
        filled(sample, form),
        sample.channel,
        answer,
        sample.profile,
        arranged(form, sample.arrangement),
        sample.arrangement,
        sample.container,
        quality=50,
        **sample.extra,
    )
    return made(plan, "input", np.random.default_rng([zlib.crc32(sample.folder.encode()), sample.seed]))


def expected(sample: Sample | known.Sample, truth: Mapping[str, object]) -> dict[str, Any]:
    """The part of the truth that a sample states."""
    documents = truth["documents"]
    assert isinstance(documents, list)
    return {"outcome": sample.outcome, "pages": truth["pages"], "documents": [stated(d) for d in documents]}


def stated(document: Mapping[str, object]) -> dict[str, object]:
    """A document's kind, form, pages and fields. Handwriting has a status and no value: none is promised."""
    fields = document["fields"]
    assert isinstance(fields, dict)
    small = {
        name: {"value": None, "status": "uncertain"}
        if found["origin"] == "handwriting"
        else {"value": found["value"], "status": found["status"]}
        for name, found in fields.items()
    }
    if document["kind"] == "attachment":
        return {"kind": "attachment", "form": None, "pages": document["pages"], "fields": {}}
    return {key: document[key] for key in ("kind", "form", "form_version", "pages")} | {"fields": small}


def save(folder: Path, name: str, content: bytes, about: tuple[str, str], expectation: Mapping[str, object]) -> None:
    """Writes the three files of a sample, and nothing else stays in its folder."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    (folder / name).write_bytes(content)
    title, shows = about
    (folder / "about.toml").write_text(f'title = "{title}"\nshows = "{shows}"\n', encoding="utf-8")
    text = json.dumps(expectation, ensure_ascii=False, indent=2)
    (folder / "expected.json").write_text(text + "\n", encoding="utf-8")


def main() -> None:
    """Makes them all anew."""
    if not fonts.installed():
        fonts.install()
    forms = {form.blank_path.parent.name: form for form in all_forms() if form.id == FORM}
    for version, samples in SAMPLES.items():
        for sample in samples:
            done = make(sample, forms[version])
            folder = HERE / FORM / version / sample.folder
            save(folder, done.name, done.content, (sample.title, sample.shows), expected(sample, done.truth))
    for one_of in known.samples():
        done = known.make(one_of)
        wanted = expected(one_of, done.truth)
        known.complete(one_of, wanted["documents"])
        save(known.folder(one_of), done.name, done.content, (one_of.title, one_of.shows), wanted)
    for one in broken.SAMPLES:
        save(HERE / "broken" / one.folder, one.name, one.make(), (one.title, one.shows), one.expected())
    for sent in formats.SAMPLES:
        save(HERE / "formats" / sent.folder, sent.name, sent.make(), (sent.title, sent.shows), sent.expected())
    for stack in stacks.SAMPLES:
        save(HERE / "stacks" / stack.folder, *stack.make(), (stack.title, stack.shows), stack.expected())


if __name__ == "__main__":
    main()
