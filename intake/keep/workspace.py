"""The folder in which everything lies that is kept."""

import datetime as dt
import time
from dataclasses import dataclass
from pathlib import Path

from intake import settings
from intake.keep import database, files, keys

HOUR = 3600


@dataclass(frozen=True, slots=True)
class Workspace:
    """Where things lie. File and folder names are hashes and case numbers, never a person's name."""

    root: Path

    @property
    def ledger(self) -> Path:
        """Our own database; Prefect's is another, which can be thrown away."""
        return self.root / "intake.db"

    @property
    def originals(self) -> Path:
        """The files as received."""
        return self.root / "originals"

    @property
    def clippings(self) -> Path:
        """Pictures of the places where something was read."""
        return self.root / "clippings"

    @property
    def sealed(self) -> tuple[Path, ...]:
        """The folders in which everything is locked with the workspace's key."""
        return self.originals, self.clippings

    @property
    def notes(self) -> Path:
        """A folder for each case with its note."""
        return self.root / "cases"

    @property
    def temporary(self) -> Path:
        """What is there while something is being read, and swept away when the next reader starts."""
        return self.root / "tmp"

    @property
    def prefect(self) -> Path:
        """Prefect's home: its database and settings, all of it disposable."""
        return self.root / "prefect"


def open_workspace(root: Path) -> Workspace:
    """The workspace, made or brought up to date where need be. A new one gets a key, in a file that is new too.

    Raises OSError or sqlite3.Error when it can't be, and keys.Locked when a key is gone that documents are locked with:
    no other is then made in its place.
    """
    if not root.exists():
        root.mkdir(parents=True, exist_ok=True, mode=0o700)
        files.sync_folder(root.parent)
    workspace = Workspace(root)
    for folder in (workspace.originals, workspace.clippings, workspace.notes, workspace.temporary):
        folder.mkdir(exist_ok=True, mode=0o700)
        files.sweep_parts(folder, before=time.time() - HOUR)
    files.sync_folder(root)
    database.migrate(workspace.ledger)
    _unlock(workspace)
    return workspace


def _unlock(workspace: Workspace) -> None:
    """Sees that every key in use is there, and that the newest is written down before anything is locked with it."""
    ring = keys.load(workspace.root)
    with database.looking(workspace.ledger) as connection:
        used = keys.in_use(connection)
    if ring and ring[-1].id in used and used <= {key.id for key in ring}:
        return
    with database.writing(workspace.ledger) as connection:  # one process alone makes the first key
        ring, used = keys.load(workspace.root), keys.in_use(connection)
        if not ring and not used:
            ring = (keys.add(workspace.root),)
        if not ring or not used <= {key.id for key in ring}:
            raise keys.Locked(keys.place(workspace.root))
        if ring[-1].id not in used:
            keys.note_taken(connection, ring[-1], dt.datetime.now(settings.TIME_ZONE).isoformat(timespec="seconds"))
