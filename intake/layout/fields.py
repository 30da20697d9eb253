"""The fields that a page asks for, with the contract's names: labels, sections and order decide whose each is."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from intake.geometry import holds
from intake.layout import ticks
from intake.layout.lines import Phrase, phrases
from intake.layout.listed import FEWEST, begun_before, listed
from intake.layout.meaning import FAIR, Meaning, asked_by_choice, for_the_office, meaning, pair, question
from intake.layout.near import Place, middle
from intake.layout.places import Found, places, walls
from intake.layout.shapes import Shapes
from intake.layout.spaces import spaces
from intake.layout.whose import Names, ones, whose
from intake.model import Box, Word
from schemas.form import FormField, Mark
from schemas.labels import labels

LEADER = re.compile(r"[._…]{4,}$|…{2,}$")
MARKS = frozenset("xvo✓✔☑☒✗✘√■")  # what a reader of words may see in a box to tick
AGAIN = "again"  # in the name of what was asked before: a second date
NOT_ASKED = "beside"  # in the name of a place that nobody outside the office is asked to fill in
OUTRIGHT, WHOLLY = 4.0, 0.95  # a question so clear is one, whatever a label of it may mean that covers less
TALL = 12.0  # millimetres: a lower cell takes one line


@dataclass(frozen=True, slots=True)
class Asked:
    """What a page asks for: its fields, as a template has them, and the words that are no answers.

    `doubtful` are the fields whose meaning is a guess, `unproven` those whose place nothing is drawn around: that one
    is empty proves little.
    """

    fields: tuple[FormField, ...]
    printed: tuple[Word, ...]
    doubtful: frozenset[str] = frozenset()
    unproven: frozenset[str] = frozenset()


def asked(words: Sequence[Word], shapes: Shapes, size: tuple[float, float], page: int, names: Names) -> Asked:
    """The fields of a page whose words and shapes are given in millimetres. `size` is its width and height.

    `names` goes on from page to page of one form, so that its second name for a guardian is the second guardian's.
    """
    words, shapes = _dotted(words, shapes)
    boxes_to_tick = _of_one_size([t for t in shapes.ticks if not any(_is_letter_of(t, w) for w in words)])
    shapes = shapes._replace(ticks=tuple(boxes_to_tick))
    ticked = [w for w in words if any(_lies_in(w.box, t) for t in boxes_to_tick)]
    said = phrases([w for w in words if w not in ticked], walls(shapes))
    boxes, by_ticks = ticks.choices(boxes_to_tick, said)
    rest = [p for p in said if p not in by_ticks]
    asks_ticks = [c for c in shapes.cells if any(holds(c, *middle(p.box)) for p in by_ticks)]
    shapes = shapes._replace(cells=tuple(c for c in shapes.cells if c not in asks_ticks or _is_wide(c, rest)))
    found = places(shapes, rest)
    drawn = [*shapes.cells, *shapes.rules, *boxes_to_tick, *(p.box for p in (*found.labels, *by_ticks))]
    found = names.carried(_with_open(found, boxes, drawn, size, names))
    made: list[tuple[FormField, bool]] = []
    unproven: list[str] = []
    for place in found.places:
        fields = _fields_of(place, found, size, page, names)
        made += fields
        unproven += [field.name for field, _ in fields if place.kind == "space"]
    printed_only = [p for p in rest if not any(holds(place.box, *middle(p.box)) for place in found.places)]
    for group in ticks.asked(boxes, printed_only):
        made.append(_of_ticks(group, found, size, page, names))
    answered = [p.box for p in found.places]
    cut = [p for p in found.places if _is_cut(p, words, found)]
    cut_names = {f.name for f, _ in made if any(_fraction(p.box, size) == f.box for p in cut)}
    printed = tuple(w for w in words if w not in ticked and not _within(w, answered, found))
    return Asked(
        tuple(f for f, _ in made),
        printed,
        frozenset(f.name for f, doubt in made if doubt or f.name in cut_names),
        frozenset(unproven),
    )


def _dotted(words: Sequence[Word], shapes: Shapes) -> tuple[Sequence[Word], Shapes]:
    """Lines made of points or underscores as rules, and the words without them."""
    rules, kept = list(shapes.rules), []
    for word in words:
        lead = LEADER.search(word.text)
        if lead is None:
            kept.append(word)
            continue
        share = lead.start() / len(word.text)
        left = word.box.left + share * (word.box.right - word.box.left)
        rule = Box(left, word.box.bottom - 0.9, word.box.right, word.box.bottom - 0.5)
        if not any(r.left < rule.right and r.right > rule.left and abs(r.top - rule.top) < 2.5 for r in shapes.rules):
            rules.append(rule)
        if lead.start():
            box = Box(word.box.left, word.box.top, left, word.box.bottom)
            kept.append(Word(word.text[: lead.start()], box, word.confidence, word.line))
    return kept, shapes._replace(rules=tuple(rules))


def _with_open(
    found: Found, boxes: Sequence[ticks.Choice], drawn: Sequence[Box], size: tuple[float, float], names: Names
) -> Found:
    """The places with those that questions and labels make without anything drawn."""
    free = [p for p in found.free if not any(b.heading.endswith(p.text) for b in boxes)]  # boxes are their answers
    there = sum(bool(p.label) for p in found.places)
    places, used = listed(free, there, size, 1 if names.listing else FEWEST)
    if names.listing:
        places = (*begun_before(names.hanging, [p for p in free if p not in used], places, size), *places)
    names.listing = names.listing or bool(places)
    if not places:
        places, used = spaces(free, found.places, drawn, size)
    return Found((*found.places, *places), found.free, (*found.labels, *used))


def _is_wide(cell: Box, rest: Sequence[Phrase]) -> bool:
    """Whether a cell with a question that boxes answer holds more than that."""
    return any(holds(cell, *middle(p.box)) for p in rest)


def _is_letter_of(tick: Box, word: Word) -> bool:
    """Whether a small square or ring is but part of a letter or a figure in a word."""
    written = sum(c.isalnum() for c in word.text)
    x, y = (tick.left + tick.right) / 2, (tick.top + tick.bottom) / 2
    within = word.box.left - 0.3 < x < word.box.right + 0.3 and word.box.top - 0.3 < y < word.box.bottom
    lower = tick.bottom - tick.top < 1.05 * (word.box.bottom - word.box.top)
    if word.confidence < 1.0 and word.box.right - word.box.left < 1.6 * (tick.right - tick.left):
        return False  # what a reader makes of the box itself
    return within and (written > 1 or (written == 1 and word.text.casefold() not in MARKS and lower))


def _of_one_size(ticks: list[Box]) -> list[Box]:
    """The boxes of the size that most have, since a form draws all of its boxes alike."""
    if len(ticks) < 3:
        return ticks
    usual = sorted(t.right - t.left for t in ticks)[len(ticks) // 2]
    return [t for t in ticks if abs(t.right - t.left - usual) < 0.22 * usual]


def _is_cut(place: Place, words: Sequence[Word], found: Found) -> bool:
    """Whether a place ends in the midst of what is written: a word goes on over its edge, or the next one stands
    close beside it."""
    box = place.box
    labels = [w for p in found.labels for w in p.words]
    level = [w for w in words if box.top < (w.box.top + w.box.bottom) / 2 < box.bottom and w not in labels]
    if place.kind == "comb" or not level:
        return False
    over = [w for w in level for x in (box.left, box.right) if w.box.left < x - 1.2 and w.box.right > x + 1.2]
    return bool(over)


def _lies_in(box: Box, tick: Box) -> bool:
    """Whether a word is a mark in a box to tick."""
    x, y = (box.left + box.right) / 2, (box.top + box.bottom) / 2
    return (
        tick.left < x < tick.right
        and tick.top < y < tick.bottom
        and box.right - box.left < 1.6 * (tick.right - tick.left)
    )


def _within(word: Word, boxes: Sequence[Box], found: Found) -> bool:
    if any(word in p.words for p in found.labels):
        return False
    x, y = (word.box.left + word.box.right) / 2, (word.box.top + word.box.bottom) / 2
    return any(b.left - 1 <= x <= b.right + 1 and b.top - 0.8 <= y <= b.bottom + 0.8 for b in boxes)


def _fields_of(
    place: Place, found: Found, size: tuple[float, float], page: int, names: Names
) -> list[tuple[FormField, bool]]:
    office = for_the_office(place.label)
    both = pair(place.label) if not office and place.kind in ("cell", "rule") else None
    if both is not None:
        said = meaning(place.label)
        made = [_named(replace(said, concept=c), place, found, names)[0] for c in both]
        return [(_field(n, c.content, place, size, page), True) for n, c in zip(made, both, strict=True)]
    name, content, doubt = _meant(place, found, names)
    return [(_field(name, content, place, size, page), doubt)]


def _meant(place: Place, found: Found, names: Names) -> tuple[str, str, bool]:
    """The name of a place's field, what it holds, and whether that is a guess."""
    if for_the_office(place.label) or not place.label:
        return names.other(NOT_ASKED), "text", True
    said = meaning(place.label)
    asks = question(place.label)
    roomy = place.kind in ("lines", "table") or (
        place.kind in ("cell", "space") and place.box.bottom - place.box.top > TALL
    )
    unsaid = said.concept is None or said.covered < FAIR
    by_choice = asked_by_choice(place.label) if place.kind == "space" else None
    if by_choice is not None and names.take(by_choice):
        return by_choice, "text", False
    unsaid = unsaid or (asks is not None and asks[1] >= OUTRIGHT and said.covered < WHOLLY)
    if asks is not None and (roomy or unsaid) and asks[1] >= (0.7 if roomy else 2) and names.take(asks[0]):
        return asks[0], "text", asks[1] < 1.5
    if said.covered < FAIR or (said.concept is None and said.person is None):
        return names.other(), "text", True
    return _named(said, place, found, names)


