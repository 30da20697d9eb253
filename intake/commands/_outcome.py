"""The table at the end of `intake process`."""

from collections.abc import Sequence

from intake import service
from intake.commands import _terminal
from intake.commands._words import say
from intake.keep.workspace import Workspace
from intake.model import Outcome


def report(workspace: Workspace, files: Sequence[str], missed: int) -> int:
    """Prints what has become of the files (hashes), and gives the exit status: 0 all read, 3 not.

    `missed` is how many could not even be received.
    """
    rows = [_terminal.row_of(service.standing(workspace, sha256)) for sha256 in dict.fromkeys(files)]
    if rows:
        _terminal.results().print(_terminal.table(rows, with_cases=True))
    console = _terminal.messages()
    console.print(_terminal.summary(rows))
    console.print(say("see_cases", workspace=workspace.root))
    read = all(row.outcome in {Outcome.ACCEPTED, Outcome.NEEDS_REVIEW} for row in rows)
    return 0 if read and not missed else 3
