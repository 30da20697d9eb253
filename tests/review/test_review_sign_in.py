"""Signing in: only who may, not too often, and with nothing told to those who may not."""

import datetime as dt
import sqlite3
from collections.abc import Callable

import pytest
from browsing import Browsing

from intake import service
from intake.keep import database
from intake.keep.people import Account
from intake.keep.workspace import Workspace

PASSWORD = "et langt passord til prøve"


def sign_in(visitor: Browsing, account: str = "kari", password: str = PASSWORD, to: str = "/") -> tuple[int, str]:
    """The status, and where it leads or what it says."""
    visitor.get("/sign-in")
    visitor.csrf = visitor.cookies["intake-form"]
    answer = visitor.send_form("/sign-in", account=account, password=password, to=to)
    return answer.status_code, answer.headers.get("location", answer.text)


def test_who_is_not_signed_in_is_asked_to_and_comes_back_to_where_they_were_going(visitor: Browsing) -> None:
    answer = visitor.get("/queues")
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in?to=/queues")
    assert sign_in(visitor, to="/queues") == (303, "/queues")
    assert visitor.get("/queues").status_code == 200


def test_nobody_is_sent_to_another_server_after_signing_in(visitor: Browsing) -> None:
    for to in ("https://ond.example/", "//ond.example", "/\\ond.example"):
        assert sign_in(visitor, to=to) == (303, "/")
        visitor.cookies.clear()


def test_the_cookie_of_a_session_is_for_this_server_alone_and_for_no_script(visitor: Browsing) -> None:
    visitor.base_url = "https://intake.test"
    visitor.get("/sign-in")
    answer = visitor.send_form("/sign-in", csrf=visitor.cookies["intake-form"], account="kari", password=PASSWORD)
    assert answer.headers["strict-transport-security"]
    cookie = next(c for c in answer.headers.get_list("set-cookie") if c.startswith("__Host-intake-session="))
    assert {part.strip().lower() for part in cookie.split(";")[1:]} == {"httponly", "path=/", "samesite=lax", "secure"}


def test_a_wrong_password_and_an_account_that_is_not_there_get_the_same_answer(visitor: Browsing) -> None:
    wrong = sign_in(visitor, "kari", "noe annet enn passordet")
    visitor.cookies.clear()
    nobody = sign_in(visitor, "ingen", "noe annet enn passordet")
    assert wrong[0] == nobody[0] == 401
    assert [line for line in wrong[1].splitlines() if "csrf" not in line.lower()] == [
        line for line in nobody[1].splitlines() if "csrf" not in line.lower()
    ]


def test_after_five_failures_an_account_is_closed_for_a_quarter_of_an_hour(workspace: Workspace) -> None:
    now = service.clock()
    for _ in range(5):
        assert service.sign_in(workspace, "kari", "feil passord her", "a", lambda: now) is None
    with pytest.raises(service.TooManyAttempts):
        service.sign_in(workspace, "kari", PASSWORD, "b", lambda: now)
    later = now + dt.timedelta(minutes=16)
    assert service.sign_in(workspace, "kari", PASSWORD, "b", lambda: later)


def test_many_failures_from_one_address_close_it_for_every_account(workspace: Workspace) -> None:
    now = service.clock()
    with database.writing(workspace.ledger) as connection:
        _fail_from(connection, "10.0.0.9", 30, now.timestamp())
    with pytest.raises(service.TooManyAttempts):
        service.sign_in(workspace, "kari", PASSWORD, "10.0.0.9", lambda: now)
    assert service.sign_in(workspace, "kari", PASSWORD, "10.0.0.8", lambda: now)


def _fail_from(connection: sqlite3.Connection, address: str, times: int, at: float) -> None:
    from intake.keep import people
    from intake.service._people import _key

    for _ in range(times):
        people.add_failures(connection, [_key("address", address)], at)


