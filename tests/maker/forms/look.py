"""How a form looks: its type, its rules, and where it puts its labels. Lengths are in points."""

from typing import Literal

from numpy.random import Generator
from pydantic import BaseModel, ConfigDict

from tests.maker import fonts
from tests.maker.chance import happens, pick

Place = Literal["beside", "above", "inside", "below"]
Face = Literal["line", "box", "dots", "underscores", "grey", "bare"]
Band = Literal["grey", "black", "colour", "rule", "plain", "box", "side"]
Colour = tuple[float, float, float]


class Look(BaseModel):
    """Of one form. `section` is how headings are set off, `sign` where a signature's label stands.

    `tick` is the side of a box to tick; `tick_first` puts it before its label.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    font: str = "Helvetica"
    size: float = 10.0
    title: float = 17.0
    centred: bool = False
    margin: float = 56.0
    gap: float = 8.0
    row: float = 20.0
    place: Place = "beside"
    face: Face = "line"
    stroke: float = 0.7
    section: Band = "plain"
    colour: Colour = (0.1, 0.3, 0.5)
    capitals: bool = False
    numbered: str = ""
    colon: bool = True
    tick: float = 10.0
    tick_shape: Literal["square", "round", "shaded"] = "square"
    tick_first: bool = True
    sign: Literal["below", "above", "beside", "inside"] = "below"
    comb: Literal["boxes", "teeth"] = "boxes"
    framed: bool = False

    @property
    def small(self) -> float:
        """The size of what stands above or inside a box."""
        return max(6.5, self.size * 0.78)


COLOURS: tuple[Colour, ...] = (
    (0.1, 0.3, 0.5),
    (0.05, 0.4, 0.3),
    (0.55, 0.1, 0.15),
    (0.35, 0.2, 0.5),
    (0.85, 0.9, 0.95),
)
FONTS = (*("Helvetica",) * 4, *("Times-Roman",) * 2, *fonts.TYPING, "arimo", "open-sans", "roboto")


def by_lot(generator: Generator) -> Look:
    """Any look that a municipality's form may have."""
    place: Place = pick(generator, (*("beside",) * 4, *("above",) * 4, "inside", "inside", "below"))
    faces: dict[str, tuple[Face, ...]] = {
        "beside": ("line", "line", "line", "box", "dots", "underscores", "grey"),
        "above": ("box", "box", "line", "grey", "dots"),
        "inside": ("box",),
        "below": ("line", "line", "dots"),
    }
    return Look(
        font=pick(generator, FONTS),
        size=round(float(generator.uniform(8.5, 11.5)), 1),
        title=round(float(generator.uniform(13, 22)), 1),
        centred=happens(generator, 0.2),
        margin=round(float(generator.uniform(40, 72)), 1),
        gap=round(float(generator.uniform(4, 12)), 1),
        row=round(float(generator.uniform(17, 25)), 1),
        place=place,
        face=pick(generator, faces[place]),
        stroke=pick(generator, (0.4, 0.6, 0.8, 1.0, 1.4)),
        section=pick(generator, ("grey", "grey", "black", "colour", "rule", "plain", "plain", "box", "side")),
        colour=pick(generator, COLOURS),
        capitals=happens(generator, 0.12),
        numbered=pick(generator, ("", "", "{}. ", "{}. ", "{}) ", "Del {}: ")),
        colon=happens(generator, 0.6),
        tick=round(float(generator.uniform(8, 13)), 1),
        tick_shape=pick(generator, ("square", "square", "square", "round", "shaded")),
        tick_first=happens(generator, 0.75),
        sign=pick(generator, ("below", "below", "above", "beside", "inside")),
        comb=pick(generator, ("boxes", "boxes", "teeth")),
        framed=happens(generator, 0.12),
    )
