"""Every kind of field: values of single lines, boxes that are ticked, tables, combs."""

import dataclasses
import itertools

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import intake.interpret
from intake.extract import choices, combs, marks, parts, scan, tables
from intake.extract.ink import sheet
from intake.extract.marks import Verdict
from intake.geometry import Box
from intake.interpret import address, city, email, name, national_id, phone, postal_code
from intake.model import Evidence, Field, Grey, Origin, Page, Status
from intake.pipeline._pages import blanks
from intake.plugins import discover
from intake.register import register
from schemas.form import FormField, Mark

FORM_PAGE = next(b for b in blanks() if (b.form.id, b.form.version) == ("bamble/samtykke", "2026-1"))
DPI = 200.0
WHERE = (Evidence(1, Box(0.1, 0.1, 0.2, 0.2)),)
MARKS = tuple(Mark(box=(x, 0.1, x + 0.02, 0.12), value=value, label=value) for x, value in ((0.1, "ppt"), (0.2, "nav")))
MANY = FormField(name="consent_agencies", kind="many", page=1, box=(0.1, 0.1, 0.22, 0.12), label="", marks=MARKS)
CHOICE = MANY.model_copy(update={"kind": "choice"})


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("912 34 567", "91234567"),
        ("+47 912 34 567", "91234567"),
        ("0047 91234567", "91234567"),
        ("Tlf. 33 12 34 56", "33123456"),
        ("+46 70 123 45 67", "+46701234567"),
        ("ring mor", "ring mor"),
    ],
)
def test_a_telephone_number_is_eight_digits_or_has_its_country_code(written: str, meant: str) -> None:
    assert phone.interpret(written) == meant


def test_what_can_not_be_is_kept_but_not_believed() -> None:
    assert phone.holds("12345678") and not phone.plausible("12345678")
    assert national_id.holds("12345678901") and not national_id.plausible("12345678901")
    assert postal_code.holds("0000") and not postal_code.plausible("0000")
    assert email.holds("a..b@c.no") and not email.plausible("a..b@c.no")


def test_a_number_or_a_place_that_a_register_knows_is_vouched_for() -> None:
    assert national_id.vouches("124109 62592")  # a synthetic number
    assert postal_code.vouches("1870") and not postal_code.vouches("1999")
    assert city.vouches("Ørje") and city.interpret("Orje") == "Ørje"


def test_a_misread_sign_makes_no_address_certain() -> None:
    assert email.interpret("kari.moe(Øexample.no") == "kari.moe@example.no"
    assert not email.plausible("kari.moe(Øexample.no")
    assert email.plausible("kari.moe @example.no")


def test_a_name_has_no_figures_and_an_address_may() -> None:
    assert name.plausible("Inger-Máret Utsi") and not name.plausible("Storgata 3")
    assert name.plausible("Anne van der Berg jr.") and name.plausible("kari moe")
    assert not name.plausible("Se vedlagt epikrise.") and not name.plausible("Mor/foresatt Tuva Gjølstad")
    assert not name.plausible("rnieszka Tvetane") and not name.plausible("se vedlagt epikrise.")
    assert address.plausible("Storgata 3")


@given(st.text(max_size=40))
@pytest.mark.parametrize("content", sorted(discover(intake.interpret)))
def test_no_text_breaks_an_interpreter_and_twice_is_once(content: str, written: str) -> None:
    module = discover(intake.interpret)[content]
    if not hasattr(module, "interpret"):
        return
    once = module.interpret(written)
    assert module.interpret(once) == once


def the_page(draw: tuple[tuple[int, str], ...]) -> Page:
    """The consent with pen marks: the number of the box, and how it is marked."""
    grey: Grey = FORM_PAGE.page.picture(DPI).copy()
    field = next(f for f in FORM_PAGE.form.fields if f.kind == "many")
    for number, how in draw:
        _draw(grey, field.marks[number].box, how)
    return Page(1, FORM_PAGE.page.width, FORM_PAGE.page.height, lambda _: grey, scanned=True, native_dpi=DPI)


