"""Every page of the frame, the queues and the access: in a real browser, in all looks."""

from collections.abc import Callable
from typing import Any

import pytest

from intake import service
from intake.keep.workspace import Workspace


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
