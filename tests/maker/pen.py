"""Answers set on a picture of a page: typed, or by a hand that wavers."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.random import Generator
from PIL import Image as Pictures
from PIL import ImageDraw

from intake.model import Box
from tests.maker import fonts
from tests.maker.lines import STRUCK, plain, wrap
from tests.maker.sheet import Image, pixels, stamp

Ink = tuple[int, int, int]
INKS: tuple[Ink, ...] = ((24, 38, 110), (20, 20, 24), (35, 60, 150), (60, 60, 70), (12, 22, 60), (30, 90, 60))
OVERRUN = 1.6  # how much larger they write whose answers do not fit
LEAST_X_HEIGHT = 1.25  # millimetres; smaller letters are not written by hand nor set by a typewriter


@dataclass(frozen=True, slots=True)
class Style:
    """How somebody writes. Lengths are in millimetres, `slant` in pixels sideways a pixel up.

    `broad` is by how much the pen widens the font's strokes.
    """

    font: str
    by_hand: bool
    x_height: float
    leading: float
    ink: Ink
    slant: float = 0.0
    waver: float = 0.0
    weight: float = 1.0
    broad: float = 0.0
    hyphens: bool = False


def typed_style(generator: Generator, font: str) -> Style:
    """A printed text: black or nearly."""
    grey = int(generator.integers(0, 60))
    return Style(
        font,
        by_hand=False,
        x_height=float(generator.uniform(1.7, 2.1)),
        leading=float(generator.uniform(2.2, 2.7)),
        ink=(grey, grey, grey),
        hyphens=bool(generator.random() < 0.08),
    )


def hand_style(generator: Generator, font: str) -> Style:
    """A person's hand."""
    return Style(
        font,
        by_hand=True,
        x_height=float(generator.uniform(2.0, 3.1)),
        leading=float(generator.uniform(2.5, 3.2)),
        ink=INKS[int(generator.integers(len(INKS)))],
        slant=float(generator.normal(0.04, 0.09)),
        waver=float(generator.uniform(0.4, 1.3)),
        weight=float(generator.uniform(0.75, 1.0)),
        broad=float(generator.choice([0.0, 0.1, 0.16, 0.25])),
        hyphens=bool(generator.random() < 0.06),
    )


def _line_by_hand(words: list[str], style: Style, em: int, millimetre: float, generator: Generator) -> Image:
    """A line's mask. Its baseline lies at 1.6 em, its first word at 0.5 em, both more or less."""
    face = fonts.face(style.font, em)
    space = face.getlength(" ") * generator.uniform(0.9, 1.5)
    length = sum(face.getlength(plain(word)) + space for word in words)
    strip = Pictures.new("L", (int(length * 1.12 + 2 * em), int(em * 2.8)))
    draw = ImageDraw.Draw(strip)
    x, drift = em * 0.5, 0.0
    for word in words:
        drift = 0.7 * drift + float(generator.normal(0, 0.025 * style.waver * em))
        size = max(4, round(em * (1 + float(generator.normal(0, 0.02 * style.waver)))))
        draw.text((x, em * 1.6 + drift), plain(word), font=fonts.face(style.font, size), fill=255, anchor="ls")
        width = fonts.face(style.font, size).getlength(plain(word))
        if word.startswith(STRUCK):
            _strike(draw, x, em * 1.42 + drift, width, em, generator)
        x += width + space * float(generator.uniform(0.8, 1.25))
    wide = 1 + round(style.broad * millimetre)
    inked = cv2.dilate(np.asarray(strip), cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (wide, wide)))
    return _wavering(inked.astype(np.uint8), style, em, generator)


