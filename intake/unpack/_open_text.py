"""The paragraphs, tables and fields of an OpenDocument text."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from types import SimpleNamespace
from xml.etree.ElementTree import Element

from intake.model import Part, Unprocessable
from intake.unpack import _drawing
from intake.unpack._answers import is_placeholder
from intake.unpack._flow import Answer, Block, Cell, Item, Paragraph, Table, Text, said

OASIS = "urn:oasis:names:tc:opendocument:xmlns:"
NAMES = SimpleNamespace(
    **{n: f"{{{OASIS}{n}:1.0}}" for n in ("office", "text", "table", "style", "form")},
    draw=f"{{{OASIS}drawing:1.0}}",
    fo=f"{{{OASIS}xsl-fo-compatible:1.0}}",
    svg=f"{{{OASIS}svg-compatible:1.0}}",
    xlink="{http://www.w3.org/1999/xlink}",
    field=f"{{{OASIS}field:1.0}}",
    old_field="{urn:openoffice:names:experimental:ooo-ms-interop:xmlns:field:1.0}",
    lo="{urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0}",
)
DEEPEST = 40
MOST_SPACES = 200
LARGEST_SPAN = 500  # columns or rows; a table may state a million empty ones
CENTIMETRE = re.compile(r"(\d+(?:\.\d+)?)cm")

SKIPPED = frozenset(
    (NAMES.office + "annotation", NAMES.text + "note", NAMES.text + "tracked-changes", NAMES.office + "forms",
     NAMES.text + "sequence-decls", NAMES.text + "variable-decls", NAMES.text + "user-field-decls",
     NAMES.text + "change", NAMES.text + "index-title-template")
)  # fmt: skip


class Styles:
    """How text looks, by the names of its styles."""

    def __init__(self, roots: Iterable[Element]) -> None:
        self._found = {
            element.get(NAMES.style + "name", ""): element
            for root in roots
            for element in root.iter(NAMES.style + "style")
        }

    def look(self, name: str | None, before: Text) -> Text | None:
        """The look of text in a style within text that looks so; None where it isn't shown."""
        element = self._found.get(name or "")
        stated = element.find(NAMES.style + "text-properties") if element is not None else None
        if stated is None:
            return before
        if stated.get(NAMES.text + "display") == "none":
            return None
        bold, line, struck = (stated.get(key) for key in (
            NAMES.fo + "font-weight", NAMES.style + "text-underline-style", NAMES.style + "text-line-through-style"
        ))  # fmt: skip
        return Text(
            "",
            bold == "bold" if bold else before.bold,
            line != "none" if line else before.underlined,
            struck != "none" if struck else before.struck,
        )

    def breaks(self, name: str | None) -> bool:
        """Whether a paragraph in this style begins a page."""
        element = self._found.get(name or "")
        stated = element.find(NAMES.style + "paragraph-properties") if element is not None else None
        return stated is not None and stated.get(NAMES.fo + "break-before") == "page"

    def shaded(self, name: str | None) -> bool:
        element = self._found.get(name or "")
        stated = element.find(NAMES.style + "table-cell-properties") if element is not None else None
        colour = stated.get(NAMES.fo + "background-color", "transparent") if stated is not None else "transparent"
        return colour.lower() not in ("transparent", "#ffffff")

    def width(self, name: str | None) -> float | None:
        """Of a table's column, in centimetres."""
        element = self._found.get(name or "")
        stated = element.find(NAMES.style + "table-column-properties") if element is not None else None
        size = CENTIMETRE.fullmatch(stated.get(NAMES.style + "column-width", "")) if stated is not None else None
        return float(size.group(1)) if size else None


@dataclass(slots=True)
class Told:
    """What the walk has with it, and the pictures found to be pages of their own."""

    styles: Styles
    files: Mapping[str, bytes]
    controls: Mapping[str, Answer]
    parts: list[Part] = field(default_factory=list)
    depth: int = 0


def says_anything(found: tuple[Block, ...]) -> bool:
    """Whether there is any text in the blocks."""
    return bool(said(found))


def controls(body: Element) -> dict[str, Answer]:
    """The form controls of a document, by their identity."""
    found: dict[str, Answer] = {}
    for element in body.iter():
        identity = element.get(NAMES.form + "id") or element.get("{http://www.w3.org/XML/1998/namespace}id")
        if element.tag.startswith(NAMES.form) and identity:
            answer = _control(element)
            if answer is not None:
                found[identity] = answer
    return found


