"""Handwriting: lines found on a page, readings chosen by a model of letters, and the command that reads lines."""

import json
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from intake.__main__ import main
from intake.model import Grey
from intake.read._beam import best_path, best_text
from intake.read._language import letters
from intake.read._lines import lines
from intake.read.handwriting import MODEL, line_features, read_line, words_of

DPI = 150.0
ALPHABET = "abcdefghijklmnopqrstuvwxyzæøå 0123456789"


def a_page(rows: int, slope: float = 0.0, leading: int = 60, ruled: bool = False) -> Grey:
    page = np.full((rows * leading + 200, 1100), 255, np.uint8)
    for row in range(rows):
        y = 100 + row * leading
        for number, word in enumerate(("Barnet", "gjelder", "hjelp", "til", "dag")):
            x = 60 + number * 190
            cv2.putText(page, word, (x, round(y + slope * x)), cv2.FONT_HERSHEY_SIMPLEX, 1.1, 30, 2)
        if ruled:
            cv2.line(page, (20, y + 4), (1080, round(y + 4 + slope * 1060)), 120, 1)
    return page


def found(page: Grey) -> int:
    labels = np.asarray(cv2.connectedComponents((page < 200).astype(np.uint8))[1], np.int32)
    return len(lines(page, labels, DPI))


@pytest.mark.parametrize("slope", [-0.06, -0.02, 0.0, 0.03, 0.06])
@pytest.mark.parametrize("rows", [1, 2, 7])
def test_as_many_lines_are_found_as_were_written_however_they_slope(rows: int, slope: float) -> None:
    assert found(a_page(rows, slope)) == rows


def test_lines_that_stand_so_close_that_tails_touch_the_next_are_told_apart() -> None:
    assert found(a_page(6, leading=38)) == 6


def test_the_papers_rules_are_no_lines_and_do_not_join_them() -> None:
    assert found(a_page(5, ruled=True)) == 5


def test_a_sloping_line_is_drawn_level() -> None:
    page = a_page(1, slope=0.06)
    labels = np.asarray(cv2.connectedComponents((page < 200).astype(np.uint8))[1], np.int32)
    (line,) = lines(page, labels, DPI)
    assert line.grey.shape[0] < 0.7 * (line.bottom - line.top)


def test_an_answer_without_ink_has_no_lines() -> None:
    assert lines(np.full((100, 300), 255, np.uint8), np.zeros((100, 300), np.int32), DPI) == ()


def shares_of(*steps: dict[str, float]) -> NDArray[np.float32]:
    """A network's output: at each step the shares of characters, "" for none; what is left goes to none."""
    out = np.zeros((len(steps), len(ALPHABET) + 1), np.float32)
    for row, step in zip(out, steps, strict=True):
        for character, share in step.items():
            row[ALPHABET.index(character) + 1 if character else 0] = share
        row[0] += max(0.0, 1 - row.sum())
    return out


def surely(text: str) -> list[dict[str, float]]:
    return [step for character in text for step in ({character: 0.99}, {"": 0.999})]


def test_a_doubtful_letter_becomes_the_one_that_makes_a_word() -> None:
    seen = shares_of(*surely("barneha"), {"q": 0.5, "g": 0.45}, {"": 0.999}, *surely("e"))
    assert best_path(seen, ALPHABET).text == "barnehaqe"
    assert best_text(seen, ALPHABET, letters("nb")).text == "barnehage"


@pytest.mark.parametrize("name", ["krogsbøl", "åvzt", "duchenne", "jansrud qvale"])
def test_what_is_clearly_written_is_never_made_a_commoner_word(name: str) -> None:
    assert best_text(shares_of(*surely(name)), ALPHABET, letters("nb")).text == name


