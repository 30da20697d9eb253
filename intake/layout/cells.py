"""Closed cells: with a label inside, beside or above, or themselves the label of another."""

from collections.abc import Sequence

from intake.geometry import holds, union
from intake.layout.lines import Phrase
from intake.layout.meaning import FAIR, NUMBER, for_the_office, heading, meaning, question
from intake.layout.near import Place, beside, clear, middle
from intake.layout.shapes import Shapes
from intake.model import Box

BROAD = 110.0  # millimetres: a frame so broad and low is a heading's
MONTHS = ("jan", "feb", "mar", "apr", "mai", "jun", "jul", "aug", "sep", "okt", "nov", "des")
LINE = 3.2  # millimetres: the least room for a line
TALL = 14.0  # millimetres: a cell for free text


def by_cells(
    cells: Sequence[Box], inside: dict[Box, list[Phrase]], loose: Sequence[Phrase]
) -> tuple[list[Place], list[Phrase]]:
    """Cells with a label inside, beside or above. A cell that holds only the label of its neighbour is no place."""
    found: list[Place] = []
    used: list[Phrase] = []
    label_cells = {c for c in cells if _labels_its_neighbour(c, cells, inside)}
    for cell in cells:
        if cell in label_cells:
            used += inside[cell]
            continue
        place, labels = _labelled(cell, cells, label_cells, inside, loose)
        found.append(place)
        used += labels
    return found, used


def is_frame(cell: Box, cells: Sequence[Box], shapes: Shapes, found: Sequence[Phrase]) -> bool:
    """Whether a frame is drawn around a part of the form, not around an answer."""
    if any(c != cell and holds(cell, *middle(c)) for c in (*cells, *shapes.ticks)):
        return True
    within = [p for p in found if holds(cell, *middle(p.box))]
    return sum(1 for p in within if _is_label(p) or for_the_office(p.text)) > 1


def is_title(cell: Box, cells: Sequence[Box], found: Sequence[Phrase]) -> bool:
    """Whether a broad, low frame that stands alone holds but a heading: one phrase that says something, with no room
    under it and no colon after it."""
    within = [p for p in found if holds(cell, *middle(p.box))]
    if len(within) != 1 or cell.right - cell.left < BROAD or cell.bottom - cell.top > 2.6 * within[0].height:
        return False
    text = within[0].text.rstrip()
    if text.endswith(":") or _has_room(cell, within) or any(_is_left_of(c, cell) for c in cells):
        return False
    dated = any(word.casefold().startswith(MONTHS) for word in text.split()[1:2])
    return (bool(NUMBER.match(text)) and not dated) or heading(text)[0] or clear(text) >= FAIR


def _is_label(p: Phrase) -> bool:
    said = meaning(p.text)
    return said.concept is not None and said.covered >= 0.8


def _labelled(
    cell: Box, cells: Sequence[Box], label_cells: set[Box], inside: dict[Box, list[Phrase]], loose: Sequence[Phrase]
) -> tuple[Place, list[Phrase]]:
    left = _row_label(cell, cells, label_cells)
    top = next((c for c in label_cells if _is_head_of(c, cell, cells)), None)
    column = " ".join(p.text for p in inside[top]) if top else ""
    if left is not None:
        return Place("cell", cell, " ".join(p.text for p in inside[left]), "left", column), []
    if column:
        return Place("cell", cell, column, "above"), []
    caption = _caption(cell, inside[cell])
    place, labels = beside(Place("cell", cell), loose)
    asked_outside = (question(place.label) or ("", 0.0))[1] >= 1 and cell.bottom - cell.top > TALL
    named = bool(caption) and meaning(caption[0].text).concept is not None
    if caption and not asked_outside and (named or _has_room(cell, caption) or clear(place.label) < 0.5):
        return Place("cell", _below_caption(cell, caption), " ".join(p.text for p in caption), "inside"), caption
    return place, labels


def _has_room(cell: Box, caption: Sequence[Phrase]) -> bool:
    """Whether a line can be written under a caption, in a cell for one line: what stands there is no answer."""
    return cell.bottom - cell.top < TALL and cell.bottom - caption[0].box.bottom >= LINE


def _row_label(cell: Box, cells: Sequence[Box], label_cells: set[Box]) -> Box | None:
    """The label at the head of the row of cells that this one is in."""
    at = cell
    while (before := next((c for c in cells if _is_left_of(c, at)), None)) is not None:
        if before in label_cells:
            return before
        at = before
    return None


def _caption(cell: Box, within: Sequence[Phrase]) -> list[Phrase]:
    """The label printed at the top left of a cell."""
    if not within:
        return []
    first = min(within, key=lambda p: (round(p.box.top), p.box.left))
    if first.box.top - cell.top > 2.8 or first.box.left - cell.left > 5:
        return []
    said = meaning(first.text)
    tall = cell.bottom - cell.top > TALL
    asks = tall and (question(first.text) or ("", 0.0))[1] >= 2 and len(first.words) <= 16
    known = said.covered >= FAIR and (said.concept is not None or (said.person is not None and len(first.words) < 5))
    return [first] if known or asks else []


def _below_caption(cell: Box, caption: Sequence[Phrase]) -> Box:
    box = union([p.box for p in caption])
    if cell.bottom - box.bottom >= LINE:
        return Box(cell.left, box.bottom, cell.right, cell.bottom)
    return Box(box.right + 0.5, cell.top, cell.right, cell.bottom)


def _labels_its_neighbour(cell: Box, cells: Sequence[Box], inside: dict[Box, list[Phrase]]) -> bool:
    """Whether a cell holds the label of those right of it, or below it: a person's name for a column."""
    text = " ".join(p.text for p in inside[cell])
    if not text or clear(text) < 0.5:
        return False
    said = meaning(text)
    heads = said.concept is None and said.person is not None
    right = next((c for c in cells if _is_left_of(cell, c)), None)
    below = next((c for c in cells if _is_head_of(cell, c, cells)), None)
    tight = cell.bottom - cell.top < 3.2 * inside[cell][0].height * len(_heights(inside[cell]))
    if below is not None and tight and heads and not _has_label(inside[below]):
        return True
    if right is not None and not _has_label(inside[right]):
        return True
    return below is not None and tight and not _has_label(inside[below])


def _heights(within: Sequence[Phrase]) -> set[int]:
    return {round(p.box.top / 2) for p in within}


def _has_label(within: Sequence[Phrase]) -> bool:
    return any((m := meaning(p.text)).concept is not None and m.covered >= 0.8 for p in within[:1])


def _is_left_of(a: Box, b: Box) -> bool:
    return abs(b.left - a.right) < 1.3 and abs(a.top - b.top) < 1.5 and abs(a.bottom - b.bottom) < 1.5


def _is_head_of(a: Box, b: Box, cells: Sequence[Box]) -> bool:
    """Whether `a` stands at the top of the column of cells that `b` is in."""
    same = abs(a.left - b.left) < 1.3 and abs(a.right - b.right) < 1.3
    if not same or b.top < a.bottom - 1:
        return False
    between = sorted(
        (c for c in cells if abs(c.left - a.left) < 1.3 and a.bottom - 1 < c.top <= b.top + 0.1), key=lambda c: c.top
    )
    edges = [a.bottom, *(c.bottom for c in between)]
    return all(abs(c.top - e) < 1.3 for c, e in zip(between, edges, strict=False))