def _control(element: Element) -> Answer | None:
    name, kind = element.get(NAMES.form + "name", ""), element.tag.removeprefix(NAMES.form)
    if kind in ("checkbox", "radio"):
        states = [element.get(NAMES.form + key) for key in ("current-state", "state", "current-selected", "selected")]
        state = next((state for state in states if state is not None), "unchecked")
        return Answer("tick", "on" if state in ("checked", "true") else None, name)
    if kind in ("text", "textarea", "formatted-text", "date", "time", "number", "combobox"):
        value = element.get(NAMES.form + "current-value") or element.get(NAMES.form + "value") or ""
        return Answer("choice" if kind == "combobox" else "text", None if is_placeholder(value) else value, name)
    if kind == "listbox":
        options = [o for o in element if o.get(NAMES.form + "current-selected") == "true"]
        value = ", ".join(o.get(NAMES.form + "label", "") for o in options)
        return Answer("choice", value or None, name)
    return None


def blocks(element: Element, told: Told) -> tuple[Block, ...]:
    """The paragraphs and tables of a text, cell or frame. Raises Unprocessable: corrupt_file."""
    told.depth += 1
    if told.depth > DEEPEST:
        raise Unprocessable("corrupt_file")
    found = tuple(block for child in element for block in _block(child, told))
    told.depth -= 1
    return found


def _block(child: Element, told: Told) -> Iterator[Block]:
    if child.tag in (NAMES.text + "p", NAMES.text + "h"):
        yield from _paragraph(child, told)
    elif child.tag == NAMES.table + "table":
        yield _table(child, told)
    elif child.tag not in SKIPPED:
        yield from blocks(child, told)


def _paragraph(paragraph: Element, told: Told) -> Iterator[Block]:
    style = paragraph.get(NAMES.text + "style-name")
    look = told.styles.look(style, Text(""))
    if look is None:
        return
    frames: list[Element] = []
    items = _Fields().closed(_items(paragraph, replace(look, underlined=False), told, frames))
    yield Paragraph(tuple(items), paragraph.tag == NAMES.text + "h", told.styles.breaks(style))
    for frame in frames:
        yield from blocks(frame, told)


@dataclass(frozen=True, slots=True)
class _Mark:
    """Where a legacy field begins or ends."""

    answer: Answer | None


class _Fields:
    """Puts what stands between the marks of a legacy field into its answer."""

    def closed(self, items: Iterable[Item | _Mark]) -> Iterator[Item]:
        answer: Answer | None = None
        pieces: list[str] = []
        for item in items:
            if isinstance(item, _Mark):
                if answer is not None:
                    yield _filled(answer, "".join(pieces))
                answer, pieces = item.answer, []
            elif answer is not None:
                pieces.append(item.text if isinstance(item, Text) and not item.struck else "")
            else:
                yield item
        if answer is not None:
            yield _filled(answer, "".join(pieces))


def _filled(answer: Answer, text: str) -> Answer:
    return replace(answer, value=None if is_placeholder(text) else text.strip())


def _items(element: Element, look: Text, told: Told, frames: list[Element]) -> Iterator[Item | _Mark]:
    if element.text:
        yield replace(look, text=_folded(element.text))
    for child in element:
        yield from _item(child, look, told, frames)
        if child.tail:
            yield replace(look, text=_folded(child.tail))


def _folded(text: str) -> str:
    return re.sub(r"[ \t\r\n]+", " ", text)


def _item(child: Element, look: Text, told: Told, frames: list[Element]) -> Iterator[Item | _Mark]:
    space, _, name = child.tag.rpartition("}")
    if f"{space}}}" == NAMES.text and name in ("s", "tab", "line-break"):
        count = child.get(NAMES.text + "c", "1")
        spaces = " " * min(MOST_SPACES, int(count) if count.isdigit() else 1)
        yield replace(look, text={"s": spaces, "tab": "\t", "line-break": "\n"}[name])
    elif child.tag in (NAMES.text + "placeholder",):
        yield Answer("text", None)
    elif child.tag in (NAMES.text + "text-input", NAMES.text + "drop-down"):
        text = "".join(child.itertext())
        kind = "choice" if name == "drop-down" else "text"
        yield Answer(kind, None if is_placeholder(text) else text.strip(), child.get(NAMES.text + "name", ""))
    elif child.tag.startswith((NAMES.field, NAMES.old_field)):
        yield from _mark(child, name)
    elif child.tag == NAMES.lo + "content-control":
        yield _content_control(child, look, told, frames)
    elif child.tag.startswith(NAMES.draw):
        yield from _drawn(child, told, frames)
    elif child.tag not in SKIPPED:
        within = told.styles.look(child.get(NAMES.text + "style-name"), look) if name == "span" else look
        if within is not None:
            yield from _items(child, within, told, frames)


