"""The files in a folder, in the order in which they are taken."""

import errno
import os
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePath


def files(paths: Iterable[Path]) -> Iterator[Path]:
    """The files meant by `paths`: a file is itself, a folder every file in it and below, in the order of their names.

    Hidden files and folders are left out, and so is what is no file (a pipe, a device, a link to nowhere); folders
    behind links are not entered, so that a link in a circle can't trap us. A path given twice is given twice.
    Raises FileNotFoundError for a path that isn't there.
    """
    for path in paths:
        if path.is_dir():
            yield from _below(path)
        elif path.exists():
            yield path
        else:
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(path))


def _below(folder: Path) -> Iterator[Path]:
    for entry in sorted(folder.iterdir()):
        if entry.name.startswith("."):
            continue
        if entry.is_dir():
            if not entry.is_symlink():
                yield from _below(entry)
        elif entry.is_file():
            yield entry


def shown_name(path: PurePath) -> str:
    """The file's name as text. Bytes that are no UTF-8 become question marks: names come from anywhere."""
    return os.fsencode(path.name).decode("utf-8", "replace")
