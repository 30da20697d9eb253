"""The paragraphs, tables and fields of a Word document (ECMA-376 part 1, 17; [MS-DOCX] for tick boxes)."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from xml.etree.ElementTree import Element

from intake.model import Part, Unprocessable
from intake.unpack import _drawing
from intake.unpack._flow import Answer, Block, Cell, Item, Paragraph, Table, Text, said
from intake.unpack._word_fields import W, control_answer, is_frame, is_on, legacy, number

REL = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
DRAWN = "{http://schemas.openxmlformats.org/drawingml/2006/main}blip"
EXTENT = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}extent"
VML = "{urn:schemas-microsoft-com:vml}"
SIGNATURE_LINE = "{urn:schemas-microsoft-com:office:office}signatureline"
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
BODY = W + "body"

EMU = 1 / 12_700  # of a point
HEADING = re.compile(r"heading|overskrift|title|tittel|undertittel", re.IGNORECASE)
DEEPEST = 40

SKIPPED = frozenset(
    {W + n for n in ("del", "moveFrom", "sdtPr", "sdtEndPr", "pPr", "rPr", "tblPr", "tblGrid", "tcPr", "trPr",
                     "instrText", "delText", "footnoteReference", "commentReference", "annotationRef")}
) | {FALLBACK}  # fmt: skip
SIGNS = {"00FE": "☒", "00FD": "☒", "00FC": "✓", "00FB": "✗", "00A8": "☐", "006F": "☐", "0071": "☐", "0052": "☑",
         "0053": "☒", "0054": "☒", "00A3": "☐", "0050": "✓", "0051": "☒"}  # fmt: skip
"""Tick boxes in Wingdings and Wingdings 2, by the letter that stands for them."""


@dataclass(slots=True)
class Told:
    """What the walk has with it: the package's files by identity, and the pictures found to be pages of their own."""

    files: Mapping[str, bytes]
    width: float
    parts: list[Part] = field(default_factory=list)
    form_field: "_FormField | None" = None
    depth: int = 0


@dataclass(slots=True)
class _FormField:
    """A legacy field that is open: its data, what stands in it so far, and whether its result has begun."""

    data: Element | None
    pieces: list[str] = field(default_factory=list)
    in_result: bool = False
    within: int = 0  # fields within this one that are open


def says_anything(found: tuple[Block, ...]) -> bool:
    """Whether there is any text or answer in the blocks."""
    return bool(said(found)) or any(
        isinstance(b, Paragraph) and any(not isinstance(i, Text) for i in b.items) for b in found
    )


def blocks(element: Element, told: Told) -> tuple[Block, ...]:
    """The paragraphs and tables of a body, cell, header or text box. Raises Unprocessable: corrupt_file."""
    told.depth += 1
    if told.depth > DEEPEST:
        raise Unprocessable("corrupt_file")
    found = tuple(block for child in element for block in _block(child, told))
    told.depth -= 1
    return found


def _block(child: Element, told: Told) -> Iterator[Block]:
    if child.tag == W + "p":
        yield from _paragraph(child, told)
    elif child.tag == W + "tbl":
        yield _table(child, told)
    elif child.tag == W + "sdt":
        yield from _controlled(child, told)
    elif child.tag == W + "altChunk":
        content = told.files.get(child.get(REL + "id", ""))
        if content:
            told.parts.append(Part("tekst.html" if b"<html" in content[:2048].lower() else "tekst", content))
    elif child.tag not in SKIPPED:
        yield from blocks(child, told)


def _controlled(control: Element, told: Told) -> Iterator[Block]:
    """A content control around whole paragraphs: an answer, or a frame around answers of its own."""
    content = control.find(W + "sdtContent")
    if content is None:
        return
    if is_frame(control):
        yield from blocks(content, told)
        return
    inner = blocks(content, Told(told.files, told.width, told.parts, None, told.depth))
    yield Paragraph((control_answer(control, said(inner)),))


