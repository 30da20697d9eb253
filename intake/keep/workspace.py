"""The folder in which everything lies that is kept."""

import time
from dataclasses import dataclass
from pathlib import Path

from intake.keep import database, files

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
    def notes(self) -> Path:
        """A folder for each case with its note."""
        return self.root / "cases"

    @property
    def prefect(self) -> Path:
        """Prefect's home: its database and settings, all of it disposable."""
        return self.root / "prefect"


def open_workspace(root: Path) -> Workspace:
    """The workspace, made or brought up to date where need be. Raises OSError or sqlite3.Error when it can't be."""
    root.mkdir(parents=True, exist_ok=True, mode=0o700)
    workspace = Workspace(root)
    for folder in (workspace.originals, workspace.clippings, workspace.notes):
        folder.mkdir(exist_ok=True, mode=0o700)
        files.sweep_parts(folder, before=time.time() - HOUR)
    database.migrate(workspace.ledger)
    return workspace
