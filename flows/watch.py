"""Watches folders and mailboxes, and works on what waits: `python -m flows.watch`, as `intake watch` hands over to it.

On standard input, as JSON: `{"workspace": …, "jobs": 2, "municipality": null, "folders": […], "mailboxes": […]}`.
What comes is received at once, each source in a thread of its own; it is read as soon as Prefect is there. Being killed
does no harm at any moment, and SIGTERM is a friendlier way of it: what is being read is left for the next time.
"""

import errno
import json
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from threading import Event, Thread
from typing import Any

import httpx

from flows import server
from flows.sources import FolderSource, MailboxSource, Source, say, say_bug, watch_all
from intake import service, settings
from intake.commands._words import say as say_of_commands
from intake.isolate import Crew, Ended, NotReady
from intake.keep import database, progress
from intake.keep.workspace import Workspace
from intake.service.watched_folder import WatchedFolder
from intake.service.watched_mailbox import WatchedMailbox

LOOK = 1.0
"""Seconds between two looks at whether the ledger has grown."""
RETRY = 60.0
"""Seconds before work that could not be done is tried again, when nothing new has come."""
GRACE = 15.0
"""Seconds that may pass from SIGTERM until the process ends, whatever it is at."""
PREFECT_FAILS = (TimeoutError, ChildProcessError, RuntimeError, httpx.HTTPError)
"""What is met when Prefect's server doesn't start, ends, or doesn't answer."""
SIGNALS = (signal.SIGTERM, signal.SIGINT)


def main() -> int:
    """Gives the exit status: 0 when stopped by SIGTERM or from the keyboard, 1 when the machine lacks something."""
    # A traceback ends with the exception's text, which might hold a file's name or what was read.
    threading.excepthook = lambda told: say_bug(told.exc_value)
    sys.excepthook = lambda _kind, wrong, _at: say_bug(wrong)
    os.umask(0o077)  # also for what Prefect writes
    signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)  # in every thread: Prefect has handlers of its own
    asked = json.load(sys.stdin)
    workspace, stop, stopping = Workspace(Path(asked["workspace"])), Event(), Event()
    sources = _sources(workspace, asked)
    Thread(target=_end_on_signal, args=(stop, stopping), daemon=True).start()
    threads = watch_all(sources, workspace.root / "watch", stop)
    for source in sources:
        say(f"watching_{source.key.split()[0]}", **{source.key.split()[0]: source.what})
    if not sources:
        say("watching_nothing", workspace=workspace.root)
    try:
        _work(workspace, asked["jobs"], stop)
    except NotReady as machine:
        if not stop.is_set():
            say_line(say_of_commands(f"lacks_{machine.lacking}"))
            return 1
    finally:
        stop.set()
        for thread in threads:
            thread.join(timeout=GRACE / 2)
    if stopping.is_set():
        say("stopped")
    return 0 if stopping.is_set() else 1


def say_line(line: str) -> None:
    """A line that is said elsewhere too."""
    print(line, file=sys.stderr, flush=True)  # noqa: T201


def _sources(workspace: Workspace, asked: dict[str, Any]) -> list[Source]:
    municipality, declared = asked["municipality"], settings.mailboxes()
    folders = [
        WatchedFolder(workspace, folder, municipality=municipality, seconds=settings.rest(), tell=say)
        for folder in asked["folders"]
    ]
    mailboxes = [
        declared[name].model_copy(update={"municipality": declared[name].municipality or municipality})
        for name in asked["mailboxes"]
    ]
    return [
        *(FolderSource(folder) for folder in folders),
        *(MailboxSource(WatchedMailbox(workspace, mailbox, tell=say)) for mailbox in mailboxes),
    ]


def _end_on_signal(stop: Event, stopping: Event) -> None:
    """Waits for a signal and has everything end; what does not in time is left where it stands, which harms nothing."""
    signal.sigwait(SIGNALS)
    stopping.set()
    stop.set()
    time.sleep(GRACE)
    os._exit(0)


def _work(workspace: Workspace, jobs: int, stop: Event) -> None:
    """Works on what waits until `stop`. Raises NotReady.

    When Prefect fails, receiving goes on for a while and then this program begins anew, in the same process: Prefect
    asks the server that it was imported with, and we can be cut off at any moment.
    """
    with server.home(workspace.prefect) as home:
        server.configure(home)
        try:
            _work_with_prefect(workspace, home, jobs, stop)
        except NotReady:
            raise
        except PREFECT_FAILS:
            if not stop.is_set():
                say("prefect_failed", log=home / server.LOG)
            stop.wait(RETRY)
    if not stop.is_set():
        os.lseek(sys.stdin.fileno(), 0, os.SEEK_SET)
        os.execv(sys.executable, [sys.executable, "-P", "-m", "flows.watch"])  # noqa: S606  our own code


def _work_with_prefect(workspace: Workspace, home: Path, jobs: int, stop: Event) -> None:
    seconds, memory, debug = settings.seconds(), settings.memory(), settings.debug()
    with (
        server.started(home) as prefect,
        Crew(service.read, jobs=jobs, seconds=seconds, memory=memory, prepare=service.prepare, debug=debug) as crew,
    ):
        Thread(target=_close_when, args=(stop, crew), daemon=True).start()
        crew.start()
        from flows.process import process_waiting

        prefect.wait(stop.is_set)

        def read(job: service.Job) -> Any:
            result = crew.one(job)
            # A reader that we have ended ourselves says nothing about the file.
            return service.MachineFault(errno.EINTR) if stop.is_set() and isinstance(result, Ended) else result

        def sweep() -> None:
            if prefect.process.poll() is not None:
                raise ChildProcessError("Prefect's server has ended")
            process_waiting(workspace, read, jobs, lambda step, sha256: None, stop.is_set)

        _sweep_while_it_grows(workspace, sweep, stop)


def _close_when(stop: Event, crew: "Crew[Any, Any]") -> None:
    stop.wait()
    crew.close()


def _sweep_while_it_grows(workspace: Workspace, sweep: Callable[[], None], stop: Event) -> None:
    """Sweeps whenever the ledger has grown, and from time to time over what could not be done."""
    reached, again, said = None, 0.0, 0
    while not stop.is_set():
        try:
            now = _reached(workspace)
            if now != reached or time.monotonic() > again:
                if service.waiting(workspace) or service.without_note(workspace):
                    sweep()
                reached, again = _reached(workspace), time.monotonic() + RETRY
                said = _say_what_waits(workspace, said)
        except service.MACHINE_FAULTS as wrong:
            if isinstance(wrong, (TimeoutError, ChildProcessError)):
                raise
            again = time.monotonic() + RETRY
        stop.wait(LOOK)


def _reached(workspace: Workspace) -> tuple[int, ...]:
    with database.looking(workspace.ledger) as connection:
        return progress.reached(connection)


def _say_what_waits(workspace: Workspace, said: int) -> int:
    """Says how many files could not be done when that number changes; gives it."""
    files = len(service.waiting(workspace))
    if files and files != said:
        say("work_waits", files=files)
    return files


if __name__ == "__main__":
    sys.exit(main())
