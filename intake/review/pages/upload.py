"""Files that people bring: dropped on the page, or chosen in a form."""

from typing import Annotated

from fastapi import APIRouter, Depends, File, Form, HTTPException, UploadFile
from fastapi.responses import RedirectResponse, Response

from intake import service
from intake.review._guard import Kept, having
from intake.service import _uploading as uploading

router = APIRouter()
MOST_FILES = 200


@router.post("/post-room/upload")
def upload(
    person: Annotated[service.Person, Depends(having("post_room", "leader"))],
    kept: Kept,
    files: Annotated[list[UploadFile], File()],
    key: Annotated[str, Form(min_length=8, max_length=100)],
    municipality: Annotated[str, Form()] = "",
) -> Response:
    """Receives each file. That it says so means that they lie on the disk; sent twice, a form is received once."""
    chosen = municipality or next(iter(person.municipalities), "")
    if chosen not in person.municipalities or len(files) > MOST_FILES:
        raise HTTPException(403 if chosen not in person.municipalities else 413)
    brought = [(n, file) for n, file in enumerate(files) if file.filename]
    if any((file.size or 0) > uploading.MOST_BYTES for _, file in brought):
        raise HTTPException(413)
    for number, file in brought:
        try:
            uploading.deliver(
                kept,
                file.file.read(),
                name=file.filename or "",
                client=person.account,
                key=f"{key}/{number}",
                municipality=chosen,
            )
        except uploading.KeyUsed:
            raise HTTPException(409) from None
    return RedirectResponse(f"/post-room?received={len(brought)}", 303)
