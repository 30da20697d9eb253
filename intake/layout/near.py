"""The labels near a place, and what a place is."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from intake.layout.lines import Phrase
from intake.layout.meaning import FAIR, is_hint, meaning, question
from intake.model import Box

ENDS = re.compile(r"[:?]\s*$")

TITLE, LARGE = 5.0, 7.5  # millimetres: type so high is a page's title, or a question on a band
ASKED = 2.0  # what a question for free text has at least
NEAR, FAR = 5.5, 9.5  # millimetres between a place and the label above it; a heading on a band stands farther off
ROOMY = 14.0  # millimetres: the height of room for free text
HIGHEST = 20.0  # millimetres: a higher place has no label beside it
WIDE = 90.0  # millimetres: a place so broad has the whole line over it as its label

Kind = Literal["cell", "rule", "lines", "comb", "table", "space"]


@dataclass(frozen=True, slots=True)
class Place:
    """A place for an answer, in millimetres. `where` its label stands: "left", "above", "inside", "below" or "".

    `column` is a label of the table's column that it stands in. `cells` are a comb's, `columns` and `rows` a table's
    rules.
    """

    kind: Kind
    box: Box
    label: str = ""
    where: str = ""
    column: str = ""
    cells: int = 0
    columns: tuple[float, ...] = ()
    rows: tuple[float, ...] = ()


def middle(box: Box) -> tuple[float, float]:
    return (box.left + box.right) / 2, (box.top + box.bottom) / 2


def over(a: Box, b: Box) -> float:
    return min(a.right, b.right) - max(a.left, b.left)


def above(box: Box, loose: Sequence[Phrase]) -> list[Phrase]:
    """The phrase right above a box, with the lines over it that it goes on from."""
    near = _over_it(box, loose, NEAR)
    if not near and box.bottom - box.top > ROOMY:
        near = [p for p in _over_it(box, loose, FAR) if asks(p)]  # on a band
    if not near:
        return []
    lowest = max(near, key=lambda p: (round(p.box.bottom), -p.box.left))
    level = [p for p in near if p is not lowest and _on_one_line(p, lowest)] if box.right - box.left > WIDE else []
    chain = sorted([lowest, *level], key=lambda p: p.box.left)
    while (upper := _line_over(chain[0], loose)) is not None and len(chain) < 4:
        chain.insert(0, upper)
    said = " ".join(p.text for p in chain)
    if clear(said) == 0 or is_hint(said):
        chain = [*_asked_above(chain[0], loose), *chain]  # a hint, and what it is a hint to
    return chain


def _asked_above(hint: Phrase, loose: Sequence[Phrase]) -> list[Phrase]:
    """The question over a hint, in larger type or on a band."""
    over_it = [p for p in _over_it(hint.box, loose, NEAR) if p is not hint and hint.height < 0.93 * p.height]
    return [p for p in over_it if asks(p)][-1:]


def _over_it(box: Box, loose: Sequence[Phrase], reach: float) -> list[Phrase]:
    return [
        p for p in loose
        if -1.2 <= box.top - p.box.bottom < reach and p.box.left < box.right - 2 and p.box.left > box.left - 8
        and over(p.box, box) > 2 and (p.height < TITLE or (p.height < LARGE and (asks(p) or names(p))))
    ]  # fmt: skip


def _on_one_line(a: Phrase, b: Phrase) -> bool:
    return min(a.box.bottom, b.box.bottom) - max(a.box.top, b.box.top) > 0.6 * min(a.height, b.height)


def _line_over(p: Phrase, loose: Sequence[Phrase]) -> Phrase | None:
    """The line that a phrase continues: of one size, tight above, from about the same left."""
    upper = [
        q for q in loose
        if q is not p and 0 <= p.box.top - q.box.bottom + 0.5 * p.height < 0.9 * p.height
        and abs(q.box.left - p.box.left) < 7 and 0.7 < q.height / p.height < 1.4
        and q.box.right > p.box.right - 15 and (not ENDS.search(q.text) or _is_hint(p, q))
    ]  # fmt: skip
    return upper[0] if upper else None


def _is_hint(p: Phrase, over: Phrase) -> bool:
    """Whether a line is a hint for how to fill in what the line over it asks: in smaller type, or a sentence."""
    return p.height < 0.93 * over.height or p.text.rstrip().endswith((".", ")"))


def beside(place: Place, loose: Sequence[Phrase]) -> tuple[Place, list[Phrase]]:
    """The place with the label left of it or above it: the one that says something, the nearer of two."""
    box = place.box
    left = [
        p for p in loose
        if p.box.right <= box.left + 1 and box.left - p.box.right < 16
        and box.top - 1 < middle(p.box)[1] < box.bottom + 1
    ]  # fmt: skip
    nearest = max(left, key=lambda p: p.box.right, default=None)
    upper = above(box, loose)
    upper_text = " ".join(p.text for p in upper)
    if (
        nearest is not None
        and (not upper or clear(nearest.text) >= clear(upper_text))
        and box.bottom - box.top < HIGHEST
    ):
        return replace(place, label=nearest.text, where="left"), [nearest]
    if upper:
        return replace(place, label=upper_text, where="above"), list(upper)
    return place, []


def clear(text: str) -> float:
    said = meaning(text)
    known = said.covered if said.concept is not None or said.person is not None else 0.0
    asked = question(text)
    return max(known, min(1.0, asked[1] / 4) if asked else 0.0)


def asks(p: Phrase) -> bool:
    """Whether a phrase is a question for free text, clearly."""
    return (question(p.text) or ("", 0.0))[1] >= ASKED


def names(p: Phrase) -> bool:
    said = meaning(p.text)
    return said.covered >= FAIR and (said.concept is not None or said.person is not None)
