"""Load, think, save: what is received is never lost, never done twice, and may be cut off anywhere."""

import datetime as dt
import itertools
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace
from typing import Any

import pytest
from fast_reader import a_file, read
from hypothesis import given, settings
from hypothesis import strategies as st

from intake import service
from intake.isolate import Ended
from intake.keep import database, files
from intake.keep.workspace import Workspace, open_workspace
from schemas.case import Case

MORNING = dt.datetime(2026, 3, 2, 9, 14, tzinfo=dt.timezone(dt.timedelta(hours=1)))


def at(hours: int) -> service.Clock:
    return lambda: MORNING + dt.timedelta(hours=hours)


morning = at(hours=0)


@pytest.fixture(autouse=True)
def quick_notes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Notes that are drawn at once: what they look like is tested elsewhere."""
    for name, note in (("note_html", "<p>{}</p>"), ("note_pdf", b"%PDF"), ("note_docx", b"PK"), ("letters", {})):
        monkeypatch.setitem(sys.modules, f"intake.export.{name}", SimpleNamespace(render=lambda *_, note=note: note))
        monkeypatch.setattr(f"intake.export.{name}", sys.modules[f"intake.export.{name}"], raising=False)


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return open_workspace(tmp_path / "workspace")


def receive(workspace: Workspace, path: Path, now: service.Clock = morning) -> str:
    return service.receive(workspace, path, name=path.name, channel="command", now=now)


def sweep(workspace: Workspace, now: service.Clock = morning) -> None:
    """What the flow does, without Prefect."""
    draft_notes(workspace, now)
    for sha256 in service.waiting(workspace):
        service.read_document(workspace, sha256, read, now)
        service.consider_document(workspace, sha256, now)
        draft_notes(workspace, now)


def draft_notes(workspace: Workspace, now: service.Clock) -> None:
    for number in service.without_note(workspace):
        service.draft_note(workspace, number, now)


def told(case: Case) -> dict[str, Any]:
    """A case without its times."""
    record = case.model_dump(exclude={"received", "deadlines"})
    record["history"] = [(event["who"], event["what"]) for event in record["history"]]
    return record


def all_told(workspace: Workspace) -> list[dict[str, Any]]:
    return [told(case) for case in service.all_cases(workspace)]


def test_a_form_becomes_a_case_with_its_note(workspace: Workspace, tmp_path: Path) -> None:
    receive(workspace, a_file(tmp_path, "a.pdf"))
    sweep(workspace)
    (case,) = service.all_cases(workspace)
    assert (case.case, case.queue) == ("2026-000001", "marker/koordinerende-enhet")
    assert (workspace.root / str(case.note.files.html)).read_text() == "<p>{}</p>"
    assert [event.what for event in case.history] == ["received", "case_made", "note_drafted"]
    assert service.waiting(workspace) == ()


def test_what_does_not_add_up_on_the_day_it_is_read_is_told(workspace: Workspace, tmp_path: Path) -> None:
    sha256 = receive(workspace, a_file(tmp_path, "a.pdf", child="Kari Prøvesen", born="2026-04-01"))
    sweep(workspace)
    (standing,) = service.standing(workspace, [sha256])
    assert (standing.outcome, standing.reasons) == ("needs_review", ("birth_date_in_future",))
    assert len(standing.cases) == 1


def test_a_note_that_cannot_be_drawn_as_pdf_is_there_as_a_page_and_tried_again(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> bytes:
        raise RuntimeError("no such font")

    receive(workspace, a_file(tmp_path, "a.pdf"))
    with monkeypatch.context() as broken:
        broken.setattr(sys.modules["intake.export.note_pdf"], "render", fail)
        with pytest.raises(RuntimeError):
            sweep(workspace)
    (case,) = service.all_cases(workspace)
    assert (workspace.root / str(case.note.files.html)).exists()
    assert case.note.files.pdf is None
    sweep(workspace)
    (mended,) = service.all_cases(workspace)
    assert mended.note.files.pdf is not None
    assert [event.what for event in mended.history].count("note_drafted") == 1


def test_a_case_is_found_by_its_number(workspace: Workspace, tmp_path: Path) -> None:
    receive(workspace, a_file(tmp_path, "a.pdf"))
    sweep(workspace)
    assert service.one_case(workspace, "2026-000001") == service.all_cases(workspace)[0]
    assert service.one_case(workspace, "2026-000002") is None


def test_only_the_cases_in_the_queue_are_shown(workspace: Workspace, tmp_path: Path) -> None:
    receive(workspace, a_file(tmp_path, "a.pdf"))
    sweep(workspace)
    assert service.all_cases(workspace, "hamar/koordinerende-enhet") == ()
    assert len(service.all_cases(workspace, "marker/koordinerende-enhet")) == 1


def test_the_same_file_twice_is_one_case_and_leaves_no_mark(workspace: Workspace, tmp_path: Path) -> None:
    path = a_file(tmp_path, "a.pdf")
    for _ in range(2):
        receive(workspace, path)
        sweep(workspace)
    (case,) = service.all_cases(workspace)
    assert [event.what for event in case.history] == ["received", "case_made", "note_drafted"]


def test_the_same_bytes_from_elsewhere_are_one_case_with_a_second_receipt(workspace: Workspace, tmp_path: Path) -> None:
    receive(workspace, a_file(tmp_path, "scanner/a.pdf"))
    receive(workspace, a_file(tmp_path, "mail/b.pdf"))
    sweep(workspace)
    (case,) = service.all_cases(workspace)
    assert [event.what for event in case.history].count("received_again") == 1


def test_a_second_receipt_after_the_case_was_made_is_in_its_history(workspace: Workspace, tmp_path: Path) -> None:
    receive(workspace, a_file(tmp_path, "scanner/a.pdf"))
    sweep(workspace)
    receive(workspace, a_file(tmp_path, "mail/b.pdf"))
    sweep(workspace)
    (case,) = service.all_cases(workspace)
    assert case.history[-1].what == "received_again"


def test_two_forms_of_one_child_are_one_case(workspace: Workspace, tmp_path: Path) -> None:
    receive(workspace, a_file(tmp_path, "a.pdf", child="Kari Prøvesen"))
    sweep(workspace)
    receive(workspace, a_file(tmp_path, "b.pdf", child="Kari Prøvesen", condition="epilepsi"))
    sweep(workspace)
    (case,) = service.all_cases(workspace)
    assert len(case.documents) == 2
    assert case.note.files.html is not None


def test_a_file_that_cannot_be_opened_has_no_case(workspace: Workspace, tmp_path: Path) -> None:
    sha256 = receive(workspace, a_file(tmp_path, "a.pdf", outcome="quarantined"))
    sweep(workspace)
    assert service.all_cases(workspace) == ()
    assert service.standing(workspace, [sha256])[0].reasons == ("encrypted_pdf",)
    assert service.waiting(workspace) == ()


@pytest.mark.parametrize("cause", ["reader_crashed", "took_too_long", "too_much_memory"])
def test_a_file_that_ends_its_reader_a_third_time_is_set_aside(
    workspace: Workspace, tmp_path: Path, cause: str
) -> None:
    sha256 = receive(workspace, a_file(tmp_path, "a.pdf", end=cause))
    tried = [service.read_document(workspace, sha256, read, morning) for _ in range(3)]
    assert tried == ["waiting", "waiting", "quarantined"]
    assert service.standing(workspace, [sha256])[0].reasons == (cause,)


def test_a_file_that_would_end_its_reader_the_same_way_again_is_set_aside_at_once(
    workspace: Workspace, tmp_path: Path
) -> None:
    sha256 = receive(workspace, a_file(tmp_path, "a.pdf"))
    hung = Ended("took_too_long", again=False)
    assert service.read_document(workspace, sha256, lambda job: hung, morning) == "quarantined"
    assert service.standing(workspace, [sha256])[0].reasons == ("took_too_long",)


def test_trouble_with_the_machine_is_no_fault_of_the_file(workspace: Workspace, tmp_path: Path) -> None:
    sha256 = receive(workspace, a_file(tmp_path, "a.pdf", end="machine"))
    for _ in range(5):
        with pytest.raises(OSError, match="No space left"):
            service.read_document(workspace, sha256, read, morning)
    assert service.waiting(workspace) == (sha256,)


def test_a_file_over_which_our_process_keeps_dying_is_set_aside_in_the_end(
    workspace: Workspace, tmp_path: Path
) -> None:
    sha256 = receive(workspace, a_file(tmp_path, "a.pdf", end="bug", child="x"))
    for hours in range(service.MOST_INTERRUPTIONS):
        with pytest.raises(TypeError):
            service.read_document(workspace, sha256, read, at(hours))
    assert service.read_document(workspace, sha256, read, at(99)) == "quarantined"


def test_what_another_process_is_reading_is_left_to_it(workspace: Workspace, tmp_path: Path) -> None:
    sha256 = receive(workspace, a_file(tmp_path, "a.pdf"))

    def meanwhile(job: service.Job) -> Any:
        assert service.read_document(workspace, sha256, pytest.fail, morning) == "waiting"
        return read(job)

    assert service.read_document(workspace, sha256, meanwhile, morning) == "accepted"


@settings(max_examples=15)
@given(order=st.permutations(range(5)), again=st.lists(st.integers(0, 4), max_size=4))
def test_case_numbers_follow_the_order_of_receipt_whatever_order_they_are_read_in(
    tmp_path_factory: pytest.TempPathFactory, order: list[int], again: list[int]
) -> None:
    folder = tmp_path_factory.mktemp("order")
    workspace = open_workspace(folder / "workspace")
    paths = [a_file(folder, f"{n}.pdf", condition=f"epilepsi {n}") for n in range(5)]
    received = [receive(workspace, path) for path in paths]
    for n in (*order, *again):
        receive(workspace, paths[n])
        service.read_document(workspace, received[n], read, morning)
    sweep(workspace)
    assert [case.documents[0].sha256 for case in service.all_cases(workspace)] == received


class Killed(BaseException):
    """The process ends here."""


@contextmanager
def killed_at(step: int, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Ends the work at a step: before, within or after a transaction, before or after a file gets its name."""
    steps = itertools.count()

    def here() -> None:
        if next(steps) == step:
            raise Killed

    @contextmanager
    def writing(path: Path, whole: Callable[[Path], Any] = database.writing) -> Iterator[Any]:
        here()
        with whole(path) as connection:
            yield connection
            here()
        here()

    def settle(*arguments: Any, whole: Callable[..., None] = files.settle) -> None:
        here()
        whole(*arguments)
        here()

    with monkeypatch.context() as patched:
        patched.setattr(database, "writing", writing)
        patched.setattr(files, "settle", settle)
        yield


