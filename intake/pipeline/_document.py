"""From the pages of one document to its fields and what they say."""

import logging
from collections.abc import Mapping, Sequence
from functools import cache

import intake.interpret
from intake import classify
from intake.extract import digital, scan, values
from intake.extract.ink import Sheet, sheet
from intake.extract.values import confidence_of_print
from intake.geometry import box_on_page, grown, union, without_background
from intake.interpret.free_text import understand
from intake.model import (
    Box,
    Evidence,
    Field,
    Group,
    Issue,
    Kind,
    Origin,
    Page,
    Sighting,
    Status,
    Submission,
    Understanding,
    Word,
)
from intake.plugins import discover
from intake.read import Transcript, shows, transcribe, words_of
from schemas.form import Form, FormField

_progress = logging.getLogger("intake.progress")
ANSWERS = ("condition_text", "services_text", "needs_text", "goals_text")
LETTER_PAGES = 2  # how many pages of a letter are looked at to tell what it is
LETTER_DPI = 200.0
LINE = 0.03  # of the page: some nine millimetres, a line of writing


def submission(group: Group, municipality: str | None) -> Submission:
    """The document that a group of pages is, with all fields that its form asks for."""
    pages = tuple(sorted(s.page.number for s in group.sightings))
    if group.form is None:
        kind = classify.kind([word for s in group.sightings[:LETTER_PAGES] for word in _words(s.page)])
        return Submission(kind, None, None, 0.0, municipality, "nb", pages)
    form = group.form
    fields, issues = _fields(form, group.sightings)
    return Submission(
        Kind(form.kind), form.id, form.version, _confidence(group.sightings), form.municipality, form.language, pages,
        fields, _understood(fields, form.language), issues,
    )  # fmt: skip


def _words(page: Page) -> Sequence[Word]:
    """What stands on a page of no known form."""
    if page.words:
        return page.words
    return words_of(without_background(page.picture(LETTER_DPI)), LETTER_DPI, one_line=False)


def _confidence(sightings: Sequence[Sighting]) -> float:
    """How surely these pages are this form: the share of its print that was found, on the page where least was."""
    return round(min(1.0, min(s.registration.fit for s in sightings if s.registration)), 3)


def _fields(form: Form, sightings: Sequence[Sighting]) -> tuple[Mapping[str, Field], tuple[Issue, ...]]:
    found: dict[str, Field] = {}
    issues: list[Issue] = []
    for sighting in sightings:
        if sighting.registration is None:
            continue
        blank = sighting.registration.blank
        asked = [field for field in form.fields if field.page == blank.number] if blank.form is form else []
        drawn = sheet(sighting.page, sighting.registration)
        found |= _of_page(sighting.page, drawn, asked)
        _progress.info("page %d read", sighting.page.number)
        issues += _left_over(sighting.page, drawn, asked)
    return {field.name: found.get(field.name) or values.not_seen(field) for field in form.fields}, tuple(issues)


def _of_page(page: Page, drawn: Sheet, asked: Sequence[FormField]) -> dict[str, Field]:
    """The fields of one page: what was typed on a screen, held against what is shown, and the ink that was added."""
    registration = drawn.registration
    on_screen = digital.typed(page, registration, asked) if page.words or page.widgets else {}
    inks = scan.answers(drawn, asked)
    clear = drawn.is_clear and scan.dirt(drawn, asked) < scan.DIRTY
    return {
        f.name: _on_screen(f, on_screen[f.name], page, inks.get(f.name)) if f.name in on_screen
        else _of_ink(f, inks.get(f.name), page, drawn, clear)
        for f in asked
    }  # fmt: skip


def _left_over(page: Page, drawn: Sheet, asked: Sequence[FormField]) -> list[Issue]:
    """Words and ink that are neither the blank's nor any field's: they are shown to a person, never dropped."""
    words = [] if page.scanned else digital.strays(page, drawn.registration, asked)
    found = [Issue("unread_ink", page=page.number, box=union([word.box for word in words]))] if words else []
    ink = scan.strays(drawn, asked) if drawn.is_clear and not words else None
    if ink is not None:
        found.append(Issue("unread_ink", page=page.number, box=box_on_page(drawn.registration, ink)))
    if not drawn.is_clear and asked:
        found.append(Issue("low_quality", page=page.number))
    return found


