"""From a picture of a form to its fields: registration, added ink, typed text and what is left over."""

from dataclasses import replace

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake import classify, register
from intake.extract import digital, scan, values
from intake.extract.haze import without_haze
from intake.extract.ink import sheet
from intake.geometry import bent, box_on_page, quarter_turns, through, turned, turned_picture
from intake.interpret import date, place, text
from intake.model import Box, Grey, Group, Kind, Original, Outcome, Page, Sighting, Status, Word
from intake.pipeline import process
from intake.pipeline._pages import blanks, look
from intake.read._settled import settled
from intake.read.ppocr_line import Line
from intake.split import split
from schemas.form import FormField

THIN = [b for b in blanks() if (b.form.id, b.form.version) == ("marker/soknad-barnekoordinator", "2026-2")]
INFORMATION_PAGE, FORM_PAGE = THIN
SIGN = FormField(name="guardian_1_signature", kind="sign", page=2, box=(0.1, 0.7, 0.4, 0.8), label="Signatur")
LINE = FormField(name="place", kind="line", page=2, box=(0.1, 0.6, 0.4, 0.65), label="Sted:")
boxes = st.builds(
    lambda x, y, w, h: Box(x, y, min(1, x + w), min(1, y + h)),
    *(st.floats(0, 0.9) for _ in range(2)),
    *(st.floats(0.01, 0.5) for _ in range(2)),
)


def a_scan(grey: Grey, dpi: float = 200.0) -> Page:
    height, width = grey.shape
    return Page(1, width / dpi * 72, height / dpi * 72, lambda _: grey, scanned=True, native_dpi=dpi)


def the_form(with_pen: bool = False) -> Grey:
    grey = FORM_PAGE.page.picture(200.0).copy()
    if with_pen:  # three strokes on the first signature line
        height, width = grey.shape
        for step in range(3):
            x = int((0.15 + 0.05 * step) * width)
            grey[int(0.75 * height) : int(0.752 * height), x : x + 60] = 20
            grey[int(0.75 * height) : int(0.765 * height), x : x + 4] = 20
    return grey


@pytest.mark.parametrize("quarters", range(4))
def test_a_form_is_known_however_the_sheet_lay_on_the_glass(quarters: int) -> None:
    found = register.register(a_scan(turned_picture(the_form(), quarters)), blanks())
    assert found is not None
    assert (found.blank.form.version, found.blank.number) == ("2026-2", 2)
    assert quarter_turns(found.matrix) == -quarters % 4
    assert found.residual < 0.2


def test_a_turned_page_is_looked_at_upright_with_its_boxes() -> None:
    sighting = look(a_scan(turned_picture(the_form(), 1)))
    assert sighting.registration is not None
    signature = Box(*next(f.box for f in FORM_PAGE.form.fields if f.name == "guardian_1_signature"))
    assert np.allclose(box_on_page(sighting.registration, signature), signature, atol=0.004)


def test_a_page_of_noise_is_no_form() -> None:
    noise = np.random.default_rng(5).integers(0, 255, (2200, 1700)).astype(np.uint8)
    assert register.register(a_scan(noise), blanks()) is None


def test_an_empty_form_has_no_added_ink() -> None:
    page = a_scan(the_form())
    found = register.register(page, blanks())
    assert found is not None
    drawn = sheet(page, found)
    assert drawn.is_clear
    assert scan.answers(drawn, FORM_PAGE.form.fields) == {}


def test_pen_strokes_on_a_line_belong_to_that_line_alone() -> None:
    page = a_scan(the_form(with_pen=True))
    found = register.register(page, blanks())
    assert found is not None
    inks = scan.answers(sheet(page, found), FORM_PAGE.form.fields)
    assert set(inks) == {"guardian_1_signature"}


def test_a_typewriters_dash_belongs_to_the_word_it_stands_well_before() -> None:
    grey = the_form()
    top, left, millimetre = int(0.25 * grey.shape[0]), int(0.2 * grey.shape[1]), 200 / 25.4
    grey[top : top + round(2.2 * millimetre), left : left + 3] = 20  # a tall letter
    dash = left - round(3.8 * millimetre)  # and its list's dash, three millimetres off
    grey[top + 9 : top + 12, dash : dash + round(0.9 * millimetre)] = 20
    grey[top + 9 : top + 12, dash - 40 : dash - 37] = 20  # and a speck of dust
    page = a_scan(grey)
    found = register.register(page, blanks())
    assert found is not None
    answer = scan.answers(sheet(page, found), FORM_PAGE.form.fields)["condition_text"]
    assert abs(answer.box.left - dash / grey.shape[1]) < 0.002


