"""`intake forms`: the forms that are known, and which of them a file is."""

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from intake.commands import _options, _terminal
from intake.commands._help import Command
from intake.commands._words import Senseless, help_of, say
from intake.receive.folder import shown_name
from schemas.form import all_forms

command = typer.Typer(add_completion=False)


@command.command("list", cls=Command, help=help_of("forms_list"))
def list_forms() -> None:
    """Every version of every form."""
    shown = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for column in ("form", "version", "municipality", "language", "title"):
        shown.add_column(say(f"column_{column}"), overflow="fold")
    for form in all_forms():
        shown.add_row(form.id, form.version, form.municipality or "", form.language, form.title)
    _terminal.results().print(shown)


@command.command("check", cls=Command, help=help_of("forms_check"))
def check(
    file: Annotated[Path, typer.Argument(metavar="FILE", help=say("option_file"), show_default=False)],
    municipality: _options.Municipality = None,
) -> None:
    """Reads the file as `extract` does, and says which forms were found in it."""
    if not file.is_file():
        raise Senseless("bad_path", path=file)
    from intake.commands.extract import lines

    line = next(lines([(file, _options.municipality(municipality))], jobs=1))
    known = [document for document in line["documents"] if document["form"]]
    for document in known:
        pages = ", ".join(str(page) for page in document["pages"])
        percent = round(100 * document["form_confidence"])
        typer.echo(
            say("known_form", form=document["form"], version=document["form_version"], percent=percent, pages=pages)
        )
    for reason in line["reasons"]:
        _terminal.messages().print(f"{shown_name(file)}: {reason['message']}")
    if not known:
        _terminal.messages().print(say("no_known_form"))
        raise typer.Exit(3)