def _strike(draw: ImageDraw.ImageDraw, x: float, y: float, width: float, em: int, generator: Generator) -> None:
    """One line through a word, a scribble of several, or so many that it is a blot."""
    for _ in range(int(generator.choice([1, 2, 3, 3, 9]))):
        rise = float(generator.uniform(-0.12, 0.12)) * em
        ends = ((x - 0.1 * em, y + rise), (x + width + 0.1 * em, y - rise * float(generator.uniform(-1, 1))))
        draw.line(ends, fill=255, width=max(2, em // 16))


def _wavering(strip: Image, style: Style, em: int, generator: Generator) -> Image:
    """Leans the line, bends it, and lets the pen press unevenly."""
    height, width = strip.shape
    tilt = float(generator.normal(0, 0.004 * style.waver))
    columns = max(4, width // (2 * em))
    bend_x, bend_y = (
        cv2.resize(
            generator.normal(0, 0.022 * style.waver * em, (3, columns)).astype(np.float32),
            (width, height),
            interpolation=cv2.INTER_CUBIC,
        )
        for _ in range(2)
    )
    across, down = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
    map_x = across - style.slant * (1.6 * em - down) + bend_x
    map_y = down - tilt * across + bend_y
    bent = cv2.remap(strip, map_x, map_y, cv2.INTER_LINEAR)
    press = cv2.resize(generator.uniform(0.75, 1.1, (2, columns)).astype(np.float32), (width, height))
    return np.clip(bent * (press * style.weight), 0, 255).astype(np.uint8)


def _line_typed(words: list[str], style: Style, em: int) -> Image:
    face = fonts.face(style.font, em)
    text = " ".join(plain(word) for word in words)
    strip = Pictures.new("L", (int(face.getlength(text) + em), int(em * 2.8)))
    ImageDraw.Draw(strip).text((em * 0.5, em * 1.6), text, font=face, fill=255, anchor="ls")
    return np.asarray(strip)


def _as_they_like(style: Style, millimetre: float, larger: float = 1.0) -> tuple[int, int]:
    """Pixels an em, and between lines, of somebody who need not look at the room."""
    x_height = style.x_height * larger * millimetre
    return fonts.em_for(style.font, max(3, round(x_height))), round(style.leading * x_height)


def _set_lines(written: str, style: Style, room: tuple[int, int], millimetre: float, fits: bool) -> tuple[int, int]:
    """Pixels an em, and between lines, so that the text fits the room (width, height): or as the writer wants it."""
    larger = 1.0 if fits else OVERRUN
    while True:
        em, leading = _as_they_like(style, millimetre, larger)
        lines = wrap(written, room[0], fonts.face(style.font, em).getlength, style.hyphens)
        beyond = 0.0 if fits else 1.2 * leading  # a line more than there is room for; nobody writes over the next
        if len(lines) * leading <= room[1] + beyond or larger * style.x_height <= LEAST_X_HEIGHT:
            return em, leading
        larger *= 0.97


def _set_on_rules(written: str, style: Style, width: int, rules: Sequence[int], millimetre: float) -> tuple[int, int]:
    """Pixels an em, and between lines, for somebody who keeps to the printed rules, as far as they go."""
    leading = round((rules[-1] - rules[0]) / (len(rules) - 1)) if len(rules) > 1 else round(8 * millimetre)
    larger = min(1.0, 0.4 * leading / (style.x_height * millimetre))
    while True:
        em, _ = _as_they_like(style, millimetre, larger)
        lines = wrap(written, width, fonts.face(style.font, em).getlength, style.hyphens)
        if len(lines) <= len(rules) or larger * style.x_height <= LEAST_X_HEIGHT:
            return em, leading
        larger *= 0.96


def _set_alone(written: str, style: Style, width: int, millimetre: float) -> int:
    """Pixels an em so that one line fits: who has much to write writes narrowly, and at last over the end."""
    larger = 1.0
    while True:
        em, _ = _as_they_like(style, millimetre, larger)
        if fonts.face(style.font, em).getlength(written) <= width or larger * style.x_height <= 0.95 * LEAST_X_HEIGHT:
            return em
        larger *= 0.95


def _strip(words: list[str], style: Style, em: int, millimetre: float, generator: Generator) -> Image:
    if style.by_hand:
        return _line_by_hand(words, style, em, millimetre, generator)
    return _line_typed(words, style, em)


def write_line(image: Image, box: Box, written: str, style: Style, generator: Generator) -> Box | None:
    """Writes on one line, in place: just above the box's lower edge, or higher where the box is high."""
    size = image.shape[1], image.shape[0]
    millimetre = size[0] / 210
    left, top, right, bottom = pixels(box, size)
    inset = round(millimetre * min(float(generator.uniform(1.0, 2.5)), 0.06 * (right - left) / millimetre))
    em = _set_alone(written, style, right - left - 2 * inset, millimetre)
    spare = max(0.0, (bottom - top) / millimetre - 2 * style.x_height) * float(generator.uniform(0.1, 0.5))
    y = bottom - round(millimetre * max(float(generator.uniform(0.8, 1.6)), spare))
    strip = _strip(written.split(), style, em, millimetre, generator)
    return stamp(image, strip, (left + inset - round(0.5 * em), y - round(1.6 * em)), style.ink)


def write_cells(image: Image, boxes: Sequence[Box], written: str, style: Style, generator: Generator) -> Box | None:
    """Writes one character in each cell of a comb, in place, from the first."""
    size = image.shape[1], image.shape[0]
    millimetre = size[0] / 210
    found: Box | None = None
    for box, character in zip(boxes, written, strict=False):
        if character == " ":
            continue
        left, top, right, bottom = pixels(box, size)
        x_height = min(style.x_height * 1.2 * millimetre, 0.34 * (right - left), 0.42 * (bottom - top))
        em = fonts.em_for(style.font, max(3, round(x_height)))
        wide = fonts.face(style.font, em).getlength(character)
        stray = float(generator.normal(0, 0.05)) * em if style.by_hand else 0.0
        x = round((left + right - wide) / 2 + stray)
        y = bottom - round((bottom - top - 1.3 * x_height) / 2 * (0.8 if style.by_hand else 1))
        strip = _strip([character], style, em, millimetre, generator)
        found = around(found, stamp(image, strip, (x - round(0.5 * em), y - round(1.6 * em)), style.ink))
    return found


def type_mark(image: Image, box: Box, character: str, style: Style) -> Box | None:
    """Types a character in the middle of a box to tick, in place."""
    left, top, right, bottom = pixels(box, (image.shape[1], image.shape[0]))
    em = max(6, round((bottom - top) * 0.95))
    face = fonts.face(style.font, em)
    x0, y0, x1, y1 = face.getbbox(character, anchor="ls")
    strip = _line_typed([character], style, em)
    corner = round((left + right - x0 - x1) / 2 - 0.5 * em), round((top + bottom - y0 - y1) / 2 - 1.6 * em)
    return stamp(image, strip, corner, style.ink)


def rules_in(image: Image, box: Box) -> tuple[int, ...]:
    """Rows of the picture, from its top, where a printed rule or dotted line runs through the box from side to side."""
    left, top, right, bottom = pixels(box, (image.shape[1], image.shape[0]))
    pad = round(0.02 * (right - left))
    part = image[top : bottom + 3, left + pad : right - pad]
    grey = part.min(axis=2) if part.ndim == 3 else part
    ruled = np.flatnonzero(np.mean(grey < 185, axis=1) > 0.3)
    starts = ruled[np.flatnonzero(np.diff(ruled, prepend=-9) > 3)]
    gap = image.shape[1] / 210 * 4
    rules = tuple(int(top + row) for row in starts if row > gap)
    return rules if len(rules) > 1 else ()  # one alone is the frame's lower edge


def write(
    image: Image,
    box: Box,
    written: str,
    style: Style,
    generator: Generator,
    fits: bool = True,
    rules: Sequence[int] = (),
) -> Box | None:
    """Writes into a box of the page, in place, from its top; a low box takes one line, on its lower edge.

    `fits` False lets a long answer run over the box's lower edge. `rules` are rows to write on. Gives back the ink's
    box.
    """
    size = image.shape[1], image.shape[0]
    millimetre = size[0] / 210
    left, top, right, bottom = pixels(box, size)
    if not rules and bottom - top < 14 * millimetre and "\n" not in written and len(written) < 80:
        return write_line(image, box, written, style, generator)
    inset = round(millimetre * float(generator.uniform(1.0, 2.5)))
    room = right - left - 2 * inset, bottom - top
    if rules:
        em, leading = _set_on_rules(written, style, room[0], rules, millimetre)
        y = rules[0] - round(millimetre * float(generator.uniform(0.3, 1.0)))
    else:
        em, leading = _set_lines(written, style, room, millimetre, fits)
        y = top + round(leading * 0.9)
    found: Box | None = None
    for number, words in enumerate(wrap(written, room[0], fonts.face(style.font, em).getlength, style.hyphens)):
        if not words:
            continue
        stray = round(float(generator.normal(0, 0.15)) * em) if style.by_hand else 0
        corner = left + inset - round(0.5 * em) + stray, y + number * leading - round(1.6 * em)
        found = around(found, stamp(image, _strip(words, style, em, millimetre, generator), corner, style.ink))
    return found


def around(one: Box | None, other: Box | None) -> Box | None:
    """The smallest box around both; either may be none."""
    if one is None or other is None:
        return one or other
    return Box(
        min(one.left, other.left),
        min(one.top, other.top),
        max(one.right, other.right),
        max(one.bottom, other.bottom),
    )
