"""`intake watch`: folders and mailboxes are watched, and what comes is worked on, until stopped."""

import json
import os
import signal
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from intake import settings
from intake.commands import _options
from intake.commands._words import Senseless, say

Folders = Annotated[
    list[Path] | None, typer.Option("--folder", metavar="DIR", help=say("option_folder"), show_default=False)
]
Mailboxes = Annotated[
    list[str] | None, typer.Option("--mailbox", metavar="NAME", help=say("option_mailbox"), show_default=False)
]


def command(
    folder: Folders = None,
    mailbox: Mailboxes = None,
    workspace: _options.Workspace = None,
    municipality: _options.Municipality = None,
    jobs: _options.Jobs = 0,
) -> None:
    """Sees that what was asked for makes sense, and becomes the flows, which are above us and do the rest."""
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})  # until the flows can end as they should
    number = _options.declared_municipality(municipality)
    for name in mailbox or ():
        if name not in settings.mailboxes():
            raise Senseless("unknown_mailbox", name=name)
    _options.check_home()
    kept = _options.workspace(workspace)
    asked = {
        "workspace": str(kept.root.resolve()),
        "jobs": _options.jobs(jobs),
        "municipality": number,
        "folders": _apart([path.expanduser().resolve() for path in folder or ()], kept.root.resolve()),
        "mailboxes": list(dict.fromkeys(mailbox or ())),
    }
    _hand_over(asked, kept.temporary.resolve())


def _apart(folders: Sequence[Path], workspace: Path) -> list[str]:
    """The folders, each once. Senseless where one lies in another or in the workspace: its files would come twice."""
    once = list(dict.fromkeys(folders))
    for folder in once:
        if folder.exists() and not folder.is_dir():
            raise Senseless("bad_path", path=folder)
        for other in (workspace, *once):
            if folder is not other and (folder.is_relative_to(other) or other.is_relative_to(folder)):
                raise Senseless("folders_overlap", one=folder, other=other)
    return [str(folder) for folder in once]


def _hand_over(asked: object, temporary: Path) -> None:
    """As `intake process` does: the same process goes on, so that whoever started it can stop it."""
    with tempfile.TemporaryFile() as words:
        words.write(json.dumps(asked).encode("ascii"))
        words.seek(0)
        os.dup2(words.fileno(), sys.stdin.fileno() if sys.stdin else 0)
        sys.stdout.flush()
        sys.stderr.flush()
        environment = {**os.environ, "TMPDIR": str(temporary)}
        os.execve(sys.executable, [sys.executable, "-P", "-m", "flows.watch"], environment)  # noqa: S606  our own code
