"""What makes a value certain: who read it, who vouches for it, and paper that is bare."""

from dataclasses import replace

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.extract import scan, values
from intake.extract.bare import is_bare
from intake.extract.ink import Sheet, sheet
from intake.extract.values import Drawn, Interpreted, confidence_of_hand
from intake.interpret import email
from intake.layout.whose import UNNAMED
from intake.model import Box, Evidence, Field, Grey, Origin, Page, Status
from intake.pipeline._pages import blanks
from intake.pipeline._unknown import not_understood
from intake.pipeline._witness import agreed
from intake.register import register
from schemas.form import FormField
from tests.bench.confidence import upper_bound

FORM_PAGE = next(b for b in blanks() if (b.form.id, b.form.version) == ("bamble/samtykke", "2026-1"))
LINE = next(f for f in FORM_PAGE.form.fields if f.kind == "line")
SIGN = FormField(name="guardian_1_signature", kind="sign", page=1, box=(0.1, 0.7, 0.4, 0.8), label="Signatur")
DPI = 200.0
NUMBER = Interpreted("12410962592", True, True, lets_through=0.01, figures=True)
DAY = Interpreted("2026-03-02", True, True, lets_through=0.5, figures=True)
PHONE = Interpreted("91234567", True, True, figures=True)
PLACE = Interpreted("Ørje", True, True, lets_through=0.02)
NAME = Interpreted("Kari Moe", True, True)


def a_hand(reading: Interpreted, lowest: float, alike: bool | None = None) -> Status:
    what = values.Read(reading.value, "", confidence_of_hand(lowest, reading, alike), by_hand=True)
    return values.read(LINE, what, (), lambda _: reading).status


def the_sheet(spoil: Grey | None = None) -> Sheet:
    grey = FORM_PAGE.page.picture(DPI).copy() if spoil is None else spoil
    page = Page(1, FORM_PAGE.page.width, FORM_PAGE.page.height, lambda _: grey, scanned=True, native_dpi=DPI)
    found = register(page, blanks())
    assert found is not None
    return sheet(page, found)


def test_a_handwritten_number_whose_check_digits_agree_is_certain_even_where_a_digit_is_not_clear() -> None:
    assert a_hand(NUMBER, 0.9) is Status.CONFIDENT
    assert a_hand(NUMBER, 0.9, alike=False) is Status.CONFIDENT
    assert a_hand(replace_vouched(NUMBER), 1.0) is Status.UNCERTAIN


def replace_vouched(reading: Interpreted) -> Interpreted:
    return reading._replace(vouched=False, plausible=False)


def test_a_handwritten_date_is_certain_only_where_each_digit_is_clear_for_the_calendar_is_a_weak_witness() -> None:
    assert a_hand(DAY, 0.999) is Status.CONFIDENT
    assert a_hand(DAY, 0.97) is Status.UNCERTAIN


def test_a_handwritten_date_that_two_networks_read_alike_is_certain_and_one_they_read_otherwise_is_not() -> None:
    assert a_hand(DAY, 0.9, alike=True) is Status.CONFIDENT
    assert a_hand(DAY, 0.999, alike=False) is Status.UNCERTAIN


def test_a_handwritten_telephone_number_has_its_digits_alone_to_prove_it() -> None:
    assert a_hand(PHONE, 0.9995) is Status.CONFIDENT
    assert a_hand(PHONE, 0.995) is Status.UNCERTAIN


def test_a_handwritten_place_that_the_register_knows_is_certain_and_one_it_does_not_know_is_not() -> None:
    assert a_hand(PLACE, 0.97) is Status.CONFIDENT
    assert a_hand(replace_vouched(PLACE), 1.0) is Status.UNCERTAIN


def test_a_handwritten_name_is_never_certain_by_its_letters() -> None:
    assert a_hand(NAME, 1.0) is Status.UNCERTAIN
    assert a_hand(NAME, 1.0, alike=True) is Status.UNCERTAIN


@given(st.floats(0, 1), st.floats(0, 1))
def test_a_surer_reading_is_no_less_believed(one: float, other: float) -> None:
    low, high = sorted((one, other))
    for reading in (NUMBER, DAY, PHONE, PLACE, NAME):
        assert confidence_of_hand(low, reading) <= confidence_of_hand(high, reading)


@pytest.mark.parametrize("other", ["kari.moeøexample.no", "kari.moe(Øexam ple.no", "kari.moe&example.no"])
def test_an_address_is_read_alike_by_an_engine_that_does_not_know_the_sign_in_the_middle(other: str) -> None:
    assert email.same("kari.moe@example.no", other)


@pytest.mark.parametrize("other", ["kari.moeexample.no", "kari.mce@example.no", "kari.moe(Ø)@example.no", ""])
def test_an_address_with_other_letters_is_another(other: str) -> None:
    assert not email.same("kari.moe@example.no", other)


def test_a_signature_on_a_stained_page_must_be_bold() -> None:
    pen = Drawn(6.0, 9.0, 3.0, 0.5)
    assert values.signature(SIGN, pen, (), None).status is Status.CONFIDENT
    assert values.signature(SIGN, replace(pen, is_clear=False), (), None).status is Status.UNCERTAIN
    bold = Drawn(30.0, 40.0, 12.0, 0.9, is_clear=False)
    assert values.signature(SIGN, bold, (), None).status is Status.CONFIDENT


