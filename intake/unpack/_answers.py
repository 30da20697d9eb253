"""Tells what was filled in from what is printed, in a document that has no fields for it.

Signs for boxes to tick, lines to write on, underlined text behind a label, and the cells of a table of labels: what is
less clear than these stays as printed words, for the reader of unknown forms to judge.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from intake.unpack._flow import Answer, Block, Cell, Item, Paragraph, Table, Text, said

OPEN_BOX, TICKED_BOX = "☐□◻▢⬜❏❑", "☑☒⊠✅🗹🗷🗵⮽"
MARKS = "✓✔✗✘✕✖"
TICK = re.compile(rf"([{OPEN_BOX}{TICKED_BOX}{MARKS}]|\[[ \u00a0_]{{0,3}}\]|\[[xX✓✔]\])")
LONE_CROSS = re.compile(r"(?:(?<=^)|(?<=[\n\t])|(?<=  ))([xX])(?=[ \u00a0]+\w)")
"""In place of an empty box's sign: someone wrote over it."""

LEADER = re.compile(r"(_{3,}|\.{6,}|…{2,})")
LABEL = re.compile(r"([^\W\d_][^:\n\t]{0,60}[:?])[ \u00a0]*$")
LONGEST_LABEL = 14  # words; a question in a cell is shorter, an answer or an instruction may be longer

PLACEHOLDER = re.compile(
    r"\W*(klikk|trykk|velg|skriv|sett inn|fyll (ut|inn)|click|tap|choose|enter|select)\b.{0,80}"
    r"\b(tekst|dato|element|alternativ|her|inn|navn|text|here|item|date)\b\W*",
    re.IGNORECASE,
)


def is_placeholder(text: str) -> bool:
    """Whether a text says what to do at its place, as Word writes in an empty field."""
    return not text.strip() or PLACEHOLDER.fullmatch(" ".join(text.split())) is not None


