"""Answers set on a picture of a page: typed, or by a hand that wavers."""

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
    """One line through a word, or a scribble of several."""
    for _ in range(int(generator.integers(1, 4))):
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


def write(image: Image, box: Box, written: str, style: Style, generator: Generator, fits: bool = True) -> Box | None:
    """Writes into a box of the page, in place, from its top; on one line it stands on the box's lower edge.

    `fits` False lets a long answer run over the box's lower edge. Gives back the ink's box.
    """
    size = image.shape[1], image.shape[0]
    millimetre = size[0] / 210
    left, top, right, bottom = pixels(box, size)
    inset = round(millimetre * float(generator.uniform(1.0, 2.5)))
    room = right - left - 2 * inset, bottom - top
    alone = room[1] < 14 * millimetre
    em, leading = _as_they_like(style, millimetre) if alone else _set_lines(written, style, room, millimetre, fits)
    lines = [written.split()] if alone else wrap(written, room[0], fonts.face(style.font, em).getlength, style.hyphens)
    x = left + inset
    y = bottom - round(millimetre * float(generator.uniform(0.8, 1.6))) if alone else top + round(leading * 0.9)
    found: Box | None = None
    for number, words in enumerate(lines):
        if not words:
            continue
        strip = (
            _line_by_hand(words, style, em, millimetre, generator) if style.by_hand else _line_typed(words, style, em)
        )
        stray = round(float(generator.normal(0, 0.15)) * em) if style.by_hand else 0
        corner = x - round(0.5 * em) + stray, y + number * leading - round(1.6 * em)
        found = around(found, stamp(image, strip, corner, style.ink))
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
