"""What was typed on a screen: fillable fields and the text layer of a page whose blank is known.

A fillable field is known by where it lies, not by its name. A word counts as typed when the blank does not have it at
that place.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import cv2
import numpy as np

from intake.geometry import area, centre, holds, overlap, to_page, union
from intake.model import Blank, Box, Page, Registration, Widget, Word
from schemas.form import FormField

SAME_PLACE = 0.006  # of the page, some 4 points: how far a printed word may be moved and still be the blank's
FAR = 0.03  # of the page, some 25 points: how far from its box a typed word still belongs to a field
CROWD = 0.05  # of the page: how near to a field a word on print may be that makes its text doubtful
FEWEST_WORDS = 8
LEAST_FIT = 0.6  # of the blank's words, found where they should be


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in a field on a screen: text with lines apart, the box around it on the page, and what told it.

    `over_print` says that some of it stands on the blank's own print, where answers run into each other.
    """

    text: str
    box: Box
    by_widget: bool
    signed: bool = False
    over_print: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """Widgets and words of one field."""

    widgets: list[Widget] = field(default_factory=list)
    words: list[Word] = field(default_factory=list)


def match(page: Page, blanks: Sequence[Blank]) -> Registration | None:
    """The blank whose printed words stand on this page, and how it lies; None when none fits."""
    texts = frozenset(word.text for word in page.words)
    tried = (_match_one(page, blank, texts) for blank in blanks)
    return max((r for r in tried if r is not None), key=lambda r: (r.fit, r.inliers), default=None)


def _match_one(page: Page, blank: Blank, texts: Collection[str]) -> Registration | None:
    """`texts` are those of the page's words: a blank of which too few are among them can't fit."""
    if sum(word.text in texts for word in blank.page.words) < LEAST_FIT * len(blank.page.words):
        return None
    pairs = _pairs(page.words, blank.page.words)
    if len(pairs) < FEWEST_WORDS or not page.words:
        return None
    source = np.array([centre(b.box) for _, b in pairs])
    target = np.array([centre(p.box) for p, _ in pairs])
    found: tuple[Any, Any] = cv2.estimateAffinePartial2D(source, target, ransacReprojThreshold=SAME_PLACE)
    affine, mask = found
    if affine is None:
        return None
    matrix = np.vstack([affine, [0, 0, 1]]).astype(np.float64)
    count = int(mask.sum())
    fit = count / len(blank.page.words)
    if fit < LEAST_FIT:
        return None
    off = np.median(np.hypot(*(target - source @ affine[:, :2].T - affine[:, 2])[mask.ravel() > 0].T))
    residual = float(off) * page.width / 72 * 25.4
    return Registration(blank, matrix, np.zeros((2, 2, 2)), count, fit, residual)


def _pairs(words: Sequence[Word], printed: Sequence[Word]) -> list[tuple[Word, Word]]:
    """Words that both pages have, each printed one with the nearest of its like."""
    there: dict[str, list[Word]] = {}
    for word in words:
        there.setdefault(word.text, []).append(word)
    pairs = []
    for word in printed:
        same = there.get(word.text, [])
        if same:
            x, y = centre(word.box)
            nearest = min(same, key=lambda w: abs(centre(w.box)[0] - x) + abs(centre(w.box)[1] - y))
            pairs.append((nearest, word))
    return pairs


def typed(page: Page, registration: Registration, fields: Sequence[FormField]) -> Mapping[str, Typed]:
    """What was typed into each field, by its name; a field in which nothing stands is absent."""
    boxes = {f.name: _on_page(registration, Box(*f.box)) for f in fields}
    found = {f.name: Found() for f in fields}
    for widget in page.widgets:
        name = max(boxes, key=lambda n: overlap(boxes[n], widget.box), default=None)
        if widget.value and name is not None and overlap(boxes[name], widget.box) > 0:
            found[name].widgets.append(widget)
    added = _added(page, registration)
    for word in added:
        if (name := _home(boxes, word)) is not None:
            found[name].words.append(word)
    crowds = _on_print(added, registration)
    return {
        name: _typed(what, any(_distance(boxes[name], w.box) <= CROWD for w in crowds))
        for name, what in found.items()
        if what.widgets or what.words
    }


