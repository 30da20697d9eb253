"""`intake forms`: the forms that are known, which of them a file is, and a draft template of one that is not."""

import datetime as dt
import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from intake import settings
from intake.commands import _options, _terminal
from intake.commands._help import Command
from intake.commands._words import Senseless, help_of, say
from intake.export.template import as_png, toml
from intake.model import Original, Unprocessable
from intake.receive.folder import shown_name
from intake.service._teaching import LEARNT, free_version, slug
from intake.wording import sentence
from schemas.form import ROOT, all_forms

if TYPE_CHECKING:
    from intake.pipeline.learn import Draft

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


@command.command("learn", cls=Command, help=help_of("forms_learn"))
def learn(
    blank: Annotated[Path, typer.Argument(metavar="BLANK", help=say("option_blank"), show_default=False)],
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE", help=say("option_template"))] = None,
) -> None:
    """Writes the template, a copy of the blank beside the other samples, and a picture of each page with its fields."""
    if not blank.is_file():
        raise Senseless("bad_path", path=blank)
    _refuse_known_or_filled(blank)
    name = slug(blank.stem)
    version = free_version(name, dt.date.today().year)
    template = out or ROOT / "schemas" / "forms" / LEARNT / f"{name}-{version}.toml"
    copy = ROOT / "samples" / LEARNT / name / version.rpartition("-")[2] / f"blank{blank.suffix.lower()}"
    draft = _drafted(blank, f"{LEARNT}/{name}", version, str(copy.relative_to(ROOT)))
    for folder in (template.parent, copy.parent):
        folder.mkdir(parents=True, exist_ok=True)
    copy.write_bytes(blank.read_bytes())
    pictures = [template.with_name(f"{template.stem}-{number}.png") for number in range(1, len(draft.pictures) + 1)]
    for path, picture in zip(pictures, draft.pictures, strict=True):
        path.write_bytes(as_png(picture))
    template.write_text(toml(draft.form, say("template_comment")), encoding="utf-8")
    typer.echo(
        say("template_written", path=template, form=draft.form.id, version=version, count=len(draft.form.fields))
    )
    typer.echo(say("pictures_written", paths=", ".join(str(path) for path in pictures)))
    guesses = sum(field.name.startswith("x_") for field in draft.form.fields)
    if guesses:
        typer.echo(say("unnamed_fields", count=guesses))


def _refuse_known_or_filled(blank: Path) -> None:
    """A second template of a known form would take its papers over; one of a filled form would call its answers print.

    Ends the command with 3, before anything is written.
    """
    from intake.commands.extract import lines

    documents = next(lines([(blank, None)], jobs=1))["documents"]
    for document in documents:
        if document["form"]:
            _terminal.messages().print(say("learn_known", form=document["form"], version=document["form_version"]))
            raise typer.Exit(3)
    read = [field for document in documents for field in document["fields"].values()]
    if any(field["status"] == "confident" and field["value"] not in (None, False, []) for field in read):
        _terminal.messages().print(say("learn_filled"))
        raise typer.Exit(3)


def _drafted(blank: Path, form_id: str, version: str, copy: str) -> "Draft":
    from intake.pipeline.learn import learn as draft_of  # the engines take a second to load

    content = blank.read_bytes()
    try:
        return draft_of(Original(hashlib.sha256(content).hexdigest(), blank.name, content), form_id, version, copy)
    except Unprocessable as trouble:
        _terminal.messages().print(f"{shown_name(blank)}: {sentence('reasons', trouble.code, settings.language())}")
        raise typer.Exit(3) from None
