"""Forms filled in as PDF readers fill them in: well, and badly."""

import io
from collections.abc import Sequence

from numpy.random import Generator
from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    BooleanObject,
    DecodedStreamObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    NumberObject,
    TextStringObject,
)

from intake.model import Box
from schemas.form import Form
from tests.maker.chance import happens, pick
from tests.maker.entries import Entry, Pen
from tests.maker.overlay import laid_over, page_size, rectangle, set_text, written

BAD_NAMES = ("Text{}", "undefined_{}", "Tekstfelt {}", "Text Field {}", "fill_{}", "topmostSubform[0].Page2[0].F{}[0]")
MULTILINE = 1 << 12


def _font() -> DictionaryObject:
    return DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/Type1"),
            NameObject("/BaseFont"): NameObject("/Helvetica"),
            NameObject("/Encoding"): NameObject("/WinAnsiEncoding"),
        }
    )


def _appearance(entry: Entry, page: tuple[float, float]) -> DecodedStreamObject:
    """What a PDF reader draws in the field."""
    left, bottom, right, top = rectangle(Box(*entry.field.box), page)
    setting = set_text(entry, "Helvetica", 10, page)
    body = [f"/Tx BMC q 0 0 {right - left:.2f} {top - bottom:.2f} re W n BT /Helv {setting.size:.2f} Tf 0 g"]
    for x, y, text in setting.lines:
        shown = text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
        body.append(f"1 0 0 1 {x - left:.2f} {y - bottom:.2f} Tm ({shown}) Tj")
    stream = DecodedStreamObject()
    stream.set_data(" ".join([*body, "ET Q EMC"]).encode("cp1252"))
    stream.update(
        {
            NameObject("/Type"): NameObject("/XObject"),
            NameObject("/Subtype"): NameObject("/Form"),
            NameObject("/BBox"): ArrayObject(FloatObject(round(v, 2)) for v in (0, 0, right - left, top - bottom)),
            NameObject("/Resources"): DictionaryObject(
                {NameObject("/Font"): DictionaryObject({NameObject("/Helv"): _font()})}
            ),
        }
    )
    return stream


def _widget(entry: Entry, name: str, page: tuple[float, float]) -> DictionaryObject:
    """A field without a value."""
    box = rectangle(Box(*entry.field.box), page)
    return DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Annot"),
            NameObject("/Subtype"): NameObject("/Widget"),
            NameObject("/FT"): NameObject("/Tx"),
            NameObject("/T"): TextStringObject(name),
            NameObject("/Rect"): ArrayObject(FloatObject(round(v, 2)) for v in box),
            NameObject("/F"): NumberObject(4),
            NameObject("/Ff"): NumberObject(MULTILINE if entry.field.kind == "area" else 0),
            NameObject("/DA"): TextStringObject("/Helv 10 Tf 0 g"),
        }
    )


def _names(entries: Sequence[Entry], bad: bool, generator: Generator) -> dict[str, str]:
    """A field's name in the file: ours, or the sort that a program gives by itself."""
    form = pick(generator, BAD_NAMES)
    start = int(generator.integers(1, 30))
    return {e.field.name: form.format(start + n) if bad else e.field.name for n, e in enumerate(entries)}


def _with_fields(
    writer: PdfWriter,
    entries: Sequence[Entry],
    names: dict[str, str],
    pages: Sequence[tuple[float, float]],
    shown: bool,
) -> None:
    """Puts a field for each entry on its page, with its value, and with its appearance if `shown`."""
    fields = ArrayObject()
    for entry in entries:
        page = pages[entry.field.page - 1]
        widget = _widget(entry, names[entry.field.name], page)
        if entry.pen is Pen.TYPED:
            widget[NameObject("/V")] = TextStringObject(entry.written.replace("\n", "\r"))
            if shown:
                stream = writer._add_object(_appearance(entry, page))
                widget[NameObject("/AP")] = DictionaryObject({NameObject("/N"): stream})
        reference = writer._add_object(widget)
        target = writer.pages[entry.field.page - 1]
        target[NameObject("/Annots")] = ArrayObject([*target.get("/Annots", []), reference])
        fields.append(reference)
    writer.root_object[NameObject("/AcroForm")] = DictionaryObject(
        {
            NameObject("/Fields"): fields,
            NameObject("/DA"): TextStringObject("/Helv 0 Tf 0 g"),
            NameObject("/NeedAppearances"): BooleanObject(not shown),
            NameObject("/DR"): DictionaryObject(
                {NameObject("/Font"): DictionaryObject({NameObject("/Helv"): _font()})}
            ),
        }
    )


def filled(form: Form, entries: Sequence[Entry], bad: bool, generator: Generator) -> tuple[bytes, dict[str, Box]]:
    """The form with fields and their values, signed on top; `bad` names say nothing, and may lack their pictures.

    Fields are laid anew over the blank's own, so that every blank can be filled in, and be filled in badly.
    """
    reader = PdfReader(form.blank_path)
    pages = [page_size(reader, number) for number in range(1, len(reader.pages) + 1)]
    top, inks = laid_over(form, entries, generator, typed=False)
    writer = PdfWriter(clone_from=form.blank_path)
    for page, over in zip(writer.pages, PdfReader(io.BytesIO(top)).pages, strict=True):
        if "/Annots" in page:
            del page["/Annots"]
        page.merge_page(over)
    fillable = [e for e in entries if e.field.kind != "sign"]
    shown = not (bad and happens(generator, 0.5))
    _with_fields(writer, fillable, _names(fillable, bad, generator), pages, shown)
    for entry in fillable:
        if entry.pen is Pen.TYPED:
            size = pages[entry.field.page - 1]
            inks[entry.field.name] = set_text(entry, "Helvetica", 10, size).ink(size)
    return written(writer), inks
