"""The document corridor: bytes in, a reading out. Whatever the bytes are, there is an outcome.

    original ─ unpack ─▶ pages ─ look ─▶ sightings ─ split ─▶ documents ─ read, extract, interpret ─▶ submissions

Only this package knows the order of the rooms.
"""

import logging
import traceback
from collections.abc import Iterator, Sequence

from intake.model import (
    Aside,
    Blank,
    Group,
    Issue,
    Kind,
    Original,
    Outcome,
    Page,
    Reading,
    Sighting,
    Submission,
    Unprocessable,
)
from intake.pipeline._clippings import clippings_of
from intake.pipeline._document import said_withdrawal, submission
from intake.pipeline._pages import blanks, look_at, pages_of
from intake.pipeline._revision import with_doubt
from intake.pipeline._versions import agreed
from intake.split import BODY, split

_log = logging.getLogger("intake.pipeline")


def process(
    original: Original, *, municipality: str | None = None, clippings: bool = False, also: tuple[Blank, ...] = ()
) -> Reading:
    """What stands in a file. Total: any bytes give a reading; only the machine's own faults pass through, OSError and
    MemoryError.

    `municipality` is the one that received the file, for documents of forms that are nobody's. With `clippings`, the
    picture of each place that a value stands on comes along. `also` are pages of a form that is only tried yet.
    """
    try:
        return _read(original, municipality, clippings, (*blanks(), *also))
    except Unprocessable as trouble:
        return Reading(original.sha256, Outcome.QUARANTINED, (Issue(trouble.code, Outcome.QUARANTINED),))
    except (OSError, MemoryError):
        raise
    except Exception as bug:  # noqa: BLE001  the only one: a bug in our code must not stop the post room's stack
        _log.error("program_error %s in %s", type(bug).__name__, _place(bug))
        return Reading(original.sha256, Outcome.QUARANTINED, (Issue("program_error", Outcome.QUARANTINED),))


def _read(original: Original, municipality: str | None, with_clippings: bool, known: tuple[Blank, ...]) -> Reading:
    pages, issues = pages_of(original)
    sightings, unseen = look_at(pages, known)
    issues += unseen
    groups = [agreed(group, known) for group in split(sightings)]
    submissions = tuple(with_doubt(submission(g, g.municipality or municipality), g) for g in groups)
    bodies = [page for page in pages if page.part == BODY]
    issues += tuple(i for group in groups for i in (*group.issues, *_missing(group)))
    reasons = (*issues, *_reasons(submissions, bodies))
    outcome = max((reason.outcome for reason in reasons), key=_GRAVITY.index, default=Outcome.ACCEPTED)
    shown = clippings_of(sightings, submissions, reasons) if with_clippings else ()
    return Reading(original.sha256, outcome, reasons, len(pages), submissions, shown, tuple(_asides(sightings)))


def _asides(sightings: Sequence[Sighting]) -> Iterator[Aside]:
    """The pages that belong to no document: the post room accounts for them too."""
    for sighting in sightings:
        if sighting.separator is not None:
            yield Aside(sighting.page.number, "separator")
        elif sighting.is_blank:
            yield Aside(sighting.page.number, "blank")
        elif sighting.page.part == BODY:
            yield Aside(sighting.page.number, "message")


_GRAVITY = (Outcome.ACCEPTED, Outcome.NEEDS_REVIEW, Outcome.QUARANTINED)


def _reasons(submissions: tuple[Submission, ...], bodies: Sequence[Page]) -> tuple[Issue, ...]:
    """Why a person must look before a case is made. `bodies` are the messages of e-mails."""
    told = tuple(issue for page in bodies if (issue := said_withdrawal(page.number, page.words)))
    if not submissions:
        written = any(page.words for page in bodies)
        return (Issue("message_only" if written else "empty_mail" if bodies else "nothing_read"), *told)
    found = [*told, *(issue for s in submissions for issue in (*s.issues, *_of_document(s)))]
    if all(s.kind is Kind.ATTACHMENT for s in submissions):
        found.append(Issue("lone_attachment", page=submissions[0].pages[0]))
    return tuple(found)


def _missing(group: Group) -> tuple[Issue, ...]:
    """That a form came without a page on which it asks for something, where another such page did come."""
    here = {s.registration.blank.number for s in group.sightings if s.registration}
    asking = {field.page for field in group.form.fields} if group.form else set()
    page = group.sightings[0].page.number
    return (Issue("page_missing", page=page),) if asking & here and asking - here else ()


def _of_document(document: Submission) -> list[Issue]:
    page = document.pages[0]
    if document.kind is Kind.UNKNOWN:
        return [Issue("kind_unknown", page=page)]
    if document.kind is Kind.ATTACHMENT:
        return []
    if document.form is None:
        return [Issue("form_unknown", page=page)]
    if not any(field.evidence for field in document.fields.values()):
        return [Issue("page_missing", page=page)]
    if not any(field.origin for field in document.fields.values()):
        return [Issue("blank_form", page=page)]
    return []


def _place(bug: Exception) -> str:
    """The function and line of our own code in which a bug showed itself; never the text that was being read."""
    frames = traceback.extract_tb(bug.__traceback__)
    ours = [frame for frame in frames if "/intake/" in frame.filename] or list(frames)
    return f"{ours[-1].name}:{ours[-1].lineno}" if ours else "?"
