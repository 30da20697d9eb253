"""From one page of a known form to its fields: what was typed on a screen, ticked, or written on paper."""

import logging
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from functools import cache

import intake.interpret
from intake.extract import choices, combs, digital, marks, parts, scan, tables, values
from intake.extract.bare import is_bare
from intake.extract.ink import Sheet
from intake.extract.values import confidence_of_figures, confidence_of_hand, confidence_of_print
from intake.geometry import box_on_page, grown
from intake.model import Box, Evidence, Field, Origin, Page
from intake.plugins import discover
from intake.read import Transcript, shows, transcribe
from intake.read.second import read_again
from schemas.form import FormField

_signs = logging.getLogger("intake.signs")
"""By what each field is believed or not, numbers alone, for `python -m tests.bench confidence`."""
TYPED_BELOW = 0.2  # the likelihood of a hand, below which a name in the place of a signature was typed
LINE = 0.03  # of the page: some nine millimetres, a line of writing


def fields_of(page: Page, drawn: Sheet, asked: Sequence[FormField]) -> dict[str, Field]:
    """The fields of one page: what was typed on a screen, held against what is shown, and the ink that was added."""
    places = parts.all_parts(asked)
    on_screen: Mapping[str, digital.Typed] = {}
    if page.words or page.widgets:
        combed = tuple(f for f in asked if f.kind == "comb")
        on_screen = digital.typed(page, drawn.registration, (*combed, *_without_cells(places, combed)))
    inks = scan.answers(drawn, places)
    dirt = scan.dirt(drawn, asked)
    tidy = drawn.is_clear and dirt < scan.DIRTY
    lie = drawn.registration
    _tell(page, "", noise=drawn.noise, darkness=drawn.darkness, fit=lie.fit, residual=lie.residual, dirt=dirt)
    seen = marks.marks(drawn, asked)
    fillable = digital.fillable(page, drawn.registration, places)
    fills = choices.fills(box for boxes in seen.values() for box in boxes)

    def one(field: FormField) -> Field:
        ink = inks.get(field.name)
        if field.kind == "comb":
            ink = combs.joined(field, [inks.get(cell.name) for cell in parts.cells(field)])
        if field.name in on_screen:
            return _on_screen(field, on_screen[field.name], page, ink, drawn.proven)
        return _of_ink(field, ink, page, drawn, tidy)

    def whole(field: FormField) -> Field:
        if parts.is_ticked(field):
            return _ticked(field, on_screen, page, drawn, seen[field.name], fillable, fills)
        if field.kind == "table":
            place = values.place(page.number, box_on_page(drawn.registration, Box(*field.box)))
            return tables.joined(field, [[one(cell) for cell in row] for row in parts.rows(field)], place)
        return one(field)

    return {field.name: whole(field) for field in asked}


def _without_cells(places: Sequence[FormField], combs_asked: Sequence[FormField]) -> tuple[FormField, ...]:
    """The places without a comb's cells: what is typed in a comb is one text."""
    cells = {cell.name for field in combs_asked for cell in parts.cells(field)}
    return tuple(place for place in places if place.name not in cells)


def _ticked(
    field: FormField,
    on_screen: Mapping[str, digital.Typed],
    page: Page,
    drawn: Sheet,
    seen: Sequence[marks.Seen],
    fillable: Collection[str],
    fills: bool,
) -> Field:
    told = []
    for box in seen:
        name = parts.part_of(field, box.mark)
        place = box_on_page(drawn.registration, box.box)
        if name in on_screen:
            told.append(choices.on_screen(box, on_screen[name].text, on_screen[name].by_widget, place))
        else:
            told.append(choices.off(box, place) if name in fillable else choices.by_pen(box, place, fills))
    return choices.chosen(field, told, page.number)


def _on_screen(field: FormField, typed: digital.Typed, page: Page, ink: scan.Answer | None, proven: bool) -> Field:
    evidence = values.place(page.number, typed.box)
    if field.kind == "sign":
        return values.signed_on_screen(field, typed.text, typed.signed, evidence)
    origin = Origin.ACROFORM if typed.by_widget else Origin.TEXT
    is_shown = (proven or _is_shown(typed, ink)) and not typed.over_print
    text = "".join(typed.text.split()) if field.kind == "comb" and _has_digits(field.content) else typed.text
    return values.typed(field, text, origin, evidence, _interpreter(field.content), is_shown)


def _is_shown(typed: digital.Typed, ink: scan.Answer | None) -> bool:
    """Whether the page shows what its fields and its text layer say: not painted over, struck out or added to by pen.

    A fillable field of which nothing is drawn is believed, since some writers leave the drawing to the reader.
    """
    if ink is None:
        return typed.by_widget
    return not ink.is_struck and shows(ink.grey, ink.labels, ink.dpi, typed.text)


