"""The arguments and options that several commands have."""

import io
import os
import re
import sqlite3
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, TextIO

import typer

from intake import settings
from intake.commands._words import Senseless, say
from intake.keep import keys
from intake.keep import workspace as keep
from intake.receive import folder
from intake.wording import sentence
from schemas.municipality import all_municipalities

Paths = Annotated[list[Path], typer.Argument(metavar="PATH…", help=say("option_paths"), show_default=False)]
Municipality = Annotated[
    str | None, typer.Option("--municipality", metavar="NR", help=say("option_municipality"), show_default=False)
]
Jobs = Annotated[int, typer.Option("--jobs", metavar="N", min=0, help=say("option_jobs"), show_default=False)]
Workspace = Annotated[
    Path | None, typer.Option("--workspace", metavar="DIR", help=say("option_workspace"), show_default=False)
]
AsJson = Annotated[bool, typer.Option("--json", help=say("option_json"), show_default=False)]


def files(paths: Sequence[Path]) -> tuple[Path, ...]:
    """The files meant. Senseless when a path isn't there or can't be looked into."""
    try:
        return tuple(folder.files(paths))
    except OSError as wrong:
        raise Senseless("bad_path", path=wrong.filename or wrong) from None


@contextmanager
def opened(jsonl: Path) -> Iterator[TextIO]:
    """The file that results go to; `-` is standard output. A new file is for its owner alone: it holds health data.

    Half a character, which files do hold, is written as JSON escapes it.
    """
    if str(jsonl) == "-":
        if isinstance(sys.stdout, io.TextIOWrapper):
            sys.stdout.reconfigure(errors="backslashreplace")
        yield sys.stdout
        return
    try:
        number = os.open(jsonl, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    except OSError:
        raise Senseless("bad_output", path=jsonl) from None
    with os.fdopen(number, "w", encoding="utf-8", errors="backslashreplace") as out:
        yield out


def municipality(number: str | None) -> str | None:
    """The municipality's number. Senseless when it isn't four digits."""
    if number is not None and not re.fullmatch(r"[0-9]{4}", number):
        raise Senseless("bad_municipality")
    return number


def declared_municipality(number: str | None) -> str | None:
    """The number of a municipality whose queues are known. Senseless for any other."""
    known = all_municipalities()
    if municipality(number) is not None and number not in known:
        names = ", ".join(f"{entry.number} {entry.name}" for entry in known.values())
        raise Senseless("unknown_municipality", number=number, known=names)
    return number


def check_home() -> None:
    """Raises BadSetting when the settings name a municipality that is not declared."""
    if settings.municipality() not in all_municipalities():
        raise settings.BadSetting("INTAKE_MUNICIPALITY", "municipality")


def workspace(root: Path | None) -> keep.Workspace:
    """The workspace asked for, or that of the settings; a new key is told of. Senseless when it can't be one.

    Raises keys.Locked when a key of it is gone.
    """
    chosen = root or settings.workspace()
    path = keys.place(chosen)
    has_key = path is None or path.exists()
    try:
        opened = keep.open_workspace(chosen)
    except keys.Locked:
        raise
    except (OSError, sqlite3.Error):
        raise Senseless("bad_workspace", path=chosen) from None
    if not has_key:
        typer.echo(sentence("keys", "made", settings.language(), path=path), err=True)
    return opened


def workspace_if_any(root: Path | None) -> keep.Workspace | None:
    """As `workspace`, for a command that only looks: none is made where there is none."""
    chosen = root or settings.workspace()
    return workspace(chosen) if keep.Workspace(chosen).ledger.exists() else None


def jobs(number: int) -> int:
    """How many files are read at once: what was asked for, or what the settings say for 0."""
    return number or settings.jobs()
