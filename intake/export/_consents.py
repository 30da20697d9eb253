"""Consents as a note shows them: what may be shared today, and by which consents."""

from collections.abc import Iterator

from intake.export._answers import named
from intake.export._blocks import Block, bullets, facts, heading, paragraph, run, table
from intake.export._places import source_among_many
from intake.export._plain import day_of
from intake.wording import sentence
from schemas.case import Case
from schemas.consent import GivenConsent, SharingToday


def consents(case: Case) -> Iterator[Block]:
    """What may be shared on the day of the note, what to think of first, and each consent as it was given."""
    language = case.note.language
    yield heading(3, sentence("note", "consents", language))
    if not case.consents:
        yield paragraph(sentence("note", "consent_none", language))
        return
    if case.sharing:
        yield from _today(case.sharing, language)
    for consent in case.consents:
        yield facts(_record(case, consent))


def _today(sharing: SharingToday, language: str) -> Iterator[Block]:
    yield paragraph(sentence("note", "sharing_today", language, day=day_of(sharing.day)), look="lead")
    rows = [([named(agency, language)], [sentence("consent", answer, language)]) for agency, answer in _sorted(sharing)]
    if not rows or sharing.general != "not_stated":
        rows.append(([sentence("note", "no_agency_named", language)], [sentence("consent", sharing.general, language)]))
    rows += [([other], [sentence("note", "written_in_words", language)]) for other in sharing.others]
    head = [sentence("note", "agency", language), sentence("note", "may_be_shared", language)]
    yield table(head, rows, (50, 50))
    if sharing.exceptions:
        label = sentence("note", "field_consent_exceptions", language)
        yield paragraph(run(f"{label}: ", "strong"), " ".join(f"«{text}»" for text in sharing.exceptions))
    if sharing.remarks:
        yield bullets([sentence("consent", f"remark_{remark}", language)] for remark in sharing.remarks)


def _sorted(sharing: SharingToday) -> list[tuple[str, str]]:
    """The answers given before those not given, else in the form's order."""
    return sorted(sharing.agencies.items(), key=lambda pair: pair[1] == "not_stated")


def _record(case: Case, consent: GivenConsent) -> list[tuple[str, list[str]]]:
    language = case.note.language

    def agencies(answer: str) -> str:
        return ", ".join(named(key, language) for key, given in consent.agencies.items() if given == answer)

    signers = ", ".join(named(who, language) for who in consent.signed_by)
    rows = (
        ("consent_of", day_of(consent.stated) if consent.stated else ""),
        ("document", source_among_many(case, consent.document)),
        ("consent_by", signers or sentence("note", "consent_by_nobody", language)),
        ("consent_yes", agencies("yes")),
        ("consent_no", agencies("no")),
        ("field_consent_agencies_other", consent.others or ""),
        ("field_consent_exceptions", consent.exceptions or ""),
        ("field_consent_valid_until", day_of(consent.valid_until) if consent.valid_until else ""),
        ("consent_withdrawn", day_of(consent.withdrawn) if consent.withdrawn else ""),
    )
    return [(sentence("note", key, language), [value]) for key, value in rows if value]