def _mark(child: Element, name: str) -> Iterator[Item | _Mark]:
    kind = next((value for key, value in child.items() if key.endswith("}type")), "").rsplit(".", 1)[-1].upper()
    title = next((value for key, value in child.items() if key.endswith("}name")), "")
    parameters = {
        next((v for k, v in p.items() if k.endswith("}name")), ""): next(
            (v for k, v in p.items() if k.endswith("}value")), ""
        )
        for p in child
    }
    if "CHECKBOX" in kind:
        ticked = any(key.lower().endswith("checkbox_checked") and value == "true" for key, value in parameters.items())
        yield Answer("tick", "on" if ticked else None, title)
    elif name == "fieldmark-start" and "FORMTEXT" in kind:
        yield _Mark(Answer("text", None, title))
    elif name == "fieldmark-end":
        yield _Mark(None)


def _content_control(child: Element, look: Text, told: Told, frames: list[Element]) -> Answer:
    name = child.get(NAMES.lo + "alias") or child.get(NAMES.lo + "tag") or ""
    if child.get(NAMES.lo + "checkbox") == "true":
        return Answer("tick", "on" if child.get(NAMES.lo + "checked") == "true" else None, name)
    items = [item for item in _items(child, look, told, frames) if not isinstance(item, _Mark)]
    text = said((Paragraph(tuple(items)),))
    choice = child.find(NAMES.lo + "list-item") is not None
    untouched = child.get(NAMES.lo + "showing-place-holder") == "true" or is_placeholder(text)
    return Answer("choice" if choice else "text", None if untouched else text, name)


def _drawn(child: Element, told: Told, frames: list[Element]) -> Iterator[Item]:
    """A frame in the text: a form control, a picture, or a box with text."""
    for element in child.iter():
        identity = element.get(NAMES.draw + "control", "")
        if identity in told.controls:
            yield told.controls[identity]
        content = told.files.get(element.get(NAMES.xlink + "href", "").removeprefix("./"))
        if element.tag == NAMES.draw + "image" and content:
            width, height = (_points(child.get(NAMES.svg + key, "")) for key in ("width", "height"))
            if _drawing.is_page(width, height):
                told.parts.append(Part("bilde", content))
            elif (drawn := _drawing.drawing(content, width)) is not None:
                yield drawn
            return  # a second picture in a frame is the same in another format
    frames.extend(child.iter(NAMES.draw + "text-box"))


def _points(length: str) -> float:
    size = re.fullmatch(r"(\d+(?:\.\d+)?)(cm|mm|in|pt)", length)
    return float(size.group(1)) * {"cm": 28.35, "mm": 2.835, "in": 72.0, "pt": 1.0}[size.group(2)] if size else 200.0


def _table(table: Element, told: Told) -> Table:
    rows: list[tuple[Cell | None, ...]] = []
    for row, headed in _rows(table):
        cells = []
        for cell in row:
            for _ in range(_count(cell, "number-columns-repeated")):
                if cell.tag == NAMES.table + "table-cell":
                    cells.append(_cell(cell, headed, told))
        rows += [tuple(cells)] * _count(row, "number-rows-repeated")
    widths = [
        told.styles.width(column.get(NAMES.table + "style-name")) or 3.0
        for column in table.iter(NAMES.table + "table-column")
        for _ in range(_count(column, "number-columns-repeated"))
    ]
    needed = max((sum(cell.columns for cell in row if cell is not None) for row in rows), default=1)
    return Table(tuple((widths + [3.0] * needed)[: max(needed, 1)]), tuple(rows))


def _rows(table: Element, headed: bool = False) -> Iterator[tuple[Element, bool]]:
    for child in table:
        if child.tag == NAMES.table + "table-row":
            yield child, headed
        elif child.tag in (
            NAMES.table + "table-header-rows",
            NAMES.table + "table-rows",
            NAMES.table + "table-row-group",
        ):
            yield from _rows(child, child.tag.endswith("header-rows"))


def _cell(cell: Element, headed: bool, told: Told) -> Cell:
    found = blocks(cell, told)
    texts = [i for b in found if isinstance(b, Paragraph) for i in b.items if isinstance(i, Text) and i.text.strip()]
    bold = bool(texts) and all(text.bold for text in texts)
    shaded = told.styles.shaded(cell.get(NAMES.table + "style-name"))
    return Cell(
        found, _count(cell, "number-columns-spanned"), _count(cell, "number-rows-spanned"), headed or bold or shaded
    )


def _count(element: Element, key: str) -> int:
    stated = element.get(NAMES.table + key, "1")
    return max(1, min(LARGEST_SPAN, int(stated))) if stated.isdigit() else 1
