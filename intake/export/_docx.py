"""A paper as a Word file: headings, lists, tables with repeated headings, alternative texts, and styles that can be
changed in one place."""

import datetime as dt
import io
import re
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import docx
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_BREAK, WD_COLOR_INDEX, WD_UNDERLINE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import CharacterStyle, ParagraphStyle
from docx.text.paragraph import Paragraph

from intake.export._blocks import BADGES, Block, Run
from intake.export._plain import in_texts

WIDTH = 170
"""Millimetres between the margins."""
UNWRITABLE = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
"""What XML can't hold."""
SOFT, WARNING = RGBColor(0x4A, 0x5A, 0x6D), RGBColor(0xA3, 0x3B, 0x00)
COLOURS = {"stated": 0x14532D, "confident": 0x14532D, "unclear": 0x7A4100, "uncertain": 0x7A4100,
           "not_stated": 0x3D4A5A, "empty": 0x3D4A5A, "contradicted": 0x8A1C1C, "unreadable": 0x8A1C1C}  # fmt: skip
LOOKS = {"plain": "Normal", "soft": "Dempet", "lead": "Dempet", "kicker": "Over tittel"}
STYLES = {"strong": "Strong", "large": "Stor", "soft": "Dempet tekst", "stamp": "Stempel", "draft": "Lesing",
          "condition": "Tilstand", "service": "Tjeneste", "fill": "Fyll ut"}  # fmt: skip
LIST, NUMBERS, QUOTE, CAPTION = "List Bullet", "List Number", "Quote", "Caption"
WRITING, CARD, ALERT, CLOSE = "Til utfylling", "Ramme", "Varsel", "Tett"


def render(paper: Mapping[str, Any], pictures: Mapping[int, bytes], at: dt.datetime) -> bytes:
    """A paper as a Word file, dated `at`. The same paper gives the same bytes."""
    shown = in_texts(dict(paper), lambda text: UNWRITABLE.sub("\ufffd", text))
    document = docx.Document()
    _set_up(document, shown["language"])
    properties = document.core_properties
    properties.title, properties.author = shown["title"], shown["author"]
    properties.language = f"{shown['language']}-NO"
    properties.comments, properties.last_modified_by = "", shown["author"]
    properties.created = properties.modified = at.astimezone(dt.UTC).replace(tzinfo=None)
    _footer(document, shown["footer"])
    bookmarks: dict[str, int] = {}
    for block in shown["blocks"]:
        _show(document, block, pictures, bookmarks)
    file = io.BytesIO()
    document.save(file)
    return _of_no_hour(file.getvalue())


def _show(document: Document, block: Block, pictures: Mapping[int, bytes], bookmarks: dict[str, int]) -> None:
    shows: dict[str, Callable[[], None]] = {
        "heading": lambda: _heading(document, block, bookmarks),
        "paragraph": lambda: _runs(document.add_paragraph(style=LOOKS[block["look"]]), block["runs"]),
        "lines": lambda: _lines(document, block["rows"]),
        "bullets": lambda: _bullets(document, block),
        "facts": lambda: _facts(document, block["rows"]),
        "table": lambda: _table(document, block),
        "quote": lambda: _runs(document.add_paragraph(style=QUOTE), block["runs"]),
        "figure": lambda: _figure(document, block, pictures, bookmarks),
        "writing": lambda: _writing(document, block),
        "card": lambda: _card(document, block, pictures, bookmarks),
        "answer": lambda: _answer(document, block, pictures, bookmarks),
    }
    shows[block["block"]]()


def _heading(document: Document, block: Block, bookmarks: dict[str, int]) -> None:
    style = "Title" if block["level"] == 1 else f"Heading {block['level'] - 1}"
    paragraph = document.add_paragraph(block["text"], style=style)
    if block["badge"]:
        paragraph.add_run(" – ")
        _runs(paragraph, [block["badge"]])
    _bookmark(paragraph, block["anchor"], bookmarks)


def _lines(document: Document, rows: Sequence[Sequence[Run]]) -> None:
    for row in rows:
        _runs(document.add_paragraph(style=CLOSE), row)
    document.paragraphs[-1].paragraph_format.space_after = Pt(12)


def _bullets(document: Document, block: Block) -> None:
    for item in block["items"]:
        _runs(document.add_paragraph(style=NUMBERS if block["ordered"] else LIST), item)


def _facts(document: Document, rows: Sequence[Block]) -> None:
    """What and value on a line each: a table would be read aloud cell by cell."""
    for row in rows:
        paragraph = document.add_paragraph(style=CLOSE)
        paragraph.add_run(f"{row['what']}: ", style=STYLES["soft"])
        _runs(paragraph, row["runs"])
    document.paragraphs[-1].paragraph_format.space_after = Pt(8)


