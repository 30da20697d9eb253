"""A folder that others write to: what lies in it, whether it has come to rest, and how it is read and moved.

Every path is taken apart and opened step by step from the folder itself, never through a symlink, so that nothing
outside it is read, written or moved, whatever someone puts there. Paths here are relative to the folder, with `/`.
"""

import ctypes
import errno
import fcntl
import os
import re
import signal
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import PurePosixPath
from typing import NamedTuple

DONE, HELP = "mottatt", "trenger-hjelp"
"""Where a file is put when it is safely kept, and where it is put when it can't be read. Neither is watched."""
OURS = frozenset({DONE, HELP})
UNFINISHED = re.compile(
    r"""~$ | ^~ | \.(part|partial|filepart|tmp|temp|crdownload|download|opdownload|aria2|swp|lock|lck|incomplete|!ut)$
        | ^(thumbs\.db|desktop\.ini)$ | ^\$recycle\.bin$ """,
    re.IGNORECASE | re.VERBOSE,
)
"""Names that programs give to what they have not finished, to locks, and to what they keep for themselves."""
PART = ".part"
CANNOT_MOVE = frozenset({errno.EACCES, errno.EPERM, errno.EROFS, errno.EXDEV})
LONGEST_NAME, LONGEST_SUFFIX, ROOM = 235, 20, 10
"""Bytes of a name that we give, of its ending, and what is left for a number: most disks take 255 in all, and the text
about a file has a longer name than the file."""
LARGEST = 2**31
"""Bytes. What is larger is no form and would not fit in memory."""
_NOREPLACE = 1  # RENAME_NOREPLACE of renameat2(2)
_TRAVERSE = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC


class Seen(NamedTuple):
    """What tells one state of a file from the next."""

    inode: int
    size: int
    mtime_ns: int


class Listing(NamedTuple):
    """What lies in the folder and below: files to be taken, and those with the name of something unfinished."""

    files: dict[str, Seen]
    unfinished: dict[str, Seen]


class Restless(Exception):  # noqa: N818  as in the house
    """The file is still being written, or changed while it was read."""


def look(folder: str, unreadable: Callable[[str], None]) -> Listing:
    """What lies in a folder. Hidden names, symlinks and what is no file are left out.

    `unreadable` is told of sub-folders that can't be looked into. Raises OSError when the folder itself can't.
    """
    listing = Listing({}, {})
    with _opened(folder) as root:
        _look(root, "", listing, unreadable)
    return listing


def _look(at: int, prefix: str, listing: Listing, unreadable: Callable[[str], None]) -> None:
    below = []
    with os.scandir(at) as entries:
        for entry in entries:
            if entry.name.startswith(".") or (not prefix and entry.name.casefold() in OURS):
                continue
            if entry.is_dir(follow_symlinks=False):
                below.append(entry.name)
            elif entry.is_file(follow_symlinks=False):
                with suppress(FileNotFoundError):  # moved while we looked
                    kind = listing.unfinished if UNFINISHED.search(entry.name) else listing.files
                    kind[prefix + entry.name] = _seen(entry.stat(follow_symlinks=False))
    for name in sorted(below):
        if UNFINISHED.search(name):
            continue
        try:
            with _within(at, name) as folder:
                _look(folder, f"{prefix}{name}/", listing, unreadable)
        except FileNotFoundError:
            continue
        except PermissionError:
            unreadable(prefix + name)


class Rest:
    """Knows since when each file has looked as it does. Times are of a clock that is never set, in seconds."""

    def __init__(self, seconds: float, seconds_empty: float) -> None:
        self._seconds, self._seconds_empty = seconds, seconds_empty
        self._since: dict[str, tuple[Seen, float]] = {}

    def rested(self, files: dict[str, Seen], now: float) -> Iterator[str]:
        """The files that have not changed for a while, in the order of their names.

        An empty one must rest longer: many programs make the file first and write into it later.
        """
        self._since = {
            path: self._since[path] if path in self._since and self._since[path][0] == seen else (seen, now)
            for path, seen in files.items()
        }
        for path, (seen, since) in sorted(self._since.items()):
            if now - since >= (self._seconds if seen.size else self._seconds_empty):
                yield path


