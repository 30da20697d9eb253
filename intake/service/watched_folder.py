"""A watched folder: what comes to rest in it is received and put aside, what can't be read is handed back with a text.

The order is: the bytes kept, their receipt, where the file shall lie, and only then is it moved. Killed anywhere in
between, the next look finds the file where it was or where it shall lie, and the receipt says that it is the same.
"""

import errno
from collections.abc import Callable
from pathlib import PurePosixPath

from intake import settings
from intake.export.json import message
from intake.keep import database, laid, ledger
from intake.keep.workspace import Workspace
from intake.receive import watched
from intake.receive.addressed import municipality_of
from intake.receive.folder import shown_name
from intake.receive.watched import Listing, Rest, Restless, Seen
from intake.service._clock import Clock, clock
from intake.service._reading import receive_content
from intake.service._showing import standing
from intake.wording import sentence

Tell = Callable[..., None]
"""Is told of what happens: a code, and values that name no one: hashes, codes and the folders of the settings."""

EMPTY_RESTS = 6
"""So many times longer must an empty file rest: it may be written into yet."""
FORGOTTEN = 3600.0
"""Seconds after which a file with the name of something unfinished is spoken of: its program may have died."""


class WatchedFolder:
    """A folder between one look and the next. `path` is absolute; files rest for `seconds` before they are taken.

    `municipality` is whose the files are where no sub-folder says another.
    """

    def __init__(
        self,
        workspace: Workspace,
        path: str,
        *,
        municipality: str | None,
        seconds: float,
        tell: Tell,
        now: Clock = clock,
    ) -> None:
        self.path = path
        self._workspace, self._municipality, self._tell, self._now = workspace, municipality, tell, now
        self._rest = Rest(seconds, EMPTY_RESTS * seconds)
        self._unfinished = Rest(FORGOTTEN, FORGOTTEN)
        self._let_be: dict[str, Seen] = {}
        self._said: set[tuple[str, str]] = set()
        self._newest = -1

    def look(self, at: float) -> int:
        """Takes what has come to rest, and hands back what can't be read. Gives how many files were received.

        `at` is a moment on a clock that is never set, in seconds. Raises OSError or sqlite3.OperationalError when the
        folder is away or nothing can be kept: look again later.
        """
        listing = watched.look(self.path, lambda path: self._say_once("folder_closed", path))
        self._let_be = {p: seen for p, seen in self._let_be.items() if listing.files.get(p) == seen}
        resting = {path: seen for path, seen in listing.files.items() if path not in self._let_be}
        unread: list[OSError] = []
        taken = [path for path in self._rest.rested(resting, at) if self._take(path, listing.files[path], unread)]
        self._speak_of_unfinished(listing, at)
        self._hand_back()
        if unread:
            raise unread[0]
        return len(taken)

    def _take(self, path: str, seen: Seen, unread: list[OSError]) -> bool:
        """Receives one file and moves it. False when it isn't ready, or can't be had.

        Why the disk doesn't give it is added to `unread`: one such file doesn't stop the others.
        """
        try:
            content, seen = watched.read(self.path, path)
        except (Restless, FileNotFoundError):
            return False
        except OSError as wrong:
            if wrong.errno == errno.EFBIG:
                self._refuse(path)
            elif isinstance(wrong, PermissionError):
                self._let_be[path] = seen
                self._say_once("file_closed", path)
            else:
                unread.append(wrong)
            return False
        place = "\0".join((self.path, path, str(seen.mtime_ns)))
        sha256 = receive_content(
            self._workspace,
            content,
            name=shown_name(PurePosixPath(path)),
            channel="folder",
            place=place,
            municipality=municipality_of(path.split("/")[:-1]) or self._municipality,
            now=self._now,
        )
        if not self._put(path, place, sha256, seen):
            self._let_be[path] = seen
        return True

    def _put(self, path: str, place: str, sha256: str, seen: Seen) -> bool:
        """Moves a file that was received, to a place that is noted first. False when it must stay."""
        before = self._put_before(place, sha256)
        wanted = next((to for to in before if to), None) or f"{watched.DONE}/{self._now().date()}/{path}"
        try:
            to = watched.free(self.path, path, wanted)
            self._note(place, sha256, to)
            moved = watched.move(self.path, path, to, seen)
        except (FileNotFoundError, Restless):
            return True  # someone has taken it away, or put another in its place; its bytes are kept
        except OSError as wrong:
            if wrong.errno not in watched.CANNOT_MOVE:
                raise
            if "" not in before:
                self._note(place, sha256, "")
                self._tell("file_stays", sha256=sha256, folder=self.path)
            return False
        if moved != to:
            self._note(place, sha256, moved)
        self._tell("file_received", sha256=sha256)
        return True

    def _put_before(self, place: str, sha256: str) -> tuple[str, ...]:
        with database.looking(self._workspace.ledger) as connection:
            return laid.of(connection, self.path, place, sha256)

    def _note(self, place: str, sha256: str, to: str) -> None:
        with database.writing(self._workspace.ledger) as connection:
            laid.add(connection, self.path, place, sha256, to, self._now())

    def _refuse(self, path: str) -> None:
        """A file that is too large to be kept at all: it is no form."""
        to = watched.move(self.path, path, watched.free(self.path, path, f"{watched.HELP}/{PurePosixPath(path).name}"))
        language = settings.language()
        watched.write_text(self.path, to, sentence("watch", "too_large", language, name=_name(to)))
        self._tell("file_too_large", folder=self.path)

    def _hand_back(self) -> None:
        """Puts what can't be read where people look, each with a text beside it."""
        with database.looking(self._workspace.ledger) as connection:
            newest = laid.newest_reading(connection)
            if newest == self._newest:
                return
            files = laid.set_aside(connection, self.path)
        for file in files:
            how = self._hand_back_one(file)
            with database.writing(self._workspace.ledger) as connection:
                laid.add_helped(connection, file.id, how, self._now())
            self._tell(f"file_needs_help_{how}", sha256=file.sha256, folder=self.path)
        self._newest = newest

    def _hand_back_one(self, file: laid.Laid) -> str:
        """First the text, then the file: a kill in between leaves a text, which is then written over."""
        if not file.path:
            return "stayed"
        if not watched.is_there(self.path, file.path):
            return "gone"
        try:
            to = watched.free(
                self.path, file.path, f"{watched.HELP}/{PurePosixPath(file.path).name}", beside=file.sha256
            )
            watched.write_text(self.path, to, self._text(file.sha256, _name(to)))
            watched.move(self.path, file.path, to)
        except FileNotFoundError:
            return "gone"
        except OSError as wrong:
            if wrong.errno not in watched.CANNOT_MOVE:
                raise
            return "stayed"
        return "moved"

    def _text(self, sha256: str, name: str) -> str:
        language = settings.language()
        with database.looking(self._workspace.ledger) as connection:
            came = ledger.receipts(connection, sha256)[0].received.astimezone(settings.TIME_ZONE)
        (file,) = standing(self._workspace, [sha256])
        why = "\n".join(f"- {message(code, language)}" for code in dict.fromkeys(file.reasons))
        day = f"{came.day}.{came.month}.{came.year} {came:%H.%M}"
        return sentence("watch", "needs_help", language, name=name, came=day, why=why, sha256=sha256)

    def _speak_of_unfinished(self, listing: Listing, at: float) -> None:
        for path in self._unfinished.rested(listing.unfinished, at):
            self._say_once("file_unfinished", path)

    def _say_once(self, code: str, path: str) -> None:
        if (code, path) not in self._said:
            self._said.add((code, path))
            self._tell(code, folder=self.path)


def _name(path: str) -> str:
    return shown_name(PurePosixPath(path))