def test_what_is_left_of_the_line_to_sign_on_is_no_signature() -> None:
    assert values.signature(SIGN, Drawn(21.0, 46.0, 46.0, 0.8, height=2.8), (), None).status is Status.UNCERTAIN


def test_paper_is_bare_whatever_stands_elsewhere_on_the_page() -> None:
    grey = FORM_PAGE.page.picture(DPI).copy()
    box = Box(*LINE.box)
    assert is_bare(the_sheet(grey), box)
    height, width = grey.shape
    generator = np.random.default_rng(1)
    for x, y in generator.random((400, 2)):
        if not (box.left - 0.02 < x < box.right + 0.02 and box.top - 0.02 < y < box.bottom + 0.02):
            cv2.circle(grey, (int(x * width), int(y * height)), 3, 90, -1)
    assert is_bare(the_sheet(grey), box)


@pytest.mark.parametrize("darkness", [40, 130])
def test_paper_with_a_word_on_it_is_not_bare_be_it_in_pencil(darkness: int) -> None:
    grey = FORM_PAGE.page.picture(DPI).copy()
    height, width = grey.shape
    at = int((LINE.box[0] + 0.02) * width), int((LINE.box[3] - 0.006) * height)
    cv2.putText(grey, "Kari", at, cv2.FONT_HERSHEY_SIMPLEX, 0.8, darkness, 2)
    assert not is_bare(the_sheet(grey), Box(*LINE.box))


def written(line_at: int) -> bool:
    """Whether a word with a level line at this height, in pixels from its foot, is struck out."""
    own = np.zeros((80, 220), np.uint8)
    cv2.putText(own, "Kari Moe", (20, 50), cv2.FONT_HERSHEY_SIMPLEX, 1.1, 1, 2)
    cv2.line(own, (10, 50 - line_at), (205, 50 - line_at), 1, 2)
    return scan._is_struck(own > 0, DPI / 25.4)


def test_a_line_through_a_word_strikes_it_out_and_one_under_it_carries_it() -> None:
    assert written(9)
    assert not written(-5)


def test_the_bound_on_wrong_claims_is_that_of_clopper_and_pearson() -> None:
    assert upper_bound(0, 598) == pytest.approx(0.005, abs=1e-5)  # 1 - 0.05 ** (1 / n)
    assert upper_bound(1, 200) == pytest.approx(0.0235, abs=2e-4)
    assert upper_bound(3, 3) == 1.0


def answered(*names: str, page: int = 1) -> list[Field]:
    where = (Evidence(page, Box(0.1, 0.1, 0.2, 0.2)),)
    return [Field(name, "ja", "ja", 0.9, Status.UNCERTAIN, Origin.PRINT, where) for name in names]


def test_a_page_with_much_writing_under_no_known_question_was_not_understood() -> None:
    named = ("child_name", "child_city", "place", "signed_date")
    unnamed = tuple(f"x_{UNNAMED}_{n}" for n in (1, 2, 3))
    assert not_understood(answered(*named, *unnamed)) == {1}
    assert not_understood(answered(*named, *unnamed[:2])) == frozenset()
    assert not_understood(answered(*named, "x_allergies", "x_school", "x_diet")) == frozenset()
    assert not_understood([*answered(*named), *answered(*unnamed, page=2)]) == {2}


def surely_read(confidence: float = 0.8, origin: Origin = Origin.HANDWRITING, **told: str) -> set[str]:
    """The fields that are certain once they are held against each other."""
    fields = {name: Field(name, value, value, confidence, Status.UNCERTAIN, origin) for name, value in told.items()}
    return {name for name, field in agreed(fields).items() if field.status is Status.CONFIDENT}


def test_a_code_and_its_place_prove_each_other_but_in_a_town_with_many_codes() -> None:
    assert surely_read(0.9, child_postal_code="1870", child_city="Ørje") == {"child_postal_code", "child_city"}
    assert surely_read(0.9, child_postal_code="0161", child_city="Oslo") == {"child_city"}
    assert surely_read(0.9, child_postal_code="1870", child_city="Halden") == set()
    assert surely_read(0.9, child_postal_code="1870", guardian_1_city="Ørje") == set()


def test_a_birth_date_and_the_number_that_begins_with_it_prove_each_other() -> None:
    both = {"child_national_id", "child_birth_date"}
    assert surely_read(child_national_id="12410962592", child_birth_date="2009-01-12") == both
    assert surely_read(child_national_id="12410962592", child_birth_date="2009-01-13") == set()


def test_an_address_is_proven_by_the_name_it_is_made_of_and_not_by_half_of_it() -> None:
    for address, proven in (("ase.ovrebo", {"guardian_1_email"}), ("ase.ovrebo7", set()), ("ase", set())):
        told = {"guardian_1_name": "Åse Øvrebø", "guardian_1_email": f"{address}@example.no"}
        assert surely_read(0.8, Origin.PRINT, **told) == proven


def test_one_hand_misreads_a_name_and_its_address_alike() -> None:
    assert surely_read(guardian_1_name="Imran Igbal", guardian_1_email="imran.igbal@example.no") == set()


def test_what_was_struck_out_proves_nothing() -> None:
    assert surely_read(0.5, child_postal_code="1870", child_city="Ørje") == set()
