"""What boxes to tick ask: yes or no, one of several, or as many as fit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from intake.geometry import union
from intake.layout.lines import Phrase
from intake.layout.meaning import agency, asked_by_tick, option, words, yes_or_no
from intake.model import Box
from schemas.labels import labels

SHORT = 8  # words of a heading that says of what is there already
SCRAWL = 6  # letters that a reader may make of a crossed box and its Ja or Nei
STACKED = 12.0  # millimetres between a Ja and the Nei below it
OWNER = ("kommune", "KOMMUNE")
REACH = 9.0  # millimetres from a box to its label


@dataclass(frozen=True, slots=True)
class Choice:
    """A box to tick, in millimetres, with its own label, the question on its line, and the heading over it."""

    box: Box
    label: str
    question: str
    heading: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A field of ticks: `marks` are boxes with what a tick in each says."""

    field: str
    kind: str
    marks: tuple[tuple[Box, bool | str, str], ...]
    label: str
    doubtful: bool = False


def choices(ticks: Sequence[Box], found: Sequence[Phrase]) -> tuple[tuple[Choice, ...], tuple[Phrase, ...]]:
    """Each box with what is printed by it, and the phrases that were used as labels."""
    on_left = _labels_on_left(ticks, found)
    own = {tick: _own(tick, ticks, found, on_left) for tick in ticks}
    ticks = sorted([*ticks, *_overdrawn(own, found)], key=lambda t: (t.top, t.left))
    own = {tick: _own(tick, ticks, found, on_left) for tick in ticks}
    own |= _hidden(own)
    labels_of_boxes = [p for p in own.values() if p is not None]
    used = list(labels_of_boxes)
    made = []
    for tick in ticks:
        label = own[tick]
        asked = _on_the_line(tick, ticks, found, labels_of_boxes)
        above = _column_head(tick, ticks, found) if label is None or asked is None else None
        if label is None and above is not None and yes_or_no(above.text) is not None:
            label = above
        head = _over(tick, found, used)
        used += [p for p in (asked, label) if p is not None]
        if (label is None and asked is None) or (label is not None and label.text.endswith(OWNER)):
            continue  # a loop of handwriting, or part of a logo
        made.append(
            Choice(tick, label.text if label else "", asked.text if asked else "", " ".join(p.text for p in head))
        )
    return tuple(made), tuple(used)


def _overdrawn(own: Mapping[Box, Phrase | None], found: Sequence[Phrase]) -> list[Box]:
    """The boxes that a pen has hidden: where a Ja or Nei has none, and its fellow on the line has."""
    taken = [p for p in own.values() if p is not None]
    made = []
    for p in found:
        if p in taken or yes_or_no(p.text) is None:
            continue
        for tick, label in own.items():
            if label is not None and _level(tick, p) and yes_or_no(label.text) is (not yes_or_no(p.text)):
                shift = p.box.left - label.box.left
                made.append(Box(tick.left + shift, tick.top, tick.right + shift, tick.bottom))
                break
    return made


def _hidden(own: Mapping[Box, Phrase | None]) -> dict[Box, Phrase]:
    """The Ja or Nei that a pen has made unreadable: that of its column, where its fellow says the other."""
    made = {}
    for tick, label in own.items():
        if label is not None and (yes_or_no(label.text) is not None or len(label.text) > SCRAWL):
            continue
        column = [p for t, p in own.items() if p is not None and abs(t.left - tick.left) < 1.0 and t != tick]
        said = [p for p in column if yes_or_no(p.text) is not None]
        fellows = [p for t, p in own.items() if p is not None and abs(t.top - tick.top) < 1.5 and t != tick]
        if said and any(yes_or_no(p.text) is (not yes_or_no(said[0].text)) for p in fellows):
            made[tick] = said[0]
    return made


def _level(tick: Box, p: Phrase) -> bool:
    y = (p.box.top + p.box.bottom) / 2
    return tick.top - 0.8 < y < tick.bottom + 0.8


def _own(tick: Box, ticks: Sequence[Box], found: Sequence[Phrase], on_left: bool) -> Phrase | None:
    """The label of a box, on the side where this page has them."""
    best = _next_to(tick, ticks, found, on_left)
    if best is None and on_left:
        best = _next_to(tick, ticks, found, on_left=False)
    return best


