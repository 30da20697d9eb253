"""Draws blank forms: labels, rules, frames, combs, boxes to tick and tables, and keeps where each field lies.

Lengths are in points from the upper left corner of the page. What was drawn is kept in the shape of a template's
fields, so that a test can hold the template against the drawing.
"""

from collections.abc import Sequence
from pathlib import Path

import reportlab
from reportlab.lib.colors import Color, black
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from schemas.form import Box, FormField, Mark

WIDTH, HEIGHT = A4
BOX = 10.5  # the side of a box to tick
ABOVE = 17.5  # how high over its rule a line is written


class Drawing:
    """A blank under way. `fields` are those drawn so far."""

    def __init__(self, path: Path, title: str, author: str, language: str = "nb-NO") -> None:
        folder = Path(reportlab.__file__).parent / "fonts"
        for name, file in (("Vera", "Vera.ttf"), ("Vera-Bold", "VeraBd.ttf")):
            pdfmetrics.registerFont(TTFont(name, str(folder / file)))
        self._canvas = Canvas(str(path), pagesize=A4, invariant=1, lang=language)
        self._canvas.setTitle(title)
        self._canvas.setAuthor(author)
        self.page = 1
        self.fields: list[FormField] = []

    def next_page(self) -> None:
        """Goes on to a new page."""
        self._canvas.showPage()
        self.page += 1

    def save(self) -> tuple[FormField, ...]:
        """Writes the file, and says which fields were drawn."""
        self._canvas.showPage()
        self._canvas.save()
        return tuple(self.fields)

    def text(self, x: float, y: float, words: str, size: float = 9.0, bold: bool = False, tint: Color = black) -> float:
        """Words with their base line at `y`; where they end."""
        font = "Vera-Bold" if bold else "Vera"
        self._canvas.setFont(font, size)
        self._canvas.setFillColor(tint)
        self._canvas.drawString(x, HEIGHT - y, words)
        return x + float(stringWidth(words, font, size))

    def rule(self, x0: float, x1: float, y: float, thickness: float = 0.7) -> None:
        """A level line."""
        self._canvas.setStrokeColor(black)
        self._canvas.setLineWidth(thickness)
        self._canvas.line(x0, HEIGHT - y, x1, HEIGHT - y)

    def bar(self, x0: float, x1: float, top: float, words: str, tint: Color, ink: Color = black) -> None:
        """A coloured bar, eighteen points high, with a heading in it."""
        self._canvas.setFillColor(tint)
        self._canvas.rect(x0, HEIGHT - top - 18, x1 - x0, 18, stroke=0, fill=1)
        self.text(x0 + 6, top + 12.5, words, 9.5, True, ink)

    def _rect(self, x0: float, top: float, x1: float, bottom: float, thickness: float = 0.7) -> None:
        self._canvas.setStrokeColor(black)
        self._canvas.setLineWidth(thickness)
        self._canvas.rect(x0, HEIGHT - bottom, x1 - x0, bottom - top, stroke=1, fill=0)

    def _keep(
        self,
        name: str,
        kind: str,
        box: tuple[float, float, float, float],
        label: str,
        content: str = "text",
        marks: Sequence[Mark] = (),
        cells: int = 0,
        columns: Sequence[float] = (),
        rows: Sequence[float] = (),
    ) -> None:
        self.fields.append(
            FormField.model_validate(
                {
                    "name": name,
                    "kind": kind,
                    "content": content,
                    "page": self.page,
                    "box": _fractions(box),
                    "label": label,
                    "marks": tuple(marks),
                    "cells": cells,
                    "columns": tuple(round(x / WIDTH, 4) for x in columns),
                    "rows": tuple(round(y / HEIGHT, 4) for y in rows),
                }
            )
        )

    def line(self, name: str, label: str, x0: float, x1: float, y: float, content: str = "text") -> None:
        """A label with a rule after it to write on."""
        start = self.text(x0, y - 2, label) + 5
        self.rule(start, x1, y)
        self._keep(name, "line", (start, y - ABOVE, x1, y + 1), label, content)

    def frame(
        self,
        name: str,
        label: str,
        sides: tuple[float, float, float, float],
        content: str = "text",
        inside: bool = False,
    ) -> None:
        """A frame (left, top, right, bottom) with its label above it, or small in its upper left corner."""
        left, top, right, bottom = sides
        self._rect(*sides)
        if inside:
            self.text(left + 3, top + 8, label, 6.5)
        else:
            self.text(left, top - 3, label, 8)
        self._keep(name, "line", (left, top + (9.5 if inside else 0), right, bottom), label, content)

    def area(self, name: str, label: str, sides: tuple[float, float, float, float], labelled: bool = False) -> None:
        """A frame for free text; its label above it, unless a bar says it."""
        self._rect(*sides)
        if labelled:
            self.text(sides[0], sides[1] - 3, label, 8)
        self._keep(name, "area", sides, label)

    def comb(self, name: str, label: str, x0: float, top: float, cells: int, content: str, wide: float = 15.0) -> None:
        """A row of cells for one character each, with its label above."""
        bottom = top + 18
        self.text(x0, top - 3, label, 8)
        self._rect(x0, top, x0 + cells * wide, bottom)
        self._canvas.setLineWidth(0.5)
        for i in range(1, cells):
            self._canvas.line(x0 + i * wide, HEIGHT - top, x0 + i * wide, HEIGHT - bottom)
        self._keep(name, "comb", (x0, top, x0 + cells * wide, bottom), label, content, cells=cells)

    def _mark(self, x: float, top: float, value: bool | str, label: str) -> Mark:
        self._rect(x, top, x + BOX, top + BOX, 0.8)
        return Mark(box=_fractions((x, top, x + BOX, top + BOX)), value=value, label=label)

    def boxes(
        self,
        name: str,
        kind: str,
        label: str,
        marks: Sequence[tuple[float, float, bool | str, str]],
        named: bool = True,
    ) -> None:
        """Boxes to tick at (x, top), each with its value and words, which stand after it where `named`."""
        drawn = [self._mark(*mark) for mark in marks]
        if named:
            for x, top, _, words in marks:
                self.text(x + BOX + 4, top + 8.7, words)
        tops, lefts = [top for _, top, *_ in marks], [x for x, *_ in marks]
        self._keep(name, kind, (min(lefts), min(tops), max(lefts) + BOX, max(tops) + BOX), label, marks=drawn)

    def matrix(
        self, names: tuple[str, str], label: str, rows: Sequence[tuple[str, str]], left: float, first: float,
        columns: tuple[float, float], heads: tuple[str, str], step: float = 16.5,
    ) -> None:  # fmt: skip
        """A yes and a no for each row (key and words), in two columns under their heads."""
        for x, head in zip(columns, heads, strict=True):
            self.text(x - 2, first - 6, head, 8, True)
        for i, (_, words) in enumerate(rows):
            self.text(left, first + i * step + 8.7, words)
        for name, x in zip(names, columns, strict=True):
            self.boxes(
                name, "many", label, [(x, first + i * step, key, words) for i, (key, words) in enumerate(rows)], False
            )

    def table(
        self, name: str, label: str, heads: Sequence[str], columns: Sequence[float], top: float, rows: int, high: float
    ) -> None:
        """A table with a row of heads and `rows` empty ones; `columns` are its upright rules."""
        rules = [top + 16 + i * high for i in range(rows + 1)]
        for x, head in zip(columns, heads, strict=False):
            self.text(x + 4, top + 11.5, head, 8, True)
        for y in (top, *rules):
            self.rule(columns[0], columns[-1], y)
        for x in columns:
            self._canvas.line(x, HEIGHT - top, x, HEIGHT - rules[-1])
        self._keep(name, "table", (columns[0], rules[0], columns[-1], rules[-1]), label, columns=columns, rows=rules)

    def sign(self, name: str, label: str, x0: float, x1: float, y: float) -> None:
        """A line to sign on, its label below."""
        self.rule(x0, x1, y, 0.8)
        self.text(x0, y + 9.5, label, 7.5)
        self._keep(name, "sign", (x0, y - 34, x1, y + 3), label)


def _fractions(box: tuple[float, float, float, float]) -> Box:
    left, top, right, bottom = box
    return round(left / WIDTH, 4), round(top / HEIGHT, 4), round(right / WIDTH, 4), round(bottom / HEIGHT, 4)
