"""The case corridor: documents to a case with its draft note. Pure; walked again for each new document."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import get_args

from intake.assess import Assessment, assess
from intake.assess.consents import doubted
from intake.assess.finding import Filed
from intake.assess.workdays import months_after, working_day_from
from intake.export.json import condition, field_value, service
from intake.interpret.free_text import understand
from intake.link import Proposal, fold
from intake.model import Field, Kind, Reading, Receipt, Status, Submission
from intake.route import belonging, queue
from intake.settings import TIME_ZONE
from intake.wording import sentence
from schemas.case import Case, Deadlines, Flag
from schemas.criteria import rules_on
from schemas.municipality import NOT_OURS, Municipality
from schemas.note import Files

TOLD = ("oral", "keyed")
"""Channels of what no family wrote on a form: entered by staff, from what was told or from a letter."""
TOLD_TO = "x_told_to"
"""The field that says who took it down."""

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
    opened: Receipt | None = None,
) -> Case:
    """The case that the documents make; the first received starts the deadlines.

    There must be one, unless `opened` tells what the case was opened with: people have laid all of it elsewhere since.

    `home` is the municipality that handles what says nothing else. `proposed` holds, by a document's hash, the cases
    it may belong to. The note is in `language`, else in the municipality's own. A file of another municipality than it
    was received for is left in the queue for those. What lies outside the documents (history, where the note lies) is
    not known here.
    """
    ordered = sorted(documents, key=lambda document: document[0].received)
    filed = [_filed(receipt, reading.sha256, s) for receipt, reading in ordered for s in reading.submissions]
    channel = next((receipt.municipality for receipt, _ in ordered if receipt.municipality), None)
    whose = belonging(channel, (f.submission for f in filed), home)
    municipality = whose.municipality
    first = ordered[0][0] if ordered else opened
    if first is None:
        raise ValueError("a case is made of something")
    received = first.received.astimezone(TIME_ZONE)
    rules = rules_on(received.date())
    language = language or municipality.language
    assessment = assess(filed, rules, received.date(), today, language)
    raised = {*assessment.flags, *_circumstances(ordered, whose.other is None, bool(proposed))}
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
        "consents": doubted(assessment.consents, tuple(_may_withdraw(ordered))),
        "note": _note(assessment, language, rules.version),
        "proposed_links": _proposed(proposed or {}, language),
        "flags": flags,
        "history": (),
        "changes": tuple(changes(filed)),
        "belongs_to": whose.other,
    }
    return Case.model_validate(record, strict=False)


def deadlines(received: dt.date, municipality: Municipality) -> Deadlines:
    """When the family must have heard from the municipality, by its own promises."""
    interim = months_after(received, municipality.interim_reply_months)
    answer = received + dt.timedelta(days=municipality.answer_days)
    return Deadlines(interim_reply=working_day_from(interim), answer=working_day_from(answer))


def _filed(receipt: Receipt, sha256: str, submission: Submission) -> Filed:
    """A document with what of its circumstances the note depends on."""
    exceptions = submission.fields.get("consent_exceptions")
    text = exceptions.value if exceptions and isinstance(exceptions.value, str) else ""
    named = understand({"services_text": text}, submission.language).services if text else ()
    return Filed(
        sha256,
        submission,
        receipt.received.astimezone(TIME_ZONE).date(),
        is_told=receipt.channel in TOLD,
        told_to=TOLD_TO in submission.fields,
        excepted=tuple(dict.fromkeys(service.service for service in named)),
    )


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


def _may_withdraw(documents: Sequence[Document]) -> Iterator[dt.date]:
    """The days on which something came that may take a consent back, and that no person has settled yet."""
    for receipt, reading in documents:
        if any(issue.code in ("possible_withdrawal", "withdrawal_in_answer") for issue in reading.reasons):
            yield receipt.received.astimezone(TIME_ZONE).date()


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
    """Each field once: what was surely read before what was not, requests before other documents, late before early.

    A later form is a revised one: what it surely says stands before what was said earlier, which `changes` shows.
    """
    best: dict[str, tuple[Field, str]] = {}
    late_first = tuple(reversed(filed))
    for document in sorted(late_first, key=lambda f: f.submission.kind is not Kind.REQUEST):
        for name, field in document.submission.fields.items():
            if name not in best or _RANK[field.status] < _RANK[best[name][0].status]:
                best[name] = field, document.sha256
    order = dict.fromkeys(name for document in filed for name in document.submission.fields)
    return {name: {**field_value(best[name][0]), "document": best[name][1]} for name in order}


_RANK = {Status.CONFIDENT: 0, Status.UNCERTAIN: 1, Status.UNREADABLE: 2, Status.EMPTY: 3}


def changes(filed: Sequence[Filed]) -> Iterator[dict[str, object]]:
    """What a later form of the same kind says otherwise than the one before, where both are surely read.

    Nothing written where something stood is a change too; a signature that is there or not is none.
    """
    newest: dict[tuple[Kind, str], tuple[Field, str]] = {}
    for document in filed:
        for name, field in document.submission.fields.items():
            passing = name.endswith(("_signature", "signed_date")) or name.startswith(("x_told_", "x_given_"))
            if passing or field.status not in (Status.CONFIDENT, Status.EMPTY):
                continue
            key = document.submission.kind, name
            before = newest.get(key)
            if before and before[1] != document.sha256 and _plain(before[0]) != _plain(field):
                yield {
                    "field": name,
                    "before": before[0].value,
                    "after": field.value,
                    "before_document": before[1],
                    "document": document.sha256,
                }
            newest[key] = field, document.sha256


def _plain(field: Field) -> object:
    return fold(field.value) if isinstance(field.value, str) else field.value or None


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
            "reasons": tuple(sentence("link", reason, language) for reason in proposal.reasons),
        }
        for sha256, proposals in proposed.items()
        for proposal in proposals
    )
