"""What forms call things, in bokmål and nynorsk: each is taken for what it asks, and for nothing else."""

from pathlib import Path

import pytest

from intake.layout.meaning import FAIR, agency, asked_by_tick, heading, meaning, pair, question

LISTED = Path(__file__).parent / "data" / "labels.tsv"
CLEAR = 1.4  # a question that is told so clearly is no guess


def of_kind(kind: str) -> list[list[str]]:
    """The rows of a kind: text, what it asks for, and whose it is, "" where that is open."""
    rows = [line.split("\t") for line in LISTED.read_text(encoding="utf-8").splitlines()]
    return [[*row[1:], "", ""][:3] for row in rows if row[0] == kind]


@pytest.mark.parametrize(("text", "asks", "whose"), of_kind("line"))
def test_a_line_is_taken_for_what_it_asks(text: str, asks: str, whose: str) -> None:
    found = meaning(text)
    assert found.covered >= FAIR
    assert (found.concept.key if found.concept else "") == asks
    assert not whose or found.person == whose
    assert pair(text) is None


@pytest.mark.parametrize(("text", "_", "__"), of_kind("pair"))
def test_a_line_for_two_things_is_taken_for_both(text: str, _: str, __: str) -> None:
    assert pair(text) is not None


@pytest.mark.parametrize(("text", "asks", "_"), of_kind("question"))
def test_a_question_for_free_text_is_taken_for_its_field(text: str, asks: str, _: str) -> None:
    found = question(text)
    assert found is not None
    assert found[0] == asks
    assert found[1] >= CLEAR


@pytest.mark.parametrize(("text", "asks", "_"), of_kind("tick"))
def test_what_stands_by_a_box_is_taken_for_its_field(text: str, asks: str, _: str) -> None:
    assert asked_by_tick(text) == asks


@pytest.mark.parametrize(("text", "key", "_"), of_kind("service"))
def test_a_service_in_a_list_is_taken_for_its_key(text: str, key: str, _: str) -> None:
    assert (agency(text) or "") == key


@pytest.mark.parametrize(("text", "whose", "_"), of_kind("heading"))
def test_a_heading_says_whom_the_lines_below_are_about(text: str, whose: str, _: str) -> None:
    assert heading(text) == (True, whose)
