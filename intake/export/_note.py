"""A case laid out as a note: blocks that HTML, PDF and Word show alike. No text in them is markup."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from intake.export._answers import PROTECTED, label, value_of, value_text
from intake.export._blocks import Block, bullets, card, facts, heading, paragraph, run, table, within, writing
from intake.export._clippings import Numbered, numbered, showing
from intake.export._consents import consents
from intake.export._criteria import at_a_glance, one_by_one, places
from intake.export._edited import NOTHING, with_texts
from intake.export._information import information
from intake.export._places import Place, anchor_of, link_to, picture, source_among_many
from intake.export._plain import day_of, plain
from intake.export._wording import complaint, decision
from intake.export.json import message
from intake.model import Clipping, Issue
from intake.settings import TIME_ZONE
from intake.wording import sentence
from schemas.case import Case
from schemas.municipality import all_municipalities

URGENT = ("safety_concern", "guardians_disagree", "two_children", "other_municipality")
"""Flags shown first; that of a protected address has a notice of its own."""

Paper = dict[str, Any]


def paper(
    case: Case,
    clippings: Mapping[str, Sequence[Clipping]],
    reasons: Mapping[str, Sequence[Issue]],
    texts: Mapping[str, str] = NOTHING,
) -> tuple[Paper, Mapping[int, bytes]]:
    """The note's blocks, and its pictures by number. `clippings` and `reasons` are by the hash of their document.

    `texts` are what a person has written in place of the draft's words, by the key of the block.
    """
    language, pictures = case.note.language, numbered(clippings)
    subtitle = f"{all_municipalities()[case.municipality].name} kommune · {case.case}"
    blocks = with_texts([*_blocks(case, pictures, reasons, subtitle)], texts, language)
    blocks += _appendix(case, pictures, blocks)
    _lead_to_once(blocks)
    title = sentence("note", "title", language)
    contents = {
        "language": language,
        "title": f"{title} – {subtitle}",
        "author": f"{all_municipalities()[case.municipality].name} kommune",
        "blocks": blocks,
        "footer": sentence("note", "footer", language, rules=day_of(case.note.rules), case=case.case),
    }
    shown = {block["number"] for block in within(blocks) if block.get("block") == "figure"}
    return plain(contents), {p.number: p.clipping.png for p in pictures if p.number in shown}


def _blocks(
    case: Case, pictures: Sequence[Numbered], reasons: Mapping[str, Sequence[Issue]], subtitle: str
) -> Iterator[Block]:
    language = case.note.language
    yield paragraph(subtitle, look="kicker")
    yield heading(1, sentence("note", "title", language))
    notice = sentence("note", "draft_notice", language)
    yield paragraph(run(sentence("note", "draft", language), "stamp"), f" {notice}", look="soft")
    yield from _overview(case, pictures, reasons)
    yield _section(1, "case", language)
    yield from _case(case)
    if case.is_of_a_form:
        for number, name, blocks in (
            (2, "wish", _wish(case, pictures)),
            (3, "information", information(case, pictures)),
            (4, "criteria", [_findings_help(language), *one_by_one(case, pictures)]),
            (5, "best_interests", _best_interests(language)),
            (6, "missing", _missing(case)),
            (7, "alternative", _alternative(case, pictures)),
            (8, "conclusion", _conclusion(case)),
        ):
            yield _section(number, name, language)
            yield from blocks


def _section(number: int, name: str, language: str) -> Block:
    return heading(2, f"{number}. {sentence('note', f'section_{name}', language)}", f"s{number}")


def _findings_help(language: str) -> Block:
    return paragraph(sentence("note", "findings_help", language), look="soft")


def _overview(case: Case, pictures: Sequence[Numbered], reasons: Mapping[str, Sequence[Issue]]) -> Iterator[Block]:
    """What to do next, by when, and what to look at first."""
    language = case.note.language
    alerts = ["protected_notice"] if "address_protected" in case.flags else []
    alerts += [f"flag_{flag}" for flag in URGENT if flag in case.flags]
    for key in alerts:
        yield card("alert", paragraph(run(sentence("note", key, language), "strong")))
    yield heading(2, sentence("note", "overview", language), "s0")
    step = case.note.next_step if case.is_of_a_form else "not_a_form"
    yield card(
        "next",
        paragraph(sentence("note", "next_step", language), look="lead"),
        paragraph(run(sentence("note", f"next_{step}", language), "large"), look="lead"),
        paragraph(sentence("note", f"next_{step}_help", language)),
        facts(_dates(case)),
    )
    if flags := [flag for flag in case.flags if flag not in (*URGENT, "address_protected")]:
        notice = paragraph(sentence("note", "notice", language), look="lead")
        yield card("plain", notice, bullets([sentence("note", f"flag_{flag}", language)] for flag in flags))
    pointed = [_pointed(case, sha256, issue, pictures) for sha256, said in reasons.items() for issue in said]
    if pointed or case.proposed_links:
        see = paragraph(sentence("note", "see_also", language), look="lead")
        yield card("plain", see, bullets([*pointed, *_proposed(case)]))
    if case.is_of_a_form:
        yield at_a_glance(case, pictures)
        yield _findings_help(language)


def _dates(case: Case) -> list[tuple[str, list[Any]]]:
    """The deadlines, the nearest first."""
    deadlines = {"interim_reply": case.deadlines.interim_reply, "answer": case.deadlines.answer}
    ordered = sorted(deadlines, key=lambda name: deadlines[name])
    language = case.note.language
    return [(sentence("note", name, language), [run(day_of(deadlines[name]), "strong")]) for name in ordered]


def _pointed(case: Case, document: str, issue: Issue, pictures: Sequence[Numbered]) -> list[Any]:
    """What a person must look at, with its place and the picture of it where there are such."""
    text = message(issue.code, case.note.language)
    if issue.page is not None and issue.box is not None:
        return [f"{text} (", link_to(case, Place(document, issue.page, issue.box), pictures), ")"]
    page = sentence("note", "page_alone", case.note.language, page=issue.page) if issue.page else ""
    where = ", ".join(filter(None, (source_among_many(case, document), page)))
    return [f"{text} ({where})" if where else text]


def _proposed(case: Case) -> Iterator[list[str]]:
    for link in case.proposed_links:
        said = sentence("note", "may_belong_to", case.note.language, case=link.case)
        yield [f"{said} {' '.join(link.reasons)}"]


def _case(case: Case) -> Iterator[Block]:
    """The case: who, when, where, which documents, and what a later form has changed."""
    language = case.note.language
    received = case.received.astimezone(TIME_ZONE)
    channel = sentence("note", f"channel_{case.documents[0].channel}", language) if case.documents else ""
    day = day_of(received.date())
    rows = [
        ("received", sentence("note", "received_by", language, day=day, time=f"{received:%H.%M}", channel=channel)),
        ("unit", all_municipalities()[case.municipality].unit.name),
        ("queue", case.queue),
        ("rules", sentence("note", "rules_chosen", language, rules=day_of(case.note.rules))),
    ]
    if case.is_of_a_form:  # of a letter, that nothing was read does not say that nothing stands there
        rows = [("child", _child(case)), ("sender", _sender(case)), *rows]
    yield facts((sentence("note", key, language), [value]) for key, value in rows)
    head = [sentence("note", key, language) for key in ("document", "document_kind", "document_pages")]
    kinds = {document.kind: sentence("note", f"kind_{document.kind}", language) for document in case.documents}
    yield table(
        head, (([d.source], [kinds[d.kind]], [", ".join(map(str, d.pages))]) for d in case.documents), (50, 38, 12)
    )
    protected = "address_protected" in case.flags
    changes = [c for c in case.changes if not (protected and PROTECTED.search(c.field))]
    if changes:
        yield heading(3, sentence("note", "changes", language))
        head = [sentence("note", key, language) for key in ("change_field", "change_before", "change_after")]
        yield table(
            head,
            (([label(c.field, language)], [_shown(c.before, language)], [_shown(c.after, language)]) for c in changes),
            (28, 36, 36),
        )


def _shown(value: str | bool | tuple[str, ...] | None, language: str) -> str:
    return value_text(value, language) or sentence("note", "status_empty", language)


def _child(case: Case) -> str:
    names = ("child_name", "child_birth_date", "child_national_id")
    known = [value_of(case, name) for name in names if name in case.fields and case.fields[name].value]
    if "due_date" in case.fields and case.fields["due_date"].value:  # a bare date would pass for the day of birth
        known.append(f"{sentence('note', 'field_due_date', case.note.language).lower()} {value_of(case, 'due_date')}")
    return ", ".join(known) or sentence("note", "child_unknown", case.note.language)


def _sender(case: Case) -> str:
    names = ("guardian_1_name", "guardian_2_name", "referrer_name")
    known = [value_of(case, name) for name in names if name in case.fields and case.fields[name].value]
    if known:
        return ", ".join(known)
    signatures = ("guardian_1_signature", "guardian_2_signature")
    count = sum(case.fields[name].value is True for name in signatures if name in case.fields)
    key = "sender_signed" if count else "sender_unknown"
    return sentence("note", key, case.note.language, count=count)


def _wish(case: Case, pictures: Sequence[Numbered]) -> Iterator[Block]:
    """The wish, the child's own view, and whether an interpreter is needed."""
    language = case.note.language
    wish = next(c for c in case.note.criteria if c.criterion == "family_wishes_it")
    where = places(case, wish.evidence, pictures)
    yield paragraph(wish.explanation, *([run(" ("), *where, run(")")] if where else []), key="wish")
    lacks = {missing.code for missing in case.note.missing}
    heard = [sentence("note", "child_view_missing" if "child_view" in lacks else "child_view_stated", language), " "]
    heard.append(sentence("note", "child_view_law", language))
    if _stands(case, "due_date") and not (_stands(case, "child_birth_date") or _stands(case, "child_national_id")):
        heard = [sentence("note", "child_view_unborn", language)]
    said = _said(case, INTERPRETER)
    interpreter = sentence("note", "interpreter_missing" if "interpreter" in lacks else "interpreter_stated", language)
    yield facts(
        (
            (sentence("note", "child_view", language), heard),
            (sentence("note", "interpreter", language), said or [interpreter]),
        )
    )


