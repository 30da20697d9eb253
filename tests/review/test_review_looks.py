"""Every page of the frame, the queues and the access: in a real browser, in all looks."""

import datetime as dt
import json
from collections.abc import Callable
from typing import Any, get_args

import pytest

from intake import service
from intake.keep import cases, database
from intake.keep.workspace import Workspace
from schemas.case import Flag


@pytest.fixture
def busy(workspace: Workspace) -> Workspace:
    """Cases in several states, of several caseworkers."""
    kari, ola = (_person(workspace, account) for account in ("kari", "ola"))
    service.take(workspace, kari, "2026-000001")
    service.set_state(workspace, kari, "2026-000001", "waiting_for_information")
    service.take(workspace, ola, "2026-000002")
    return workspace


def _person(workspace: Workspace, account: str) -> service.Person:
    person = service.person_of(workspace, service.begin_session(workspace, account))
    assert person is not None
    return person


def test_the_queues(busy: Workspace, looked_at: Callable[..., None]) -> None:
    """With all that a row can say, and more than a page of them."""
    with database.writing(busy.ledger) as connection:
        newest = cases.newest(connection, "2026-000001")
        assert newest is not None
        for place in range(60):
            number, day = cases.open_case(connection, service.clock()), service.clock().date()
            body = json.loads(newest.body.replace("2026-000001", number))
            body["deadlines"]["answer"] = str(day + dt.timedelta(days=place - 3))
            body["flags"] = get_args(Flag)[: place % 14]
            cases.add_version(connection, number, "marker/koordinerende-enhet", json.dumps(body), "{}", service.clock())
    looked_at("queues", "/queues")


def test_the_sign_in(looked_at: Callable[..., None]) -> None:
    looked_at("sign-in", "/sign-in", "")


def test_a_search(busy: Workspace, looked_at: Callable[..., None]) -> None:
    def search(page: Any) -> None:
        page.fill("#find", "testesen")
        page.keyboard.press("Enter")
        page.wait_for_selector(".cases")

    looked_at("search", "/search", then=search)


def test_whose_a_case_is(busy: Workspace, looked_at: Callable[..., None]) -> None:
    looked_at("progress", "/cases/2026-000001/progress")


def test_a_page_that_is_not_there(looked_at: Callable[..., None]) -> None:
    looked_at("not-there", "/cases/2026-999999/progress")


def test_the_access_log(busy: Workspace, looked_at: Callable[..., None]) -> None:
    looked_at("access-log", "/access-log", "rune")


def test_what_a_family_is_given_that_asks(busy: Workspace, looked_at: Callable[..., None]) -> None:
    looked_at("access-of-case", "/access-log/2026-000001", "rune")


def test_restricted_cases(busy: Workspace, looked_at: Callable[..., None]) -> None:
    with database.writing(busy.ledger) as connection:
        for number in ("2026-000002", "2026-000003"):
            newest = cases.newest(connection, number)
            assert newest is not None
            body = json.loads(newest.body) | {"queue": "marker/skjermet", "flags": ["address_protected"]}
            cases.add_version(connection, number, "marker/skjermet", json.dumps(body), "{}", service.clock())
    service.name_in_case(busy, _person(busy, "ola"), "2026-000002", "kari", allowed=True)
    looked_at("restricted", "/restricted", "ola")


def test_a_caseworker_signs_in_finds_a_case_and_takes_it_by_keyboard_alone(browse: Callable[..., Any]) -> None:
    page = browse("")
    page.goto("/")
    keys = page.keyboard
    focus_on(page, "Brukernavn")
    keys.type("kari")
    keys.press("Tab")
    keys.type("et langt passord til prøve")
    keys.press("Enter")
    page.wait_for_url("**/queues")
    keys.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Hopp til innholdet"
    keys.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    focus_on(page, "Finn sak")
    keys.type("øvingen")
    keys.press("Enter")
    page.wait_for_url("**/search")
    focus_on(page, "Ta saken")
    keys.press("Enter")
    page.wait_for_url("**/cases/2026-000003")


def focus_on(page: Any, name: str) -> None:
    """Goes on by the tabulator until what has the focus is called so, and shows that it has it."""
    for _ in range(40):
        page.keyboard.press("Tab")
        called = page.evaluate("(document.activeElement.labels?.[0] ?? document.activeElement).textContent.trim()")
        if called.startswith(name):
            shown = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
            assert shown != "none"
            return
    raise AssertionError(f"the keyboard does not come to {name}")
