"""`intake people`: who may sign in to the caseworkers' page."""

import getpass
import sys
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Annotated

import typer

from intake import service
from intake.commands import _options, _terminal
from intake.commands._help import Command
from intake.commands._words import Senseless, help_of, one_line, say
from intake.keep.people import Account

command = typer.Typer()
BY = "command"
"""Who did it, in the access log, when it was done on the server and not in the page."""

Name = Annotated[str, typer.Argument(metavar="BRUKER", help=say("people_account"), show_default=False)]
Roles = Annotated[
    list[str] | None, typer.Option("--role", metavar="ROLLE", help=say("people_role"), show_default=False)
]
Queues = Annotated[
    list[str] | None, typer.Option("--queue", metavar="KØ", help=say("people_queue"), show_default=False)
]
Elsewhere = Annotated[bool, typer.Option("--elsewhere", help=say("people_elsewhere"), show_default=False)]


@command.command("add", cls=Command, help=help_of("people_add"))
def add(
    account: Name,
    name: Annotated[str, typer.Option("--name", metavar="NAVN", help=say("people_name"), show_default=False)],
    role: Roles = None,
    municipality: _options.Municipality = None,
    queue: Queues = None,
    elsewhere: Elsewhere = False,
    workspace: _options.Workspace = None,
) -> None:
    """Makes an account."""
    kept = _options.workspace(workspace)
    person = Account(account, name, _roles(role), _queues(municipality, queue))
    _done(lambda: service.add_person(kept, person, None if elsewhere else _password(), BY))
    _terminal.messages().print(say("people_added", account=one_line(account)))


@command.command("change", cls=Command, help=help_of("people_change"))
def change(
    account: Name,
    role: Roles = None,
    municipality: _options.Municipality = None,
    queue: Queues = None,
    off: Annotated[bool, typer.Option("--off", help=say("people_off"))] = False,
    on: Annotated[bool, typer.Option("--on", help=say("people_on"))] = False,
    workspace: _options.Workspace = None,
) -> None:
    """Gives an account other roles and queues, closes it or opens it again."""
    kept = _options.workspace(workspace)
    person = service.find_person(kept, account)
    if person is None:
        raise Senseless("people_account_unknown", value=one_line(account))
    if role:
        person = replace(person, roles=_roles(role))
    if municipality or queue:
        person = replace(person, queues=_queues(municipality, queue))
    person = replace(person, active=(person.active or on) and not off)
    _done(lambda: service.change_person(kept, person, BY))
    _terminal.messages().print(say("people_changed", account=one_line(account)))


@command.command("password", cls=Command, help=help_of("people_password"))
def password(account: Name, workspace: _options.Workspace = None) -> None:
    """Gives an account another password."""
    kept = _options.workspace(workspace)
    _done(lambda: service.set_password(kept, account, _password(), BY))
    _terminal.messages().print(say("people_changed", account=one_line(account)))


@command.command("list", cls=Command, help=help_of("people_list"))
def show(workspace: _options.Workspace = None) -> None:
    """Every account, one a line."""
    kept = _options.workspace_if_any(workspace)
    for person in service.everyone(kept) if kept else ():
        closed = "" if person.active else f"  ({say('people_closed')})"
        roles = ", ".join(say(f"role_{role}") for role in person.roles)
        line = f"{person.account}  {person.name}  {roles}  {', '.join(person.queues)}{closed}"
        _terminal.results().print(one_line(line), soft_wrap=True)


def _done(act: Callable[[], None]) -> None:
    try:
        act()
    except service.BadAccount as wrong:
        raise Senseless(f"people_{wrong.key}", value=one_line(wrong.value)) from None


def _roles(roles: Iterable[str] | None) -> tuple[str, ...]:
    return tuple(dict.fromkeys(roles or ("caseworker",)))


def _queues(municipality: str | None, queues: Iterable[str] | None) -> tuple[str, ...]:
    number = _options.declared_municipality(municipality)
    whole = service.queues_of(number) if number else ()
    return tuple(dict.fromkeys((*whole, *(queues or ()))))


def _password() -> str:
    """Asked for twice; from a pipe, its first line: never an argument, which all on the machine could see."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    first = getpass.getpass(f"{say('people_password_ask')}: ")
    if getpass.getpass(f"{say('people_password_again')}: ") != first:
        raise Senseless("people_password_differs")
    return first
