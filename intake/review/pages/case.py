"""A case: the scan beside its values, each to be accepted or put right by a key."""

from collections.abc import Sequence
from typing import Annotated, Any, Literal, cast, get_args

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response

from intake import service
from intake.correct.typed import trouble, value_of
from intake.export._answers import label, named
from intake.export.json import message
from intake.keep.workspace import Workspace
from intake.model import Value
from intake.review._guard import Kept, having
from intake.review._page import language_of, page
from intake.review._words import words
from intake.review.pages._case_view import Item, View, page_id, view
from intake.service._correcting import Stale, correct, undo
from intake.service._desk import Desk, desk, finish, warm
from intake.wording import sentence
from schemas.catalogue import services
from schemas.correction import Accepted, Corrected, Correction, Marked
from schemas.extraction import ConditionClass, ConditionStatus, DocumentKind, ServiceStatus

router = APIRouter()
Caseworker = Annotated[service.Person, Depends(having("caseworker", "leader"))]
How = Literal["unreadable", "empty", "postponed"]
PART = "x-part"
"""The header with which the page's own script asks for the part that changes alone."""


@router.get("/cases/{case}.json")
def as_json(person: Caseworker, kept: Kept, case: str) -> Response:
    """The case in the contract's shape."""
    found = service.see_case(kept, person, case)
    return Response(found.model_dump_json(by_alias=True), media_type="application/json")


@router.get("/cases/{case}")
def show(request: Request, person: Caseworker, kept: Kept, case: str) -> Response:
    """The case, with what is left to look at first."""
    warm()
    return shown(request, person, kept, case)


@router.post("/cases/{case}/values")
def values(
    request: Request,
    person: Caseworker,
    kept: Kept,
    case: str,
    seen: Annotated[str, Form()],
    item: Annotated[str, Form()],
    act: Annotated[str, Form()] = "accept",
    value: Annotated[list[str], Form(max_length=20_000)] = [],  # noqa: B006  FastAPI copies it
    stands_so: Annotated[bool, Form()] = False,
) -> Response:
    """Accepts one value as it stands in the form, puts it right, or says what else there is to say of it."""
    found = view(desk(kept, person, case), language_of(request))
    chosen = next((i for i in _all(found) if i.id == item), None)
    if chosen is None:
        return shown(request, person, kept, case, wrong="stale", status=409)
    done, code = _act(chosen, act, tuple(value), stands_so)
    if done is None:
        language = language_of(request)
        wrong = message(code, language) if code else words("case_nothing_typed", language)
        told = {"wrong_item": item, "wrong_text": wrong, "can_stand": bool(code), "typed": tuple(value)}
        return shown(request, person, kept, case, status=422, **told)
    return do(request, person, kept, case, seen, [done], after=next_of(found, item))


@router.post("/cases/{case}/block")
def block(
    request: Request,
    person: Caseworker,
    kept: Kept,
    case: str,
    seen: Annotated[str, Form()],
    key: Annotated[str, Form()],
) -> Response:
    """Accepts all values of a block that are certain: a person has held them against the page."""
    found = view(desk(kept, person, case), language_of(request))
    items = [item for b in found.blocks if b.key == key for item in b.open]
    documents = dict.fromkeys((item.sha256, item.document) for item in items)
    done = [
        Accepted(sha256=sha256, document=document, fields=names)
        for sha256, document in documents
        if (names := tuple(i.name for i in items if (i.sha256, i.document) == (sha256, document)))
    ]
    return do(request, person, kept, case, seen, done, after=next_of(found, f"block-{key}"))


@router.post("/cases/{case}/undo")
def take_back(
    request: Request,
    person: Caseworker,
    kept: Kept,
    case: str,
    seen: Annotated[str, Form()],
    act: Annotated[int | None, Form()] = None,
) -> Response:
    """Takes back the last that was done, or what is named."""
    try:
        undo(kept, person, case, seen, act)
    except Stale as stale:
        return told_stale(request, person, kept, case, stale)
    return answered(request, person, kept, case, "")


@router.post("/cases/{case}/done")
def done(request: Request, person: Caseworker, kept: Kept, case: str, seen: Annotated[str, Form()]) -> Response:
    """All has been seen: on to the note. Nothing may be left, for the history says that all was checked."""
    if view(desk(kept, person, case), language_of(request)).left:
        return shown(request, person, kept, case, status=422, wrong="left")
    try:
        finish(kept, person, case, seen)
    except Stale as stale:
        return told_stale(request, person, kept, case, stale)
    return RedirectResponse(f"/cases/{case}/done", 303)


@router.get("/cases/{case}/done")
def after_done(request: Request, person: Caseworker, kept: Kept, case: str) -> Response:
    """Where to go from a case that has been looked through: its note, how far it has come, the queue."""
    lying = desk(kept, person, case)
    return page(request, "case_done.html", desk=lying, view=view(lying, language_of(request)))


def do(
    request: Request,
    person: service.Person,
    kept: Workspace,
    case: str,
    seen: str,
    acts: Sequence[Correction],
    after: str = "",
) -> Response:
    """Does the acts, and shows the case as it then is, or that someone else has changed it."""
    try:
        if acts:
            correct(kept, person, case, seen, acts)
    except Stale as stale:
        return told_stale(request, person, kept, case, stale)
    return answered(request, person, kept, case, after)


