"""The note and the letters are written in on the page, and taken away as files."""

import io
import re
from collections.abc import Callable
from html import unescape
from typing import Any

import docx
import pytest
from browsing import Browsing

from intake import service
from intake.keep.workspace import Workspace
from intake.review._words import words

CASE = "2026-000001"
NOTE = f"/cases/{CASE}/note"
TEXT = f"/cases/{CASE}/papers/note/text"
DURATION = "explanation_long_term_need"


@pytest.fixture(autouse=True)
def numbered_now(workspace: Workspace) -> None:
    """The cases are of this year."""
    assert service.all_cases(workspace)[0].case == CASE or pytest.skip("another year than the kernel's of the tests")


def stands(page: str, key: str) -> str:
    """What stands in a place of the page."""
    found = re.search(rf'name="text-{key}".*?>\n(.*?)</textarea>', page, re.DOTALL)
    assert found
    return unescape(found[1])


def write(client: Browsing, key: str, text: str, seen: str) -> Any:
    return client.send_form(TEXT, **{f"text-{key}": text, f"seen-{key}": seen})


def test_a_sentence_is_written_anew_and_stands_in_the_word_file(kari: Browsing) -> None:
    seen = stands(kari.get(NOTE).text, DURATION)
    assert write(kari, DURATION, "Familien sier at behovet varer.", seen).status_code == 303
    page = kari.get(NOTE).text
    assert stands(page, DURATION) == "Familien sier at behovet varer."
    assert "Skrevet av Kari Testesen" in page
    word = kari.get(f"/cases/{CASE}/papers/note/file.docx")
    assert "Familien sier at behovet varer." in [p.text for p in docx.Document(io.BytesIO(word.content)).paragraphs]
    assert kari.get(f"/cases/{CASE}/papers/note/file.pdf").content.startswith(b"%PDF")
    html = kari.get(f"/cases/{CASE}/papers/note/file.html")
    assert "sandbox" in html.headers["content-security-policy"]


def test_every_place_that_is_named_leads_to_its_page_in_the_case(kari: Browsing) -> None:
    page = kari.get(NOTE).text
    places = re.findall(rf'href="(/cases/{CASE}#page-[0-9a-f]{{12}}-\d+)"', page)
    assert places
    assert f'id="{places[0].partition("#")[2]}"' in kari.get(f"/cases/{CASE}").text


def test_the_conclusion_is_the_caseworkers_own_field_and_empty(kari: Browsing) -> None:
    page = kari.get(NOTE).text
    assert [stands(page, key) for key in ("conclusion", "reasons", "caseworker")] == ["", "", ""]


def test_two_who_write_in_one_place_are_both_shown_and_none_is_overwritten(
    kari: Browsing, as_person: Callable[[str], Browsing]
) -> None:
    ola = as_person("ola")
    assert write(ola, "reasons", "Olas grunner.", "").status_code == 303
    answer = write(kari, "reasons", "Karis grunner.", "")
    assert answer.status_code == 409
    assert "Olas grunner." in answer.text
    assert stands(answer.text, "reasons") == "Karis grunner."
    assert stands(kari.get(NOTE).text, "reasons") == "Olas grunner."
    assert write(kari, "reasons", "Begges grunner.", "Olas grunner.").status_code == 303


def test_earlier_versions_are_seen_and_gone_back_to(kari: Browsing) -> None:
    write(kari, "reasons", "Første.", "")
    write(kari, "reasons", "Andre.", "Første.")
    first = re.findall(r"\?version=(\d+)", kari.get(NOTE).text)[-1]
    assert "Første." in kari.get(f"{NOTE}?version={first}").text
    assert kari.send_form(f"/cases/{CASE}/papers/note/versions/{first}").status_code == 303
    assert stands(kari.get(NOTE).text, "reasons") == "Første."
    assert kari.get(f"{NOTE}?version=99").status_code == 404


def test_a_new_reading_shows_what_has_changed_and_leaves_the_persons_words(
    workspace: Workspace, kari: Browsing
) -> None:
    seen = stands(kari.get(NOTE).text, DURATION)
    write(kari, DURATION, "Mine ord.", seen)
    told = service.Told(
        "request", "Mor", "Kari Testesen", service.clock(), {"needs_text": "Behovet varer hele livet, hver dag."}
    )
    service.tell(workspace, told, case=CASE)
    page = kari.get(NOTE).text
    assert "Utkastet er endret siden dette ble skrevet." in page
    assert stands(page, DURATION) == "Mine ord."
    kari.send_form(f"/cases/{CASE}/papers/note/passage", draft=DURATION)
    assert stands(kari.get(NOTE).text, DURATION) not in ("Mine ord.", seen)


def test_a_letter_is_written_in(kari: Browsing) -> None:
    way = f"/cases/{CASE}/letters/receipt"
    seen = stands(kari.get(way).text, "contact")
    kari.send_form(f"/cases/{CASE}/papers/receipt/text", **{"text-contact": "Ring oss.", "seen-contact": seen})
    assert stands(kari.get(way).text, "contact") == "Ring oss."
    word = kari.get(f"/cases/{CASE}/papers/receipt/file.docx").content
    assert "Ring oss." in [p.text for p in docx.Document(io.BytesIO(word)).paragraphs]
    assert kari.get(f"/cases/{CASE}/letters/nothing").status_code == 404


def test_nobody_of_another_unit_reads_or_writes(as_person: Callable[[str], Browsing]) -> None:
    hanne, pia = as_person("hanne"), as_person("pia")
    assert [hanne.get(NOTE).status_code, pia.get(NOTE).status_code] == [404, 403]
    assert write(hanne, "reasons", "x", "").status_code == 404
    assert hanne.get(f"/cases/{CASE}/papers/note/file.docx").status_code == 404
    assert hanne.get(f"/cases/{CASE}/note/clippings/1.png").status_code == 404


def test_what_is_written_is_in_the_access_log(workspace: Workspace, kari: Browsing) -> None:
    write(kari, "reasons", "Grunner.", "")
    rune = service.person_of(workspace, service.begin_session(workspace, "rune"))
    assert rune is not None
    assert "note_edited" in [access.what for access in service.accesses(workspace, rune, number=CASE)]


@pytest.mark.parametrize("paper", ["note", "letter"])
@pytest.mark.parametrize("did", ["viewed", "edited", "exported"])
def test_what_is_done_with_a_paper_has_words_in_the_access_log(paper: str, did: str) -> None:
    assert all(words(f"did_{paper}_{did}", language) for language in ("nb", "nn"))


def test_the_note_looks_right(workspace: Workspace, kari: Browsing, looked_at: Callable[..., None]) -> None:
    write(kari, DURATION, "Familien sier at behovet varer.", stands(kari.get(NOTE).text, DURATION))
    told = service.Told("request", "Mor", "Kari", service.clock(), {"needs_text": "Behovet varer hele livet."})
    service.tell(workspace, told, case=CASE)
    looked_at("note", NOTE)
    looked_at("letter", f"/cases/{CASE}/letters/information_request")


def test_a_note_is_written_and_kept_by_keyboard_alone(browse: Callable[..., Any]) -> None:
    page = browse("kari")
    page.goto(NOTE)
    page.focus("#text-conclusion")
    page.keyboard.type("Skrevet med tastaturet.")
    with page.expect_navigation():
        page.keyboard.press("Control+s")
    assert page.input_value("#text-conclusion") == "Skrevet med tastaturet."
