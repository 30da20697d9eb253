"""Works on what waits in a workspace: `python -m flows WORKSPACE JOBS MISSED`, as `intake process` hands over to it.

The files to report on stand on standard input, as JSON: pairs of hash and name. MISSED is how many could not be
received.
"""

import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.progress import Progress

from flows import server
from intake import service, settings
from intake.commands import _outcome, _terminal
from intake.commands._words import say
from intake.isolate import Crew, NotReady
from intake.keep.workspace import Workspace


def main() -> int:
    """Gives the exit status of `intake process`."""
    os.umask(0o077)  # also for what Prefect writes
    root, jobs, missed = sys.argv[1:]
    workspace = Workspace(Path(root))
    received = [_outcome.Received(*pair) for pair in json.load(sys.stdin)]
    console = _terminal.messages()
    if behind := len(set(service.waiting(workspace)) - {file.sha256 for file in received}):
        console.print(say("left_behind", files=behind))
    with server.home(workspace.prefect) as home:
        server.configure(home)
        return _worked(workspace, home, int(jobs)) or _outcome.report(workspace, received, missed=int(missed))


def _worked(workspace: Workspace, home: Path, jobs: int) -> int:
    """Does the work; gives 0, or the exit status when it could not be done."""
    console = _terminal.messages()
    try:
        _work(workspace, home, jobs)
    except NotReady as machine:
        console.print(say(f"lacks_{machine.lacking}"))
        return 1
    except (TimeoutError, ChildProcessError):
        console.print(say("prefect_failed", log=home / server.LOG))
        return 3
    except KeyboardInterrupt:
        console.print(say("stopped"))
        return 130
    return 0


def _work(workspace: Workspace, home: Path, jobs: int) -> None:
    """Prefect is imported, and the first reader started, while Prefect's server starts: all take seconds."""
    console = _terminal.messages()
    seconds, memory, debug = settings.seconds(), settings.memory(), settings.debug()
    with (
        server.started(home) as prefect,
        Crew(service.read, jobs=jobs, seconds=seconds, memory=memory, prepare=service.prepare, debug=debug) as crew,
    ):
        with _waiting(console, say("starting_prefect")):
            crew.start()
            from flows.process import process_waiting

            prefect.wait()
        with _terminal.progress(console) as progress:
            process_waiting(workspace, crew.one, jobs, _teller(progress, service.all_standing(workspace)))


@contextmanager
def _waiting(console: Console, why: str) -> Iterator[None]:
    """Says what is waited for: with a sign of life on a terminal, with a line elsewhere."""
    if console.is_terminal:
        with console.status(why):
            yield
    else:
        console.print(why)
        yield


def _teller(progress: Progress, files: Sequence[service.Standing]) -> Callable[[str, str], None]:
    """Shows what is being read. The names stay on this terminal."""
    names = {file.sha256: file.name for file in files}
    bar = progress.add_task(say("reading_files"), total=sum(file.outcome is None for file in files))

    def tell(step: str, sha256: str) -> None:
        if step == "read":
            progress.update(bar, description=say("reading", name=names.get(sha256, "")))
        else:
            progress.update(bar, advance=1)

    return tell


if __name__ == "__main__":
    sys.exit(main())