def test_a_blank_back_is_blank_and_a_written_page_is_not() -> None:
    white = np.full((580, 410), 255, np.uint8)
    assert classify.is_blank(white)
    assert classify.is_blank(np.full((3, 2), 255, np.uint8))
    written = white.copy()
    written[100:104, 50:300:7] = 0
    assert not classify.is_blank(written)


@given(boxes, st.integers(0, 3))
def test_turning_a_box_there_and_back_changes_nothing(box: Box, quarters: int) -> None:
    assert np.allclose(turned(turned(box, quarters), -quarters % 4), box)


@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), min_size=1, max_size=5))
def test_a_flat_bend_moves_nothing(points: list[tuple[float, float]]) -> None:
    at = np.array(points)
    assert np.allclose(bent(np.zeros((4, 5, 2)), at), at)
    assert np.allclose(through(np.eye(3), at), at)


def a_digital_page(*extra: Word) -> Page:
    return replace(FORM_PAGE.page, words=(*FORM_PAGE.page.words, *extra))


def test_words_that_the_blank_lacks_go_to_the_field_they_stand_in() -> None:
    page = a_digital_page(Word("Ørje", Box(0.15, 0.685, 0.2, 0.698)))
    found = digital.match(page, blanks())
    assert found is not None and found.blank is FORM_PAGE
    assert {n: t.text for n, t in digital.typed(page, found, FORM_PAGE.form.fields).items()} == {"place": "Ørje"}


def test_a_word_far_from_every_field_is_left_over_and_not_dropped() -> None:
    page = a_digital_page(Word("HEMMELIG", Box(0.2, 0.9, 0.3, 0.91)))
    found = digital.match(page, blanks())
    assert found is not None
    assert [w.text for w in digital.strays(page, found, FORM_PAGE.form.fields)] == ["HEMMELIG"]


def an_interpreter(value: str) -> values.Interpreted:
    return values.Interpreted(value, bool(value), True)


def test_text_that_is_not_what_the_page_shows_is_not_certain() -> None:
    origin = values.Origin.TEXT
    assert values.typed(LINE, "Ørje", origin, (), an_interpreter, is_shown=False).status is Status.UNCERTAIN
    assert values.typed(LINE, "Ørje", origin, (), an_interpreter).status is Status.CONFIDENT


def test_a_typed_name_on_the_line_is_no_signature() -> None:
    pen = values.Drawn(40, 30, 12, 1.0)
    field = values.signature(SIGN, pen, (), "Kari Eksempel")
    assert (field.value, field.raw, field.status) == (False, "Kari Eksempel", Status.UNCERTAIN)


@given(*(st.floats(0, 1) for _ in range(5)))
def test_print_is_certain_only_with_a_witness(
    agreement: float, lowest: float, covered: float, hand: float, sure: float
) -> None:
    if values.confidence_of_print(agreement, lowest, covered, hand, sure) >= values.CONFIDENT_FROM:
        assert agreement >= 0.98 and covered >= 0.9 and hand < 0.5 and max(lowest, sure) >= 0.5


def test_figures_that_one_network_reads_are_certain_only_where_something_bears_them_out() -> None:
    def told(value: str, holds: bool, lets_through: float) -> values.Interpreted:
        return values.Interpreted(value, holds, holds, lets_through=lets_through, figures=True)

    number, other = told("12410962592", True, 0.01), told("12410962593", True, 0.01)
    day, no_day = told("2026-10-01", True, 0.5), told("1110-2026", False, 0.5)
    assert values.confidence_of_figures(0.995, 1.0, 0.0, number, other) >= values.CONFIDENT_FROM
    assert values.confidence_of_figures(0.995, 1.0, 0.0, day, no_day) >= values.CONFIDENT_FROM
    assert values.confidence_of_figures(0.995, 1.0, 0.0, day, told("2028-10-01", True, 0.5)) < values.CONFIDENT_FROM
    assert values.confidence_of_figures(0.97, 1.0, 0.0, number, other) == 0.0


def test_nonsense_by_hand_is_unreadable_and_what_a_register_knows_is_not() -> None:
    nonsense = values.Read("92 1082", "", 0.3, by_hand=True, unreadable=True)
    field = values.read(LINE, nonsense, (), an_interpreter)
    assert (field.value, field.raw, field.status) == (None, "92 1082", Status.UNREADABLE)
    known = values.read(LINE, nonsense, (), lambda text: values.Interpreted(text, True, True, lets_through=0.02))
    assert (known.value, known.status) == ("92 1082", Status.UNCERTAIN)