def _paragraph(paragraph: Element, told: Told) -> Iterator[Block]:
    style = paragraph.find(f"{W}pPr/{W}pStyle")
    heading = style is not None and HEADING.search(style.get(W + "val", "")) is not None
    boxes: list[Element] = []
    items = tuple(_items(paragraph, told, boxes))
    new_page = is_on(paragraph.find(f"{W}pPr/{W}pageBreakBefore")) or any(
        b.get(W + "type") == "page" for b in paragraph.iter(W + "br")
    )
    if told.form_field is not None and told.form_field.in_result:
        told.form_field.pieces.append("\n")
    yield Paragraph(items, heading, new_page)
    for box in boxes:
        yield from blocks(box, told)


def _items(element: Element, told: Told, boxes: list[Element]) -> Iterator[Item]:
    """What stands in a paragraph, in order; text boxes that are anchored in it are put by."""
    for child in element:
        if child.tag == W + "r":
            yield from _run(child, told, boxes)
        elif child.tag == W + "sdt":
            yield from _inline_control(child, told, boxes)
        elif child.tag not in SKIPPED:
            yield from _items(child, told, boxes)


def _inline_control(control: Element, told: Told, boxes: list[Element]) -> Iterator[Item]:
    content = control.find(W + "sdtContent")
    if content is None:
        return
    items = tuple(_items(content, told, boxes))
    if is_frame(control):
        yield from items
    else:
        yield control_answer(control, said((Paragraph(items),)))


def _run(run: Element, told: Told, boxes: list[Element]) -> Iterator[Item]:
    properties = run.find(W + "rPr")
    style = _style(properties)
    if style is None:
        return
    for child in run:
        answer = _on_field(child, told)
        if answer is not None:
            yield answer
        elif told.form_field is not None and told.form_field.data is not None:
            if told.form_field.in_result and not style.struck:
                told.form_field.pieces.append(_letters(child))
        elif text := _letters(child):
            yield Text(text, style.bold, style.underlined, style.struck)
        elif child.tag not in SKIPPED:
            yield from _objects(child, told, boxes)


def _style(properties: Element | None) -> Text | None:
    """How the text of a run looks; None for text that isn't shown at all."""
    if properties is None:
        return Text("")
    underline = properties.find(W + "u")
    if is_on(properties.find(W + "vanish")):
        return None
    return Text(
        "",
        is_on(properties.find(W + "b")),
        underline is not None and underline.get(W + "val", "single") not in ("none", "0"),
        is_on(properties.find(W + "strike")) or is_on(properties.find(W + "dstrike")),
    )


def _letters(child: Element) -> str:
    if child.tag == W + "t":
        return child.text or ""
    if child.tag == W + "sym":
        code = child.get(W + "char", "").upper()
        wings = "wingdings" in child.get(W + "font", "").lower()
        return (
            SIGNS.get("00" + code[-2:], "•")
            if wings
            else chr(int(code, 16))
            if re.fullmatch("[0-9A-F]{4}", code)
            else ""
        )
    if child.tag == W + "br" and child.get(W + "type") in ("page", "column"):
        return ""
    return {W + "tab": "\t", W + "br": "\n", W + "cr": "\n", W + "noBreakHyphen": "-"}.get(child.tag, "")


def _on_field(child: Element, told: Told) -> Answer | None:
    """Follows the marks of complex fields, and gives the answer of a legacy form field at its end."""
    if child.tag != W + "fldChar":
        return None
    kind, now = child.get(W + "fldCharType"), told.form_field
    if kind == "begin":
        if now is not None and now.data is not None:
            now.within += 1
        elif (data := child.find(W + "ffData")) is not None:
            told.form_field = _FormField(data)
    elif now is not None and now.within:
        now.within -= kind == "end"
    elif now is not None and kind == "separate":
        now.in_result = True
    elif now is not None and kind == "end" and now.data is not None:
        told.form_field = None
        return legacy(now.data, "".join(now.pieces))
    return None


