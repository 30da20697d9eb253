"""Look-alikes together: all doubtful figures, dates or ticks of a case, or of all in one's queues."""

from collections.abc import Iterator
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from intake import service
from intake.keep.worklist import Filter
from intake.keep.workspace import Workspace
from intake.review._guard import Kept
from intake.review._page import language_of, page
from intake.review.pages._case_view import Item, view
from intake.review.pages.case import Caseworker, page_entries
from intake.service._correcting import Stale, correct
from intake.service._desk import Desk, desk
from schemas.correction import Accepted

router = APIRouter()
WAYS = ((12, "/alike", "alike_way", ("caseworker", "leader")),)
KINDS = {"figures": ("figures",), "dates": ("date",), "ticks": ("flag", "choice", "many")}
MOST = 20
"""Cases at once: so many clippings are looked through at a sitting."""


@router.get("/alike")
def alike(request: Request, person: Caseworker, kept: Kept, kind: str = "figures", case: str = "") -> Response:
    """The doubtful values of a kind, each as its clipping above what was read."""
    return _shown(request, person, kept, kind, case)


@router.post("/alike")
def accept(
    request: Request,
    person: Caseworker,
    kept: Kept,
    kind: Annotated[str, Form()],
    case: Annotated[str, Form()] = "",
    right: Annotated[list[str], Form()] = [],  # noqa: B006  FastAPI copies it
    seen: Annotated[list[str], Form()] = [],  # noqa: B006
) -> Response:
    """Accepts those that were marked as read right. A case that has changed since is left as it is, and is told of."""
    stale = []
    for entry in seen:
        number, _, version = entry.partition(" ")
        items = {item.id: item for item in view(desk(kept, person, number), language_of(request)).doubtful}
        names = [name for one, _, name in (mark.partition(" ") for mark in right) if one == number]
        marked = [items[name] for name in names if name in items]
        acts = [Accepted(sha256=i.sha256, document=i.document, fields=(i.name,)) for i in marked]
        try:
            if acts:
                correct(kept, person, number, version, acts)
        except Stale:
            stale.append(number)
    if stale:
        return _shown(request, person, kept, kind, case, status=409, stale=tuple(stale))
    return RedirectResponse(f"/alike?kind={kind if kind in KINDS else 'figures'}&case={case}", 303)


def _shown(
    request: Request,
    person: service.Person,
    kept: Workspace,
    kind: str,
    case: str,
    status: int = 200,
    stale: tuple[str, ...] = (),
) -> Response:
    kind = kind if kind in KINDS else "figures"
    found = list(_found(kept, person, KINDS[kind], case, language_of(request)))
    return page(
        request,
        "case_alike.html",
        status,
        found=found,
        kind=kind,
        kinds=tuple(KINDS),
        case=case,
        stale=stale,
        whole=True,
    )


def _found(
    kept: Workspace, person: service.Person, kinds: tuple[str, ...], case: str, language: str
) -> Iterator[tuple[Desk, list[Item], dict[str, Any]]]:
    """The cases that have such values, with them."""
    rows = service.worklist_page(kept, person, Filter(state="open")).rows if not case else ()
    count = 0
    for number in [case] if case else [row.number for row in rows]:
        lying = desk(kept, person, number)
        items = [
            item for item in view(lying, language).doubtful if item.kind in kinds and item.text + "".join(item.chosen)
        ]
        if items:
            count += 1
            yield lying, items, {entry["id"]: entry for entry in page_entries(lying)}
        if count == MOST:
            return
