"""The programs that may use the interface for programs: let in and shut out by a leader."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response

from intake import service
from intake.keep.workspace import Workspace
from intake.review._guard import Kept, having
from intake.review._page import page
from intake.service import _uploading as uploading
from schemas.municipality import all_municipalities

router = APIRouter()
WAYS = ((90, "/programs", "way_programs", ("leader",)),)
Leader = Annotated[service.Person, Depends(having("leader"))]


@router.get("/programs")
def programs(request: Request, person: Leader, kept: Kept) -> Response:
    """Those that are let in."""
    return _shown(request, person, kept, None)


@router.post("/programs")
def admit(
    request: Request,
    person: Leader,
    kept: Kept,
    name: Annotated[str, Form(pattern=r"^[\w .-]{2,60}$")],
    municipality: Annotated[str, Form()],
    may: Annotated[list[str], Form()] = [],  # noqa: B006  FastAPI copies it
) -> Response:
    """Lets a program in; its token is shown this once."""
    token = uploading.admit_client(kept, person, name.strip(), municipality, may)
    return _shown(request, person, kept, token)


@router.post("/programs/shut-out")
def shut_out(person: Leader, kept: Kept, name: Annotated[str, Form()]) -> Response:
    """Shuts a program out at once."""
    uploading.shut_out_client(kept, person, name)
    return RedirectResponse("/programs", 303)


def _shown(request: Request, person: service.Person, kept: Workspace, token: str | None) -> Response:
    places = [all_municipalities()[number] for number in person.municipalities]
    return page(
        request,
        "programs.html",
        token=token,
        clients=uploading.clients_of(kept, person),
        municipalities=places,
        names=service.names_of_people(kept),
        may=uploading.MAY,
    )
