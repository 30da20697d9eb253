"""Makes pages of a document that has none: set by typst, read back as a PDF, so that every box is true."""

import ctypes
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
import typst

from intake.geometry import centre, holds, union
from intake.model import Box, Page, Unpacked, Unprocessable, Widget
from intake.unpack import pdf
from intake.unpack._flow import Answer, Block, Cell, Drawing, Flow, Item, Table, Text, said
from intake.unpack._frame import Frame

TEMPLATE = Path(__file__).with_name("_typeset.typ")
MAX_CHARACTERS = 1_500_000
"""Of a document: some 500 pages."""

ANSWER, STRUCK = "answer:", "struck:"
UNSET = re.compile(
    "[^\t\n -~\u00a0-\u024f\u0370-\u03ff\u0400-\u04ff\u1e00-\u1eff\u2010-\u2044\u20a0-\u20bf\u2100-\u22ff]"
)
"""Characters that the font may lack; they are drawn as a box, and stand as they are in answers."""

LONG_WORD = re.compile(r"\S{60}")


def pages(flow: Flow) -> Unpacked:
    """The document on pages: printed words, and what was filled in as widgets, named as in the file or "".

    None where nothing stands in it but its parts. Raises Unprocessable: too_many_pages, format_not_read.
    """
    if flow.parts and not _holds_anything(flow.blocks):
        return Unpacked((), flow.parts)
    if sum(len(said((block,))) for block in flow.blocks) > MAX_CHARACTERS:
        raise Unprocessable("too_many_pages")
    listed = _Listed()
    shown = {
        "width": flow.sheet.width,
        "height": flow.sheet.height,
        "margins": flow.sheet.margins,
        "blocks": [_block(block, listed) for block in flow.blocks],
    }
    content = _set(shown, listed.drawings)
    unpacked = pdf.unpack(content, "")
    return Unpacked(tuple(_with_answers(content, unpacked.pages, listed.answers)), flow.parts)


@dataclass(frozen=True, slots=True)
class _Listed:
    """The answers and drawings met on the way, by their numbers."""

    answers: list[Answer] = field(default_factory=list)
    drawings: list[bytes] = field(default_factory=list)

    def answer(self, answer: Answer) -> int:
        self.answers.append(answer)
        return len(self.answers) - 1

    def drawing(self, png: bytes) -> int:
        self.drawings.append(png)
        return len(self.drawings) - 1


def _set(shown: dict[str, object], drawings: Sequence[bytes]) -> bytes:
    inputs = {"document": json.dumps(shown), "drawings": json.dumps([list(png) for png in drawings])}
    try:
        return typst.compile(
            TEMPLATE.read_bytes(), format="pdf", ignore_system_fonts=True, sys_inputs=inputs, timestamp=0
        )
    except RuntimeError:  # typst's own error is one; it says what could not be set
        raise Unprocessable("format_not_read") from None


def _holds_anything(blocks: Iterable[Block]) -> bool:
    return any(_fills(block) for block in blocks)


def _fills(block: Block) -> bool:
    if isinstance(block, Table):
        return any(cell is not None and (cell.answer or _holds_anything(cell.blocks)) for r in block.rows for cell in r)
    return any(not isinstance(item, Text) or item.text.strip() for item in block.items)


def _block(block: Block, listed: _Listed) -> dict[str, object]:
    if isinstance(block, Table):
        return {"kind": "table", "widths": block.widths, "cells": list(_cells(block, listed))}
    items = [found for item in block.items for found in _items(item, listed)]
    return {"kind": "paragraph", "heading": block.heading, "new_page": block.new_page, "items": items}


def _cells(table: Table, listed: _Listed) -> Iterator[dict[str, object]]:
    """The cells with their places; one that would lie over another, or outside, is narrowed to where there is room."""
    taken: set[tuple[int, int]] = set()
    for y, row in enumerate(table.rows):
        x = 0
        for cell in row:
            if cell is None:
                x += 1
                continue
            while (x, y) in taken:
                x += 1
            if x >= len(table.widths):
                break
            columns = _room(cell, x, y, len(table.widths), taken)
            rows = min(cell.rows, len(table.rows) - y)
            taken |= {(x + across, y + down) for across in range(columns) for down in range(rows)}
            yield _cell(cell, x, y, columns, rows, listed)
            x += columns