def _table(document: Document, block: Block) -> None:
    widths = [Mm(WIDTH * share / sum(block["shares"])) for share in block["shares"]]
    table = document.add_table(rows=1, cols=len(widths))
    table.style = "Table Grid"
    table.autofit = False
    for cell, text in zip(table.rows[0].cells, block["head"], strict=True):
        cell.paragraphs[0].add_run(text, style=STYLES["strong"])
    _with(table.rows[0]._tr.get_or_add_trPr(), "w:tblHeader")
    for row in block["rows"]:
        for cell, pieces in zip(table.add_row().cells, row, strict=True):
            _runs(cell.paragraphs[0], pieces)
    for row_of in table.rows:
        _with(row_of._tr.get_or_add_trPr(), "w:cantSplit")
        for cell, width in zip(row_of.cells, widths, strict=True):
            cell.width = width
            cell.paragraphs[0].style = CLOSE
    document.add_paragraph(style=CLOSE)


def _figure(document: Document, block: Block, pictures: Mapping[int, bytes], bookmarks: dict[str, int]) -> None:
    near, far = (block["share"] * 250, 95.0) if block["beside"] else (block["share"] * 130, 110.0)
    paragraph = document.add_paragraph(style=CLOSE)
    paragraph.paragraph_format.keep_with_next = True
    width = Mm(min(max(near, 22.0), far))
    picture = paragraph.add_run().add_picture(io.BytesIO(pictures[block["number"]]), width=width)
    picture._inline.docPr.set("descr", block["alt"])
    picture._inline.docPr.set("name", block["caption"])
    _bookmark(paragraph, block["anchor"], bookmarks)
    document.add_paragraph(block["caption"], style=CAPTION)


