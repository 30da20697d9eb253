"""What came, from where, and what has become of every page of it."""

import datetime as dt
import hashlib
import itertools
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from intake import service
from intake.__main__ import main
from intake.export import json as export
from intake.isolate import Ended
from intake.keep import blobs, database, ledger, post_room
from intake.keep.workspace import Workspace, open_workspace
from intake.model import (
    Aside,
    Evidence,
    Field,
    Issue,
    Kind,
    Origin,
    Original,
    Outcome,
    Reading,
    Receipt,
    Status,
    Submission,
)
from intake.pipeline import process
from schemas.municipality import all_municipalities

MORNING = dt.datetime(2026, 3, 2, 9, 14, tzinfo=dt.timezone(dt.timedelta(hours=1)))
FORM = json.dumps({"child": "Kari Prøvesen"}).encode()


def morning() -> dt.datetime:
    return MORNING


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return open_workspace(tmp_path / "workspace")


def by_mail(workspace: Workspace, content: bytes = FORM, place: str = "post@example.no/1/17/1") -> str:
    return service.receive_content(
        workspace, content, name="skjema.pdf", channel="mailbox", place=place, municipality="3403", now=morning
    )


def receipts(workspace: Workspace, sha256: str) -> tuple[Receipt, ...]:
    with database.looking(workspace.ledger) as connection:
        return ledger.receipts(connection, sha256)


def test_bytes_from_the_mail_are_kept_under_their_hash_and_noted(workspace: Workspace) -> None:
    sha256 = by_mail(workspace)
    assert sha256 == hashlib.sha256(FORM).hexdigest()
    assert blobs.get(workspace.originals, sha256) == FORM
    assert receipts(workspace, sha256) == (Receipt(sha256, "skjema.pdf", "mailbox", MORNING, "3403"),)


def test_the_same_mail_fetched_twice_is_one_receipt(workspace: Workspace) -> None:
    assert by_mail(workspace) == by_mail(workspace)
    assert len(receipts(workspace, by_mail(workspace))) == 1


def test_the_same_form_in_two_mails_is_two_receipts_of_one_file(workspace: Workspace) -> None:
    sha256 = by_mail(workspace)
    assert by_mail(workspace, place="post@example.no/1/18/1") == sha256
    assert len(receipts(workspace, sha256)) == 2
    assert service.waiting(workspace) == (sha256,)


ONE = itertools.count()
DAY = MORNING.date()


def a_document(*pages: int, child: str = "Kari Prøvesen") -> Submission:
    place = (Evidence(pages[0], (0.1, 0.1, 0.5, 0.2)),)  # type: ignore[arg-type]
    said = {"child_name": child, "child_birth_date": "2020-05-04", "condition_text": "epilepsi"}
    fields = {n: Field(n, v, v, 1.0, Status.CONFIDENT, Origin.TEXT, place) for n, v in said.items()}
    return Submission(Kind.REQUEST, "marker/soknad-barnekoordinator", "2026-1", 1.0, "3122", "nb", pages, fields)


def came(workspace: Workspace, pages: int, *documents: Submission, channel: str = "folder", **found: object) -> str:
    """A file that came and in which this was read; its case is made."""
    number = next(ONE)
    sha256 = service.receive_content(
        workspace, b"%d" % number, name=f"{number}.pdf", channel=channel, place=str(number), now=morning
    )
    outcome = found.pop("outcome", Outcome.ACCEPTED)
    reading = Reading(sha256, outcome, found.pop("reasons", ()), pages, documents, (), **found)  # type: ignore[arg-type]
    with database.writing(workspace.ledger) as connection:
        ledger.add_reading(connection, export.stored(reading, "a.pdf"), service.reader(), MORNING)
    service.consider_document(workspace, sha256, morning)
    return sha256


def told(workspace: Workspace) -> list[tuple[int, str]]:
    (entry,) = service.receipts(workspace, DAY).entries
    return [(page.number, page.what) for page in entry.pages]


