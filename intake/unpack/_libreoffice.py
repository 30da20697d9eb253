"""LibreOffice as a program of its own, within the limits of the reader that starts it: its memory, its time, its
folder for temporary files, and no network where the kernel lets it go without."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from intake.model import Unprocessable

PROGRAMS = ("soffice", "libreoffice")
SECONDS = 40.0
LARGEST = 40_000_000
FILTERS = {"doc": "MS Word 97", "rtf": "Rich Text Format", "xml": "MS Word 2003 XML"}
"""By ending. Left to choose, it takes a damaged document for plain text."""

PROFILE = "intake-libreoffice"
SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="DisableActiveContent" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update">
<prop oor:name="Link" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""
"""No macros, nothing fetched that a document only names, no links brought up to date."""


def to_docx(content: bytes, kind: str) -> bytes:
    """The document as a Word file; `kind` is one of `FILTERS`.

    Raises Unprocessable: office_missing, office_failed, too_much_memory.
    """
    program = next((found for name in PROGRAMS if (found := shutil.which(name))), None)
    if program is None:
        raise Unprocessable("office_missing")
    if len(content) > LARGEST:
        raise Unprocessable("too_much_memory")
    with tempfile.TemporaryDirectory(prefix="intake-office-") as folder:
        (Path(folder) / f"document.{kind}").write_bytes(content)
        _run(program, Path(folder), kind)
        result = Path(folder) / "out" / "document.docx"
        if not result.is_file():
            raise Unprocessable("office_failed")
        return result.read_bytes()


def _run(program: str, folder: Path, kind: str) -> None:
    """With a profile that stays for as long as the reader does: making one takes longer than reading a document."""
    profile = _profile(Path(tempfile.gettempdir()) if "INTAKE_READER" in os.environ else folder)
    command = [program, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore", "--nolockcheck",
               f"--infilter={FILTERS[kind]}", "--convert-to", "docx:MS Word 2007 XML", "--outdir", "out",
               f"document.{kind}"]  # fmt: skip
    try:
        subprocess.run(  # noqa: S603  the program that the machine has for it, and names of our own
            command,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        shutil.rmtree(profile, ignore_errors=True)  # it may hold what hung
        raise Unprocessable("office_failed") from None


def _profile(folder: Path) -> Path:
    """The profile in a folder that is removed in time: a reader's own, or else that of the document."""
    profile = folder / PROFILE
    settings = profile / "user" / "registrymodifications.xcu"
    if not settings.exists():
        settings.parent.mkdir(parents=True, exist_ok=True)
        settings.write_text(SETTINGS, encoding="utf-8")
    return profile
