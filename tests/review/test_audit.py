"""The blind audit on the page: the value is never shown before it is keyed in."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from browsing import Browsing

from intake.__main__ import main
from intake.keep.workspace import Workspace

NAME = "Åse Testesen"


@pytest.fixture(autouse=True)
def all_are_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INTAKE_AUDIT_SHARE", "1")


def key_in(client: Browsing, value: str) -> int:
    """Keys in the next name of a child that waits; gives its number."""
    client.get("/audit")
    after = 0
    while "Barnets navn" not in (page := client.get(f"/audit/key?after={after}").text):
        after = int(re.findall(r'action="/audit/key/(\d+)"', page)[0])
    number = int(re.findall(r'action="/audit/key/(\d+)"', page)[0])
    assert NAME not in page
    assert client.send_form(f"/audit/key/{number}", act="key", value=value).status_code == 303
    return number


def test_a_value_is_keyed_in_unseen_and_counts(kari: Browsing, as_person: Callable[[str], Browsing]) -> None:
    key_in(kari, NAME)
    page = as_person("ola").get("/audit").text
    assert re.search(r"Navn</th>.*?</span>1</td>.*?</span>0</td>", page, re.DOTALL)


def test_where_they_differ_both_are_shown_and_a_person_says_which_is_right(
    kari: Browsing, as_person: Callable[[str], Browsing]
) -> None:
    number = key_in(kari, "Åse Tostesen")
    page = kari.get("/audit/differing").text
    assert NAME in page and "Åse Tostesen" in page
    assert kari.send_form(f"/audit/differing/{number}", verdict="typed").status_code == 303
    assert "Åse Tostesen" in kari.get("/cases/2026-000001").text
    assert "Alt er avgjort." in kari.get("/audit/differing").text
    assert re.search(r"Navn</th>.*?</span>1</td>.*?</span>1</td>", as_person("ola").get("/audit").text, re.DOTALL)


def test_only_a_leader_moves_the_threshold(kari: Browsing, as_person: Callable[[str], Browsing]) -> None:
    ola = as_person("ola")
    assert "Ingenting er kontrollert over denne grensen ennå" in ola.get("/audit").text
    key_in(kari, NAME)
    assert "Med grensen 0,990" in ola.get("/audit?threshold=0.99").text
    assert kari.send_form("/audit/threshold", threshold="0.99").status_code == 403
    assert ola.send_form("/audit/threshold", threshold="0.99").status_code == 303
    assert "Nå gjelder 0,990." in ola.get("/audit").text
    assert ola.get("/audit?threshold=x").status_code == 422


def test_the_auditor_sees_the_figures_and_no_clipping(as_person: Callable[[str], Browsing]) -> None:
    rune = as_person("rune")
    assert "Feil i sikre verdier" in rune.get("/audit").text
    assert rune.get("/audit/clippings/1.png").status_code == 403
    assert rune.get("/audit/lessons.jsonl").status_code == 403


def test_what_people_put_right_is_had_as_a_file(
    kari: Browsing, as_person: Callable[[str], Browsing], workspace: Workspace, tmp_path: Path
) -> None:
    key_in(kari, NAME)
    lines = as_person("ola").get("/audit/lessons.jsonl").text.splitlines()
    assert [json.loads(line)["right"] for line in lines] == [NAME]
    out = tmp_path / "lessons.jsonl"
    assert main(["audit", "--workspace", str(workspace.root), "--lessons", str(out), "--json"]) == 0
    assert out.read_text(encoding="utf-8").splitlines() == lines


def test_the_pages_look_right(
    kari: Browsing, as_person: Callable[[str], Browsing], looked_at: Callable[..., None]
) -> None:
    key_in(kari, "Åse Tostesen")
    looked_at("audit", "/audit?threshold=0.99", "ola")
    looked_at("audit-key", "/audit/key")
    looked_at("audit-differing", "/audit/differing")