def test_every_page_of_a_stack_is_told_of_blank_ones_and_separators_too(workspace: Workspace) -> None:
    asides = (Aside(2, "blank"), Aside(3, "separator"))
    came(workspace, 5, a_document(1), a_document(4, 5, child="Ola Testesen"), asides=asides)
    assert told(workspace) == [(1, "in_case"), (2, "blank"), (3, "separator"), (4, "in_case"), (5, "in_case")]
    day = service.receipts(workspace, DAY)
    assert [page.case for page in day.entries[0].pages] == ["2026-000001", None, None, "2026-000002", "2026-000002"]
    assert not day.open
    (counts,) = day.channels
    assert (counts.sheets, counts.pages, counts.blank, counts.separators, counts.cases) == (3, 5, 1, 1, 2)


def test_the_message_of_a_mail_is_accounted_for(workspace: Workspace) -> None:
    came(workspace, 2, a_document(2), channel="mailbox", asides=(Aside(1, "message"),))
    assert told(workspace) == [(1, "message"), (2, "in_case")]
    assert service.receipts(workspace, DAY).channels[0].sheets == 0


def test_a_page_that_nobody_knows_of_is_not_accounted_for(workspace: Workspace) -> None:
    came(workspace, 3, a_document(1))
    assert told(workspace) == [(1, "in_case"), (2, "missing"), (3, "missing")]
    assert len(service.receipts(workspace, DAY).open) == 1


def test_a_page_that_a_person_is_shown_is_accounted_for(workspace: Workspace) -> None:
    came(workspace, 2, a_document(1), reasons=(Issue("corrupt_file", page=2),), outcome=Outcome.NEEDS_REVIEW)
    assert told(workspace) == [(1, "in_case"), (2, "reason")]
    assert not service.receipts(workspace, DAY).open


def test_a_file_in_which_nothing_was_found_lies_in_its_case_as_a_whole(workspace: Workspace) -> None:
    came(workspace, 2, reasons=(Issue("nothing_read"),), outcome=Outcome.NEEDS_REVIEW)
    assert told(workspace) == [(1, "in_case"), (2, "in_case")]


def test_what_waits_and_what_was_set_aside_is_not_accounted_for(workspace: Workspace) -> None:
    by_mail(workspace)
    aside = Issue("encrypted_pdf", Outcome.QUARANTINED)
    sha256 = came(workspace, 0, reasons=(aside,), outcome=Outcome.QUARANTINED)
    assert [entry.step for entry in service.receipts(workspace, DAY).open] == ["waiting", "set_aside"]
    with database.writing(workspace.ledger) as connection:
        post_room.handle(connection, sha256, "scan_again", "kari", MORNING)
    assert [entry.step for entry in service.receipts(workspace, DAY).open] == ["waiting"]


def test_a_file_that_ended_its_reader_is_told_of_with_its_reason(workspace: Workspace) -> None:
    sha256 = by_mail(workspace)
    service.read_document(workspace, sha256, lambda _: Ended("took_too_long", again=False), morning)
    (entry,) = service.receipts(workspace, DAY).open
    assert (entry.step, entry.codes) == ("set_aside", ("took_too_long",))


def test_the_same_file_again_is_a_receipt_of_its_own(workspace: Workspace) -> None:
    by_mail(workspace)
    by_mail(workspace, place="elsewhere")
    assert [entry.again for entry in service.receipts(workspace, DAY).entries] == [False, True]


def test_the_day_of_another_municipality_is_its_own(workspace: Workspace) -> None:
    by_mail(workspace)
    assert len(service.receipts(workspace, DAY, ["3403"]).entries) == 1
    assert service.receipts(workspace, DAY, ["3122"]).entries == ()


