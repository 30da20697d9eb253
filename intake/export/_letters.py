"""Letters of a case as blocks: drafts that a person fills in, reads and sends. The program sends nothing.

A receipt says nothing of health and names nobody: it may be sent by other ways than a case is. In the other letters a
person is named only where it is surely read who the child and its guardian are, and an address never where it is
protected.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from intake.export._blocks import Block, Words, bullets, card, heading, lines, paragraph, run
from intake.export._edited import NOTHING, with_texts
from intake.export._plain import day_of, plain
from intake.settings import TIME_ZONE
from intake.wording import sentence
from schemas.case import Case, LetterName
from schemas.municipality import all_municipalities

NOT_ASKED = frozenset({"parental_responsibility", "second_guardian"})
"""What no letter asks: parental responsibility stands in Folkeregisteret, and of the other parent one speaks."""
CONCERNS = ("safety_concern", "guardians_disagree")


def kinds(case: Case) -> tuple[LetterName, ...]:
    """The letters that may be sent in a case. None where nobody has asked for anything yet."""
    if not any(document.kind == "request" for document in case.documents):
        return ()
    if "other_municipality" in case.flags:
        return ("receipt", "forwarding")
    open_to_family = {missing.code for missing in case.note.missing} - NOT_ASKED
    asked: tuple[LetterName, ...] = ("information_request",) if open_to_family else ()
    return ("receipt", *asked, "interim_reply")


def paper(case: Case, kind: LetterName, language: str, texts: Mapping[str, str] = NOTHING) -> dict[str, Any]:
    """A letter's blocks. `texts` are what a person has written in place of the draft's words, by the block's key."""
    municipality = all_municipalities()[case.municipality]
    blocks = [*_head(case, kind, language), *_BODIES[kind](case, language), *_close(case, kind, language)]
    contents = {
        "language": language,
        "title": f"{sentence('letters', kind, language)} – {case.case}",
        "author": f"{municipality.name} kommune",
        "blocks": [_notices(case, kind, language), *with_texts(blocks, texts, language)],
        "footer": _say("footer", language, municipality=municipality.name, case=case.case),
    }
    plain_contents: dict[str, Any] = plain(contents)
    return plain_contents


def _say(key: str, language: str, **values: object) -> str:
    return sentence("letters", key, language, **values)


def _said(key: str, language: str, **values: object) -> Block:
    return paragraph(_say(key, language, **values), key=key)


def _gap(key: str, language: str) -> Words:
    return run(_say(key, language), "fill")


def _notices(case: Case, kind: LetterName, language: str) -> Block:
    """What the caseworker must know before it is sent; none of it belongs in the letter."""
    raised = {
        "protected_notice": "address_protected" in case.flags,
        "identity_notice": "identity_unconfirmed" in case.flags and kind in ("information_request", "interim_reply"),
        "receipt_notice": kind == "receipt",
        "interim_notice": kind == "interim_reply",
        "concern_notice": any(flag in case.flags for flag in CONCERNS),
        "forwarding_notice": kind == "forwarding",
    }
    interim = day_of(case.deadlines.interim_reply)
    notices = [_say(key, language, interim=interim) for key, is_raised in raised.items() if is_raised]
    first = paragraph(run(_say("draft_notice", language), "strong"))
    return card("alert", first, *(paragraph(notice) for notice in notices))


def _head(case: Case, kind: LetterName, language: str) -> Iterator[Block]:
    municipality = all_municipalities()[case.municipality]
    sender = f"{municipality.name} kommune"
    yield paragraph(sender, look="kicker")
    yield lines([[line] for line in (municipality.unit.name, *municipality.unit.address) if line != sender])
    yield lines(_recipient(case, kind, language), key="recipient")
    about: list[list[Words]] = [
        [f"{_say('date', language)}: ", _gap("date_gap", language)],
        [f"{_say('our_case', language)}: {case.case}"],
    ]
    if kind != "receipt":
        about.append([f"{_say('exempt', language)}: {_say('exempt_law', language)}"])
    yield lines(about, key="about")
    yield heading(1, _say(f"{kind}_title", language))


