"""The work of `intake process` without Prefect: `python sweeping.py WORKSPACE INBOX [--real]`.

Says "ready" when it has been imported. Without `--real` files are read by the fast reader and notes are drawn at once,
so that it can be killed often; the child processes and the ledger are the real ones.
"""

import sys
from pathlib import Path
from types import SimpleNamespace

import fast_reader

import intake.export
from intake import service
from intake.isolate import Crew
from intake.keep.workspace import Workspace, open_workspace

REAL = "--real" in sys.argv


def draw_notes_at_once() -> None:
    for name, note in (("note_html", "<p>"), ("note_pdf", b"%PDF"), ("note_docx", b"PK"), ("letters", {})):
        quick = SimpleNamespace(render=lambda *_, note=note: note)
        sys.modules[f"intake.export.{name}"] = quick  # type: ignore[assignment]
        setattr(intake.export, name, quick)


def draft_notes(workspace: Workspace) -> None:
    for number in service.without_note(workspace):
        service.draft_note(workspace, number)


def main() -> None:
    if not REAL:
        draw_notes_at_once()
    workspace = open_workspace(Path(sys.argv[1]))
    print("ready", flush=True)
    for path in sorted(Path(sys.argv[2]).iterdir()):
        service.receive(workspace, path, name=path.name, channel="command")
    draft_notes(workspace)
    with Crew(service.read if REAL else fast_reader.read, jobs=2, seconds=120, memory=2**31) as crew:
        for sha256 in service.waiting(workspace):
            service.read_document(workspace, sha256, crew.one)
            service.consider_document(workspace, sha256)
            draft_notes(workspace)


if __name__ == "__main__":
    main()
