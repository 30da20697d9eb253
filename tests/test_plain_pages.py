"""What a digital page proves by itself: that what was typed is shown, and that nothing else was added."""

import io
from collections.abc import Callable
from functools import cache

import pypdf
import pytest
from pypdf.generic import NameObject, TextStringObject
from reportlab.pdfgen.canvas import Canvas

from intake.extract import digital
from intake.extract.ink import Sheet
from intake.model import Blank, Page
from intake.pipeline._pages import blanks
from intake.pipeline._plain import drawn_on
from intake.unpack import pdf
from samples.formats import portable
from schemas.form import ROOT

MARKER = ROOT / "samples" / "marker" / "soknad-barnekoordinator" / "1"
Draw = Callable[[Canvas], object]


@cache
def _blank() -> Blank:
    return next(b for b in blanks() if b.form.blank_path == MARKER / "blank.pdf" and b.number == 1)


def a_page(draw: Draw) -> Page:
    """The first page of Marker's blank with something drawn on top of it."""
    out = io.BytesIO()
    canvas = Canvas(out, portable.A4)
    draw(canvas)
    canvas.save()
    writer = pypdf.PdfWriter(clone_from=MARKER / "blank.pdf")
    writer.pages[0].merge_page(pypdf.PdfReader(io.BytesIO(out.getvalue())).pages[0])
    whole = io.BytesIO()
    writer.write(whole)
    return pdf.unpack(whole.getvalue(), "x.pdf").pages[0]


def as_drawn(page: Page) -> Sheet:
    registration = digital.match(page, [_blank()])
    assert registration is not None
    return drawn_on(page, registration, [f for f in _blank().form.fields if f.page == 1])


def typed(canvas: Canvas) -> None:
    canvas.setFont("Helvetica", 10)
    canvas.drawString(330, 30, "Lea Nyhus")


def struck(canvas: Canvas) -> None:
    typed(canvas)
    canvas.line(325, 33, 390, 33)


def covered(canvas: Canvas) -> None:
    typed(canvas)
    canvas.setFillGray(1)
    canvas.rect(320, 20, 90, 25, stroke=0, fill=1)


def white(canvas: Canvas) -> None:
    canvas.setFillGray(1)
    typed(canvas)


def typed_over(canvas: Canvas) -> None:
    typed(canvas)
    canvas.drawString(331, 31, "Noah Dahl")


def with_a_stroke_elsewhere(canvas: Canvas) -> None:
    typed(canvas)
    canvas.bezier(60, 30, 80, 60, 110, 10, 140, 40)


def test_a_page_with_nothing_but_letters_added_has_no_ink() -> None:
    drawn = as_drawn(a_page(typed))
    assert drawn.proven and not drawn.strokes and not drawn.labels.any()


@pytest.mark.parametrize("draw", [struck, covered, white, typed_over], ids=lambda draw: draw.__name__)
def test_what_is_not_shown_as_it_was_typed_is_not_proven(draw: Draw) -> None:
    assert not as_drawn(a_page(draw)).proven


def test_ink_that_touches_nothing_typed_is_looked_at_and_takes_nothing_from_what_was_typed() -> None:
    drawn = as_drawn(a_page(with_a_stroke_elsewhere))
    assert drawn.proven and drawn.strokes


def _filled(shown: str, said: str) -> Page:
    """A page with a fillable field that shows one thing and says another."""
    content = portable.static_xfa([("navn", "Navn")], {}, {"navn": shown})
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(content))
    name = "skjema[0].#subform[0].navn[0]"
    writer.update_page_form_field_values(writer.pages[0], {name: shown}, auto_regenerate=False)
    writer.pages[0]["/Annots"][0].get_object()[NameObject("/V")] = TextStringObject(said)  # type: ignore[index]
    changed = io.BytesIO()
    writer.write(changed)
    return pdf.unpack(changed.getvalue(), "x.pdf").pages[0]


@pytest.mark.parametrize(("shown", "said", "told"), [("Lea", "Lea", True), ("Lea", "Noah", False), ("", "Lea", False)])
def test_a_field_says_whether_its_drawing_is_what_it_holds(shown: str, said: str, told: bool) -> None:
    assert _filled(shown, said).widgets[0].shown is told


def test_a_note_and_a_line_are_marks_and_letters_are_none() -> None:
    assert len(a_page(struck).marks or ()) == len(a_page(typed).marks or ()) + 1
    assert len(a_page(typed).marks or ()) == len(_blank().page.marks or ())
