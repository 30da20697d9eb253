"""Word files: text, tables, what stands in their fields, and the pictures in them (ECMA-376)."""

import posixpath
import re
import zipfile
from xml.etree.ElementTree import Element

from intake.model import Part, Unpacked, Unprocessable
from intake.unpack import _answers, _package, _typeset, _word, _xml
from intake.unpack._flow import Block, Flow, Sheet
from intake.unpack._word_fields import W

TWIP = 1 / 20  # of a point
TYPES = "[Content_Types].xml"
MAIN = re.compile(
    rb"PartName=\"/?([^\"]+)\"[^>]*ContentType=\"[^\"]*(?:wordprocessingml\.(?:document|template)|ms-word\.(?:document|template)"
    rb"\.macroEnabled(?:Template)?)\.main\+xml\"|ContentType=\"[^\"]*(?:wordprocessingml\.(?:document|template)|ms-word\."
    rb"(?:document|template)\.macroEnabled(?:Template)?)\.main\+xml\"[^>]*PartName=\"/?([^\"]+)\""
)
USUAL = "word/document.xml"
RELATED = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
EMBEDDED = re.compile(r".*/embeddings/[^/]+")
MAX_PARTS = 100


def recognises(content: bytes, name: str) -> bool:
    """Whether it is a zip that holds a document of Word's."""
    if not content.startswith(b"PK\x03\x04"):
        return False
    held = _package.names(content)
    return held is not None and TYPES in held and (USUAL in held or any(n.startswith("word/") for n in held))


def unpack(content: bytes, name: str) -> Unpacked:
    """The text set on pages, with what was filled in as widgets; photographs and embedded files as parts.

    Raises Unprocessable: corrupt_file, too_much_memory, too_many_pages, format_not_read, too_many_parts.
    """
    with _package.opened(content) as archive:
        flow = _flow(archive)
    return _typeset.pages(flow)


def _flow(archive: zipfile.ZipFile) -> Flow:
    path = _main(archive)
    document = _package.entry(archive, path)
    body = _xml.root(document or b"").find(_word.BODY)
    if body is None:
        raise Unprocessable("corrupt_file")
    files = _files(archive, path)
    sheet = _sheet(body)
    told = _word.Told(files, sheet.width)
    try:
        blocks = (*_beside(archive, path, "header", sheet, told), *_word.blocks(body, told))
        blocks += _beside(archive, path, "footer", sheet, told)
    except RecursionError:
        raise Unprocessable("corrupt_file") from None
    parts = (*told.parts, *_embedded(archive))
    if len(parts) > MAX_PARTS:
        raise Unprocessable("too_many_parts")
    return Flow(_answers.told_apart(blocks), sheet, parts)


def _main(archive: zipfile.ZipFile) -> str:
    """The path of the document within the package: what its table of types says, else the usual one."""
    stated = MAIN.search(_package.entry(archive, TYPES) or b"")
    path = (stated.group(1) or stated.group(2)).decode("utf-8", "replace") if stated else USUAL
    if path not in archive.namelist():
        raise Unprocessable("corrupt_file")
    return path


def _related(archive: zipfile.ZipFile, path: str) -> list[tuple[str, str, str]]:
    """Identity, kind and path of all files that a file of the package refers to, but for those outside it."""
    folder, name = posixpath.split(path)
    listed = _package.entry(archive, f"{folder}/_rels/{name}.rels")
    if listed is None:
        return []
    return [
        (r.get("Id", ""), r.get("Type", "").rsplit("/", 1)[-1], posixpath.normpath(posixpath.join(folder, target)))
        for r in _xml.root(listed).iter(RELATED)
        if r.get("TargetMode") != "External" and (target := r.get("Target", "")) is not None
    ]


def _files(archive: zipfile.ZipFile, path: str) -> dict[str, bytes]:
    """The pictures of the package and the documents to be put in its text, by what the text calls them."""
    wanted = ("image", "aFChunk")
    found = ((i, _package.entry(archive, p.lstrip("/"))) for i, kind, p in _related(archive, path) if kind in wanted)
    return {identity: content for identity, content in found if content}


def _beside(archive: zipfile.ZipFile, path: str, kind: str, sheet: Sheet, told: _word.Told) -> tuple[Block, ...]:
    """The text of the first header or footer in which anything stands: it may name the municipality."""
    for _, of_kind, place in _related(archive, path):
        content = _package.entry(archive, place) if of_kind == kind else None
        if content is None:
            continue
        within = _word.Told(_files(archive, place), sheet.width)
        found = _word.blocks(_xml.root(content), within)
        told.parts.extend(within.parts)
        if _word.says_anything(found):
            return found
    return ()


def _embedded(archive: zipfile.ZipFile) -> tuple[Part, ...]:
    """Files that were put into the document as such."""
    return tuple(
        Part(posixpath.basename(name), _package.entry(archive, name) or b"")
        for name in archive.namelist()[: 50 * MAX_PARTS]
        if EMBEDDED.fullmatch(name)
    )


def _sheet(body: Element) -> Sheet:
    """The paper as the last section has it, A4 where it says nothing sensible."""
    section = body.find(W + "sectPr")
    size, margins = (section.find(W + key) if section is not None else None for key in ("pgSz", "pgMar"))
    usual = Sheet()
    width, height = (_points(size, key, least, usual_size) for key, least, usual_size in
                     (("w", 200.0, usual.width), ("h", 200.0, usual.height)))  # fmt: skip
    sides = tuple(_points(margins, key, 10.0, 56.0) for key in ("left", "top", "right", "bottom"))
    if sides[0] + sides[2] > 0.6 * width or sides[1] + sides[3] > 0.6 * height:
        return Sheet(width, height, (56.0, 56.0, 56.0, 56.0))
    return Sheet(width, height, (sides[0], sides[1], sides[2], sides[3]))


def _points(element: Element | None, key: str, least: float, usual: float) -> float:
    try:
        stated = float(element.get(W + key, "")) * TWIP if element is not None else usual
    except ValueError:
        return usual
    return stated if least <= stated <= 2000 else usual
