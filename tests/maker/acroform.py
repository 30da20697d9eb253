"""Forms filled in as PDF readers fill them in: well, and badly."""

import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from numpy.random import Generator
from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    BooleanObject,
    DictionaryObject,
    FloatObject,
    IndirectObject,
    NameObject,
    NumberObject,
    TextStringObject,
)

from intake.model import Box
from schemas.form import Form
from tests.maker import appearance
from tests.maker.chance import happens, pick
from tests.maker.entries import Entry, Pen, cell_boxes
from tests.maker.overlay import laid_over, page_size, rectangle, set_line, set_text, written

BAD_NAMES = ("Text{}", "undefined_{}", "Tekstfelt {}", "Text Field {}", "fill_{}", "topmostSubform[0].Page2[0].F{}[0]")
BAD_TICK_NAMES = ("Check Box{}", "Avmerkingsboks {}", "undefined_{}", "toggle_{}", "Kontrollboks{}")
ON_STATES = ("Yes", "On", "1", "Ja", "X", "Valgt#20av")
WHOSE = {"child": "Barn", "guardian_1": "Foresatt1", "guardian_2": "Foresatt2", "referrer": "Innsender"}
WHAT = {
    "name": "Navn",
    "birth_date": "Fodt",
    "national_id": "Fnr",
    "address": "Adresse",
    "postal_code": "Postnr",
    "city": "Poststed",
    "phone": "Tlf",
    "email": "Epost",
    "role": "Rolle",
    "agency": "Tjenestested",
}
ALONE = {
    "condition_text": "Diagnose",
    "services_text": "Tjenester",
    "needs_text": "Behov",
    "goals_text": "Maal",
    "place": "Sted",
    "signed_date": "Dato",
    "due_date": "Termin",
    "consent_exceptions": "Unntak",
}
MULTILINE, COMB, RADIO, NO_TOGGLE_TO_OFF = 1 << 12, 1 << 24, 1 << 15, 1 << 14


@dataclass(frozen=True, slots=True)
class _Manner:
    """How this form's author made it: `radio` joins the boxes of a choice, `shown` gives texts their pictures.

    Good names are ours, `norwegian` ones, or the `label` of the field; bad ones are those that programs give.
    """

    bad: bool
    shown: bool
    radio: bool
    on: str
    names: str


def _rect(box: tuple[float, float, float, float]) -> ArrayObject:
    return ArrayObject(FloatObject(round(v, 2)) for v in box)


def _widget(box: Box, page: tuple[float, float], kind: str) -> DictionaryObject:
    """A field's place on its page, without name and value."""
    return DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Annot"),
            NameObject("/Subtype"): NameObject("/Widget"),
            NameObject("/FT"): NameObject(kind),
            NameObject("/Rect"): _rect(rectangle(box, page)),
            NameObject("/F"): NumberObject(4),
        }
    )


@dataclass(frozen=True, slots=True)
class _Texts:
    """A text to be typed into a field of its own: an entry, or a cell of one."""

    name: str
    box: Box
    text: str
    flags: int = 0
    cells: int = 0


def _texts(entry: Entry) -> Iterator[_Texts]:
    """The text fields that an entry needs: a table has one a cell."""
    field = entry.field
    if field.kind != "table":
        flags = {"area": MULTILINE, "comb": COMB}.get(field.kind, 0)
        typed = entry.written if entry.pen is Pen.TYPED else ""
        yield _Texts(field.name, Box(*field.box), typed, flags, field.cells)
        return
    for row, boxes in enumerate(cell_boxes(field)):
        for column, box in enumerate(boxes):
            texts = entry.cells[row] if row < len(entry.cells) else ()
            yield _Texts(f"{field.name}_{row}_{column}", box, texts[column] if column < len(texts) else "")


def norwegian(name: str) -> str:
    """A field's name as a Norwegian author gives it, ours where nobody has one for it."""
    if name in ALONE:
        return ALONE[name]
    parts = ((who, name.removeprefix(f"{who}_")) for who in WHOSE if name.startswith(f"{who}_"))
    return next((f"{WHOSE[who]}_{WHAT[what]}" for who, what in parts if what in WHAT), name)


def _as_name(label: str) -> str:
    """A label as a name: letters and digits, for a dot means something else there."""
    return "_".join(re.findall(r"\w+", label))[:40]


