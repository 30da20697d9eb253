"""One flow run a sweep, a task for each step of a document. Prefect says when; `intake.service` says what.

Prefect keeps what it is given, and what it is told when something fails. It gets hashes and the names of outcomes,
and of an exception its kind and place, never its text.
"""

import logging
import traceback
from collections.abc import Callable
from types import TracebackType
from typing import Any

from prefect import Flow, Task, flow, task
from prefect.client.schemas.objects import State, TaskRun
from prefect.settings import PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings
from prefect.task_runners import TaskRunner, ThreadPoolTaskRunner

from intake import service
from intake.keep.workspace import Workspace

SWEEP = 50
"""Documents in one flow run: few enough to look through on Prefect's page, enough that the run costs nothing."""
DELAYS = [1.0, 5.0, 20.0]
"""Seconds before the machine is tried again. What still fails waits in the ledger for the next run."""

_log = logging.getLogger("flows")

Tell = Callable[[str, str], None]
"""Is told of a step, "read" when it begins and "done" when all is done, and the hash of the document."""


class MachineFault(Exception):  # noqa: N818  as in the house
    """The machine failed: worth another try."""


class Bug(Exception):  # noqa: N818
    """Something else failed: our own fault, and no better the next time."""


def _never() -> bool:
    return False


def process_waiting(
    workspace: Workspace, read: service.Read, jobs: int, tell: Tell, stopped: Callable[[], bool] = _never
) -> None:
    """Sweeps over what the ledger shows as waiting, until nothing does or nothing more can be done.

    A file that ends its reader is tried again in the next round, so that the others are not kept waiting by it. Once
    `stopped` nothing more is begun: what waits stays in the ledger.
    """
    sweep = _sweep(workspace, read, jobs, tell, stopped)
    with temporary_settings({PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}):  # it would cost each run a second
        if left_behind := service.without_note(workspace):
            sweep([], list(left_behind))
        for _ in range(service.MOST_FAILURES):
            documents = () if stopped() else service.waiting(workspace)
            for start in range(0, len(documents), SWEEP):
                sweep(list(documents[start : start + SWEEP]), [])


def _sweep(
    workspace: Workspace, read: service.Read, jobs: int, tell: Tell, stopped: Callable[[], bool]
) -> Flow[..., Any]:
    """The flow. Cases are made in the order in which the files came, whatever the order in which they are read."""
    read_document, consider_document, draft_note = _tasks(workspace, read, tell, stopped)
    threads: TaskRunner[Any] = ThreadPoolTaskRunner(max_workers=jobs)

    @flow(name="sweep", task_runner=threads, validate_parameters=False)
    def sweep(documents: list[str], notes: list[str]) -> None:
        for case in notes:
            draft_note(case, return_state=True)
        readings = [read_document.submit(sha256) for sha256 in documents]
        for sha256, reading in zip(documents, readings, strict=True):
            reading.wait()
            consider_document(sha256, return_state=True)
            for case in service.cases_of(workspace, sha256):
                draft_note(case, return_state=True)
            tell("done", sha256)

    return sweep


def _tasks(
    workspace: Workspace, read: service.Read, tell: Tell, stopped: Callable[[], bool]
) -> tuple[Task[[str], str], Task[[str], str], Task[[str], None]]:
    """To read, to consider and to draft. Once stopped they do nothing: what waits stays in the ledger."""

    def is_worth_a_try(_task: Task[..., Any], _run: TaskRun, state: State[Any]) -> bool:
        return isinstance(state.result(raise_on_failure=False), MachineFault) and not stopped()

    again: dict[str, Any] = {
        "retries": len(DELAYS), "retry_delay_seconds": DELAYS, "retry_condition_fn": is_worth_a_try
    }  # fmt: skip

    @task(name="read", **again)
    def read_document(sha256: str) -> str:
        if stopped():
            return "stopped"
        with _WithoutText():
            tell("read", sha256)
            return service.read_document(workspace, sha256, read)

    @task(name="consider", **again)
    def consider_document(sha256: str) -> str:
        if stopped():
            return "stopped"
        with _WithoutText():
            return ",".join(service.consider_document(workspace, sha256))

    @task(name="draft", **again)
    def draft_note(case: str) -> None:
        if not stopped():
            with _WithoutText():
                service.draft_note(workspace, case)

    return read_document, consider_document, draft_note


class _WithoutText:
    """Lets an exception through by its kind and place alone: its text might hold what was read."""

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if isinstance(error, service.MACHINE_FAULTS):
            raise MachineFault(f"{type(error).__name__} {getattr(error, 'errno', '')}") from None
        if isinstance(error, Exception):
            frames = traceback.extract_tb(at)
            last = next((frame for frame in reversed(frames) if "/intake/" in frame.filename), frames[-1])
            what = f"{type(error).__name__} in {last.name}:{last.lineno}"
            _log.error("program_error %s", what)
            raise Bug(what) from None
