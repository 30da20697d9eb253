"""`intake subject`: one child's data on request, and cases that are past their time."""

import datetime as dt
import json
import os
import sys
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from intake import service, settings
from intake.commands import _options, _terminal
from intake.commands._help import Command
from intake.commands._words import Senseless, help_of
from intake.keep import workspace as keep
from intake.service import _subject as subject
from intake.wording import sentence
from schemas.municipality import all_municipalities


def _say(key: str, **values: object) -> str:
    return sentence("subject", key, settings.language(), **values)


command = typer.Typer()
Number = Annotated[str | None, typer.Option("--number", metavar="NR", help=_say("option_number"), show_default=False)]
Name = Annotated[str | None, typer.Option("--name", metavar="NAVN", help=_say("option_name"), show_default=False)]
Born = Annotated[str | None, typer.Option("--born", metavar="DATO", help=_say("option_born"), show_default=False)]
By = Annotated[str, typer.Option("--by", metavar="NAVN", help=_say("option_by"), show_default=False)]


@command.command("find", cls=Command, help=help_of("subject_find"))
def find(
    by: By,
    number: Number = None,
    name: Name = None,
    born: Born = None,
    workspace: _options.Workspace = None,
    as_json: _options.AsJson = False,
) -> None:
    """The child's cases. Exit status 4 when there are none."""
    child = _child(number, name, born)
    kept = _options.workspace_if_any(workspace)
    found = subject.find_child(kept, child, by) if kept else subject.Found((), (), 0)
    if as_json:
        typer.echo(json.dumps(asdict(found)))
    else:
        for line in _lines(found):
            _terminal.results().print(line)
    raise typer.Exit(0 if found.cases or found.possible else 4)


@command.command("export", cls=Command, help=help_of("subject_export"))
def export(
    by: By,
    out: Annotated[Path, typer.Option("--out", metavar="STED", help=_say("option_out"), show_default=False)],
    number: Number = None,
    name: Name = None,
    born: Born = None,
    case: Annotated[list[str] | None, typer.Option("--case", metavar="SAK", help=_say("option_case"))] = None,
    workspace: _options.Workspace = None,
) -> None:
    """Writes all of it. Exit status 4 when there is no such case."""
    child = None if case and not (number or name or born) else _child(number, name, born)
    if out.exists() or out.is_symlink():
        raise Senseless("subject_is_there", path=out)
    kept = _options.workspace_if_any(workspace)
    found = subject.find_child(kept, child, by) if kept and child else subject.Found((), (), 0)
    numbers = tuple(dict.fromkeys((*found.cases, *(case or ()))))
    if kept is None or not numbers:
        _tell(found)
        raise typer.Exit(4)
    _check_cases(kept, numbers)
    try:
        files = _written(kept, numbers, by, out, found.unread)
    except PermissionError:
        raise Senseless("bad_output", path=out) from None
    if child:
        _tell(found)
    _terminal.messages().print(_say("written", files=files, cases=", ".join(numbers), path=out))


@command.command("retention", cls=Command, help=help_of("subject_retention"))
def retention(by: By, workspace: _options.Workspace = None, as_json: _options.AsJson = False) -> None:
    """The cases past their time, the oldest first. Nothing is deleted."""
    kept = _options.workspace_if_any(workspace)
    found = subject.past_their_time(kept, by) if kept else ()
    if as_json:
        typer.echo(
            json.dumps([{**asdict(entry), "last": str(entry.last), "since": str(entry.since)} for entry in found])
        )
        return
    console = _terminal.results()
    for entry in found:
        last, since = _terminal.day(entry.last), _terminal.day(entry.since)
        console.print(_say("past_its_time", case=entry.number, queue=entry.queue, last=last, since=since))
    if not found:
        console.print(_say("nothing_past"))
    if unset := [m.name for m in all_municipalities().values() if m.retention_years is None]:
        _terminal.messages().print(_say("no_retention", names=", ".join(unset)))
    _terminal.messages().print(_say("never_deleted"))


def _child(number: str | None, name: str | None, born: str | None) -> subject.Child:
    if number == "-":
        number = sys.stdin.readline().strip()
    try:
        day = dt.date.fromisoformat(born).isoformat() if born else None
    except ValueError:
        raise Senseless("bad_value", what="--born") from None
    if not number and not (name and day):
        raise Senseless("subject_ask_for")
    return subject.Child(number, name, day)


def _check_cases(workspace: keep.Workspace, numbers: Sequence[str]) -> None:
    for number in numbers:
        if service.one_case(workspace, number) is None:
            _terminal.messages().print(_say("unknown_case", case=number))
            raise typer.Exit(4)


def _lines(found: subject.Found) -> Iterator[str]:
    yield _say("found", cases=", ".join(found.cases)) if found.cases else _say("nothing")
    if found.possible:
        yield _say("possible", cases=", ".join(found.possible))
    if found.unread:
        yield _say("unread", files=found.unread)


def _tell(found: subject.Found) -> None:
    for line in _lines(found):
        _terminal.messages().print(line)


def _exported(workspace: keep.Workspace, numbers: Sequence[str], by: str, unread: int) -> Iterator[subject.Exported]:
    day = _terminal.day(service.clock())
    told = _say("read_me", day=day, cases=", ".join(numbers), files=unread)
    yield subject.Exported("LES-MEG.txt", told.encode())
    for number in numbers:
        for file in subject.export_case(workspace, number, by):
            yield subject.Exported(f"{number}/{file.path}", file.content)


def _written(workspace: keep.Workspace, numbers: Sequence[str], by: str, out: Path, unread: int) -> int:
    """Writes everything for its owner alone; gives how many files."""
    count = 0
    if out.suffix.lower() == ".zip":
        number = os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(number, "wb") as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            for entry in _exported(workspace, numbers, by, unread):
                archive.writestr(entry.path, entry.content)
                count += 1
        return count
    out.mkdir(mode=0o700)
    for entry in _exported(workspace, numbers, by, unread):
        path = out / entry.path
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(entry.content)
        count += 1
    return count
