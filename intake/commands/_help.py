"""Commands whose help is in the language of the settings all through, also in what Typer says itself."""

from typing import Any

from typer import core

from intake.commands._words import say


class _Norwegian:
    """To be mixed in before Typer's own class."""

    def get_help_option(self, context: Any) -> Any:
        option = super().get_help_option(context)  # type: ignore[misc]
        if option is not None:
            option.help = say("option_help")
        return option

    def format_usage(self, context: Any, formatter: Any) -> None:
        pieces = self.collect_usage_pieces(context)  # type: ignore[attr-defined]
        formatter.write_usage(context.command_path, " ".join(pieces), prefix=f"{say('usage')}: ")


class Command(_Norwegian, core.TyperCommand):
    """A command."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **{**options, "options_metavar": say("options_metavar")})


class Group(_Norwegian, core.TyperGroup):
    """Commands under one name."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        named = {"options_metavar": say("options_metavar"), "subcommand_metavar": say("subcommand_metavar")}
        super().__init__(*arguments, **{**options, **named})
