"""The paper that a form is printed on: points from the top left, a cursor, and the fields printed so far."""

import io

from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfgen.canvas import Canvas

from schemas.form import FormField, Mark
from tests.maker.forms.look import Look
from tests.maker.overlay import registered

WIDTH, HEIGHT = round(float(A4[0]), 2), round(float(A4[1]), 2)
Rectangle = tuple[float, float, float, float]
"""Left, top, right and bottom in points, from the page's upper left corner."""
BOLD = {"Helvetica": "Helvetica-Bold", "Times-Roman": "Times-Bold", "Courier": "Courier-Bold"}


def part(box: Rectangle) -> tuple[float, float, float, float]:
    """A rectangle as fractions of the page."""
    left, top, right, bottom = box
    return round(left / WIDTH, 4), round(top / HEIGHT, 4), round(right / WIDTH, 4), round(bottom / HEIGHT, 4)


class Paper:
    """Pages in the making. `y` is where the next block begins."""

    def __init__(self, look: Look) -> None:
        self.look = look
        self.font = registered(look.font)
        self.buffer = io.BytesIO()
        self.canvas = Canvas(self.buffer, pagesize=A4, invariant=1)
        self.page = 1
        self.y = look.margin
        self.fields: list[FormField] = []

    @property
    def left(self) -> float:
        """The left margin."""
        return self.look.margin

    @property
    def right(self) -> float:
        """The right margin."""
        return WIDTH - self.look.margin

    def turn(self) -> None:
        """A new page."""
        self.canvas.showPage()
        self.page += 1
        self.y = self.look.margin

    def room(self, height: float) -> None:
        """Sees to it that so much room is left, on the next page if need be."""
        if self.y + height > HEIGHT - max(46.0, self.look.margin * 0.9):
            self.turn()

    def width(self, text: str, size: float, bold: bool = False) -> float:
        """How wide a text is."""
        return float(pdfmetrics.stringWidth(text, self._face(bold), size))

    def _face(self, bold: bool) -> str:
        return BOLD.get(self.font, self.font) if bold else self.font

    def text(self, x: float, baseline: float, text: str, size: float, bold: bool = False, grey: float = 0.0) -> None:
        """A text whose baseline lies at this height. A web font is made bold by its outline."""
        self.canvas.saveState()
        line = self.canvas.beginText(x, HEIGHT - baseline)
        line.setFont(self._face(bold), size)
        thick = bold and self.font not in BOLD
        line.setTextRenderMode(2 if thick else 0)
        self.canvas.setLineWidth(size * 0.03)
        self.canvas.setStrokeGray(grey)
        self.canvas.setFillGray(grey)
        line.textOut(text)
        self.canvas.drawText(line)
        self.canvas.restoreState()

    def wrapped(self, text: str, size: float, width: float, bold: bool = False) -> list[str]:
        """A text in lines of at most this width."""
        lines: list[str] = []
        for word in text.split():
            joined = f"{lines[-1]} {word}" if lines else word
            if lines and self.width(joined, size, bold) <= width:
                lines[-1] = joined
            else:
                lines.append(word)
        return lines

    def rule(self, x: float, y: float, to_x: float, to_y: float, dots: bool = False, thick: float = 0.0) -> None:
        """A line, dotted or drawn."""
        self.canvas.setStrokeGray(0.1)
        self.canvas.setLineWidth(thick or self.look.stroke)
        self.canvas.setDash([0.8, 1.8] if dots else [])
        self.canvas.line(x, HEIGHT - y, to_x, HEIGHT - to_y)
        self.canvas.setDash([])

    def frame(self, box: Rectangle, fill: tuple[float, float, float] | None = None, stroke: bool = True) -> None:
        """A rectangle, filled or not."""
        left, top, right, bottom = box
        self.canvas.setStrokeGray(0.1)
        self.canvas.setLineWidth(self.look.stroke)
        if fill is not None:
            self.canvas.setFillColorRGB(*fill)
        self.canvas.rect(left, HEIGHT - bottom, right - left, bottom - top, int(stroke), int(fill is not None))

    def tick_box(self, x: float, middle: float) -> Rectangle:
        """A box to tick whose left side is at `x`; where it lies."""
        side = self.look.tick
        box = x, middle - side / 2, x + side, middle + side / 2
        if self.look.tick_shape == "round":
            self.canvas.setStrokeGray(0.1)
            self.canvas.setLineWidth(self.look.stroke)
            self.canvas.circle(x + side / 2, HEIGHT - middle, side / 2, 1, 0)
        else:
            self.frame(box, (0.93, 0.93, 0.93) if self.look.tick_shape == "shaded" else None)
        return box

    def field(self, name: str, kind: str, label: str, box: Rectangle, **more: object) -> None:
        """Notes down a field that was printed on this page."""
        if any(field.name == name for field in self.fields):
            raise ValueError(f"the form asks twice for {name}")
        content = "date" if name.endswith(("_date", "valid_until")) else "place" if name == "place" else "text"
        told = {"name": name, "kind": kind, "content": content, "page": self.page, "box": part(box), "label": label}
        self.fields.append(FormField.model_validate(told | more))

    def marks(self, name: str, kind: str, label: str, boxes: list[tuple[Rectangle, str, bool | str]]) -> None:
        """Notes down a field with boxes to tick: each its place, its label, and what a tick in it says."""
        marks = tuple(Mark(box=part(box), value=value, label=text) for box, text, value in boxes)
        around = (
            min(box[0] for box, _, _ in boxes),
            min(box[1] for box, _, _ in boxes),
            max(box[2] for box, _, _ in boxes),
            max(box[3] for box, _, _ in boxes),
        )
        self.field(name, kind, label, around, marks=marks)

    def done(self) -> bytes:
        """The form as a PDF."""
        self.canvas.showPage()
        self.canvas.save()
        return self.buffer.getvalue()