def a_mornings_work(workspace: Workspace, paths: list[Path], now: service.Clock) -> None:
    for path in paths:
        receive(workspace, path, now)
    sweep(workspace, now)


@pytest.fixture
def quick_disk(tmp_path: Path) -> Iterator[Path]:
    """A folder in memory where the machine has one, for what is done hundreds of times: on a disk each commit waits."""
    memory = Path("/dev/shm")
    with TemporaryDirectory(dir=memory if os.access(memory, os.W_OK) else tmp_path) as folder:
        yield Path(folder)


def test_cut_off_between_any_two_steps_it_ends_with_the_same_cases(
    quick_disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tmp_path, new = quick_disk, open_workspace(quick_disk / "new").root
    paths = [
        a_file(tmp_path, "a.pdf", child="Kari Prøvesen"),
        a_file(tmp_path, "b.pdf", outcome="quarantined"),
        a_file(tmp_path, "c.pdf", child="Kari Prøvesen", condition="epilepsi"),
        a_file(tmp_path, "d.pdf"),
    ]
    undisturbed = open_workspace(tmp_path / "undisturbed")
    a_mornings_work(undisturbed, paths, morning)
    for step in itertools.count():
        workspace = Workspace(shutil.copytree(new, tmp_path / f"killed-{step}"))  # to make it anew costs most of all
        try:
            with killed_at(step, monkeypatch):
                a_mornings_work(workspace, paths, morning)
        except Killed:
            a_mornings_work(workspace, paths, at(hours=2))
            assert all_told(workspace) == all_told(undisturbed), step
            assert service.waiting(workspace) == ()
            shutil.rmtree(workspace.root)
        else:
            break
    assert step > 40
