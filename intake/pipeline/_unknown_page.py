"""A page of no known form: a separator sheet, or brought upright and level and read once for all who ask."""

from dataclasses import replace

import numpy as np

from intake import separator
from intake.geometry import around, corners, resized, through, turned, turned_picture, without_background
from intake.layout.shapes import without_lines
from intake.model import Matrix, Page, Sighting, Word
from intake.read import words_of_page
from intake.straighten import Lie, flattened, lie

LIE_DPI = 100.0
READ_DPI = 200.0
CLEAR = 0.6  # the confidence with which tesseract reads a word that stands upright
UPRIGHT = 0.5  # share of the letters in such words, below which the page may stand on its head


def sighting_of(page: Page) -> Sighting:
    """The page upright, with its words. A page with a text layer is taken as it stands.

    Raises OSError when no engine is installed.
    """
    if page.words:
        return Sighting(page, None, words=page.words, separator=separator.in_words(page.words))
    grey = page.picture(LIE_DPI)
    grey = resized(grey, min(1.0, LIE_DPI * page.width / 72 / grey.shape[1]))
    if (sheet := separator.in_picture(grey)) is not None:
        return Sighting(page, None, separator=sheet)
    seen = lie(grey, LIE_DPI)
    if seen.sideways:
        page, seen = turned_page(page, 1), _turned_lie(seen, 1)
    words = _read(page, seen)
    if _clear_letters(words) < UPRIGHT * max(1, _letters(words)):
        other, other_lie = turned_page(page, 2), _turned_lie(seen, 2)
        upside_down = _read(other, other_lie)
        if _clear_letters(upside_down) > _clear_letters(words):
            page, seen, words = other, other_lie, upside_down
    return Sighting(page, None, words=words, lie=seen.matrix, separator=separator.in_words(words))


def turned_page(page: Page, quarters: int) -> Page:
    """The page turned clockwise by so many quarter turns, with its words and fillable fields."""
    sides = (page.height, page.width) if quarters % 2 else (page.width, page.height)
    picture = page.picture
    return replace(
        page,
        width=sides[0],
        height=sides[1],
        picture=lambda dpi: turned_picture(picture(dpi), quarters),
        words=tuple(replace(word, box=turned(word.box, quarters)) for word in page.words),
        widgets=tuple(replace(widget, box=turned(widget.box, quarters)) for widget in page.widgets),
    )


def turning(quarters: int) -> Matrix:
    """The map of fractions of a page to those of the page turned clockwise by so many quarter turns."""
    once = np.array([[0.0, -1.0, 1.0], [1.0, 0.0, 0.0], [0.0, 0.0, 1.0]])
    return np.linalg.matrix_power(once, quarters)


def _turned_lie(seen: Lie, quarters: int) -> Lie:
    turn = turning(quarters)
    aspect = 1 / seen.aspect if quarters % 2 else seen.aspect
    return Lie(turn @ seen.matrix @ np.linalg.inv(turn), aspect, seen.sideways != bool(quarters % 2))


def _read(page: Page, seen: Lie) -> tuple[Word, ...]:
    """The words of a page, their boxes on the page as received."""
    flat = flattened(without_background(page.picture(READ_DPI)), seen.matrix, seen.aspect)
    words = words_of_page(without_lines(flat, READ_DPI), READ_DPI)
    return tuple(replace(word, box=around(through(seen.matrix, corners(word.box)))) for word in words)


def _letters(words: tuple[Word, ...]) -> int:
    return sum(len(word.text) for word in words)


def _clear_letters(words: tuple[Word, ...]) -> int:
    return sum(len(w.text) for w in words if w.confidence >= CLEAR and len(w.text) > 2 and w.text.isalnum())
