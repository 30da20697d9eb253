"""`intake people` and `intake review` at the command line."""

import io
from pathlib import Path

import pytest

from intake import service
from intake.__main__ import main
from intake.keep.workspace import open_workspace
from intake.review import assets

PASSWORD = "et langt passord til prøve"


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty workspace, and a password waiting to be read."""
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{PASSWORD}\n"))
    return tmp_path / "workspace"


def people(root: Path, *arguments: str) -> int:
    return main(["people", *arguments, "--workspace", str(root)])


def test_the_first_account_is_made_on_the_server_and_can_sign_in(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert people(root, "add", "Kari", "--name", "Kari Testesen", "--role", "leader", "--municipality", "3122") == 0
    assert people(root, "list") == 0
    assert "kari  Kari Testesen  leder  marker/koordinerende-enhet" in capsys.readouterr().out
    assert service.sign_in(open_workspace(root), "kari", PASSWORD, "here")


def test_an_account_is_closed_and_given_another_role(root: Path) -> None:
    people(root, "add", "kari", "--name", "Kari Testesen")
    assert people(root, "change", "kari", "--role", "auditor", "--off") == 0
    person = service.find_person(open_workspace(root), "kari")
    assert person is not None and (person.roles, person.active) == (("auditor",), False)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("add", "kari", "--name", "Kari", "--role", "konge"), "konge er ingen rolle"),
        (("add", "kari", "--name", "Kari", "--queue", "oslo/noe"), "oslo/noe er ingen kø"),
        (("password", "ingen"), "ingen bruker som heter ingen"),
        (("change", "ingen", "--off"), "ingen bruker som heter ingen"),
    ],
)
def test_what_can_not_be_is_said_in_norwegian(
    root: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], said: str
) -> None:
    assert people(root, *arguments) == 2
    assert said in capsys.readouterr().err


def test_a_password_that_is_too_short_makes_no_account(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("kort\n"))
    assert people(root, "add", "kari", "--name", "Kari") == 2
    assert "minst 12" in capsys.readouterr().err
    assert service.everyone(open_workspace(root)) == ()


def test_without_what_the_set_up_brings_the_page_does_not_start_and_says_what_to_do(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(assets, "FOLDER", tmp_path / "nothing")
    assert main(["review", "--workspace", str(root)]) == 1
    assert "./run set-up" in capsys.readouterr().err
