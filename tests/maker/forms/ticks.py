"""Prints what is answered with a tick."""

from tests.maker.forms.asking import labelled
from tests.maker.forms.blocks import Ask, Choice, Many, Matrix, Option, Ticks
from tests.maker.forms.sheet import Paper, Rectangle

Boxes = list[tuple[Rectangle, str, bool | str]]


def _line(paper: Paper) -> float:
    return max(paper.look.size * 1.5, paper.look.tick * 1.45)


def _option(paper: Paper, x: float, middle: float, text: str) -> tuple[Rectangle, float]:
    """A box with its label at `x`; where the box lies, and where the next thing may begin."""
    look = paper.look
    wide = paper.width(text, look.size)
    baseline = middle + look.size * 0.35
    if look.tick_first:
        box = paper.tick_box(x, middle)
        paper.text(x + look.tick + 5, baseline, text, look.size)
    else:
        box = paper.tick_box(x + wide + 5, middle)
        paper.text(x, baseline, text, look.size)
    return box, x + look.tick + 5 + wide + 16


def _before(paper: Paper, label: str, tabbed: float) -> float:
    """Prints a question; where its boxes may begin."""
    size = paper.look.size
    text = labelled(paper, label)
    baseline = paper.y + _line(paper) / 2 + size * 0.35
    paper.text(paper.left, baseline, text, size)
    return max(paper.left + paper.width(text, size) + 14, paper.left + tabbed * (paper.right - paper.left))


def _beside(paper: Paper, block: Choice) -> float | None:
    """Where the boxes begin if there is room for all of them beside the question."""
    size = paper.look.size
    start = paper.left + max(paper.width(labelled(paper, block.ask.label), size) + 14, 0)
    start = max(start, paper.left + block.tabbed * (paper.right - paper.left))
    need = sum(paper.width(option.label, size) + paper.look.tick + 21 for option in block.options)
    return start if start + need <= paper.right else None


def choice(paper: Paper, block: Choice) -> None:
    """One of several, perhaps with a line to write more on behind it."""
    stacked = block.stacked or _beside(paper, block) is None
    paper.room(_line(paper) * (2 + (len(block.options) if stacked else 0)))
    if stacked:
        _stacked(paper, block)
        return
    x = _before(paper, block.ask.label, block.tabbed)
    middle = paper.y + _line(paper) / 2
    boxes: Boxes = []
    for option in block.options:
        box, x = _option(paper, x, middle, option.label)
        boxes.append((box, option.label, option.value))
    paper.marks(block.ask.name, "choice", block.ask.label, boxes)
    if block.then:
        x = _then(paper, block.then, x, middle)
    paper.y += _line(paper) + paper.look.gap * 0.6


def _then(paper: Paper, ask: Ask, x: float, middle: float) -> float:
    """A line behind the boxes, where there is room for it, else below."""
    size, label = paper.look.size, labelled(paper, ask.label)
    start = x + paper.width(label, size) + 5
    if start + 70 > paper.right:
        paper.y += _line(paper)
        middle += _line(paper)
        x, start = paper.left, paper.left + paper.width(label, size) + 5
    paper.text(x, middle + size * 0.35, label, size)
    bottom = middle + size * 0.35 + 3
    paper.rule(start, bottom, paper.right, bottom)
    paper.field(ask.name, "line", ask.label, (start, bottom - 16, paper.right, bottom))
    return paper.right


def _stacked(paper: Paper, block: Choice) -> None:
    _before(paper, block.ask.label, 0)
    paper.y += _line(paper)
    boxes: Boxes = []
    for option in block.options:
        box, _ = _option(paper, paper.left + 10, paper.y + _line(paper) / 2, option.label)
        boxes.append((box, option.label, option.value))
        paper.y += _line(paper)
    paper.marks(block.ask.name, "choice", block.ask.label, boxes)
    if block.then:
        _then(paper, block.then, paper.left + 10, paper.y + _line(paper) / 2)
        paper.y += _line(paper)
    paper.y += paper.look.gap


