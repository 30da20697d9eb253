"""Rules that answers stand on, alone or several under each other."""

from collections.abc import Sequence

from intake.layout.lines import Phrase
from intake.layout.meaning import FAIR, NUMBER, heading, meaning, question
from intake.layout.near import ENDS, Kind, Place, above, asks, names, over
from intake.model import Box

LINE = 7.0  # millimetres above a rule in which an answer stands
SIGNED = 13.0  # millimetres above a rule in which a signature stands
SPACED = (5.0, 14.5)  # millimetres between the rules of one answer


def by_rules(
    rules: Sequence[Box], loose: Sequence[Phrase], cells: Sequence[Box], headings: Sequence[Phrase]
) -> tuple[list[Place], list[Phrase]]:
    """The places on rules, and their labels. `headings` stand on shaded bands: they may ask for free text too."""
    found: list[Place] = []
    used: list[Phrase] = []
    spare: list[Box] = []
    usual = sorted(p.height for p in loose)[len(loose) // 2] if loose else 0.0
    rules = _uncovered(rules, loose)
    rules = [r for r in rules if not _underlines(r, rules, loose, usual)]
    below = _captions_below(rules, loose)
    for rule in rules:
        label, where = _label_of_rule(rule, rules, loose, below)
        if label is None and (caption := _signed_below(rule, [*rules, *cells], loose)) is not None:
            label, where = caption, "below"
        if label is None:
            spare.append(rule)
            continue
        used.append(label)
        high = SIGNED if where == "below" else LINE
        box = Box(rule.left, _ceiling(rule, high, [*rules, *cells], loose), rule.right, rule.bottom + 0.6)
        found.append(Place("rule", box, label.text, where))
    for group in _ruled(spare, loose):
        place, labels = _under_their_label(group, loose)
        if place is None and len(group) > 1:
            place, labels = _under_their_label(group, headings)
        if place is not None:
            found.append(place)
            used += labels
    return found, used


def _uncovered(rules: Sequence[Box], loose: Sequence[Phrase]) -> list[Box]:
    """The rules, those whose beginning an answer covers drawn out to where the others of its kind begin."""
    return [_drawn_out(rule, rules, loose) for rule in rules]


def _drawn_out(rule: Box, rules: Sequence[Box], loose: Sequence[Phrase]) -> Box:
    fellows = [
        o.left for o in rules
        if abs(o.right - rule.right) < 2 and o.left < rule.left - 3
        and SPACED[0] <= abs(o.top - rule.top) <= 3 * SPACED[1]
    ]  # fmt: skip
    left = min(fellows, default=rule.left)
    alike = sum(abs(other - left) < 2 for other in fellows) > 1
    written = [p for p in loose if _stands_before(p, rule) and p.box.left > left - 2 and not names(p)]
    return Box(left, rule.top, rule.right, rule.bottom) if alike and written else rule


def _under_their_label(group: Sequence[Box], loose: Sequence[Phrase]) -> tuple[Place | None, list[Phrase]]:
    """The rules of one answer, with their label above the first of them."""
    first = group[0]
    upper = above(Box(first.left, first.top - LINE, first.right, first.bottom), loose)
    if not upper and len(group) == 1:
        upper = _signed_above(first, loose)
    if not upper or (len(group) == 1 and not _asks(upper)):
        return None, []
    top = max(p.box.bottom for p in upper)
    reach = SIGNED + 4 if len(group) == 1 and _is_signature(upper[-1]) else 1.6 * LINE
    box = Box(first.left, max(top + 0.2, first.top - reach), first.right, group[-1].bottom + 0.6)
    kind: Kind = "lines" if len(group) > 1 else "rule"
    return Place(kind, box, " ".join(p.text for p in upper), "above"), upper


def _signed_above(rule: Box, loose: Sequence[Phrase]) -> list[Phrase]:
    """The caption of a signature line, which may stand well above it."""
    upper = above(Box(rule.left, rule.top - SIGNED, rule.right, rule.bottom), loose)
    return upper if upper and _is_signature(upper[-1]) else []


def _signed_below(rule: Box, lines: Sequence[Box], loose: Sequence[Phrase]) -> Phrase | None:
    """The caption of a signature line with nothing under it to write on, whatever is printed above the line."""
    below = _caption_below(rule, loose, lines)
    upper = above(Box(rule.left, rule.top - LINE, rule.right, rule.bottom), loose)
    if below is None or not _signs(below) or (upper and _signs(upper[-1]) and names(upper[-1])):
        return None
    if below.box.left > (rule.left + rule.right) / 2:
        return None
    if any(_continues([r], rule) for r in lines if r.top < rule.top) and not _signs_for(below):
        return None
    under = [o for o in lines if below.box.top < o.bottom < below.box.bottom + 15 and over(o, below.box) > 1]
    return None if under else below


def _signs_for(p: Phrase) -> bool:
    """Whether a caption is for the signature of someone named: «Signatur» alone may head the next part."""
    return _is_signature(p) and meaning(p.text).person is not None


def _is_signature(p: Phrase) -> bool:
    said = meaning(p.text)
    return said.concept is not None and said.concept.key == "signature"


def _asks(upper: Sequence[Phrase]) -> bool:
    """Whether a phrase over a lone rule is its label rather than a heading that is underlined."""
    text = " ".join(p.text for p in upper)
    said = meaning(text)
    return (said.concept is not None and said.covered >= FAIR) or bool(ENDS.search(text)) or question(text) is not None


def _label_of_rule(
    rule: Box, rules: Sequence[Box], loose: Sequence[Phrase], captions_below: bool
) -> tuple[Phrase | None, str]:
    """The phrase left of a rule on its line, or its caption below.

    Where one stands above it and one below, the page's habit decides; signatures have theirs below. A rule that
    goes on from one above it has what follows below it only where that is the habit.
    """
    y = rule.bottom
    goes_on = any(_continues([r], rule) for r in rules if r.top < rule.top)
    left = [p for p in loose if _stands_before(p, rule)]
    if left:
        return max(left, key=lambda p: p.box.right - 3 * abs(p.box.bottom - y)), "left"
    below = _caption_below(rule, loose, rules)
    upper = _named_above(rule, loose) or (not captions_below and bool(_right_above(rule, loose)))
    if below is None or ((upper or (goes_on and not _signs_for(below))) and not captions_below):
        return None, ""
    return below, "below"


def _underlines(rule: Box, rules: Sequence[Box], loose: Sequence[Phrase], usual: float) -> bool:
    """Whether a rule is drawn under a heading: it stands right on it, in larger type or naming whom it is about.

    What is large on the first of several lines is an answer.
    """
    labelled = _caption_below(rule, loose, rules) is not None or any(_stands_before(p, rule) for p in loose)
    ruled = any(_continues([rule], other) for other in rules if other is not rule)
    return any(
        -3.2 < p.box.bottom - rule.top < 1.6 and abs(p.box.left - rule.left) < 3 and rule.right - rule.left > 110
        and len(p.words) < 9 and not ruled and (p.height > 1.12 * usual or _is_title(p))
        and not _named_above(rule, loose) and not labelled
        for p in loose
    )  # fmt: skip


def _is_title(p: Phrase) -> bool:
    return bool(NUMBER.match(p.text)) or (p.text.isupper() and len(p.text) > 4) or heading(p.text)[0]


def _captions_below(rules: Sequence[Box], loose: Sequence[Phrase]) -> bool:
    """Whether this page has the labels of its lines below them, by the lines that leave no choice."""
    above_only = below_only = 0
    for rule in rules:
        upper, below = _named_above(rule, loose), _caption_below(rule, loose, rules)
        above_only += upper and below is None
        below_only += below is not None and not upper and not _signs(below)
    return below_only > above_only


def _signs(p: Phrase) -> bool:
    """Whether a caption is for a signature: it says so, or names but a person."""
    said = meaning(p.text)
    return (said.concept is None and not ENDS.search(p.text)) or _is_signature(p)


def _stands_before(p: Phrase, rule: Box) -> bool:
    """Whether a phrase stands left of a rule, on its line."""
    return p.box.right <= rule.left + 1.5 and rule.left - p.box.right < 9.0 and -3.4 < p.box.bottom - rule.bottom < 2.6


def _caption_below(rule: Box, loose: Sequence[Phrase], rules: Sequence[Box]) -> Phrase | None:
    below = [
        p for p in loose
        if -1.6 <= p.box.top - rule.bottom < 4.2 and p.box.bottom > rule.bottom + 1.2
        and rule.left - 3 <= p.box.left < rule.right - 3 and p.box.right <= rule.right + 25
    ]  # fmt: skip
    labels = [p for p in below if names(p) and not asks(p) and not any(_stands_before(p, r) for r in rules)]
    return min(labels, key=lambda p: (round(p.box.top), p.box.left), default=None)


def _right_above(rule: Box, loose: Sequence[Phrase]) -> list[Phrase]:
    """What stands where a label above a rule does, whatever it says, flush with its left end."""
    upper = above(Box(rule.left, rule.top - LINE + 1, rule.right, rule.bottom), loose)
    return [p for p in upper if abs(p.box.left - rule.left) < 3]


def _named_above(rule: Box, loose: Sequence[Phrase]) -> bool:
    """Whether a label stands above the room for an answer on a rule."""
    upper = above(Box(rule.left, rule.top - LINE + 1, rule.right, rule.bottom), loose)
    return bool(upper) and names(upper[-1]) and upper[-1].box.left < rule.left + 12


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


def _ruled(rules: Sequence[Box], loose: Sequence[Phrase]) -> list[list[Box]]:
    """Rules of one length, evenly under each other, with no label between."""
    groups: list[list[Box]] = []
    for rule in sorted(rules, key=lambda r: (r.top, r.left)):
        home = next((g for g in groups if _continues(g, rule) and not _label_between(g[-1], rule, loose)), None)
        if home is None:
            groups.append([rule])
        else:
            home.append(rule)
    return groups


def _label_between(upper: Box, lower: Box, loose: Sequence[Phrase]) -> bool:
    return any(
        upper.bottom < p.box.bottom < lower.top - 2.5 and abs(p.box.left - lower.left) < 4 and _says_what(p)
        for p in loose
    )


def _says_what(p: Phrase) -> bool:
    said = meaning(p.text)
    return said.covered >= 0.8 and (said.concept is not None or said.person in ("guardian_1", "guardian_2"))


def _continues(group: Sequence[Box], rule: Box) -> bool:
    last = group[-1]
    step = rule.top - last.top
    even = len(group) < 2 or abs(step - (last.top - group[-2].top)) < 1.2
    same = abs(rule.left - last.left) < 3 and abs(rule.right - last.right) < 4
    return same and even and SPACED[0] <= step <= SPACED[1]