def answered(request: Request, person: service.Person, kept: Workspace, case: str, after: str) -> Response:
    """The part that changes, for the page's own script; else the page anew, at the next thing to look at."""
    if PART in request.headers:
        answer = shown(request, person, kept, case)
        answer.headers["X-Next"] = after
        return answer
    return RedirectResponse(f"/cases/{case}#{after}" if after else f"/cases/{case}", 303)


def told_stale(request: Request, person: service.Person, kept: Workspace, case: str, stale: Stale) -> Response:
    """The case as it is now, with who changed it: nothing of what was sent is kept."""
    who = service.names_of_people(kept).get(stale.who, "")
    return shown(request, person, kept, case, status=409, wrong="stale", who=who)


def shown(
    request: Request, person: service.Person, kept: Workspace, case: str, status: int = 200, **wrong: Any
) -> Response:
    """The page of a case, or the part of it that changes."""
    lying = desk(kept, person, case)
    found = view(lying, language_of(request))
    pages = page_entries(lying)
    nothing = {"wrong": None, "who": "", "wrong_item": None, "wrong_text": "", "can_stand": False, "typed": ()}
    return page(
        request,
        "case_desk.html" if PART in request.headers else "case.html",
        status=status,
        desk=lying,
        view=found,
        mine=lying.account == person.account,
        names=service.names_of_people(kept),
        pages=pages,
        sheets={entry["id"]: entry for entry in pages},
        whole=PART not in request.headers,
        **_words(lying, language_of(request)),
        **(nothing | wrong),
    )


def _words(lying: Desk, language: str) -> dict[str, Any]:
    """What can be recognised in an answer, by name, and how it may stand with it."""
    return {
        "answers": tuple(
            (f"{sheet.sha256}:{sheet.key}", name, label(name, language), field.value)
            for sheet in lying.sheets
            for name, field in sheet.submission.fields.items()
            if name.endswith("_text") and isinstance(field.value, str) and field.value
        ),
        "services": sorted(((key, named(key, language)) for key in services()), key=lambda entry: entry[1]),
        "condition_statuses": _statuses("condition", get_args(ConditionStatus), language),
        "service_statuses": _statuses("service", get_args(ServiceStatus), language),
        "named": lambda key: named(key, language),
        "kinds": get_args(DocumentKind),
        "classes": get_args(ConditionClass),
        "acts": tuple(reversed(lying.acts[-30:])),
        "about_act": lambda act: label(field, language) if (field := getattr(act, "field", None)) else "",
    }


def _statuses(kind: str, statuses: Sequence[str], language: str) -> tuple[tuple[str, str], ...]:
    return tuple((status, sentence("note", f"{kind}_{status}", language)) for status in statuses)


def next_of(found: View, item: str) -> str:
    """What comes after an item, of all that a person looks at in turn; "finish" after the last."""
    order = [i.id for i in found.doubtful] + [r.id for r in found.remarks]
    order += [f"block-{b.key}" for b in found.blocks if b.open]
    rest = order[order.index(item) + 1 :] if item in order else order
    return next(iter(rest), next((other for other in order if other != item), "finish"))


def _act(item: Item, act: str, typed: tuple[str, ...], stands_so: bool) -> tuple[Correction | None, str]:
    """What was meant; or why it can't be right: a code, or "" where nothing was typed.

    That a field is empty is said by its own key: the key that accepts must never wipe out what nobody could read.
    """
    sha256, document, name = item.sha256, item.document, item.name
    if act in ("unreadable", "empty", "postponed"):
        return Marked(sha256=sha256, document=document, field=name, how=cast(How, act)), ""
    like: Value = () if item.kind == "many" else item.kind == "flag" or None
    value = value_of(name, typed, like)
    if value is not None and value == value_of(name, item.chosen or (item.text,), like) and not stands_so:
        return Accepted(sha256=sha256, document=document, fields=(name,)), ""
    if value is None:
        return None, ""
    code = trouble(name, value, service.clock().date())
    if code and not stands_so:
        return None, code
    return Corrected(sha256=sha256, document=document, field=name, value=value, possible=code is None), ""


def _all(found: View) -> list[Item]:
    inside = [item for block in found.blocks for item in (*block.items, *block.empty)]
    return [*found.doubtful, *inside, *found.missing]


def page_entries(lying: Desk) -> list[dict[str, Any]]:
    """The pages in the order in which they are shown: document by document, then those of none."""
    own = [(sheet.sha256, n, sheet) for sheet in lying.sheets for n in sheet.submission.pages]
    whole = [*own, *((sha256, n, None) for sha256, n in lying.loose)]
    return [_one_page(lying, sha256, n, sheet) for sha256, n, sheet in whole]


def _one_page(lying: Desk, sha256: str, number: int, sheet: Any) -> dict[str, Any]:
    width, height = lying.sizes.get((sha256, number), (1191, 1684))
    turns = lying.turned.get((sha256, number), 0)
    if turns % 2:
        width, height = height, width
    return {
        "id": page_id(sha256, number),
        "sha256": sha256,
        "number": number,
        "sheet": sheet,
        "address": f"/cases/{lying.case.case}/pages/{sha256}/{number}?turned={turns}",
        "width": width,
        "height": height,
        "turned": turns,
    }
