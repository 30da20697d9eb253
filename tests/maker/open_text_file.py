"""OpenDocument texts with a form's questions, as LibreOffice saves them."""

from collections.abc import Sequence
from xml.sax.saxutils import escape

from numpy.random import Generator

from tests.maker.chance import happens
from tests.maker.questions import Asked
from tests.maker.word_file import CHOSEN, OPEN, SIGN_LINE, zipped

KIND = "application/vnd.oasis.opendocument.text"
HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document-content office:version="1.3" '
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"><office:body><office:text>'
)
MANIFEST = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.3">'
    f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{KIND}"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
)


def _paragraph(text: str) -> str:
    return f"<text:p>{escape(text).replace(chr(10), '<text:line-break/>')}</text:p>"


def _answer(one: Asked) -> str:
    if one.options:
        return "  ".join(f"{CHOSEN if chosen else OPEN} {label}" for label, chosen in one.options)
    return one.answer


def _table(asked: Sequence[Asked]) -> str:
    def cell(text: str) -> str:
        return f'<table:table-cell office:value-type="string">{_paragraph(text)}</table:table-cell>'

    rows = "".join(f"<table:table-row>{cell(one.label)}{cell(_answer(one))}</table:table-row>" for one in asked)
    columns = '<table:table-column table:number-columns-repeated="2"/>'
    return f'<table:table table:name="Skjema">{columns}{rows}</table:table>'


def _lines(asked: Sequence[Asked]) -> str:
    made = []
    for one in asked:
        stop = "" if one.label[-1:] in "?:." else ":"
        if one.long or len(one.options) > 4:
            made += [_paragraph(one.label + stop), _paragraph(_answer(one))]
        else:
            made.append(_paragraph(f"{one.label}{stop} {_answer(one)}"))
    return "".join(made)


def made(title: str, asked: Sequence[Asked], generator: Generator) -> tuple[bytes, str]:
    """An ODT of these questions and answers, and how it was laid out."""
    in_table = happens(generator, 0.6)
    body = (_table if in_table else _lines)(asked)
    content = f'{HEAD}<text:h text:outline-level="1">{escape(title)}</text:h>{body}{_paragraph(SIGN_LINE)}'
    parts = {
        "mimetype": KIND,
        "content.xml": f"{content}</office:text></office:body></office:document-content>",
        "META-INF/manifest.xml": MANIFEST,
    }
    coded = {name: text.encode("utf-8") for name, text in parts.items()}
    return zipped(coded, stored=("mimetype",)), "table" if in_table else "lines"
