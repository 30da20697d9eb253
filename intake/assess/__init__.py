"""What the documents say of each legal condition, what is missing, and by when the municipality must answer.

Nothing here weighs or concludes: a finding says what stands on paper, and where.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from intake.assess import looks
from intake.assess._flags import flags
from intake.assess._missing import is_of_a_form, missing
from intake.assess.consents import consents
from intake.assess.finding import Filed, Finding, Quote, distinct
from intake.plugins import discover
from intake.wording import sentence
from schemas.consent import GivenConsent
from schemas.criteria import CriterionRule, Rules
from schemas.note import Criterion, CriterionName, Missing, NextStep, NoteEvidence


@dataclass(frozen=True, slots=True)
class Assessment:
    """The draft's contents."""

    criteria: tuple[Criterion, ...]
    missing: tuple[Missing, ...]
    next_step: NextStep
    flags: tuple[str, ...]
    consents: tuple[GivenConsent, ...]


def assess(filed: Sequence[Filed], rules: Rules, received: dt.date, today: dt.date, language: str) -> Assessment:
    """What the documents of a case say by the rules. Age counts on the day of receipt, the flags on `today`."""
    findings = {rule.criterion: _find(rule, filed, rules, received) for rule in rules.criteria}
    lacks = missing(filed, findings, rules, today) if is_of_a_form(filed) else ()
    return Assessment(
        criteria=tuple(_criterion(name, finding, language) for name, finding in findings.items()),
        missing=tuple(Missing(code=code, message=sentence("assess", f"missing_{code}", language)) for code in lacks),
        next_step=next_step(findings),
        flags=flags(filed, rules, today),
        consents=consents(filed, rules),
    )


def next_step(findings: dict[CriterionName, Finding]) -> NextStep:
    """What the caseworker does first. A doubt that only a look at the page can settle is no reason to ask."""
    if any(finding.askable and finding.finding in ("not_stated", "unclear") for finding in findings.values()):
        return "ask_for_information"
    against = ("child_under_18_or_expected", "health_and_other_welfare_services")
    coordination = findings["compound_or_coordinated_need"].finding in ("stated", "unclear")
    if coordination and any(name in against and f.finding == "contradicted" for name, f in findings.items()):
        return "check_ordinary_coordinator"
    return "ready_for_assessment"


def _find(rule: CriterionRule, filed: Sequence[Filed], rules: Rules, received: dt.date) -> Finding:
    found: Finding = discover(looks)[rule.looks_at].find(rule, filed, rules, received)
    return found.as_draft() if found.rests_on_drafts() else found


def _criterion(name: CriterionName, finding: Finding, language: str) -> Criterion:
    said = sentence("assess", finding.sentence, language, **finding.values(language))
    if finding.draft:
        said = f"{said} {sentence('assess', 'check_picture', language)}"
    return Criterion(
        criterion=name,
        finding=finding.finding,
        explanation=said,
        evidence=tuple(_shown(quoted, language) for quoted in distinct(finding.quotes)),
    )


def _shown(quoted: Quote, language: str) -> NoteEvidence:
    """The place, with words for a mark that is no text."""
    if not quoted.mark:
        return quoted.evidence
    return quoted.evidence.model_copy(update={"text": sentence("assess", f"mark_{quoted.mark}", language)})