def _named(said: Meaning, place: Place, found: Found, names: Names) -> tuple[str, str, bool]:
    concept = said.concept
    if concept is None:
        signing = place.where == "below" or bool({"place", "signed_date"} & names.taken)
        key = "signature" if signing and place.kind == "rule" else "name"
        concept = next(c for c in labels().concepts if c.key == key)
    if concept.key == "place" and names.previous == "child_postal_code":
        concept = next(c for c in labels().concepts if c.key == "city")
    if concept.own is not None:
        return (
            (concept.own, concept.content, False)
            if names.take(concept.own)
            else (names.other(AGAIN), concept.content, True)
        )
    person, doubt = whose(said, place, found, concept.key, names)
    for one in ones(person, said, concept.key, names):
        name = concept.whose.get(one)
        if name is not None and names.take(name):
            if one in ("guardian_1", "guardian_2") and concept.key != "signature":
                names.guardian = int(one[-1])
            names.last = one
            return name, concept.content, doubt and len(concept.whose) > 1
    return names.other(), concept.content, True


def _field(name: str, content: str, place: Place, size: tuple[float, float], page: int) -> FormField:
    kind = {"lines": "area", "comb": "comb", "table": "table"}.get(place.kind, "line")
    if place.kind in ("cell", "space") and place.box.bottom - place.box.top > TALL and content == "text":
        kind = "area"
    if name.endswith("_signature"):
        kind = "sign"
    if kind == "comb" and name.endswith("_signature"):
        kind = "line"
    return FormField(
        name=name, kind=kind, content=content, page=page, box=_fraction(place.box, size), label=place.label[:200],  # type: ignore[arg-type]
        cells=place.cells if kind == "comb" else 0,
        columns=tuple(_part(x, size[0]) for x in place.columns) if kind == "table" else (),
        rows=tuple(_part(y, size[1]) for y in place.rows) if kind == "table" else (),
    )  # fmt: skip


def _of_ticks(
    group: ticks.Asked, found: Found, size: tuple[float, float], page: int, names: Names
) -> tuple[FormField, bool]:
    name = group.field
    if name == "role":
        name = f"guardian_{max(1, names.guardian)}_role"
    known = bool(name) and names.take(name)
    marks = tuple(Mark(box=_fraction(box, size), value=value, label=text[:80]) for box, value, text in group.marks)
    box = _fraction(ticks.box_of(group), size)
    made = FormField(
        name=name if known else names.other(), kind=group.kind,  # type: ignore[arg-type]
        page=page, box=box, label=group.label[:200], marks=marks,
    )  # fmt: skip
    return made, not known or group.doubtful


def _part(value: float, whole: float) -> float:
    return min(1.0, max(0.0, value / whole))


def _fraction(box: Box, size: tuple[float, float]) -> tuple[float, float, float, float]:
    width, height = size
    return (_part(box.left, width), _part(box.top, height), _part(box.right, width), _part(box.bottom, height))
