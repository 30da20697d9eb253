"""From the coordinates of a PDF page to fractions of the page as it stands upright."""

from dataclasses import dataclass

from intake.model import Box

Rect = tuple[float, float, float, float]
"""Left, bottom, right, top in PDF units, y upwards."""


@dataclass(frozen=True, slots=True)
class Frame:
    """The visible part of a page (its crop box within its media box) and its quarter turns clockwise.

    `unit` is the size of a PDF unit in points: 1 unless the page has a /UserUnit.
    """

    visible: Rect
    turns: int = 0
    unit: float = 1.0

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of the upright page in PDF units."""
        left, bottom, right, top = self.visible
        across, along = right - left, top - bottom
        return (along, across) if self.turns % 2 else (across, along)

    @property
    def points(self) -> tuple[float, float]:
        """Width and height of the upright page in points."""
        width, height = self.size
        return width * self.unit, height * self.unit

    def place(self, x: float, y: float) -> tuple[float, float]:
        """Where a point of the PDF page lies on the upright page: PDF units from its top left corner, y downwards."""
        left, bottom, right, top = self.visible
        if self.turns == 1:
            return y - bottom, x - left
        if self.turns == 2:
            return right - x, y - bottom
        if self.turns == 3:
            return top - y, right - x
        return x - left, top - y

    def upright(self, rect: Rect) -> Rect:
        """A rectangle of the PDF page on the upright page: left, top, right, bottom in PDF units, y downwards."""
        (x0, y0), (x1, y1) = self.place(rect[0], rect[1]), self.place(rect[2], rect[3])
        return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)

    def rect(self, box: Box) -> Rect:
        """Where a box lies on the PDF page: the inverse of `box`."""
        width, height = self.size
        left, bottom, right, top = self.visible
        (u0, v0), (u1, v1) = ((box[n] * width, box[n + 1] * height) for n in (0, 2))
        if self.turns == 1:
            return left + v0, bottom + u0, left + v1, bottom + u1
        if self.turns == 2:
            return right - u1, bottom + v0, right - u0, bottom + v1
        if self.turns == 3:
            return right - v1, top - u1, right - v0, top - u0
        return left + u0, top - v1, left + u1, top - v0

    def box(self, rect: Rect) -> Box:
        """A rectangle of the PDF page as fractions, cut off at the edges of the page."""
        left, top, right, bottom = self.upright(rect)
        width, height = self.size
        return Box(_inside(left / width), _inside(top / height), _inside(right / width), _inside(bottom / height))


def _inside(fraction: float) -> float:
    return min(1.0, max(0.0, fraction))
