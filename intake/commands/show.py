"""`intake show`: one case, with all that it rests on."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from intake import service, settings
from intake.commands import _options, _terminal
from intake.commands._words import one_line, say
from intake.export._answers import label, value_of
from intake.export.json import message
from intake.keep.workspace import Workspace
from intake.model import Issue
from intake.wording import keys, sentence
from schemas.case import Case
from schemas.catalogue import services


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
    for heading, lines in _sections(case, service.reasons_of(workspace, case.case)):
        if lines := list(lines):
            console.print()
            console.print(say(heading), style="bold")
            for line in lines:
                console.print(f"  {line}")
    console.print()
    console.print(say("fields"), style="bold")
    console.print(_fields(case))
    for path in (case.note.files.html, case.note.files.pdf, case.note.files.docx):
        if path:
            console.print(f"{say('note')}: {workspace.root / path}")
    for kind, files in case.letters.items():
        for path in (files.docx, files.pdf):
            console.print(f"{sentence('letters', kind, settings.language())} ({say('draft')}): {workspace.root / path}")


def _sections(case: Case, reasons: Mapping[str, Sequence[Issue]]) -> Iterator[tuple[str, Iterable[str]]]:
    yield "flags", (_note(f"flag_{flag}") for flag in case.flags)
    yield "see_also", _pointed(case, reasons)
    yield (
        "documents",
        (
            f"{one_line(d.source)}: {_note('kind_' + d.kind)}, {d.form or ''} {say('pages', pages=_joined(d.pages))}"
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
    yield (
        "services",
        (f"{_service_name(s.service)} ({_note('service_' + s.status)}): «{s.text}»" for s in case.services),
    )
    yield "missing", (missing.message for missing in case.note.missing)
    yield "sharing", _sharing(case)
    yield (
        "changes",
        (f"{label(c.field, settings.language())}: «{_text(c.before)}» → «{_text(c.after)}»" for c in case.changes),
    )
    yield (
        "proposed_links",
        (say("proposed_link", case=p.case, reasons=" ".join(p.reasons)) for p in case.proposed_links),
    )
    yield "history", (f"{_terminal.minute(e.at)}  {_who(e.who)}  {say('event_' + e.what)}" for e in case.history)


def _fields(case: Case) -> Table:
    """What stands in the form. Fields in which nothing was written are left out."""
    shown = Table(box=None, pad_edge=False, padding=(0, 2, 0, 2))
    for column in ("field", "value", "status", "page"):
        shown.add_column(say(f"column_{column}"), overflow="fold")
    language = settings.language()
    for name, field in case.fields.items():
        if field.status != "empty":
            pages = _joined(sorted({evidence.page for evidence in field.evidence}))
            value = value_of(case, name, language)
            shown.add_row(label(name, language), value, _note(f"status_{field.status}"), pages)
    return shown


def _sharing(case: Case) -> Iterator[str]:
    """For which agencies information may be shared today, and what to think of first."""
    if case.sharing is None or not case.consents:
        return
    for agency, answer in case.sharing.agencies.items():
        yield f"{_service_name(agency)}: {sentence('consent', answer, settings.language())}"
    if case.sharing.general != "not_stated":
        yield f"{say('no_agency_named')}: {sentence('consent', case.sharing.general, settings.language())}"
    yield from (sentence("consent", f"remark_{remark}", settings.language()) for remark in case.sharing.remarks)


def _text(value: object) -> str:
    return ", ".join(_service_name(key) for key in value) if isinstance(value, tuple) else str(value or "")


def _service_name(key: str) -> str:
    known = services().get(key)
    return key if known is None else known.nn if settings.language() == "nn" else known.nb


def _who(who: str) -> str:
    """Who or what did something: a channel and the program by what they are called, a person by name."""
    if f"who_{who}" in keys("commands"):
        return say(f"who_{who}")
    return _note(f"channel_{who}") if f"channel_{who}" in keys("note") else who


def _pointed(case: Case, reasons: Mapping[str, Sequence[Issue]]) -> Iterator[str]:
    """What a person must look at, with the file and page."""
    sources = {document.sha256: one_line(document.source) for document in case.documents}
    for sha256, said in reasons.items():
        for issue in said:
            place = [sources[sha256], *([say("pages", pages=issue.page)] if issue.page else [])]
            yield f"{message(issue.code, settings.language())} ({', '.join(place)})"


def _note(key: str) -> str:
    return sentence("note", key, settings.language())


def _joined(pages: Iterable[int]) -> str:
    return ", ".join(str(page) for page in pages)
