"""The clippings of a note: which picture shows which place."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from intake.model import Box, Clipping
from intake.wording import sentence

ENOUGH = 0.5
"""A picture shows a place when they share so much of the smaller of the two."""


@dataclass(frozen=True, slots=True)
class Numbered:
    """A clipping with its number in the note, from 1."""

    number: int
    document: str
    clipping: Clipping


def numbered(clippings: Mapping[str, Sequence[Clipping]]) -> tuple[Numbered, ...]:
    """All clippings by document, page and place, numbered as they will be shown."""
    ordered = [
        (document, clipping)
        for document in clippings
        for clipping in sorted(clippings[document], key=lambda c: (c.page, c.box.top, c.box.left))
    ]
    return tuple(Numbered(n, document, clipping) for n, (document, clipping) in enumerate(ordered, start=1))


def showing(pictures: Sequence[Numbered], document: str, page: int, box: Sequence[float]) -> tuple[Numbered, ...]:
    """The clippings that show a place, the best first."""
    place = Box(*box)
    shown = [p for p in pictures if p.document == document and p.clipping.page == page]
    near = [(_shared(p.clipping.box, place), p) for p in shown]
    enough = [pair for pair in near if pair[0] >= ENOUGH]
    best = sorted(enough, key=lambda pair: (-pair[0], pair[1].clipping.box != place))
    return tuple(picture for _, picture in best)


def part_of_page(box: Sequence[float], language: str) -> str:
    """Where on a page a place is, in words."""
    middle = (box[1] + box[3]) / 2
    if box[3] - box[1] > 0.8:
        return sentence("note", "place_whole", language)
    return sentence(
        "note", "place_top" if middle < 1 / 3 else "place_middle" if middle < 2 / 3 else "place_bottom", language
    )


def _area(box: Box) -> float:
    return max(0.0, box.right - box.left) * max(0.0, box.bottom - box.top)


def _shared(a: Box, b: Box) -> float:
    both = Box(max(a.left, b.left), max(a.top, b.top), min(a.right, b.right), min(a.bottom, b.bottom))
    shared = _area(both) if both.left < both.right and both.top < both.bottom else 0.0
    return shared / max(min(_area(a), _area(b)), 1e-9)
