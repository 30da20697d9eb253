"""Questions and answers printed one after another, as a portal's receipt and a Word file without boxes have them."""

from collections.abc import Sequence
from itertools import pairwise

from intake.geometry import union
from intake.layout.lines import Phrase
from intake.layout.meaning import FAIR, asked_by_tick, has, meaning, words
from intake.layout.near import Place, asks, names
from intake.model import Box
from schemas.labels import labels

ABOVE = 4.0  # millimetres: the label of a place and the gap under it
FEWEST = 5  # questions that make a list
OF_PERSONS = 3  # of them that ask for names, addresses and the like
ONE_LEFT = 2.0  # millimetres: what begins so near the page's usual left end begins a line
AS_USUAL = 0.8  # of the usual gap before a question that any question has before it
MARGIN = 12.0  # millimetres of the sheet's edge that are left free
LEAST = 2.5  # millimetres: the least height of an answer
SHORT = 14  # words of a question


def listed(
    free: Sequence[Phrase], drawn: int, size: tuple[float, float], fewest: int = FEWEST
) -> tuple[tuple[Place, ...], tuple[Phrase, ...]]:
    """The places of a page that is a list of questions and answers, and their labels; none where it is not one.

    `free` are phrases that label nothing drawn, `drawn` is the number of places that are, `fewest` that of questions
    that make a list.
    """
    lines = _whole(_first_of_lines(free), free)
    items = _items(lines, free)
    known = [p for p in items if asks(p) or asked_by_tick(p.text) or _has_concept(p)]
    plain = sum(_has_concept(p) for p in items)  # a page that informs has headings that ask, but no names and addresses
    if len(known) < max(fewest, 2 * drawn) or (fewest == FEWEST and plain < OF_PERSONS):
        return (), ()
    made = [_place(p, items, free, size) for p in items]
    found = [(place, p) for place, p in zip(made, items, strict=True) if place is not None]
    return tuple(place for place, _ in found), tuple(p for _, p in found)


def begun_before(
    hanging: str, free: Sequence[Phrase], places: Sequence[Place], size: tuple[float, float]
) -> tuple[Place, ...]:
    """The place at the head of a page whose label hung over at the foot of the page before it."""
    first = min((p.box.top for p in places), default=size[1])
    head = [p.box for p in free if p.box.bottom < first - ABOVE]
    if not hanging or not head:
        return ()
    box = union(head)
    return (Place("space", Box(box.left - 1.0, box.top - 0.8, size[0] - MARGIN, box.bottom + 0.8), hanging, "above"),)


def _has_concept(p: Phrase) -> bool:
    said = meaning(p.text)
    return said.concept is not None and said.covered >= FAIR


def _first_of_lines(free: Sequence[Phrase]) -> list[Phrase]:
    """The phrases at the left end that most lines have, from the top."""
    lefts = [p.box.left for p in free]
    usual = max(lefts, key=lambda x: sum(abs(x - other) < ONE_LEFT for other in lefts), default=0.0)
    return sorted((p for p in free if abs(p.box.left - usual) < ONE_LEFT), key=lambda p: p.box.top)


def _whole(lines: Sequence[Phrase], free: Sequence[Phrase]) -> list[Phrase]:
    """The lines, a question of two lines with its answer beside it made one."""
    made: list[Phrase] = []
    for p in lines:
        last = made[-1] if made else None
        if last is not None and _wraps(last, p, free):
            made[-1] = Phrase((*last.words, *p.words))
        else:
            made.append(p)
    return made


def _wraps(last: Phrase, p: Phrase, free: Sequence[Phrase]) -> bool:
    tight = p.box.top - last.box.bottom < 0.4 * p.height
    ends = p.text.endswith("?") and not last.text.endswith("?")
    beside = tight and bool(_level(last, free)) and not _level(p, free)
    return beside and (ends or not _says(last))  # asked last: what a line says takes longest to tell


def _items(lines: Sequence[Phrase], free: Sequence[Phrase]) -> list[Phrase]:
    """The lines that are questions: they say what they ask, and stand off from what is above them as questions do."""
    gaps = sorted(b.box.top - a.box.bottom for a, b in pairwise(lines) if _says(b))
    usual = gaps[len(gaps) // 2] if gaps else 0.0
    answered = _usual_step(lines)
    items: list[Phrase] = []
    for before, p in zip([None, *lines], lines, strict=False):
        gap = p.box.top - before.box.bottom if before is not None else usual
        open_yet = bool(items) and items[-1] is before and not _level(items[-1], free) and not p.text.endswith(":")
        if _says(p) and gap > AS_USUAL * usual and (not open_yet or gap > answered):
            items.append(p)
    return items


def _usual_step(lines: Sequence[Phrase]) -> float:
    """How far below its question an answer may stand: a quarter more than is usual for what is no question."""
    steps = sorted(b.box.top - a.box.bottom for a, b in pairwise(lines) if _says(a) and not _says(b))
    return 1.25 * steps[len(steps) // 2] if steps else 0.0


def _says(p: Phrase) -> bool:
    if len(p.words) > SHORT or any(has(words(p.words[0].text), w) for w in labels().request):
        return False
    return names(p) or asks(p) or asked_by_tick(p.text) is not None


def _level(item: Phrase, free: Sequence[Phrase]) -> list[Phrase]:
    """What stands right of a question, on its line."""
    return [p for p in free if p.box.left > item.box.right and _on_line(p, item)]


def _place(item: Phrase, items: Sequence[Phrase], free: Sequence[Phrase], size: tuple[float, float]) -> Place | None:
    """Where the answer to a question stands: beside it, or below it, to the next question."""
    below = [p.box.top for p in items if p.box.top > item.box.bottom - 0.5]
    end = min([*below, size[1] - MARGIN]) - 0.3
    level = _level(item, free)
    right = size[0] - MARGIN
    if level:
        left = min(p.box.left for p in level) - 1.0
        low = item.box.bottom
        for p in sorted((q for q in free if q.box.left > left), key=lambda q: q.box.top):
            if low - 1.0 < p.box.top < min(end, low + 0.8 * p.height):
                low = p.box.bottom
        return Place("space", Box(left, item.box.top - 0.4, right, low + 0.6), item.text, "left")
    under = [p.box for p in free if item.box.bottom - 0.5 < p.box.top < end and p not in items]
    if not under:
        return None
    box = union(under)
    if box.bottom - box.top < LEAST:
        return None
    return Place("space", Box(item.box.left - 1.0, item.box.bottom + 0.1, right, box.bottom + 0.8), item.text, "above")


def _on_line(p: Phrase, item: Phrase) -> bool:
    first = item.words[0].box
    return p.box.top < (first.top + first.bottom) / 2 < p.box.bottom
