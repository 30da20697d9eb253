"""Word files and OpenDocument texts, written as plainly as those programs read them, with each way of filling in."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

SPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    ' xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'
    ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    ' xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    ' xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"'
)
PACKAGE = "application/vnd.openxmlformats-package.relationships+xml"
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
EMPTY = "Klikk eller trykk her for å skrive inn tekst."
DAY = (2026, 3, 2, 9, 0, 0)

OPEN = "urn:oasis:names:tc:opendocument:xmlns:"
OPEN_SPACES = " ".join(
    f'xmlns:{short}="{OPEN}{full}:1.0"'
    for short, full in (("office", "office"), ("text", "text"), ("table", "table"), ("style", "style"),
                        ("form", "form"), ("draw", "drawing"), ("fo", "xsl-fo-compatible"))
)  # fmt: skip


def docx(body: str, pictures: Mapping[str, bytes] | None = None, header: str = "") -> bytes:
    """A Word file with this body; pictures by their identity in the text, as `picture` names them."""
    types = f'<Override PartName="/word/document.xml" ContentType="{MAIN}"/>'
    related = "".join(
        f'<Relationship Id="{i}" Type="{OFFICE}/image" Target="media/{i}.png"/>' for i in (pictures or {})
    )
    files = {f"word/media/{i}.png": content for i, content in (pictures or {}).items()}
    if header:
        related += f'<Relationship Id="rIdH" Type="{OFFICE}/header" Target="header1.xml"/>'
        files["word/header1.xml"] = f"<w:hdr {SPACES}>{header}</w:hdr>".encode()
    return _packed(
        {
            "[Content_Types].xml": (
                '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
                f'<Default Extension="rels" ContentType="{PACKAGE}"/><Default Extension="xml" ContentType="text/xml"/>'
                f'<Default Extension="png" ContentType="image/png"/>{types}</Types>'
            ).encode(),
            "_rels/.rels": _relations(
                f'<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="word/document.xml"/>'
            ),
            "word/_rels/document.xml.rels": _relations(related),
            "word/document.xml": f"<w:document {SPACES}><w:body>{body}</w:body></w:document>".encode(),
            **files,
        }
    )


def paragraph(*runs: str, style: str = "") -> str:
    """A paragraph of runs and controls."""
    look = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{look}{''.join(runs)}</w:p>"


def run(text: str, look: str = "") -> str:
    """Text; `look` is its properties, such as "<w:u w:val='single'/>"."""
    return f'<w:r><w:rPr>{look}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def control(name: str, value: str | None, kind: str = "<w:text/>") -> str:
    """A content control, with Word's own invitation where nothing stands in it."""
    empty = "<w:showingPlcHdr/>" if value is None else ""
    text = run(EMPTY if value is None else value)
    return (
        f'<w:sdt><w:sdtPr><w:alias w:val="{name}"/>{empty}{kind}</w:sdtPr><w:sdtContent>{text}</w:sdtContent></w:sdt>'
    )


def tick(name: str, on: bool) -> str:
    """A tick box as a content control ([MS-DOCX] 2.6.1.5)."""
    box = f'<w14:checkbox><w14:checked w14:val="{int(on)}"/></w14:checkbox>'
    return (
        f'<w:sdt><w:sdtPr><w:alias w:val="{name}"/>{box}</w:sdtPr>'
        f"<w:sdtContent>{run('☒' if on else '☐')}</w:sdtContent></w:sdt>"
    )


def legacy(name: str, value: str | None) -> str:
    """A form field of the older kind; five wide spaces stand in an empty one."""
    data = f'<w:ffData><w:name w:val="{name}"/><w:textInput/></w:ffData>'
    return _field(data, "FORMTEXT", run("\u2002" * 5 if value is None else value))


def legacy_tick(name: str, on: bool) -> str:
    """A tick box of the older kind."""
    checked = '<w:checked w:val="1"/>' if on else ""
    box = f'<w:checkBox><w:default w:val="0"/>{checked}</w:checkBox>'
    return _field(f'<w:ffData><w:name w:val="{name}"/>{box}</w:ffData>', "FORMCHECKBOX", "")


def _field(data: str, code: str, result: str) -> str:
    return (
        f'<w:r><w:fldChar w:fldCharType="begin">{data}</w:fldChar></w:r>'
        f"<w:r><w:instrText> {code} </w:instrText></w:r>"
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{result}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def table(rows: Sequence[Sequence[str]], widths: Sequence[int] = (3200, 5800)) -> str:
    """A table; its cells are paragraphs."""
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    cells = ("".join(f"<w:tc><w:tcPr/>{cell}</w:tc>" for cell in row) for row in rows)
    return f"<w:tbl><w:tblPr/><w:tblGrid>{grid}</w:tblGrid>{''.join(f'<w:tr>{row}</w:tr>' for row in cells)}</w:tbl>"


def picture(identity: str, width: float, height: float) -> str:
    """A picture in the text, so many points large."""
    size = f'cx="{round(width * 12700)}" cy="{round(height * 12700)}"'
    return (
        f"<w:r><w:drawing><wp:inline><wp:extent {size}/><a:graphic><a:graphicData><pic:pic><pic:blipFill>"
        f'<a:blip r:embed="{identity}"/></pic:blipFill></pic:pic></a:graphicData></a:graphic></wp:inline>'
        "</w:drawing></w:r>"
    )


def odt(body: str, automatic: str = "") -> bytes:
    """An OpenDocument text with this body and these automatic styles."""
    content = (
        f'<?xml version="1.0"?><office:document-content {OPEN_SPACES} office:version="1.3">'
        f"<office:automatic-styles>{automatic}</office:automatic-styles>"
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )
    manifest = (
        f'<manifest:manifest xmlns:manifest="{OPEN}manifest:1.0">'
        '<manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.text"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
    )
    return _packed(
        {
            "mimetype": b"application/vnd.oasis.opendocument.text",
            "content.xml": content.encode(),
            "META-INF/manifest.xml": manifest.encode(),
        }
    )


def open_table(rows: Sequence[tuple[str, str]]) -> str:
    """A table of labels and answers in an OpenDocument text; the cells are the content of paragraphs."""
    cell = "<table:table-cell><text:p>{}</text:p></table:table-cell>"
    lines = (f"<table:table-row>{cell.format(a)}{cell.format(b)}</table:table-row>" for a, b in rows)
    return f'<table:table><table:table-column table:number-columns-repeated="2"/>{"".join(lines)}</table:table>'


def _relations(listed: str) -> bytes:
    space = "http://schemas.openxmlformats.org/package/2006/relationships"
    return f'<Relationships xmlns="{space}">{listed}</Relationships>'.encode()


def _packed(files: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in files.items():
            kind = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(zipfile.ZipInfo(name, DAY), content, kind)
    return out.getvalue()
