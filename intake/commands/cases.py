"""`intake cases`: what is in the queues."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Annotated

import typer
from rich.console import Console
from rich.padding import Padding

from intake import service
from intake.commands import _options, _terminal
from intake.commands._words import Senseless, one_line, say
from intake.keep.workspace import Workspace
from intake.model import Outcome
from schemas.case import Case
from schemas.municipality import all_queues


def command(
    workspace: _options.Workspace = None,
    queue: Annotated[
        str | None, typer.Option("--queue", metavar="Q", help=say("option_queue"), show_default=False)
    ] = None,
    as_json: _options.AsJson = False,
) -> None:
    """The cases on standard output; what has no case, because it was set aside or waits, on standard error.

    Exit status 2 for a queue that no municipality has and in which nothing lies.
    """
    kept = _options.workspace_if_any(workspace)
    cases = service.all_cases(kept, queue) if kept else ()
    if queue is not None and not cases and queue not in all_queues():
        raise Senseless("unknown_queue", queue=one_line(queue), known=", ".join(all_queues()))
    if as_json:
        typer.echo("[" + ",\n".join(case.model_dump_json(by_alias=True) for case in cases) + "]")
        return
    if kept and cases:
        _print(_terminal.results(), cases, kept)
    if not cases:
        _terminal.messages().print(say("no_cases"))
    if kept:
        _tell_of_the_rest(kept)


def _print(console: Console, cases: Iterable[Case], workspace: Workspace) -> None:
    """Each case in some lines of its own under its queue: a table would fold names and paths in the middle."""
    for queue, there in groupby(sorted(cases, key=lambda case: (case.queue, case.case)), key=lambda case: case.queue):
        console.print(queue, style="bold", soft_wrap=True)
        for case in there:
            head = f"{case.case}  {_terminal.day(case.received)}  {_terminal.next_step(case)}"
            console.print(Padding(head, (0, 0, 0, 2), expand=False))
            for line in _details(case):
                console.print(Padding(line, (0, 0, 0, 4), expand=False))
            if case.note.files.html:  # to be copied as it stands, so never folded
                console.print(f"    {workspace.root / case.note.files.html}", soft_wrap=True)
        console.print()


def _details(case: Case) -> Iterator[str]:
    yield ", ".join(dict.fromkeys(one_line(document.source) for document in case.documents))
    if case.flags:
        yield f"{say('flags')}: {', '.join(say(f'flag_{flag}') for flag in case.flags)}"


def _tell_of_the_rest(workspace: Workspace) -> None:
    console = _terminal.messages()
    files = service.all_standing(workspace)
    if aside := [file for file in files if file.outcome is Outcome.QUARANTINED]:
        console.print(say("set_aside"))
        console.print(_terminal.table((_terminal.row_of(file) for file in aside), with_cases=False))
    if waiting := sum(file.outcome is None for file in files):
        console.print(say("still_waiting", files=waiting))
