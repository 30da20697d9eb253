"""A case laid out as a note: plain data that HTML and PDF show alike. Texts are as read; nothing in them is markup."""

from collections.abc import Mapping, Sequence
from typing import Any

from intake.export._answers import answers, empty_fields, marked, unseen_fields, value_of
from intake.export._clippings import Numbered, numbered, part_of_page, showing
from intake.export._plain import day_of, plain
from intake.export.json import message
from intake.model import Clipping, Issue
from intake.settings import TIME_ZONE
from intake.wording import keys, sentence
from schemas.case import Case
from schemas.catalogue import services
from schemas.consent import GivenConsent
from schemas.criteria import CriterionRule, rules_on
from schemas.municipality import all_municipalities
from schemas.note import Criterion, NoteEvidence

FILLED = frozenset({"sender_signed", "received_by", "page_place", "page_alone", "clipping_of", "clipping", "footer"})
"""Wordings with a gap that is filled here; the templates use all others as they stand."""
DIGITAL = ("acroform", "text")
"""Origins that need no picture beside the text; their clippings stand at the end."""
MARKS = ("mark_unread", "mark_signature", "mark_tick", "mark_told")
"""Evidence that is no quoted text."""
MOST = 4
"""Pictures beside one answer: more would hide the text."""
URGENT = ("safety_concern", "guardians_disagree", "two_children", "other_municipality")
"""Flags shown first; that of a protected address has a notice of its own."""

View = dict[str, Any]


def view(
    case: Case, clippings: Mapping[str, Sequence[Clipping]], reasons: Mapping[str, Sequence[Issue]]
) -> tuple[View, Mapping[int, bytes]]:
    """The note's contents, and its pictures by number. `clippings` and `reasons` are by the hash of their document."""
    language = case.note.language
    pictures = numbered(clippings)
    municipality = all_municipalities()[case.municipality]
    shown = _led_to_once([_with_pictures(answer, case, pictures) for answer in answers(case)])
    criteria = _criteria(case, pictures)
    see_also = [_pointed(case, sha256, issue, pictures) for sha256, said in reasons.items() for issue in said]
    contents = {
        "language": language,
        "words": {key: sentence("note", key, language) for key in keys("note") - FILLED},
        "municipality": f"{municipality.name} kommune",
        "subtitle": f"{municipality.name} kommune · {case.case}",
        "protected": "address_protected" in case.flags,
        "is_of_a_form": case.is_of_a_form,
        "next": case.note.next_step if case.is_of_a_form else "not_a_form",
        "urgent": [flag for flag in URGENT if flag in case.flags],
        "flags": [flag for flag in case.flags if flag not in (*URGENT, "address_protected")],
        "see_also": see_also,
        "facts": _facts(case),
        "dates": _dates(case),
        "documents": _documents(case),
        "criteria": criteria,
        "answers": shown,
        "appendix": _appendix(case, pictures, shown, [*criteria, {"evidence": see_also}]),
        "empty": empty_fields(case),
        "unseen": unseen_fields(case),
        "recognised": _recognised(case),
        "consents": [_consent(consent, language) for consent in case.consents],
        "missing": [
            {"what": missing.message, "question": sentence("note", f"question_{missing.code}", language)}
            for missing in case.note.missing
        ],
        "lacks": [missing.code for missing in case.note.missing],
        "decision": municipality.decision_word.capitalize(),
        "footer": sentence("note", "footer", language, rules=day_of(case.note.rules)),
    }
    return plain(contents), {picture.number: picture.clipping.png for picture in pictures}


def _facts(case: Case) -> list[dict[str, str]]:
    """The case at a glance: what, and the value."""
    language = case.note.language
    received = case.received.astimezone(TIME_ZONE)
    channel = sentence("note", f"channel_{case.documents[0].channel}", language) if case.documents else ""
    arrived = sentence(
        "note", "received_by", language, day=day_of(received.date()), time=f"{received:%H.%M}", channel=channel
    )
    facts = (
        ("child", _child(case)),
        ("sender", _sender(case)),
        ("received", arrived),
        ("unit", all_municipalities()[case.municipality].unit.name),
        ("queue", case.queue),
    )
    of_a_form = ("child", "sender")  # of a letter, that nothing was read does not say that nothing stands there
    told = [fact for fact in facts if case.is_of_a_form or fact[0] not in of_a_form]
    return [{"what": sentence("note", name, language), "value": value} for name, value in told]


def _dates(case: Case) -> list[dict[str, str]]:
    """The deadlines, the nearest first."""
    deadlines = {"interim_reply": case.deadlines.interim_reply, "answer": case.deadlines.answer}
    ordered = sorted(deadlines, key=lambda name: deadlines[name])
    return [{"what": sentence("note", name, case.note.language), "value": day_of(deadlines[name])} for name in ordered]


def _child(case: Case) -> str:
    names = ("child_name", "child_birth_date", "child_national_id", "due_date")
    known = [value_of(case, name) for name in names if name in case.fields and case.fields[name].value]
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


def _documents(case: Case) -> list[dict[str, str]]:
    return [
        {
            "source": document.source,
            "kind": sentence("note", f"kind_{document.kind}", case.note.language),
            "pages": ", ".join(map(str, document.pages)),
        }
        for document in case.documents
    ]


def _place(case: Case, document: str, page: int, box: Sequence[float]) -> str:
    """Where something stands, with the file's name only where there are several."""
    language = case.note.language
    where = sentence("note", "page_place", language, page=page, part=part_of_page(box, language))
    sources = {known.sha256: known.source for known in case.documents}
    return f"{sources[document]}, {where}" if len(sources) > 1 and document in sources else where


