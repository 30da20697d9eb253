"""What is uploaded is received once and never lost, and what could not be read is dealt with by a person."""

import datetime as dt
import sqlite3
from pathlib import Path

import pytest
from conftest import MARKER
from fast_reader import a_file, read

from intake import service
from intake.keep import blobs
from intake.keep.workspace import Workspace
from intake.service import _uploading as uploading
from intake.service._people import Person

TODAY = service.clock().date()
PIA = Person("pia", "Pia Prøve", frozenset({"post_room"}), MARKER, "nb", "")
OLA = Person("ola", "Ola Prøvesen", frozenset({"caseworker", "leader"}), MARKER, "nb", "")
HANNE = Person("hanne", "Hanne Hamarsen", frozenset({"leader"}), service.queues_of("3403"), "nb", "")


def delivered(kept: Workspace, content: bytes, key: str, name: str = "brev.pdf") -> uploading.Delivered:
    return uploading.deliver(kept, content, name=name, client="skanner", key=key, municipality=None)


def set_aside(kept: Workspace, folder: Path, name: str = "last.pdf", **what: object) -> str:
    content = a_file(folder, name, outcome="quarantined", **what).read_bytes()
    sha256 = delivered(kept, content, name, name).sha256
    service.read_document(kept, sha256, read)
    return sha256


def test_the_same_under_the_same_key_is_received_once(workspace: Workspace) -> None:
    first, second = delivered(workspace, b"x", "1"), delivered(workspace, b"x", "1")
    assert (first.again, second.again, first.sha256) == (False, True, second.sha256)
    assert len([c for c in uploading.day_of(workspace, PIA, TODAY).came if c.sha256 == first.sha256]) == 1
    assert blobs.get(workspace.originals, first.sha256) == b"x"


def test_another_file_under_the_same_key_is_refused_and_leaves_nothing(workspace: Workspace) -> None:
    delivered(workspace, b"x", "1")
    before = uploading.day_of(workspace, PIA, TODAY)
    with pytest.raises(uploading.KeyUsed):
        delivered(workspace, b"y", "1")
    assert uploading.day_of(workspace, PIA, TODAY) == before


@pytest.mark.parametrize(
    ("sent", "kept"),
    [("../../etc/passwd", "passwd"), ("C:\\a\\b.pdf", "b.pdf"), ("", "fil"), ("a\x00\u202eb", "a\ufffd\ufffdb")],
)
def test_a_name_is_only_a_name(sent: str, kept: str) -> None:
    assert uploading.shown(sent) == kept


def test_a_day_is_accounted_for_when_nothing_waits_and_nothing_is_set_aside(
    workspace: Workspace, tmp_path: Path
) -> None:
    assert uploading.day_of(workspace, PIA, TODAY).accounted
    waits = delivered(workspace, b"{}", "w")
    day = uploading.day_of(workspace, PIA, TODAY)
    assert [came.sha256 for came in day.waiting] == [waits.sha256]
    service.read_document(workspace, waits.sha256, read)
    service.consider_document(workspace, waits.sha256)
    assert uploading.day_of(workspace, PIA, TODAY).accounted
    aside = set_aside(workspace, tmp_path)
    day = uploading.day_of(workspace, PIA, TODAY)
    assert [(came.sha256, came.codes) for came in day.set_aside] == [(aside, ("encrypted_pdf",))]
    assert not day.accounted
    uploading.handle(workspace, PIA, aside, "scan_again")
    assert uploading.day_of(workspace, PIA, TODAY).accounted


def test_a_file_that_was_set_aside_can_be_read_again_by_the_same_reader(workspace: Workspace, tmp_path: Path) -> None:
    aside = set_aside(workspace, tmp_path)
    assert service.waiting(workspace) == ()
    assert uploading.try_again(workspace, PIA, aside)
    assert not uploading.try_again(workspace, PIA, aside)
    assert service.waiting(workspace) == (aside,)
    assert service.read_document(workspace, aside, read) == "quarantined"
    assert service.waiting(workspace) == ()
    assert uploading.try_again(workspace, PIA, aside)
    (came,) = uploading.day_of(workspace, PIA, TODAY).waiting
    assert came.sha256 == aside


def test_a_file_that_nothing_reads_is_keyed_in_and_lies_in_its_case(workspace: Workspace, tmp_path: Path) -> None:
    aside = set_aside(workspace, tmp_path)
    fields = {"child_name": "Per Prøve", "child_birth_date": "2019-02-03", "condition_text": "Per har epilepsi."}
    told = service.Told("request", "Mor Prøve", "Pia Prøve", service.clock(), fields)
    number = uploading.key_in(workspace, PIA, aside, told)
    case = service.one_case(workspace, number)
    assert case is not None
    assert {d.sha256 for d in case.documents} >= {aside}
    assert [d.channel for d in case.documents if d.sha256 != aside] == ["keyed"]
    assert uploading.day_of(workspace, PIA, TODAY).accounted
    assert service.waiting(workspace) == ()


def test_what_lies_in_a_case_or_belongs_to_others_is_not_the_post_rooms(workspace: Workspace, tmp_path: Path) -> None:
    aside = set_aside(workspace, tmp_path)
    with pytest.raises(service.NotAllowed):
        uploading.original_of(workspace, HANNE, aside)
    in_case = service.all_cases(workspace)[0].documents[0].sha256
    with pytest.raises(service.NotAllowed):
        uploading.original_of(workspace, PIA, in_case)
    assert uploading.original_of(workspace, PIA, aside)[1].startswith(b"{")
    assert uploading.day_of(workspace, HANNE, TODAY).came == ()


def test_a_client_is_known_by_its_token_until_it_is_shut_out(workspace: Workspace) -> None:
    token = uploading.admit_client(workspace, OLA, "fagsystem", "3122", ["read", "anything"])
    found = uploading.client_with(workspace, token)
    assert found is not None and (found[0].may, found[1].queues) == (("read",), MARKER)
    other = uploading.admit_client(workspace, OLA, "fagsystem", "3122", ["upload"])
    assert uploading.client_with(workspace, token) is None
    assert uploading.client_with(workspace, other) is not None
    uploading.shut_out_client(workspace, OLA, "fagsystem")
    assert uploading.client_with(workspace, other) is None
    assert token.encode() not in workspace.ledger.read_bytes()
    with pytest.raises(service.NotAllowed):
        uploading.admit_client(workspace, PIA, "x", "3122", ["read"])


def test_what_was_counted_on_paper_is_kept(workspace: Workspace) -> None:
    uploading.count_sheets(workspace, PIA, dt.date(2026, 3, 2), 41)
    uploading.count_sheets(workspace, PIA, dt.date(2026, 3, 2), 40)
    assert service.receipts(workspace, dt.date(2026, 3, 2), PIA.municipalities).counted == 40


def test_what_was_received_is_never_changed(workspace: Workspace) -> None:
    delivered(workspace, b"x", "1")
    with sqlite3.connect(workspace.ledger) as connection, pytest.raises(sqlite3.IntegrityError):
        connection.execute("UPDATE deliveries SET sha256 = ''")
