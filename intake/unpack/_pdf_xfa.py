"""The values of a form in Adobe's XFA, which some programs write there and not in the fields (XFA 3.3, part 1, 4)."""

import ctypes
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from xml.etree.ElementTree import Element

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from intake.model import Unprocessable, Widget
from intake.unpack import _xml

LARGEST = 5_000_000
DATA = re.compile(r"\{[^}]*xfa-data[^}]*\}data")
INDEX = re.compile(r"\[\d+\]$")

Path = tuple[str, ...]


def values(document: pdfium.PdfDocument) -> Mapping[Path, str]:
    """The values by the names of their fields from the outermost; none where there are none or they can't be read."""
    for number in range(max(0, pdfium_c.FPDF_GetXFAPacketCount(document.raw))):
        if _name(document, number) == "datasets":
            try:
                root = _xml.root(_content(document, number))
            except Unprocessable:
                return {}
            data = next((element for element in root.iter() if DATA.fullmatch(element.tag)), None)
            return dict(_leaves(data, ())) if data is not None else {}
    return {}


def filled(widget: Widget, found: Mapping[Path, str]) -> Widget:
    """The widget with its value from the data, where the field itself has none."""
    if widget.value is not None or widget.kind not in ("text", "choice"):
        return widget
    value = found.get(path(widget.name), "").strip()
    return replace(widget, value=value) if value else widget


def path(name: str) -> Path:
    """The names that a field of the AcroForm has in the data: "form1[0].#subform[0].navn[1]" is form1, navn 1.

    Nameless subforms begin with "#" and are not in the data.
    """
    steps = [step for step in name.split(".") if not step.startswith("#")]
    return tuple(step if INDEX.search(step) else f"{step}[0]" for step in steps)


def _leaves(element: Element, above: Path) -> Iterator[tuple[Path, str]]:
    counted: dict[str, int] = {}
    for child in element:
        name = child.tag.rpartition("}")[2]
        here = (*above, f"{name}[{counted.get(name, 0)}]")
        counted[name] = counted.get(name, 0) + 1
        if len(child) and len(here) < 30:
            yield from _leaves(child, here)
        elif child.text:
            yield here, child.text


def _name(document: pdfium.PdfDocument, number: int) -> str:
    room = ctypes.create_string_buffer(max(1, pdfium_c.FPDF_GetXFAPacketName(document.raw, number, None, 0)))
    pdfium_c.FPDF_GetXFAPacketName(document.raw, number, room, len(room))
    return room.value.decode("utf-8", "replace")


def _content(document: pdfium.PdfDocument, number: int) -> bytes:
    size = ctypes.c_ulong()
    pdfium_c.FPDF_GetXFAPacketContent(document.raw, number, None, 0, ctypes.byref(size))
    if size.value > LARGEST:
        raise Unprocessable("too_much_memory")
    room = ctypes.create_string_buffer(max(1, size.value))
    pdfium_c.FPDF_GetXFAPacketContent(document.raw, number, room, size.value, ctypes.byref(size))
    return room.raw[: size.value]