def _pointed(case: Case, document: str, issue: Issue, pictures: Sequence[Numbered]) -> View:
    """What a person must look at, with its place and the picture of it where there are such."""
    text = message(issue.code, case.note.language)
    if issue.page is None or issue.box is None:
        return {"text": text, "where": _page(case, document, issue.page), "picture": None}
    shown = showing(pictures, document, issue.page, issue.box)
    where = _place(case, document, issue.page, issue.box)
    return {"text": text, "where": where, "picture": shown[0].number if shown else None}


def _page(case: Case, document: str, page: int | None) -> str:
    """A page, or the whole file, by the file's name where there are several."""
    sources = {known.sha256: known.source for known in case.documents}
    number = sentence("note", "page_alone", case.note.language, page=page) if page else ""
    return ", ".join(filter(None, (sources.get(document, "") if len(sources) > 1 else "", number)))


def _criteria(case: Case, pictures: Sequence[Numbered]) -> list[View]:
    rules = {rule.criterion: rule for rule in rules_on(case.received.astimezone(TIME_ZONE).date()).criteria}
    return [_criterion(criterion, rules[criterion.criterion], case, pictures) for criterion in case.note.criteria]


def _criterion(criterion: Criterion, rule: CriterionRule, case: Case, pictures: Sequence[Numbered]) -> View:
    evidence = [_quote(quoted, case, pictures) for quoted in criterion.evidence]
    return {
        "short": sentence("note", f"short_{criterion.criterion}", case.note.language),
        "question": rule.question.nn if case.note.language == "nn" else rule.question.nb,
        "reference": rule.reference,
        "finding": criterion.finding,
        "word": sentence("note", f"finding_{criterion.finding}", case.note.language),
        "explanation": criterion.explanation,
        "evidence": evidence,
        "places": list({quoted["where"]: quoted for quoted in evidence}.values()),
    }


def _quote(quoted: NoteEvidence, case: Case, pictures: Sequence[Numbered]) -> View:
    shown = showing(pictures, quoted.document, quoted.page, quoted.box)
    unquoted = {sentence("assess", key, case.note.language) for key in MARKS}
    return {
        "text": quoted.text if quoted.text in unquoted else f"«{quoted.text}»",
        "where": _place(case, quoted.document, quoted.page, quoted.box),
        "picture": shown[0].number if shown else None,
    }


def _with_pictures(answer: View, case: Case, pictures: Sequence[Numbered]) -> View:
    """An answer with its place, and with the clippings of it unless it is digital text that was surely read."""
    field = case.fields[answer["name"]]
    places = [_place(case, field.document, e.page, e.box) for e in field.evidence]
    found = [p for e in field.evidence for p in showing(pictures, field.document, e.page, e.box)]
    is_plain = field.origin in DIGITAL and field.status == "confident"
    inline = [] if is_plain else list(dict.fromkeys(found))[:MOST]
    return {
        **answer,
        "segments": marked(case, answer["name"]),
        "where": "; ".join(dict.fromkeys(places)),
        "pictures": [_picture(picture, answer["label"], case) for picture in inline],
    }


def _led_to_once(shown: Sequence[View]) -> list[View]:
    """The answers with each picture as the target of links where it stands first: it may stand by several answers."""
    seen: set[int] = set()
    answers = []
    for answer in shown:
        answers.append({**answer, "pictures": [{**p, "target": p["number"] not in seen} for p in answer["pictures"]]})
        seen |= {p["number"] for p in answer["pictures"]}
    return answers


def _appendix(case: Case, pictures: Sequence[Numbered], answers: Sequence[View], quoting: Sequence[View]) -> list[View]:
    """The clippings that are quoted but stand by no answer, and those of something written outside the fields."""
    beside = {picture["number"] for answer in answers for picture in answer["pictures"]}
    quoted = {quoted["picture"] for view in quoting for quoted in view["evidence"]}
    of_fields = {
        picture.number
        for field in case.fields.values()
        for evidence in field.evidence
        for picture in showing(pictures, field.document, evidence.page, evidence.box)
    }
    label = sentence("note", "document", case.note.language)
    wanted = [p for p in pictures if p.number not in beside and (p.number in quoted or p.number not in of_fields)]
    return [_picture(picture, label, case) for picture in wanted]


def _picture(picture: Numbered, label: str, case: Case) -> View:
    language = case.note.language
    where = _place(case, picture.document, picture.clipping.page, picture.clipping.box)
    return {
        "number": picture.number,
        "target": True,
        "share": picture.clipping.box.right - picture.clipping.box.left,
        "alt": sentence("note", "clipping_of", language, label=label, place=where),
        "caption": sentence("note", "clipping", language, number=picture.number, place=where),
    }


def _recognised(case: Case) -> list[dict[str, str]]:
    """What was recognised, by its status: each thing once, in the family's order."""
    language = case.note.language
    rows: dict[str, list[str]] = {}
    for condition in case.conditions:
        rows.setdefault(f"condition_{condition.status}", []).append(condition.term)
    for service in case.services:
        known = services().get(service.service)
        name = (known.nn if language == "nn" else known.nb) if known else service.text
        rows.setdefault(f"service_{service.status}", []).append(name)
    return [
        {"what": sentence("note", key, language), "which": ", ".join(dict.fromkeys(found))}
        for key, found in rows.items()
    ]


def _consent(consent: GivenConsent, language: str) -> dict[str, str]:
    def named(answer: str) -> str:
        entries = [(services().get(key), key) for key, given in consent.agencies.items() if given == answer]
        return ", ".join((entry.nn if language == "nn" else entry.nb) if entry else key for entry, key in entries)

    until = day_of(consent.valid_until) if consent.valid_until else ""
    return {"yes": named("yes"), "no": named("no"), "exceptions": consent.exceptions or "", "until": until}
