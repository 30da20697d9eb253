"""The page of a case in a real browser, by keyboard alone: how few keys a correct case takes, and who is told what."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from laying import a_value, lay

from intake import service
from intake.keep.workspace import Workspace
from intake.model import Box, Evidence, Field, Issue, Origin, Status

WIDE = {"viewport": {"width": 1400, "height": 900}}


class Counting:
    """Presses keys as a caseworker does, and counts them and what the browser asks the server for."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.keys = 0
        self.requests: list[str] = []
        page.on("request", lambda request: self.requests.append(f"{request.method} {request.url}"))

    def press(self, key: str) -> None:
        """One key, and whatever it leads to."""
        self.keys += 1
        self.page.keyboard.press(key)

    @property
    def sent(self) -> int:
        """How often something was sent."""
        return sum(request.startswith("POST") for request in self.requests)


def focused(page: Any) -> str:
    """The id of what the caseworker is at."""
    found: str = page.evaluate("document.activeElement.closest('[data-item]')?.id ?? ''")
    return found


def opened(browse: Callable[..., Any], number: str, account: str = "kari") -> Counting:
    counting = Counting(browse(account, **WIDE))
    counting.page.goto(f"/cases/{number}")
    until(counting.page, "Boolean(document.activeElement.closest('[data-item]'))")
    return counting


def until(page: Any, expression: str) -> None:
    """Waits until it holds in the page, asking from outside: the page itself may run no words as a script."""
    for _ in range(200):
        if page.evaluate(expression):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"never: {expression}")


def left(page: Any, count: int) -> None:
    """Waits until so much is left to look at."""
    until(page, f"document.getElementById('desk-state')?.dataset.left == '{count}'")


def the_value(workspace: Workspace, number: str, name: str) -> tuple[object, str]:
    case = service.one_case(workspace, number)
    assert case is not None
    return case.fields[name].value, case.fields[name].status


def test_a_clean_case_takes_six_keys_at_most(browse: Callable[..., Any], workspace: Workspace, tmp_path: Path) -> None:
    number = lay(workspace, tmp_path)
    counting = opened(browse, number)
    assert focused(counting.page).startswith("block-")
    while focused(counting.page) != "finish":
        counting.press("Enter")
    counting.press("Enter")
    counting.page.wait_for_url("**/done")
    print(f"\na clean case: {counting.keys} keys, {len(counting.requests)} requests, {counting.sent} of them sent")
    assert counting.keys <= 6
    assert counting.page.get_by_text("Alt som er lest, er kontrollert").is_visible()


def test_two_values_are_put_right_by_keyboard_and_the_case_exported(
    browse: Callable[..., Any], workspace: Workspace, tmp_path: Path
) -> None:
    number = lay(workspace, tmp_path, doubtful={"child_name": 0.2, "guardian_1_phone": 0.3, "place": 0.4})
    counting = opened(browse, number)
    page = counting.page
    for name, text in (("child_name", "Karin Testesen"), ("guardian_1_phone", "91 23 45 68")):
        assert focused(page) == f"v0-{name}"
        counting.press("r")
        page.keyboard.type(text)
        counting.press("Enter")
    left(page, 5)
    assert counting.keys == 4  # two a value, besides its letters
    counting.press("Enter")  # the place is right
    for _ in range(4):
        counting.press("Enter")
    left(page, 0)
    counting.press("f")
    page.wait_for_url("**/done")
    print(f"\nthree doubtful values: {counting.keys} keys, {len(counting.requests)} requests, {counting.sent} sent")
    assert the_value(workspace, number, "child_name") == ("Karin Testesen", "confident")
    assert the_value(workspace, number, "guardian_1_phone") == ("91234568", "confident")
    fields = page.evaluate(f"fetch('/cases/{number}.json').then(answer => answer.json())")["fields"]
    assert (fields["child_name"]["value"], fields["child_name"]["confidence"]) == ("Karin Testesen", 1)


def test_what_cant_be_right_is_asked_about_again_though_the_next_value_was_reached(
    browse: Callable[..., Any], workspace: Workspace, tmp_path: Path
) -> None:
    number = lay(workspace, tmp_path, doubtful={"guardian_1_phone": 0.2, "place": 0.4})
    counting = opened(browse, number)
    counting.press("r")
    counting.page.keyboard.type("123")
    counting.press("Enter")
    until(counting.page, "document.getElementById('v0-guardian_1_phone-wrong') !== null")
    assert focused(counting.page) == "v0-guardian_1_phone"
    assert counting.page.locator("#v0-guardian_1_phone-value").input_value() == "123"
    assert the_value(workspace, number, "guardian_1_phone")[1] == "uncertain"