class _Fields:
    """The fields of a form in the making."""

    def __init__(self, writer: PdfWriter, manner: _Manner, number: int) -> None:
        self.writer, self.manner, self.number = writer, manner, number
        self.all = ArrayObject()
        self.taken: set[str] = set()

    def name(self, ours: str, label: str, bad: Sequence[str]) -> TextStringObject:
        """A field's name in the file: good, or the sort that a program gives by itself."""
        self.number += 1
        if self.manner.bad:
            return TextStringObject(bad[self.number * 7 % len(bad)].format(self.number))
        good = {"ours": ours, "norwegian": norwegian(ours), "label": _as_name(label) or ours}[self.manner.names]
        good = f"{good}_{self.number}" if good in self.taken else good
        self.taken.add(good)
        return TextStringObject(good)

    def on_page(self, widget: DictionaryObject, page: int) -> IndirectObject:
        """Puts a widget on its page."""
        reference = self.writer._add_object(widget)
        target = self.writer.pages[page - 1]
        target[NameObject("/Annots")] = ArrayObject([*target.get("/Annots", []), reference])
        return reference

    def text(self, text: _Texts, entry: Entry, page: tuple[float, float]) -> None:
        """A field for a text."""
        widget = _widget(text.box, page, "/Tx")
        widget[NameObject("/T")] = self.name(text.name, entry.field.label, BAD_NAMES)
        widget[NameObject("/Ff")] = NumberObject(text.flags)
        widget[NameObject("/DA")] = TextStringObject("/Helv 10 Tf 0 g")
        if text.cells:
            widget[NameObject("/MaxLen")] = NumberObject(text.cells)
        if text.text:
            widget[NameObject("/V")] = TextStringObject(text.text.replace("\n", "\r"))
        if text.text and self.manner.shown:
            a_cell = entry.field.kind == "table"
            setting = set_line(text.box, text.text, "Helvetica", 10, page) if a_cell else set_text(
                entry, "Helvetica", 10, page
            )  # fmt: skip
            stream = self.writer._add_object(appearance.text(setting, rectangle(text.box, page)))
            widget[NameObject("/AP")] = DictionaryObject({NameObject("/N"): stream})
        self.all.append(self.on_page(widget, entry.field.page))

    def box(self, entry: Entry, mark: int, page: tuple[float, float], on: str) -> DictionaryObject:
        """A box to tick, ticked or not, with the pictures of both."""
        place = Box(*entry.field.marks[mark].box)
        widget = _widget(place, page, "/Btn")
        ticked = any(tick.mark == mark for tick in entry.ticks)
        shape = pick_shape(entry, mark)
        states = DictionaryObject(
            {
                NameObject(f"/{on}"): self.writer._add_object(appearance.tick(rectangle(place, page), shape)),
                NameObject("/Off"): self.writer._add_object(appearance.tick(rectangle(place, page), "")),
            }
        )
        widget[NameObject("/AP")] = DictionaryObject({NameObject("/N"): states})
        widget[NameObject("/AS")] = NameObject(f"/{on}" if ticked else "/Off")
        return widget

    def boxes(self, entry: Entry, page: tuple[float, float]) -> None:
        """The boxes of a field: each for itself, or those of a choice joined."""
        if entry.field.kind == "choice" and self.manner.radio and len(entry.ticks) < 2:
            self._joined(entry, page)
            return
        for number, mark in enumerate(entry.field.marks):
            widget = self.box(entry, number, page, self.manner.on)
            widget[NameObject("/T")] = self.name(f"{entry.field.name}_{mark.value}", mark.label, BAD_TICK_NAMES)
            widget[NameObject("/V")] = widget["/AS"]
            self.all.append(self.on_page(widget, entry.field.page))

    def _joined(self, entry: Entry, page: tuple[float, float]) -> None:
        states = [str(n) if self.manner.bad else str(mark.value) for n, mark in enumerate(entry.field.marks)]
        chosen = next((f"/{states[tick.mark]}" for tick in entry.ticks), "/Off")
        parent = DictionaryObject(
            {
                NameObject("/FT"): NameObject("/Btn"),
                NameObject("/Ff"): NumberObject(RADIO | NO_TOGGLE_TO_OFF),
                NameObject("/T"): self.name(entry.field.name, entry.field.label, BAD_TICK_NAMES),
                NameObject("/V"): NameObject(chosen),
            }
        )
        held = self.writer._add_object(parent)
        kids = ArrayObject()
        for number, state in enumerate(states):
            widget = self.box(entry, number, page, state)
            del widget["/FT"]
            widget[NameObject("/Parent")] = held
            kids.append(self.on_page(widget, entry.field.page))
        parent[NameObject("/Kids")] = kids
        self.all.append(held)


def pick_shape(entry: Entry, mark: int) -> str:
    """The letter of ZapfDingbats that a tick of this style is shown with: check, cross or square."""
    style = next((tick.style for tick in entry.ticks if tick.mark == mark), "cross")
    return {"check": "4", "filled": "n", "circled": "l", "stroke": "4"}.get(style, "8")


def _acroform(fields: ArrayObject, shown: bool) -> DictionaryObject:
    return DictionaryObject(
        {
            NameObject("/Fields"): fields,
            NameObject("/DA"): TextStringObject("/Helv 0 Tf 0 g"),
            NameObject("/NeedAppearances"): BooleanObject(not shown),
            NameObject("/DR"): appearance.resources(),
        }
    )


def _manner(bad: bool, generator: Generator) -> _Manner:
    return _Manner(
        bad,
        shown=not (bad and happens(generator, 0.5)),
        radio=happens(generator, 0.4),
        on=pick(generator, ON_STATES) if bad else "Yes",
        names=pick(generator, ("ours", "norwegian", "norwegian", "label")),
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
    manner = _manner(bad, generator)
    fields = _Fields(writer, manner, int(generator.integers(1, 30)))
    for entry in (e for e in entries if e.field.kind != "sign"):
        size = pages[entry.field.page - 1]
        if entry.field.marks:
            fields.boxes(entry, size)
            continue
        for text in _texts(entry):
            fields.text(text, entry, size)
        if entry.pen is Pen.TYPED:
            inks[entry.field.name] = set_text(entry, "Helvetica", 10, size).ink(size)
    writer.root_object[NameObject("/AcroForm")] = _acroform(fields.all, manner.shown)
    return written(writer), inks
