"""Pages as people see them: drawn in a child process from the original, then kept among the pictures.

A sender's file is opened in no other process than such a child.
"""

import datetime as dt
import errno
import io
import sqlite3
from collections.abc import Iterable
from pathlib import Path
from threading import Lock
from typing import NamedTuple

from intake import settings
from intake.isolate import Crew, Ended
from intake.keep import blobs, database, ledger
from intake.keep.workspace import Workspace
from intake.model import Grey, Original, Unprocessable
from intake.service._clock import Clock, clock
from intake.service._reading import MachineFault

DPI = 144
"""Twice the dots of a screen's page; small handwriting can be read in a clipping of it."""
SHADES = 16
"""Of grey: a scan's noise is not worth its weight."""
AHEAD = 12
"""Pages that are drawn together: opening the file takes longer than drawing one."""


class PictureJob(NamedTuple):
    """Pages of a file to draw, told so that a child process can. `key` opens this file and no other."""

    originals: Path
    sha256: str
    name: str
    pages: tuple[int, ...]
    key: bytes | None


class Drawn(NamedTuple):
    """A page drawn: its picture and its size in dots."""

    page: int
    width: int
    height: int
    png: bytes


Size = tuple[int, int]


class Pictures:
    """Draws pages for a web server; one child does it. `picture` may be called from several threads."""

    def __init__(self) -> None:
        self._crew = Crew(draw, seconds=settings.seconds(), memory=settings.memory())
        self._drawing = Lock()

    def close(self) -> None:
        """Ends the child."""
        self._crew.close()

    def picture(self, workspace: Workspace, sha256: str, page: int, now: Clock = clock) -> bytes | None:
        """The PNG of a page, upright as it was read; None for one that can't be drawn. Raises OSError."""
        if (kept := _kept(workspace, sha256, page)) is not None:
            return kept
        with self._drawing:
            if (kept := _kept(workspace, sha256, page)) is None:
                _keep(workspace, sha256, self._drawn(workspace, sha256, page), now())
        return kept or _kept(workspace, sha256, page)

    def _drawn(self, workspace: Workspace, sha256: str, page: int) -> tuple[Drawn, ...]:
        with database.looking(workspace.ledger) as connection:
            first = ledger.receipts(connection, sha256)[0]
            have = _sizes(connection, [sha256])
        pages = tuple(n for n in range(page, page + AHEAD) if (sha256, n) not in have)
        key = blobs.own_key(workspace.originals, sha256)
        result = self._crew.one(PictureJob(workspace.originals, sha256, first.name, pages, key))
        if isinstance(result, MachineFault):
            raise OSError(result.number, "picture")
        return () if isinstance(result, Ended) else result


def draw(job: PictureJob) -> tuple[Drawn, ...] | MachineFault:
    """The pages as pictures, none of a file that can't be opened. Made for a child process."""
    from intake.pipeline._pages import pages_of  # numpy and the formats: only the children need them

    try:
        content = blobs.get(job.originals, job.sha256, job.key)
        pages, _ = pages_of(Original(job.sha256, job.name, content))
    except Unprocessable:
        return ()
    except OSError as fault:
        return MachineFault(fault.errno or errno.EIO)
    return tuple(_picture(page.number, page.picture(DPI)) for page in pages if page.number in job.pages)


def turned(png: bytes, quarters: int) -> bytes:
    """A picture of ours turned so many quarters clockwise."""
    if not quarters % 4:
        return png
    from PIL import Image

    out = io.BytesIO()
    with Image.open(io.BytesIO(png)) as picture:
        picture.rotate(-90 * (quarters % 4), expand=True).save(out, "PNG", bits=4)
    return out.getvalue()


def sizes(workspace: Workspace, files: Iterable[str]) -> dict[tuple[str, int], Size]:
    """Width and height in dots of the pages that have been drawn, by file and page."""
    with database.looking(workspace.ledger) as connection:
        return _sizes(connection, files)


def _picture(number: int, grey: Grey) -> Drawn:
    from PIL import Image

    step = 256 // SHADES
    picture = Image.fromarray(grey // step, mode="P")
    picture.putpalette([shade for n in range(SHADES) for shade in (n * 255 // (SHADES - 1),) * 3])
    out = io.BytesIO()
    picture.save(out, "PNG", bits=4)
    return Drawn(number, picture.width, picture.height, out.getvalue())


def _kept(workspace: Workspace, sha256: str, page: int) -> bytes | None:
    query = "SELECT png FROM page_pictures WHERE sha256 = ? AND page = ? AND dpi = ?"
    with database.looking(workspace.ledger) as connection:
        row = connection.execute(query, (sha256, page, DPI)).fetchone()
    return blobs.get(workspace.clippings, row["png"]) if row else None


def _keep(workspace: Workspace, sha256: str, drawn: Iterable[Drawn], now: dt.datetime) -> None:
    """First the pictures, then the rows that name them."""
    rows = [
        (sha256, d.page, DPI, d.width, d.height, blobs.put(workspace.clippings, d.png), now.isoformat()) for d in drawn
    ]
    with database.writing(workspace.ledger) as connection:
        connection.executemany(
            "INSERT INTO page_pictures (sha256, page, dpi, width, height, png, at) VALUES (?, ?, ?, ?, ?, ?, ?)"
            " ON CONFLICT DO NOTHING",
            rows,
        )


def _sizes(connection: sqlite3.Connection, files: Iterable[str]) -> dict[tuple[str, int], Size]:
    query = "SELECT page, width, height FROM page_pictures WHERE sha256 = ? AND dpi = ?"
    return {
        (sha256, row["page"]): (row["width"], row["height"])
        for sha256 in files
        for row in connection.execute(query, (sha256, DPI))
    }