@pytest.mark.parametrize(("key", "status"), [("u", "unreadable"), ("t", "empty")])
def test_one_key_says_that_nobody_can_read_it_or_that_nothing_is_there(
    browse: Callable[..., Any], workspace: Workspace, tmp_path: Path, key: str, status: str
) -> None:
    number = lay(workspace, tmp_path, doubtful={"place": 0.2})
    counting = opened(browse, number)
    counting.press(key)
    left(counting.page, 4)
    assert the_value(workspace, number, "place") == (None, status)
    counting.press("z")
    left(counting.page, 5)
    assert the_value(workspace, number, "place")[1] == "uncertain"


def test_letters_are_no_keys_while_one_writes_nor_when_they_are_turned_off(
    browse: Callable[..., Any], workspace: Workspace, tmp_path: Path
) -> None:
    number = lay(workspace, tmp_path, doubtful={"place": 0.2})
    counting = opened(browse, number)
    page = counting.page
    counting.press("r")
    page.keyboard.type("tusf")
    assert page.evaluate("document.activeElement.value") == "tusf"
    page.keyboard.press("Escape")
    page.get_by_text("Hurtigtaster", exact=True).click()
    page.get_by_role("switch").click()
    page.locator("#v0-place").focus()
    page.keyboard.press("u")
    page.wait_for_timeout(300)
    assert the_value(workspace, number, "place")[1] == "uncertain"
    assert counting.sent == 0


def test_a_scan_of_twelve_pages_shows_the_place_of_a_value_and_finds_the_value_of_a_place(
    browse: Callable[..., Any], workspace: Workspace, tmp_path: Path
) -> None:
    far = a_value("child_name", "Kari Testesen", 0.3, 5, page=11)
    number = lay(workspace, tmp_path, pages=12, also=(far,), doubtful={"place": 0.5})
    counting = opened(browse, number)
    page = counting.page
    assert page.locator("figure.sheet").count() == 12
    until(page, "document.querySelector('rect.here')?.closest('figure').id.endsWith('-11')")
    until(page, "document.querySelectorAll('figure img')[10].naturalWidth > 0")
    until(page, "document.getElementById('scan').scrollTop > 0")
    page.locator("figure.sheet").first.scroll_into_view_if_needed()
    paper = page.locator("figure.sheet .paper").first.bounding_box()
    page.mouse.click(paper["x"] + paper["width"] * 0.3, paper["y"] + paper["height"] * 0.615)
    assert focused(page) == "v0-place"


def test_the_second_of_two_caseworkers_is_told_and_nothing_is_overwritten(
    browse: Callable[..., Any], workspace: Workspace, tmp_path: Path
) -> None:
    number = lay(workspace, tmp_path, doubtful={"child_name": 0.2})
    kari, ola = opened(browse, number), opened(browse, number, "ola")
    for counting, name in ((kari, "Karin Testesen"), (ola, "Kåre Testesen")):
        counting.press("r")
        counting.page.keyboard.type(name)
        counting.press("Enter")
        if counting is kari:
            left(kari.page, 4)
    ola.page.wait_for_selector("#stale")
    assert "Kari Testesen har endret saken" in ola.page.locator("#stale").inner_text()
    assert the_value(workspace, number, "child_name")[0] == "Karin Testesen"


def a_busy_case(workspace: Workspace, folder: Path) -> str:
    """A case with something of everything."""
    ink = Issue("unread_ink", page=2, box=Box(0.1, 0.6, 0.5, 0.7))
    empty = Field("child_national_id", None, None, 0.999, Status.EMPTY, None, (Evidence(1, Box(0.1, 0.9, 0.5, 0.93)),))
    agencies = Field("consent_agencies", ("ppt", "nav"), None, 0.7, Status.UNCERTAIN, Origin.MARK,
                     (Evidence(1, Box(0.1, 0.84, 0.5, 0.87)),))  # fmt: skip
    doubtful = {"child_name": 0.3, "condition_text": 0.6, "guardian_1_signature": 0.5}
    return lay(workspace, folder, doubtful=doubtful, also=(empty, agencies), reasons=(ink,))


def test_the_page_of_a_case(workspace: Workspace, tmp_path: Path, looked_at: Callable[..., None]) -> None:
    looked_at("case", f"/cases/{a_busy_case(workspace, tmp_path)}")


def test_the_page_of_a_case_with_all_of_it_open(
    workspace: Workspace, tmp_path: Path, looked_at: Callable[..., None]
) -> None:
    def open_all(page: Any) -> None:
        page.evaluate("document.querySelectorAll('details').forEach(details => { details.open = true; })")

    looked_at("case-open", f"/cases/{a_busy_case(workspace, tmp_path)}", then=open_all)


def test_look_alikes(workspace: Workspace, tmp_path: Path, looked_at: Callable[..., None]) -> None:
    a_busy_case(workspace, tmp_path)
    looked_at("alike", "/alike?kind=ticks")


def test_a_case_that_is_done(workspace: Workspace, tmp_path: Path, looked_at: Callable[..., None]) -> None:
    looked_at("case-done", f"/cases/{a_busy_case(workspace, tmp_path)}/done")