def _objects(child: Element, told: Told, boxes: list[Element]) -> Iterator[Item]:
    """Pictures, text boxes and signature lines within a run."""
    parts = list(_shown(child))
    boxes.extend(part for part in parts if part.tag == W + "txbxContent")
    if any(part.tag == SIGNATURE_LINE for part in parts):
        yield Answer("signature", None)
        return
    extent = next((part for part in parts if part.tag == EXTENT), None)
    width, height = (_emu(extent, key) for key in ("cx", "cy"))
    for part in parts:
        identity = (
            part.get(REL + "embed")
            if part.tag == DRAWN
            else part.get(REL + "id")
            if part.tag == VML + "imagedata"
            else None
        )
        content = told.files.get(identity or "")
        if not content:
            continue
        if _drawing.is_page(width, height):
            told.parts.append(Part("bilde", content))
        elif (drawn := _drawing.drawing(content, width)) is not None:
            yield drawn


def _shown(element: Element) -> Iterator[Element]:
    """An element and all below it, but not what stands in for it in older programs, nor what is in its text boxes."""
    yield element
    if element.tag == W + "txbxContent":
        return
    for child in element:
        if child.tag not in SKIPPED:
            yield from _shown(child)


def _emu(extent: Element | None, key: str) -> float:
    stated = extent.get(key, "") if extent is not None else ""
    return float(stated) * EMU if stated.isdigit() else 200.0


def _table(table: Element, told: Told) -> Table:
    rows: list[list[Cell | None]] = []
    reaching: dict[int, tuple[int, int]] = {}  # column: row and number of the cell that reaches down from above
    for row in _children(table, "tr"):
        cells: list[Cell | None] = []
        column = number(row.find(f"{W}trPr/{W}gridBefore"), 0)
        for cell in _children(row, "tc"):
            span = max(1, number(cell.find(f"{W}tcPr/{W}gridSpan"), 1))
            merge = cell.find(f"{W}tcPr/{W}vMerge")
            if merge is not None and merge.get(W + "val") != "restart" and column in reaching:
                _stretch(rows, reaching[column])
            else:
                reaching[column] = (len(rows), len(cells))
                cells.append(_cell(cell, span, row, told))
            column += span
        rows.append(cells)
    return Table(_widths(table, rows), tuple(tuple(row) for row in rows))


def _children(element: Element, kind: str) -> Iterator[Element]:
    """The rows of a table or the cells of a row, those within content controls too."""
    for child in element:
        if child.tag == W + kind:
            yield child
        elif child.tag in (W + "sdt", W + "sdtContent", W + "customXml", W + "ins"):
            yield from _children(child, kind)


def _stretch(rows: list[list[Cell | None]], place: tuple[int, int]) -> None:
    cell = rows[place[0]][place[1]]
    if cell is not None:
        rows[place[0]][place[1]] = replace(cell, rows=len(rows) - place[0] + 1)


def _cell(cell: Element, span: int, row: Element, told: Told) -> Cell:
    found = blocks(cell, told)
    shade = cell.find(f"{W}tcPr/{W}shd")
    shaded = shade is not None and shade.get(W + "fill", "auto").lower() not in ("auto", "ffffff")
    texts = [
        item
        for b in found
        if isinstance(b, Paragraph)
        for item in b.items
        if isinstance(item, Text) and item.text.strip()
    ]
    bold = bool(texts) and all(text.bold for text in texts)
    return Cell(found, span, 1, shaded or bold or is_on(row.find(f"{W}trPr/{W}tblHeader")))


def _widths(table: Element, rows: list[list[Cell | None]]) -> tuple[float, ...]:
    stated = [float(number(column, 0, "w")) for column in table.findall(f"{W}tblGrid/{W}gridCol")]
    needed = max((sum(cell.columns for cell in row if cell is not None) for row in rows), default=0)
    usual = sum(stated) / len(stated) if any(stated) else 1.0
    return tuple(max(width, 0.15 * usual) for width in (stated + [usual] * (needed - len(stated))) or [1.0])
