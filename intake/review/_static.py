"""Serves what belongs to the page itself: a closed list of small files, kept in memory, addressed by their hash."""

import gzip
import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response

from intake.review import assets

TYPES = {".css": "text/css", ".js": "text/javascript", ".woff2": "font/woff2", ".svg": "image/svg+xml"}
YEAR = 31_536_000
router = APIRouter()


@dataclass(frozen=True, slots=True)
class Served:
    """A file as browsers get it. `packed` is None where packing gains nothing."""

    content: bytes
    packed: bytes | None
    kind: str
    version: str


@cache
def files() -> dict[str, Served]:
    """Every file there is by name: our own, and those that the set-up has brought."""
    own = sorted(path for path in assets.OWN.iterdir() if path.suffix in TYPES)
    brought = [path for name in assets.BROUGHT if (path := assets.FOLDER / name).is_file()]
    return {path.name: _served(path) for path in (*own, *brought)}


def address(name: str) -> str:
    """Where a file is, for a page: another address for other bytes, so that it may be kept for ever."""
    served = files().get(name)
    return f"/static/{served.version if served else 'missing'}/{name}"


@router.get("/static/{version}/{name}", include_in_schema=False)
def get(request: Request, version: str, name: str) -> Response:
    """A file of the page. Fonts are asked for by the style sheet, which knows no version."""
    served = files().get(name)
    if served is None:
        raise HTTPException(404)
    fresh = version == served.version
    headers = {"Cache-Control": f"public, max-age={YEAR}, immutable" if fresh else "public, max-age=86400"}
    if served.packed and "gzip" in request.headers.get("accept-encoding", ""):
        headers |= {"Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
        return Response(served.packed, headers=headers, media_type=served.kind)
    return Response(served.content, headers=headers, media_type=served.kind)


def _served(path: Path) -> Served:
    content = path.read_bytes()
    packed = None if path.suffix == ".woff2" else gzip.compress(content, mtime=0)
    return Served(content, packed, TYPES[path.suffix], hashlib.sha256(content).hexdigest()[:12])
