"""Separator sheets: printed, scanned any way round, known again, and nothing else is taken for one."""

import io
from pathlib import Path

import cv2
import numpy as np
import pypdfium2
import pytest

from intake import separator
from intake.__main__ import main
from intake.export import separator_pdf
from intake.geometry import resized, turned_picture
from intake.model import Box, Grey, Original, Separator, Word
from intake.pipeline import process
from intake.pipeline._pages import blanks
from intake.wording import keys, sentence


def a_sheet(municipality: str | None, dpi: float, language: str = "nb") -> Grey:
    """A printed sheet as a scanner sees it."""
    text = separator.code(municipality)
    made = separator_pdf.render(separator.modules(text), text, "Hamar" if municipality else None, 1, language)
    document = pypdfium2.PdfDocument(io.BytesIO(made))
    return np.asarray(document[0].render(scale=dpi / 72, grayscale=True).to_numpy().squeeze(), np.uint8)


@pytest.mark.parametrize("quarters", range(4))
def test_a_sheet_is_known_whichever_way_it_lies(quarters: int) -> None:
    grey = turned_picture(a_sheet("3403", 100.0), quarters)
    assert separator.in_picture(grey) == Separator("3403")


def test_a_sheet_is_known_when_its_large_code_is_written_over() -> None:
    grey = a_sheet(None, 100.0).copy()
    cv2.line(grey, (250, 260), (560, 560), 0, 60)
    cv2.line(grey, (560, 260), (250, 560), 0, 60)
    assert separator.in_picture(grey) == Separator(None)


def test_a_coarse_scan_of_a_sheet_in_black_and_white_will_do() -> None:
    grey = resized(a_sheet("3122", 200.0), 0.5)
    assert separator.in_picture(np.where(grey > 150, 255, 0).astype(np.uint8)) == Separator("3122")


@pytest.mark.parametrize("language", ["nb", "nn"])
def test_a_sheet_whose_codes_are_gone_is_known_by_its_name(language: str) -> None:
    name = sentence("separator", "name", language)
    assert separator.in_words([Word(name, Box(0.3, 0.05, 0.7, 0.09))]) == Separator(None)
    assert separator.in_words([Word(name, Box(0.3, 0.05, 0.4, 0.06))]) is None
    assert separator.in_words(
        [Word("INTAKE:SKILLEARK:", Box(0, 0, 1, 0.1)), Word("1:3240", Box(0, 0, 1, 0.1))]
    ) == Separator("3240")


@pytest.mark.parametrize("blank", blanks(), ids=lambda b: f"{b.form.id} {b.form.version} {b.number}")
def test_no_form_is_taken_for_a_separator(blank: object) -> None:
    assert separator.in_picture(blank.page.picture(100.0)) is None  # type: ignore[attr-defined]
    assert separator.in_words(blank.page.words) is None  # type: ignore[attr-defined]


def test_a_code_of_someone_elses_is_none_of_ours() -> None:
    grey = np.full((700, 500), 255, np.uint8)
    side = np.kron(np.where(separator.modules("https://example.no"), 0, 255), np.ones((8, 8))).astype(np.uint8)
    grey[100 : 100 + len(side), 100 : 100 + len(side)] = side
    assert separator.in_picture(grey) is None


def test_the_command_writes_sheets_that_part_what_lies_around_them(tmp_path: Path) -> None:
    out = tmp_path / "ark.pdf"
    assert main(["separator", "--out", str(out), "--count", "3", "--municipality", "3403"]) == 0
    assert len(pypdfium2.PdfDocument(out)) == 3
    reading = process(Original("0" * 64, out.name, out.read_bytes()))
    assert (reading.pages, reading.submissions) == (3, ())


def test_a_municipality_without_queues_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["separator", "--out", str(tmp_path / "a.pdf"), "--municipality", "9999"]) == 2
    assert "9999" in capsys.readouterr().err


def test_every_sentence_of_the_sheet_is_there_in_both_languages() -> None:
    for key in keys("separator"):
        assert sentence("separator", key, "nb", place="") and sentence("separator", key, "nn", place="")