def read(folder: str, path: str) -> tuple[bytes, Seen]:
    """A file's bytes and how it looked. Raises Restless where a writer is seen, or it changed meanwhile.

    Raises FileNotFoundError when it is gone or is no longer a file, and OSError (EFBIG) when it is too large.
    """
    with _opened(folder) as root, _parent(root, path) as (parent, name):
        try:
            descriptor = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, dir_fd=parent)
        except OSError as wrong:
            raise _gone() if wrong.errno == errno.ELOOP else wrong from None
        with os.fdopen(descriptor, "rb") as file:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                raise _gone()
            if _is_being_written(descriptor):
                raise Restless
            before = _seen(os.fstat(descriptor))
            if before.size > LARGEST:
                raise OSError(errno.EFBIG, os.strerror(errno.EFBIG))
            content = file.read()
            if _seen(os.fstat(descriptor)) != before or len(content) != before.size:
                raise Restless
            return content, before


def move(folder: str, path: str, to: str, seen: Seen | None = None) -> str:
    """Moves a file within the folder, over nothing: a name that is taken gets a number. Gives where it now lies.

    On the disk when it returns. After a power cut a file may stand under its old and its new name: then the old one is
    taken away. With `seen` only the file that looked so: raises Restless for another that has come in its place, which
    then still lies there. Raises FileNotFoundError when it is gone, OSError (CANNOT_MOVE) when it must stay.
    """
    with (
        _opened(folder) as root,
        _parent(root, path) as (source, name),
        _parent(root, to, make=True) as (target, wanted),
    ):
        if seen is not None and _seen(os.stat(name, dir_fd=source, follow_symlinks=False)) != seen:
            raise Restless
        for numbered in _numbered(wanted):
            try:
                _rename(name, source, numbered, target)
            except FileExistsError:
                if not _is_one_file(name, source, numbered, target):
                    continue
                os.unlink(name, dir_fd=source)
            if seen is not None and _seen(os.stat(numbered, dir_fd=target, follow_symlinks=False))[1:] != seen[1:]:
                _put_back(numbered, target, name, source)
                raise Restless
            os.fsync(target)  # first: a name too many is better than none
            os.fsync(source)
            return str(PurePosixPath(to).with_name(numbered))
    raise AssertionError("numbers do not end")


def _put_back(name: str, source: int, to: str, target: int) -> None:
    """Another file had come in the place of ours just before ours was moved: it shall be received."""
    for numbered in _numbered(to):
        with suppress(FileExistsError):
            _rename(name, source, numbered, target)
            return


def _is_one_file(name: str, source: int, other: str, target: int) -> bool:
    one, two = (os.stat(n, dir_fd=at, follow_symlinks=False) for n, at in ((name, source), (other, target)))
    return stat.S_ISREG(one.st_mode) and (one.st_dev, one.st_ino) == (two.st_dev, two.st_ino)


def write_text(folder: str, about: str, text: str) -> None:
    """Writes the text about a file beside it, whole or not at all, over what we wrote there before."""
    path = text_of(about)
    with _opened(folder) as root, _parent(root, path, make=True) as (parent, name):
        part = f".{name}{PART}"
        descriptor = os.open(
            part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC, 0o660, dir_fd=parent
        )
        _open_to_the_same(parent, descriptor)
        with os.fdopen(descriptor, "w", encoding="utf-8-sig", newline="\r\n") as file:  # read with Notepad
            file.write(text)
            file.flush()
            os.fsync(descriptor)
        os.rename(part, name, src_dir_fd=parent, dst_dir_fd=parent)
        os.fsync(parent)


def free(folder: str, path: str, to: str, beside: str | None = None) -> str:
    """The first of `a.pdf`, `a (2).pdf` … to move a file to: nothing has that name, or it is the same file's.

    With `beside` the name of its text must be free too, or that of a text that holds these words: our own of before.
    """
    paths = (str(PurePosixPath(to).parent / name) for name in _numbered(PurePosixPath(to).name))
    return next(
        to
        for to in paths
        if (not is_there(folder, to) or _is_same(folder, path, to)) and (beside is None or _is_free(folder, to, beside))
    )


def _is_same(folder: str, path: str, other: str) -> bool:
    """Whether two paths that are there lead to one file. Raises FileNotFoundError when one isn't."""
    with _opened(folder) as root, _parent(root, path) as (one, name), _parent(root, other) as (two, othername):
        return _is_one_file(name, one, othername, two)


def _is_free(folder: str, path: str, words: str) -> bool:
    try:
        return words.encode() in read(folder, text_of(path))[0]
    except FileNotFoundError:
        return True


