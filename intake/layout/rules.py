"""Rules that answers stand on, alone or several under each other."""

from collections.abc import Sequence

from intake.layout.lines import Phrase
from intake.layout.meaning import FAIR, meaning, question
from intake.layout.near import ENDS, Kind, Place, above, names, over
from intake.model import Box

LINE = 7.0  # millimetres above a rule in which an answer stands
SIGNED = 13.0  # millimetres above a rule in which a signature stands
SPACED = (5.0, 14.5)  # millimetres between the rules of one answer


def by_rules(rules: Sequence[Box], loose: Sequence[Phrase], cells: Sequence[Box]) -> tuple[list[Place], list[Phrase]]:
    found: list[Place] = []
    used: list[Phrase] = []
    spare: list[Box] = []
    for rule in rules:
        label, where = _label_of_rule(rule, loose)
        if label is None:
            spare.append(rule)
            continue
        used.append(label)
        high = SIGNED if where == "below" else LINE
        box = Box(rule.left, _ceiling(rule, high, [*rules, *cells], loose), rule.right, rule.bottom + 0.6)
        found.append(Place("rule", box, label.text, where))
    for group in _ruled(spare):
        first = group[0]
        upper = above(Box(first.left, first.top - LINE, first.right, first.bottom), loose)
        if not upper or (len(group) == 1 and not _asks(upper)):
            continue
        used += upper
        top = max(p.box.bottom for p in upper)
        box = Box(first.left, max(top + 0.2, first.top - 1.6 * LINE), first.right, group[-1].bottom + 0.6)
        kind: Kind = "lines" if len(group) > 1 else "rule"
        found.append(Place(kind, box, " ".join(p.text for p in upper), "above"))
    return found, used


def _asks(upper: Sequence[Phrase]) -> bool:
    """Whether a phrase over a lone rule is its label rather than a heading that is underlined."""
    text = " ".join(p.text for p in upper)
    said = meaning(text)
    return (said.concept is not None and said.covered >= FAIR) or bool(ENDS.search(text)) or question(text) is not None


def _label_of_rule(rule: Box, loose: Sequence[Phrase]) -> tuple[Phrase | None, str]:
    """The phrase left of a rule on its line, or its caption below."""
    y = rule.bottom
    left = [
        p for p in loose
        if p.box.right <= rule.left + 1.5 and rule.left - p.box.right < 9.0 and -3.4 < p.box.bottom - y < 2.6
    ]  # fmt: skip
    if left:
        return max(left, key=lambda p: (p.box.right - 3 * abs(p.box.bottom - y))), "left"
    below = [
        p for p in loose
        if -1.6 <= p.box.top - y < 4.2 and p.box.bottom > y + 1.2 and p.box.left >= rule.left - 3 and p.box.right <= rule.right + 25
        and p.box.left < rule.right - 3
    ]  # fmt: skip
    named = [p for p in below if names(p)]
    if not named:
        return None, ""
    return min(named, key=lambda p: (round(p.box.top), p.box.left)), "below"


def _ceiling(rule: Box, high: float, lines: Sequence[Box], loose: Sequence[Phrase]) -> float:
    """How far up an answer on a rule may reach: to the next line or print above it, but at least five millimetres."""
    top = rule.top - high
    for other in lines:
        if other.bottom < rule.top - 2 and over(other, rule) > 2:
            top = max(top, other.bottom + 0.3)
    for p in loose:
        if p.box.bottom < rule.top - 4.5 and over(p.box, rule) > 2:
            top = max(top, p.box.bottom)
    return min(top, rule.top - 4.5)


def _ruled(rules: Sequence[Box]) -> list[list[Box]]:
    """Rules of one length, evenly under each other."""
    groups: list[list[Box]] = []
    for rule in sorted(rules, key=lambda r: (r.top, r.left)):
        home = next((g for g in groups if _continues(g, rule)), None)
        if home is None:
            groups.append([rule])
        else:
            home.append(rule)
    return groups


def _continues(group: Sequence[Box], rule: Box) -> bool:
    last = group[-1]
    step = rule.top - last.top
    even = len(group) < 2 or abs(step - (last.top - group[-2].top)) < 1.2
    same = abs(rule.left - last.left) < 3 and abs(rule.right - last.right) < 4
    return same and even and SPACED[0] <= step <= SPACED[1]