def a_line(text: str, share: float = 0.99) -> Line:
    return Line(text, (share,) * len(text))


@pytest.mark.parametrize(
    ("first", "second", "share", "text", "is_agreed"),
    [
        ("Vi venter på svar", "Vi venter pà svar", 0.6, "Vi venter på svar", True),
        ("Nora Ødegård", "Nora 0degård", 0.5, "Nora Ødegård", True),
        ("Inger-Måret Utsi", "Inger-Máret Utsi", 0.97, "Inger-Máret Utsi", True),
        ("Inger-Måret Utsi", "Inger-Máret Utsi", 0.6, "Inger-Máret Utsi", False),
        ("Minh Åmot", "Minh Amot", 0.8, "Minh Åmot", False),
        ("Zainab Krogsbøl", "Zainab Krogsbø", 0.97, "Zainab Krogsbøl", False),
        ("471 16 0832", "471 16 032", 0.97, "471 16 032", False),
        ("Ånåsvegen 115", "Anåsvegen 115", 0.97, "Ånåsvegen 115", False),
        ("Inger-Maret Utsi", "Inger-Máret Utsi", 0.97, "Inger-Máret Utsi", False),
        ("Risten Moe", "Ristén Moe", 0.97, "Risten Moe", False),
        ("Tomasz Zielifiski", "Tomasz Zieliński", 0.97, "Tomasz Zieliński", True),
        ("Tomasz Zielinski", "Tomasz Zieliński", 0.97, "Tomasz Zieliński", False),
        ("Leirvik i Soqn", "Leirvik i Sogn", 0.8, "Leirvik i Sogn", True),
        ("Thi Lan Nquyen", "Thi Lan Nquyen", 1.0, "Thi Lan Nquyen", False),
        ("Elgstien1C", "Elgstien 1 C", 0.95, "Elgstien 1 C", True),
        ("Elgstien1C", "Elgstien 1 C", 0.7, "Elgstien 1 C", False),
        ("8177", "3177", 0.99, "3177", False),
        ("på behandling.", "oå behandling.", 0.6, "på behandling.", False),
    ],
)
def test_of_two_readings_each_is_believed_where_it_sees_better(
    first: str, second: str, share: float, text: str, is_agreed: bool
) -> None:
    both = settled(first, 0.9, a_line(second, share))
    assert (both.text, both.agreement == 1) == (text, is_agreed)


@given(st.text("abcæøåqÁ 0-", max_size=12), st.text("abcæøåqÁ 0-", max_size=12), st.floats(0, 1), st.floats(0, 1))
def test_two_readings_agree_no_more_than_wholly(first: str, second: str, lowest: float, share: float) -> None:
    assert 0 <= settled(first, lowest, a_line(second, share)).agreement <= 1


def a_sighting(number: int, blank: object = None, part: str = "", is_blank: bool = False) -> Sighting:
    registration = None
    if blank is not None:
        registration = register.Registration(blank, np.eye(3), np.zeros((2, 2, 2)), 99, 1.0, 0.0)  # type: ignore[arg-type]
    return Sighting(replace(FORM_PAGE.page, number=number, part=part), registration, is_blank)


def pages_of(groups: tuple[Group, ...]) -> list[list[int]]:
    return [[s.page.number for s in group.sightings] for group in groups]


def test_pages_of_one_form_are_one_document_in_whatever_order() -> None:
    assert pages_of(split([a_sighting(1, FORM_PAGE), a_sighting(2, INFORMATION_PAGE)])) == [[1, 2]]


def test_a_second_copy_of_a_page_begins_a_second_document() -> None:
    two = [a_sighting(1, INFORMATION_PAGE), a_sighting(2, FORM_PAGE), a_sighting(3, INFORMATION_PAGE)]
    assert pages_of(split([*two, a_sighting(4, FORM_PAGE)])) == [[1, 2], [3, 4]]


