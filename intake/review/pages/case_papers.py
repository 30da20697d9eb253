"""The papers of a case: their pages as pictures, moved, turned and named; what was recognised in the answers; remarks
settled, and links accepted or not."""

import re
from collections.abc import Mapping, Sequence
from typing import Annotated, cast, get_args

from fastapi import APIRouter, Form, HTTPException, Request
from fastapi.responses import RedirectResponse, Response

from intake import service
from intake.interpret.free_text import understand
from intake.keep.workspace import Workspace
from intake.review._guard import Kept
from intake.review._page import language_of
from intake.review.pages._case_view import view
from intake.review.pages.case import Caseworker, do, next_of, told_stale
from intake.service._correcting import Stale, correct
from intake.service._desk import Desk, Sheet, desk, page_of
from intake.service._pictures import Pictures, turned
from schemas.catalogue import services
from schemas.correction import NEW_CASE, Called, Correction, Linked, Mentioned, MentionStatus, Moved, Settled, Turned
from schemas.extraction import ConditionClass, ConditionStatus, DocumentKind, ServiceStatus

router = APIRouter()


@router.get("/cases/{case}/pages/{sha256}/{number}")
def picture(request: Request, person: Caseworker, kept: Kept, case: str, sha256: str, number: int) -> Response:
    """A page as PNG. It is drawn in a child process: the web server opens no sender's file."""
    quarters = page_of(kept, person, case, sha256, number)
    try:
        png = pictures_of(request).picture(kept, sha256, number)
    except OSError as fault:
        raise HTTPException(500) from fault
    if png is None:
        raise HTTPException(404)
    return Response(turned(png, quarters), media_type="image/png")


@router.post("/cases/{case}/remarks")
def settle(
    request: Request,
    person: Caseworker,
    kept: Kept,
    case: str,
    seen: Annotated[str, Form()],
    remark: Annotated[str, Form()],
) -> Response:
    """A person has looked at what was said of a page."""
    found = view(desk(kept, person, case), language_of(request))
    chosen = next((r for r in found.remarks if r.id == remark), None)
    acts = [Settled(sha256=r.sha256, code=r.code, page=r.page, box=r.box) for r in (chosen,) if r]
    return do(request, person, kept, case, seen, acts, after=next_of(found, remark))


@router.post("/cases/{case}/mentions")
def mention(
    request: Request,
    person: Caseworker,
    kept: Kept,
    case: str,
    seen: Annotated[str, Form()],
    document: Annotated[str, Form()],
    field: Annotated[str, Form()],
    words: Annotated[str, Form(max_length=500)],
    what: Annotated[str, Form(max_length=200)],
    status: Annotated[str, Form()] = "",
    start: Annotated[int, Form()] = -1,
    group: Annotated[str, Form()] = "disability",
) -> Response:
    """Says how it stands with a condition or a service in an answer, adds one, or, with no status, takes one away.

    `what` is a service's key after "service:", or a condition's name after "condition:".
    """
    lying = desk(kept, person, case)
    act = _mentioned(lying, document, field, words.strip(), what, status, start, group)
    return do(request, person, kept, case, seen, [act] if act else [], after=f"mentions-{field}")


@router.post("/cases/{case}/papers")
def papers(
    request: Request,
    person: Caseworker,
    kept: Kept,
    case: str,
    seen: Annotated[str, Form()],
    sha256: Annotated[str, Form()],
    act: Annotated[str, Form()],
    pages: Annotated[list[int], Form()] = [],  # noqa: B006  FastAPI copies it
    to: Annotated[str, Form()] = "",
    kind: Annotated[str, Form()] = "unknown",
    other: Annotated[str, Form(max_length=20)] = "",
    document: Annotated[str, Form()] = "0",
) -> Response:
    """Moves pages, turns one, says what a document is, or lays what lies here of a file in another case."""
    known = cast(DocumentKind, kind if kind in get_args(DocumentKind) else "unknown")
    done: Sequence[Correction] = ()
    if act == "kind":
        done = [Called(sha256=sha256, document=document, kind=known)]
    elif act in ("turn", "turn_back") and pages:
        done = [Turned(sha256=sha256, page=pages[0], quarters=1 if act == "turn" else 3)]
    elif act == "move" and pages:
        done = [_moved(sha256, tuple(pages), to, known, other)]
    return _on_papers(request, person, kept, case, seen, done)