def _stands(case: Case, name: str) -> bool:
    return name in case.fields and bool(case.fields[name].value or case.fields[name].raw)


INTERPRETER = ("interpreter_needed", "interpreter_language")
COORDINATION = ("wants_coordinator", "has_coordinator", "wants_individual_plan", "has_individual_plan")


def _said(case: Case, names: Sequence[str]) -> list[str]:
    """What the forms say in fields of those names, in words."""
    given = [name for name in names if name in case.fields and case.fields[name].status != "empty"]
    return [f"{label(name, case.note.language)}: {value_of(case, name)}. " for name in given if value_of(case, name)]


def _best_interests(language: str) -> Iterator[Block]:
    yield paragraph(sentence("note", "best_interests", language), look="lead")
    yield writing(sentence("note", "professional_judgement", language), 25, key="best_interests")


def _missing(case: Case) -> Iterator[Block]:
    language = case.note.language
    if case.note.missing:
        yield paragraph(sentence("note", "missing_help", language), look="lead")
        head = [sentence("note", "missing_what", language), sentence("note", "missing_question", language)]
        rows = [([m.message], [sentence("note", f"question_{m.code}", language)]) for m in case.note.missing]
        yield table(head, rows, (45, 55))
    else:
        yield paragraph(sentence("note", "missing_none", language))
    yield from consents(case)


