"""`intake keys`: the keys that originals and clippings are locked with."""

import json
from dataclasses import asdict

import typer
from rich.table import Table

from intake import service, settings
from intake.commands import _options, _terminal
from intake.commands._help import Command
from intake.commands._words import help_of
from intake.keep import keys
from intake.wording import sentence

command = typer.Typer()


@command.command("list", cls=Command, help=help_of("keys_list"))
def list_keys(workspace: _options.Workspace = None, as_json: _options.AsJson = False) -> None:
    """Each key by its name, never the key itself, with how many files it locks."""
    kept = _options.workspace_if_any(workspace)
    found = service.keys_in_use(kept) if kept else ()
    if as_json:
        typer.echo(json.dumps([asdict(key) for key in found]))
        return
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for column in ("key", "files", "state"):
        table.add_column(_say(f"column_{column}"))
    for key in found:
        table.add_row(key.id or _say("plain"), str(key.files), _say("not_locked" if not key.id else key.state))
    _terminal.results().print(table)


@command.command("rotate", cls=Command, help=help_of("keys_rotate"))
def rotate(workspace: _options.Workspace = None) -> None:
    """Locks everything with a new key. Exit status 3 when a file could not be."""
    kept = _options.workspace(workspace)
    path = keys.place(kept.root)
    if path is None:
        done = service.seal_again(kept)
        _terminal.messages().print(_say("sealed", files=done.locked))
    else:
        done = service.rotate_keys(kept)
        _terminal.messages().print(_say("rotated", files=done.locked, path=path))
    if done.left_over:
        _terminal.messages().print(_say("left_over", files=len(done.left_over), hashes=", ".join(done.left_over)))
        raise typer.Exit(3)


def _say(key: str, **values: object) -> str:
    return sentence("keys", key, settings.language(), **values)
