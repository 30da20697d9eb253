"""For other programs: upload, cases, corrections and papers, with a token for each program. `/api/v1/openapi.json` says
all of it."""

import hashlib
from functools import cache
from typing import Annotated, Any

from fastapi import APIRouter, Depends, File, Header, HTTPException, Path, Query, UploadFile
from fastapi.openapi.utils import get_openapi
from fastapi.responses import JSONResponse, Response
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import BaseModel, Field

from intake import service
from intake.export import json as export
from intake.keep.tokens import Answer, Client
from intake.keep.worklist import Filter
from intake.review._guard import Kept
from intake.service import _note_editing as editing
from intake.service import _uploading as uploading
from intake.service._correcting import Stale, correct
from intake.service._desk import desk
from schemas.case import Case
from schemas.correction import Accepted, Called, Corrected, Linked, Marked, Mentioned, Moved, Settled, Turned

VERSION = "1"
router = APIRouter(prefix=f"/api/v{VERSION}")
_bearer = HTTPBearer(auto_error=False, description="The program's token, which a leader gives it.")


class Problem(BaseModel):
    """Why it was not done."""

    status: int
    problem: str


class Receipt(BaseModel):
    """That a file lies on the disk and can't be lost. `again` says that it had come under the same key before."""

    sha256: str
    again: bool


class Reason(BaseModel):
    """What a person must settle, as a code and as a sentence."""

    code: str
    message: str


class FileNow(BaseModel):
    """A file and what became of it."""

    sha256: str
    name: str
    step: uploading.Step
    outcome: str | None
    reasons: list[Reason]
    pages: int
    cases: list[str]


class Listed(BaseModel):
    """A case in a list."""

    case: str
    queue: str
    state: str
    received: str
    deadline: str
    flags: list[str]


class Listing(BaseModel):
    """A page of a list of cases, by deadline."""

    page: int
    pages: int
    total: int
    cases: list[Listed]


class Paper(BaseModel):
    """A document of a case by the names that a correction calls it by."""

    sha256: str
    document: str
    kind: str
    pages: list[int]
    fields: list[str]


class CaseNow(BaseModel):
    """A case as it is. `seen` is what a correction must bring back, so that none is done on a case that has changed."""

    seen: str
    case: Case
    documents: list[Paper]


Act = Annotated[
    Accepted | Corrected | Marked | Mentioned | Moved | Called | Turned | Settled | Linked, Field(discriminator="what")
]


class Corrections(BaseModel):
    """What is put right, all or nothing, on the case as it was seen."""

    seen: Annotated[str, Field(max_length=50)]
    acts: Annotated[list[Act], Field(min_length=1, max_length=200)]


class Done(BaseModel):
    """The cases that were considered again."""

    cases: list[str]


def _problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    return {status: {"model": Problem} for status in (400, 401, 403, *statuses)}


def _admitted(may: str) -> Any:
    """A dependency: the program that asks, which may do that."""

    def admitted(
        kept: Kept, given: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]
    ) -> tuple[Client, service.Person]:
        found = uploading.client_with(kept, given.credentials) if given else None
        if found is None:
            raise HTTPException(401, headers={"WWW-Authenticate": "Bearer"})
        if may not in found[0].may:
            raise HTTPException(403)
        return found

    return Depends(admitted)


Asker = tuple[Client, service.Person]
Uploading = Annotated[Asker, _admitted("upload")]
Reading = Annotated[Asker, _admitted("read")]
Correcting = Annotated[Asker, _admitted("correct")]
Key = Annotated[
    str,
    Header(alias="Idempotency-Key", min_length=8, max_length=100, pattern=r"^[!-~]+$", description="One per delivery."),
]
Sha256 = Annotated[str, Path(pattern=r"^[0-9a-f]{64}$")]
Number = Annotated[str, Path(pattern=r"^[0-9]{4}-[0-9]{6}$")]


@router.post("/receipts", status_code=201, responses=_problems(409, 413))
def receive(
    asker: Uploading,
    kept: Kept,
    key: Key,
    file: Annotated[UploadFile, File(description="The file as it was sent, of any kind.")],
) -> Receipt:
    """Receives a file. An answer of success means that it lies on the disk; the same again changes nothing."""
    client, _ = asker
    if (file.size or 0) > uploading.MOST_BYTES:
        raise HTTPException(413)
    try:
        delivered = uploading.deliver(
            kept,
            file.file.read(),
            name=file.filename or "",
            client=f"api:{client.client}",
            key=key,
            municipality=client.municipality,
        )
    except uploading.KeyUsed:
        raise HTTPException(409) from None
    return Receipt(sha256=delivered.sha256, again=delivered.again)


