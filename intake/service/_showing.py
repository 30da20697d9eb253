"""What is there to see: cases with their notes, and what has become of each file."""

import json
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import get_args

from intake import link, validate
from intake.assess.sharing import sharing
from intake.export._letters import kinds
from intake.keep import blobs, cases, database, files, ledger, note_texts, worklist
from intake.keep.workspace import Workspace
from intake.model import Clipping, Issue, Outcome
from intake.service._cases import lying_in
from intake.service._clock import PROGRAM, Clock, clock
from intake.service._reading import reader
from schemas.case import Case, LetterFiles, LetterName


@dataclass(frozen=True, slots=True)
class Standing:
    """What has become of a file. `outcome` is None while something remains to be done.

    `reasons` are the codes of what a person must settle; what is only good to know stands in the reading.
    `noted` says that the notes of its cases are written.
    """

    sha256: str
    name: str
    outcome: Outcome | None
    reasons: tuple[str, ...]
    cases: tuple[str, ...]
    noted: bool


def without_note(workspace: Workspace) -> tuple[str, ...]:
    """The numbers of the cases whose note is not written as they now are, as a page and as PDF."""
    with database.looking(workspace.ledger) as connection:
        return cases.without_note(connection)


def draft_note(workspace: Workspace, number: str, now: Clock = clock) -> None:
    """Writes the note of a case as it now is, if it is not there: first each file, then the row that says so.

    First the page, then the other papers: where one of them can't be made the page is there, and the next run tries
    again.
    """
    with database.looking(workspace.ledger) as connection:
        version = cases.newest(connection, number)
        if version is None or (version.has_note and version.has_pdf and version.has_papers):
            return
        case = as_of(Case.of(version.body), now)
        shown, texts = clippings_of(workspace, connection, case), written_texts(connection, number)
    reasons, mine = reasons_of(workspace, number), texts.get("note", {})
    from intake.export import letters, note_docx, note_html, note_pdf  # typst and Word files are slow to import

    for kind in ("pdf", "docx"):
        (workspace.root / _note_file(number, kind)).unlink(missing_ok=True)  # of an earlier version
    files.write(workspace.root / _note_file(number, "html"), note_html.render(case, shown, reasons, mine).encode())
    with database.writing(workspace.ledger) as connection:
        if cases.add_note(connection, version.id, now()):
            cases.add_event(connection, number, now(), PROGRAM, "note_drafted")
    files.write(workspace.root / _note_file(number, "pdf"), note_pdf.render(case, shown, reasons, mine))
    with database.writing(workspace.ledger) as connection:
        cases.add_note_pdf(connection, version.id, now())
    files.write(workspace.root / _note_file(number, "docx"), note_docx.render(case, shown, reasons, mine))
    _write_letters(workspace, number, letters.render(case, None, texts))
    with database.writing(workspace.ledger) as connection:
        cases.add_note_papers(connection, version.id, now())


def write_papers(workspace: Workspace, number: str, now: Clock = clock) -> None:
    """Writes a case's papers anew where they are on the disk, with what people have written in them since."""
    with database.looking(workspace.ledger) as connection:
        version = cases.newest(connection, number)
        if version is None or not version.has_papers:
            return  # whoever drafts them has the words too
        case = as_of(Case.of(version.body), now)
        shown, texts = clippings_of(workspace, connection, case), written_texts(connection, number)
    reasons, mine = reasons_of(workspace, number), texts.get("note", {})
    from intake.export import letters, note_docx, note_html, note_pdf

    files.write(workspace.root / _note_file(number, "html"), note_html.render(case, shown, reasons, mine).encode())
    files.write(workspace.root / _note_file(number, "pdf"), note_pdf.render(case, shown, reasons, mine))
    files.write(workspace.root / _note_file(number, "docx"), note_docx.render(case, shown, reasons, mine))
    _write_letters(workspace, number, letters.render(case, None, texts))


def written_texts(connection: sqlite3.Connection, number: str) -> dict[str, dict[str, str]]:
    """What people have written in a case's papers in place of the draft's words, by paper and place."""
    written = {name: note_texts.words(connection, number, name) for name in ("note", *get_args(LetterName))}
    return {
        name: {key: text.words for key, text in places.items() if text.words is not None}
        for name, places in written.items()
        if places
    }


def _write_letters(workspace: Workspace, number: str, written: Mapping[str, bytes]) -> None:
    """Puts the letters beside the note, and takes away those of an earlier version that no longer fit."""
    for kind in get_args(LetterName):
        for ending in ("docx", "pdf"):
            (workspace.root / _letter_file(number, f"{kind}.{ending}")).unlink(missing_ok=True)
    for name, content in written.items():
        files.write(workspace.root / _letter_file(number, name), content)