def _columned(paper: Paper, texts: list[str], columns: int, by_column: bool) -> list[Rectangle]:
    """Boxes with labels in columns; where the boxes lie. Moves on below them."""
    widest = max(paper.width(text, paper.look.size) for text in texts) + paper.look.tick + 18
    columns = max(1, min(columns, int((paper.right - paper.left) / widest)))
    step, rows = (paper.right - paper.left) / columns, -(-len(texts) // columns)
    paper.room(rows * _line(paper))
    boxes = []
    for number, text in enumerate(texts):
        column, row = (number // rows, number % rows) if by_column else (number % columns, number // columns)
        middle = paper.y + _line(paper) * (row + 0.5)
        boxes.append(_option(paper, paper.left + step * column, middle, text)[0])
    paper.y += rows * _line(paper) + paper.look.gap
    return boxes


def lone(paper: Paper, block: Ticks) -> None:
    """Lone boxes."""
    paper.room(_line(paper) * (len(block.asks) + 1))
    if block.label:
        _before(paper, block.label, 0)
        paper.y += _line(paper)
    boxes = _columned(paper, [ask.label for ask in block.asks], block.columns, by_column=False)
    for ask, box in zip(block.asks, boxes, strict=True):
        paper.marks(ask.name, "tick", ask.label, [(box, ask.label, True)])


def _question(paper: Paper, text: str) -> None:
    size = paper.look.size
    for line in paper.wrapped(text, size, paper.right - paper.left, bold=True):
        paper.text(paper.left, paper.y + size, line, size, bold=True)
        paper.y += size * 1.3
    paper.y += 2


def many(paper: Paper, block: Many) -> None:
    """Any of several."""
    paper.room(_line(paper) * (len(block.options) / block.columns + 2))
    if block.ask.label:
        _question(paper, block.ask.label)
    texts = [option.label for option in block.options]
    boxes = _columned(paper, texts, block.columns, block.by_column)
    told: Boxes = [(box, o.label, o.value) for box, o in zip(boxes, block.options, strict=True)]
    paper.marks(block.ask.name, "many", block.ask.label, told)


def matrix(paper: Paper, block: Matrix) -> None:
    """A yes and a no for each of a list."""
    high = _line(paper) * 1.15
    paper.room(high * (len(block.options) + 1) + paper.look.size * 3)
    if block.label:
        _question(paper, block.label)
    columns = [paper.right - 100, paper.right - 45]
    top = paper.y
    if not block.inline:
        _heads(paper, block.heads, columns, high)
        paper.y += high
    told: tuple[Boxes, Boxes] = ([], [])
    for option in block.options:
        if block.ruled:
            paper.rule(paper.left, paper.y, paper.right, paper.y, thick=0.4)
        _matrix_row(paper, option, columns, told, high)
        if block.inline:
            _beside_boxes(paper, block.heads, columns, paper.y + high / 2)
        paper.y += high
    if block.ruled:
        for x in (paper.left, *([] if block.inline else [columns[0] - 14, columns[1] - 14]), paper.right):
            paper.rule(x, top, x, paper.y, thick=0.4)
        paper.rule(paper.left, top, paper.right, top, thick=0.4)
        paper.rule(paper.left, paper.y, paper.right, paper.y, thick=0.4)
    paper.marks("consent_agencies", "many", block.label, told[0])
    paper.marks("consent_agencies_refused", "many", block.label, told[1])
    paper.y += paper.look.gap


def _heads(paper: Paper, heads: tuple[str, str], columns: list[float], high: float) -> None:
    """Yes and no above the columns."""
    look = paper.look
    for x, head in zip(columns, heads, strict=True):
        start = x + look.tick / 2 - paper.width(head, look.size) / 2
        paper.text(start, paper.y + high * 0.7, head, look.size, bold=True)


def _beside_boxes(paper: Paper, heads: tuple[str, str], columns: list[float], middle: float) -> None:
    """Yes and no at the boxes of a row."""
    look = paper.look
    for x, head in zip(columns, heads, strict=True):
        start = x + look.tick + 4 if look.tick_first else x - 4 - paper.width(head, look.size)
        paper.text(start, middle + look.size * 0.35, head, look.size)


def _matrix_row(paper: Paper, option: Option, columns: list[float], told: tuple[Boxes, Boxes], high: float) -> None:
    middle = paper.y + high / 2
    paper.text(paper.left + 4, middle + paper.look.size * 0.35, option.label, paper.look.size)
    for x, boxes in zip(columns, told, strict=True):
        boxes.append((paper.tick_box(x, middle), option.label, option.value))
