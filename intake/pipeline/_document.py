"""From the pages of one document to its fields and what they say."""

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import accumulate

from intake import classify
from intake.extract import digital, scan, values
from intake.extract.ink import Sheet, sheet
from intake.geometry import box_on_page, union
from intake.interpret.free_text import understand
from intake.model import (
    Field,
    Group,
    Issue,
    Kind,
    Page,
    Registration,
    Sighting,
    Status,
    Submission,
    Understanding,
    Word,
)
from intake.pipeline._fields import fields_of
from intake.pipeline._plain import drawn_on
from intake.pipeline._unknown import recognised, said
from intake.pipeline._witness import agreed
from schemas.form import Form, FormField
from schemas.municipality import all_municipalities
from schemas.withdrawal import taken_back

_progress = logging.getLogger("intake.progress")
ANSWERS = ("condition_text", "services_text", "needs_text", "goals_text")
LETTER_PAGES = 2  # how many pages of a letter are looked at to tell what it is


def submission(group: Group, municipality: str | None) -> Submission:
    """The document that a group of pages is, with all fields that its form asks for."""
    pages = tuple(sorted(s.page.number for s in group.sightings))
    if group.form is None:
        return _of_no_known_form(group.sightings, pages, municipality)
    form = group.form
    fields, issues = _fields(form, group.sightings, drawn_on)
    return Submission(
        Kind(form.kind), form.id, form.version, _confidence(group.sightings), form.municipality or municipality,
        form.language, pages, fields, _understood(fields, form.language), issues,
    )  # fmt: skip


def _of_no_known_form(sightings: Sequence[Sighting], pages: tuple[int, ...], municipality: str | None) -> Submission:
    """A form never seen before, read by its own print; or a letter, of which only the kind is told."""
    found = recognised(sightings)
    words = [word for s in sightings[:LETTER_PAGES] for word in s.words]
    kind = classify.kind(words, [field.name for field in found.form.fields])
    language = classify.language(words)
    place = classify.municipality(words, {m.name: number for number, m in all_municipalities().items()}) or municipality
    if kind not in (Kind.REQUEST, Kind.CONSENT):
        return Submission(kind, None, None, 0.0, place, language, pages, issues=tuple(_taken_back(sightings)))
    fields, issues = _fields(found.form, found.sightings, lambda page, lies, _: sheet(page, lies))
    fields = said(fields, found)
    issues = (*issues, *_taken_back(sightings))
    return Submission(kind, None, None, 0.0, place, language, pages, fields, _understood(fields, language), issues)


def _taken_back(sightings: Sequence[Sighting]) -> Iterator[Issue]:
    """Where the pages may say that a consent is taken back: a person reads it before anything is shared."""
    return (issue for s in sightings if (issue := said_withdrawal(s.page.number, s.words)))


def said_withdrawal(page: int, words: Sequence[Word]) -> Issue | None:
    """The place on a page where a consent may be taken back, all such sentences in one."""
    text = " ".join(word.text for word in words)
    ends = list(accumulate(len(word.text) + 1 for word in words))
    spans = taken_back(text)
    meant = [
        w.box
        for w, end in zip(words, ends, strict=True)
        if any(a < end and end - len(w.text) - 1 < b for a, b in spans)
    ]
    return Issue("possible_withdrawal", page=page, box=union(meant)) if meant else None


def _confidence(sightings: Sequence[Sighting]) -> float:
    """How surely these pages are this form: the share of its print that was found, on the page where least was."""
    return round(min(1.0, min(s.registration.fit for s in sightings if s.registration)), 3)


def _fields(
    form: Form, sightings: Sequence[Sighting], sheet_of: Callable[[Page, Registration, Sequence[FormField]], Sheet]
) -> tuple[Mapping[str, Field], tuple[Issue, ...]]:
    found: dict[str, Field] = {}
    issues: list[Issue] = []
    for sighting in sightings:
        if sighting.registration is None:
            continue
        blank = sighting.registration.blank
        asked = [field for field in form.fields if field.page == blank.number] if blank.form is form else []
        drawn = sheet_of(sighting.page, sighting.registration, asked)
        found |= fields_of(sighting.page, drawn, asked)
        _progress.info("page %d read", sighting.page.number)
        issues += _left_over(sighting.page, drawn, asked)
    return agreed({field.name: found.get(field.name) or values.not_seen(field) for field in form.fields}), tuple(issues)


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


def _understood(fields: Mapping[str, Field], language: str) -> Understanding:
    """What the free text says. A draft of handwriting is understood too, as a draft."""
    texts = {name: fields[name].value for name in ANSWERS if name in fields and fields[name].status is not Status.EMPTY}
    return understand({name: text for name, text in texts.items() if isinstance(text, str)}, language)