def text_of(path: str) -> str:
    """Where the text about a file lies."""
    return f"{path}.txt"


def is_there(folder: str, path: str) -> bool:
    """Whether something lies there, behind no symlink. Raises OSError when the folder itself is away."""
    with _opened(folder) as root:
        try:
            with _parent(root, path) as (parent, name):
                os.stat(name, dir_fd=parent, follow_symlinks=False)
        except FileNotFoundError:
            return False
    return True


def _numbered(name: str) -> Iterator[str]:
    """`a.pdf`, `a (2).pdf`, `a (3).pdf` …, shortened so that the name of a text beside it fits too."""
    stem, suffix = PurePosixPath(name).stem, PurePosixPath(name).suffix
    if len(os.fsencode(name)) > LONGEST_NAME:
        suffix = suffix if len(os.fsencode(suffix)) <= LONGEST_SUFFIX else ""
        while len(os.fsencode(stem + suffix)) > LONGEST_NAME - ROOM:
            stem = stem[:-1]
    yield stem + suffix
    for number in range(2, 100_000):
        yield f"{stem} ({number}){suffix}"


def _rename(name: str, source: int, to: str, target: int) -> None:
    """Renames over nothing. Raises FileExistsError where the name is taken, else OSError."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.renameat2(source, os.fsencode(name), target, os.fsencode(to), _NOREPLACE) == 0:
        return
    number = ctypes.get_errno()
    if number not in {errno.EINVAL, errno.ENOSYS, errno.ENOTSUP}:
        raise OSError(number, os.strerror(number))
    # A share that can't promise it: looked up first. Only we write in our folders, and one of us at a time.
    with suppress(FileNotFoundError):
        os.stat(to, dir_fd=target, follow_symlinks=False)
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST))
    os.rename(name, to, src_dir_fd=source, dst_dir_fd=target)


def _is_being_written(descriptor: int) -> bool:
    """Whether a process on this machine has the file open for writing, where the kernel tells us.

    It gives a lease only on what nobody writes. Files of other people, and shares, give none at all.
    """
    try:
        fcntl.fcntl(descriptor, fcntl.F_SETSIG, signal.SIGURG)  # ignored by default; the usual SIGIO would end us
        fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_RDLCK)
    except OSError as refused:
        return refused.errno == errno.EAGAIN
    fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_UNLCK)
    return False


@contextmanager
def _opened(folder: str) -> Iterator[int]:
    """The watched folder itself: what the settings name may be a link."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


@contextmanager
def _within(at: int, name: str, no_folder: int = errno.ENOENT) -> Iterator[int]:
    """A folder in a folder. A link is none, and a file neither: raises OSError with the number `no_folder`."""
    try:
        descriptor = os.open(name, _TRAVERSE, dir_fd=at)
    except OSError as wrong:
        if wrong.errno in {errno.ELOOP, errno.ENOTDIR}:
            raise OSError(no_folder, os.strerror(no_folder)) from None
        raise
    try:
        yield descriptor
    finally:
        os.close(descriptor)


@contextmanager
def _parent(root: int, path: str, make: bool = False) -> Iterator[tuple[int, str]]:
    """The folder that a path ends in, and the last name; with `make` folders are made on the way."""
    *folders, name = path.split("/")
    at = os.dup(root)
    try:
        for folder in folders:
            made = make and _made(at, folder)
            with _within(at, folder, errno.EACCES if make else errno.ENOENT) as below:
                if made:
                    _open_to_the_same(at, below)
                os.dup2(below, at, inheritable=False)
        yield at, name
    finally:
        os.close(at)


def _made(at: int, folder: str) -> bool:
    try:
        os.mkdir(folder, dir_fd=at)
    except FileExistsError:
        return False
    os.fsync(at)
    return True


def _open_to_the_same(folder: int, new: int) -> None:
    """Whoever may look into the folder may look into what we make in it, whatever our own habits are."""
    mode = stat.S_IMODE(os.fstat(folder).st_mode)
    with suppress(PermissionError):
        os.fchmod(new, mode if stat.S_ISDIR(os.fstat(new).st_mode) else mode & 0o666)


def _seen(status: os.stat_result) -> Seen:
    return Seen(status.st_ino, status.st_size, status.st_mtime_ns)


def _gone() -> FileNotFoundError:
    return FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))