def _next_to(tick: Box, ticks: Sequence[Box], found: Sequence[Phrase], on_left: bool) -> Phrase | None:
    """The nearest phrase on one side of a box, none where another box stands between."""
    near = [p for p in found if _level(tick, p) and -0.8 < _gap(tick, p, on_left) < REACH]
    best = min(near, key=lambda p: _gap(tick, p, on_left), default=None)
    if best is None:
        return None
    low, high = sorted((tick.left + 0.5, best.box.left))
    between = any(t != tick and low < t.left < high and abs(t.top - tick.top) < 2 for t in ticks)
    return None if between else best


def _gap(tick: Box, p: Phrase, on_left: bool) -> float:
    return tick.left - p.box.right if on_left else p.box.left - tick.right


def _labels_on_left(ticks: Sequence[Box], found: Sequence[Phrase]) -> bool:
    """Whether the boxes of this page stand behind their labels: as most of them have it."""
    left = right = 0
    for tick in ticks:
        before, after = (_next_to(tick, ticks, found, on_left) for on_left in (True, False))
        if before is not None and (after is None or _gap(tick, before, True) < _gap(tick, after, False) - 0.5):
            left += 1
        elif after is not None:
            right += 1
    return left > right


def _on_the_line(tick: Box, ticks: Sequence[Box], found: Sequence[Phrase], used: Sequence[Phrase]) -> Phrase | None:
    """The question left of the first box on a line."""
    row = [t for t in ticks if abs(t.top - tick.top) < 2]
    first = min(t.left for t in row)
    left = [p for p in found if _level(tick, p) and p.box.right <= first + 0.8 and p not in used]
    return max(left, key=lambda p: p.box.right, default=None)


def _column_head(tick: Box, ticks: Sequence[Box], found: Sequence[Phrase]) -> Phrase | None:
    """The Ja or Nei at the head of the column that a box of a matrix stands in."""
    x = (tick.left + tick.right) / 2
    over = [
        p for p in found
        if p.box.bottom < tick.top and p.box.left - 3 < x < p.box.right + 3 and yes_or_no(p.text) is not None
        and not any(_level(t, p) for t in ticks)
    ]  # fmt: skip
    return max(over, key=lambda p: p.box.bottom, default=None)


def _over(tick: Box, found: Sequence[Phrase], used: Sequence[Phrase]) -> list[Phrase]:
    """The nearest lines of print above a box that are no labels of boxes: what a list of boxes stands under."""
    over = [p for p in found if p.box.bottom <= tick.top + 0.5 and p.box.left < tick.right + 60 and p not in used]
    if not over:
        return []
    nearest = max(over, key=lambda p: p.box.bottom)
    reach = 2.4 * nearest.height
    return [
        p for p in over
        if nearest.box.bottom - p.box.bottom < reach and abs(p.box.left - nearest.box.left) < 30
    ][-3:]  # fmt: skip


def asked(found: Sequence[Choice], spare: Sequence[Phrase] = ()) -> tuple[Asked, ...]:
    """The fields that the boxes make. `spare` are phrases that label no box: a service among them, level with those
    that do, has lost its box, and the list is not whole.
    """
    rows = _stacked(_rows(found))
    made: list[Asked] = []
    lists: list[Choice] = []
    for row in rows:
        answers = [yes_or_no(c.label) for c in row]
        if len(row) >= 2 and set(answers) == {True, False}:
            made.append(_yes_no(row))
        else:
            lists += row
    halves = any(yes_or_no(c.label) is not None and agency(c.question) is not None for c in lists)
    return tuple(_weighed(group, spare, halves) for group in (*_matrix(made), *_lists(lists)))


def _weighed(group: Asked, spare: Sequence[Phrase], halves: bool) -> Asked:
    """The list, doubtful where a service has lost its boxes or, in a matrix (`halves`), one of them."""
    if group.kind != "many":
        return group
    box = box_of(group)
    lost = [
        p for p in spare
        if box.top - 8 < p.box.top < box.bottom + 8 and len(p.words) < 5 and agency(p.text) is not None
    ]  # fmt: skip
    return replace(group, doubtful=True) if lost or halves else group


def _rows(found: Sequence[Choice]) -> list[list[Choice]]:
    """Boxes that answer one question: on one line, and a yes and a no each at most once."""
    rows: list[list[Choice]] = []
    for choice in sorted(found, key=lambda c: (round(c.box.top / 2), c.box.left)):
        last = rows[-1] if rows else None
        level = last is not None and abs(last[-1].box.top - choice.box.top) < 2
        again = last is not None and yes_or_no(choice.label) in [yes_or_no(c.label) for c in last]
        if last is not None and level and not again:
            last.append(choice)
        else:
            rows.append([choice])
    return rows


