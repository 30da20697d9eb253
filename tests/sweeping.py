"""The work of `intake process` without Prefect, to be killed: `python sweeping.py WORKSPACE INBOX`.

Says "ready" when it has been imported. Files are read by the fast reader, but in real child processes.
"""

import sys
from pathlib import Path
from types import SimpleNamespace

import fast_reader

import intake.export
from intake import service
from intake.isolate import Crew
from intake.keep.workspace import Workspace, open_workspace

for name, note in (("note_html", "<p>"), ("note_pdf", b"%PDF")):
    quick = SimpleNamespace(render=lambda case, pictures, note=note: note)
    sys.modules[f"intake.export.{name}"] = quick  # type: ignore[assignment]
    setattr(intake.export, name, quick)


def draft_notes(workspace: Workspace) -> None:
    for number in service.without_note(workspace):
        service.draft_note(workspace, number)


def main() -> None:
    workspace = open_workspace(Path(sys.argv[1]))
    print("ready", flush=True)
    for path in sorted(Path(sys.argv[2]).iterdir()):
        service.receive(workspace, path, name=path.name, channel="command")
    draft_notes(workspace)
    with Crew(fast_reader.read, jobs=2, seconds=20, memory=2**30) as crew:
        for sha256 in service.waiting(workspace):
            service.read_document(workspace, sha256, crew.one)
            service.consider_document(workspace, sha256)
            draft_notes(workspace)


if __name__ == "__main__":
    main()
