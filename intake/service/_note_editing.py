"""The note and the letters as a person writes in them: the draft's words, what has taken their place, and the papers
with both.

Nothing that a person wrote is overwritten: by another person who saves, or by a new draft when more has been read.
"""

import datetime as dt
import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Any, Literal

from intake.export._blocks import Block
from intake.export._clippings import numbered
from intake.export._edited import drafts, labels
from intake.export._plain import plain
from intake.keep import cases, database, note_texts, worklist
from intake.keep.workspace import Workspace
from intake.model import Clipping, Issue
from intake.service._access import NotAllowed, sight
from intake.service._clock import Clock, clock
from intake.service._people import Person
from intake.service._showing import as_of, clippings_of, reasons_of, write_papers, written_texts
from schemas.case import Case, LetterName

PaperName = Literal["note"] | LetterName
Format = Literal["html", "pdf", "docx"]
_WRITING = Lock()


@dataclass(frozen=True, slots=True)
class Passage:
    """A place of a paper that a person may write in.

    `text` is what stands there, `draft` what the program would write there now, `was` what it would have written when
    the person wrote, where that has changed since; else None. `who` and `at` are None where nobody has written.
    """

    key: str
    label: str
    text: str
    draft: str
    was: str | None = None
    who: str | None = None
    at: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """A paper as it lies: its blocks as the program drafts them, and the passages by key.

    `lost` are passages for which the present draft has no place. `savings` are its versions, the newest first.
    """

    case: Case
    blocks: Sequence[Block]
    passages: Mapping[str, Passage]
    lost: tuple[Passage, ...]
    savings: tuple[note_texts.Saving, ...]


@dataclass(frozen=True, slots=True)
class Clash:
    """Someone, or a new draft, has changed a place since this person saw it: `now` stands there, `mine` was written."""

    key: str
    now: str
    mine: str


def paper_of(
    workspace: Workspace, number: str, paper: PaperName, until: int | None = None, now: Clock = clock
) -> Draft | None:
    """A paper as it lies, or as it was after the saving `until`; None where there is no such case or letter."""
    with database.looking(workspace.ledger) as connection:
        found = _case(connection, number, paper, until, now)
        if found is None:
            return None
        written = note_texts.words(connection, number, paper, until)
        savings = note_texts.savings(connection, number, paper)
        shown = clippings_of(workspace, connection, found) if paper == "note" else {}
    reasons = reasons_of(workspace, number) if paper == "note" else {}
    blocks = _drafted(found, paper, shown, reasons)
    old = drafts(blocks)
    named = labels(blocks)
    passages = {key: _passage(key, named[key], draft, written.get(key)) for key, draft in old.items()}
    lost = (_passage(key, "", "", words) for key, words in written.items() if key not in old and words.words)
    return Draft(found, blocks, passages, tuple(lost), savings)


def save_paper(
    workspace: Workspace,
    number: str,
    paper: PaperName,
    texts: Mapping[str, str],
    seen: Mapping[str, str],
    who: str,
    now: Clock = clock,
) -> tuple[Clash, ...]:
    """Keeps what a person has written, by the key of its place. `write_again` then puts it in the papers on the disk.

    `seen` are the words that stood there when the person began. Where others stand there by now, nothing is changed
    and the two are given back; the rest is kept all the same. Raises KeyError for a case or letter that is not there.
    """
    draft = paper_of(workspace, number, paper, now=now)
    if draft is None:
        raise KeyError(number)
    places = {**draft.passages, **{passage.key: passage for passage in draft.lost}}
    changed = {
        key: text
        for key, text in ((key, folded(text)) for key, text in texts.items())
        if key in places and text != folded(seen.get(key, places[key].text)) and text != places[key].text
    }
    clashes = tuple(
        Clash(key, places[key].text, text)
        for key, text in changed.items()
        if folded(seen.get(key, places[key].text)) != places[key].text
    )
    kept = {key: text for key, text in changed.items() if key not in {clash.key for clash in clashes}}
    _keep(workspace, number, paper, {key: (places[key].draft, text) for key, text in kept.items()}, who, now)
    return clashes


def settle_passage(
    workspace: Workspace, number: str, paper: PaperName, key: str, keep: bool, who: str, now: Clock = clock
) -> None:
    """After a new draft: keeps a person's words and takes the change as seen, or takes the draft's words instead.

    Raises KeyError for a place that there is not.
    """
    draft = paper_of(workspace, number, paper, now=now)
    if draft is None:
        raise KeyError(number)
    passage = {**draft.passages, **{passage.key: passage for passage in draft.lost}}[key]
    _keep(workspace, number, paper, {key: (passage.draft, passage.text if keep else None)}, who, now)


