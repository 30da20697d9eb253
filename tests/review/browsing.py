"""What tests of the page have at hand: a client that sends forms, and cases made at once."""

from pathlib import Path
from typing import Any

from fast_reader import a_file, read
from fastapi.testclient import TestClient

from intake import service
from intake.keep.workspace import Workspace


class Browsing(TestClient):
    """A client that knows the token that forms must bring."""

    csrf = ""

    def send_form(self, path: str, /, **values: Any) -> Any:
        """Posts a form as the page would."""
        return self.post(path, data={"csrf": self.csrf, **values})


def add_case(kept: Workspace, path: Path, **family: Any) -> str:
    """Receives a file for the fast reader and makes its case; gives the number."""
    a_file(path.parent, path.name, **family)
    sha256 = service.receive(kept, path, name=path.name, channel="command")
    service.read_document(kept, sha256, read)
    return service.consider_document(kept, sha256)[0]
