"""OpenDocument texts (.odt): text, tables, fields and pictures (ODF 1.3 part 3)."""

import re
from xml.etree.ElementTree import Element

from intake.model import Unpacked, Unprocessable
from intake.unpack import _answers, _package, _typeset, _xml
from intake.unpack._flow import Flow, Sheet
from intake.unpack._open_text import NAMES, Styles, Told, blocks, controls, says_anything

TEXT = "application/vnd.oasis.opendocument.text"
LENGTH = re.compile(r"(\d+(?:\.\d+)?)(cm|mm|in|pt)")
POINTS = {"cm": 72 / 2.54, "mm": 72 / 25.4, "in": 72.0, "pt": 1.0}
MAX_PICTURES = 100


def recognises(content: bytes, name: str) -> bool:
    """Whether the package says that it is a text, or a template of one."""
    return _package.mimetype(content).startswith(TEXT)


def unpack(content: bytes, name: str) -> Unpacked:
    """The text set on pages, with what was filled in as widgets; photographs as parts.

    Raises Unprocessable: corrupt_file, encrypted_document, too_much_memory, too_many_pages, format_not_read.
    """
    with _package.opened(content) as archive:
        if b"encryption-data" in (_package.entry(archive, "META-INF/manifest.xml") or b""):
            raise Unprocessable("encrypted_document")
        text = _xml.root(_package.entry(archive, "content.xml") or b"")
        stated = _package.entry(archive, "styles.xml")
        styles = _xml.root(stated) if stated else None
        pictures = [n for n in archive.namelist() if n.startswith("Pictures/")][:MAX_PICTURES]
        files = {n: _package.entry(archive, n) or b"" for n in pictures}
    body = text.find(f"{NAMES.office}body/{NAMES.office}text")
    if body is None:
        raise Unprocessable("corrupt_file")
    return _typeset.pages(_flow(text, body, styles, files))


def _flow(text: Element, body: Element, styles: Element | None, files: dict[str, bytes]) -> Flow:
    roots = [root for root in (styles, text) if root is not None]
    told = Told(Styles(roots), files, controls(body))
    try:
        found = blocks(body, told)
        beside = [] if styles is None else list(styles.iter(NAMES.style + "header"))
        head = next((part for element in beside if says_anything(part := blocks(element, told))), ())
    except RecursionError:
        raise Unprocessable("corrupt_file") from None
    return Flow(_answers.told_apart((*head, *found)), _sheet(styles), tuple(told.parts))


def _sheet(styles: Element | None) -> Sheet:
    """The paper of the first layout of pages, A4 where none is stated."""
    layout = styles.find(f".//{NAMES.style}page-layout-properties") if styles is not None else None
    usual = Sheet()
    if layout is None:
        return usual
    width, height = _length(layout, "page-width", usual.width), _length(layout, "page-height", usual.height)
    left, top, right, bottom = (_length(layout, f"margin-{side}", 56.0) for side in ("left", "top", "right", "bottom"))
    if (
        not (200 <= width <= 2000 and 200 <= height <= 2000)
        or left + right > 0.6 * width
        or top + bottom > 0.6 * height
    ):
        return usual
    return Sheet(width, height, (left, top, right, bottom))


def _length(element: Element, key: str, usual: float) -> float:
    stated = LENGTH.fullmatch(element.get(NAMES.fo + key, ""))
    return float(stated.group(1)) * POINTS[stated.group(2)] if stated else usual