def told_apart(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """The blocks with what was filled in as answers."""
    return tuple(_table(block) if isinstance(block, Table) else _paragraph(block) for block in blocks)


def _paragraph(paragraph: Paragraph) -> Paragraph:
    items = _joined(paragraph.items)
    for step in (_underlined, _on_leaders, _ticks):
        items = step(items)
    return replace(paragraph, items=items)


def _joined(items: Iterable[Item]) -> tuple[Item, ...]:
    """With pieces of text of the same look in one: Word cuts them at every correction."""
    found: list[Item] = []
    for item in items:
        last = found[-1] if found else None
        if isinstance(item, Text) and isinstance(last, Text) and replace(item, text="") == replace(last, text=""):
            found[-1] = replace(last, text=last.text + item.text)
        elif not isinstance(item, Text) or item.text:
            found.append(item)
    return tuple(found)


def _underlined(items: tuple[Item, ...]) -> tuple[Item, ...]:
    """Underlined text behind a label is an answer, and an underlined gap an empty one."""
    found: list[Item] = []
    for item in items:
        if not isinstance(item, Text) or not item.underlined or item.struck:
            found.append(item)
            continue
        before = next((i.text for i in reversed(found) if isinstance(i, Text) and i.text.strip()), "")
        if not item.text.strip():
            found.append(Answer("text", None) if len(item.text) > 3 else item)
        else:
            found.append(Answer("text", item.text.strip("_ \t\u00a0") or None) if LABEL.search(before) else item)
    return tuple(found)


def _on_leaders(items: tuple[Item, ...]) -> tuple[Item, ...]:
    """Lines of underscores or dots are places to write, with what was written between or before them."""
    if not any(isinstance(item, Text) and LEADER.search(item.text) for item in items):
        return items
    return tuple(found for item in items for found in (_lines(item) if isinstance(item, Text) else (item,)))


def _lines(text: Text) -> Iterator[Item]:
    pieces = LEADER.split(text.text)
    written, is_open = "", False  # what stands on the line, and whether there is one
    for piece in pieces:
        if LEADER.fullmatch(piece):
            is_open = True
            continue
        answer, printed = _written(piece, is_open)
        written += answer
        if not printed:
            continue
        if is_open or written:
            yield Answer("text", written.strip() or None)
        label, answer = _after_label(printed)
        yield replace(text, text=label)
        written, is_open = answer, False
    if is_open or written:
        yield Answer("text", written.strip() or None)


def _written(piece: str, is_open: bool) -> tuple[str, str]:
    """What of a piece behind a line was written on it, and what is the next label: letters that touch the line are
    written on it, what stands apart is printed."""
    if not is_open or not piece or piece[0].isspace():
        return "", piece
    label = LABEL.search(piece)
    if label is None:
        return ("", piece) if piece[0] in "().,;/|" else (piece, "")
    return piece[: label.start()], piece[label.start() :]


def _after_label(printed: str) -> tuple[str, str]:
    """A label and what was written behind it, before the line goes on: "Navn: Ola ____"."""
    label, colon, answer = printed.rpartition(":")
    return (label + colon, answer) if colon and answer.strip() and answer[-1:] != "\n" else (printed, "")


def _ticks(items: tuple[Item, ...]) -> tuple[Item, ...]:
    """Signs for boxes as boxes; a lone cross is one where others in the paragraph are empty."""
    signs = [sign for item in items if isinstance(item, Text) for sign in TICK.findall(item.text)]
    if not any(_is_box(sign) for sign in signs):
        return items
    return tuple(found for item in items for found in (_boxes(item) if isinstance(item, Text) else (item,)))


def _is_box(sign: str) -> bool:
    return sign not in MARKS


def _boxes(text: Text) -> Iterator[Item]:
    pieces = TICK.split(text.text)
    for piece in pieces:
        if TICK.fullmatch(piece):
            is_open = piece in OPEN_BOX or piece.strip("[_ \u00a0]") == ""
            yield Answer("tick", None if is_open else "on")
            continue
        for part in LONE_CROSS.split(piece):
            if part in ("x", "X"):
                yield Answer("tick", "on")
            elif part:
                yield replace(text, text=part)


def _table(table: Table) -> Table:
    """The cells of a table of labels and answers, told apart; other tables keep their cells as print."""
    rows = tuple(tuple(cell and replace(cell, blocks=told_apart(cell.blocks)) for cell in row) for row in table.rows)
    if _is_headed(rows):
        return replace(table, rows=(rows[0], *(tuple(map(_as_answer, row)) for row in rows[1:])))
    paired = tuple(_of_pairs(row) for row in rows)
    # One row alone may be a letterhead: what stands on the left of it is then no label.
    lone = sum(before != after for before, after in zip(rows, paired, strict=True)) == 1
    return replace(table, rows=rows if lone and not any(_asks(row) for row in rows) else paired)


def _asks(row: Sequence[Cell | None]) -> bool:
    return any(cell is not None and said(cell.blocks).endswith((":", "?")) for cell in row)


def _is_headed(rows: Sequence[Sequence[Cell | None]]) -> bool:
    """Whether the first row alone has the labels: it is marked as such, and not only its first cell is."""
    first = [cell for cell in rows[0] if cell is not None] if rows else []
    if len(first) < 2 or len(rows) < 2 or not all(cell.marked and said(cell.blocks) for cell in first):
        return False
    below = [cell for row in rows[1:] for cell in row if cell is not None]
    return not any(cell.marked or _has_answers(cell.blocks) for cell in below)


def _of_pairs(row: tuple[Cell | None, ...]) -> tuple[Cell | None, ...]:
    """A row of labels with an answer behind each. Nothing is told of a row that isn't made so."""
    cells = [cell for cell in row if cell is not None]
    pairs = list(zip(cells[::2], cells[1::2], strict=False))
    if len(cells) % 2 or not all(_is_label(label) for label, _ in pairs) or all(answer.marked for _, answer in pairs):
        return row
    if len(cells) > 2 and not all(_is_label(label) and not _could_be_label(answer) for label, answer in pairs):
        return row
    answers = {id(answer) for _, answer in pairs}
    return tuple(_as_answer(cell) if id(cell) in answers else cell for cell in row)


def _is_label(cell: Cell) -> bool:
    text = said(cell.blocks)
    return 0 < len(text.split()) <= LONGEST_LABEL and not _has_answers(cell.blocks) and any(map(str.isalpha, text))


def _could_be_label(cell: Cell) -> bool:
    return said(cell.blocks).endswith((":", "?")) or cell.marked


def _has_answers(blocks: Sequence[Block]) -> bool:
    return any(
        any(c is not None and (c.answer is not None or _has_answers(c.blocks)) for row in block.rows for c in row)
        if isinstance(block, Table)
        else any(isinstance(item, Answer) for item in block.items)
        for block in blocks
    )


def _as_answer(cell: Cell | None) -> Cell | None:
    """The cell as a place to fill in, if nothing in it is one already."""
    if cell is None or _has_answers(cell.blocks):
        return cell
    text = said(cell.blocks)
    return replace(cell, answer=Answer("text", None if is_placeholder(text) else text))
