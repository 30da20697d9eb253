"""`intake rules`: the legal content of the program as it stands, for publication."""

import datetime as dt
import json
from typing import Annotated, Literal

import typer

from intake import service, settings
from intake.commands import _options
from intake.commands._words import Senseless, say
from schemas.municipality import all_municipalities


def command(
    municipality: _options.Municipality = None,
    language: Annotated[
        Literal["nb", "nn"] | None, typer.Option("--language", help=say("option_language_rules"), show_default=False)
    ] = None,
    date: Annotated[
        str | None, typer.Option("--date", metavar="DATO", help=say("option_date_rules"), show_default=False)
    ] = None,
    as_json: _options.AsJson = False,
) -> None:
    """The rules on standard output: of one municipality, in its language form, or of all that are declared."""
    from intake.export.rules import markdown, rules

    number = _options.declared_municipality(municipality)
    known = all_municipalities()
    chosen = [known[number]] if number else list(known.values())
    written_in = language or (known[number].language if number else settings.language())
    published = rules(_day(date), chosen, written_in)
    typer.echo(json.dumps(published, ensure_ascii=False) if as_json else markdown(published))


def _day(text: str | None) -> dt.date:
    if text is None:
        return service.clock().astimezone(settings.TIME_ZONE).date()
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise Senseless("bad_value", what="--date") from None
