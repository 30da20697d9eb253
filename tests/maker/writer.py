"""Somebody with a printer, a hand and a pen, who fills in the picture of a page."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from intake.model import Box
from tests.maker import fonts, marks, people, signature
from tests.maker.chance import happens, pick
from tests.maker.entries import Entry, Pen, cell_boxes, comb_boxes
from tests.maker.marks import Drawn
from tests.maker.pen import (
    INKS,
    Style,
    around,
    hand_style,
    rules_in,
    type_mark,
    typed_style,
    write,
    write_cells,
    write_line,
)
from tests.maker.sheet import Image, pixels

TYPED_MARKS = ("x", "X", "X", "x")


@dataclass(frozen=True, slots=True)
class Writer:
    """Who filled in the form: the same styles on every page. `mark` is what the keyboard puts in a box to tick."""

    typed: Style
    hand: Style
    ink: tuple[int, int, int]
    mark: str
    on_rules: bool


def a_writer(generator: Generator) -> Writer:
    """Somebody new. Few write past the rules that are printed."""
    return Writer(
        typed_style(generator, pick(generator, fonts.TYPING)),
        hand_style(generator, pick(generator, fonts.HANDS)),
        pick(generator, INKS),
        pick(generator, TYPED_MARKS),
        happens(generator, 0.93),
    )


def _signed(image: Image, entry: Entry, writer: Writer, generator: Generator) -> Box | None:
    """Strokes mostly; some people write their name in full."""
    box = Box(*entry.field.box)
    if generator.random() < 0.75:
        return signature.sign(image, box, signature.draw(generator), writer.ink)
    style = hand_style(generator, pick(generator, fonts.SIGNING))
    return write_line(image, box, entry.signer or people.a_name(generator), style, generator)


def _put(image: Image, box: Box, drawn: Drawn, ink: tuple[int, int, int]) -> Box | None:
    """Draws a mark's strokes around its box, in place."""
    left, top, right, bottom = pixels(box, (image.shape[1], image.shape[0]))
    strokes = [s * np.array([right - left, bottom - top]) + np.array([left, top]) for s in drawn.strokes]
    return signature.inked(image, strokes, max(1.0, drawn.thickness * (bottom - top)), drawn.dark, ink)


def _ticked(image: Image, entry: Entry, writer: Writer, generator: Generator) -> Box | None:
    """All ticks of a field. What was typed is taken back by pen."""
    found: Box | None = None
    for tick in entry.ticks:
        box = Box(*entry.field.marks[tick.mark].box)
        if entry.pen is Pen.TYPED:
            found = around(found, type_mark(image, box, writer.mark, writer.typed))
        else:
            found = around(found, _put(image, box, marks.drawn(tick.style, generator), writer.hand.ink))
        if tick.back:
            found = around(found, _put(image, box, marks.taken_back(tick.back, generator), writer.hand.ink))
    return found


def _written(image: Image, entry: Entry, writer: Writer, generator: Generator) -> Box | None:
    style = writer.typed if entry.pen is Pen.TYPED else writer.hand
    field, box = entry.field, Box(*entry.field.box)
    if field.kind == "comb":
        return write_cells(image, comb_boxes(field), entry.written, style, generator)
    if field.kind == "table":
        found: Box | None = None
        for places, row in zip(cell_boxes(field), entry.cells, strict=False):
            for place, text in zip(places, row, strict=False):
                found = around(found, write_line(image, place, text, style, generator)) if text else found
        return found
    if field.kind != "area":
        return write_line(image, box, entry.written, style, generator)
    rules = rules_in(image, box) if writer.on_rules else ()
    return write(image, box, entry.written, style, generator, entry.fits, rules)


def jot(image: Image, fields: Sequence[Box], note: str, writer: Writer, generator: Generator) -> Box | None:
    """Writes a note where nothing is printed and no answer belongs, in place; none where no room is found."""
    wide, high = 0.35, 0.018
    grey = image.min(axis=2) if image.ndim == 3 else image
    for _ in range(60):
        left, top = float(generator.uniform(0.04, 0.6)), float(generator.uniform(0.02, 0.94))
        box = Box(left, top, left + wide, top + high)
        x, y, to_x, to_y = pixels(Box(left - 0.01, top - 0.01, left + wide + 0.01, top + high + 0.01), grey.shape[::-1])
        taken = any(
            f.left < box.right and box.left < f.right and f.top < box.bottom + 0.01 and box.top < f.bottom + 0.01
            for f in fields
        )
        if not taken and (grey[max(0, y) : to_y, max(0, x) : to_x] > 200).all():
            return write_line(image, box, note, writer.hand, generator)
    return None


def fill(image: Image, entries: Sequence[Entry], writer: Writer, generator: Generator) -> dict[str, Box]:
    """Writes the entries of one page on its picture, in place; where the ink of each lies."""
    inks: dict[str, Box] = {}
    for entry in entries:
        if entry.pen is Pen.NONE:
            continue
        put = _signed if entry.pen is Pen.SIGNED else _ticked if entry.ticks else _written
        ink = put(image, entry, writer, generator)
        if ink:
            inks[entry.field.name] = ink
    return inks
