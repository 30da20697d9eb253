"""The figures of a blind audit are exact, and the curve tells what another threshold would have given."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.keep.audits import Counted, Draw
from intake.model import Outcome, Reading
from intake.service import _audit_figures as figures


def a_draw(confidence: float, wrong: bool = False, field: str = "child_name") -> Draw:
    verdict = "typed" if wrong else None
    return Draw(1, 1, "a" * 64, 0, field, "Kari", confidence, "print", 1, (0, 0, 1, 1), "b", "x", not wrong, verdict)


@pytest.mark.parametrize(
    ("wrong", "checked", "low", "high"),
    # by hand for none and all; the middle ones from tables of the exact binomial interval
    [(0, 20, 0.0, 0.1684), (20, 20, 0.8316, 1.0), (1, 100, 0.000253, 0.05446), (5, 50, 0.0333, 0.2181), (0, 0, 0, 1)],
)
def test_the_interval_is_the_exact_one(wrong: int, checked: int, low: float, high: float) -> None:
    assert figures.clopper_pearson(wrong, checked) == (pytest.approx(low, abs=1e-4), pytest.approx(high, abs=1e-4))


@given(st.integers(0, 400), st.integers(0, 400))
def test_the_share_lies_in_its_interval(wrong: int, right: int) -> None:
    low, high = figures.clopper_pearson(wrong, wrong + right)
    assert 0 <= low <= (wrong / (wrong + right) if wrong + right else 0.5) <= high <= 1


def test_figures_are_told_apart_by_kind_and_summed_up() -> None:
    draws = [a_draw(0.99), a_draw(0.99, True), a_draw(0.999, field="child_national_id")]
    found = {one.name: (one.checked, one.wrong) for one in figures.by_kind(draws)}
    assert found == {"name": (2, 1), "number": (1, 0), "all": (3, 1)}


def test_a_higher_threshold_leaves_fewer_certain_and_fewer_wrong() -> None:
    draws = [a_draw(0.996, True), a_draw(0.998), a_draw(0.999), a_draw(0.9999)]
    points = figures.curve(draws, Counted(80, 100))
    assert [round(point.automation, 3) for point in points] == [0.8, 0.6, 0.4, 0.2]
    assert [point.figures.wrong for point in points] == [1, 0, 0, 0]


def test_what_nobody_has_judged_or_could_read_is_left_out() -> None:
    open_one = Draw(1, 1, "a" * 64, 0, "place", "Ørje", 0.99, "print", 1, (0, 0, 1, 1), "b", "Orje", False)
    unread = Draw(1, 1, "a" * 64, 0, "place", "Ørje", 0.99, "print", 1, (0, 0, 1, 1), "b", None, False)
    assert figures.by_kind([open_one, unread]) == (figures.Figures("all", 0, 0, 0.0, 0.0, 1000.0),)


def test_nothing_is_lowered_without_a_threshold() -> None:
    reading = Reading("a" * 64, Outcome.ACCEPTED)
    assert figures.lowered(reading, 0.0) is reading
