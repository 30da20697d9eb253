"""What a form is made of, from its top to its foot. A layout file is a list of these and a look."""

import tomllib
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from tests.maker.forms.look import Face, Look, Place


class Strict(BaseModel):
    """Nothing that is not named."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Ask(Strict):
    """A question for one field of the contract's. `share` is its part of the row; `cells` makes it a comb."""

    name: str
    label: str
    share: float = 1.0
    cells: int = 0
    sign: bool = False
    height: float | None = None


class Option(Strict):
    """A box to tick: what is printed beside it, and what a tick says."""

    label: str
    value: bool | str


class Title(Strict):
    """The form's name."""

    kind: Literal["title"]
    text: str


class Section(Strict):
    """A heading within the form; `keep` points of what follows stand on its page."""

    kind: Literal["section"]
    text: str
    keep: float = 90.0


class Text(Strict):
    """Something to read. `small` print, or as large as the labels; `boxed` in a frame."""

    kind: Literal["text"]
    text: str
    small: bool = False
    boxed: bool = False


class Row(Strict):
    """Questions side by side, each with a line or a box."""

    kind: Literal["row"]
    asks: tuple[Ask, ...]
    place: Place | None = None
    face: Face | None = None


class Grid(Strict):
    """A table with the questions to the left and room for an answer to the right; or several persons in columns.

    `heads` stand above the columns, and each row asks a field a column.
    """

    kind: Literal["grid"]
    heads: tuple[str, ...] = ()
    rows: tuple[tuple[Ask, ...], ...]
    label_share: float = 0.33


AreaFace = Literal["box", "rules", "dots", "box_rules"]


class Area(Strict):
    """Room for a free answer, `height` in points: framed, ruled, or both."""

    kind: Literal["area"]
    ask: Ask
    height: float
    face: AreaFace = "box"
    hint: str = ""


class Choice(Strict):
    """A question with boxes of which one is to be ticked, beside each other or below each other."""

    kind: Literal["choice"]
    ask: Ask
    options: tuple[Option, ...]
    stacked: bool = False
    tabbed: float = 0.0
    then: Ask | None = None


class Ticks(Strict):
    """Lone boxes, each a question of its own."""

    kind: Literal["ticks"]
    label: str = ""
    asks: tuple[Ask, ...]
    columns: int = 1


class Many(Strict):
    """Boxes of which any may be ticked, in columns, filled row by row or column by column."""

    kind: Literal["many"]
    ask: Ask
    options: tuple[Option, ...]
    columns: int = 2
    by_column: bool = False


class Matrix(Strict):
    """A list with a column for yes and one for no: two fields. `inline` prints yes and no at each box, and no heads."""

    kind: Literal["matrix"]
    label: str
    heads: tuple[str, str] = ("Ja", "Nei")
    options: tuple[Option, ...]
    ruled: bool = True
    inline: bool = False


class Table(Strict):
    """Free text in rows and columns, with heads."""

    kind: Literal["table"]
    ask: Ask
    heads: tuple[str, ...]
    shares: tuple[float, ...]
    rows: int
    row_height: float = 20.0


class Office(Strict):
    """A box that the municipality fills in."""

    kind: Literal["office"]
    text: str


class PageEnd(Strict):
    """The rest stands on the next page."""

    kind: Literal["page_end"]


Block = Annotated[
    Title | Section | Text | Row | Grid | Area | Choice | Ticks | Many | Matrix | Table | Office | PageEnd,
    Field(discriminator="kind"),
]


class Layout(Strict):
    """A whole form. `name` is for us; `furniture` are the municipality's name, header and footer."""

    name: str
    kind: Literal["request", "consent"]
    language: Literal["nb", "nn"]
    look: Look
    owner: str = ""
    header: str = ""
    footer: str = ""
    logo: bool = False
    blocks: tuple[Block, ...]


BY_HAND = Path(__file__).parent / "by_hand"


def by_hand() -> tuple[Layout, ...]:
    """The layouts that were made by hand, in the order of their names."""
    paths = sorted(BY_HAND.glob("*.toml"))
    return tuple(Layout.model_validate(tomllib.loads(path.read_text(encoding="utf-8"))) for path in paths)
