"""The case corridor: documents to a case with its draft note. Pure; walked again for each new document."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import get_args

from intake.assess import Assessment, assess
from intake.assess.finding import Filed
from intake.assess.workdays import months_after, working_day_from
from intake.export.json import condition, field_value, service
from intake.link import Proposal
from intake.model import Field, Kind, Reading, Receipt, Status, Submission
from intake.route import queue
from intake.settings import TIME_ZONE
from intake.wording import sentence
from schemas.case import Case, Deadlines, Flag
from schemas.consent import GivenConsent
from schemas.criteria import rules_on
from schemas.municipality import NOT_OURS, Municipality, all_municipalities
from schemas.note import Files

Document = tuple[Receipt, Reading]
"""A file of the case, with those of its submissions that belong to this case (`intake.link.parts`)."""


def consider(
    case_number: str,
    documents: Sequence[Document],
    today: dt.date,
    *,
    home: str,
    proposed: Mapping[str, Sequence[Proposal]] | None = None,
    language: str | None = None,
) -> Case:
    """The case that the documents make. There must be one; the first received starts the deadlines.

    `home` is the municipality that handles what says nothing else. `proposed` holds, by a document's hash, the cases
    it may belong to. The note is in `language`, else in the municipality's own. A file of another municipality than it
    was received for is left in the queue for those. What lies outside the documents (history, where the note lies) is
    not known here.
    """
    ordered = sorted(documents, key=lambda document: document[0].received)
    filed = [Filed(reading.sha256, s) for _, reading in ordered for s in reading.submissions]
    municipality, is_ours = _municipality(ordered, filed, home)
    received = ordered[0][0].received.astimezone(TIME_ZONE)
    rules = rules_on(received.date())
    language = language or municipality.language
    assessment = assess(filed, rules, received.date(), today, language)
    raised = {*assessment.flags, *_circumstances(ordered, is_ours, bool(proposed))}
    flags = tuple(flag for flag in get_args(Flag) if flag in raised)
    place = queue(municipality, flags, any(_asks(f.submission) for f in filed))
    record = {
        "contract": 1,
        "case": case_number,
        "municipality": municipality.number,
        "queue": place,
        "state": "not_ours" if place == NOT_OURS else "new",
        "received": received,
        "deadlines": deadlines(received.date(), municipality),
        "documents": tuple(_documents(ordered)),
        "fields": _fields(filed),
        "conditions": tuple(
            {**condition(c), "document": f.sha256} for f in filed for c in f.submission.understanding.conditions
        ),
        "services": tuple(
            {**service(s), "document": f.sha256} for f in filed for s in f.submission.understanding.services
        ),
        "consents": tuple(_consents(filed)),
        "note": _note(assessment, language, rules.version),
        "proposed_links": _proposed(proposed or {}, language),
        "flags": flags,
        "history": (),
    }
    return Case.model_validate(record, strict=False)


def deadlines(received: dt.date, municipality: Municipality) -> Deadlines:
    """When the family must have heard from the municipality, by its own promises."""
    interim = months_after(received, municipality.interim_reply_months)
    answer = received + dt.timedelta(days=municipality.answer_days)
    return Deadlines(interim_reply=working_day_from(interim), answer=working_day_from(answer))


def _municipality(documents: Sequence[Document], filed: Sequence[Filed], home: str) -> tuple[Municipality, bool]:
    """The municipality that received the case, else that of the request's form; and whether the form is its own."""
    addressed = next((f.submission.municipality for f in filed if f.submission.municipality), None)
    receiving = next((receipt.municipality for receipt, _ in documents if receipt.municipality), None)
    known = all_municipalities()
    chosen = next(number for number in (receiving, addressed, home) if number in known)
    return known[chosen], addressed is None or addressed == chosen


def _asks(submission: Submission) -> bool:
    """Whether this is a request in which something stands: an empty form asks for nothing yet.

    A field on a page that did not come along is not empty, but nothing was seen in it either.
    """
    return submission.kind is Kind.REQUEST and any(
        f.status is not Status.EMPTY and (f.origin or f.raw or f.evidence) for f in submission.fields.values()
    )


