"""A new form taught by a leader: its blank with the fields drawn on it, mended, tried on a filled one, and kept."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, File, HTTPException, Request, UploadFile
from fastapi.responses import RedirectResponse, Response

from intake import service
from intake.export._answers import label, value_text
from intake.keep.workspace import Workspace
from intake.review._guard import Kept, having
from intake.review._page import language_of, page
from intake.review.pages._told import Filled
from intake.service import _teaching as teaching
from intake.service._uploading import MOST_BYTES, shown
from intake.wording import keys
from schemas.form import Form, FormField
from schemas.municipality import all_municipalities

router = APIRouter()
WAYS = ((80, "/forms", "way_forms", ("leader",)),)
Leader = Annotated[service.Person, Depends(having("leader"))]
Brought = Annotated[UploadFile, File()]
UNSHOWN = ("learn_known", "learn_filled")
"""Why a blank can't be learnt from, besides the reasons for which a file is set aside."""


@router.get("/forms")
def forms(request: Request, person: Leader, kept: Kept) -> Response:
    """Those that are being taught, and where to bring another."""
    return _start(request, person, kept)


@router.post("/forms")
def begin(request: Request, person: Leader, kept: Kept, file: Brought) -> Response:
    """Learns from a blank; it is opened in a child process alone."""
    try:
        draft = teaching.begin_teaching(kept, person, _content(file), shown(file.filename or ""))
    except teaching.BadBlank as bad:
        return _start(request, person, kept, bad.code)
    return RedirectResponse(f"/forms/{draft}", 303)


@router.get("/forms/{draft}")
def form(request: Request, person: Leader, kept: Kept, draft: int) -> Response:
    """The fields drawn on the blank."""
    return _shown(request, person, kept, draft)


@router.get("/forms/{draft}/pages/{number}.png")
def picture(person: Leader, kept: Kept, draft: int, number: int) -> Response:
    """A page of the blank."""
    return Response(teaching.picture_of_page(kept, person, draft, number), media_type="image/png")


@router.post("/forms/{draft}")
def mend(request: Request, person: Leader, kept: Kept, draft: int, filled: Filled) -> Response:
    """Keeps what was mended."""
    _, known = teaching.draft_of_form(kept, person, draft)
    mends = [_mend(filled, number, field) for number, field in enumerate(known.fields)]
    about = {
        "title": str(filled.get("title", known.title))[:120],
        "kind": str(filled.get("kind", known.kind)),
        "language": str(filled.get("language", known.language)),
        "municipality": str(filled.get("municipality", "")) or None,
    }
    wrong = teaching.mend_form(kept, person, draft, mends, about)
    if wrong:
        return _shown(request, person, kept, draft, status=422, wrong=wrong)
    return RedirectResponse(f"/forms/{draft}?saved=1", 303)


@router.post("/forms/{draft}/try")
def try_on(request: Request, person: Leader, kept: Kept, draft: int, file: Brought) -> Response:
    """Reads a filled form by the draft; nothing of it is kept."""
    try:
        read = teaching.try_form(kept, person, draft, _content(file), shown(file.filename or ""))
    except teaching.BadBlank as bad:
        return _shown(request, person, kept, draft, status=422, trouble=bad.code)
    return _shown(request, person, kept, draft, tried=read)


@router.post("/forms/{draft}/keep")
def keep(request: Request, person: Leader, kept: Kept, draft: int) -> Response:
    """Writes the template where the forms lie."""
    try:
        made = teaching.keep_form(kept, person, draft)
    except OSError:
        return _shown(request, person, kept, draft, status=422, wrong="teach_unwritable")
    return _start(request, person, kept, None, made)


@router.post("/forms/{draft}/drop")
def drop(person: Leader, kept: Kept, draft: int) -> Response:
    """Gives the draft up."""
    teaching.drop_form(kept, person, draft)
    return RedirectResponse("/forms", 303)


def _start(
    request: Request, person: service.Person, kept: Workspace, wrong: str | None = None, made: Form | None = None
) -> Response:
    return page(
        request,
        "forms.html",
        status=422 if wrong else 200,
        drafts=teaching.drafts_of_forms(kept, person),
        wrong=wrong,
        own_words=UNSHOWN,
        made=made,
        names=service.names_of_people(kept),
    )


def _shown(
    request: Request,
    person: service.Person,
    kept: Workspace,
    draft: int,
    *,
    status: int = 200,
    wrong: str | None = None,
    trouble: str | None = None,
    tried: dict[str, Any] | None = None,
) -> Response:
    found, known = teaching.draft_of_form(kept, person, draft)
    language = language_of(request)
    return page(
        request,
        "form.html",
        status=status,
        draft=draft,
        form=known,
        fields=list(enumerate(known.fields)),
        pages=[(number, _boxes(known, number)) for number in range(1, len(found.pictures) + 1)],
        names=_names(language),
        free=teaching.FREE,
        municipalities=all_municipalities().values(),
        saved=request.query_params.get("saved") == "1",
        wrong=wrong,
        trouble=trouble,
        tried=None if tried is None else _read(tried, known, language),
    )


def _content(file: UploadFile) -> bytes:
    if (file.size or 0) > MOST_BYTES:
        raise HTTPException(413)
    return file.file.read()


def _mend(filled: Filled, number: int, field: FormField) -> teaching.Mend:
    name = str(filled.get(f"name-{number}", field.name))
    return teaching.Mend(
        field.name if name == "own" and field.name.startswith("x_") else "" if name == "own" else name,
        str(filled.get(f"kind-{number}", field.kind)),
        str(filled.get(f"label-{number}", field.label)).strip() or field.label,
        filled.get(f"drop-{number}") is None,
        tuple(str(filled.get(f"mark-{number}-{n}", "")).strip()[:60] for n in range(len(field.marks))),
    )


def _names(language: str) -> list[tuple[str, str]]:
    """The fields of the contract, by what they are called."""
    known = (key.removeprefix("field_") for key in keys("note") if key.startswith("field_"))
    return sorted(
        ((name, label(name, language)) for name in known if not name.startswith("x_")), key=lambda pair: pair[1]
    )


def _boxes(known: Form, number: int) -> list[dict[str, Any]]:
    """The frames on a page, in thousandths of its width and height, with the number of their field."""
    return [
        {"number": n, "left": left, "top": top, "width": right - left, "height": bottom - top, "inner": inner}
        for n, field in enumerate(known.fields)
        if field.page == number
        for inner, box in ((False, field.box), *((True, mark.box) for mark in field.marks))
        for left, top, right, bottom in [tuple(round(1000 * edge, 1) for edge in box)]
    ]


def _read(tried: dict[str, Any], known: Form, language: str) -> dict[str, Any]:
    """What was read by the draft, field by field; `is_known` is whether the form was recognised at all."""
    document = next((d for d in tried["documents"] if d["form"] == known.id), None)
    rows = []
    for name, field in (document or {"fields": {}})["fields"].items():
        value = tuple(field["value"]) if isinstance(field["value"], list) else field["value"]
        asked = next((f.label for f in known.fields if f.name == name), name)
        rows.append({"label": asked, "value": value_text(value, language), "status": field["status"]})
    return {"is_known": document is not None, "rows": rows}