def _writing(document: Document, block: Block) -> None:
    """A frame with room for some lines, that grows as one writes."""
    paragraph = document.add_paragraph(style=WRITING)
    paragraph.add_run(f"{block['label']}:", style=STYLES["soft"])
    for _ in range(max(1, block["height"] // 8)):
        paragraph.add_run().add_break(WD_BREAK.LINE)


def _card(document: Document, block: Block, pictures: Mapping[int, bytes], bookmarks: dict[str, int]) -> None:
    """The blocks in a frame of paragraphs: reading order and headings stay as they are."""
    before = len(document.paragraphs)
    for inner in block["blocks"]:
        _show(document, inner, pictures, bookmarks)
    for paragraph in document.paragraphs[before:]:
        if paragraph.style is not None and paragraph.style.name not in (LIST, NUMBERS):
            paragraph.style = ALERT if block["tone"] == "alert" else CARD


def _answer(document: Document, block: Block, pictures: Mapping[int, bytes], bookmarks: dict[str, int]) -> None:
    _heading(document, {**block, "level": 3, "text": block["label"], "anchor": ""}, bookmarks)
    for inner in block["blocks"]:
        _show(document, inner, pictures, bookmarks)


def _runs(paragraph: Paragraph, pieces: Iterable[Run]) -> None:
    for piece in pieces:
        style = piece["style"]
        name = STYLES.get(style) or (f"Merke {list(BADGES).index(style) + 1}" if style in BADGES else None)
        if piece["to"]:
            _link(paragraph, piece, name)
        else:
            paragraph.add_run(piece["text"], style=name)


def _link(paragraph: Paragraph, piece: Run, style: str | None) -> None:
    """A run that leads to a bookmark."""
    link = OxmlElement("w:hyperlink")
    link.set(qn("w:anchor"), _named(piece["to"]))
    made = paragraph.add_run(piece["text"], style=style)
    made.underline = True
    link.append(made._r)
    paragraph._p.append(link)


def _bookmark(paragraph: Paragraph, anchor: str, bookmarks: dict[str, int]) -> None:
    if not anchor:
        return
    number = bookmarks.setdefault(anchor, len(bookmarks) + 1)
    start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
    for mark in (start, end):
        mark.set(qn("w:id"), str(number))
    start.set(qn("w:name"), _named(anchor))
    paragraph._p.insert(1 if paragraph._p.pPr is not None else 0, start)
    paragraph._p.append(end)


def _named(anchor: str) -> str:
    return anchor.replace("-", "_")  # Word's bookmarks take no hyphen


def _with(parent: Any, name: str, **values: str) -> Any:
    made = OxmlElement(name)
    for key, value in values.items():
        made.set(qn(f"w:{key}"), value)
    parent.append(made)
    return made


def _set_up(document: Document, language: str) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(20)
    section.top_margin, section.bottom_margin = Mm(18), Mm(20)
    normal = document.styles["Normal"]
    assert isinstance(normal, ParagraphStyle)
    normal.font.name, normal.font.size = "Calibri", Pt(11)
    normal.paragraph_format.space_after = Pt(6)
    for element in document.styles.element.iter(qn("w:lang")):
        element.set(qn("w:val"), f"{language}-NO")
    for name, size in (("Title", 20), ("Heading 1", 14), ("Heading 2", 11)):
        heading = document.styles[name]
        assert isinstance(heading, ParagraphStyle)
        _plain_font(heading, size)
        heading.paragraph_format.keep_with_next = True
    _paragraph_styles(document)
    _character_styles(document)


def _plain_font(style: ParagraphStyle, size: int) -> None:
    """The body's font in place of the theme's, in ink that prints well."""
    style.font.name, style.font.size, style.font.bold = "Calibri", Pt(size), True
    style.font.color.rgb = RGBColor(0x1E, 0x2B, 0x3C)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for kind in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{kind}"), None)


def _paragraph_styles(document: Document) -> None:
    for name, base in (("Dempet", "Normal"), ("Over tittel", "Normal"), (CLOSE, "Normal"), (CARD, "Normal"),
                       (ALERT, "Normal"), (WRITING, "Normal")):  # fmt: skip
        style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        assert isinstance(style, ParagraphStyle)
        style.base_style = document.styles[base]
        style.quick_style = True
        if name in ("Dempet", "Over tittel"):
            style.font.size, style.font.color.rgb = Pt(9.5), SOFT
        if name == CLOSE:
            style.paragraph_format.space_after = Pt(1)
        if name in (CARD, ALERT, WRITING):
            _frame(style, "A33B00" if name == ALERT else "4A5A6D", only_left=name != WRITING)
            style.font.bold = True if name == ALERT else None
    quote = document.styles[QUOTE]
    assert isinstance(quote, ParagraphStyle)
    quote.font.italic, quote.font.color.rgb = False, RGBColor(0, 0, 0)
    quote.paragraph_format.left_indent = Mm(4)
    caption = document.styles[CAPTION]
    assert isinstance(caption, ParagraphStyle)
    _plain_font(caption, 9)
    caption.font.bold, caption.font.color.rgb = False, SOFT


def _frame(style: ParagraphStyle, colour: str, only_left: bool) -> None:
    borders = _with(style.element.get_or_add_pPr(), "w:pBdr")
    for side in ("left",) if only_left else ("top", "left", "bottom", "right"):
        width = "24" if only_left else "4"
        _with(borders, f"w:{side}", val="single", sz=width, space="6", color=colour)


def _character_styles(document: Document) -> None:
    made: dict[str, CharacterStyle] = {}
    badges = {f"Merke {number}": badge for number, badge in enumerate(BADGES, start=1)}
    for name in (*STYLES.values(), *badges):
        known = name in [style.name for style in document.styles]
        style = document.styles[name] if known else document.styles.add_style(name, WD_STYLE_TYPE.CHARACTER)
        assert isinstance(style, CharacterStyle)
        made[name] = style
    for name, badge in badges.items():
        made[name].font.bold = True
        made[name].font.color.rgb = RGBColor.from_string(f"{COLOURS[badge]:06X}")
    made[STYLES["large"]].font.size, made[STYLES["large"]].font.bold = Pt(14), True
    made[STYLES["soft"]].font.size, made[STYLES["soft"]].font.color.rgb = Pt(9.5), SOFT
    made[STYLES["stamp"]].font.bold, made[STYLES["stamp"]].font.all_caps = True, True
    made[STYLES["draft"]].font.bold, made[STYLES["draft"]].font.color.rgb = True, WARNING
    made[STYLES["condition"]].font.underline = WD_UNDERLINE.SINGLE
    made[STYLES["service"]].font.underline = WD_UNDERLINE.DOTTED
    made[STYLES["fill"]].font.highlight_color = WD_COLOR_INDEX.YELLOW


def _footer(document: Document, text: str) -> None:
    paragraph = document.sections[0].footer.paragraphs[0]
    paragraph.add_run(f"{text} ", style=STYLES["soft"])
    for code, after in (("PAGE", " / "), ("NUMPAGES", "")):
        field = _with(paragraph._p, "w:fldSimple", instr=code)
        field.append(OxmlElement("w:r"))
        paragraph.add_run(after, style=STYLES["soft"])


def _of_no_hour(content: bytes) -> bytes:
    """The same package without the hour at which it was packed."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name, (2000, 1, 1, 0, 0, 0)), old.read(name), zipfile.ZIP_DEFLATED)
    return packed.getvalue()
