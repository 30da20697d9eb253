"""A form never seen before: what it asks is told from its own print, and it is then read like a known one.

The page itself, with every answer taken off it, serves as its blank.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

import intake.interpret
from intake.geometry import around, corners, holds, rectified, resized, through, without_background
from intake.layout.fields import NOT_ASKED, Asked, asked
from intake.layout.printed import printed_picture
from intake.layout.shapes import Shapes, shapes
from intake.layout.whose import UNNAMED, Names
from intake.model import Blank, Box, Field, Grey, Matrix, Page, Picture, Registration, Sighting, Status, Word
from intake.pipeline._unknown_said import in_its_words
from intake.plugins import discover
from schemas.form import Form, FormField

DPI = 200.0
A4 = (210.0, 297.0)
LIKE_A4 = 0.06  # how far a sheet's proportions may be from A4's and still be taken for it
MM = 25.4 / 72
FAINT = 0.25  # the confidence below which a word is no word
FEW_UNNAMED = 3  # answers to questions of a form's own, which a page may have
MANY_UNNAMED = 0.28
"""Share of a page's answers under no known question: 6 made files of 6 above it had wrong claims, of 13 below none."""
GUESSED = 0.8  # the confidence of what stands in a place whose meaning is a guess
NO_BEND = np.zeros((2, 2, 2))


@dataclass(frozen=True, eq=False, slots=True)
class Recognised:
    """A form made of the pages themselves, and its pages registered on it.

    `doubtful` are the names of fields whose meaning is a guess, `unproven` of those with nothing drawn around them.
    """

    form: Form
    sightings: tuple[Sighting, ...]
    doubtful: frozenset[str]
    unproven: frozenset[str]


@dataclass(frozen=True, eq=False, slots=True)
class _Sheet:
    """A page flat and level: `size` in millimetres, `lie` from its fractions to the page's."""

    sighting: Sighting
    lie: Matrix
    size: tuple[float, float]
    grey: Grey
    asked: Asked


def recognised(sightings: Sequence[Sighting]) -> Recognised:
    """The form that pages of no known form are, with all the fields that it asks for."""
    names = Names()
    sheets = [_sheet(sighting, names) for sighting in sightings]
    fields = tuple(_known_content(f) for s in sheets for f in s.asked.fields)
    form = Form.model_construct(
        id="", version="", kind="request", municipality="", language="nb", title="", blank="", pages=(), fields=fields
    )
    doubtful = frozenset(name for s in sheets for name in s.asked.doubtful)
    unproven = frozenset(name for s in sheets for name in s.asked.unproven)
    return Recognised(form, tuple(_registered(s, form) for s in sheets), doubtful, unproven)


def asked_on(sightings: Sequence[Sighting]) -> list[tuple[FormField, ...]]:
    """What an empty form asks for, page by page, as fractions of its flat sheets; without what is nobody's."""
    names = Names()
    sheets = [_sheet(sighting, names) for sighting in sightings]
    return [
        tuple(_known_content(f) for f in sheet.asked.fields if not f.name.startswith(f"x_{NOT_ASKED}"))
        for sheet in sheets
    ]


def said(fields: Mapping[str, Field], found: Recognised) -> dict[str, Field]:
    """The fields that stand in the result, without what nobody is asked; what is a guess is uncertain."""
    asked_for = {name: field for name, field in fields.items() if not name.startswith(f"x_{NOT_ASKED}")}
    lost = not_understood(asked_for.values())
    return in_its_words({name: _weighed(field, found, lost) for name, field in asked_for.items()})


def not_understood(fields: Iterable[Field]) -> frozenset[int]:
    """The pages on which much of what was written stands under no question that is known: on these answers were taken
    for print, and others for answers to what they do not answer."""
    written = [(field.evidence[0].page, field.name) for field in fields if field.origin and field.evidence]
    every = Counter(page for page, _ in written)
    unnamed = Counter(page for page, name in written if name.startswith(f"x_{UNNAMED}"))
    return frozenset(p for p, n in unnamed.items() if n >= FEW_UNNAMED and n >= MANY_UNNAMED * every[p])


def _weighed(field: Field, found: Recognised, lost: Collection[int]) -> Field:
    on_lost = any(place.page in lost for place in field.evidence)
    claims = (Status.CONFIDENT, Status.EMPTY) if on_lost or field.name in found.doubtful else ()
    if field.name in found.unproven:
        claims = (*claims, Status.EMPTY)
    if field.status not in claims:
        return field
    return replace(field, status=Status.UNCERTAIN, confidence=min(field.confidence, GUESSED))


def _known_content(field: FormField) -> FormField:
    return field if field.content in discover(intake.interpret) else field.model_copy(update={"content": "text"})


