"""The receipt that a portal sends of an e-form: questions and answers as text, without boxes or lines."""

import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from numpy.random import Generator
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfgen.canvas import Canvas

from intake.model import Box
from tests.maker.chance import happens, pick
from tests.maker.questions import Asked

WIDTH, HEIGHT = A4
LEFT, RIGHT, TOP, BOTTOM = 56.0, WIDTH - 56.0, 64.0, HEIGHT - 60.0
NOTHING = ("", "Ikke besvart", "–")


@dataclass(frozen=True, slots=True)
class Manner:
    """How a portal prints: the answer `beside` its question or below it, `skips` unanswered questions or not."""

    beside: bool
    skips: bool
    nothing: str
    bold_answers: bool
    size: float
    font: str


class _Printer:
    """Text down the page, on as many pages as it takes. Notes where answers lie."""

    def __init__(self, manner: Manner) -> None:
        self.manner = manner
        self.buffer = io.BytesIO()
        self.canvas = Canvas(self.buffer, pagesize=A4, invariant=1)
        self.page, self.y = 1, TOP
        self.places: dict[str, tuple[int, Box]] = {}

    def font(self, bold: bool) -> str:
        """The font's name."""
        ending = {"Helvetica": "-Bold", "Times-Roman": "-Bold", "Courier": "-Bold"}[self.manner.font] if bold else ""
        return self.manner.font.replace("-Roman", "") + ending if bold else self.manner.font

    def wrap(self, text: str, width: float, bold: bool) -> list[str]:
        """Lines of at most this width."""
        lines: list[str] = []
        for paragraph in text.split("\n"):
            line = ""
            for word in paragraph.split():
                longer = f"{line} {word}".strip()
                if line and pdfmetrics.stringWidth(longer, self.font(bold), self.manner.size) > width:
                    lines.append(line)
                    longer = word
                line = longer
            lines.append(line)
        return lines

    def put(self, x: float, text: str, width: float, bold: bool = False) -> Box | None:
        """Prints a text from `y` downwards; its box. The cursor moves below it."""
        lines, size = self.wrap(text, width, bold), self.manner.size
        if self.y + len(lines) * size * 1.35 > BOTTOM:
            self.canvas.showPage()
            self.page, self.y = self.page + 1, TOP
        top = self.y
        self.canvas.setFont(self.font(bold), size)
        widest = 0.0
        for line in lines:
            self.canvas.drawString(x, HEIGHT - self.y - size, line)
            widest = max(widest, float(pdfmetrics.stringWidth(line, self.font(bold), size)))
            self.y += size * 1.35
        if not text:
            return None
        edges = x / WIDTH, top / HEIGHT, (x + widest) / WIDTH, self.y / HEIGHT
        return Box(*(round(edge, 4) for edge in edges))


def _shown(asked: Asked) -> str:
    if asked.options:
        return ", ".join(label for label, chosen in asked.options if chosen)
    return asked.answer


def _ask(printer: _Printer, asked: Asked) -> None:
    """One question with its answer."""
    manner, shown = printer.manner, _shown(asked)
    if not shown and manner.skips:
        return
    column = LEFT + 190 if manner.beside and not asked.long else LEFT
    begin = printer.y
    room = column - LEFT - 8 if column > LEFT else RIGHT - LEFT
    asked_at = printer.put(LEFT, asked.label, room, bold=not manner.bold_answers)
    below = printer.y
    if column > LEFT and begin < below:
        printer.y = begin
    box = printer.put(column, shown or manner.nothing, RIGHT - column, bold=manner.bold_answers)
    place = box if shown and box else asked_at
    if place:
        printer.places[asked.name] = printer.page, place
    printer.y = max(printer.y, below) + manner.size * 0.7


def made(
    title: str, asked: Sequence[Asked], generator: Generator
) -> tuple[bytes, int, Mapping[str, tuple[int, Box]], Manner]:
    """A receipt as PDF: its bytes, its pages, where the answers lie (the questions, where there is none), and how."""
    manner = Manner(
        beside=happens(generator, 0.5),
        skips=happens(generator, 0.5),
        nothing=pick(generator, NOTHING),
        bold_answers=happens(generator, 0.3),
        size=float(generator.uniform(9, 11)),
        font=pick(generator, ("Helvetica", "Helvetica", "Times-Roman", "Courier")),
    )
    printer = _Printer(manner)
    reference = int(generator.integers(10**6, 10**7))
    printer.put(LEFT, "Kvittering for innsendt skjema", RIGHT - LEFT, bold=True)
    printer.put(LEFT, f"Referanse: {reference}   Innsendt: 02.03.2026 kl. 09.14", RIGHT - LEFT)
    printer.y += 12
    printer.put(LEFT, title, RIGHT - LEFT, bold=True)
    printer.y += 8
    for one in asked:
        _ask(printer, one)
    printer.canvas.showPage()
    printer.canvas.save()
    return printer.buffer.getvalue(), printer.page, printer.places, manner


def as_json(title: str, asked: Sequence[Asked]) -> bytes:
    """The same as the portal's data, as some send along."""
    answers = [{"id": one.name, "sporsmal": one.label, "svar": _shown(one) or None} for one in asked]
    return json.dumps({"skjema": title, "svar": answers}, ensure_ascii=False, indent=1).encode("utf-8")