def _stacked(rows: Sequence[list[Choice]]) -> list[list[Choice]]:
    """The rows, a lone Ja with the lone Nei right below it made one."""
    made: list[list[Choice]] = []
    for row in rows:
        last = made[-1] if made else []
        if len(last) == len(row) == 1 and _answers(last[0], row[0]):
            last += row
        else:
            made.append(list(row))
    return made


def _answers(upper: Choice, lower: Choice) -> bool:
    """Whether two boxes below each other are the Ja and the Nei of one question."""
    below = 0 < lower.box.top - upper.box.top < STACKED and abs(lower.box.left - upper.box.left) < STACKED
    said = {yes_or_no(upper.label), yes_or_no(lower.label)}
    return below and said == {True, False} and not lower.question


def _yes_no(row: Sequence[Choice]) -> Asked:
    text = row[0].question or row[0].heading
    field = asked_by_tick(text) or (asked_by_tick(row[0].heading) if not row[0].question else None)
    key = agency(text) if field is None or (field == "consent_given" and _is_service(text)) else None
    marks = tuple((c.box, bool(yes_or_no(c.label)), c.label) for c in row)
    return Asked(f"agency:{key}" if key else field or "", "choice", marks, text)


def _is_service(text: str) -> bool:
    return len(words(text)) <= 4 and agency(text) is not None


def _matrix(rows: Sequence[Asked]) -> list[Asked]:
    """The yes/no questions; those that name services become two lists, of those with a yes and of those with a no."""
    services = [r for r in rows if r.field.startswith("agency:")]
    if len(services) < 2:
        return [
            Asked(r.field.removeprefix("agency:") and "" if r in services else r.field, r.kind, r.marks, r.label)
            for r in rows
        ]
    made = [r for r in rows if r not in services]
    for wanted, name in ((True, "consent_agencies"), (False, "consent_agencies_refused")):
        marks = tuple((box, r.field[7:], r.label) for r in services for box, value, _ in r.marks if value is wanted)
        made.append(Asked(name, "many", marks, "Ja" if wanted else "Nei"))
    return made


def _lists(found: Sequence[Choice]) -> list[Asked]:
    """Boxes with labels of their own: lists of services, roles, responsibility; each wish a lone box."""
    made: list[Asked] = []
    services = [c for c in found if agency(c.label) is not None and asked_by_tick(c.label) is None]
    if len(services) >= 3:
        marks = tuple((c.box, agency(c.label) or "", c.label) for c in services)
        made.append(Asked("consent_agencies", "many", marks, services[0].heading))
    else:
        services = []
    rest = [c for c in found if c not in services]
    for group in _by_heading(rest):
        made += _keyed(group)
    return made


def _by_heading(found: Sequence[Choice]) -> list[list[Choice]]:
    groups: dict[str, list[Choice]] = {}
    for c in found:
        groups.setdefault(c.question or c.heading, []).append(c)
    return list(groups.values())


def _keyed(group: Sequence[Choice]) -> list[Asked]:
    text = group[0].question or group[0].heading
    field = _field_of_options(text, [c.label for c in group])
    if field is not None and len(group) > 1:
        marks = tuple((c.box, option(field, c.label) or "other", c.label) for c in group)
        return [Asked(field, "choice", marks, text)]
    return [
        Asked(_wished(c), "tick", ((c.box, yes_or_no(c.label) is not False, c.label),), c.label,
              yes_or_no(c.label) is not None)
        for c in group
    ]  # fmt: skip


def _wished(c: Choice) -> str:
    """The field of a lone box: what its label says, what the question over it makes of that, or the question alone."""
    over = asked_by_tick(f"{c.question or c.heading} {c.label}")
    own = asked_by_tick(c.label)
    if own is not None and (over is None or not over.startswith("has_") or len(words(c.heading)) > SHORT):
        return own
    return over or (asked_by_tick(c.question) if c.question else None) or ""


def _field_of_options(text: str, of: Sequence[str]) -> str | None:
    tokens = words(text)
    if any(t.startswith(("foreldreansvar", "omsorg")) for t in tokens):
        return "parental_responsibility"
    names = {o.field for o in labels().options}
    hits = {n: sum(1 for label in of if option(n, label) is not None) for n in sorted(names)}
    best = max(hits, key=lambda n: hits[n])
    return best if hits[best] >= 2 and hits[best] >= 0.7 * len(of) else None


def box_of(found: Asked) -> Box:
    """The box around all marks."""
    return union([box for box, _, _ in found.marks])