def _draw(grey: Grey, box: tuple[float, float, float, float], how: str) -> None:
    height, width = grey.shape
    x0, y0, x1, y1 = (round(v * s) for v, s in zip(box, (width, height, width, height), strict=True))
    middle, side = ((x0 + x1) // 2, (y0 + y1) // 2), x1 - x0
    if how in ("cross", "struck", "overshoot"):
        out = 12 if how == "overshoot" else -3
        cv2.line(grey, (x0 - out, y0 - out), (x1 + out, y1 + out), 30, 3)
        cv2.line(grey, (x1 + out, y0 - out), (x0 - out, y1 + out), 30, 3)
    if how == "struck":
        for y in (middle[1] - 5, middle[1] + 5):
            cv2.line(grey, (x0 - 20, y), (x1 + 20, y), 20, 3)
    if how == "check":
        cv2.polylines(grey, [np.array([(x0 + 4, middle[1]), (middle[0], y1 - 3), (x1 + 10, y0 - 12)])], False, 30, 3)
    if how == "ring":
        cv2.circle(grey, middle, round(0.85 * side), 30, 3)
    if how == "full":
        cv2.rectangle(grey, (x0 + 1, y0 + 1), (x1 - 1, y1 - 1), 30, -1)
    if how == "blot":
        cv2.rectangle(grey, (x0 - 6, y0 - 6), (x1 + 6, y1 + 6), 20, -1)


def verdicts(page: Page) -> list[Verdict]:
    found = register(page, blanks())
    assert found is not None
    drawn = sheet(page, found)
    return [seen.verdict for seen in marks.marks(drawn, FORM_PAGE.form.fields)["consent_agencies"]]


@pytest.mark.parametrize(
    ("how", "verdict"),
    [
        ("cross", Verdict.YES),
        ("overshoot", Verdict.YES),
        ("check", Verdict.YES),
        ("ring", Verdict.YES),
        ("full", Verdict.FULL),
        ("blot", Verdict.BLOT),
        ("struck", Verdict.STRUCK),
    ],
)
def test_a_box_is_told_by_its_ink_and_its_neighbours_stay_empty(how: str, verdict: Verdict) -> None:
    found = verdicts(the_page(((4, how),)))
    assert found[4] is verdict
    assert {v for i, v in enumerate(found) if i != 4} == {Verdict.NO}


def test_rings_that_touch_are_both_rings() -> None:
    found = verdicts(the_page(((4, "ring"), (6, "ring"))))
    assert (found[4], found[6]) == (Verdict.YES, Verdict.YES)


def told(*each: Verdict) -> list[choices.Told]:
    return [choices.Told(m, v, Box(*m.box), Origin.MARK) for m, v in zip(MARKS, each, strict=True)]


def test_one_of_two_is_chosen_and_two_are_left_to_a_person() -> None:
    one = choices.chosen(CHOICE, told(Verdict.NO, Verdict.YES), 1)
    assert (one.value, one.status) == ("nav", Status.CONFIDENT)
    both = choices.chosen(CHOICE, told(Verdict.YES, Verdict.YES), 1)
    assert (both.value, both.status) == (None, Status.UNCERTAIN)


def test_a_mark_blotted_out_leaves_the_other_standing() -> None:
    assert choices.chosen(CHOICE, told(Verdict.BLOT, Verdict.YES), 1).value == "nav"
    many = choices.chosen(MANY, told(Verdict.STRUCK, Verdict.YES), 1)
    assert (many.value, many.status) == (("nav",), Status.CONFIDENT)
    alone = choices.chosen(MANY, told(Verdict.BLOT, Verdict.NO), 1)
    assert (alone.value, alone.status) == (None, Status.UNCERTAIN)


@given(st.lists(st.sampled_from(list(Verdict)), min_size=2, max_size=2), st.sampled_from([MANY, CHOICE]))
def test_a_doubtful_box_makes_nothing_certain(each: list[Verdict], field: FormField) -> None:
    found = choices.chosen(field, told(*each), 1)
    if {Verdict.DOUBTFUL, Verdict.FAINT} & set(each):
        assert found.status is Status.UNCERTAIN
    if set(each) == {Verdict.NO}:
        assert (found.value, found.status) == (None, Status.EMPTY)


def a_cell(text: str | None, status: Status = Status.CONFIDENT) -> Field:
    origin = Origin.PRINT if text else None
    confidence = 0.999 if status in (Status.CONFIDENT, Status.EMPTY) else 0.5
    return Field("cell", text, text, confidence, status if text else Status.EMPTY, origin, WHERE)


def test_a_table_is_rows_by_semicolons_of_cells_by_commas() -> None:
    table = FormField(
        name="services_text", kind="table", page=1, box=(0, 0, 1, 1), label="", columns=(0, 0.5, 1), rows=(0, 0.5, 1)
    )
    none = a_cell(None)
    full = tables.joined(table, [[a_cell("PPT"), a_cell("Kari Moe")], [none, a_cell("ukentlig")]], WHERE)
    assert (full.value, full.status) == ("PPT, Kari Moe; ukentlig", Status.CONFIDENT)
    assert tables.joined(table, [[none, none]], WHERE).status is Status.EMPTY
    doubtful = tables.joined(table, [[a_cell("PPT"), a_cell("Kari", Status.UNCERTAIN)]], WHERE)
    assert (doubtful.value, doubtful.status) == ("PPT, Kari", Status.UNCERTAIN)


def test_a_combs_cells_are_set_side_by_side() -> None:
    comb = FormField(name="child_postal_code", kind="comb", page=1, box=(0.1, 0.1, 0.3, 0.12), label="", cells=4)
    assert len(parts.parts(comb)) == 4
    ink = np.zeros((30, 20), np.int32)
    ink[8:22, 8:12] = 1
    one = scan.Answer(
        comb, np.where(ink > 0, 0, 255).astype(np.uint8), ink, Box(0.1, 0.1, 0.2, 0.12), (1.0, 2.0), 1.0, False, 1.0,
        1.0, 200.0,
    )  # fmt: skip
    row = combs.joined(comb, [one, None, dataclasses.replace(one, box=Box(0.2, 0.1, 0.3, 0.12))])
    assert row is not None and row.box == Box(0.1, 0.1, 0.3, 0.12)
    count, _ = cv2.connectedComponents((row.labels > 0).astype(np.uint8))
    assert count - 1 == 2
    assert combs.joined(comb, [None, None]) is None


def test_no_two_parts_of_a_form_have_one_name() -> None:
    for form in {blank.form.blank: blank.form for blank in blanks()}.values():
        names = [part.name for part in parts.all_parts(form.fields)]
        assert len(names) == len(set(names))
        assert all(a != b for a, b in itertools.pairwise(sorted(names)))
