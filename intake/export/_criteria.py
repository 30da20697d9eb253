"""The criteria as a note shows them: what is stated and where, what may speak against, what is not stated."""

from collections.abc import Iterable, Iterator, Sequence

from intake.export._answers import value_of
from intake.export._blocks import Block, Run, facts, heading, paragraph, quote, run, table, writing
from intake.export._clippings import Numbered
from intake.export._places import Place, link_to
from intake.settings import TIME_ZONE
from intake.wording import sentence
from schemas.case import Case, CaseCondition, CaseService
from schemas.catalogue import ServiceEntry, services
from schemas.criteria import CriterionRule, rules_on
from schemas.note import Criterion, NoteEvidence

MARKS = ("mark_unread", "mark_signature", "mark_tick", "mark_told")
"""Evidence that is no quoted text."""
ASKED_FOR = {
    "child_under_18_or_expected": ("identity",),
    "serious_condition": ("daily_life",),
    "long_term_need": ("duration",),
    "compound_or_coordinated_need": ("services",),
    "health_and_other_welfare_services": ("services",),
    "family_wishes_it": ("wish",),
}
"""Which of what is missing belongs to which criterion."""
READ_WITH_CARE = ("suspected", "past", "negated", "other_person", "ended", "refused")
"""What is said of a condition or a service other than that the child has or needs it."""
KINDS = {"HO": "kind_health", "AV": "kind_welfare", "KOORD": "kind_coordination", "UT": "kind_not_counted"}
"""What a service counts as for the criterion (`teller_som` in the catalogue)."""
SHARES = (46, 17, 37)


def at_a_glance(case: Case, pictures: Sequence[Numbered]) -> Block:
    """All criteria in one table."""
    language = case.note.language
    head = [sentence("note", key, language) for key in ("criterion", "finding", "where")]
    rows = []
    for number, criterion in enumerate(case.note.criteria, start=1):
        short = run(sentence("note", f"short_{criterion.criterion}", language), to=f"vilkar-{number}")
        rows.append(([short], [badge(criterion, language)], places(case, criterion.evidence, pictures) or [run("–")]))
    return table(head, rows, SHARES)


def badge(criterion: Criterion, language: str) -> Run:
    """The finding in a word."""
    return run(sentence("note", f"finding_{criterion.finding}", language), criterion.finding)


def places(case: Case, evidence: Iterable[NoteEvidence], pictures: Sequence[Numbered]) -> list[Run]:
    """Where the evidence stands, each place once."""
    found = [link_to(case, Place(e.document, e.page, e.box), pictures) for e in evidence]
    distinct = list({link["text"]: link for link in found}.values())
    return [piece for n, link in enumerate(distinct) for piece in ([run("; ", "soft"), link] if n else [link])]


def one_by_one(case: Case, pictures: Sequence[Numbered]) -> Iterator[Block]:
    """Each criterion with its quotes and a space for the caseworker, who alone weighs them."""
    rules = {rule.criterion: rule for rule in rules_on(case.received.astimezone(TIME_ZONE).date()).criteria}
    for number, criterion in enumerate(case.note.criteria, start=1):
        yield from _one(case, number, criterion, rules[criterion.criterion], pictures)


def _one(
    case: Case, number: int, criterion: Criterion, rule: CriterionRule, pictures: Sequence[Numbered]
) -> Iterator[Block]:
    language = case.note.language
    question = rule.question.nn if language == "nn" else rule.question.nb
    yield heading(3, question, f"vilkar-{number}", badge(criterion, language))
    yield paragraph(rule.reference, look="lead")
    yield paragraph(criterion.explanation, key=f"explanation_{criterion.criterion}")
    if criterion.finding == "contradicted":
        yield _label("against", language)
    for text in dict.fromkeys(e.text for e in criterion.evidence):
        yield _quoted(case, text, [e for e in criterion.evidence if e.text == text], pictures)
    if criterion.criterion == "health_and_other_welfare_services" and case.services:
        yield _label("counted_as", language)
        yield facts(_by_kind(case))
    if careful := [*_read_with_care(case, criterion, pictures)]:
        yield _label("read_with_care", language)
        yield from careful
    lacking = [m.message for m in case.note.missing if m.code in ASKED_FOR[criterion.criterion]]
    if lacking:
        yield paragraph(run(f"{sentence('note', 'not_stated_here', language)}: ", "strong"), " ".join(lacking))
    if rule.considers:
        considered = rule.considers.nn if language == "nn" else rule.considers.nb
        yield paragraph(f"{sentence('note', 'to_consider', language)}: {considered}", look="lead")
    yield writing(sentence("note", "professional_judgement", language), 15, key=f"judgement_{criterion.criterion}")


def _label(key: str, language: str) -> Block:
    return paragraph(run(f"{sentence('note', key, language)}:", "strong"), look="lead")


def _quoted(case: Case, text: str, evidence: Sequence[NoteEvidence], pictures: Sequence[Numbered]) -> Block:
    """A quote with every place at which it stands: a revised form says much over again."""
    unquoted = {sentence("assess", key, case.note.language) for key in MARKS}
    shown = text if text in unquoted else f"«{text}»"
    return quote(f"{shown} ", *places(case, evidence, pictures))


def _read_with_care(case: Case, criterion: Criterion, pictures: Sequence[Numbered]) -> Iterator[Block]:
    """What the answers say that does not plainly speak for: a person weighs it."""
    if criterion.criterion == "serious_condition" and criterion.finding != "unclear":  # else these are its evidence
        found: list[CaseCondition | CaseService] = [c for c in case.conditions if c.status in READ_WITH_CARE]
    elif criterion.criterion == "health_and_other_welfare_services":
        found = [s for s in case.services if s.status in READ_WITH_CARE]
    else:
        return
    for one in found:
        kind = "condition" if isinstance(one, CaseCondition) else "service"
        what = sentence("note", f"{kind}_{one.status}", case.note.language)
        yield quote(f"«{one.text}» – {what.lower()} ", *_where(case, one, pictures))


def _where(case: Case, one: CaseCondition | CaseService, pictures: Sequence[Numbered]) -> list[Run]:
    """The place of the answer in which it stands, unless a later form has taken that answer's place in the case."""
    field = case.fields.get(one.field)
    if field is None or field.document != one.document or one.text not in value_of(case, one.field):
        return []
    return [link_to(case, Place(field.document, e.page, e.box), pictures) for e in field.evidence[:1]]


def _by_kind(case: Case) -> list[tuple[str, list[str]]]:
    """The services of the child by what they count as, each with what is said of it."""
    rows: dict[str, dict[str, None]] = {kind: {} for kind in KINDS}
    known = services()
    for service in case.services:
        entry = known.get(service.service)
        if entry and entry.key != "barnekoordinator" and service.status not in READ_WITH_CARE:
            rows[_counts_as(entry)].setdefault(_with_status(entry, service, case.note.language))
    return [
        (sentence("note", KINDS[kind], case.note.language), ["; ".join(found)]) for kind, found in rows.items() if found
    ]


def _counts_as(entry: ServiceEntry) -> str:
    """What every child has shows no need and counts as nothing."""
    return "UT" if entry.universal else entry.counts_as


def _with_status(entry: ServiceEntry, service: CaseService, language: str) -> str:
    said = sentence("note", f"service_{service.status}", language).lower()
    return f"{entry.nn if language == 'nn' else entry.nb} ({said})"