def test_a_session_ends_when_nothing_is_done_and_in_any_case_after_a_working_day(workspace: Workspace) -> None:
    now = service.clock()
    token = service.begin_session(workspace, "kari", lambda: now)

    def is_in(minutes: int) -> bool:
        return service.person_of(workspace, token, lambda: now + dt.timedelta(minutes=minutes)) is not None

    assert is_in(29) and is_in(58)
    assert not is_in(89)
    assert all(is_in(minutes) for minutes in range(60, 600, 20))
    assert not is_in(601)


def test_an_account_that_is_closed_is_signed_out_at_once(kari: Browsing, workspace: Workspace) -> None:
    assert kari.get("/queues").status_code == 200
    person = service.find_person(workspace, "kari")
    assert person is not None
    service.change_person(workspace, Account(**{**_values(person), "active": False}), "test")
    assert kari.get("/queues").status_code == 303
    assert service.sign_in(workspace, "kari", PASSWORD, "a") is None


def _values(person: Account) -> dict[str, object]:
    return {name: getattr(person, name) for name in Account.__slots__}


def test_who_has_signed_out_is_out_also_with_the_old_cookie(kari: Browsing) -> None:
    token = kari.cookies["intake-session"]
    assert kari.send_form("/sign-out").status_code == 303
    kari.cookies.set("intake-session", token)
    assert kari.get("/queues").status_code == 303


def test_a_form_without_the_token_of_its_session_changes_nothing(kari: Browsing) -> None:
    assert kari.post("/cases/2026-000001/take").status_code == 403
    assert kari.post("/cases/2026-000001/take", data={"csrf": "noe annet"}).status_code == 403
    assert kari.post("/cases/2026-000001/take", headers={"X-CSRF-Token": kari.csrf}).status_code == 303


def test_what_another_site_sends_is_refused_whatever_it_holds(kari: Browsing) -> None:
    for headers in ({"Origin": "https://ond.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "null"}):
        answer = kari.post("/cases/2026-000001/take", data={"csrf": kari.csrf}, headers=headers)
        assert answer.status_code == 403


def test_a_page_holds_another_token_each_time_and_each_of_them_counts(kari: Browsing) -> None:
    tokens = {kari.get("/queues").text.split('name="csrf" value="')[1].split('"')[0] for _ in range(2)}
    assert len(tokens) == 2
    for token in tokens:
        assert kari.post("/language", data={"csrf": token, "language": "nb"}).status_code == 303


def test_every_answer_says_what_a_browser_may_do_with_it(visitor: Browsing) -> None:
    for path in ("/sign-in", "/static/x/review.css", "/finnes-ikke"):
        headers = visitor.get(path).headers
        assert "default-src 'self'" in headers["content-security-policy"]
        assert "unsafe" not in headers["content-security-policy"]
        assert (headers["x-content-type-options"], headers["x-frame-options"]) == ("nosniff", "DENY")
    assert visitor.get("/sign-in").headers["cache-control"] == "no-store"


def test_the_page_is_read_in_the_language_that_one_chooses(kari: Browsing) -> None:
    assert "Uten saksbehandler" in kari.get("/queues").text
    kari.send_form("/language", language="nn", to="/queues")
    answer = kari.get("/queues").text
    assert "Utan saksbehandlar" in answer and '<html lang="nn"' in answer


def test_an_account_must_be_one_that_can_be(workspace: Workspace) -> None:
    for account, password, key in (
        (Account("kari", "Kari", ("caseworker",), ()), PASSWORD, "account_taken"),
        (Account("per", "Per", ("konge",), ()), PASSWORD, "unknown_role"),
        (Account("per", "Per", ("caseworker",), ("oslo/noe",)), PASSWORD, "unknown_queue"),
        (Account("per per", "Per", ("caseworker",), ()), PASSWORD, "account_name"),
        (Account("per", "Per", ("caseworker",), ()), "kort", "password_length"),
    ):
        with pytest.raises(service.BadAccount) as wrong:
            service.add_person(workspace, account, password, "test")
        assert wrong.value.key == key


def test_each_role_starts_with_what_it_works_with(as_person: Callable[[str], Browsing]) -> None:
    starts = {account: as_person(account).get("/").headers["location"] for account in ("kari", "pia", "rune")}
    assert starts == {"kari": "/queues", "pia": "/post-room", "rune": "/access-log"}
