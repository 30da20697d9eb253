"""A note and its letters are written in as text, and nothing that a person wrote is lost."""

import datetime as dt
import io
from pathlib import Path

import docx
import pytest
from pypdf import PdfReader

from intake import service
from intake.keep import database, note_texts
from intake.keep.workspace import Workspace, open_workspace
from intake.service import _note_editing as editing

NOW = dt.datetime(2026, 3, 2, 10, 15, tzinfo=dt.timezone(dt.timedelta(hours=1)))
CHILD = {"child_name": "Kari Testesen", "child_birth_date": "2015-05-04"}
ASKED = service.Told("request", "Ola Testesen", "Anne Prøve", NOW, {**CHILD, "condition_text": "Kari har epilepsi."})
MORE = service.Told(
    "request", "Ola Testesen", "Anne Prøve", NOW, {**CHILD, "services_text": "Kari får hjelp av PPT og fysioterapeut."}
)
CRITERION = "explanation_health_and_other_welfare_services"


def clock() -> dt.datetime:
    return NOW


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return open_workspace(tmp_path / "workspace")


@pytest.fixture
def case(workspace: Workspace) -> str:
    return service.tell(workspace, ASKED, now=clock)


def written(
    workspace: Workspace, number: str, texts: dict[str, str], paper: editing.PaperName = "note"
) -> tuple[object, ...]:
    seen = {key: text(workspace, number, key, paper) for key in texts}
    return editing.save_paper(workspace, number, paper, texts, seen, "Anne Prøve", clock)


def text(workspace: Workspace, number: str, key: str, paper: editing.PaperName = "note") -> str:
    draft = editing.paper_of(workspace, number, paper, now=clock)
    assert draft is not None
    return draft.passages[key].text


def test_what_a_person_writes_takes_the_drafts_place_in_every_file(workspace: Workspace, case: str) -> None:
    said = "Familien har ikke svart på dette.\nVi har ringt to ganger."
    assert written(workspace, case, {CRITERION: said, "conclusion": "Vedtaket skrives av Anne."}) == ()
    html, pdf, word = (editing.paper_file(workspace, case, "note", kind, clock) for kind in ("html", "pdf", "docx"))
    assert html and pdf and word
    texts = [
        html.decode(),
        "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages),
        "\n".join(p.text for p in docx.Document(io.BytesIO(word)).element.body.iter() if hasattr(p, "text") and p.text),
    ]
    for shown in texts:
        assert "Vi har ringt to ganger." in shown
        assert "Vedtaket skrives av Anne." in shown


def test_the_conclusion_is_empty_until_a_person_writes_it(workspace: Workspace, case: str) -> None:
    draft = editing.paper_of(workspace, case, "note", now=clock)
    assert draft is not None
    own = [key for key in draft.passages if key.startswith(("judgement_", "conclusion", "reasons", "caseworker"))]
    assert len(own) == 11
    assert {draft.passages[key].text for key in own} == {""}


def test_evidence_stays_beside_a_sentence_that_was_written_anew(workspace: Workspace, case: str) -> None:
    before = editing.paper_of(workspace, case, "note", now=clock)
    assert before is not None
    wish = before.passages["wish"].text
    written(workspace, case, {"wish": "Familien ønsker barnekoordinator, sier far."})
    html = (editing.paper_file(workspace, case, "note", "html", clock) or b"").decode()
    assert wish not in html.split('id="s2"')[1].split("<dl>")[0]
    assert "Familien ønsker barnekoordinator, sier far. (" in html


def test_two_people_who_write_in_one_place_are_told_and_nothing_is_overwritten(workspace: Workspace, case: str) -> None:
    seen = {"reasons": "", "conclusion": ""}
    editing.save_paper(workspace, case, "note", {"reasons": "Annes ord."}, seen, "Anne Prøve", clock)
    texts = {"reasons": "Bos ord.", "conclusion": "Bos konklusjon."}
    clashes = editing.save_paper(workspace, case, "note", texts, seen, "Bo Prøve", clock)
    assert clashes == (editing.Clash("reasons", "Annes ord.", "Bos ord."),)
    assert (text(workspace, case, "reasons"), text(workspace, case, "conclusion")) == ("Annes ord.", "Bos konklusjon.")


def test_a_new_draft_leaves_a_persons_words_and_shows_what_has_changed(workspace: Workspace, case: str) -> None:
    old = text(workspace, case, CRITERION)
    written(workspace, case, {CRITERION: "Ikke avklart. Vi har spurt familien."})
    assert service.tell(workspace, MORE, case=case, now=clock) == case
    draft = editing.paper_of(workspace, case, "note", now=clock)
    assert draft is not None
    passage = draft.passages[CRITERION]
    assert (passage.text, passage.was) == ("Ikke avklart. Vi har spurt familien.", old)
    assert passage.draft != old
    editing.settle_passage(workspace, case, "note", CRITERION, True, "Anne Prøve", clock)
    kept = editing.paper_of(workspace, case, "note", now=clock)
    assert kept is not None and kept.passages[CRITERION].was is None
    editing.settle_passage(workspace, case, "note", CRITERION, False, "Anne Prøve", clock)
    assert text(workspace, case, CRITERION) == passage.draft


