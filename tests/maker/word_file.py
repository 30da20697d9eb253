"""Word files with a form's questions: as tables, with content controls, with legacy fields, and as plain text."""

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from xml.sax.saxutils import escape

from numpy.random import Generator

from tests.maker.chance import pick
from tests.maker.questions import Asked

NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'
)
TYPES = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/word/document.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
RELATIONS = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="word/document.xml"/></Relationships>'
)
CHOSEN, OPEN = "☒", "☐"
SIDES = ("top", "left", "bottom", "right", "insideH", "insideV")
BORDERS = "".join(f'<w:{side} w:val="single" w:sz="4"/>' for side in SIDES)
Inline = Callable[[Asked], str]


def _run(text: str, bold: bool = False) -> str:
    lines = "<w:br/>".join(f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in text.split("\n"))
    return f"<w:r>{'<w:rPr><w:b/></w:rPr>' if bold else ''}{lines}</w:r>"


def _paragraph(*runs: str, style: str = "") -> str:
    kept = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{kept}{''.join(runs)}</w:p>"


def _text_answer(asked: Asked) -> str:
    """The answer as letters."""
    if asked.options:
        return _run("  ".join(f"{CHOSEN if chosen else OPEN} {label}" for label, chosen in asked.options))
    return _run(asked.answer)


def _control(asked: Asked) -> str:
    """The answer in content controls; an empty one shows its prompt."""
    if asked.options:
        return _run(" ").join(_control_box(label, chosen) for label, chosen in asked.options)
    prompt = "" if asked.answer else "<w:showingPlcHdr/>"
    shown = asked.answer or "Klikk eller trykk her for å skrive inn tekst."
    multi = ' w:multiLine="1"' if asked.long else ""
    alias = f'<w:alias w:val="{escape(asked.label)}"/><w:tag w:val="{asked.name}"/>'
    return (
        f"<w:sdt><w:sdtPr>{alias}{prompt}<w:text{multi}/></w:sdtPr><w:sdtContent>{_run(shown)}</w:sdtContent></w:sdt>"
    )


def _control_box(label: str, chosen: bool) -> str:
    state = f'<w14:checkbox><w14:checked w14:val="{int(chosen)}"/></w14:checkbox>'
    box = f"<w:sdt><w:sdtPr>{state}</w:sdtPr><w:sdtContent>{_run(CHOSEN if chosen else OPEN)}</w:sdtContent></w:sdt>"
    return box + _run(f" {label}")


def _legacy(asked: Asked) -> str:
    """The answer in the fields of older Word files."""
    if asked.options:
        return _run("   ").join(_legacy_box(label, chosen) for label, chosen in asked.options)
    data = f'<w:ffData><w:name w:val="{asked.name[:20]}"/><w:enabled/><w:textInput/></w:ffData>'
    shown = _run(asked.answer or "\u2002" * 5)
    return _field(data, "FORMTEXT", shown)


def _field(data: str, code: str, shown: str) -> str:
    return (
        f'<w:r><w:fldChar w:fldCharType="begin">{data}</w:fldChar></w:r>'
        f'<w:r><w:instrText xml:space="preserve"> {code} </w:instrText></w:r>'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{shown}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def _legacy_box(label: str, chosen: bool) -> str:
    checked = "<w:checked/>" if chosen else '<w:checked w:val="0"/>'
    data = f'<w:ffData><w:enabled/><w:checkBox><w:sizeAuto/><w:default w:val="0"/>{checked}</w:checkBox></w:ffData>'
    return _field(data, "FORMCHECKBOX", "") + _run(f" {label}")


def _cell(content: str, width: int) -> str:
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{content}</w:tc>'


def _as_table(asked: Sequence[Asked], inline: Inline) -> str:
    """Questions to the left, answers to the right."""
    rows = "".join(
        f"<w:tr>{_cell(_paragraph(_run(one.label)), 3200)}{_cell(_paragraph(inline(one)), 5800)}</w:tr>"
        for one in asked
    )
    grid = '<w:tblGrid><w:gridCol w:w="3200"/><w:gridCol w:w="5800"/></w:tblGrid>'
    return f"<w:tbl><w:tblPr><w:tblBorders>{BORDERS}</w:tblBorders></w:tblPr>{grid}{rows}</w:tbl>"


def _as_lines(asked: Sequence[Asked], inline: Inline) -> str:
    """A question and its answer on one line; the answer to a long question below it."""
    made = []
    for one in asked:
        stop = "" if one.label[-1:] in "?:." else ":"
        if one.long or len(one.options) > 4:
            made += [_paragraph(_run(one.label + stop, bold=True)), *_below(one, inline), _paragraph()]
        else:
            made.append(_paragraph(_run(f"{one.label}{stop} "), inline(one)))
    return "".join(made)


def _below(one: Asked, inline: Inline) -> list[str]:
    """The answer below its question: a list has a box a line."""
    if not one.options:
        return [_paragraph(inline(one))]
    return [_paragraph(inline(Asked(one.name, one.label, "", (option,)))) for option in one.options]


def _as_headings(asked: Sequence[Asked], inline: Inline) -> str:
    """Each question as a heading, its answer below."""
    return "".join(
        part for one in asked for part in (_paragraph(_run(one.label), style="Heading2"), *_below(one, inline))
    )


INLINES: Mapping[str, Inline] = {"letters": _text_answer, "controls": _control, "legacy": _legacy}
ORDERS: Mapping[str, Callable[[Sequence[Asked], Inline], str]] = {
    "table": _as_table,
    "lines": _as_lines,
    "headings": _as_headings,
}
SIGN_LINE = "Underskrift: ______________________"


def made(title: str, asked: Sequence[Asked], generator: Generator) -> tuple[bytes, str]:
    """A DOCX of these questions and answers, and how it was laid out."""
    inline, order = pick(generator, tuple(INLINES)), pick(generator, tuple(ORDERS))
    body = _paragraph(_run(title, bold=True), style="Heading1") + ORDERS[order](asked, INLINES[inline])
    body += _paragraph(_run(SIGN_LINE))
    document = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:document {NAMESPACES}><w:body>{body}'
    parts = {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": RELATIONS,
        "word/document.xml": document + "<w:sectPr/></w:body></w:document>",
    }
    return zipped({name: text.encode("utf-8") for name, text in parts.items()}), f"{order}, {inline}"


def zipped(parts: Mapping[str, bytes], stored: Sequence[str] = ()) -> bytes:
    """A zip archive that is the same on every day; `stored` are kept as they are."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in parts.items():
            entry = zipfile.ZipInfo(name, (2026, 1, 2, 3, 4, 6))
            entry.compress_type = zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return buffer.getvalue()
