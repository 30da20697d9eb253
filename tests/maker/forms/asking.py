"""Prints what is answered in writing: rows, tables, and room for free text."""

from tests.maker.forms.blocks import Area, Ask, Grid, Row, Table
from tests.maker.forms.look import Face, Place
from tests.maker.forms.sheet import Paper, Rectangle, part

BETWEEN = 12.0  # points between two questions of a row
LEAST = 62.0  # points that a line for an answer has at least, beside its label


def labelled(paper: Paper, text: str) -> str:
    """A label as this form writes labels."""
    ends = paper.look.colon and text[-1:] not in "?:.)"
    return f"{text}:" if ends else text


def _face(paper: Paper, box: Rectangle, face: Face) -> None:
    """Draws the room for an answer."""
    left, _, right, bottom = box
    if face == "box":
        paper.frame(box)
    elif face == "grey":
        paper.frame(box, (0.92, 0.94, 0.97), stroke=False)
    elif face == "underscores":
        size = paper.look.size
        count = int((right - left) / paper.width("_", size))
        paper.text(left, bottom - 1.5, "_" * count, size)
    elif face in ("line", "dots"):
        paper.rule(left, bottom, right, bottom, dots=face == "dots")


def _answer(paper: Paper, ask: Ask, box: Rectangle, face: Face) -> None:
    """Room for one answer, noted down as a field."""
    if ask.cells:
        comb(paper, ask, box)
        return
    _face(paper, box, face)
    if face == "box" or face == "grey":
        left, top, right, bottom = box
        box = left + 2, top + 1, right - 2, bottom - 1
    paper.field(ask.name, "sign" if ask.sign else "line", ask.label, box)


def comb(paper: Paper, ask: Ask, box: Rectangle) -> None:
    """A cell a character."""
    left, _, right, bottom = box
    step = min(18.0, (right - left) / ask.cells)
    tall = min(box[3] - box[1], step * 1.25)
    right, top = left + step * ask.cells, bottom - tall
    if paper.look.comb == "boxes":
        paper.frame((left, top, right, bottom))
    else:
        paper.rule(left, bottom, right, bottom)
    start = top if paper.look.comb == "boxes" else bottom - tall * 0.45
    for cell in range(0 if paper.look.comb == "teeth" else 1, ask.cells + (paper.look.comb == "teeth")):
        paper.rule(left + step * cell, start, left + step * cell, bottom)
    paper.field(ask.name, "comb", ask.label, (left, top, right, bottom), cells=ask.cells)


def _beside(paper: Paper, ask: Ask, box: Rectangle, face: Face) -> None:
    left, top, right, bottom = box
    label, size = labelled(paper, ask.label), paper.look.size
    start = left + paper.width(label, size) + 5
    paper.text(left, bottom - 3, label, size)
    _answer(paper, ask, (start, top, right, bottom), face)


def _above(paper: Paper, ask: Ask, box: Rectangle, face: Face) -> None:
    left, top, right, bottom = box
    paper.text(left, top + paper.look.small, labelled(paper, ask.label), paper.look.small)
    _answer(paper, ask, (left, top + paper.look.small + 3, right, bottom), face)


def _below(paper: Paper, ask: Ask, box: Rectangle, face: Face) -> None:
    left, top, right, bottom = box
    line = bottom - paper.look.small - 3
    paper.text(left, bottom - 1, ask.label, paper.look.small)
    _answer(paper, ask, (left, top, right, line), face)


def _inside(paper: Paper, ask: Ask, box: Rectangle, _: Face) -> None:
    left, top, right, bottom = box
    paper.frame(box)
    size = min(paper.look.small, 7.5)
    paper.text(left + 3, top + size + 1, ask.label, size, grey=0.15)
    inner = left + 2, top + size + 3, right - 2, bottom - 1
    if ask.cells:
        comb(paper, ask, (left + 4, inner[1], inner[2], bottom - 3))
    else:
        paper.field(ask.name, "sign" if ask.sign else "line", ask.label, inner)


def _signature(paper: Paper, ask: Ask, box: Rectangle) -> None:
    """A signature's line with its label where this form has it."""
    left, top, right, bottom = box
    look = paper.look
    if look.sign == "inside":
        _inside(paper, ask, box, "box")
    elif look.sign == "beside":
        _beside(paper, ask, (left, bottom - 30, right, bottom), "line")
    elif look.sign == "above":
        paper.text(left, top + look.small, labelled(paper, ask.label), look.small)
        _answer(paper, ask, (left, bottom - 28, right, bottom), "line")
    else:
        line = bottom - look.small - 4
        paper.text(left, bottom - 2, ask.label, look.small)
        _answer(paper, ask, (left, line - 32, right, line), "line")


def _height(paper: Paper, asks: tuple[Ask, ...], place: Place) -> float:
    if any(ask.sign for ask in asks):
        return 50.0
    tallest = max([paper.look.row, *(ask.height for ask in asks if ask.height)])
    return tallest + {"beside": 0.0, "above": paper.look.small + 3, "inside": 8.0, "below": paper.look.small + 3}[place]


def _place(paper: Paper, asks: tuple[Ask, ...], boxes: list[Rectangle], wanted: Place) -> Place:
    """Labels stand above where they would leave no room beside them."""
    if wanted == "beside":
        for ask, (left, _, right, _) in zip(asks, boxes, strict=True):
            need = ask.cells * 12 if ask.cells else LEAST
            if right - left - paper.width(labelled(paper, ask.label), paper.look.size) < need:
                return "above"
    return wanted


