"""Answers without a line or a frame: beside a label that ends in a colon, and below a question."""

import re
from collections.abc import Sequence

from intake.geometry import union
from intake.layout.lines import Phrase
from intake.layout.meaning import asked_by_tick, meaning, question
from intake.layout.near import Place, clear
from intake.model import Box

ASKS = re.compile(r"[:?]\s*$")
NUMBERED = re.compile(r"^\s*\(?\d{1,2}[.)]\s")
CLEAR = 0.8  # share of a label that must be understood where nothing is drawn
ROOM = 9.0  # millimetres below a question that are room for an answer
FOOT = 12.0  # millimetres of the sheet's edge that are left free


def spaces(free: Sequence[Phrase], found: Sequence[Place], drawn: Sequence[Box], size: tuple[float, float]) -> tuple[
    tuple[Place, ...], tuple[Phrase, ...]
]:  # fmt: skip
    """The places that labels and questions make by themselves, and those labels.

    `free` are phrases that label nothing drawn; `drawn` are all boxes and rules of the page.
    """
    labels = [p for p in free if _labels(p)]
    asking = [chain for chain in _chains(free) if _is_question(chain) and not any(p in labels for p in chain)]
    edges = [*(p.box for p in found), *drawn, *(p.box for p in labels), *(union([p.box for p in c]) for c in asking)]
    made = [Place("space", _beside(p, labels, edges, size), p.text, _side(p)) for p in labels]
    used = list(labels)
    fills = labels or any(clear(place.label) >= CLEAR for place in found)  # else a page that only informs
    for chain in asking if fills else ():
        box = _below(chain, edges, free, size)
        if box.bottom - box.top >= ROOM:
            made.append(Place("space", box, " ".join(p.text for p in chain), "above"))
            used += chain
    return tuple(p for p in made if p.box.right - p.box.left > 8), tuple(used)


def _labels(p: Phrase) -> bool:
    said = meaning(p.text)
    return (
        p.text.rstrip().endswith(":")
        and said.covered >= CLEAR
        and (said.concept is not None or said.person is not None)
    )


def _is_question(chain: Sequence[Phrase]) -> bool:
    text = " ".join(p.text for p in chain)
    asked = question(text)
    marked = bool(ASKS.search(text)) or bool(NUMBERED.match(text))
    return marked and asked is not None and asked[1] >= 2 and len(text) < 220 and asked_by_tick(text) is None


def _chains(free: Sequence[Phrase]) -> list[list[Phrase]]:
    """Phrases that go on from line to line, up to the end of their question."""
    chains: list[list[Phrase]] = []
    for p in free:
        last = chains[-1] if chains else None
        if last is not None and _goes_on(last[-1], p):
            last.append(p)
        else:
            chains.append([p])
    return chains


def _goes_on(last: Phrase, p: Phrase) -> bool:
    tight = 0 <= p.box.top - last.box.bottom + 0.5 * p.height < 0.9 * p.height
    same = abs(p.box.left - last.box.left) < 8 and 0.7 < p.height / last.height < 1.4
    return tight and same and not ASKS.search(last.text) and not NUMBERED.match(p.text)


def _beside(p: Phrase, labels: Sequence[Phrase], edges: Sequence[Box], size: tuple[float, float]) -> Box:
    """Right of a label, to the next label on its line or to the margin."""
    box = p.box
    if _side(p) == "below":
        return _signed(p, labels, edges, size)
    margin = max((e.right for e in edges), default=size[0] - FOOT)
    after = [q.box.left for q in labels if q is not p and q.box.left > box.right and _level(q.box, box)]
    right = min([*after, max(margin, size[0] - 2 * FOOT)]) - 0.5
    return Box(box.right + 0.3, box.top - 1.5, max(right, box.right + 0.5), box.bottom + 1.5)


def _side(p: Phrase) -> str:
    said = meaning(p.text)
    return "below" if said.concept is not None and said.concept.key == "signature" else "left"


def _signed(p: Phrase, labels: Sequence[Phrase], edges: Sequence[Box], size: tuple[float, float]) -> Box:
    """Beside and below a label for a signature, where nothing is drawn to write on."""
    box = p.box
    after = [q.box.left for q in labels if q is not p and q.box.left > box.left + 5 and abs(q.box.top - box.top) < 4]
    below = [e.top for e in edges if e.top > box.bottom + 0.5 and e.left < box.right + 40]
    right = min([*after, box.left + 90, size[0] - FOOT]) - 0.5
    return Box(box.left, box.top - 4.0, right, min([*below, box.bottom + 14.0, size[1] - FOOT]))


def _level(a: Box, b: Box) -> bool:
    return a.top < (b.top + b.bottom) / 2 < a.bottom


def _below(chain: Sequence[Phrase], edges: Sequence[Box], free: Sequence[Phrase], size: tuple[float, float]) -> Box:
    """Below a question, to whatever is printed next."""
    box = union([p.box for p in chain])
    left = min([box.left, *(e.left for e in edges)])
    right = max([box.right, *(e.right for e in edges), size[0] - 2 * FOOT])
    below = [e.top for e in edges if e.top > box.bottom + 0.5]
    foot = [p.box.top for p in free if p.box.top > size[1] - 2 * FOOT]
    return Box(left - 1, box.bottom + 0.2, right, min([*below, *foot, size[1] - FOOT]) - 0.8)
