"""`intake review`: the caseworkers' page, until it is stopped."""

import ctypes
import logging
import os
import signal
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from threading import Event, Thread
from types import FrameType
from typing import Annotated

import typer

from intake import settings
from intake.commands import _options, _terminal
from intake.commands._words import say
from intake.keep.workspace import Workspace

PR_SET_PDEATHSIG = 1


def command(
    host: Annotated[str, typer.Option("--host", metavar="H", help=say("option_host"))] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", metavar="P", min=0, max=65535, help=say("option_port"))] = 8765,
    no_reading: Annotated[bool, typer.Option("--no-reading", help=say("option_no_reading"))] = False,
    workspace: _options.Workspace = None,
) -> None:
    """Serves the page; exit status 0 when it is told to stop, 1 when what the set-up brings is not there."""
    from intake.review import assets

    if assets.missing():
        _terminal.messages().print(say("lacks_web", folder=assets.FOLDER))
        raise typer.Exit(1)
    _options.check_home()
    kept = _options.workspace(workspace)
    if not _has_people(kept):
        _terminal.messages().print(say("no_people"))
    _terminal.messages().print(say("review_at", address=f"http://{host}:{port}/"))
    with nullcontext() if no_reading else _reading(kept):
        _serve(kept, host, port)


@contextmanager
def _reading(kept: Workspace) -> Iterator[None]:
    """What is uploaded and what is put right is worked on beside the page, by a process that ends with it."""
    command = (sys.executable, "-m", "intake", "watch", "--workspace", str(kept.root.resolve()))
    ending = _ending_with(os.getpid())
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, preexec_fn=ending)  # noqa: S603  our own code
    stopping = Event()
    Thread(target=_tell_when_over, args=(process, stopping), daemon=True).start()
    try:
        yield
    finally:
        stopping.set()
        process.terminate()
        process.wait()


def _ending_with(parent: int) -> Callable[[], None]:
    """What a new process does first: has the kernel ask it to end when we end, however we end."""
    prctl = ctypes.CDLL(None).prctl  # looked up here: between fork and exec nothing is to be loaded

    def end_with_us() -> None:
        prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:  # we ended before it could ask
            os._exit(1)

    return end_with_us


def _tell_when_over(process: "subprocess.Popen[bytes]", stopping: Event) -> None:
    """Says so when nothing is read any longer: the page itself goes on."""
    process.wait()
    if not stopping.is_set():
        _terminal.messages().print(say("reading_is_over"))


def _has_people(kept: Workspace) -> bool:
    from intake import service

    return bool(service.everyone(kept))


def _serve(kept: Workspace, host: str, port: int) -> None:
    import uvicorn

    from intake.review.app import app
    from intake.service._desk import warm

    warm()  # else the first act of the day waits for the catalogue
    tempfile.tempdir = str(kept.temporary.resolve())  # what is uploaded lies in no other place, not for a while either
    # uvicorn ends its work in good order on these, and then lets them do what they did before it: here, nothing.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _be_done)
    handler = logging.StreamHandler()
    handler.setFormatter(_Discreet("%(levelname)s %(name)s %(message)s"))
    logging.getLogger("uvicorn").addHandler(handler)
    # No access log: addresses of cases stand in our own, with who and when.
    uvicorn.run(app(kept), host=host, port=port, log_config=None, access_log=False, server_header=False)


def _be_done(_number: int, _frame: FrameType | None) -> None:
    """Nothing is left to do."""


class _Discreet(logging.Formatter):
    """Of an exception tells its kind and where it was raised, and never its text: that may be what stood in a file."""

    def formatException(self, ei: object) -> str:  # noqa: N802  logging's own name
        if not isinstance(ei, tuple) or ei[1] is None:
            return ""
        if settings.debug():
            return super().formatException(ei)
        steps = traceback.extract_tb(ei[2])
        return "\n".join(
            (f"{type(ei[1]).__name__}", *(f"  {step.filename}:{step.lineno} {step.name}" for step in steps))
        )