def _on_print(added: Sequence[Word], registration: Registration) -> list[Word]:
    """The words that stand on the blank's own."""
    if not added or not registration.blank.page.words:
        return []
    corners = np.array([w.box for w in registration.blank.page.words]).reshape(-1, 2)
    left, top, right, bottom = to_page(registration, corners).reshape(-1, 4).T
    area_of = (right - left) * (bottom - top)
    return [
        w
        for w in added
        if (
            np.clip(np.minimum(right, w.box.right) - np.maximum(left, w.box.left), 0, None)
            * np.clip(np.minimum(bottom, w.box.bottom) - np.maximum(top, w.box.top), 0, None)
            > 0.3 * np.minimum(area_of, area(w.box))
        ).any()
    ]


def fillable(page: Page, registration: Registration, fields: Sequence[FormField]) -> frozenset[str]:
    """The names of the fields on which a fillable box lies, ticked or not."""
    boxes = {f.name: _on_page(registration, Box(*f.box)) for f in fields} if page.widgets else {}
    ticks = [w.box for w in page.widgets if w.kind == "tick"]
    return frozenset(name for name, box in boxes.items() if any(overlap(box, w) > 0.5 * area(box) for w in ticks))


def strays(page: Page, registration: Registration, fields: Sequence[FormField]) -> list[Word]:
    """The typed words that belong to no field: notes in the margin, a name at the top."""
    boxes = {f.name: _on_page(registration, Box(*f.box)) for f in fields}
    return [word for word in _added(page, registration) if _home(boxes, word) is None]


def _home(boxes: Mapping[str, Box], word: Word) -> str | None:
    """The field whose box is nearest to a word, if it is near at all."""
    name = min(boxes, key=lambda n: _distance(boxes[n], word.box), default=None)
    return name if name is not None and _distance(boxes[name], word.box) <= FAR else None


def _on_page(registration: Registration, box: Box) -> Box:
    (left, top), (right, bottom) = to_page(registration, np.array([[box.left, box.top], [box.right, box.bottom]]))
    return Box(float(left), float(top), float(right), float(bottom))


def _added(page: Page, registration: Registration) -> list[Word]:
    """The words that the blank does not have at their place; of «Sted:Ørje» what follows the printed «Sted:»."""
    places = to_page(registration, np.array([centre(w.box) for w in registration.blank.page.words]).reshape(-1, 2))
    printed, across, along = registration.blank.page.words, places[:, 0], places[:, 1]
    added = []
    for word in page.words:
        x, y = centre(word.box)
        beside = (across > word.box.left - 0.01) & (across < word.box.right + 0.01)
        near = [printed[n] for n in np.flatnonzero(beside & (abs(along - y) < SAME_PLACE))]
        if any(p.text == word.text and abs(centre(p.box)[0] - x) < 4 * SAME_PLACE for p in near):
            continue
        lead = next((p for p in near if word.text.startswith(p.text) and len(p.text) > 2), None)
        added.append(Word(word.text[len(lead.text) :], word.box, word.confidence, word.line) if lead else word)
    return [w for w in added if w.text.strip("_.… ")]


def _distance(box: Box, of: Box) -> float:
    x, y = centre(of)
    return (
        0.0
        if holds(box, x, y)
        else float(np.hypot(max(box.left - x, 0, x - box.right), max(box.top - y, 0, y - box.bottom)))
    )


def _typed(what: Found, crowded: bool) -> Typed:
    lines = _lines(what.words)
    texts = [w.value for w in what.widgets if w.kind != "signature" and w.value] + lines
    box = union([w.box for w in what.widgets] + [w.box for w in what.words])
    signed = any(w.kind == "signature" for w in what.widgets)
    return Typed("\n".join(texts), box, bool(what.widgets), signed, crowded and bool(what.words))


def _lines(words: Sequence[Word]) -> list[str]:
    """The words as lines: those whose middles lie at one height, from left to right."""
    rows: list[list[Word]] = []
    for word in sorted(words, key=lambda w: centre(w.box)[1]):
        if rows and holds(rows[-1][0].box, rows[-1][0].box.left, centre(word.box)[1]):
            rows[-1].append(word)
        else:
            rows.append([word])
    return [" ".join(w.text for w in sorted(row, key=lambda w: w.box.left)) for row in rows]