def all_cases(workspace: Workspace, queue: str | None = None, now: Clock = clock) -> tuple[Case, ...]:
    """The cases in a queue, or all of them, by number."""
    with database.looking(workspace.ledger) as connection:
        return tuple(whole(connection, version, now) for version in cases.all_newest(connection, queue))


def one_case(workspace: Workspace, number: str, now: Clock = clock) -> Case | None:
    """One case with its history, and what may be shared today; None when there is no such."""
    with database.looking(workspace.ledger) as connection:
        version = cases.newest(connection, number)
        return whole(connection, version, now) if version else None


def reasons_of(workspace: Workspace, number: str, now: Clock = clock) -> dict[str, tuple[Issue, ...]]:
    """What a person must look at in the documents of a case, and where two differ, by the hash of the file."""
    with database.looking(workspace.ledger) as connection:
        parts = lying_in(connection, number, now().date())
    found = link.to_look_at(parts, validate.SAID_ELSEWHERE)
    differing = validate.across([(part.sha256, s) for part in parts for s in part.submissions])
    return {sha256: (*issues, *differing.get(sha256, ())) for sha256, issues in found.items()}


def standing(workspace: Workspace, files: Iterable[str]) -> tuple[Standing, ...]:
    """What has become of the files, in the order given. Raises KeyError for one that never came."""
    with database.looking(workspace.ledger) as connection:
        unwritten = frozenset(cases.without_note(connection))
        return tuple(_standing(connection, ledger.document(connection, sha256), unwritten) for sha256 in files)


def all_standing(workspace: Workspace) -> tuple[Standing, ...]:
    """What has become of every file, in the order in which they came."""
    with database.looking(workspace.ledger) as connection:
        unwritten = frozenset(cases.without_note(connection))
        return tuple(_standing(connection, document, unwritten) for document in ledger.documents(connection))


def _standing(connection: sqlite3.Connection, document: ledger.Document, unwritten: frozenset[str]) -> Standing:
    waits = document.waits(reader())
    reading = None if waits else ledger.newest_reading(connection, document.sha256)
    return Standing(
        document.sha256,
        document.name,
        None if waits else document.outcome,
        tuple(r["code"] for r in reading["reasons"] if r["outcome"] != Outcome.ACCEPTED.value) if reading else (),
        numbers := cases.cases_of(connection, document.sha256),
        unwritten.isdisjoint(numbers),
    )


def clippings_of(workspace: Workspace, connection: sqlite3.Connection, case: Case) -> dict[str, tuple[Clipping, ...]]:
    """The pictures of a case's own pages, by the hash of their file: it may hold another family's form too."""
    places = {(document.sha256, page) for document in case.documents for page in document.pages}
    return {
        sha256: tuple(
            Clipping(stored.page, stored.box, blobs.get(workspace.clippings, stored.png))
            for stored in ledger.clippings(connection, sha256)
            if (sha256, stored.page) in places
        )
        for sha256 in dict.fromkeys(document.sha256 for document in case.documents)
    }


def whole(connection: sqlite3.Connection, version: cases.Version, now: Clock) -> Case:
    """A case with what is known of it outside its documents: how far it has come, its history, where its note lies, and
    what may be shared today."""
    record = json.loads(version.body)
    if row := worklist.find(connection, version.number):
        record["state"] = row.state
    record["history"] = [asdict(event) for event in cases.history(connection, version.number)]
    written = {"html": version.has_note, "pdf": version.has_pdf, "docx": version.has_papers}
    record["note"]["files"] = {kind: _note_file(version.number, kind) for kind, is_there in written.items() if is_there}
    case = as_of(Case.of(json.dumps(record)), now)
    return case.model_copy(update={"letters": _letters(case)}) if version.has_papers else case


def as_of(case: Case, now: Clock) -> Case:
    """A case with what may be shared today."""
    return case.model_copy(update={"sharing": sharing(case, now().date())})


def _letters(case: Case) -> dict[LetterName, LetterFiles]:
    return {
        kind: LetterFiles(docx=_letter_file(case.case, f"{kind}.docx"), pdf=_letter_file(case.case, f"{kind}.pdf"))
        for kind in kinds(case)
    }


def _note_file(number: str, kind: str) -> str:
    """Where a note lies, seen from the workspace."""
    return f"cases/{number}/note.{kind}"


def _letter_file(number: str, name: str) -> str:
    """Where a letter lies, seen from the workspace."""
    return f"cases/{number}/letters/{name}"
