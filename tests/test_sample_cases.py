"""The cases of `samples/cases`: files and calls as they came, walked through the service, and the case that they make.

`pytest --update-samples` writes what the program makes now into `expected.json` and then fails, so that a person looks
at the difference before it is believed.
"""

import datetime as dt
import json
import tomllib
from pathlib import Path
from typing import Any

import pytest

from intake import service
from intake.keep.workspace import Workspace, open_workspace
from schemas.case import Case

ROOT = Path(__file__).parent.parent / "samples" / "cases"
FOLDERS = sorted(path.parent for path in ROOT.glob("*/case.toml"))
Step = tuple[dt.datetime, dict[str, Any]]


def steps(sample: dict[str, Any]) -> list[Step]:
    """What came and what was told, in the order of time."""
    came = [(dt.datetime.fromisoformat(entry["received"]), entry) for entry in sample.get("files", ())]
    told = [(dt.datetime.fromisoformat(entry["at"]), entry) for entry in sample.get("told", ())]
    return sorted(came + told, key=lambda step: step[0])


def take(workspace: Workspace, folder: Path, at: dt.datetime, entry: dict[str, Any]) -> None:
    if "what" in entry:
        said = service.Told(entry["what"], entry["by"], entry["to"], at, entry["fields"])
        service.tell(workspace, said, municipality=entry.get("municipality"), now=lambda: at)
        return
    path = folder / entry["name"]
    sha256 = service.receive(
        workspace, path, name=path.name, channel="folder", municipality=entry.get("municipality"), now=lambda: at
    )
    service.read_document(workspace, sha256, service.read, lambda: at)
    service.consider_document(workspace, sha256, lambda: at)


def told(case: Case, numbers: dict[str, str]) -> dict[str, Any]:
    """The part of a case that a sample states. Files are called by name, since a hash says nothing to a reader."""
    assert case.sharing is not None
    return {
        "queue": case.queue,
        "state": case.state,
        "municipality": case.municipality,
        "documents": [[numbers.get(document.sha256, document.channel), document.kind] for document in case.documents],
        "flags": list(case.flags),
        "criteria": {criterion.criterion: criterion.finding for criterion in case.note.criteria},
        "next_step": case.note.next_step,
        "missing": [missing.code for missing in case.note.missing],
        "sharing": {
            "agencies": {k: v for k, v in case.sharing.agencies.items() if v != "not_stated"},
            "remarks": list(case.sharing.remarks),
        },
        "proposed_links": [[link.case, list(link.reasons)] for link in case.proposed_links],
        "changes": [[change.field, change.before, change.after] for change in case.changes],
        "deadlines": [case.deadlines.interim_reply.isoformat(), case.deadlines.answer.isoformat()],
        "history": [event.what for event in case.history],
    }


def as_made(folder: Path, workspace: Workspace) -> list[dict[str, Any]]:
    sample = tomllib.loads((folder / "case.toml").read_text(encoding="utf-8"))
    walked = steps(sample)
    for at, entry in walked:
        take(workspace, folder, at, entry)
    names = {file.sha256: file.name for file in service.all_standing(workspace) if file.name.endswith(".pdf")}
    today = walked[-1][0]
    return [json.loads(json.dumps(told(case, names))) for case in service.all_cases(workspace, now=lambda: today)]


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_what_came_makes_the_case_that_is_expected(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    monkeypatch.setenv("INTAKE_MUNICIPALITY", "4012")
    made = as_made(folder, open_workspace(tmp_path / "workspace"))
    path = folder / "expected.json"
    if request.config.getoption("--update-samples"):
        path.write_text(json.dumps(made, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        pytest.fail("expected.json was written anew: look at the difference")
    assert made == json.loads(path.read_text(encoding="utf-8"))


def test_each_case_of_the_list_is_there_and_says_what_it_shows() -> None:
    assert len(FOLDERS) >= 15
    for folder in FOLDERS:
        about = tomllib.loads((folder / "case.toml").read_text(encoding="utf-8"))
        assert about["title"] and about["shows"]