@router.post("/cases/{case}/link")
def link(
    request: Request,
    person: Caseworker,
    kept: Kept,
    case: str,
    seen: Annotated[str, Form()],
    sha256: Annotated[str, Form()],
    other: Annotated[str, Form(pattern=r"^\d{4}-\d{6}$")],
    act: Annotated[str, Form()],
) -> Response:
    """Accepts a proposed link, which lays the papers in the other case, or says that it is none."""
    return _on_papers(request, person, kept, case, seen, [Linked(sha256=sha256, case=other, accepted=act == "accept")])


def _on_papers(
    request: Request, person: service.Person, kept: Workspace, case: str, seen: str, acts: Sequence[Correction]
) -> Response:
    """The whole page anew: its pages have changed, not its values alone."""
    try:
        if acts:
            correct(kept, person, case, seen, acts)
        else:
            service.progress(kept, person, case)  # whoever may not see the case is told so, whatever was asked
    except Stale as stale:
        return told_stale(request, person, kept, case, stale)
    return RedirectResponse(f"/cases/{case}#papers", 303)


def _moved(sha256: str, pages: tuple[int, ...], to: str, kind: DocumentKind, other: str) -> Moved:
    if to in ("case", "new_case"):
        full = re.fullmatch(r"(\d{4})-(\d{1,6})", other.strip())
        if to == "case" and not full:
            raise HTTPException(422)
        number = f"{full[1]}-{int(full[2]):06}" if full and to == "case" else NEW_CASE
        return Moved(sha256=sha256, pages=pages, kind=kind, case=number)
    if to == "new":
        return Moved(sha256=sha256, pages=pages, kind=kind)
    return Moved(sha256=sha256, pages=pages, to=to)


def _mentioned(
    lying: Desk, document: str, field: str, words: str, what: str, status: str, start: int, group: str
) -> Mentioned | None:
    sha256, _, key = document.partition(":")
    sheet = next((s for s in lying.sheets if (s.sha256, s.key) == (sha256, key)), None)
    entry = sheet.submission.fields.get(field) if sheet else None
    text = entry.value if entry and isinstance(entry.value, str) else ""
    kind, _, name = what.partition(":")
    at = start if start >= 0 else text.casefold().find(words.casefold())
    if not words or at < 0 or at + len(words) > len(text):
        return None
    statuses = get_args(ConditionStatus if kind == "condition" else ServiceStatus)
    said = cast(MentionStatus, status) if status in statuses else None
    about = {"sha256": sha256, "document": key, "field": field, "span": (at, at + len(words)), "status": said}
    words = text[at : at + len(words)]
    if kind == "service" and name in services():
        return Mentioned(**about, kind="service", text=words, name=name, sector=services()[name].sector)  # type: ignore[arg-type]
    return _condition(about, words, name.strip(), group, sheet) if kind == "condition" else None


def _condition(about: Mapping[str, object], words: str, name: str, group: str, sheet: Sheet | None) -> Mentioned:
    """A condition by the catalogue's name for it where the words have one, else by the words themselves."""
    here = sheet.submission.understanding.conditions if sheet else ()
    meant = (*here, *understand({"condition_text": words}, "nb").conditions) if name else here
    known = next((c for c in meant if c.term == name), None)
    if not name:
        known = next(iter(understand({"condition_text": words}, "nb").conditions), None)
    chosen = known.group if known else group if group in get_args(ConditionClass) else "disability"
    return Mentioned(
        **about,  # type: ignore[arg-type]
        kind="condition",
        text=words,
        name=known.term if known else name or words,
        group=cast(ConditionClass, chosen),
        code=known.code if known else None,
    )


def pictures_of(request: Request) -> Pictures:
    """What draws the pages, made for the server when the first page is asked for."""
    state = request.app.state
    if not hasattr(state, "pictures"):
        state.pictures = Pictures()
    made: Pictures = state.pictures
    return made
