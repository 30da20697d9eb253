"""`intake show`: one case, with all that it rests on."""

from collections.abc import Iterable, Iterator
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from intake import service, settings
from intake.commands import _options, _terminal
from intake.commands._words import say
from intake.keep.workspace import Workspace
from intake.wording import keys, sentence
from schemas.case import Case, CaseField


def command(
    case: Annotated[str, typer.Argument(metavar="CASE", help=say("option_case"), show_default=False)],
    workspace: _options.Workspace = None,
    as_json: _options.AsJson = False,
) -> None:
    """The case on standard output. Exit status 4 when there is no such case."""
    kept = _options.workspace_if_any(workspace)
    found = service.one_case(kept, case) if kept else None
    if kept is None or found is None:
        _terminal.messages().print(say("unknown_case", case=case))
        raise typer.Exit(4)
    if as_json:
        typer.echo(found.model_dump_json(by_alias=True))
        return
    _print(_terminal.results(), found, kept)


def _print(console: Console, case: Case, workspace: Workspace) -> None:
    console.print(f"{case.case}  {case.queue}  {_terminal.day(case.received)}", style="bold")
    console.print(_terminal.next_step(case), style="bold")
    deadlines = case.deadlines
    console.print(
        say(
            "deadlines",
            interim_reply=_terminal.day(deadlines.interim_reply),
            answer=_terminal.day(deadlines.answer),
        )
    )
    for heading, lines in _sections(case):
        if lines := list(lines):
            console.print()
            console.print(say(heading), style="bold")
            for line in lines:
                console.print(f"  {line}")
    console.print()
    console.print(say("fields"), style="bold")
    console.print(_fields(case))
    for path in (case.note.files.html, case.note.files.pdf):
        if path:
            console.print(f"{say('note')}: {workspace.root / path}")


def _sections(case: Case) -> Iterator[tuple[str, Iterable[str]]]:
    yield "flags", (_note(f"flag_{flag}") for flag in case.flags)
    yield (
        "documents",
        (
            f"{d.source}: {_note('kind_' + d.kind)}, {d.form or ''} {say('pages', pages=_joined(d.pages))}"
            for d in case.documents
        ),
    )
    yield (
        "criteria",
        (
            f"{_note('short_' + c.criterion)}: {_note('finding_' + c.finding)}. {c.explanation}"
            for c in case.note.criteria
        ),
    )
    yield "conditions", (f"{c.term} ({_note('condition_' + c.status)}): «{c.text}»" for c in case.conditions)
    yield "services", (f"{s.service} ({_note('service_' + s.status)}): «{s.text}»" for s in case.services)
    yield "missing", (missing.message for missing in case.note.missing)
    yield "history", (f"{_terminal.minute(e.at)}  {e.who}  {say('event_' + e.what)}" for e in case.history)


def _fields(case: Case) -> Table:
    """What stands in the form. Fields in which nothing was written are left out."""
    shown = Table(box=None, pad_edge=False, padding=(0, 2, 0, 2))
    for column in ("field", "value", "status", "page"):
        shown.add_column(say(f"column_{column}"), overflow="fold")
    for name, field in case.fields.items():
        if field.status != "empty":
            pages = _joined(sorted({evidence.page for evidence in field.evidence}))
            shown.add_row(_field_name(name), _value(field), _note(f"status_{field.status}"), pages)
    return shown


def _field_name(name: str) -> str:
    """What the note calls a field; a field that only one form has is called by its key."""
    return _note(f"field_{name}") if f"field_{name}" in keys("note") else name


def _value(field: CaseField) -> str:
    if isinstance(field.value, bool):
        return _note("yes" if field.value else "no")
    if isinstance(field.value, tuple):
        return ", ".join(field.value)
    return field.value or field.raw or ""


def _note(key: str) -> str:
    return sentence("note", key, settings.language())


def _joined(pages: Iterable[int]) -> str:
    return ", ".join(str(page) for page in pages)