def _circumstances(documents: Sequence[Document], is_ours: bool, has_proposals: bool) -> Iterable[str]:
    if has_proposals:
        yield "possible_duplicate"
    if not is_ours:
        yield "other_municipality"
    if any(issue.code == "unread_ink" for _, reading in documents for issue in reading.reasons):
        yield "unread_ink"


def _documents(documents: Sequence[Document]) -> Iterable[dict[str, object]]:
    for receipt, reading in documents:
        for submission in reading.submissions or (_unknown(reading),):
            yield {
                "sha256": reading.sha256,
                "kind": submission.kind.value,
                "form": submission.form,
                "source": receipt.name,
                "channel": receipt.channel,
                "pages": submission.pages,
            }


def _unknown(reading: Reading) -> Submission:
    """What stands for a file in which no document was found, so that somebody sees it."""
    return Submission(Kind.UNKNOWN, None, None, 0.0, None, "nb", tuple(range(1, reading.pages + 1)))


def _fields(filed: Sequence[Filed]) -> dict[str, dict[str, object]]:
    """Each field once: what was surely read before what was not, requests before other documents, early before late."""
    best: dict[str, tuple[Field, str]] = {}
    for document in sorted(filed, key=lambda f: f.submission.kind is not Kind.REQUEST):
        for name, field in document.submission.fields.items():
            if name not in best or _RANK[field.status] < _RANK[best[name][0].status]:
                best[name] = field, document.sha256
    return {name: {**field_value(field), "document": sha256} for name, (field, sha256) in best.items()}


_RANK = {Status.CONFIDENT: 0, Status.UNCERTAIN: 1, Status.UNREADABLE: 2, Status.EMPTY: 3}


def _consents(filed: Sequence[Filed]) -> Iterable[GivenConsent]:
    for document in filed:
        fields = document.submission.fields
        if document.submission.kind is Kind.CONSENT or "consent_agencies" in fields or "consent_given" in fields:
            yield _consent(document.sha256, fields)


def _consent(sha256: str, fields: Mapping[str, Field]) -> GivenConsent:
    """What one document allows. An agency that is not named in either list is not stated."""
    values = {name: field.value for name, field in fields.items()}
    agreed, refused = values.get("consent_agencies"), values.get("consent_agencies_refused")
    agencies = dict.fromkeys(agreed, "yes") if isinstance(agreed, tuple) else {}
    agencies |= dict.fromkeys(refused, "no") if isinstance(refused, tuple) else {}
    signers = ("guardian_1", "guardian_2", "child")
    until = values.get("consent_valid_until")
    return GivenConsent.model_validate(
        {
            "document": sha256,
            "given": values.get("consent_given") is True or "yes" in agencies.values(),
            "agencies": agencies,
            "exceptions": values.get("consent_exceptions"),
            "valid_until": until if isinstance(until, str) and _is_iso(until) else None,
            "signed_by": tuple(who for who in signers if values.get(f"{who}_signature") is True),
            "withdrawn": None,
        },
        strict=False,
    )


def _is_iso(text: str) -> bool:
    try:
        dt.date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _note(assessment: Assessment, language: str, version: dt.date) -> dict[str, object]:
    return {
        "language": language,
        "rules": version,
        "next_step": assessment.next_step,
        "criteria": assessment.criteria,
        "missing": assessment.missing,
        "files": Files(),
    }


def _proposed(proposed: Mapping[str, Sequence[Proposal]], language: str) -> tuple[dict[str, object], ...]:
    return tuple(
        {
            "document": sha256,
            "case": proposal.case,
            "confidence": proposal.confidence,
            "reasons": tuple(sentence("assess", f"link_{reason}", language) for reason in proposal.reasons),
        }
        for sha256, proposals in proposed.items()
        for proposal in proposals
    )