@given(st.text("0123456789", min_size=1, max_size=11))
@settings(max_examples=30, deadline=None)
def test_figures_are_left_as_the_network_sees_them(number: str) -> None:
    seen = shares_of(*(step for d in number for step in ({d: 0.55, str((int(d) + 1) % 10): 0.4}, {"": 0.999})))
    assert best_text(seen, ALPHABET, letters("nb")).text == number


@given(st.integers(0, 2**32 - 1), st.integers(1, 30))
@settings(max_examples=30, deadline=None)
def test_every_letter_of_a_reading_has_its_share_and_its_step(seed: int, steps: int) -> None:
    raw = np.random.default_rng(seed).dirichlet(np.full(len(ALPHABET) + 1, 0.05), steps).astype(np.float32)
    for reading in (best_path(raw, ALPHABET), best_text(raw, ALPHABET, letters("nb"))):
        assert len(reading.text) == len(reading.shares) == len(reading.steps)
        assert list(reading.steps) == sorted(reading.steps)
        assert all(0 <= share <= 1 for share in reading.shares)
        assert all(feature >= 0 for feature in line_features(reading))
        assert "".join(word for word, _ in words_of(reading)) == reading.text.replace(" ", "")


@pytest.mark.parametrize(
    ("likely", "unlikely"),
    [("hjemmesykepleie", "hjemmesykepliee"), ("ikkje", "ikkej"), ("Duchennes", "Duckennes"), ("støtte", "stotte")],
)
def test_the_model_of_letters_knows_norwegian(likely: str, unlikely: str) -> None:
    model = letters("nn")

    def cost(text: str) -> float:
        context, total = model.codes[" "], 0.0
        for character in text.lower():
            total += model.cost(context, model.codes[character])
            context = model.after(context, model.codes[character])
        return total

    assert cost(likely) < cost(unlikely)


def a_line(text: str) -> Grey:
    picture = np.full((64, 40 + 24 * len(text)), 255, np.uint8)
    cv2.putText(picture, text, (15, 46), cv2.FONT_HERSHEY_SIMPLEX, 1.2, 40, 2)
    return picture


def test_a_plainly_drawn_line_is_read_and_believed() -> None:
    read = read_line(a_line("Barnehage og skole"))
    assert read.text == "Barnehage og skole"
    assert read.confidence > 0.9 and not read.unreadable
    assert [word.text for word in read.words] == ["Barnehage", "og", "skole"]


def test_a_scribble_is_not_believed() -> None:
    noise = np.random.default_rng(3).integers(0, 256, (16, 160)).astype(np.uint8)
    read = read_line(np.asarray(cv2.resize(noise, (640, 64)), np.uint8))
    assert read.unreadable or not read.text


def test_each_picture_gets_its_line_also_one_that_is_none(tmp_path: Path) -> None:
    cv2.imwrite(str(tmp_path / "a.png"), a_line("Avlastning"))
    (tmp_path / "b.png").write_bytes(b"\x89PNG\r\n\x1a\nbroken")
    out = tmp_path / "out.jsonl"
    for more in ([], ["--no-language-model"], ["--language", "fr"]):
        assert main(["transcribe", str(tmp_path / "a.png"), str(tmp_path / "b.png"), "--jsonl", str(out), *more]) == 0
        good, bad = (json.loads(line) for line in out.read_text(encoding="utf-8").splitlines())
        assert list(good) == list(bad) == ["source", "text", "confidence", "unreadable"]
        assert (good["source"], good["text"], good["unreadable"]) == ("a.png", "Avlastning", False)
        assert bad == {"source": "b.png", "text": "", "confidence": 0.0, "unreadable": True}


def test_an_unknown_language_is_bad_usage(tmp_path: Path) -> None:
    assert main(["transcribe", str(tmp_path), "--jsonl", str(tmp_path / "out.jsonl"), "--language", "sv"]) == 2


def test_the_model_has_its_card_beside_it() -> None:
    assert MODEL.exists() and "CC-BY" in MODEL.with_suffix(".md").read_text(encoding="utf-8")
