"""The fields that a page asks for, with the contract's names: labels, sections and order decide whose each is."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from intake.layout import ticks
from intake.layout.lines import Phrase, phrases
from intake.layout.meaning import FAIR, Meaning, for_the_office, heading, meaning, pair, question
from intake.layout.meaning import words as words_of
from intake.layout.near import Place
from intake.layout.places import Found, places, walls
from intake.layout.shapes import Shapes
from intake.layout.spaces import spaces
from intake.model import Box, Word
from schemas.form import FormField, Mark
from schemas.labels import Person, labels

LEADER = re.compile(r"[._…]{4,}$|…{2,}$")
MARKS = frozenset("xvo✓✔☑☒✗✘√■")  # what a reader of words may see in a box to tick
OF_WHO_FILLS_IN = frozenset({"ditt", "din", "mitt", "min"})  # «Ditt navn» is a guess: who fills in may be anyone
NOT_ASKED = "beside"  # in the name of a place that nobody outside the office is asked to fill in
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


@dataclass(slots=True)
class Names:
    """Which names have been given, over all pages of a form."""

    taken: set[str] = field(default_factory=set)
    guardian: int = 0
    unnamed: int = 0
    last: Person | None = None
    previous: str = ""

    def take(self, name: str) -> bool:
        """Takes a name if it is free."""
        if name in self.taken:
            return False
        self.taken.add(name)
        self.previous = name
        return True

    def other(self, what: str = "question") -> str:
        """The next name of a question that the contract has no name for."""
        self.unnamed += 1
        self.previous = ""
        return f"x_{what}_{self.unnamed}"


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
    found = places(shapes, rest)
    drawn = [*shapes.cells, *shapes.rules, *boxes_to_tick, *(p.box for p in (*found.labels, *by_ticks))]
    open_places, open_labels = spaces(found.free, found.places, drawn, size)
    found = Found((*found.places, *open_places), found.free, (*found.labels, *open_labels))
    made: list[tuple[FormField, bool]] = []
    unproven: list[str] = []
    for place in found.places:
        fields = _fields_of(place, found, size, page, names)
        made += fields
        unproven += [field.name for field, _ in fields if place.kind == "space"]
    for group in ticks.asked(boxes, rest):
        made.append(_of_ticks(group, found, size, page, names))
    answered = [p.box for p in found.places]
    printed = tuple(w for w in words if w not in ticked and not _within(w, answered, found))
    return Asked(
        tuple(f for f, _ in made), printed, frozenset(f.name for f, doubt in made if doubt), frozenset(unproven)
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
            (concept.own, concept.content, False) if names.take(concept.own) else (names.other(), concept.content, True)
        )
    person, doubt = _person(said, place, found, concept.key, names)
    doubt = doubt or not OF_WHO_FILLS_IN.isdisjoint(words_of(place.label))
    for one in _ones(person, said, concept.key, names):
        name = concept.whose.get(one)
        if name is not None and names.take(name):
            if one in ("guardian_1", "guardian_2") and concept.key != "signature":
                names.guardian = int(one[-1])
            names.last = one
            return name, concept.content, doubt and len(concept.whose) > 1
    return names.other(), concept.content, True


def _ones(person: Person | None, said: Meaning, key: str, names: Names) -> tuple[Person, ...]:
    """The persons that a label may mean, the likeliest first."""
    guardians: tuple[Person, ...] = ("guardian_1", "guardian_2")
    if person in ("guardian_1", "guardian_2", "referrer", "child"):
        return (person,)
    if person == "guardian":
        if said.number in (1, 2):
            return (guardians[said.number - 1],)
        if key in ("name", "signature"):
            return guardians
        return (guardians[max(0, names.guardian - 1)], *guardians)
    if key == "signature":
        return guardians
    return ("child", *guardians) if key not in ("phone", "email", "role", "agency") else (*guardians, "referrer")


def _person(said: Meaning, place: Place, found: Found, key: str, names: Names) -> tuple[Person | None, bool]:
    """Whose a label is: what it says itself, what its column says, or the heading over it."""
    if said.person is not None and (said.person != "child" or key in ("signature", "name")):
        own: Person | None = said.person
    else:
        own = None
    column = meaning(place.column).person if place.column else None
    if own is not None and own != "guardian":
        return own, False
    if column is not None and column != "child":
        return column, False
    over = None if key == "signature" else _heading(place, found)
    if own == "guardian":
        return (over if over in ("guardian_1", "guardian_2") else own), False
    if over is not None:
        return over, False
    if said.person is None and key != "signature":
        return names.last, names.last is None
    return said.person, False


def _heading(place: Place, found: Found) -> Person | None:
    """Whom the nearest heading over a place names; of two side by side the one that it stands under."""
    heads: list[tuple[Phrase, Person]] = []
    for p in (*found.free, *found.labels):
        if p.box.bottom <= place.box.bottom and _may_head(p, p in found.free):
            is_head, person = heading(p.text)
            if is_head and person is not None:
                heads.append((p, person))
    while heads:
        lowest = max(p.box.top for p, _ in heads)
        row = [(p, person) for p, person in heads if lowest - p.box.top < 2]
        under = row if len(row) == 1 else [h for h in row if h[0].box.left <= place.box.left + 4]
        if under:
            return max(under, key=lambda h: h[0].box.left)[1]
        heads = [h for h in heads if h not in row]
    return None


def _may_head(p: Phrase, is_free: bool) -> bool:
    said = meaning(p.text)
    own = not is_free and said.concept is not None and said.covered >= FAIR
    return not own and not p.text.rstrip().endswith((".", ",")) and ". " not in p.text[3:]


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
