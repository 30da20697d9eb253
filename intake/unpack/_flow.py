"""A document without pages, as a word processor keeps it: paragraphs and tables, with what was filled in told apart.

It is what the formats of word processors have in common; `_typeset` makes pages of it.
"""

from dataclasses import dataclass

from intake.model import Part


@dataclass(frozen=True, slots=True)
class Text:
    """Printed text. "\\n" is a new line within the paragraph; struck-out text is drawn, and is no word."""

    text: str
    bold: bool = False
    underlined: bool = False
    struck: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """A place to fill in, with what stands there: None for nothing, "on" for a tick. `kind` is a widget's."""

    kind: str
    value: str | None
    name: str = ""


@dataclass(frozen=True, slots=True)
class Drawing:
    """A picture in the text, as PNG in grey, and its width in points."""

    png: bytes
    width: float


Item = Text | Answer | Drawing


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Items in a row. `heading` says that it stands out from the text."""

    items: tuple[Item, ...]
    heading: bool = False
    new_page: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell over so many columns and rows of its table. `marked` says that it is shaded or a heading.

    With `answer` the whole cell is a place to fill in, and its blocks are what stands there.
    """

    blocks: tuple["Block", ...]
    columns: int = 1
    rows: int = 1
    marked: bool = False
    answer: Answer | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """`widths` are in proportion to each other; each row has its own cells, not those that reach down into it.

    A cell that is None stands for a place that a cell above reaches down into.
    """

    widths: tuple[float, ...]
    rows: tuple[tuple[Cell | None, ...], ...]


Block = Paragraph | Table


@dataclass(frozen=True, slots=True)
class Sheet:
    """The paper: width and height, and the margins left, top, right, bottom, in points."""

    width: float = 595.28
    height: float = 841.89
    margins: tuple[float, float, float, float] = (71.0, 71.0, 71.0, 71.0)


@dataclass(frozen=True, slots=True)
class Flow:
    """A whole document. `parts` are files within it that are pages of their own: photographs, embedded documents."""

    blocks: tuple[Block, ...]
    sheet: Sheet = Sheet()
    parts: tuple[Part, ...] = ()


def said(blocks: tuple[Block, ...]) -> str:
    """The text of blocks, a line a paragraph; not what is struck out, and of answers their values."""
    return "\n".join(line for block in blocks for line in _lines(block)).strip()


def _lines(block: Block) -> list[str]:
    if isinstance(block, Table):
        return [said(cell.blocks) for row in block.rows for cell in row if cell is not None]
    return ["".join(_said(item) for item in block.items)]


def _said(item: Item) -> str:
    if isinstance(item, Text):
        return "" if item.struck else item.text
    return item.value or "" if isinstance(item, Answer) and item.kind != "tick" else ""
