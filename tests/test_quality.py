"""The gate at the scanner: it speaks where reading suffers, and keeps quiet about ordinary scans."""

import cv2
import numpy as np
import pytest

from intake import quality, register
from intake.model import Box, Grey, Group, Page, Sighting
from intake.pipeline import _missing
from intake.pipeline._pages import blanks
from intake.wording import sentence

DENSE = max((b for b in blanks() if b.form.fields), key=lambda b: len(b.page.words) * (b.number == 1))
PRINTED = DENSE.page.picture(200.0)


def codes(grey: Grey, dpi: float = 200.0, known: bool = False) -> list[tuple[str, Box | None]]:
    height, width = grey.shape
    page = Page(1, width / dpi * 72, height / dpi * 72, lambda _: grey, scanned=True, native_dpi=dpi)
    found = register.register(page, [DENSE]) if known else None
    assert found is not None or not known
    return [(issue.code, issue.box) for issue in quality.trouble(page, found, None)]


def at(dpi: float) -> Grey:
    return np.asarray(cv2.resize(PRINTED, None, fx=dpi / 200, fy=dpi / 200, interpolation=cv2.INTER_AREA), np.uint8)


def noisy(grey: Grey, spread: float = 5.0) -> Grey:
    return np.asarray((grey + np.random.default_rng(2).normal(0, spread, grey.shape)).clip(0, 255), np.uint8)


@pytest.mark.parametrize("dpi", [120.0, 150.0, 200.0])
def test_an_ordinary_scan_is_good_enough(dpi: float) -> None:
    assert codes(noisy(at(dpi)), dpi) == []


def test_a_scan_in_black_and_white_is_good_enough() -> None:
    assert codes(np.where(PRINTED > 170, 255, 0).astype(np.uint8)) == []


def test_a_page_out_of_focus_should_be_scanned_again() -> None:
    assert codes(noisy(cv2.GaussianBlur(PRINTED, (0, 0), 2.5).astype(np.uint8), 2.0)) == [("scan_blurred", None)]


def test_a_page_in_too_few_dots_should_be_scanned_again() -> None:
    assert codes(at(80.0), 80.0) == [("scan_too_coarse", None)]


def test_writing_that_hardly_stands_out_should_be_scanned_again() -> None:
    pale = (255 - (255 - PRINTED.astype(float)) * 0.07).astype(np.uint8)
    assert codes(noisy(pale, 4.0)) == [("scan_too_faint", None)]


def test_pale_writing_that_can_still_be_read_is_good_enough() -> None:
    assert codes(noisy((255 - (255 - PRINTED.astype(float)) * 0.12).astype(np.uint8), 1.0)) == []


def test_a_picture_without_writing_is_not_asked_for_again() -> None:
    shape = cv2.circle(np.full(PRINTED.shape, 255, np.uint8), (800, 900), 400, 90, 12)
    assert codes(noisy(shape), 80.0) == []


def test_a_form_whose_edge_was_cut_off_should_be_scanned_again() -> None:
    found = codes(np.ascontiguousarray(PRINTED[:, 260:]), known=True)
    assert found == [("scan_cut_off", Box(0.0, 0.0, 0.02, 1.0))]
    assert codes(PRINTED, known=True) == []


def test_a_page_that_never_was_on_paper_is_not_judged() -> None:
    assert quality.trouble(DENSE.page, None, None) == ()


def test_a_form_that_came_without_one_of_its_pages_lacks_it() -> None:
    two = next(b for b in blanks() if len({f.page for f in b.form.fields}) == 2)
    found = register.Registration(two, np.eye(3), np.zeros((2, 2, 2)), 99, 1.0, 0.0)
    assert [i.code for i in _missing(Group(two.form, (Sighting(two.page, found),)))] == ["page_missing"]


@pytest.mark.parametrize("code", ["scan_blurred", "scan_too_coarse", "scan_too_faint", "scan_cut_off"])
def test_the_post_room_is_told_what_to_do(code: str) -> None:
    assert sentence("reasons", code, "nb").startswith("Skann siden på nytt: ")
    assert sentence("reasons", code, "nn").startswith("Skann sida på nytt: ")
