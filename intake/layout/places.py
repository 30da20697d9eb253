"""Where answers belong on a page, and the phrase that labels each place."""

from collections.abc import Sequence
from dataclasses import dataclass

from intake.geometry import holds
from intake.layout.cells import by_cells, is_frame, is_title
from intake.layout.grids import combs, heads, tables
from intake.layout.lines import Phrase
from intake.layout.meaning import heading
from intake.layout.near import Place, beside, middle, names
from intake.layout.rules import by_rules
from intake.layout.shapes import Shapes
from intake.model import Box

TALL = 20.0  # millimetres: what is higher is a row of its own


@dataclass(frozen=True, slots=True)
class Found:
    """The places of a page, and the phrases that are neither a label of one nor stand in one."""

    places: tuple[Place, ...]
    free: tuple[Phrase, ...]
    labels: tuple[Phrase, ...]


def walls(shapes: Shapes) -> list[Box]:
    """What parts the words of one line: cells, boxes to tick, and the room above rules."""
    above = [Box(r.left, r.top - 5.5, r.right, r.bottom + 0.3) for r in shapes.rules]
    return [*shapes.cells, *shapes.ticks, *shapes.fills, *above]


def places(shapes: Shapes, found: Sequence[Phrase]) -> Found:
    """The places that shapes make, each with its label where one is near."""
    combed, closed = combs(shapes.cells)
    around = [c for c in closed if any(holds(c, *middle(box)) for box, _ in combed)]  # frames of combs with labels
    cells = [
        c
        for c in closed
        if c not in around and not is_frame(c, closed, shapes, found) and not is_title(c, closed, found)
    ]
    within = {id(p): c for p in found for c in cells if holds(c, *middle(p.box))}
    loose = [p for p in found if id(p) not in within]
    inside = {c: [p for p in found if within.get(id(p)) == c] for c in cells}
    ruled = tables(cells, inside, loose)
    tabled = [c for c in cells if any(holds(t.box, *middle(c)) or heads(c, t) for t in ruled)]
    shaded = (*shapes.fills, *shapes.bands, *(box for box, _ in combed))
    outside = [p for p in loose if not any(holds(f, *middle(p.box)) for f in shaded)]
    headed = [p for p in loose if not any(holds(f, *middle(p.box)) for f in (box for box, _ in combed))]
    open_rules = [r for r in shapes.rules if not any(holds(c, *middle(r)) for c in cells)]
    on_rules, rule_labels = by_rules(open_rules, outside, cells, headed)
    in_cells, cell_labels = by_cells([c for c in cells if c not in tabled], inside, headed)
    titled = [p for p in loose if p not in outside and (names(p) or heading(p.text)[0])]
    plain = [f for f in shapes.fills if not any(holds(f, *middle(p.box)) for p in titled)]
    filled, fill_labels = _in_fills(plain, outside)
    in_combs = [beside(Place("comb", box, cells=n), outside) for box, n in combed]
    all_places = [*ruled, *on_rules, *in_cells, *filled, *(p for p, _ in in_combs)]
    labels = [*rule_labels, *cell_labels, *fill_labels, *(label for _, beside_it in in_combs for label in beside_it)]
    taken = {id(p) for p in labels}
    free = [
        p for p in found
        if id(p) not in taken and not any(holds(place.box, *middle(p.box)) for place in all_places)
    ]  # fmt: skip
    return Found(tuple(_in_reading_order(all_places)), tuple(free), tuple(labels))


def _in_fills(fills: Sequence[Box], outside: Sequence[Phrase]) -> tuple[list[Place], list[Phrase]]:
    """Light grey areas with a label of their own; the others are headings."""
    found, used = [], []
    for fill in fills:
        place, labels = beside(Place("cell", fill), outside)
        if labels and names(labels[-1]) and fill.bottom - fill.top < 2 * TALL:
            found.append(place)
            used += labels
    return found, used


def _in_reading_order(found: Sequence[Place]) -> list[Place]:
    """Row by row from the top, each from the left; what differs by less than two millimetres is one row."""
    rows: list[list[Place]] = []
    for place in sorted(found, key=lambda p: p.box.bottom):
        tall = place.box.bottom - place.box.top > TALL
        if rows and not tall and place.box.bottom - rows[-1][0].box.bottom < 2.0:
            rows[-1].append(place)
        else:
            rows.append([place])
    return [place for row in rows for place in sorted(row, key=lambda p: p.box.left)]