def _sheet(sighting: Sighting, names: Names) -> _Sheet:
    page = sighting.page
    lie = np.eye(3) if sighting.lie is None else sighting.lie
    size = _size(page, lie)
    width, height = round(size[0] / 25.4 * DPI), round(size[1] / 25.4 * DPI)
    fine = _fine(page, size)
    paper = without_background(fine) if page.scanned else fine  # a drawn page's light grey is no shadow
    grey = rectified(paper, lie, NO_BEND, width, height)
    tinted = rectified(fine, lie, NO_BEND, width, height) if page.scanned else None
    drawn = _with_widgets(shapes(grey, DPI, tinted), page, size)
    to_sheet = np.asarray(np.linalg.inv(lie), np.float64)
    words = [_flat(word, to_sheet, size) for word in sighting.words if not _is_noise(word)]
    return _Sheet(sighting, lie, size, grey, asked(words, drawn, size, page.number, names))


def _fine(page: Page, size: tuple[float, float]) -> Grey:
    """The page's picture at about the scale of the sheet, shrunk with averaging rather than by the warp."""
    grey = page.picture(max(DPI, page.native_dpi))
    return resized(grey, min(1.0, 1.2 * DPI * max(size) / 25.4 / max(grey.shape)))


def _size(page: Page, lie: Matrix) -> tuple[float, float]:
    """The sheet's width and height in millimetres. A sheet of A4's proportions is A4, whatever a camera says."""
    ends = through(lie, np.array([[0.0, 0.5], [1.0, 0.5], [0.5, 0.0], [0.5, 1.0]])) * [
        page.width * MM,
        page.height * MM,
    ]
    width, height = float(np.hypot(*(ends[1] - ends[0]))), float(np.hypot(*(ends[3] - ends[2])))
    for a4 in (A4, A4[::-1]):
        if abs(height / width / (a4[1] / a4[0]) - 1) < LIKE_A4:
            return a4
    return width, height


def _is_noise(word: Word) -> bool:
    """Whether a word is what a reader makes of a speck or a stroke of the pen."""
    return word.confidence < FAINT or (word.confidence < 1 and not any(c.isalnum() for c in word.text))


def _flat(word: Word, to_sheet: Matrix, size: tuple[float, float]) -> Word:
    box = around(through(to_sheet, corners(word.box)))
    return replace(word, box=_millimetres(box, size))


def _millimetres(box: Box, size: tuple[float, float]) -> Box:
    return Box(box.left * size[0], box.top * size[1], box.right * size[0], box.bottom * size[1])


def _with_widgets(drawn: Shapes, page: Page, size: tuple[float, float]) -> Shapes:
    """The shapes with the fillable fields that stand in none of them."""
    boxes = [(w.kind, _millimetres(w.box, size)) for w in page.widgets]
    typed = [b for kind, b in boxes if kind != "tick"]
    drawn = drawn._replace(fills=tuple(f for f in drawn.fills if not any(_meets(f, b) for b in typed)))
    if page.set_here:  # what is underlined there is an answer
        drawn = drawn._replace(rules=tuple(r for r in drawn.rules if not any(_meets(r, b) for b in typed)))
    above = [Box(r.left, r.top - 6.5, r.right, r.bottom) for r in drawn.rules]
    drawn = drawn._replace(ticks=tuple(t for t in drawn.ticks if not any(holds(b, *_middle(t)) for b in typed)))
    ticks = [b for kind, b in boxes if kind == "tick" and not any(_meets(b, t) for t in drawn.ticks)]
    cells = [b for b in typed if not any(_meets(b, c) for c in (*drawn.cells, *above))]
    return drawn._replace(ticks=(*drawn.ticks, *ticks), cells=(*drawn.cells, *cells))


def _middle(box: Box) -> tuple[float, float]:
    return (box.left + box.right) / 2, (box.top + box.bottom) / 2


def _meets(a: Box, b: Box) -> bool:
    across, down = min(a.right, b.right) - max(a.left, b.left), min(a.bottom, b.bottom) - max(a.top, b.top)
    smaller = min((a.right - a.left) * (a.bottom - a.top), (b.right - b.left) * (b.bottom - b.top))
    return across > 0 and down > 0 and across * down > 0.3 * smaller


def _registered(sheet: _Sheet, form: Form) -> Sighting:
    """The page with a blank made of itself."""
    page = sheet.sighting.page
    picture = printed_picture(sheet.grey, DPI, sheet.asked.fields, sheet.asked.printed, sheet.size)
    width, height = sheet.size
    printed = tuple(
        replace(w, box=Box(w.box.left / width, w.box.top / height, w.box.right / width, w.box.bottom / height))
        for w in sheet.asked.printed
    )
    blank = Blank(form, page.number, Page(page.number, width / MM, height / MM, _shown(picture), printed))
    return replace(sheet.sighting, registration=Registration(blank, sheet.lie, NO_BEND, 0, 1.0, 0.0))


def _shown(picture: Grey) -> Picture:
    return lambda dpi: resized(picture, dpi / DPI)
