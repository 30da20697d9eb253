"""Documents and cases in a line each, for the tests of the case corridor. Everybody is invented."""

import datetime as dt

from intake.assess.finding import Filed
from intake.consider import consider
from intake.model import (
    Box,
    Condition,
    Evidence,
    Field,
    Issue,
    Kind,
    Origin,
    Outcome,
    Reading,
    Receipt,
    Service,
    Status,
    Submission,
    Understanding,
)
from schemas.case import Case
from schemas.catalogue import services
from schemas.criteria import rules_on

SHA = "ab" * 32
MARKER = "marker/soknad-barnekoordinator"
MONDAY = dt.datetime(2026, 3, 2, 9, 14, tzinfo=dt.timezone(dt.timedelta(hours=1)))
RULES = rules_on(MONDAY.date())
ANSWER = Box(0.1, 0.2, 0.9, 0.39)
SIGNATURE_LINES = ("guardian_1_signature", "guardian_2_signature")


def a_field(
    name: str,
    value: str | bool | tuple[str, ...] | None,
    status: Status = Status.CONFIDENT,
    origin: Origin | None = Origin.TEXT,
    box: Box = ANSWER,
    page: int = 2,
) -> Field:
    raw = value if isinstance(value, str) else None
    return Field(name, value, raw, 0.97, status, origin, (Evidence(page, box),))


def an_empty(name: str) -> Field:
    value = False if name.endswith("_signature") else None
    return Field(name, value, None, 0.999, Status.EMPTY, None, (Evidence(2, Box(0.5, 0.74, 0.82, 0.78)),))


def a_signature(name: str, status: Status = Status.CONFIDENT) -> Field:
    return a_field(name, True, status, Origin.INK, Box(0.1, 0.74, 0.41, 0.78))


def a_request(
    condition: str | None = "Kari (7) har cerebral parese. Det vil vare hele livet.",
    services_text: str | None = "Fysioterapi og PPT.",
    *,
    says: str = "cerebral parese=present; Fysioterapi=fysioterapi:receives; PPT=ppt:receives",
    status: Status = Status.CONFIDENT,
    signed: int = 1,
    flags: tuple[str, ...] = (),
    also: tuple[Field, ...] = (),
    **rest: object,
) -> Submission:
    """Marker's request. `says` lists what was understood: `words=status` a condition, `words=key:status` a service."""
    texts = {"condition_text": condition, "services_text": services_text}
    fields = [a_field(n, t, status) if t else an_empty(n) for n, t in texts.items()]
    fields += [a_signature(n) if i < signed else an_empty(n) for i, n in enumerate(SIGNATURE_LINES)]
    found = [entry.split("=") for entry in says.split("; ") if entry]
    understood = Understanding(
        conditions=tuple(_condition(w, what, texts) for w, what in found if ":" not in what and _in(w, texts)),
        services=tuple(_service(w, what, texts) for w, what in found if ":" in what and _in(w, texts)),
        flags=flags,
    )
    named = {field.name: field for field in (*fields, *also)}
    about = {"form": MARKER, "form_version": "1", "municipality": "3122", "pages": (1, 2), **rest}
    return Submission(
        kind=Kind.REQUEST, form_confidence=0.99, language="nb", fields=named, understanding=understood, **about
    )  # type: ignore[arg-type]


def a_consent(*also: Field, **rest: object) -> Submission:
    about = {"form": None, "form_version": None, "municipality": None, "pages": (3,), **rest}
    return Submission(kind=Kind.CONSENT, form_confidence=0.0, language="nb", fields={f.name: f for f in also}, **about)  # type: ignore[arg-type]


def a_letter(page: int = 3) -> Submission:
    return Submission(Kind.ATTACHMENT, None, None, 0.0, None, "nb", (page,))


def a_reading(*submissions: Submission, sha256: str = SHA, reasons: tuple[Issue, ...] = ()) -> Reading:
    pages = max((page for s in submissions for page in s.pages), default=1)
    return Reading(sha256, Outcome.ACCEPTED, reasons, pages, submissions)


def a_receipt(sha256: str = SHA, when: dt.datetime = MONDAY, municipality: str | None = None) -> Receipt:
    return Receipt(sha256, "soknad-014.pdf", "folder", when, municipality)


def a_case(
    *submissions: Submission,
    when: dt.datetime = MONDAY,
    municipality: str | None = None,
    number: str = "2026-000017",
    reasons: tuple[Issue, ...] = (),
) -> Case:
    document = a_receipt(when=when, municipality=municipality), a_reading(*submissions, reasons=reasons)
    return consider(number, [document], when.date(), home="3122")


def filed(*submissions: Submission) -> tuple[Filed, ...]:
    return tuple(Filed(SHA, submission) for submission in submissions)


def finding(case: Case, criterion: str) -> str:
    return next(c.finding for c in case.note.criteria if c.criterion == criterion)


def findings(case: Case) -> dict[str, str]:
    return {c.criterion: c.finding for c in case.note.criteria}


def _in(words: str, texts: dict[str, str | None]) -> bool:
    return any(words in (text or "") for text in texts.values())


def _where(words: str, texts: dict[str, str | None]) -> tuple[str, tuple[int, int]]:
    name, text = next((n, t) for n, t in texts.items() if t and words in t)
    return name, (text.index(words), text.index(words) + len(words))


def _condition(words: str, status: str, texts: dict[str, str | None]) -> Condition:
    name, span = _where(words, texts)
    return Condition(words.lower(), words, "disability", "G80", status, 0.95, span, name)


def _service(words: str, what: str, texts: dict[str, str | None]) -> Service:
    key, status = what.split(":")
    name, span = _where(words, texts)
    return Service(key, words, services()[key].sector, status, 0.95, span, name)