def _of_ink(field: FormField, ink: scan.Answer | None, page: Page, drawn: Sheet, tidy: bool) -> Field:
    """The field by what was drawn and written on paper. `tidy` says that no ink on the page is anybody's guess."""
    box = ink.box if ink else Box(*field.box)
    scratched = scan.is_scratched(drawn, _watched(field, box))
    evidence = values.place(page.number, box_on_page(drawn.registration, box))
    whole = _whole(drawn, field) if scratched and field.kind == "area" else None
    if ink is None:
        bare = is_bare(drawn, box)
        _tell(page, field.name, tidy=tidy, scratched=scratched, bare=bare)
        if whole is None or whole.by_hand:
            return values.empty(field, evidence, 0.999 if not scratched and (tidy or bare) else 0.7)
        return values.read(field, _read(field, whole, False, False), evidence, _interpreter(field.content))
    if field.kind == "sign":
        transcript = transcribe(ink.grey, ink.labels, ink.dpi, one_line=True, most_hand=TYPED_BELOW)
        return _signature(field, ink, transcript, evidence, tidy and not scratched)
    transcript = transcribe(ink.grey, ink.labels, ink.dpi, one_line=field.kind != "area")
    if whole is not None and not (transcript.by_hand or whole.by_hand) and len(whole.text) > len(transcript.text):
        transcript = whole
    if transcript.by_hand and field.kind != "area":
        transcript = replace(transcript, witness=read_again(ink.grey, ink.labels, ink.dpi))
    _tell(
        page, field.name, tidy=tidy, scratched=scratched, struck=ink.is_struck, hand=transcript.hand,
        mean=transcript.confidence, lowest=transcript.lowest, agreement=transcript.agreement,
        covered=transcript.covered, area=ink.area,
    )  # fmt: skip
    read = _read(field, transcript, drawn.is_clear and not scratched, ink.is_struck)
    return values.read(field, read, evidence, _interpreter(field.content))


def _tell(page: Page, name: str, **signs: float) -> None:
    """Says the signs of a field, or of a page where there is no name, to whoever measures."""
    _signs.debug("page %d", page.number, extra={"signs": {"page": page.number, "field": name, **signs}})


def _whole(drawn: Sheet, field: FormField) -> Transcript | None:
    """What reads in the whole of a field's box, with a fold or a stain in it; None where nothing does."""
    grey, labels = scan.under_scratches(drawn, field)
    read = transcribe(grey, labels, drawn.dpi, one_line=False)
    return read if read.text else None


def _signature(
    field: FormField, ink: scan.Answer, transcript: Transcript, evidence: tuple[Evidence, ...], clear: bool
) -> Field:
    name = transcript.text if transcript.hand < TYPED_BELOW and transcript.confidence > 0.6 else None
    wide, high = ink.millimetres
    pen = values.Drawn(ink.area, wide, ink.broadest, ink.peak, clear, high)
    return values.signature(field, pen, evidence, name)


def _watched(field: FormField, box: Box) -> Box:
    """Where a scratch would matter: free text may go on for a line above or below the ink that was told apart."""
    return grown(box, 0.02, LINE) if field.kind == "area" else box


def _read(field: FormField, t: Transcript, clear: bool, struck: bool) -> values.Read:
    """What the rooms of reading and extracting have between them. On a poor page nothing is more than a guess.

    Two readings that mean the same date or place agree, whatever the points between the figures.
    """
    if t.by_hand:
        return _read_by_hand(field, t, clear, struck)
    figures = _has_digits(field.content)
    first, second = (t.witness, t.first) if t.witness and figures else (t.text, t.witness)
    alike = field.kind in ("line", "comb") and _has_witness(field.content) and _means(field.content, t.witness, t.first)
    agree = 1.0 if alike else t.agreement
    confidence = confidence_of_print(agree, t.lowest, t.covered, t.hand, t.sure)
    if figures and confidence < values.PRINTED:
        interpret = _interpreter(field.content)
        alone = confidence_of_figures(t.sure, t.covered, t.hand, interpret(first), interpret(second))
        confidence = max(confidence, alone)
    return values.Read(first, second, confidence if clear and not struck else min(confidence, 0.5), by_hand=False)


def _read_by_hand(field: FormField, t: Transcript, clear: bool, struck: bool) -> values.Read:
    """What a hand wrote, with what a second network makes of it. Two do not read alike what was struck out: a level
    line that they read through is the bar of a letter."""
    alike = _means(field.content, t.text, t.witness) if t.witness else None
    confidence = confidence_of_hand(t.lowest, _interpreter(field.content)(t.text), alike)
    shown = clear and (alike is True or not struck)
    nonsense = t.unreadable and t.confidence < values.ILLEGIBLE and not alike
    return values.Read(t.text, t.witness, confidence if shown else min(confidence, 0.5), True, nonsense)


def _means(content: str, first: str, second: str) -> bool:
    """Whether two readings mean the same value, or the one differs only where the other engine can't read."""
    interpret, same = _interpreter(content), getattr(discover(intake.interpret)[content], "same", None)
    return interpret(first) == interpret(second) or (same is not None and bool(same(first, second)))


def _has_witness(content: str) -> bool:
    """Whether something outside the page knows such values, or they are figures; words mean what their letters are."""
    return _has_digits(content) or hasattr(discover(intake.interpret)[content], "vouches")


def _has_digits(content: str) -> bool:
    """Whether a kind of field says that it is made of figures, which the witness reads better than tesseract."""
    return bool(getattr(discover(intake.interpret)[content], "DIGITS", False))


@cache
def _interpreter(content: str) -> values.Interpreter:
    """What turns text into a value of this kind: the module of that name in `intake/interpret`."""
    module = discover(intake.interpret)[content]

    def interpret(text: str) -> values.Interpreted:
        value: str = module.interpret(text)
        vouches = getattr(module, "vouches", None)
        plausible = getattr(module, "plausible", None)
        return values.Interpreted(
            value,
            bool(module.holds(value)),
            vouches is None or bool(vouches(text)),
            plausible is None or bool(plausible(text)),
            float(getattr(module, "LETS_THROUGH", 1.0)),
            bool(getattr(module, "DIGITS", False)),
        )

    return interpret