def restore_paper(
    workspace: Workspace, number: str, paper: PaperName, saving: int, who: str, now: Clock = clock
) -> None:
    """Goes back to the words that stood after a saving, by a saving of its own: what came after stays to be seen."""
    with database.looking(workspace.ledger) as connection:
        then = note_texts.words(connection, number, paper, saving)
        today = note_texts.words(connection, number, paper)
    texts = {
        key: (words.draft, then[key].words if key in then else None)
        for key, words in today.items()
        if words.words != (then[key].words if key in then else None)
    }
    _keep(workspace, number, paper, texts, who, now)


def write_again(workspace: Workspace, number: str, now: Clock = clock) -> None:
    """Writes a case's papers on the disk anew, with all that people have written; one at a time."""
    with _WRITING:
        write_papers(workspace, number, now)


def paper_file(workspace: Workspace, number: str, paper: PaperName, kind: Format, now: Clock = clock) -> bytes | None:
    """The paper as a file, with what people have written in it. None where there is none, and for a letter as HTML."""
    from intake.export import letters, note_docx, note_html, note_pdf  # typst and Word files are slow to import

    with database.looking(workspace.ledger) as connection:
        case = _case(connection, number, paper, None, now)
        if case is None:
            return None
        texts = written_texts(connection, number)
        shown = clippings_of(workspace, connection, case) if paper == "note" else {}
    if paper != "note":
        return letters.render(case, None, texts).get(f"{paper}.{kind}")
    reasons, mine = reasons_of(workspace, number), texts.get("note", {})
    if kind == "html":
        return note_html.render(case, shown, reasons, mine).encode()
    render = note_pdf.render if kind == "pdf" else note_docx.render
    return render(case, shown, reasons, mine)


def folded(text: str) -> str:
    """A text as it is kept: lines without blanks at their ends, no empty lines around, nothing that can't be shown."""
    lines: list[str] = plain(text.splitlines())
    return "\n".join(line.rstrip() for line in lines).strip()


def _case(connection: sqlite3.Connection, number: str, paper: PaperName, until: int | None, now: Clock) -> Case | None:
    from intake.export._letters import kinds

    newest = cases.newest(connection, number)
    if newest is None:
        return None
    body = newest.body
    if until is not None:
        saved = [s.version for s in note_texts.savings(connection, number, paper) if s.id <= until]
        body = note_texts.body(connection, saved[0]) if saved else body
    case = as_of(Case.of(body), now)
    return case if paper == "note" or paper in kinds(case) else None


def _drafted(
    case: Case,
    paper: PaperName,
    shown: Mapping[str, tuple[Clipping, ...]],
    reasons: Mapping[str, tuple[Issue, ...]],
) -> list[Block]:
    from intake.export import _letters, _note

    contents: dict[str, Any]
    if paper == "note":
        contents, _ = _note.paper(case, shown, reasons)
    else:
        contents = _letters.paper(case, paper, case.note.language)
    blocks: list[Block] = contents["blocks"]
    return blocks


def _passage(key: str, label: str, draft: str, words: note_texts.Words | None) -> Passage:
    if words is None or words.words is None:
        return Passage(key, label, folded(draft), folded(draft))
    was = words.draft if folded(words.draft) != folded(draft) else None
    return Passage(key, label, words.words, folded(draft), was, words.who, dt.datetime.fromisoformat(words.at))


def _keep(
    workspace: Workspace,
    number: str,
    paper: PaperName,
    texts: Mapping[str, tuple[str, str | None]],
    who: str,
    now: Clock,
) -> None:
    """Keeps the words and says so in the case's history."""
    if not texts:
        return
    with database.writing(workspace.ledger) as connection:
        # The draft's own words are no person's: kept as such they would stay when the draft changes.
        own = {k: (draft, None if words == folded(draft) else words) for k, (draft, words) in texts.items()}
        note_texts.add(connection, number, paper, own, who, now())
        what = "note_edited" if paper == "note" else "letter_edited"
        cases.add_event(connection, number, now(), who, what, json.dumps(sorted(texts)))


def clipping_of(workspace: Workspace, person: Person, number: str, count: int, now: Clock = clock) -> bytes:
    """The picture with that number in a case's note. Raises NotAllowed."""
    with database.looking(workspace.ledger) as connection:
        newest = cases.newest(connection, number)
        if newest is None or not worklist.is_seen(connection, number, sight(person)):
            raise NotAllowed
        shown = numbered(clippings_of(workspace, connection, as_of(Case.of(newest.body), now)))
    if not 1 <= count <= len(shown):
        raise NotAllowed
    return shown[count - 1].clipping.png
