"""The fillable fields of a PDF and what stands in them, read by pypdf."""

import io
import logging
import zlib
from collections.abc import Iterator, Sequence
from typing import Any, cast

import pypdf
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, ByteStringObject, DictionaryObject, NullObject, PdfObject, StreamObject

from intake.model import Widget
from intake.unpack import _html
from intake.unpack._frame import Frame

UNREADABLE = (PyPdfError, ValueError, TypeError, LookupError, AttributeError, ArithmeticError, AssertionError,
              RuntimeError, OSError, zlib.error)  # fmt: skip
"""What pypdf raises on a file that is not as it should be: it leaves the checking to Python's own operations."""

RADIO_OR_PUSH = 1 << 16  # field flag 17, a push button (ISO 32000-1, table 226)
NOT_SHOWN = 2 | 32  # annotation flags hidden and no view (table 165)
DEEPEST = 32

logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it logs pieces of the file
logging.getLogger("pypdfium2").setLevel(logging.ERROR)  # it warns of every form in XFA


def widgets(content: bytes, frames: Sequence[Frame]) -> list[tuple[Widget, ...]]:
    """The widgets of every page in the order of the page's annotations. Raises one of `UNREADABLE`.

    Radio buttons come as one tick each, named by their group and state ("role.parent").
    """
    reader = pypdf.PdfReader(io.BytesIO(content))
    if len(reader.pages) != len(frames):
        raise ValueError("the two readers count the pages differently")
    return [tuple(_on(page, frame)) for page, frame in zip(reader.pages, frames, strict=True)]


def _on(page: pypdf.PageObject, frame: Frame) -> Iterator[Widget]:
    for reference in _value(page.get("/Annots")) or ():
        annotation = _value(reference)
        if not isinstance(annotation, DictionaryObject) or annotation.get("/Subtype") != "/Widget":
            continue
        if int(_value(annotation.get("/F")) or 0) & NOT_SHOWN:
            continue
        found = _widget(page, annotation, frame)
        if found is not None:
            yield found


def _widget(page: pypdf.PageObject, annotation: DictionaryObject, frame: Frame) -> Widget | None:
    chain = _chain(annotation)
    kind = {"/Tx": "text", "/Btn": "tick", "/Ch": "choice", "/Sig": "signature"}.get(str(_inherited(chain, "/FT")))
    x0, y0, x1, y1 = (float(_value(side)) for side in _value(annotation["/Rect"]))
    box = frame.box((min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)))
    if kind is None or (kind != "signature" and (box.right <= box.left or box.bottom <= box.top)):
        return None
    name = ".".join(_text(link["/T"]) for link in reversed(chain) if "/T" in link)
    if kind == "tick":
        if int(_inherited(chain, "/Ff") or 0) & RADIO_OR_PUSH:
            return None
        states = _states(annotation)
        several = "/T" not in annotation and len(states) == 1
        return Widget(f"{name}.{states[0]}" if several else name, kind, _tick(annotation, chain, states), box)
    if kind == "signature":
        return Widget(name, kind, _signed(_inherited(chain, "/V")), box)
    value = _typed(page, annotation, chain) if kind == "text" else _chosen(chain)
    return Widget(name, kind, value.strip() or None, box)


def _chain(annotation: DictionaryObject) -> list[DictionaryObject]:
    """The widget and the fields above it, from the widget up."""
    chain = [annotation]
    while isinstance(parent := _value(chain[-1].get("/Parent")), DictionaryObject) and len(chain) < DEEPEST:
        chain.append(parent)
    return chain


def _inherited(chain: Sequence[DictionaryObject], key: str) -> Any:
    return next((_value(link[key]) for link in chain if key in link), None)


def _value(value: object) -> Any:
    """What a reference points to; None for the PDF's null."""
    found = value.get_object() if isinstance(value, PdfObject) else value
    return None if isinstance(found, NullObject) else found


def _text(value: object) -> str:
    """A PDF string: UTF-16 or PDFDocEncoding, but UTF-8 where it is that, as some programs write it unasked."""
    value = _value(value)
    if isinstance(value, StreamObject):
        value = ByteStringObject(value.get_data())
    raw = bytes(value) if isinstance(value, ByteStringObject) else getattr(value, "original_bytes", b"")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("latin-1") if isinstance(value, ByteStringObject) else str(value)
    return str(value) if raw.isascii() else text


def _states(annotation: DictionaryObject) -> list[str]:
    """The names of a button's states that are not Off, by its appearances."""
    normal = _value((_value(annotation.get("/AP")) or {}).get("/N"))
    if not isinstance(normal, DictionaryObject) or isinstance(normal, StreamObject):
        return []
    return [str(state)[1:] for state in normal if state != "/Off"]


def _tick(annotation: DictionaryObject, chain: Sequence[DictionaryObject], states: list[str]) -> str | None:
    """ "on" or None. The appearance state decides, as it does in a viewer; without one the field's value."""
    shown = _value(annotation.get("/AS"))
    if shown is not None:
        return "on" if shown != "/Off" else None
    value = _text(_inherited(chain, "/V") or "/Off").removeprefix("/")
    return "on" if value != "Off" and (not states or value in states) else None


def _signed(value: object) -> str | None:
    signed = isinstance(value, DictionaryObject) and bool(_value(value.get("/Contents")) or value.get("/ByteRange"))
    return "signed" if signed else None


def _chosen(chain: Sequence[DictionaryObject]) -> str:
    """The chosen options by what the reader sees of them, with commas between."""
    value = _inherited(chain, "/V")
    chosen = value if isinstance(value, ArrayObject) else [] if value is None else [value]
    options = [_value(option) for option in _inherited(chain, "/Opt") or ()]
    pairs = [option for option in options if isinstance(option, ArrayObject) and len(option) == 2]
    shown = {_text(pair[0]): _text(pair[1]) for pair in pairs}
    return ", ".join(shown.get(_text(one), _text(one)) for one in chosen)


def _typed(page: pypdf.PageObject, annotation: DictionaryObject, chain: Sequence[DictionaryObject]) -> str:
    """The text of a field; where it holds no value at all, its rich text, or the text that is drawn in it."""
    value = _inherited(chain, "/V")
    if value is not None:
        return _text(value)
    rich = _inherited(chain, "/RV")
    if rich is not None:
        return _html.text(_text(rich))
    drawing = _value((_value(annotation.get("/AP")) or {}).get("/N"))
    if not isinstance(drawing, StreamObject):
        return ""
    return page.extract_xform_text(cast(Any, drawing))


def units(content: bytes, count: int) -> list[float]:
    """The /UserUnit of every page: the size of its units in points. 1 where they can't be read."""
    try:
        found = [float(page.user_unit) for page in pypdf.PdfReader(io.BytesIO(content)).pages]
    except UNREADABLE:
        found = []
    return found if len(found) == count else [1.0] * count
