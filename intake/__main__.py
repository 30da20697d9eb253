"""The command line: `intake COMMAND`. The contract has what it promises, `intake.commands` how a command is made."""

import sys

import typer
from typer import rich_utils

from intake import commands, settings
from intake.commands._help import Command, Group
from intake.commands._words import Senseless, complaint, help_of, one_line, say
from intake.isolate import NotReady
from intake.keep.keys import Locked
from intake.plugins import discover
from intake.wording import sentence


def app() -> typer.Typer:
    """Every command of `intake/commands`, under one roof."""
    whole = typer.Typer(
        help=help_of("intake"), cls=Group, add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False
    )
    for name, module in discover(commands).items():
        if isinstance(module.command, typer.Typer):
            whole.add_typer(module.command, name=name, cls=Group, help=help_of(name), no_args_is_help=True)
        else:
            whole.command(name, cls=Command, help=help_of(name))(module.command)
    return whole


def main(arguments: list[str] | None = None) -> int:
    """Runs a command and gives its exit status: 2 for bad usage, else what the contract says of the command."""
    try:
        settings.check()
        _speak_norwegian()
        status = app()(arguments, prog_name="intake", standalone_mode=False)
    except Senseless as wrong:
        return _complain(wrong.sentence)
    except NotReady as machine:
        _complain(say(f"lacks_{machine.lacking}"))
        return 1
    except Locked as locked:
        where = {"path": locked.where} if locked.where else {}
        _complain(sentence("keys", "missing" if where else "missing_given", settings.language(), **where))
        return 1
    except typer.TyperException as wrong:
        return _complain(_usage_sentence(wrong))
    except settings.BadSetting as wrong:
        return _complain(complaint(wrong))
    return status if isinstance(status, int) else 0


def _speak_norwegian() -> None:
    """Typer's own words in its help. They are module constants there, meant to be set."""
    rich_utils.ARGUMENTS_PANEL_TITLE = say("arguments")
    rich_utils.OPTIONS_PANEL_TITLE = say("options")
    rich_utils.COMMANDS_PANEL_TITLE = say("commands")
    rich_utils.REQUIRED_LONG_STRING = say("required")
    rich_utils.DEFAULT_STRING = say("default")


def _usage_sentence(wrong: typer.TyperException) -> str:
    """Typer's classes for this are private: told apart by what they carry."""
    option = getattr(wrong, "option_name", None)
    parameter = getattr(wrong, "param", None)
    if option:
        return say("bad_option" if hasattr(wrong, "possibilities") else "missing_value", what=option)
    if parameter is not None:
        named = next((name for name in parameter.opts if name.startswith("-")), parameter.metavar or parameter.name)
        return say("bad_value" if wrong.message else "missing_option", what=named)
    return say("bad_usage")


def _complain(sentence: str) -> int:
    print(one_line(sentence), file=sys.stderr)  # noqa: T201
    return 2


if __name__ == "__main__":
    sys.exit(main())
