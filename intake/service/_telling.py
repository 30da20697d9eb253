"""What is told by telephone or at the counter, or entered from a letter: a document of its own, with who, when and to
whom. A request, a consent and its withdrawal are bound to no form."""

import datetime as dt
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from intake import settings, validate
from intake.export import json as export
from intake.export._answers import label, named
from intake.interpret.free_text import understand
from intake.keep import blobs, cases, database, ledger
from intake.keep.workspace import Workspace
from intake.model import Box, Evidence, Field, Kind, Origin, Outcome, Reading, Receipt, Status, Submission, Value
from intake.service._cases import consider_again, consider_within, lay_in
from intake.service._clock import Clock, clock
from intake.service._reading import reader
from intake.wording import sentence

What = Literal["request", "consent", "withdrawal"]
Channel = Literal["oral", "keyed"]
LINES = 48
"""On a sheet: each field stands on a line of its own."""
_KINDS = {"request": Kind.REQUEST, "consent": Kind.CONSENT, "withdrawal": Kind.CONSENT}


@dataclass(frozen=True, slots=True)
class Told:
    """What was told. `by` is who told it, `to` who took it down, `fields` are fields of the contract with their values.

    A consent is `given_by` one or more of guardian_1, guardian_2 and child. A withdrawal takes back the consent to the
    `agencies`, or to all of them where none is named.
    """

    what: What
    by: str
    to: str
    at: dt.datetime
    fields: Mapping[str, Value]
    channel: Channel = "oral"
    given_by: tuple[str, ...] = ()
    agencies: tuple[str, ...] = ()


def tell(
    workspace: Workspace, told: Told, *, case: str | None = None, municipality: str | None = None, now: Clock = clock
) -> str:
    """Keeps what was told as a document, and lays it in a case: the one that a person names, else where it belongs.

    Gives the case's number. Telling the same twice is done once. Raises KeyError for a case that is not there.
    """
    language = settings.language()
    lines = tuple(_lines(told))
    sheet = _sheet(told, lines, language)
    sha256 = blobs.put(workspace.originals, sheet.encode())
    reading = validate.checked(_reading(sha256, told, lines, language), told.at.astimezone(settings.TIME_ZONE).date())
    with database.writing(workspace.ledger) as connection:
        if case is not None and cases.newest(connection, case) is None:
            raise KeyError(case)
        receipt = Receipt(sha256, f"{told.channel}-{sha256[:8]}.txt", told.channel, told.at, municipality)
        ledger.add_receipt(connection, receipt, place=sha256)
        if not (done := cases.cases_of(connection, sha256)):
            ledger.add_reading(connection, export.stored(reading, receipt.name), reader(), now())
            done = _laid(connection, reading, case, told.to, now())
        return done[0]


def _laid(
    connection: sqlite3.Connection, reading: Reading, case: str | None, who: str, now: dt.datetime
) -> tuple[str, ...]:
    if case is None:
        return consider_within(connection, reading.sha256, now)
    lay_in(connection, reading, case, who, now)
    consider_again(connection, case, now)
    return (case,)


def _lines(told: Told) -> Iterator[tuple[str, Value]]:
    """The fields of the sheet in their order: who, to whom and when, then what."""
    yield "x_told_by", told.by
    yield "x_told_to", told.to
    yield "x_told_at", told.at.astimezone(settings.TIME_ZONE).isoformat(timespec="minutes")
    if told.what == "withdrawal":
        yield "x_consent_withdrawn", told.agencies or True
    elif told.what == "consent":
        yield "x_given_by", told.given_by
        yield "consent_given", True
        if told.agencies:
            yield "consent_agencies", told.agencies
    else:
        yield "wants_coordinator", True
    yield from ((name, value) for name, value in told.fields.items() if value not in (None, "", ()))


def _reading(sha256: str, told: Told, lines: tuple[tuple[str, Value], ...], language: str) -> Reading:
    """As surely read as anything typed by staff, each field at its line."""
    fields = {
        name: Field(name, value, _raw(value), 1.0, Status.CONFIDENT, Origin.TEXT, (Evidence(1, _box(n)),))
        for n, (name, value) in enumerate(lines)
    }
    answers = {name: value for name, value in lines if name.endswith("_text") and isinstance(value, str)}
    understood = understand(answers, language)
    submission = Submission(_KINDS[told.what], None, None, 1.0, None, language, (1,), fields, understood)
    return Reading(sha256, Outcome.ACCEPTED, (), 1, (submission,))


def _raw(value: Value) -> str | None:
    return value if isinstance(value, str) else None


def _box(line: int) -> Box:
    """The place of a field on the sheet, below its heading of three lines."""
    top = min(line + 3, LINES - 1) / LINES
    return Box(0.05, top, 0.95, top + 1 / LINES)


def _sheet(told: Told, lines: tuple[tuple[str, Value], ...], language: str) -> str:
    """The document as people read it."""
    head = (sentence("told", f"title_{told.what}", language), sentence("told", f"how_{told.channel}", language), "")
    said = (f"{label(name, language)}: {_shown(name, value, language)}" for name, value in lines)
    return "\n".join((*head, *said)) + "\n"


def _shown(name: str, value: Value, language: str) -> str:
    if isinstance(value, tuple):
        return ", ".join(named(item, language) for item in value)
    if isinstance(value, bool):
        key = "everything" if name == "x_consent_withdrawn" else "yes" if value else "no"
        return sentence("told", key, language)
    return " ".join((value or "").split())
