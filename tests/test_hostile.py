"""Odd and hostile files, where the folder of them is at hand: each ends as it should, in time and within its memory."""

import csv
from collections.abc import Mapping
from pathlib import Path

import pytest

from intake import unpack
from intake.isolate import Ended, each
from intake.model import Unpacked, Unprocessable
from intake.plugins import discover
from intake.unpack._unknown import refuse

FOLDER = Path(__file__).resolve().parent.parent.parent / "shared" / "hostile"
SECONDS, MEMORY = 60.0, 1_500_000_000
PAGES_LOOKED_AT, DPI = 4, 100.0
DEEPEST = 8

READ = "read"
ENCRYPTED = {"encrypted_pdf", "encrypted_document"}
REFUSED = {"corrupt_file", "not_a_document", "no_pages", "empty_file", "format_not_read", "file_damaged"}
TOO_MUCH = {"too_many_pages", "too_many_parts", "picture_too_large", "page_too_large", "took_too_long",
            "too_much_memory", "reader_crashed"}  # fmt: skip
BY_ANOTHER_READER = "is not a Word file"
"""What the manifest says of a template of Word's, because the program that looked at it opens none."""


def look(path: str) -> str:
    """Opens a file and all within it and looks at the first pages: what became of it, as a code."""
    try:
        found = _opened(Path(path).read_bytes(), Path(path).name, 0)
    except Unprocessable as trouble:
        return trouble.code
    return next((issue.code for each in found for issue in each.issues), READ)


def _opened(content: bytes, name: str, depth: int) -> list[Unpacked]:
    if depth > DEEPEST:
        raise Unprocessable("too_many_parts")
    module = next((m for m in discover(unpack).values() if m.recognises(content, name)), None)
    if module is None:
        raise refuse(content, name)
    found = module.unpack(content, name)
    for page in found.pages[:PAGES_LOOKED_AT]:
        picture = page.picture(DPI)
        assert picture.ndim == 2 and picture.size > 0
    return [found, *(inner for part in found.parts for inner in _part(part.content, part.name, depth + 1))]


def _part(content: bytes, name: str, depth: int) -> list[Unpacked]:
    try:
        return _opened(content, name, depth)
    except Unprocessable:  # a bad attachment does not stop the mail
        return []


def _manifest() -> list[dict[str, str]]:
    path = FOLDER / "manifest.csv"
    return list(csv.DictReader(path.open(encoding="utf-8"))) if path.exists() else []


def _allowed(row: Mapping[str, str]) -> set[str]:
    """The codes that the manifest's expectation leaves open."""
    expected = {row["expected"], *row["also_allowed"].replace("|", ";").split(";")}
    allowed = {READ} if "ok" in expected else set()
    if expected & {"unreadable", "not-a-document"}:
        # A Word file with a password and a wrong name counts as unreadable there; we say what it is.
        allowed |= REFUSED | (ENCRYPTED if row["format"] == "docx" else set())
    if "encrypted" in expected:
        allowed |= ENCRYPTED
    if "bomb" in expected:
        allowed |= TOO_MUCH | REFUSED
    return allowed | ({READ} if BY_ANOTHER_READER in row["detail"] else set())


ROWS = _manifest()


@pytest.fixture(scope="module")
def outcomes() -> dict[str, str]:
    paths = [str(FOLDER / row["file"]) for row in ROWS]
    results = each(look, paths, jobs=2, seconds=SECONDS, memory=MEMORY)
    return {
        row["file"]: result.cause if isinstance(result, Ended) else result
        for row, result in zip(ROWS, results, strict=True)
    }


@pytest.mark.skipif(not ROWS, reason="needs the shared folder of hostile files")
@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["file"])
def test_a_hostile_file_ends_as_it_should(row: dict[str, str], outcomes: dict[str, str]) -> None:
    assert outcomes[row["file"]] in _allowed(row)
