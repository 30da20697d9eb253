"""Where answers belong on a page, and the phrase that labels each place."""

from collections.abc import Sequence
from dataclasses import dataclass

from intake.geometry import holds
from intake.layout.cells import by_cells
from intake.layout.grids import combs, heads, tables
from intake.layout.lines import Phrase
from intake.layout.near import Place, beside, middle
from intake.layout.rules import by_rules
from intake.layout.shapes import Shapes
from intake.model import Box


@dataclass(frozen=True, slots=True)
class Found:
    """The places of a page, and the phrases that are neither a label of one nor stand in one."""

    places: tuple[Place, ...]
    free: tuple[Phrase, ...]
    labels: tuple[Phrase, ...]


def walls(shapes: Shapes) -> list[Box]:
    """What parts the words of one line: cells, boxes to tick, and the room above rules."""
    above = [Box(r.left, r.top - 5.5, r.right, r.bottom + 0.3) for r in shapes.rules]
    return [*shapes.cells, *shapes.ticks, *above]


def places(shapes: Shapes, found: Sequence[Phrase]) -> Found:
    """The places that shapes make, each with its label where one is near."""
    combed, cells = combs(shapes.cells)
    within = {id(p): c for p in found for c in cells if holds(c, *middle(p.box))}
    loose = [p for p in found if id(p) not in within]
    inside = {c: [p for p in found if within.get(id(p)) == c] for c in cells}
    ruled = tables(cells, inside, loose)
    tabled = [c for c in cells if any(holds(t.box, *middle(c)) or heads(c, t) for t in ruled)]
    on_rules, rule_labels = by_rules(shapes.rules, loose, cells)
    in_cells, cell_labels = by_cells([c for c in cells if c not in tabled], inside, loose)
    in_combs = [beside(Place("comb", box, cells=n), loose) for box, n in combed]
    all_places = [*ruled, *on_rules, *in_cells, *(p for p, _ in in_combs)]
    labels = [*rule_labels, *cell_labels, *(label for _, beside_it in in_combs for label in beside_it)]
    taken = {id(p) for p in labels}
    free = [
        p for p in found
        if id(p) not in taken and not any(holds(place.box, *middle(p.box)) for place in all_places)
    ]  # fmt: skip
    return Found(tuple(sorted(all_places, key=lambda p: (p.box.top, p.box.left))), tuple(free), tuple(labels))
