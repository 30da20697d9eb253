"""The post room's page: files are brought, counted and accounted for."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from browsing import Browsing
from fast_reader import a_file, read

from intake import service
from intake.keep.workspace import Workspace
from intake.wording import FOLDER, keys


@pytest.fixture
def pia(as_person: Callable[[str], Browsing]) -> Browsing:
    return as_person("pia")


def set_aside(kept: Workspace, folder: Path) -> str:
    path = a_file(folder, "låst.pdf", outcome="quarantined")
    sha256 = service.receive(kept, path, name=path.name, channel="folder")
    service.read_document(kept, sha256, read)
    return sha256


def brought(pia: Browsing, *contents: bytes, key: str = "en-nøkkel") -> Any:
    files = [("files", (f"fil-{n}.pdf", content)) for n, content in enumerate(contents)]
    return pia.post("/post-room/upload", data={"csrf": pia.csrf, "key": key}, files=files)


def test_what_is_uploaded_is_received_and_waits(workspace: Workspace, pia: Browsing) -> None:
    answer = brought(pia, b"a", b"b")
    assert (answer.status_code, answer.headers["location"]) == (303, "/post-room?received=2")
    page = pia.get("/post-room?received=2").text
    assert "2 filer er mottatt og lagret." in page
    assert "2 filer venter på å bli lest" in page
    assert len(service.waiting(workspace)) == 2


def test_a_form_that_is_sent_twice_is_received_once(workspace: Workspace, pia: Browsing) -> None:
    assert brought(pia, b"a").status_code == brought(pia, b"a").status_code == 303
    assert len([s for s in service.all_standing(workspace) if s.name == "fil-0.pdf"]) == 1
    assert pia.get("/post-room").text.count("fil-0.pdf") == 1
    assert brought(pia, b"c").status_code == 409


def test_a_file_without_the_forms_token_is_refused(workspace: Workspace, pia: Browsing) -> None:
    files = [("files", ("x.pdf", b"x"))]
    assert pia.post("/post-room/upload", data={"key": "en-nøkkel"}, files=files).status_code == 403
    assert service.waiting(workspace) == ()


def test_only_the_post_room_and_leaders_get_in(as_person: Callable[[str], Browsing]) -> None:
    assert [as_person(who).get("/post-room").status_code for who in ("pia", "ola", "kari", "rune")] == [
        200, 200, 403, 403,
    ]  # fmt: skip


def test_what_was_set_aside_says_why_and_what_to_do(workspace: Workspace, tmp_path: Path, pia: Browsing) -> None:
    assert "Det er gjort rede for alt som er mottatt." in pia.get("/post-room").text
    aside = set_aside(workspace, tmp_path)
    page = pia.get("/post-room").text
    assert "PDF-en er låst med passord. Be avsenderen sende den på nytt uten passord." in page
    assert all(what in page for what in ("Prøv igjen", "Kommer på nytt", "Registrer for hånd"))
    assert pia.send_form(f"/post-room/files/{aside}/again").status_code == 303
    assert service.waiting(workspace) == (aside,)
    service.read_document(workspace, aside, read)
    pia.send_form(f"/post-room/files/{aside}/handled", how="scan_again")
    page = pia.get("/post-room").text
    assert "Det er gjort rede for alt som er mottatt." in page
    assert "kommer på nytt" in page


def test_a_file_is_keyed_in_beside_its_picture(workspace: Workspace, tmp_path: Path, pia: Browsing) -> None:
    aside = set_aside(workspace, tmp_path)
    assert "låst.pdf" in pia.get(f"/post-room/files/{aside}/by-hand").text
    values = {"what": "request", "by": "Mor Prøve", "to": "Pia Prøve", "at": "2026-03-02T10:15"}
    wrong = pia.send_form(f"/post-room/files/{aside}/by-hand", **values)
    assert (wrong.status_code, "Skriv barnets navn" in wrong.text) == (422, True)
    right = pia.send_form(f"/post-room/files/{aside}/by-hand", **values, child_name="Per Prøve", condition_text="ADHD")
    assert right.status_code == 303
    (standing,) = service.standing(workspace, [aside])
    case = service.one_case(workspace, standing.cases[0])
    assert case is not None
    assert sorted(document.channel for document in case.documents) == ["folder", "keyed"]


def test_the_original_is_handed_over_and_runs_nothing(workspace: Workspace, tmp_path: Path, pia: Browsing) -> None:
    answer = pia.get(f"/post-room/files/{set_aside(workspace, tmp_path)}/original")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf")
    assert "sandbox" in answer.headers["content-security-policy"]
    in_case = service.all_cases(workspace)[0].documents[0].sha256
    assert pia.get(f"/post-room/files/{in_case}/original").status_code == 404


def test_sheets_that_were_counted_are_held_against_those_that_were_scanned(
    workspace: Workspace, tmp_path: Path, pia: Browsing
) -> None:
    path = a_file(tmp_path, "skannet.pdf", child="Per Prøve")
    service.read_document(workspace, service.receive(workspace, path, name=path.name, channel="folder"), read)
    today = service.clock().date().isoformat()
    pia.send_form("/post-room/sheets", day=today, sheets="1")
    assert "1 ark er talt, og 1 er skannet. Det stemmer." in pia.get("/post-room").text
    pia.send_form("/post-room/sheets", day=today, sheets="9")
    assert "9 ark er talt, men 1 er skannet." in pia.get("/post-room").text


def test_separator_sheets_are_printed(pia: Browsing) -> None:
    answer = pia.get("/post-room/separators.pdf?count=2&municipality=3122")
    assert (answer.status_code, answer.content[:5]) == (200, b"%PDF-")
    assert pia.get("/post-room/separators.pdf?count=2000").status_code == 422


def test_no_key_of_the_wording_stands_in_two_files() -> None:
    files = [path.stem for path in FOLDER.glob("review*.toml")]
    seen = [key for name in files for key in keys(name)]
    assert sorted(seen) == sorted(set(seen))


def test_the_post_room_looks_right(workspace: Workspace, tmp_path: Path, looked_at: Callable[..., None]) -> None:
    aside = set_aside(workspace, tmp_path)
    looked_at("post-room", "/post-room?received=1", "pia")
    looked_at("by-hand", f"/post-room/files/{aside}/by-hand", "pia")
    looked_at("separators", "/post-room/separators", "pia")


def test_files_are_dropped_on_the_page(workspace: Workspace, browse: Callable[..., Any]) -> None:
    page = browse("pia")
    page.goto("/post-room")
    with page.expect_navigation():
        page.evaluate(
            """() => { const data = new DataTransfer(); data.items.add(new File(["x"], "sluppet.pdf"));
            const dropped = new DragEvent("drop", {dataTransfer: data, bubbles: true});
            document.querySelector("[data-drop]").dispatchEvent(dropped); }"""
        )
    assert "Filen er mottatt og lagret." in page.content()
    assert [s.name for s in service.all_standing(workspace)][-1] == "sluppet.pdf"
