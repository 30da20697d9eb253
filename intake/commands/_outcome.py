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
    standing = service.standing(workspace, dict.fromkeys(files))
    rows = [_terminal.row_of(file) for file in standing]
    if rows:
        _terminal.results().print(_terminal.table(rows, with_cases=True))
    console = _terminal.messages()
    console.print(_terminal.summary(rows))
    console.print(say("see_cases", workspace=workspace.root))
    done = all(file.outcome in {Outcome.ACCEPTED, Outcome.NEEDS_REVIEW} and file.noted for file in standing)
    return 0 if done and not missed else 3