def _recipient(case: Case, kind: LetterName, language: str) -> list[list[Words]]:
    if kind == "forwarding":
        known = all_municipalities().get(case.belongs_to or "")
        if known is None:
            return [[_gap("recipient_municipality", language)]]
        to = _say("to_municipality", language, municipality=known.name)
        return [[line] for line in (to, known.unit.name, *known.unit.address)]
    name = _sure(case, "guardian_1_name")
    closed = kind == "receipt" or {"address_protected", "identity_unconfirmed", *CONCERNS} & {*case.flags}
    if closed or not name:
        return [[_gap("recipient", language)]]
    street, code, city = (_sure(case, part) for part in ("guardian_1_address", "child_postal_code", "child_city"))
    return [[name], [street] if street else [_gap("recipient_address", language)], *_town(street, code, city)]


def _town(street: str, code: str, city: str) -> list[list[Words]]:
    """The place by the child's, unless the street has it already."""
    return [[f"{code} {city}"]] if street and code and city and code not in street else []


def _sure(case: Case, name: str) -> str:
    field = case.fields.get(name)
    return field.value if field and field.status == "confident" and isinstance(field.value, str) else ""


def _day(case: Case) -> str:
    return day_of(case.received.astimezone(TIME_ZONE).date())


def _receipt(case: Case, language: str) -> Iterator[Block]:
    yield _said("receipt_received", language, day=_day(case), case=case.case)
    if "other_municipality" in case.flags:
        yield _said("receipt_elsewhere", language)
    else:
        when = {"answer": case.deadlines.answer, "interim": case.deadlines.interim_reply}
        unit = all_municipalities()[case.municipality].unit.name
        yield _said("receipt_when", language, unit=unit, **{key: day_of(day) for key, day in when.items()})
    yield _said("receipt_nothing_to_do", language)
    yield _said("contact", language)


def _information_request(case: Case, language: str) -> Iterator[Block]:
    codes = [missing.code for missing in case.note.missing]
    yield _said("information_request_refers", language, day=_day(case))
    if asked := [code for code in codes if code not in {*NOT_ASKED, "consent"}]:
        yield _said("information_request_why", language)
        yield bullets([[sentence("note", f"question_{code}", language)] for code in asked], ordered=True, key="asked")
    if "consent" in codes:
        yield heading(2, _say("consent_heading", language))
        yield _said("consent_text", language)
    yield paragraph(f"{_say('information_request_how', language)} ", _gap("date_gap", language), ".", key="how")
    yield _said("information_request_no_demand", language)
    yield _said("contact", language)
    yield _said("help", language)


def _interim_reply(case: Case, language: str) -> Iterator[Block]:
    yield _said("interim_reply_what", language, day=_day(case))
    why = [f"{_say('interim_reply_why', language)} ", _gap("interim_reply_why_gap", language), ". "]
    yield paragraph(*why, f"{_say('interim_reply_when', language)} ", _gap("date_gap", language), ".", key="why")
    yield _said("interim_reply_meanwhile", language)
    yield _said("contact", language)
    yield _said("help", language)


def _forwarding(case: Case, language: str) -> Iterator[Block]:
    yield _said("forwarding_what", language, day=_day(case))
    yield paragraph(
        f"{_say('forwarding_family', language)} ", _gap("forwarding_family_gap", language), ".", key="family"
    )
    yield _said("forwarding_state", language)
    yield paragraph(
        f"{_say('forwarding_enclosed', language)} ", _gap("forwarding_enclosed_gap", language), key="enclosed"
    )


_BODIES = {
    "receipt": _receipt,
    "information_request": _information_request,
    "interim_reply": _interim_reply,
    "forwarding": _forwarding,
}


def _close(case: Case, kind: LetterName, language: str) -> Iterator[Block]:
    unit = all_municipalities()[case.municipality].unit
    rows: list[list[Words]] = [[_say("greeting", language)], [_gap("signer_gap", language)], [unit.name]]
    rows += [[_say("phone", language, phone=unit.phone)]] if unit.phone else []
    rows += [[unit.email]] if unit.email else []
    yield lines(rows, key="close")
