"""A new form taught by a leader: its blank is read in a child process, what was found is mended, tried and kept."""

import datetime as dt
import hashlib
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import ValidationError

from intake import settings
from intake.export import json as export
from intake.isolate import Crew, Ended
from intake.keep import access_log, blobs, database, files, taught
from intake.keep.taught import Taught
from intake.keep.workspace import Workspace
from intake.model import Original, Unprocessable
from intake.service._access import NotAllowed
from intake.service._clock import Clock, clock
from intake.service._people import Person
from schemas.form import ROOT, Form, FormField, all_forms

LEARNT = "egne"
"""The folder of templates, and first part of the ids, of forms that were learnt here."""
FREE = ("area", "line", "sign")
"""Kinds that a person may change into each other: they need nothing besides their place."""
DPI = 100.0


class BadBlank(Exception):  # noqa: N818  what is the matter, in the words of the house
    """The file can't be learnt from: `code` is a reason of the wording, `learn_known` or `learn_filled`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Job(NamedTuple):
    """A file to look at in a child process; with a template (JSON) and its blank, to be read by that too."""

    content: bytes
    name: str
    template: str | None = None
    blank: bytes = b""


class Learnt(NamedTuple):
    """What was found in a blank: a template (JSON) and its pages as PNG."""

    template: str
    pictures: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Mend:
    """What a person says of a field: its name ("" for one of the form's own), kind and label; or that it is none."""

    name: str
    kind: str
    label: str
    is_field: bool = True
    marks: tuple[str, ...] = ()


def learn(job: Job) -> Learnt | str:
    """The draft of a template, or the code of why not. Made for a child process."""
    from intake.pipeline import process
    from intake.pipeline._pages import pages_of
    from intake.pipeline.learn import learn as draft_of

    original = Original(hashlib.sha256(job.content).hexdigest(), job.name, job.content)
    found = process(original)
    if any(submission.form for submission in found.submissions):
        return "learn_known"
    fields = [field for submission in found.submissions for field in submission.fields.values()]
    if any(field.status.value == "confident" and field.value not in (None, False, ()) for field in fields):
        return "learn_filled"
    try:
        draft = draft_of(original, f"{LEARNT}/{slug(Path(job.name).stem)}", "1", f"samples/{LEARNT}/blank.pdf")
        pages, _ = pages_of(original)
    except Unprocessable as trouble:
        return trouble.code
    return Learnt(draft.form.model_dump_json(), tuple(_png(page.picture(DPI)) for page in pages))


def read_by(job: Job) -> dict[str, Any]:
    """What stands in a file when the template is known too, as a stored line. Made for a child process."""
    from intake.pipeline import process
    from intake.pipeline._pages import blanks_of

    form = Form.model_validate_json(job.template or "")
    original = Original(hashlib.sha256(job.content).hexdigest(), job.name, job.content)
    return export.stored(process(original, also=blanks_of(form, job.blank)), job.name)


def begin_teaching(workspace: Workspace, person: Person, content: bytes, name: str, now: Clock = clock) -> int:
    """Learns an empty form; gives the number of its draft. Raises BadBlank."""
    _leads(person)
    learnt = _in_child(learn, Job(content, name))
    if isinstance(learnt, str):
        raise BadBlank(learnt)
    pictures = tuple(blobs.put(workspace.clippings, picture) for picture in learnt.pictures)
    sha256 = blobs.put(workspace.originals, content)
    with database.writing(workspace.ledger) as connection:
        access_log.add(connection, now(), person.account, "form_taught", about=sha256)
        made = Taught(0, sha256, name, learnt.template, pictures, "draft", person.account, "")
        return taught.add(connection, made, now())


def draft_of_form(workspace: Workspace, person: Person, draft: int) -> tuple[Taught, Form]:
    """A form that is being taught. Raises NotAllowed."""
    _leads(person)
    with database.looking(workspace.ledger) as connection:
        found = taught.find(connection, draft)
    if found is None or found.step == "dropped":
        raise NotAllowed
    return found, Form.model_validate_json(found.body)


def drafts_of_forms(workspace: Workspace, person: Person) -> tuple[Taught, ...]:
    """Those that are not kept yet. Raises NotAllowed."""
    _leads(person)
    with database.looking(workspace.ledger) as connection:
        return taught.drafts(connection)


def picture_of_page(workspace: Workspace, person: Person, draft: int, number: int) -> bytes:
    """A page of the blank as PNG. Raises NotAllowed."""
    found, _ = draft_of_form(workspace, person, draft)
    if not 1 <= number <= len(found.pictures):
        raise NotAllowed
    return blobs.get(workspace.clippings, found.pictures[number - 1])


def mend_form(
    workspace: Workspace,
    person: Person,
    draft: int,
    mends: Sequence[Mend],
    about: Mapping[str, Any],
    now: Clock = clock,
) -> str | None:
    """Keeps what a person says of the fields, in their order, and of the form; the key of why not, else None."""
    found, form = draft_of_form(workspace, person, draft)
    if found.step != "draft" or len(mends) != len(form.fields):
        raise NotAllowed
    pairs = [(field, mend) for field, mend in zip(form.fields, mends, strict=True) if mend.is_field]
    fields = [_mended(field, mend) for field, mend in pairs]
    names = [field["name"] for field in fields]
    if len(set(names)) < len(names):
        return "teach_same_name"
    if not fields:
        return "teach_no_fields"
    try:
        made = Form.model_validate({**form.model_dump(), **about, "fields": fields})
    except ValidationError:
        return "teach_impossible"
    with database.writing(workspace.ledger) as connection:
        after = replace(found, body=made.model_dump_json(), who=person.account)
        taught.add(connection, after, now())
    return None


def try_form(workspace: Workspace, person: Person, draft: int, content: bytes, name: str) -> dict[str, Any]:
    """What is read in a filled form by the draft, as a stored line. Nothing of it is kept. Raises BadBlank."""
    found, form = draft_of_form(workspace, person, draft)
    blank = blobs.get(workspace.originals, found.sha256)
    named = form.model_copy(update={"blank": f"blank{Path(found.name).suffix.lower()}"})
    result: dict[str, Any] | str = _in_child(read_by, Job(content, name, named.model_dump_json(), blank))
    if isinstance(result, str):
        raise BadBlank(result)
    return result


def keep_form(workspace: Workspace, person: Person, draft: int, root: Path = ROOT, now: Clock = clock) -> Form:
    """Writes the template and its blank where the forms lie, as `intake forms learn` does. It holds from next start.

    Raises NotAllowed, and OSError where they can't be written.
    """
    from intake.export.template import toml

    found, form = draft_of_form(workspace, person, draft)
    if found.step != "draft":
        raise NotAllowed
    name = slug(form.title or Path(found.name).stem)
    version = free_version(name, now().year)
    blank = Path("samples") / LEARNT / name / version.rpartition("-")[2] / f"blank{Path(found.name).suffix.lower()}"
    made = form.model_copy(update={"id": f"{LEARNT}/{name}", "version": version, "blank": blank.as_posix()})
    template = root / "schemas" / "forms" / LEARNT / f"{name}-{version}.toml"
    for path in (root / blank, template):
        path.parent.mkdir(parents=True, exist_ok=True)
    files.write(root / blank, blobs.get(workspace.originals, found.sha256))
    said = dt.date.isoformat(now().date())
    files.write(template, toml(made, f"{form.title} ({said})").encode())
    _end(workspace, person, found, "kept", now)
    return made


def drop_form(workspace: Workspace, person: Person, draft: int, now: Clock = clock) -> None:
    """Gives a draft up. Raises NotAllowed."""
    found, _ = draft_of_form(workspace, person, draft)
    _end(workspace, person, found, "dropped", now)


def slug(stem: str) -> str:
    """A name as a form's id: small letters without accents, figures and hyphens."""
    plain = stem.casefold().replace("æ", "ae").translate(str.maketrans("øåđŋŧ", "oadnt"))
    ascii_only = unicodedata.normalize("NFKD", plain).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", ascii_only).strip("-")[:60].strip("-") or "skjema"


def free_version(name: str, year: int) -> str:
    """The first version of this year that no template has."""
    taken = {form.version for form in all_forms() if form.id == f"{LEARNT}/{name}"}
    return next(v for v in (f"{year}-{n}" for n in range(1, 1000)) if v not in taken)


def content_of(name: str) -> str:
    """The kind of content that a field of the contract has, as the known forms have it; text for a form's own."""
    known = {field.name: field.content for form in all_forms() for field in form.fields}
    ends = {"_name": "name", "_national_id": "national_id", "_date": "date", "_phone": "phone", "_email": "email"}
    return known.get(name) or next((kind for end, kind in ends.items() if name.endswith(end)), "text")


def _mended(field: FormField, mend: Mend) -> dict[str, Any]:
    name = mend.name or f"x_{slug(mend.label).replace('-', '_')}"
    kind = mend.kind if field.kind in FREE and mend.kind in FREE else field.kind
    if mend.kind == "line" and field.kind == "comb":
        kind = "line"
    content = content_of(name) if kind in ("line", "comb") else field.content
    marks = [
        {**mark.model_dump(), "value": _mark(value, mark.value)}
        for mark, value in zip(field.marks, mend.marks or [""] * len(field.marks), strict=True)
    ]
    cells = field.cells if kind == "comb" else 0
    about = {"name": name, "kind": kind, "content": content, "label": mend.label[:200], "marks": marks, "cells": cells}
    return {**field.model_dump(), **about}


def _mark(said: str, before: bool | str) -> bool | str:
    return {"yes": True, "no": False, "": before}.get(said, said)


def _leads(person: Person) -> None:
    if not person.has("leader"):
        raise NotAllowed


def _end(workspace: Workspace, person: Person, found: Taught, step: taught.Step, now: Clock) -> None:
    with database.writing(workspace.ledger) as connection:
        taught.add(connection, replace(found, step=step, who=person.account), now())
        access_log.add(connection, now(), person.account, f"form_{step}", about=found.sha256)


def _in_child(work: Any, job: Job) -> Any:
    """What a child process makes of a job; the code of what ended it."""
    with Crew(work, seconds=6 * settings.seconds(), memory=settings.memory(), debug=settings.debug()) as crew:
        result = crew.one(job)
    return result.cause if isinstance(result, Ended) else result


def _png(grey: Any) -> bytes:
    from intake.export.template import as_png

    return as_png(grey)
