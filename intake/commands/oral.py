"""`intake oral`: enters what was told by telephone or at the counter, or stands in a letter, as a document."""

import datetime as dt
from collections.abc import Iterator
from typing import Annotated, Literal

import typer

from intake import service, settings
from intake.commands import _options, _terminal
from intake.commands._words import Senseless, say
from intake.model import Value
from schemas.catalogue import services

SIGNERS = {"foresatt1": "guardian_1", "foresatt2": "guardian_2", "barnet": "child"}


def command(
    what: Annotated[
        Literal["request", "consent", "withdrawal"],
        typer.Argument(metavar="request|consent|withdrawal", help=say("oral_what"), show_default=False),
    ],
    told_by: Annotated[str, typer.Option("--by", metavar="NAVN", help=say("oral_by"), show_default=False)],
    told_to: Annotated[str, typer.Option("--to", metavar="NAVN", help=say("oral_to"), show_default=False)],
    at: Annotated[str | None, typer.Option("--at", metavar="TID", help=say("oral_at"), show_default=False)] = None,
    case: Annotated[
        str | None, typer.Option("--case", metavar="SAK", help=say("oral_case"), show_default=False)
    ] = None,
    child: Annotated[str | None, typer.Option("--child", metavar="NAVN", help=say("oral_child"))] = None,
    born: Annotated[str | None, typer.Option("--born", metavar="DATO", help=say("oral_born"))] = None,
    number: Annotated[str | None, typer.Option("--number", metavar="NR", help=say("oral_number"))] = None,
    phone: Annotated[str | None, typer.Option("--phone", metavar="NR", help=say("oral_phone"))] = None,
    given_by: Annotated[
        list[str] | None, typer.Option("--given-by", metavar="|".join(SIGNERS), help=say("oral_given_by"))
    ] = None,
    agencies: Annotated[list[str] | None, typer.Option("--agency", metavar="KODE", help=say("oral_agency"))] = None,
    refused: Annotated[list[str] | None, typer.Option("--not-to", metavar="KODE", help=say("oral_not_to"))] = None,
    until: Annotated[str | None, typer.Option("--until", metavar="DATO", help=say("oral_until"))] = None,
    exceptions: Annotated[str | None, typer.Option("--except", metavar="TEKST", help=say("oral_except"))] = None,
    text: Annotated[str | None, typer.Option("--text", metavar="TEKST", help=say("oral_text"))] = None,
    letter: Annotated[bool, typer.Option("--letter", help=say("oral_letter"))] = False,
    municipality: _options.Municipality = None,
    workspace: _options.Workspace = None,
) -> None:
    """Says the number of the case that the document lies in. Exit status 4 when there is no such case."""
    fields: dict[str, Value] = {
        "child_name": child,
        "child_birth_date": _day(born, "--born"),
        "child_national_id": number,
        "guardian_1_name": told_by if child or number else None,
        "guardian_1_phone": phone,
        "condition_text": text,
        "consent_agencies_refused": tuple(_known(refused)),
        "consent_exceptions": exceptions,
        "consent_valid_until": _day(until, "--until"),
    }
    told = service.Told(
        what,
        told_by,
        told_to,
        _time(at),
        fields,
        "keyed" if letter else "oral",
        tuple(_signers(given_by)) if what == "consent" else (),
        tuple(_known(agencies)),
    )
    kept = _options.workspace(workspace)
    chosen = _options.declared_municipality(municipality)
    try:
        found = service.tell(kept, told, case=case, municipality=chosen)
    except KeyError:
        _terminal.messages().print(say("unknown_case", case=case))
        raise typer.Exit(4) from None
    for unwritten in service.without_note(kept):
        service.draft_note(kept, unwritten)
    _terminal.results().print(say("oral_kept", case=found))


def _time(text: str | None) -> dt.datetime:
    try:
        at = dt.datetime.fromisoformat(text) if text else service.clock()
    except ValueError:
        raise Senseless("bad_value", what="--at") from None
    return at if at.tzinfo else at.replace(tzinfo=settings.TIME_ZONE)


def _day(text: str | None, option: str) -> str | None:
    try:
        return dt.date.fromisoformat(text).isoformat() if text else None
    except ValueError:
        raise Senseless("bad_value", what=option) from None


def _known(keys: list[str] | None) -> Iterator[str]:
    for key in keys or ():
        if key not in services():
            raise Senseless("bad_value", what=key)
        yield key


def _signers(names: list[str] | None) -> Iterator[str]:
    for name in names or ["foresatt1"]:
        if name not in SIGNERS:
            raise Senseless("bad_value", what=name)
        yield SIGNERS[name]
