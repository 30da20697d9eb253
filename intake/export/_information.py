"""The answers of the forms as a note shows them: with its place, and its picture where it must be looked at."""

from collections.abc import Iterator, Sequence
from typing import Any

from intake.export._answers import answers, empty_fields, marked, unseen_fields
from intake.export._blocks import Block, answer, facts, heading, paragraph, quote, run
from intake.export._clippings import Numbered, showing
from intake.export._places import Place, in_words, picture
from intake.wording import sentence
from schemas.case import Case
from schemas.catalogue import services

DIGITAL = ("acroform", "text")
"""Origins that need no picture beside the text; their clippings stand at the end."""
MOST = 4
"""Pictures beside one answer: more would hide the text."""


def information(case: Case, pictures: Sequence[Numbered]) -> Iterator[Block]:
    """What stands in the forms, what was left empty, and what was recognised."""
    language = case.note.language
    yield paragraph(sentence("note", "status_legend", language), look="soft")
    shown = answers(case)
    if not shown:
        yield paragraph(sentence("note", "nothing_filled_in", language))
    for given in shown:
        yield from _answer(case, given, pictures)
    for key, labels in (("unseen_fields", unseen_fields(case)), ("empty_fields", empty_fields(case))):
        if labels:
            yield paragraph(run(f"{sentence('note', key, language)}: ", "strong"), f"{', '.join(labels)}.")
    yield heading(3, sentence("note", "recognised", language))
    recognised = _recognised(case)
    if recognised:
        yield paragraph(sentence("note", "recognised_help", language), look="lead")
        yield facts(recognised)
    else:
        yield paragraph(sentence("note", "nothing_recognised", language))


def _answer(case: Case, given: dict[str, Any], pictures: Sequence[Numbered]) -> Iterator[Block]:
    word = run(given["word"], given["status"])
    blocks = [*_reading(case, given, pictures)]
    if given["long"]:
        yield heading(3, given["label"], badge=word)
        yield from blocks
    else:
        yield answer(given["label"], word, *blocks)


def _reading(case: Case, given: dict[str, Any], pictures: Sequence[Numbered]) -> Iterator[Block]:
    """What was read. A draft comes after its picture, so that the eye is there first."""
    field = case.fields[given["name"]]
    places = [Place(field.document, e.page, e.box) for e in field.evidence]
    is_plain = field.origin in DIGITAL and field.status == "confident"
    found = [] if is_plain else [shown for p in places for shown in showing(pictures, p.document, p.page, p.box)]
    figures = [picture(case, shown, given["label"], not given["long"]) for shown in list(dict.fromkeys(found))[:MOST]]
    if field.status == "unreadable":
        yield paragraph(run(sentence("note", "not_read", case.note.language), "draft"), look="lead")
        yield from figures
        return
    if given["draft"]:
        yield from figures
        yield paragraph(run(given["draft"], "draft"), look="lead")
    pieces = [run(piece["text"], piece["kind"] or "plain") for piece in marked(case, given["name"])]
    where = run("; ".join(dict.fromkeys(in_words(case, place) for place in places)), "soft")
    yield quote("«", *pieces, "» ", where) if given["long"] else paragraph(*pieces, " ", where)
    if not given["draft"]:
        yield from figures


def _recognised(case: Case) -> list[tuple[str, list[str]]]:
    """What was recognised, by its status: each thing once, in the family's order."""
    language = case.note.language
    rows: dict[str, list[str]] = {}
    for condition in case.conditions:
        rows.setdefault(f"condition_{condition.status}", []).append(condition.term)
    for service in case.services:
        known = services().get(service.service)
        name = (known.nn if language == "nn" else known.nb) if known else service.text
        rows.setdefault(f"service_{service.status}", []).append(name)
    return [(sentence("note", key, language), [", ".join(dict.fromkeys(found))]) for key, found in rows.items()]
