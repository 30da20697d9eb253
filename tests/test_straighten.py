"""How a page lies that is no known form."""

import cv2
import numpy as np
import pytest

from intake.geometry import through, turned_picture
from intake.model import Box, Grey, Page
from intake.pipeline._pages import blanks
from intake.pipeline._unknown_page import sighting_of
from intake.straighten import flattened, is_level, lie

PRINTED = next(b for b in blanks() if b.form.id.startswith("marker/") and b.number == 1).page
SHEET = np.array([[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0]])


def on_a_table(grey: Grey, corners: list[tuple[float, float]]) -> Grey:
    """The sheet on something dark, its corners at these fractions of the picture, from the upper left clockwise."""
    height, width = grey.shape
    source = (SHEET * [width, height]).astype(np.float32)
    target = (np.array(corners) * [width, height]).astype(np.float32)
    matrix = cv2.getPerspectiveTransform(source, target)
    lit = np.linspace(0.75, 1.0, width)
    return np.asarray(cv2.warpPerspective(grey, matrix, (width, height), borderValue=70) * lit, np.uint8)


def askew(grey: Grey, degrees: float) -> Grey:
    height, width = grey.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    return np.asarray(cv2.warpAffine(grey, matrix, (width, height), borderValue=255), np.uint8)


def a_scan(grey: Grey, dpi: float = 200.0) -> Page:
    height, width = grey.shape
    return Page(1, width / dpi * 72, height / dpi * 72, lambda _: grey, scanned=True, native_dpi=dpi)


def test_a_sheet_that_fills_the_picture_lies_as_it_should() -> None:
    seen = lie(PRINTED.picture(100.0), 100.0)
    assert is_level(seen.matrix) and not seen.sideways


def test_a_sheet_on_a_table_is_found_in_uneven_light() -> None:
    corners = [(0.12, 0.08), (0.88, 0.05), (0.95, 0.93), (0.06, 0.9)]
    seen = lie(on_a_table(PRINTED.picture(100.0), corners), 100.0)
    assert np.abs(through(seen.matrix, SHEET) - corners).max() < 0.015


def test_an_empty_table_is_no_sheet() -> None:
    noise = np.random.default_rng(3).normal(90, 8, (1100, 800)).clip(0, 255).astype(np.uint8)
    assert is_level(lie(noise, 100.0).matrix)


@pytest.mark.parametrize("degrees", [-4.0, -1.5, 2.5])
def test_a_page_drawn_in_askew_is_made_level(degrees: float) -> None:
    grey = askew(PRINTED.picture(100.0), degrees)
    seen = lie(grey, 100.0)
    level = flattened(grey, seen.matrix, seen.aspect)
    assert is_level(lie(level, 100.0).matrix)
    assert not is_level(seen.matrix)


@pytest.mark.parametrize("quarters", [1, 3])
def test_lines_that_run_up_or_down_are_seen(quarters: int) -> None:
    assert lie(turned_picture(PRINTED.picture(100.0), quarters), 100.0).sideways


@pytest.mark.parametrize("quarters", range(4))
def test_an_unknown_page_is_read_upright_however_it_lay(quarters: int) -> None:
    sighting = sighting_of(a_scan(turned_picture(PRINTED.picture(200.0), quarters)))
    title = next(word for word in sighting.words if word.text == "Barnekoordinator")
    printed = next(word for word in PRINTED.words if word.text == "Barnekoordinator")
    assert np.allclose(title.box, printed.box, atol=0.01)
    assert sighting.page.height > sighting.page.width


def test_the_words_of_a_photographed_page_are_where_they_are_on_the_photograph() -> None:
    corners = [(0.12, 0.08), (0.88, 0.05), (0.95, 0.93), (0.06, 0.9)]
    sighting = sighting_of(a_scan(on_a_table(PRINTED.picture(200.0), corners)))
    title = next(word for word in sighting.words if word.text == "Barnekoordinator")
    assert Box(0.2, 0.08, 0.8, 0.16).top < title.box.top < 0.16
    assert sighting.lie is not None and not is_level(sighting.lie)
