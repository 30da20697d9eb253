"""The table at the end of `intake process`."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from intake import service
from intake.commands import _terminal
from intake.commands._words import one_line, say
from intake.keep.workspace import Workspace
from intake.model import Outcome


class Received(NamedTuple):
    """A file as it was given: its hash, and its name there."""

    sha256: str
    name: str


def report(workspace: Workspace, files: Sequence[Received], missed: int) -> int:
    """Prints what has become of the files, a row for each path, and gives the exit status: 0 all read, 3 not.

    `missed` is how many could not even be received.
    """
    standing = service.standing(workspace, dict.fromkeys(file.sha256 for file in files))
    rows = list(_rows(files, standing))
    if rows:
        _terminal.results().print(_terminal.table(rows, with_cases=True))
    console = _terminal.messages()
    console.print(_terminal.summary(rows))
    console.print(say("see_cases", workspace=workspace.root))
    done = all(file.outcome in {Outcome.ACCEPTED, Outcome.NEEDS_REVIEW} and file.noted for file in standing)
    return 0 if done and not missed else 3


def _rows(files: Sequence[Received], standing: Sequence[service.Standing]) -> Iterator[_terminal.Row]:
    """A row for each file; the same bytes a second time, now or on another day, are said to be the same."""
    known = {file.sha256: file for file in standing}
    first: dict[str, str] = {}
    for sha256, name in files:
        row = _terminal.row_of(known[sha256])
        same = first.get(sha256) or (row.name if row.name != name else None)
        first.setdefault(sha256, name)
        said = (say("same_as", name=one_line(same)), *row.what_to_do) if same else row.what_to_do
        yield replace(row, name=name, what_to_do=said)
