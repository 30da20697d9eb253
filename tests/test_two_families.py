"""Two families' forms in one stack from the scanner: neither case shows anything of the other's."""

import io
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pypdf
import pytest

from intake import service
from intake.keep.workspace import open_workspace
from schemas.case import Case
from tests.maker import fonts
from tests.maker.make import made
from tests.maker.plan import Wish, arranged, draw


def a_form(number: int) -> bytes:
    """The asking page of a form that was filled in and scanned."""
    generator = np.random.default_rng([11, number])
    plan = draw(
        Wish(
            "typed_scan", profile="office200", container="pdf", form="marker/soknad-barnekoordinator", version="2026-2"
        ),
        generator,
    )
    alone = replace(plan, sides=arranged(plan.form, "one page"), arrangement="one page", bad_text_layer=False)
    return made(alone, "form", generator).content


def two_forms() -> bytes:
    """Two families' forms, one after the other."""
    stack = pypdf.PdfWriter()
    for number in (1, 2):
        stack.append(io.BytesIO(a_form(number)))
    written = io.BytesIO()
    stack.write(written)
    return written.getvalue()


def pictures(note: str) -> list[str]:
    """The pages that the note's pictures are of, as their alternative texts say."""
    return re.findall(r'<img [^>]*alt="[^"]*side (\d+),', note)


def places(case: Case) -> set[tuple[float, ...]]:
    return {(e.page, *e.box) for field in case.fields.values() if field.origin for e in field.evidence}


@pytest.mark.skipif(not fonts.installed(), reason="the maker's fonts are not installed")
def test_each_familys_note_shows_the_pictures_of_its_own_form_alone(tmp_path: Path) -> None:
    workspace = open_workspace(tmp_path / "workspace")
    (tmp_path / "stack.pdf").write_bytes(two_forms())
    sha256 = service.receive(workspace, tmp_path / "stack.pdf", name="stack.pdf", channel="command")
    service.read_document(workspace, sha256, service.read)
    numbers = service.consider_document(workspace, sha256)
    assert len(numbers) == 2
    for page, number in enumerate(numbers, start=1):
        service.draft_note(workspace, number)
        case = service.one_case(workspace, number)
        assert case is not None
        assert [document.pages for document in case.documents] == [(page,)]
        shown = pictures((workspace.root / str(case.note.files.html)).read_text(encoding="utf-8"))
        assert set(shown) == {str(page)}
        assert len(shown) <= len(places(case))
