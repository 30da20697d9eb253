"""Signing in: only who may, not too often, and with nothing told to those who may not."""

from collections.abc import Callable

from browsing import Browsing


def test_who_is_not_signed_in_is_asked_to_and_comes_back_to_where_they_were_going(visitor: Browsing) -> None:
    answer = visitor.get("/queues")
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in?to=/queues")


def test_a_caseworker_sees_the_cases_of_the_unit(kari: Browsing) -> None:
    assert "Åse Testesen" in kari.get("/queues").text


def test_a_caseworker_of_another_municipality_sees_none_of_them(as_person: Callable[[str], Browsing]) -> None:
    assert "Åse Testesen" not in as_person("hanne").get("/queues").text