def test_blank_backs_and_the_body_of_a_mail_belong_to_no_document() -> None:
    groups = split([a_sighting(1, part="body"), a_sighting(2, FORM_PAGE), a_sighting(3, is_blank=True), a_sighting(4)])
    assert pages_of(groups) == [[2], [4]]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("3.11.2026", "2026-11-03"),
        ("03/11-26", "2026-11-03"),
        ("3. november 2026", "2026-11-03"),
        ("27, november 2026", "2026-11-27"),
        ("2026-11-03", "2026-11-03"),
        ("031126", "2026-11-03"),
        ("12.03.98", "1998-03-12"),
        ("31.02.2026", "31.02.2026"),
        ("i går", "i går"),
    ],
)
def test_a_date_is_read_as_norwegians_write_it(written: str, meant: str) -> None:
    assert date.interpret(written) == meant


def test_a_year_far_off_is_a_date_but_not_a_plausible_one() -> None:
    assert not date.plausible("12.03.2126")
    assert date.plausible("12.03.2026")


@pytest.mark.parametrize("module", [text, date, place], ids=lambda m: m.__name__)
@given(written=st.text(max_size=40))
def test_interpreting_twice_is_interpreting_once(module: object, written: str) -> None:
    once = module.interpret(written)  # type: ignore[attr-defined]
    assert module.interpret(once) == once  # type: ignore[attr-defined]


def test_a_lost_stroke_is_found_again_in_a_place() -> None:
    assert place.interpret("Orje") == "Ørje"
    assert not place.vouches("Orje")
    assert not place.plausible("Ørje, 2.3.2026")


def test_a_hyphen_at_a_lines_end_is_joined_but_not_before_og() -> None:
    assert text.interpret("funksjons-\nnedsettelse") == "funksjonsnedsettelse"
    assert text.interpret("helse-\nog omsorg") == "helse- og omsorg"


@given(st.binary(max_size=300))
def test_any_bytes_have_an_outcome(content: bytes) -> None:
    reading = process(Original("0" * 64, "x", content))
    assert reading.outcome in Outcome
    assert reading.reasons or reading.outcome is Outcome.ACCEPTED
    assert "program_error" not in {issue.code for issue in reading.reasons}


def test_a_letter_is_told_from_a_form_by_its_heading() -> None:
    def row(top: float, high: float, *words: str) -> list[Word]:
        return [Word(w, Box(0.1 + 0.1 * i, top, 0.18 + 0.1 * i, top + high)) for i, w in enumerate(words)]

    body = row(0.5, 0.01, "Pasienten", "har", "vært", "til", "kontroll", "i", "dag")
    assert classify.kind(row(0.1, 0.02, "Uttalelse") + body) is Kind.ATTACHMENT
    assert classify.kind(row(0.1, 0.02, "Samtykkeskjema") + body) is Kind.CONSENT
    assert classify.kind(row(0.1, 0.02, "Katt")) is Kind.UNKNOWN


def test_the_haze_of_a_scanner_is_no_ink() -> None:
    clear = the_form(with_pen=True).astype(np.float32)
    dark = 0.5 * (255 - clear)
    hazy = np.asarray(255 - np.clip(dark + 0.55 * cv2.GaussianBlur(dark, (0, 0), 4.7), 0, 255), np.uint8)
    found = register.register(a_scan(hazy), blanks())
    assert found is not None
    drawn = sheet(a_scan(hazy), found)
    assert set(scan.answers(drawn, [SIGN])) == {"guardian_1_signature"}
    assert scan.strays(drawn, FORM_PAGE.form.fields) is None
    assert sum(stroke.area for stroke in drawn.strokes) == pytest.approx(
        sum(stroke.area for stroke in sheet(a_scan(the_form(with_pen=True)), found).strokes), rel=0.4
    )


def test_a_scan_without_haze_is_left_as_it_is() -> None:
    grey = the_form(with_pen=True)
    assert without_haze(grey, the_form(), 200.0) is grey


@pytest.mark.parametrize("is_ring", [True, False])
def test_a_hole_for_a_binder_is_no_ink(is_ring: bool) -> None:
    grey = the_form()
    cv2.circle(grey, (95, 1100), 24, 60, 3 if is_ring else -1)
    cv2.circle(grey, (95, 1730), 24, 60, 3 if is_ring else -1)
    found = register.register(a_scan(grey), blanks())
    assert found is not None
    assert sheet(a_scan(grey), found).strokes == ()


def test_a_ring_in_the_middle_of_the_sheet_is_ink() -> None:
    grey = the_form()
    cv2.circle(grey, (800, 1100), 24, 60, 3)
    found = register.register(a_scan(grey), blanks())
    assert found is not None
    assert len(sheet(a_scan(grey), found).strokes) == 1
