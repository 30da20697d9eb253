"""A workspace with some cases, people who may sign in, a client that is signed in, and a real browser."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import accessibility
import pytest
from browsing import Browsing, add_case

from intake import service
from intake.keep.people import Account
from intake.keep.workspace import Workspace, open_workspace
from intake.review import assets
from intake.review.app import app

ROOT = Path(__file__).resolve().parent.parent.parent
PASSWORD = "et langt passord til prøve"
CHROMIUM = shutil.which("chromium")
MARKER = service.queues_of("3122")
LOOKS: dict[str, dict[str, Any]] = {
    "light": {"viewport": {"width": 1360, "height": 900}, "color_scheme": "light"},
    "dark": {"viewport": {"width": 1360, "height": 900}, "color_scheme": "dark"},
    "narrow": {"viewport": {"width": 320, "height": 640}},
    "zoomed": {"viewport": {"width": 640, "height": 450}, "device_scale_factor": 2},
}
"""How a page is looked at. A window of 1280 pixels at 200 % is one of 640 with twice the dots."""
PEOPLE = (
    Account("kari", "Kari Testesen", ("caseworker",), MARKER),
    Account("ola", "Ola Prøvesen", ("caseworker", "leader"), MARKER),
    Account("pia", "Pia Prøve", ("post_room",), MARKER),
    Account("rune", "Rune Kontroll", ("auditor",), ()),
    Account("hanne", "Hanne Hamarsen", ("caseworker",), service.queues_of("3403")),
)
FAMILIES = (
    {"child": "Åse Testesen", "born": "2020-05-04", "condition": "cerebral parese"},
    {"child": "Ola Prøvesen", "born": "2018-01-20", "condition": "epilepsi"},
    {"child": "Nils Øvingen", "born": "2015-11-03", "condition": "autisme", "outcome": "needs_review"},
)


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The workspace that each test gets a copy of: hashing passwords takes its time."""
    folder = tmp_path_factory.mktemp("made")
    kept = open_workspace(folder / "workspace")
    for number, family in enumerate(FAMILIES):
        add_case(kept, folder / f"{number}.pdf", **family)
    for person in PEOPLE:
        service.add_person(kept, person, PASSWORD, "test")
    return kept.root


@pytest.fixture
def workspace(made_once: Path, tmp_path: Path) -> Workspace:
    """Three cases in Marker, read by the fast reader, and people of every role. Notes are not drawn."""
    shutil.copytree(made_once, tmp_path / "workspace")
    return open_workspace(tmp_path / "workspace")


@pytest.fixture
def visitor(workspace: Workspace) -> Browsing:
    """Nobody is signed in."""
    return Browsing(app(workspace), base_url="http://intake.test", follow_redirects=False)


@pytest.fixture
def as_person(workspace: Workspace) -> Callable[[str], Browsing]:
    """A client for an account, signed in without its password's being hashed: `as_person("kari")`."""

    def client(account: str) -> Browsing:
        token = service.begin_session(workspace, account)
        made = Browsing(app(workspace), base_url="http://intake.test", follow_redirects=False)
        made.cookies.set("intake-session", token)
        person = service.person_of(workspace, token)
        assert person is not None
        made.csrf = person.csrf
        return made

    return client


@pytest.fixture
def kari(as_person: Callable[[str], Browsing]) -> Browsing:
    """A caseworker in Marker, signed in."""
    return as_person("kari")


@pytest.fixture
def server(workspace: Workspace) -> Iterator[str]:
    """The real server over the workspace, as a process of its own; gives its address."""
    if assets.missing():
        pytest.skip("the page's style sheets are not there: ./run set-up brings them")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        sys.executable,
        "-m",
        "intake",
        "review",
        "--port",
        str(port),
        "--workspace",
        str(workspace.root),
        "--no-reading",
    ]
    process = subprocess.Popen(command, cwd=ROOT)
    try:
        _wait_for(port, process)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        assert process.wait(20) == 0


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """A headless browser. Only here is playwright imported: the rest runs without."""
    if CHROMIUM is None:
        pytest.skip("chromium is not installed")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def browse(chromium: Any, server: str, workspace: Workspace) -> Iterator[Callable[..., Any]]:
    """A page of the browser for an account, signed in: `browse("kari", color_scheme="dark")`. Nobody's for ""."""
    contexts = []

    def open_page(account: str = "kari", **options: Any) -> Any:
        context = chromium.new_context(base_url=server, locale="nb-NO", **options)
        contexts.append(context)
        if account:  # a token of its own for each: what one does does not sign another out
            token = service.begin_session(workspace, account)
            context.add_cookies([{"name": "intake-session", "value": token, "url": server}])
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture
def looked_at(browse: Callable[..., Any]) -> Callable[..., None]:
    """Looks at a page in light and dark, wide, narrow and at 200 %: `looked_at("queues", "/queues", "kari")`.

    Nothing may be wrong by axe-core's rules, and nothing may stick out sideways. `then(page)` is done before looking.
    Where the variable INTAKE_SCREENS names a folder, pictures are left there for people to look at.
    """
    if not accessibility.SCRIPT.is_file():
        pytest.skip("axe-core is not there: ./run tests brings it")

    def look(name: str, path: str, account: str = "kari", then: Callable[[Any], None] | None = None) -> None:
        for look, options in LOOKS.items():
            page = browse(account, **options)
            answer = page.goto(path)
            assert answer is not None and answer.status < 500
            page.wait_for_load_state("networkidle")
            if then is not None:
                then(page)
            if folder := os.environ.get("INTAKE_SCREENS"):
                page.screenshot(path=Path(folder) / f"{name}-{look}.png", full_page=True)
            assert (look, accessibility.violations(page), accessibility.sideways(page)) == (look, [], [])
            page.context.close()

    return look


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with {process.returncode}")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError("the server did not answer")
