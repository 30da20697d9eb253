"""Which documents belong together, and to which case. Never by a name alone.

A probabilistic record linkage (`schemas.linkage`): every trait of the family that two documents share is compared, the
comparisons are weighed, and the reasons are told. A link is made only where it is all but sure and rests on a ground
that is surely read; else the likeliest cases are proposed to a person.
"""

import datetime as dt
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any, NamedTuple

from intake.link import _keys
from intake.link._compare import Agreement, agreements
from intake.link._copies import Content, contents, is_copy, may_be_copy, shingles
from intake.link._parts import are_other_children, parts, to_look_at
from intake.link._traits import Traits, children_named, fold, traits
from intake.link._weigh import Probable, ground, may_be, probability, reasons
from intake.model import Kind, Reading
from schemas.linkage import linkage

__all__ = [
    "Known", "Link", "Place", "Proposal", "are_other_children", "children_named", "fold", "keys_of", "known",
    "known_as_json", "known_from_json", "link", "parts", "places", "proposals_as_json", "proposals_from_json",
    "sought_by", "to_look_at", "with_companions",
]  # fmt: skip

ALIKE = 0.5
"""What is told of a form that looks like one that is there: as likely as not, until a person has seen both."""
SISTERS = 0.5
"""From this probability of another child of the family a paper that came without a request is told of: it may be that
the wrong child's name was put on it."""
Place = tuple[str, int]
"""A page of a file: its hash and number."""


@dataclass(frozen=True, slots=True)
class Known:
    """What linking has to know of a case: its pages, who it is of, what stands in its forms, and when each came."""

    case: str
    places: frozenset[Place]
    traits: Traits = field(default_factory=dict)
    contents: tuple[Content, ...] = ()
    days: tuple[dt.date, ...] = ()


@dataclass(frozen=True, slots=True)
class Proposal:
    """A case that a document may belong to. `reasons` are keys of the wording, those that weigh most first."""

    case: str
    confidence: float
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """The case that a part belongs to, or None for a case of its own, with the reasons; and what a person may weigh.

    The first reason is the ground that a link rests on. `is_copy` says that all that stands in the part was there.
    """

    case: str | None
    reasons: tuple[str, ...] = ()
    proposals: tuple[Proposal, ...] = ()
    is_copy: bool = False


def places(parts: Iterable[Reading]) -> frozenset[Place]:
    """The pages of parts of files."""
    return frozenset((p.sha256, page) for p in parts for submission in p.submissions for page in submission.pages)


def known(case: str, parts: Sequence[Reading], days: Sequence[dt.date] = ()) -> Known:
    """What linking has to know of a case in which these parts lie, that came on those days."""
    found = [submission for part in parts for submission in part.submissions]
    return Known(case, places(parts), traits(found), contents(found), tuple(sorted(set(days))))


def known_as_json(known: Known) -> str:
    """For the ledger; `known_from_json` reads it back."""
    record = asdict(known) | {"places": sorted(known.places), "days": [day.isoformat() for day in known.days]}
    return json.dumps(record, ensure_ascii=False)


def known_from_json(text: str) -> Known:
    """What was known of a case."""
    entry = json.loads(text)
    return Known(
        entry["case"],
        frozenset((sha256, page) for sha256, page in entry["places"]),
        {trait: tuple((value, sure) for value, sure in held) for trait, held in entry.get("traits", {}).items()},
        tuple(_content(content) for content in entry.get("contents", ())),
        tuple(dt.date.fromisoformat(day) for day in entry.get("days", ())),
    )


def _content(entry: dict[str, Any]) -> Content:
    return {name: (text, sure) for name, (text, sure) in entry.items()}


def proposals_as_json(proposals: Iterable[Proposal]) -> str:
    """For the ledger; `proposals_from_json` reads it back."""
    return json.dumps([asdict(proposal) for proposal in proposals])


def proposals_from_json(text: str) -> tuple[Proposal, ...]:
    """The cases that were proposed."""
    return tuple(Proposal(entry["case"], entry["confidence"], tuple(entry["reasons"])) for entry in json.loads(text))


def keys_of(known: Known) -> frozenset[str]:
    """The keys under which a case is to be found."""
    return _keys.stored(known.traits, shingles(known.contents), {sha256 for sha256, _ in known.places})


