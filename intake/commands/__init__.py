"""The command line: one module a command, found by `intake.plugins.discover`; a new command is one new file.

The module's name is the command's name, and the module has `command`: either a function, which Typer makes a command
of (the parameters are its options, told by `typing.Annotated`), or a `typer.Typer` with commands of its own
(`intake forms list`). `schemas/wording/commands.toml` has the help of the command under `<name>_help`, and all else
that it says to staff; `intake.commands._words.say(key, **values)` gives the sentence in the language of the settings.

- Standard output is for results, standard error for progress and messages (`_terminal.messages`).
- A command that is asked for something senseless raises `_words.Senseless(key, **values)`: exit status 2.
- Any other status is said by `raise typer.Exit(3)`.
- Every command is imported whenever `intake` starts: what is slow to import (the rooms, numpy, engines) is imported
  inside the function, so that `--help` answers at once. Prefect is not imported here at all.
- Modules with a leading underscore are shared by the commands.
"""
