"""Golden samples: every folder with an `about.toml` holds one point, an input and what is to be read in it.

`pytest --update-samples` writes what the program reads now into `expected.json` and then fails, so that a person looks
at the difference before it is believed. Statuses of handwriting are compared, its values are not.
"""

import hashlib
import json
import tomllib
from pathlib import Path
from typing import Any

import pytest

from intake.export.json import line
from intake.model import Original
from intake.pipeline import process

ROOT = Path(__file__).parent.parent / "samples"
FOLDERS = sorted(path.parent for path in ROOT.rglob("about.toml"))


def the_input(folder: Path) -> Path:
    found = [path for path in folder.iterdir() if path.stem == "input"]
    assert len(found) == 1, "a sample is one input"
    return found[0]


def as_read(folder: Path) -> dict[str, Any]:
    path = the_input(folder)
    content = path.read_bytes()
    return line(process(Original(hashlib.sha256(content).hexdigest(), path.name, content)), path.name)


def told(read: dict[str, Any], expected: dict[str, Any]) -> dict[str, Any]:
    """What was read, in the shape and with the keys of what is expected; a value only where one is expected."""
    found: dict[str, Any] = {key: read[key] for key in ("outcome", "pages")}
    if "reasons" in expected:
        found["reasons"] = [reason["code"] for reason in read["reasons"]]
    found["documents"] = [
        {key: of_document(key, document, wanted) for key in wanted}
        for document, wanted in zip(read["documents"], expected["documents"], strict=True)
    ]
    return found


def of_document(key: str, document: dict[str, Any], wanted: dict[str, Any]) -> Any:
    if key == "says":  # of a form that is nobody's: values, however sure they are, and of these fields alone
        return {name: document["fields"].get(name, {}).get("value") for name in wanted["says"]}
    if key != "fields":
        return document[key]
    return {name: of_field(field, wanted["fields"].get(name)) for name, field in document["fields"].items()}


def of_field(field: dict[str, Any], wanted: dict[str, Any] | None) -> dict[str, Any]:
    drafted = wanted is not None and wanted["value"] is None and wanted["status"] == "uncertain"
    return {"value": None if drafted else field["value"], "status": field["status"]}


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: str(folder.relative_to(ROOT)))
def test_a_sample_is_read_as_it_says(folder: Path, request: pytest.FixtureRequest) -> None:
    path = folder / "expected.json"
    expected = json.loads(path.read_text(encoding="utf-8"))
    read = as_read(folder)
    if request.config.getoption("--update-samples"):
        found = told(read, expected)
        path.write_text(json.dumps(found, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
        pytest.fail("expected.json was written anew: look at the difference")
    assert len(read["documents"]) == len(expected["documents"])
    assert told(read, expected) == expected


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: str(folder.relative_to(ROOT)))
def test_a_sample_says_what_it_shows(folder: Path) -> None:
    about = tomllib.loads((folder / "about.toml").read_text(encoding="utf-8"))
    assert about["title"] and about["shows"]


def test_there_are_samples() -> None:
    assert len(FOLDERS) >= 18


def test_a_file_is_read_alike_whatever_was_read_before_it() -> None:
    folders = [folder for folder in FOLDERS if "scan" in folder.name or folder.name == "photo"]
    alone = as_read(folders[0])
    for folder in folders[1:]:
        as_read(folder)
    assert as_read(folders[0]) == alone