def _alternative(case: Case, pictures: Sequence[Numbered]) -> Iterator[Block]:
    """The ordinary coordinator and the individual plan, which are considered in every case."""
    language = case.note.language
    yield paragraph(sentence("note", "alternative", language), key="alternative")
    against = [c for c in case.note.criteria if c.finding == "contradicted" and c.criterion != "family_wishes_it"]
    for criterion in against:
        yield paragraph(criterion.explanation, " (", *places(case, criterion.evidence, pictures), ")")
    if said := _said(case, COORDINATION):
        yield paragraph(run(f"{sentence('note', 'forms_say', language)}:", "strong"), " ", *said)
    for key in ("ordinary_coordinator", "individual_plan"):
        yield heading(3, sentence("note", key, language))
        yield paragraph(sentence("note", f"{key}_law", language), look="lead")
        yield writing(sentence("note", "professional_judgement", language), 12, key=f"judgement_{key}")


def _conclusion(case: Case) -> Iterator[Block]:
    """Left to the caseworker, with the text on complaints that goes with an answer."""
    language, municipality = case.note.language, all_municipalities()[case.municipality]
    yield paragraph(sentence("note", "conclusion_help", language), look="lead")
    yield writing(decision(municipality, language), 20, key="conclusion")
    yield writing(sentence("note", "reasons", language), 50, key="reasons")
    yield writing(sentence("note", "caseworker", language), 15, key="caseworker")
    yield heading(3, sentence("note", "complaint", language))
    yield paragraph(sentence("note", "complaint_help", language), look="lead")
    yield paragraph(complaint(municipality, language), key="complaint")


def _appendix(case: Case, pictures: Sequence[Numbered], blocks: list[Block]) -> Iterator[Block]:
    """The clippings that are led to but stand by no answer, and those of something written outside the fields."""
    beside = {block["number"] for block in within(blocks) if block.get("block") == "figure"}
    led_to = {piece["to"] for piece in within(blocks) if "to" in piece}
    of_fields = {
        shown.number
        for field in case.fields.values()
        for e in field.evidence
        for shown in showing(pictures, field.document, e.page, e.box)
    }
    wanted = [p for p in pictures if p.number not in beside]
    wanted = [p for p in wanted if anchor_of(p.number) in led_to or p.number not in of_fields]
    if wanted:
        yield heading(2, sentence("note", "appendix", case.note.language), "s9")
    for shown in wanted:
        yield picture(case, shown, sentence("note", "document", case.note.language), beside=False)


def _lead_to_once(blocks: list[Block]) -> None:
    """Makes each picture the target of links where it stands first: it may stand by several answers."""
    seen: set[int] = set()
    for block in within(blocks):
        if block.get("block") == "figure" and block["number"] not in seen:
            seen.add(block["number"])
            block["anchor"] = anchor_of(block["number"])
