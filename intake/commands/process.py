"""`intake process`: receives files, and hands over to the flows, which do the rest."""

import json
import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import typer

from intake import service
from intake.commands import _options, _outcome, _terminal
from intake.commands._words import one_line, say
from intake.keep.workspace import Workspace
from intake.receive.folder import shown_name


def command(
    paths: _options.Paths,
    workspace: _options.Workspace = None,
    municipality: _options.Municipality = None,
    jobs: _options.Jobs = 0,
) -> None:
    """Receives every file first: from then on none can be lost. What waits is then worked on by the flows."""
    number = _options.declared_municipality(municipality)
    files = _options.files(paths)
    _options.check_home()
    kept = _options.workspace(workspace)
    received, missed = _receive(kept, files, number)
    for path in missed:
        _terminal.messages().print(say("bad_file", path=one_line(str(path))))
    if service.waiting(kept) or service.without_note(kept):
        _hand_over(kept, received, _options.jobs(jobs), len(missed))
    if received:
        _terminal.messages().print(say("nothing_waits"))
    raise typer.Exit(_outcome.report(kept, received, len(missed)))


def _receive(
    workspace: Workspace, files: Sequence[Path], municipality: str | None
) -> tuple[list[_outcome.Received], list[Path]]:
    """Keeps the files; gives them by hash and name, and those that could not be had."""
    received, missed = [], []
    with _terminal.progress(_terminal.messages()) as progress:
        bar = progress.add_task("", total=len(files))
        for path in files:
            name = shown_name(path)
            progress.update(bar, advance=1, description=say("receiving", name=name))
            try:
                sha256 = service.receive(workspace, path, name=name, channel="command", municipality=municipality)
                received.append(_outcome.Received(sha256, name))
            except OSError:
                missed.append(path)
    return received, missed


def _hand_over(workspace: Workspace, received: Sequence[_outcome.Received], jobs: int, missed: int) -> None:
    """Becomes the flows, which are above us and whose Prefect we don't know. They find the files on standard input.

    The same process goes on, so that whoever started or stops it has only one to deal with.
    """
    with tempfile.TemporaryFile() as list_of_files:
        list_of_files.write(json.dumps(received).encode("ascii"))
        list_of_files.seek(0)
        os.dup2(list_of_files.fileno(), sys.stdin.fileno() if sys.stdin else 0)
        sys.stdout.flush()
        sys.stderr.flush()
        arguments = [str(workspace.root), str(jobs), str(missed)]
        environment = {**os.environ, "TMPDIR": str(workspace.temporary.resolve())}
        os.execve(sys.executable, [sys.executable, "-P", "-m", "flows", *arguments], environment)  # noqa: S606  our own code