@router.get("/receipts/{sha256}", responses=_problems(404))
def received(asker: Uploading, kept: Kept, sha256: Sha256) -> FileNow:
    """What became of a file."""
    came = uploading.receipt_of(kept, asker[1], sha256)
    return FileNow(
        sha256=came.sha256,
        name=came.name,
        step=uploading.step(came),
        outcome=came.outcome,
        reasons=[Reason(code=code, message=export.message(code)) for code in came.codes],
        pages=came.pages,
        cases=list(came.cases),
    )


@router.get("/cases", responses=_problems())
def cases(
    asker: Reading,
    kept: Kept,
    queue: Annotated[str | None, Query(max_length=100)] = None,
    state: Annotated[str | None, Query(max_length=50)] = "open",
    number: Annotated[int, Query(alias="page", ge=1, le=1_000_000)] = 1,
) -> Listing:
    """The cases of the municipality's unit, by deadline; restricted ones are not among them."""
    found = service.worklist_page(kept, asker[1], Filter(queue=queue, state=state), number=number)
    listed = [
        Listed(
            case=row.number,
            queue=row.queue,
            state=row.state,
            received=row.received,
            deadline=row.deadline,
            flags=list(row.flags),
        )
        for row in found.rows
    ]
    return Listing(page=found.number, pages=found.pages, total=found.total, cases=listed)


@router.get("/cases/{number}", response_model=CaseNow, responses=_problems(404))
def case(asker: Reading, kept: Kept, number: Number) -> Response:
    """A case as `intake show --json` gives it, with what a correction needs to know of it."""
    lying = desk(kept, asker[1], number)
    documents = [
        {
            "sha256": sheet.sha256,
            "document": sheet.key,
            "kind": sheet.submission.kind.value,
            "pages": list(sheet.submission.pages),
            "fields": list(sheet.submission.fields),
        }
        for sheet in lying.sheets
    ]
    return JSONResponse({"seen": lying.seen, "case": export.case(lying.case), "documents": documents})


@router.post("/cases/{number}/corrections", response_model=Done, responses=_problems(404, 409))
def corrections(asker: Correcting, kept: Kept, number: Number, key: Key, body: Corrections) -> Response:
    """Does the acts, all or none, and considers the case again. Under the same key it is done once."""
    client, person = asker
    asked = hashlib.sha256(f"{number}\n{body.model_dump_json()}".encode()).hexdigest()
    try:
        if before := uploading.answer_before(kept, client.client, key, asked):
            return Response(before.body, before.status, media_type="application/json")
        touched = correct(kept, person, number, body.seen, body.acts)
    except (uploading.KeyUsed, Stale):
        raise HTTPException(409) from None
    answer = Done(cases=list(touched)).model_dump_json()
    uploading.keep_answer(kept, client.client, key, Answer(asked, 200, answer))
    return Response(answer, media_type="application/json")


@router.get(
    "/cases/{number}/papers/{paper}.{kind}",
    response_class=Response,
    responses={200: {"content": {"application/octet-stream": {}}}, **_problems(404)},
)
def paper(asker: Reading, kept: Kept, number: Number, paper: editing.PaperName, kind: editing.Format) -> Response:
    """The note or a letter as a file, with what people have written in it."""
    with service.acting(kept, asker[1], number, "note_exported" if paper == "note" else "letter_exported"):
        pass
    content = editing.paper_file(kept, number, paper, kind)
    if content is None:
        raise HTTPException(404)
    headers = {"Content-Disposition": f'attachment; filename="{number}-{paper}.{kind}"'}
    return Response(content, headers=headers, media_type="application/octet-stream")


@router.get("/openapi.json", include_in_schema=False)
def openapi() -> dict[str, Any]:
    """What programs may ask, as OpenAPI."""
    return document()


@cache
def document() -> dict[str, Any]:
    """The OpenAPI document, made of what stands above."""
    return get_openapi(title="intake", version=VERSION, routes=router.routes)