@hypothesis_settings(max_examples=25)
@given(kinds=st.lists(st.sampled_from(["document", "blank", "separator", "message", "nothing"]), max_size=8))
def test_each_page_is_told_of_once_whatever_a_file_holds(
    tmp_path_factory: pytest.TempPathFactory, kinds: list[str]
) -> None:
    workspace = open_workspace(tmp_path_factory.mktemp("pages"))
    asides = tuple(Aside(n, kind) for n, kind in enumerate(kinds, 1) if kind not in ("document", "nothing"))
    documents = [a_document(n) for n, kind in enumerate(kinds, 1) if kind == "document"]
    came(workspace, len(kinds), *documents, asides=asides)
    found = told(workspace)
    assert [number for number, _ in found] == list(range(1, len(kinds) + 1))
    if documents:
        known = {"document": "in_case", "nothing": "missing"}
        assert [what for _, what in found] == [known.get(kind, kind) for kind in kinds]


def test_paper_may_be_shredded_after_the_municipality_s_own_time_once_its_case_was_looked_at(
    workspace: Workspace,
) -> None:
    came(workspace, 2, a_document(1), asides=(Aside(2, "blank"),))
    came(workspace, 1, a_document(1, child="Ola Testesen"), channel="upload")
    (papers,) = service.papers_to_shred(workspace, DAY)
    kept = all_municipalities()["3122"].shredding_days
    assert kept is not None
    assert (papers.files, papers.sheets, papers.ready) == (1, 1, DAY + dt.timedelta(days=kept))
    assert [entry.cases for entry in papers.hindering] == [("2026-000001",)]
    with database.writing(workspace.ledger) as connection:
        connection.execute(
            "INSERT INTO case_states (number, state, who, at) VALUES ('2026-000001', 'in_review', 'kari', ?)",
            (MORNING.isoformat(),),
        )
    assert service.papers_to_shred(workspace, DAY)[0].hindering == ()


def test_paper_that_could_not_be_read_is_not_shredded(workspace: Workspace) -> None:
    came(workspace, 0, reasons=(Issue("corrupt_file", Outcome.QUARANTINED),), outcome=Outcome.QUARANTINED)
    assert len(service.papers_to_shred(workspace, DAY)[0].hindering) == 1
    assert service.papers_to_shred(workspace, DAY + dt.timedelta(days=1)) == ()


def test_the_command_says_that_all_is_accounted_for_or_what_is_not(
    workspace: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    came(workspace, 2, a_document(1), asides=(Aside(2, "blank"),))
    asked = ["post", "--workspace", str(workspace.root), "--date", "2026-03-02"]
    assert main(asked) == 0
    assert "Alt mottatt er gjort rede for: 1 mottak, 2 sider." in capsys.readouterr().out
    came(workspace, 0, reasons=(Issue("encrypted_pdf", Outcome.QUARANTINED),), outcome=Outcome.QUARANTINED)
    assert main(asked) == 3
    assert "uten passord" in capsys.readouterr().out
    assert main([*asked, "--json"]) == 3
    said = json.loads(capsys.readouterr().out)
    assert [(r["step"], r["accounted_for"]) for r in said["receipts"]] == [("in_case", True), ("set_aside", False)]
    assert main([*asked, "--shredding"]) == 0
    assert "skal ikke makuleres ennå" in capsys.readouterr().out


def test_the_pages_of_no_document_are_kept_with_the_reading(tmp_path: Path) -> None:
    from PIL import Image, ImageDraw

    written = Image.new("L", (1240, 1754), 255)
    ImageDraw.Draw(written).text((200, 300), "Til kommunen om barnet", fill=0, font_size=60)
    written.save(tmp_path / "a.pdf", save_all=True, append_images=[Image.new("L", (1240, 1754), 255)], resolution=150)
    reading = process(Original("a" * 64, "a.pdf", (tmp_path / "a.pdf").read_bytes()))
    assert reading.asides == (Aside(2, "blank"),)
    assert export.reading(export.stored(reading, "a.pdf")).asides == reading.asides
    assert "asides" not in export.line(reading, "a.pdf")