def sought_by(part: Reading, day: dt.date) -> frozenset[str]:
    """The keys under which the cases lie that `link` should be shown for a part that came on a day."""
    return _keys.sought(traits(part.submissions), [day], shingles(contents(part.submissions)), {part.sha256})


def link(part: Reading, cases: Iterable[Known], day: dt.date | None = None, store: int = 0) -> Link:
    """The case that a part of a file belongs to, of those that may be (`sought_by`). Raises nothing.

    `day` is when it came, `store` how many cases there are in all. When two cases fit, a person decides.
    """
    candidates = tuple(cases)
    mine = places([part])
    if same := [case for case in candidates if mine & case.places]:
        return Link(same[0].case, ("same_bytes",), is_copy=True)
    new = contents(part.submissions)
    copies = [case for case in candidates if is_copy(new, case.contents) and _not_against(part, case)]
    if len(copies) == 1:
        return Link(copies[0].case, ("same_content",), is_copy=True)
    size = max(store, len(candidates))
    weighed = [Weighed(case, found, probability(found, size)) for case, found in _compared(part, candidates, day)]
    weighed.sort(key=lambda entry: (-entry.is_one.same, -entry.is_one.family, entry.case.case))
    probable = [entry for entry in weighed if entry.is_one.same >= linkage().made_from]
    sure = [(entry, why) for entry in probable if (why := _ground(part, entry.case, entry.found))]
    if len(sure) == 1:
        entry, why = sure[0]
        return Link(entry.case.case, (why, *(reason for reason in reasons(entry.found) if reason != why)))
    return Link(None, proposals=_proposals(part, weighed))


class Weighed(NamedTuple):
    """A case compared with a part, and how probable it is that they are of one child."""

    case: Known
    found: tuple[Agreement, ...]
    is_one: Probable


def _proposals(part: Reading, weighed: Sequence[Weighed]) -> tuple[Proposal, ...]:
    """The cases that a person should see: those that look like copies first, then the likeliest."""
    new = contents(part.submissions)
    alone = not any(submission.kind is Kind.REQUEST for submission in part.submissions)
    told: dict[str, Proposal] = {}
    for case, _, is_one in weighed:
        if may_be_copy(new, case.contents) and _not_against(part, case):
            why = ("same_content", "uncertain_reading")
            told[case.case] = Proposal(case.case, round(max(is_one.same, ALIKE), 3), why)
    for case, found, is_one in weighed:
        likely = is_one.same >= linkage().proposed_from or (alone and is_one.family >= SISTERS)
        if likely and may_be(found):
            told.setdefault(case.case, Proposal(case.case, round(is_one.same, 3), reasons(found)))
    return tuple(told.values())[: linkage().most_proposed]


def with_companions(proposals: Sequence[Proposal], cases: Iterable[str], part: Reading) -> tuple[Proposal, ...]:
    """The proposals with the cases of other parts of the file, for a part without a request: a person asks why a
    consent for one child came with the request for another."""
    if any(submission.kind is Kind.REQUEST for submission in part.submissions):
        return tuple(proposals)
    found = {proposal.case: proposal for proposal in proposals}
    for case in cases:
        told = found.get(case, Proposal(case, linkage().proposed_from, ()))
        found[case] = replace(told, reasons=("came_together", *told.reasons))
    return tuple(found.values())


def _compared(
    part: Reading, cases: Iterable[Known], day: dt.date | None
) -> Iterable[tuple[Known, tuple[Agreement, ...]]]:
    mine = traits(part.submissions)
    for case in cases:
        gap = min((abs(day - other) for other in case.days), default=None) if day else None
        yield case, agreements(mine, case.traits, gap, day)


def _ground(part: Reading, case: Known, found: Sequence[Agreement]) -> str | None:
    """What a link rests on. A form that names two children belongs to no one case by itself, nor to a case of two."""
    several = any(
        len({n for n, sure in t.get("child", ()) if sure and " " in n}) > 1 for t in (traits(part.submissions),)
    )
    return None if several or len(_firsts(case.traits)) > 1 else ground(found)


def _firsts(traits: Traits) -> set[str]:
    return {name.split()[0] for name, sure in traits.get("child", ()) if sure}


def _not_against(part: Reading, case: Known) -> bool:
    found = agreements(traits(part.submissions), case.traits, None, None)
    return not any(a.level == "differ" and a.trait in ("child_id", "given", "born", "guardian") for a in found)
