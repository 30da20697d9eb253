"""Identity numbers, by the rules of today and those from 2032."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.norwegian import (
    RELAXED_FROM,
    births,
    has_check_digits_from_2032,
    has_classic_check_digits,
    is_d_number,
    is_national_id,
    is_synthetic,
)

FIRST = (3, 7, 6, 1, 8, 9, 4, 5, 2)
SECOND = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)


def with_check_digits(nine: str, remainder: int = 0) -> str | None:
    """The number with check digits that leave a remainder in the first, or None where no digit does."""
    first = (remainder - sum(int(d) * w for d, w in zip(nine, FIRST, strict=True))) % 11
    ten = f"{nine}{first}"
    second = -sum(int(d) * w for d, w in zip(ten, SECOND, strict=False)) % 11
    return None if first == 10 or second == 10 else f"{ten}{second}"


def a_number(day: dt.date, serial: int, month_added: int = 80, day_added: int = 0, remainder: int = 0) -> str | None:
    nine = f"{day.day + day_added:02}{day.month + month_added:02}{day.year % 100:02}{serial:03}"
    return with_check_digits(nine, remainder)


days = st.dates(dt.date(2000, 1, 1), dt.date(2039, 12, 31))
serials = st.integers(500, 999)


@given(days, serials, st.sampled_from([40, 65, 80]), st.sampled_from([0, 40]))
def test_a_number_tells_the_day_of_birth(day: dt.date, serial: int, month_added: int, day_added: int) -> None:
    number = a_number(day, serial, month_added, day_added)
    if number:
        assert births(number) == (day,)
        assert is_synthetic(number)
        assert is_d_number(number) == (day_added == 40)


@given(days, serials, st.integers(0, 10), st.integers(1, 9))
def test_one_wrong_digit_is_always_found(day: dt.date, serial: int, place: int, change: int) -> None:
    number = a_number(day, serial)
    if number:
        wrong = f"{number[:place]}{(int(number[place]) + change) % 10}{number[place + 1 :]}"
        assert not has_classic_check_digits(wrong)


@pytest.mark.parametrize("remainder", [1, 2, 3])
def test_the_numbers_from_2032_are_refused_before_and_taken_from_that_day(remainder: int) -> None:
    numbers = [a_number(dt.date(2032, 5, 4), serial, remainder=remainder) for serial in range(500, 520)]
    number = next(n for n in numbers if n)
    assert not has_classic_check_digits(number)
    assert has_check_digits_from_2032(number)
    assert not is_national_id(number, RELAXED_FROM - dt.timedelta(days=1))
    assert is_national_id(number, RELAXED_FROM)


@given(days, serials, st.integers(4, 10))
def test_a_remainder_above_three_is_never_allowed(day: dt.date, serial: int, remainder: int) -> None:
    number = a_number(day, serial, remainder=remainder)
    assert number is None or not is_national_id(number, RELAXED_FROM)


def test_from_2032_the_serial_number_no_longer_tells_the_century() -> None:
    number = next(n for n in (a_number(dt.date(2015, 3, 9), serial) for serial in range(500, 520)) if n)
    assert births(number, RELAXED_FROM) == (dt.date(1915, 3, 9), dt.date(2015, 3, 9), dt.date(2115, 3, 9))


@given(st.text())
def test_no_text_makes_it_stumble(text: str) -> None:
    assert births(text) == () or len(text) == 11


@pytest.mark.parametrize("number", ["", "0" * 11, "1234567890", "123456789012", "١٢٣٤٥٦٧٨٩٠١", "31829912345"])
def test_what_is_no_number_is_none(number: str) -> None:
    assert not is_national_id(number)
