"""A leader teaches a new form in the page: its blank is learnt, mended, tried and kept."""

import io
import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from browsing import Browsing
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from intake.keep import database, taught
from intake.keep.workspace import Workspace
from intake.service import _teaching as teaching
from schemas.form import Form, all_forms

LINES = ("Barnets navn:", "Barnets fødselsdato:", "Foresattes navn:", "Telefon:")
ANSWERS = ("Kari Testesen", "04.05.2020", "Ola Testesen", "91234567")


def a_form(answers: tuple[str, ...] = ()) -> bytes:
    """A form of no municipality: four lines and a signature; filled in by typewriter where there are answers."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=1)
    canvas.setFont("Helvetica-Bold", 18)
    canvas.drawString(20 * mm, 270 * mm, "Søknad om koordinator for barn")
    canvas.setFont("Helvetica", 11)
    canvas.drawString(20 * mm, 262 * mm, "Lillevik kommune, barne- og familietjenesten")
    for number, asked in enumerate((*LINES, "Underskrift foresatt:")):
        canvas.drawString(20 * mm, (245 - 14 * number) * mm, asked)
        canvas.line(65 * mm, (244 - 14 * number) * mm, 190 * mm, (244 - 14 * number) * mm)
    canvas.setFont("Courier", 11)
    for number, answer in enumerate(answers):
        canvas.drawString(67 * mm, (245 - 14 * number) * mm, answer)
    canvas.save()
    return out.getvalue()


def send(client: Browsing, path: str, content: bytes, name: str = "lillevik.pdf") -> Any:
    return client.post(path, data={"csrf": client.csrf}, files={"file": (name, content)})


@pytest.fixture
def ola(as_person: Callable[[str], Browsing]) -> Browsing:
    return as_person("ola")


@pytest.fixture(scope="module")
def learnt() -> teaching.Learnt:
    """What a child process finds in the blank, once for all tests."""
    found = teaching._in_child(teaching.learn, teaching.Job(a_form(), "lillevik.pdf"))
    assert isinstance(found, teaching.Learnt)
    return found


@pytest.fixture
def draft(workspace: Workspace, learnt: teaching.Learnt, ola: Browsing, monkeypatch: pytest.MonkeyPatch) -> str:
    """The form, brought by a leader; gives the way to it."""
    with monkeypatch.context() as once:
        once.setattr(teaching, "_in_child", lambda *_: learnt)
        answer = send(ola, "/forms", a_form())
    assert answer.status_code == 303
    way: str = answer.headers["location"]
    return way


def values(page: str) -> dict[str, str]:
    """What stands in the page's form of fields."""
    found = {
        name: re.search(rf'name="{name}">(?:(?!</select>).)*?value="([^"]*)" selected', page, re.DOTALL)
        for name in re.findall(r'<select class="ds-input" id="[^"]*" name="([^"]*)"', page)
    }
    chosen = {name: hit[1] for name, hit in found.items() if hit}
    return chosen | dict(re.findall(r'<input class="ds-input" id="[^"]*" name="([^"]*)" value="([^"]*)"', page))


def test_the_fields_of_a_blank_are_found_and_drawn_on_it(learnt: teaching.Learnt, draft: str, ola: Browsing) -> None:
    names = {field.name for field in Form.model_validate_json(learnt.template).fields}
    assert names >= {"child_name", "child_birth_date", "guardian_1_name", "guardian_1_phone", "guardian_1_signature"}
    page = ola.get(draft).text
    assert page.count('<rect class="field-box"') == len(names)
    assert ola.get(f"{draft}/pages/1.png").content.startswith(b"\x89PNG")
    assert ola.get(f"{draft}/pages/2.png").status_code == 404


def test_names_and_kinds_are_mended_and_what_is_no_field_is_left_out(
    workspace: Workspace, draft: str, ola: Browsing
) -> None:
    given = values(ola.get(draft).text)
    name = next(key for key, value in given.items() if value == "guardian_1_name").removeprefix("name-")
    phone = next(key for key, value in given.items() if value == "guardian_1_phone").removeprefix("name-")
    mended = {**given, f"name-{name}": "referrer_name", f"drop-{phone}": "1", "title": "Nytt navn"}
    assert ola.send_form(draft, **mended).status_code == 303
    with database.looking(workspace.ledger) as connection:
        found = taught.find(connection, int(draft.rpartition("/")[2]))
    assert found is not None
    form = Form.model_validate_json(found.body)
    names = [field.name for field in form.fields]
    assert (form.title, "referrer_name" in names, "guardian_1_phone" in names) == ("Nytt navn", True, False)


def test_two_fields_of_one_name_are_refused(draft: str, ola: Browsing) -> None:
    given = values(ola.get(draft).text)
    two = [key for key in given if key.startswith("name-")][:2]
    answer = ola.send_form(draft, **{**given, two[0]: "place", two[1]: "place"})
    assert (answer.status_code, "To felt er kalt det samme." in answer.text) == (422, True)


def test_a_filled_form_is_read_by_the_draft_and_not_kept(workspace: Workspace, draft: str, ola: Browsing) -> None:
    before = sorted(workspace.originals.rglob("*"))
    answer = send(ola, f"{draft}/try", a_form(ANSWERS), "utfylt.pdf")
    assert sorted(workspace.originals.rglob("*")) == before
    assert "Skjemaet ble kjent igjen." in answer.text
    assert all(value in answer.text for value in ("Kari Testesen", "04.05.2020", "91234567"))


def test_a_form_that_is_kept_lies_where_the_forms_lie(
    draft: str, ola: Browsing, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(teaching.keep_form, "__defaults__", (tmp_path, teaching.clock))
    answer = ola.send_form(f"{draft}/keep")
    assert "Det tas i bruk neste gang tjenesten startes." in answer.text
    (template,) = (tmp_path / "schemas" / "forms" / "egne").glob("*.toml")
    form = Form.model_validate(tomllib.loads(template.read_text(encoding="utf-8")))
    assert (tmp_path / form.blank).read_bytes() == a_form()
    assert ola.send_form(f"{draft}/keep").status_code == 404


def test_a_known_form_is_not_taught_again(ola: Browsing) -> None:
    blank = next(form for form in all_forms() if form.id.startswith("marker/")).blank_path
    answer = send(ola, "/forms", blank.read_bytes(), "blank.pdf")
    assert (answer.status_code, "Skjemaet er kjent fra før." in answer.text) == (422, True)


def test_a_file_that_is_no_form_says_why(ola: Browsing) -> None:
    answer = send(ola, "/forms", b"MZ\x90\x00" + b"\x00" * 200, "x.exe")
    assert (answer.status_code, 'role="alert"' in answer.text) == (422, True)


def test_only_a_leader_teaches(kari: Browsing, draft: str) -> None:
    assert [kari.get("/forms").status_code, kari.get(draft).status_code] == [403, 403]


def test_the_pages_look_right(draft: str, looked_at: Callable[..., None]) -> None:
    looked_at("forms", "/forms", "ola")
    looked_at("form", draft, "ola")
