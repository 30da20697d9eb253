"""What came, from where, and what has become of every page of it."""

import datetime as dt
import hashlib
import json
from pathlib import Path

import pytest

from intake import service
from intake.keep import blobs, database, ledger
from intake.keep.workspace import Workspace, open_workspace
from intake.model import Receipt

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
