"""Prints a layout: the blank as a PDF, and the template that says where its fields lie."""

import hashlib
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from schemas.form import ROOT, Form, FormPage
from tests.maker.forms import asking, ticks
from tests.maker.forms.blocks import Block, Layout, Office, PageEnd, Section, Text, Title
from tests.maker.forms.sheet import HEIGHT, WIDTH, Paper

STORE = ROOT / ".cache" / "drawn-forms"
UNKNOWN = "ukjent/"
"""What the ids of these forms begin with: to the reader they are unknown."""


@dataclass(slots=True)
class _Furniture:
    """What stands on every page, and how many sections were numbered."""

    layout: Layout
    sections: int = 0


def _title(paper: Paper, block: Title, _: _Furniture) -> None:
    size = paper.look.title
    for line in paper.wrapped(block.text, size, paper.right - paper.left, bold=True):
        x = (WIDTH - paper.width(line, size, bold=True)) / 2 if paper.look.centred else paper.left
        paper.text(x, paper.y + size, line, size, bold=True)
        paper.y += size * 1.2
    paper.y += paper.look.gap


def _section(paper: Paper, block: Section, furniture: _Furniture) -> None:
    furniture.sections += 1
    look = paper.look
    text = look.numbered.format(furniture.sections) + block.text
    text = text.upper() if look.capitals else text
    size = look.size * 1.12
    paper.room(block.keep)
    height = size * 1.6
    box = (paper.left, paper.y, paper.right, paper.y + height)
    fills = {"grey": (0.85, 0.85, 0.85), "black": (0.15, 0.15, 0.15), "colour": look.colour}
    if look.section in fills:
        paper.frame(box, fills[look.section], stroke=False)
    elif look.section == "box":
        paper.frame(box)
    elif look.section == "side":
        paper.frame((paper.left, paper.y, paper.left + 4, paper.y + height), look.colour, stroke=False)
    elif look.section == "rule":
        paper.rule(paper.left, paper.y + height, paper.right, paper.y + height, thick=1.2)
    inset = 6 if look.section in (*fills, "box") else 9 if look.section == "side" else 0
    light = look.section == "black" or (look.section == "colour" and sum(look.colour) < 1.6)
    paper.text(paper.left + inset, paper.y + height * 0.7, text, size, bold=True, grey=1.0 if light else 0.0)
    paper.y += height + look.gap * 0.7


def _text(paper: Paper, block: Text, _: _Furniture) -> None:
    size = paper.look.small if block.small else paper.look.size
    inset = 6 if block.boxed else 0
    lines = paper.wrapped(block.text, size, paper.right - paper.left - 2 * inset)
    height = len(lines) * size * 1.3 + 2 * inset
    paper.room(height)
    for number, line in enumerate(lines):
        paper.text(paper.left + inset, paper.y + inset + size + number * size * 1.3, line, size)
    if block.boxed:
        paper.frame((paper.left, paper.y, paper.right, paper.y + height))
    paper.y += height + paper.look.gap


def _office(paper: Paper, block: Office, _: _Furniture) -> None:
    paper.room(60)
    box = (paper.left, paper.y, paper.right, paper.y + 44)
    paper.frame(box, (0.94, 0.94, 0.94))
    paper.text(paper.left + 5, paper.y + 11, block.text, paper.look.small, bold=True)
    for number, label in enumerate(("Mottatt dato", "Saksnr.", "Saksbehandler")):
        x = paper.left + 5 + number * (paper.right - paper.left) / 3
        paper.text(x, paper.y + 24, label, paper.look.small)
        paper.rule(x, paper.y + 39, x + (paper.right - paper.left) / 3 - 14, paper.y + 39)
    paper.y += 44 + paper.look.gap


def _page_end(paper: Paper, _: PageEnd, __: _Furniture) -> None:
    paper.turn()


Print = Callable[[Paper, Block, _Furniture], None]


def _alone(print_block: Callable[[Paper, Block], None]) -> Print:
    return lambda paper, block, _: print_block(paper, block)


PRINTS: Mapping[str, Print] = {
    "title": _title,  # type: ignore[dict-item]
    "section": _section,  # type: ignore[dict-item]
    "text": _text,  # type: ignore[dict-item]
    "office": _office,  # type: ignore[dict-item]
    "page_end": _page_end,  # type: ignore[dict-item]
    "row": _alone(asking.row),  # type: ignore[arg-type]
    "grid": _alone(asking.grid),  # type: ignore[arg-type]
    "area": _alone(asking.area),  # type: ignore[arg-type]
    "table": _alone(asking.table),  # type: ignore[arg-type]
    "choice": _alone(ticks.choice),  # type: ignore[arg-type]
    "ticks": _alone(ticks.lone),  # type: ignore[arg-type]
    "many": _alone(ticks.many),  # type: ignore[arg-type]
    "matrix": _alone(ticks.matrix),  # type: ignore[arg-type]
}


def _head_and_foot(paper: Paper, layout: Layout, page: int) -> None:
    """The municipality's name and logo, and the foot of the page."""
    look = paper.look
    if layout.footer:
        paper.text(paper.left, HEIGHT - 24, layout.footer.format(page=page), look.small, grey=0.3)
    if look.framed:
        inset = look.margin * 0.6
        paper.frame((inset, 48, WIDTH - inset, HEIGHT - 36))
    if page > 1 and not layout.header:
        return
    if layout.header:
        wide = paper.width(layout.header, look.small)
        paper.text(paper.right - wide, 30, layout.header, look.small, grey=0.2)
    if layout.logo and page == 1:
        x = paper.left
        paper.frame((x, 22, x + 24, 46), look.colour, stroke=False)
        paper.frame((x + 6, 28, x + 18, 40), (1, 1, 1), stroke=False)
    if layout.owner and page == 1:
        paper.text(paper.left + (30 if layout.logo else 0), 38, layout.owner, look.size, bold=True)


@lru_cache(maxsize=64)
def printed_form(layout: Layout) -> Form:
    """The template of a layout. Its blank lies in a folder that git does not keep."""
    paper = Paper(layout.look)
    furniture = _Furniture(layout)
    _head_and_foot(paper, layout, 1)
    paper.y = max(paper.y, 60.0)
    for block in layout.blocks:
        before = paper.page
        PRINTS[block.kind](paper, block, furniture)
        if paper.page > before:
            _head_and_foot(paper, layout, paper.page)
    content = paper.done()
    return Form(
        id=UNKNOWN + layout.name,
        version=hashlib.sha256(content).hexdigest()[:8],
        kind=layout.kind,
        municipality="0000",
        language=layout.language,
        title=next((b.text for b in layout.blocks if isinstance(b, Title)), layout.name),
        blank=str(_stored(content)),
        pages=tuple(FormPage(number=n, role="form") for n in range(1, paper.page + 1)),
        fields=tuple(paper.fields),
    )


def _stored(content: bytes) -> Path:
    """Where the blank lies now. Two that make the same at once do not meet."""
    STORE.mkdir(parents=True, exist_ok=True)
    path = STORE / f"{hashlib.sha256(content).hexdigest()[:24]}.pdf"
    if not path.exists():
        with tempfile.NamedTemporaryFile(dir=STORE, delete=False) as new:
            new.write(content)
        Path(new.name).replace(path)
    return path
