"""The access log, and restricted cases: what is seen is written, and only those named see."""

import ast
import json
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import get_args

import pytest
from browsing import Browsing

from intake import service
from intake.__main__ import main
from intake.keep import access_log, cases, database
from intake.keep.workspace import Workspace
from intake.review._words import known
from intake.wording import FOLDER
from schemas.case import State

ROOT = Path(__file__).resolve().parent.parent.parent
Client = Callable[[str], Browsing]


def log(workspace: Workspace) -> list[tuple[str, str, str | None]]:
    with database.looking(workspace.ledger) as connection:
        return [(line.who, line.what, line.number) for line in access_log.newest(connection)][::-1]


@pytest.fixture
def secret(workspace: Workspace) -> str:
    """A case whose address is protected."""
    number = "2026-000002"
    with database.writing(workspace.ledger) as connection:
        newest = cases.newest(connection, number)
        assert newest is not None
        body = json.loads(newest.body) | {"queue": "marker/skjermet", "flags": ["address_protected"]}
        cases.add_version(connection, number, "marker/skjermet", json.dumps(body), "{}", service.clock())
    return number


def test_that_a_case_was_seen_is_written_and_so_is_what_was_done(kari: Browsing, workspace: Workspace) -> None:
    kari.get("/cases/2026-000001/progress")
    kari.send_form("/cases/2026-000001/take")
    assert log(workspace)[-2:] == [
        ("kari", "progress_viewed", "2026-000001"),
        ("kari", "case_taken", "2026-000001"),
    ]


def test_what_is_refused_leaves_no_trace_of_having_been_done(as_person: Client, workspace: Workspace) -> None:
    before = log(workspace)
    as_person("hanne").send_form("/cases/2026-000001/take")
    assert [line for line in log(workspace) if line not in before] == [("hanne", "signed_in", None)]


def test_the_log_can_not_be_changed_nor_shortened(workspace: Workspace, kari: Browsing) -> None:
    kari.get("/queues")
    for statement in ("UPDATE access_log SET who = 'en annen'", "DELETE FROM access_log"):
        with pytest.raises(Exception, match="only grows"), database.writing(workspace.ledger) as connection:
            connection.execute(statement)


def test_only_an_auditor_reads_the_log_and_that_stands_in_it(as_person: Client, workspace: Workspace) -> None:
    assert as_person("ola").get("/access-log").status_code == 403
    assert as_person("rune").get("/access-log").status_code == 200
    assert log(workspace)[-1] == ("rune", "access_log_viewed", None)


def test_the_log_is_read_by_person_case_kind_and_day(as_person: Client, kari: Browsing) -> None:
    kari.get("/cases/2026-000001/progress")
    kari.get("/cases/2026-000003/progress")
    rune = as_person("rune")

    def lines(query: str) -> int:
        return rune.get(f"/access-log?{query}").text.split("<tbody>")[-1].count("<tr>")

    assert lines("case=2026-1&what=progress_viewed") == 1
    assert lines("who=kari&what=progress_viewed") == 2
    assert lines("who=kari&until=2020-01-01") == 0
    assert lines("since=tull&what=progress_viewed") == 2


def test_a_family_that_asks_is_given_everyone_who_has_seen_the_case(as_person: Client, kari: Browsing) -> None:
    kari.get("/cases/2026-000001/progress")
    rune = as_person("rune")
    shown = rune.get("/access-log/2026-000001").text
    assert "Kari Testesen" in shown and "så saksgangen" in shown
    table = rune.get("/access-log/2026-000001/table")
    assert table.content.decode("utf-8-sig").splitlines()[1].split(";")[1:] == ["Kari Testesen", "så saksgangen"]
    assert rune.get("/access-log/2026-000002").status_code == 404


def test_a_restricted_case_is_seen_by_those_named_alone(as_person: Client, secret: str) -> None:
    kari, ola = as_person("kari"), as_person("ola")
    assert kari.get(f"/cases/{secret}/progress").status_code == 404
    assert "Ola Prøvesen</a>" not in kari.get("/queues?state=all").text
    assert ola.get(f"/cases/{secret}/progress").status_code == 404
    shown = ola.get("/restricted").text
    assert secret in shown and "2018" not in shown
    assert ola.send_form(f"/restricted/{secret}", account="kari", allowed="true").status_code == 303
    assert kari.get(f"/cases/{secret}/progress").status_code == 200
    assert ola.send_form(f"/restricted/{secret}", account="kari", allowed="false").status_code == 303
    assert kari.get(f"/cases/{secret}/progress").status_code == 404


def test_only_a_leader_of_the_municipality_says_who_may_see(as_person: Client, secret: str) -> None:
    assert as_person("kari").get("/restricted").status_code == 403
    assert as_person("kari").send_form(f"/restricted/{secret}", account="kari", allowed="true").status_code == 403
    assert as_person("ola").send_form(f"/restricted/{secret}", account="ingen", allowed="true").status_code == 404


def test_nobody_of_another_municipality_is_named_in_a_restricted_case(as_person: Client, secret: str) -> None:
    ola = as_person("ola")
    assert "Hanne Hamarsen" not in ola.get("/restricted").text
    assert ola.send_form(f"/restricted/{secret}", account="hanne", allowed="true").status_code == 404
    assert as_person("hanne").get(f"/cases/{secret}/progress").status_code == 404


def test_all_that_happens_to_a_case_has_words_in_its_history(
    as_person: Client, workspace: Workspace, secret: str, capsys: pytest.CaptureFixture[str]
) -> None:
    ola = as_person("ola")
    ola.send_form(f"/restricted/{secret}", account="kari", allowed="true")
    ola.send_form(f"/restricted/{secret}", account="kari", allowed="false")
    ola.send_form("/cases/2026-000001/take")
    ola.send_form("/cases/2026-000001/hand-over", to="kari")
    ola.send_form("/cases/2026-000001/hand-over", to="")
    for state in get_args(State):
        ola.send_form("/cases/2026-000001/state", state=state, reason="Derfor")
    for number in (secret, "2026-000001"):
        assert main(["show", number, "--workspace", str(workspace.root)]) == 0
    assert "satte status til avgjort" in capsys.readouterr().out


def test_every_sentence_of_the_page_stands_in_one_file_and_in_both_languages() -> None:
    files = [tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("review*.toml"))]
    keys = [key for file in files for key in file]
    assert sorted(set(keys)) == sorted(keys)
    assert not [key for file in files for key, entry in file.items() if {"nb", "nn"} != set(entry)]


def test_the_log_has_words_for_all_that_the_program_writes_in_it() -> None:
    written = {
        node.value
        for path in (ROOT / "intake" / "service").rglob("*.py")
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and ast.unparse(call.func) in {"access_log.add", "acting", "note_access"}
        for node in call.args[2:5]
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    assert len(written) > 15
    assert not written - set(known("did_"))


def test_a_case_for_another_municipality_is_seen_where_it_came_to(
    as_person: Client, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They send it on; whom it is for has never had it."""
    number = "2026-000001"
    with database.writing(workspace.ledger) as connection:
        newest = cases.newest(connection, number)
        assert newest is not None
        body = json.loads(newest.body) | {"queue": "ikke-vaar", "municipality": "3403", "flags": ["other_municipality"]}
        cases.add_version(connection, number, "ikke-vaar", json.dumps(body), "{}", service.clock())
    assert as_person("kari").get(f"/cases/{number}/progress").status_code == 200
    assert as_person("hanne").get(f"/cases/{number}/progress").status_code == 404
