"""`intake cases`: what is in the queues."""

from collections.abc import Iterable
from typing import Annotated

import typer
from rich.table import Table

from intake import service, settings
from intake.commands import _options, _terminal
from intake.commands._words import say
from intake.keep.workspace import Workspace
from intake.model import Outcome
from intake.wording import sentence
from schemas.case import Case


def command(
    workspace: _options.Workspace = None,
    queue: Annotated[
        str | None, typer.Option("--queue", metavar="Q", help=say("option_queue"), show_default=False)
    ] = None,
    as_json: _options.AsJson = False,
) -> None:
    """The cases on standard output; what has no case, because it was set aside or waits, on standard error."""
    kept = _options.workspace_if_any(workspace)
    cases = service.all_cases(kept, queue) if kept else ()
    if as_json:
        typer.echo("[" + ",\n".join(case.model_dump_json(by_alias=True) for case in cases) + "]")
        return
    if kept and cases:
        _terminal.results().print(_table(cases, kept))
    if not cases:
        _terminal.messages().print(say("no_cases"))
    if kept:
        _tell_of_the_rest(kept)


def _table(cases: Iterable[Case], workspace: Workspace) -> Table:
    shown = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for column in ("queue", "case", "received", "documents", "flags", "next_step", "note"):
        shown.add_column(say(f"column_{column}"), overflow="fold", no_wrap=column in {"case", "received"})
    for case in sorted(cases, key=lambda case: (case.queue, case.case)):
        shown.add_row(
            case.queue,
            case.case,
            _terminal.day(case.received),
            "\n".join(dict.fromkeys(document.source for document in case.documents)),
            "\n".join(say(f"flag_{flag}") for flag in case.flags),
            sentence("note", f"next_{case.note.next_step}", settings.language()),
            str(workspace.root / case.note.files.html) if case.note.files.html else "",
        )
    return shown


def _tell_of_the_rest(workspace: Workspace) -> None:
    console = _terminal.messages()
    files = service.all_standing(workspace)
    if aside := [file for file in files if file.outcome is Outcome.QUARANTINED]:
        console.print(say("set_aside"))
        console.print(_terminal.table((_terminal.row_of(file) for file in aside), with_cases=False))
    if waiting := sum(file.outcome is None for file in files):
        console.print(say("still_waiting", files=waiting))
