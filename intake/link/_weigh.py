"""How probable it is that two are one child, by Bayes over the three populations of `schemas.linkage`."""

from collections.abc import Mapping, Sequence
from functools import cache
from math import exp, log
from typing import NamedTuple

from intake.link._compare import Agreement
from schemas.linkage import linkage

FEWEST = 100
"""A small store tells little of how common a name is: it counts as one of so many cases."""


class Probable(NamedTuple):
    """How probable it is that two are one child, or two children of one family."""

    same: float
    family: float


def probability(found: Sequence[Agreement], cases: int) -> Probable:
    """What two are, in a store of so many cases."""
    weights = linkage()
    store = max(cases, FEWEST)
    same, family = log(weights.has_case / store), log(weights.has_sibling / store)
    strangers = log(1 - (weights.has_case + weights.has_sibling) / store)
    for agreement in found:
        of_same, of_family, of_strangers = _logs(agreement)
        same, family, strangers = same + of_same, family + of_family, strangers + of_strangers
    top = max(same, family, strangers)
    whole = exp(same - top) + exp(family - top) + exp(strangers - top)
    return Probable(exp(same - top) / whole, exp(family - top) / whole)


def _logs(agreement: Agreement) -> tuple[float, float, float]:
    """The logarithms of the shares of a level: nothing for a trait without weights."""
    table = _table()
    key = agreement.trait, not agreement.sure, agreement.level
    return table.get(key) or table.get((agreement.trait, True, agreement.level)) or (0.0, 0.0, 0.0)


@cache
def _table() -> dict[tuple[str, bool, str], tuple[float, float, float]]:
    return {
        (weight.trait, weight.drafts, level): (
            log(getattr(weight.same, level)),
            log(getattr(weight.family, level)),
            log(getattr(weight.strangers, level)),
        )
        for weight in linkage().weights
        for level in ("exact", "near", "differ")
    }


def ground(found: Sequence[Agreement]) -> str | None:
    """What a link may rest on by itself: a key of the wording. None where a person must decide, however probable.

    A number, a name with a birth date, or a first name with a guardian who is known by another thing too. All of it
    surely read, and nothing that is surely read against it. Never a name alone.
    """
    level = {a.trait: a.level for a in found if a.sure}
    first, born, number = level.get("given"), level.get("born"), level.get("child_id")
    if "differ" in (first, born, number) or any(a.level == "differ" for a in found if a.trait in ("given", "born")):
        return None
    if number == "exact":
        return "same_identity_number"
    if number == "near":
        return None
    family = "exact" in (level.get("contact"), level.get("guardian_id"))
    if first == "exact" and born == "exact" and (level.get("surname") in ("exact", "near") or family):
        return "same_name_and_birth_date"
    return _by_family(level)


def may_be(found: Sequence[Agreement]) -> bool:
    """Whether there is anything to tell a person: something of the family agrees, and where the child itself surely
    differs, more than a name that it shares or the day on which both were born."""
    agreeing = {a.trait for a in found if a.level != "differ"} - {"time", "age"}
    differing = {a.trait for a in found if a.level == "differ" and a.sure} & {"given", "born", "child_id"}
    return bool(agreeing & FAMILY if differing else agreeing)


FAMILY = frozenset({"child_id", "guardian", "guardian_id", "contact", "address"})


def _by_family(level: Mapping[str, str]) -> str | None:
    guardian = "exact" in (level.get("guardian"), level.get("guardian_id"))
    reached = "exact" in (level.get("contact"), level.get("address"))
    if not (guardian and reached):
        return None
    if level.get("given") == "exact" and level.get("surname") != "differ" and level.get("born") in (None, "exact"):
        return "same_name_and_guardian"
    if level.get("due") == "exact" and "given" not in level:
        return "same_due_date_and_guardian"
    return None


REASONS = {
    ("child_id", "exact"): "same_identity_number",
    ("child_id", "near"): "similar_identity_number",
    ("child_id", "differ"): "other_identity_number",
    ("given", "exact"): "same_first_name",
    ("given", "near"): "similar_first_name",
    ("given", "differ"): "other_first_name",
    ("surname", "exact"): "same_surname",
    ("surname", "near"): "similar_surname",
    ("surname", "differ"): "other_surname",
    ("born", "exact"): "same_birth_date",
    ("born", "near"): "similar_birth_date",
    ("born", "differ"): "other_birth_date",
    ("due", "exact"): "same_due_date",
    ("due", "near"): "similar_due_date",
    ("due", "differ"): "other_due_date",
    ("guardian", "exact"): "same_guardian",
    ("guardian", "near"): "similar_guardian",
    ("guardian", "differ"): "other_guardian",
    ("guardian_id", "exact"): "same_guardian_number",
    ("contact", "exact"): "same_contact",
    ("contact", "near"): "similar_contact",
    ("address", "exact"): "same_address",
    ("address", "near"): "similar_address",
    ("said", "exact"): "named_in_answers",
    ("said", "near"): "named_in_answers",
    ("age", "exact"): "age_in_answers",
    ("age", "differ"): "other_age_in_answers",
}
"""What is told of a level, by a key of the wording. What is not here says little to a reader."""


def reasons(found: Sequence[Agreement]) -> tuple[str, ...]:
    """Why two may be one, or not: what weighs most first, and last that a reading was uncertain."""

    def weight(agreement: Agreement) -> float:
        same, _, strangers = _logs(agreement)
        return abs(same - strangers)

    told = [REASONS[a.trait, a.level] for a in sorted(found, key=weight, reverse=True) if (a.trait, a.level) in REASONS]
    drafted = any(not a.sure for a in found if a.trait not in ("said", "age"))
    return (*told, *(("uncertain_reading",) if drafted else ()))