def _room(cell: Cell, x: int, y: int, width: int, taken: set[tuple[int, int]]) -> int:
    columns = 1
    while columns < cell.columns and x + columns < width and (x + columns, y) not in taken:
        columns += 1
    return columns


def _cell(cell: Cell, x: int, y: int, columns: int, rows: int, listed: _Listed) -> dict[str, object]:
    number = listed.answer(cell.answer) if cell.answer else None
    blocks = [_block(block, listed) for block in cell.blocks]
    return {"x": x, "y": y, "columns": columns, "rows": rows, "answer": number, "blocks": blocks}


def _items(item: Item, listed: _Listed) -> Iterator[dict[str, object]]:
    if isinstance(item, Drawing):
        yield {"kind": "drawing", "number": listed.drawing(item.png), "width": item.width}
    elif isinstance(item, Answer):
        kind = "tick" if item.kind == "tick" else "answer"
        yield {"kind": kind, "number": listed.answer(item), "value": _settable(item.value)}
    else:
        for piece in re.split("([\n\t])", item.text):
            if piece in ("\n", "\t"):
                yield {"kind": "break" if piece == "\n" else "gap"}
            elif piece:
                style = {"bold": item.bold, "underlined": item.underlined, "struck": item.struck}
                yield {"kind": "text", "text": _settable(piece), **style}


def _settable(text: str | None) -> str | None:
    """The text as it can be drawn, with places to break what is wider than the page."""
    if text is None:
        return None
    return LONG_WORD.sub("\\g<0>\u200b", UNSET.sub("□", text))


def _with_answers(content: bytes, set_pages: Sequence[Page], answers: Sequence[Answer]) -> Iterator[Page]:
    """The pages with the answers as widgets, and without their words: printed is what is left."""
    document = pdfium.PdfDocument(content)
    told: set[int] = set()
    try:
        for page in set_pages:
            places: dict[int, list[Box]] = {}
            for number, box in _links(document, page.number - 1):
                places.setdefault(number, []).append(box)
            filled = [box for boxes in places.values() for box in boxes]
            words = tuple(word for word in page.words if not any(holds(box, *centre(word.box)) for box in filled))
            widgets = tuple(
                Widget(answers[number].name, answers[number].kind, answers[number].value, union(boxes))
                for number, boxes in sorted(places.items())
                if number >= 0 and number not in told
            )
            told |= places.keys()
            yield replace(page, words=words, widgets=widgets, set_here=True)
    finally:
        document.close()


def _links(document: pdfium.PdfDocument, number: int) -> Iterator[tuple[int, Box]]:
    """The numbers of the answers on a page with the places they cover; -1 for what is struck out."""
    page = document[number]
    try:
        frame = Frame(page.get_bbox())
        link, place = pdfium_c.FPDF_LINK(), ctypes.c_int(0)
        while pdfium_c.FPDFLink_Enumerate(page.raw, ctypes.byref(place), ctypes.byref(link)):
            address = _address(document, link)
            rect = pdfium_c.FS_RECTF()
            pdfium_c.FPDFLink_GetAnnotRect(link, rect)
            box = frame.box((rect.left, rect.bottom, rect.right, rect.top))
            if address.startswith(ANSWER):
                yield int(address.removeprefix(ANSWER)), box
            elif address.startswith(STRUCK):
                yield -1, box
    finally:
        page.close()


def _address(document: pdfium.PdfDocument, link: Any) -> str:
    action = pdfium_c.FPDFLink_GetAction(link)
    room = ctypes.create_string_buffer(pdfium_c.FPDFAction_GetURIPath(document.raw, action, None, 0))
    pdfium_c.FPDFAction_GetURIPath(document.raw, action, room, len(room))
    return room.value.decode("ascii", "replace")