def shared(paper: Paper, asks: tuple[Ask, ...], top: float, bottom: float) -> list[Rectangle]:
    """The row's width, parted as the questions want it."""
    total, wide = sum(ask.share for ask in asks), paper.right - paper.left - BETWEEN * (len(asks) - 1)
    boxes: list[Rectangle] = []
    x = paper.left
    for ask in asks:
        boxes.append((x, top, x + wide * ask.share / total, bottom))
        x = boxes[-1][2] + BETWEEN
    return boxes


def row(paper: Paper, block: Row) -> None:
    """Questions side by side."""
    wanted = block.place or paper.look.place
    face = block.face or paper.look.face
    place = _place(paper, block.asks, shared(paper, block.asks, 0, 0), wanted)
    height = _height(paper, block.asks, place)
    paper.room(height)
    puts = {"beside": _beside, "above": _above, "inside": _inside, "below": _below}
    for ask, box in zip(block.asks, shared(paper, block.asks, paper.y, paper.y + height), strict=True):
        if ask.sign:
            _signature(paper, ask, box)
        else:
            puts[place](paper, ask, box, face)
    paper.y += height + paper.look.gap


def grid(paper: Paper, block: Grid) -> None:
    """A table with its questions to the left."""
    look = paper.look
    columns = max(len(asks) for asks in block.rows)
    first = (paper.right - paper.left) * block.label_share
    step = (paper.right - paper.left - first) / columns
    if block.heads:
        paper.room(look.row * 3)
        for number, head in enumerate(block.heads):
            x = paper.left + first + step * number
            paper.frame((x, paper.y, x + step, paper.y + look.row), (0.9, 0.9, 0.9))
            paper.text(x + 4, paper.y + look.row * 0.68, head, look.size, bold=True)
        paper.y += look.row
    for asks in block.rows:
        lines = paper.wrapped(asks[0].label, look.size, first - 8)
        height = max(asks[0].height or look.row, len(lines) * look.size * 1.25 + 6)
        paper.room(height)
        paper.frame((paper.left, paper.y, paper.left + first, paper.y + height))
        for number, line in enumerate(lines):
            paper.text(paper.left + 4, paper.y + look.size * (1.25 * number + 1) + 3, line, look.size)
        for number, ask in enumerate(asks):
            _cell(paper, ask, (paper.left + first + step * number, step), height)
        paper.y += height
    paper.y += look.gap


def _cell(paper: Paper, ask: Ask, across: tuple[float, float], height: float) -> None:
    """A cell of a grid, high ones for free text. `across` is its left side and its width."""
    left, wide = across
    box = left, paper.y, left + wide, paper.y + height
    paper.frame(box)
    inner = left + 2, paper.y + 1, left + wide - 2, paper.y + height - 1
    if ask.cells:
        comb(paper, ask, (left + 4, paper.y + 2, left + wide - 4, paper.y + height - 3))
    else:
        paper.field(
            ask.name, "area" if height > 44 and not ask.sign else "sign" if ask.sign else "line", ask.label, inner
        )


def area(paper: Paper, block: Area) -> None:
    """Room for free text below its question."""
    look = paper.look
    lines = paper.wrapped(block.ask.label, look.size, paper.right - paper.left)
    hints = paper.wrapped(block.hint, look.small, paper.right - paper.left) if block.hint else []
    above = len(lines) * look.size * 1.25 + len(hints) * look.small * 1.25 + 3
    paper.room(above + block.height)
    for number, line in enumerate(lines):
        paper.text(paper.left, paper.y + look.size * (1.25 * number + 1), line, look.size, bold=look.section == "plain")
    for number, line in enumerate(hints):
        baseline = paper.y + len(lines) * look.size * 1.25 + look.small * (1.25 * number + 1)
        paper.text(paper.left, baseline, line, look.small, grey=0.25)
    paper.y += above
    box = (paper.left, paper.y, paper.right, paper.y + block.height)
    if block.face in ("box", "box_rules"):
        paper.frame(box)
    if block.face != "box":
        inset = 6 if block.face == "box_rules" else 0
        count = max(1, int(block.height / 22))
        for number in range(1, count + (block.face != "box_rules")):
            y = paper.y + block.height * number / count
            paper.rule(paper.left + inset, y, paper.right - inset, y, dots=block.face == "dots", thick=0.5)
    paper.field(block.ask.name, "area", block.ask.label, box)
    paper.y += block.height + look.gap


def table(paper: Paper, block: Table) -> None:
    """Free text in rows and columns."""
    look = paper.look
    total, wide = sum(block.shares), paper.right - paper.left
    xs = [paper.left + wide * sum(block.shares[:n]) / total for n in range(len(block.shares) + 1)]
    paper.room(look.size * 1.4 + block.row_height * (block.rows + 1))
    if block.ask.label:
        paper.text(paper.left, paper.y + look.size, labelled(paper, block.ask.label), look.size, bold=True)
        paper.y += look.size * 1.5
    paper.frame((xs[0], paper.y, xs[-1], paper.y + block.row_height), (0.9, 0.9, 0.9))
    for x, head in zip(xs, block.heads, strict=False):
        paper.text(x + 4, paper.y + block.row_height * 0.65, head, look.small + 0.5, bold=True)
    ys = [paper.y + block.row_height * n for n in range(1, block.rows + 2)]
    for y in ys:
        paper.rule(xs[0], y, xs[-1], y)
    for x in xs:
        paper.rule(x, paper.y, x, ys[-1])
    columns = tuple(part((x, 0, x, 0))[0] for x in xs)
    rows = tuple(part((0, y, 0, y))[1] for y in ys)
    paper.field(block.ask.name, "table", block.ask.label, (xs[0], ys[0], xs[-1], ys[-1]), columns=columns, rows=rows)
    paper.y = ys[-1] + look.gap
