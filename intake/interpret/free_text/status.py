"""How it is with each mention: the cues that reach it, weighed by the guide's order, or what the question asked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from intake.interpret.free_text.clauses import Row
from intake.interpret.free_text.evidence import PLACES, signs
from intake.interpret.free_text.judge import Kind, probabilities
from intake.interpret.free_text.lexicon import words_of
from intake.interpret.free_text.mentions import Mention
from intake.interpret.free_text.reach import Reached, reached

_AT = frozenset({"i", "på", "ved", "til", "fra", "med", "hos"})
_INTO = frozenset(
    {"plass", "begynner", "begynne", "starter", "starte", "skal", "inn", "start", "begynt", "startet", "oppstart"}
)
_HAS = frozenset({"har", "får", "går", "mottar", "er", "følges", "bruker", "nå", "fornøyd"})
_FACTS = frozenset({"applied", "refused", "ended", "receives"})
_MOST = 0.99  # no status read from free text is surer than this
_DIFFERS = 0.85  # nor one that cues and learnt weights differ about surer than this
_UNWEIGHED = frozenset({"dropped", "other_person"})  # not learnt: the rules alone say so
_OUTWEIGHS = 0.93  # a condition's weights outdo the rules from here
_FOUND = {"service": 0.99, "condition": 0.97}  # of those found, so many are there at all
# How often a status was right, by how likely the weights had it, on answers left out of the learning and on answers
# kept unread; rounded down, since 0.9 is a promise.
_RIGHT = ((0.0, 0.3), (0.5, 0.5), (0.7, 0.62), (0.8, 0.72), (0.9, 0.79), (0.95, 0.83), (0.98, 0.85), (0.993, 0.87),
          (0.998, 0.905), (1.0, 0.96))  # fmt: skip
_Ties = Mapping[int, Sequence[Reached]]
_DEFAULT = {
    "condition_text": ("present", "receives"),
    "services_text": ("present", "receives"),
    "needs_text": ("present", "needs"),
    "goals_text": ("present", "needs"),
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """A mention's status. `said` tells whether the answer says it, or the question implied it; `sure` is 0 to 1.

    `firm` is what no weights outdo: a question mark behind a condition.
    """

    status: str
    said: bool
    sure: float
    carried: bool = False
    weak: bool = False
    firm: bool = False


def _effect(tie: Reached, kind: str) -> str | None:
    return tie.mark.cue.service if kind == "service" else tie.mark.cue.condition


def _is_place(row: Row, i: int, mention: Mention) -> bool:
    """Whether the mention is where something happens ("assistent i barnehagen"), not what is spoken of."""
    return mention.name.key in PLACES and i > 0 and row.items[i - 1].word in _AT


def _spares_place(row: Row, i: int, tie: Reached, mentions: Sequence[Mention]) -> bool:
    """A wish, an application or a lack concerns what is at the place, not the place the child goes to."""
    if tie.mark.start > i:
        return i > 1 and row.items[i - 2].kind == "service"
    between = row.items[tie.mark.end : i]
    if any(item.word in _INTO for item in row.items[tie.mark.start : i]):
        return False
    wished = tie.mark.cue.service in {"needs", "negated"}
    other = any(item.mention is not None and mentions[item.mention].name.kind == "service" for item in between)
    return other or (wished and len(between) > 1)


def _service(
    row: Row, i: int, mentions: Sequence[Mention], ties: Sequence[Reached], default: str, plain: bool
) -> Verdict:
    mention = mentions[row.items[i].mention or 0]
    if _is_place(row, i, mention):
        ties = [tie for tie in ties if not _spares_place(row, i, tie, mentions)]
        default = "receives" if row.items[i - 1].word in {"i", "på", "ved", "fra"} else default
    effects = [(tie, status) for tie in ties if (status := _effect(tie, "service"))]
    last = max(effects, key=lambda e: e[0].mark.start, default=None)
    if last and last[0].mark.cue.decides:
        return Verdict(last[1], True, _sure(last[0], last[1], False))
    facts = [e for e in effects if e[1] in _FACTS and not e[0].mark.cue.weak]
    facts = [e for e in facts if not e[0].mark.cue.yields] or facts
    if facts:
        tie, status = max(facts, key=lambda e: e[0].mark.start)
        return Verdict(status, True, _sure(tie, status, len({s for _, s in facts}) > 1))
    lacked = any(status == "negated" for _, status in effects)
    for wanted in ("needs", "negated", "other_person"):
        for tie, status in effects:
            # A wish said of nothing in particular ("… difor søkjer me") concerns what was just said to be lacking.
            if status == wanted and (tie.far < 2 or tie.mark.cue.side == "before" or lacked):
                return Verdict(status, True, _sure(tie, status, False))
    weak = [tie for tie, status in effects if status == "receives"]
    if weak and (default == "receives" or any(row.items[tie.mark.start].word in _HAS for tie in weak)):
        return Verdict("receives", default != "receives", _LISTED if plain else _SPOKEN_OF, weak=True)
    return Verdict(default, False, _LISTED if plain else _SPOKEN_OF)


def _condition(ties: Sequence[Reached], default: str, plain: bool) -> Verdict:
    effects = [(tie, status) for tie in ties if (status := _effect(tie, "condition"))]
    strong = [e for e in effects if not e[0].mark.cue.weak]
    if not strong:
        return Verdict(default, False, _NAMED if plain else _NAMED_IN_PASSING)
    tie, status = max(strong, key=lambda e: (e[1] == "dropped", e[0].far >= 2, e[0].mark.start))
    return Verdict(status, True, _sure(tie, status, len({s for _, s in strong}) > 1), tie.far >= 2)


# Confidences as measured on the project's own answers, rounded down.
_NAMED = 0.89  # a condition in a list, as measured on answers never seen
_NAMED_IN_PASSING = 0.85  # a condition in a sentence of which nothing is known to be told
_LISTED = 0.96  # in a list, with nothing said of it
_GUESSED = 0.75  # in a sentence with a word that tells, though how is not understood
_SPOKEN_OF = 0.89  # in a sentence that says something, though nothing that is known
_CUES = {
    "negated": 0.75,
    "ended": 0.88,
    "needs": 0.93,
    "refused": 0.88,
    "applied": 0.87,
    "suspected": 0.89,
    "past": 0.89,
}


def _sure(tie: Reached, status: str, mixed: bool) -> float:
    """How sure a status is that a cue gives: less from afar, and where cues differ."""
    return _CUES.get(status, 0.92) - (0.0, 0.03, 0.08)[min(tie.far, 2)] - (0.08 if mixed else 0.0)


def _spoken(row: Row) -> frozenset[int]:
    """Sentences that say something: with a verb, or with a cue for services. The others are bare lists."""
    cued = {row.items[mark.start].sentence for mark in row.marks if mark.cue.service}
    return frozenset(cued | {item.sentence for item in row.items if item.word in words_of("finite")})


def _untold(row: Row, ties: Mapping[int, Sequence[Reached]]) -> frozenset[int]:
    """Sentences with a word that says how it is and that no cue took up, so that what they say is guessed. A word that
    begins a sentence ("Nei, …") tells of the sentence before too.
    """
    used = {id(tie.mark) for mine in ties.values() for tie in mine}
    heard = {
        i
        for mark in row.marks
        if id(mark) in used or (mark.cue.service or mark.cue.condition) is None
        for i in range(mark.start, mark.end)
    }
    left = [i for i, item in enumerate(row.items) if item.word in words_of("telling") and i not in heard]
    first = {row.items[i].sentence - 1 for i in left if not i or row.items[i - 1].sentence != row.items[i].sentence}
    return frozenset(first | {row.items[i].sentence for i in left})


def _questions(row: Row, tail: str) -> tuple[frozenset[int], frozenset[int]]:
    """Sentences that ask, and items that a question mark follows."""
    gaps = [item.gap for item in row.items[1:]] + [tail]
    marked = [i for i, gap in enumerate(gaps) if "?" in gap.split(",")[0]]
    return frozenset(row.items[i].sentence for i in marked if "(" not in gaps[i]), frozenset(marked)


def _by_rule(field: str, row: Row, mentions: Sequence[Mention], tail: str) -> tuple[_Ties, Mapping[int, Verdict]]:
    """The cues that reach each mention, and what they come to by the guide's order, by the mention's item."""
    ties = reached(row)
    (asked, marked), spoken = _questions(row, tail), _spoken(row)
    untold = _untold(row, ties)
    condition, service = _DEFAULT.get(field, _DEFAULT["services_text"])
    found = {}
    for i, item in enumerate(row.items):
        if item.mention is None:
            continue
        mention, mine = mentions[item.mention], ties.get(i, [])
        if mention.name.kind == "condition":
            doubted = i in marked or (item.sentence in asked and not mine)
            verdict = _condition(mine, "suspected" if doubted else condition, item.sentence not in spoken)
            if i in marked and verdict.status in {"present", "suspected"}:
                verdict = Verdict("suspected", True, 0.9, firm=True)
        else:
            implied = "needs" if item.sentence in asked else service
            verdict = _service(row, i, mentions, mine, implied, item.sentence not in spoken)
        if item.sentence in untold:
            verdict = replace(verdict, sure=min(verdict.sure, _GUESSED))
        found[i] = verdict
    return ties, found


def _signs(field: str, row: Row, mention: Mention, i: int, ties: _Ties, rule: Verdict) -> frozenset[str]:
    said = "weak" if rule.weak else "said" if rule.said else ""
    return signs(row, i, ties.get(i, []), field, rule.status, said, mention.name.key)


def status_signs(field: str, row: Row, mentions: Sequence[Mention], tail: str) -> Mapping[int, frozenset[str]]:
    """The signs of each mention's status, by the mention's number. The weights are learnt from these."""
    ties, rules = _by_rule(field, row, mentions, tail)
    numbered = ((i, row.items[i].mention or 0) for i in rules)
    return {n: _signs(field, row, mentions[n], i, ties, rules[i]) for i, n in numbered}


def _right(likely: float) -> float:
    """How often a status this likely is right."""
    for (x, low), (y, high) in pairwise(_RIGHT):
        if likely <= y:
            return low + (high - low) * (likely - x) / (y - x)
    return _RIGHT[-1][1]


def _weighed(rule: Verdict, found: frozenset[str], kind: Kind) -> Verdict:
    """The likeliest status by all signs; where that is another than the rules', it is said all the same."""
    if rule.status in _UNWEIGHED or rule.firm:
        return rule
    likely = probabilities(found, kind)
    status = max(likely, key=lambda name: likely[name])
    if kind == "condition" and status != rule.status and likely[status] < _OUTWEIGHS:
        return rule
    sure = _FOUND[kind] * min(_right(likely[status]), _MOST if status == rule.status else _DIFFERS)
    return replace(rule, status=status, said=rule.said or status != rule.status, sure=sure)


def verdicts(field: str, row: Row, mentions: Sequence[Mention], tail: str) -> Mapping[int, Verdict]:
    """The status of each mention of an answer, by the mention's number. `tail` is what follows the last word."""
    ties, rules = _by_rule(field, row, mentions, tail)
    found = {}
    for i, rule in rules.items():
        n = row.items[i].mention or 0
        found[n] = _weighed(rule, _signs(field, row, mentions[n], i, ties, rule), mentions[n].name.kind)
    return found