def test_a_draft_that_changed_while_somebody_wrote_is_told(workspace: Workspace, case: str) -> None:
    seen = {CRITERION: text(workspace, case, CRITERION)}
    service.tell(workspace, MORE, case=case, now=clock)
    (clash,) = editing.save_paper(workspace, case, "note", {CRITERION: "Mine ord."}, seen, "Anne Prøve", clock)
    assert (clash.key, clash.mine) == (CRITERION, "Mine ord.")
    assert text(workspace, case, CRITERION) != "Mine ord."


def test_every_version_can_be_seen_and_gone_back_to(workspace: Workspace, case: str) -> None:
    for words in ("Første.", "Andre.", "Tredje."):
        written(workspace, case, {"reasons": words})
    draft = editing.paper_of(workspace, case, "note", now=clock)
    assert draft is not None
    assert [saving.keys for saving in draft.savings] == [("reasons",)] * 3
    second = draft.savings[1].id
    then = editing.paper_of(workspace, case, "note", second, clock)
    assert then is not None and then.passages["reasons"].text == "Andre."
    editing.restore_paper(workspace, case, "note", second, "Bo Prøve", clock)
    after = editing.paper_of(workspace, case, "note", now=clock)
    assert after is not None
    assert (after.passages["reasons"].text, len(after.savings)) == ("Andre.", 4)


def test_words_that_have_no_place_any_more_stand_at_the_end(workspace: Workspace, case: str) -> None:
    with database.writing(workspace.ledger) as connection:
        note_texts.add(connection, case, "note", {"gone": ("Gammelt utkast.", "Mine ord.")}, "Anne Prøve", NOW)
    draft = editing.paper_of(workspace, case, "note", now=clock)
    html = (editing.paper_file(workspace, case, "note", "html", clock) or b"").decode()
    assert draft is not None and [passage.text for passage in draft.lost] == ["Mine ord."]
    assert html.index("Egen tekst uten plass") < html.index("Mine ord.")


def test_a_letter_is_written_in_and_what_is_not_filled_in_still_stands_out(workspace: Workspace, case: str) -> None:
    draft = editing.paper_of(workspace, case, "information_request", now=clock)
    assert draft is not None
    about = draft.passages["about"].text
    assert about.count("\n") == 2
    assert written(workspace, case, {"about": f"Deres sak: 7\n{about}"}, "information_request") == ()
    word = editing.paper_file(workspace, case, "information_request", "docx", clock)
    assert word is not None
    runs = [run for p in docx.Document(io.BytesIO(word)).paragraphs for run in p.runs]
    assert "Deres sak: 7" in [run.text for run in runs]
    assert [run.text for run in runs if run.style and run.style.name == "Fyll ut"].count("[dato]") == 2


def test_papers_on_the_disk_hold_what_was_written_and_so_do_later_drafts(workspace: Workspace, case: str) -> None:
    service.draft_note(workspace, case, clock)
    written(workspace, case, {"reasons": "Våre grunner."})
    editing.write_again(workspace, case, clock)
    page = workspace.notes / case / "note.html"
    assert "Våre grunner." in page.read_text(encoding="utf-8")
    service.tell(workspace, MORE, case=case, now=clock)
    service.draft_note(workspace, case, clock)
    assert "Våre grunner." in page.read_text(encoding="utf-8")


def test_hostile_words_are_shown_as_words(workspace: Workspace, case: str) -> None:
    nasty = '<script>alert(1)</script> #panic() "])'
    written(workspace, case, {"reasons": nasty, "caseworker": "\x00\u202e \ud800 \U0001f600"})
    html = (editing.paper_file(workspace, case, "note", "html", clock) or b"").decode()
    assert "<script>" not in html and "&lt;script&gt;" in html
    assert (editing.paper_file(workspace, case, "note", "pdf", clock) or b"").startswith(b"%PDF")
    assert (editing.paper_file(workspace, case, "note", "docx", clock) or b"").startswith(b"PK")


def test_going_back_to_the_drafts_words_is_no_persons_text(workspace: Workspace, case: str) -> None:
    drafted = text(workspace, case, CRITERION)
    written(workspace, case, {CRITERION: "Mine ord."})
    written(workspace, case, {CRITERION: drafted})
    draft = editing.paper_of(workspace, case, "note", now=clock)
    assert draft is not None and draft.passages[CRITERION].who is None


def test_no_case_and_no_letter_that_does_not_fit_can_be_written_in(workspace: Workspace, case: str) -> None:
    assert editing.paper_of(workspace, "2026-000099", "note") is None
    assert editing.paper_of(workspace, case, "forwarding") is None
    with pytest.raises(KeyError):
        editing.save_paper(workspace, case, "forwarding", {"family": "x"}, {}, "Anne Prøve", clock)
