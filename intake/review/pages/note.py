"""The note and the letters of a case, written in as text, with the way from each sentence to its place."""

from typing import Annotated, get_args

from fastapi import APIRouter, BackgroundTasks, Depends, HTTPException, Request
from fastapi.responses import RedirectResponse, Response

from intake import service
from intake.export._letters import kinds
from intake.keep.workspace import Workspace
from intake.review._guard import Kept, having
from intake.review._page import page
from intake.review.pages._case_view import page_id
from intake.review.pages._told import Filled
from intake.service import _note_editing as editing
from schemas.case import LetterName

router = APIRouter()
Caseworker = Annotated[service.Person, Depends(having("caseworker", "leader"))]
TYPES = {
    "html": "text/html; charset=utf-8",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
SANDBOX = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; sandbox"
LONGEST = 50_000
OWN, SEEN = "text-", "seen-"
"""What the fields of the form are called: what is written in a place, and what stood there."""


@router.get("/cases/{case}/note")
def note(request: Request, person: Caseworker, kept: Kept, case: str, version: int | None = None) -> Response:
    """The note as it lies; as it was after a saving where one is named."""
    return _shown(request, person, kept, case, "note", version)


@router.get("/cases/{case}/letters/{letter}")
def letter(
    request: Request, person: Caseworker, kept: Kept, case: str, letter: str, version: int | None = None
) -> Response:
    """A letter as it lies."""
    return _shown(request, person, kept, case, _paper(letter), version)


@router.post("/cases/{case}/papers/{paper}/text")
def save(
    request: Request, person: Caseworker, kept: Kept, case: str, paper: str, filled: Filled, after: BackgroundTasks
) -> Response:
    """Keeps what was written. Where somebody else has written meanwhile, both are shown and nothing is lost."""
    named = _paper(paper)
    _allowed(kept, person, case, f"{_what(named)}_edited")
    fields = {key: str(value)[:LONGEST] for key, value in filled.items()}
    texts = {key.removeprefix(OWN): text for key, text in fields.items() if key.startswith(OWN)}
    seen = {key.removeprefix(SEEN): text for key, text in fields.items() if key.startswith(SEEN)}
    try:
        clashes = editing.save_paper(kept, case, named, texts, seen, person.account)
    except KeyError:
        raise HTTPException(404) from None
    after.add_task(editing.write_again, kept, case)
    if clashes:
        return _shown(request, person, kept, case, named, None, clashes)
    return RedirectResponse(f"{_way(case, named)}?saved=1", 303)


@router.post("/cases/{case}/papers/{paper}/passage")
def settle(person: Caseworker, kept: Kept, case: str, paper: str, filled: Filled, after: BackgroundTasks) -> Response:
    """After a new draft: the person's words stay, or the draft's take their place."""
    named = _paper(paper)
    _allowed(kept, person, case, f"{_what(named)}_edited")
    for how in ("keep", "draft"):
        if key := str(filled.get(how, "")):
            try:
                editing.settle_passage(kept, case, named, key, how == "keep", person.account)
            except KeyError:
                raise HTTPException(404) from None
    after.add_task(editing.write_again, kept, case)
    return RedirectResponse(f"{_way(case, named)}?saved=1", 303)


@router.post("/cases/{case}/papers/{paper}/versions/{version}")
def restore(person: Caseworker, kept: Kept, case: str, paper: str, version: int, after: BackgroundTasks) -> Response:
    """Goes back to an earlier version."""
    named = _paper(paper)
    _allowed(kept, person, case, f"{_what(named)}_edited")
    editing.restore_paper(kept, case, named, version, person.account)
    after.add_task(editing.write_again, kept, case)
    return RedirectResponse(f"{_way(case, named)}?saved=1", 303)


@router.get("/cases/{case}/papers/{paper}/file.{kind}")
def file(person: Caseworker, kept: Kept, case: str, paper: str, kind: editing.Format) -> Response:
    """The paper as a file, with what was written in it."""
    named = _paper(paper)
    _allowed(kept, person, case, f"{_what(named)}_exported")
    content = editing.paper_file(kept, case, named, kind)
    if content is None:
        raise HTTPException(404)
    how = "inline" if kind == "html" else "attachment"
    headers = {"Content-Disposition": f'{how}; filename="{case}-{named}.{kind}"'}
    if kind == "html":
        headers["Content-Security-Policy"] = SANDBOX
    return Response(content, headers=headers, media_type=TYPES[kind])


@router.get("/cases/{case}/note/clippings/{number}.png")
def clipping(person: Caseworker, kept: Kept, case: str, number: int) -> Response:
    """A picture of the note."""
    return Response(editing.clipping_of(kept, person, case, number), media_type="image/png")


def _shown(
    request: Request,
    person: service.Person,
    kept: Workspace,
    case: str,
    paper: editing.PaperName,
    version: int | None,
    clashes: tuple[editing.Clash, ...] = (),
) -> Response:
    _allowed(kept, person, case, f"{_what(paper)}_viewed")
    draft = editing.paper_of(kept, case, paper, version)
    if draft is None or (version is not None and version not in {saving.id for saving in draft.savings}):
        raise HTTPException(404)
    return page(
        request,
        "note.html",
        status=409 if clashes else 200,
        draft=draft,
        case=draft.case,
        paper=paper,
        version=version,
        clashes={clash.key: clash for clash in clashes},
        letters=kinds(draft.case),
        names=service.names_of_people(kept),
        saved=request.query_params.get("saved") == "1",
        place=lambda piece: _place(case, piece["place"]),
    )


def _allowed(kept: Workspace, person: service.Person, case: str, what: str) -> None:
    """Raises NotAllowed; else it is in the access log."""
    with service.acting(kept, person, case, what):
        pass


def _paper(name: str) -> editing.PaperName:
    papers: tuple[editing.PaperName, ...] = ("note", *get_args(LetterName))
    for paper in papers:
        if paper == name:
            return paper
    raise HTTPException(404)


def _what(paper: editing.PaperName) -> str:
    return "note" if paper == "note" else "letter"


def _way(case: str, paper: editing.PaperName) -> str:
    return f"/cases/{case}/note" if paper == "note" else f"/cases/{case}/letters/{paper}"


def _place(case: str, place: str) -> str:
    """The page of the case on which something stands."""
    document, number, _ = place.split("/")
    return f"/cases/{case}#page-{page_id(document, int(number))}"