def _on_screen(field: FormField, typed: digital.Typed, page: Page, ink: scan.Answer | None) -> Field:
    evidence = values.place(page.number, typed.box)
    if field.kind == "sign":
        return values.signed_on_screen(field, typed.text, typed.signed, evidence)
    origin = Origin.ACROFORM if typed.by_widget else Origin.TEXT
    is_shown = _is_shown(typed, ink) and not typed.over_print
    return values.typed(field, typed.text, origin, evidence, _interpreter(field.content), is_shown)


def _is_shown(typed: digital.Typed, ink: scan.Answer | None) -> bool:
    """Whether the page shows what its fields and its text layer say: not painted over, struck out or added to by pen.

    A fillable field of which nothing is drawn is believed, since some writers leave the drawing to the reader.
    """
    if ink is None:
        return typed.by_widget
    return not ink.is_struck and shows(ink.grey, ink.labels, ink.dpi, typed.text)


def _of_ink(field: FormField, ink: scan.Answer | None, page: Page, drawn: Sheet, clear: bool) -> Field:
    box = ink.box if ink else Box(*field.box)
    scratched = scan.is_scratched(drawn, _watched(field, box))
    clear = clear and not scratched
    evidence = values.place(page.number, box_on_page(drawn.registration, box))
    whole = _whole(drawn, field) if scratched and field.kind == "area" else None
    if ink is None:
        if whole is None or whole.by_hand:
            return values.empty(field, evidence, 0.999 if clear else 0.7)
        return values.read(field, _read(field, whole, False), evidence, _interpreter(field.content))
    transcript = transcribe(ink.grey, ink.labels, ink.dpi, one_line=field.kind != "area")
    if field.kind == "sign":
        return _signature(field, ink, transcript, evidence, clear)
    if whole is not None and not (transcript.by_hand or whole.by_hand) and len(whole.text) > len(transcript.text):
        transcript = whole
    read = _read(field, transcript, clear and not ink.is_struck)
    return values.read(field, read, evidence, _interpreter(field.content))


def _whole(drawn: Sheet, field: FormField) -> Transcript | None:
    """What reads in the whole of a field's box, with a fold or a stain in it; None where nothing does."""
    grey, labels = scan.under_scratches(drawn, field)
    read = transcribe(grey, labels, drawn.dpi, one_line=False)
    return read if read.text else None


def _signature(
    field: FormField, ink: scan.Answer, transcript: Transcript, evidence: tuple[Evidence, ...], clear: bool
) -> Field:
    name = transcript.text if transcript.hand < 0.2 and transcript.confidence > 0.6 else None
    pen = values.Drawn(ink.area, ink.millimetres[0], ink.broadest, ink.peak, clear)
    return values.signature(field, pen, evidence, name)


def _watched(field: FormField, box: Box) -> Box:
    """Where a scratch would matter: free text may go on for a line above or below the ink that was told apart."""
    return grown(box, 0.02, LINE) if field.kind == "area" else box


def _read(field: FormField, t: Transcript, clear: bool) -> values.Read:
    """What the rooms of reading and extracting have between them. On a poor page nothing is more than a guess.

    Two readings that mean the same date or place agree, whatever the points between the figures.
    """
    interpret = _interpreter(field.content)
    first, second = (t.witness, t.text) if t.witness and _has_digits(field.content) else (t.text, t.witness)
    agree = 1.0 if field.kind == "line" and interpret(first) == interpret(second) else t.agreement
    confidence = 0.5 * t.confidence if t.by_hand else confidence_of_print(agree, t.lowest, t.covered, t.hand)
    return values.Read(first, second, confidence if clear else min(confidence, 0.5), t.by_hand)


def _has_digits(content: str) -> bool:
    """Whether a kind of field says that it is made of figures, which the witness reads better than tesseract."""
    return bool(getattr(discover(intake.interpret)[content], "DIGITS", False))


@cache
def _interpreter(content: str) -> values.Interpreter:
    """What turns text into a value of this kind: the module of that name in `intake/interpret`."""
    module = discover(intake.interpret)[content]

    def interpret(text: str) -> values.Interpreted:
        value: str = module.interpret(text)
        vouches = getattr(module, "vouches", None)
        plausible = getattr(module, "plausible", None)
        return values.Interpreted(
            value,
            bool(module.holds(value)),
            vouches is None or bool(vouches(text)),
            plausible is None or bool(plausible(text)),
        )

    return interpret


def _understood(fields: Mapping[str, Field], language: str) -> Understanding:
    """What the free text says. A draft of handwriting is understood too, as a draft."""
    texts = {name: fields[name].value for name in ANSWERS if name in fields and fields[name].status is not Status.EMPTY}
    return understand({name: text for name, text in texts.items() if isinstance(text, str)}, language)
