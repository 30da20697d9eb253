"""`intake transcribe`: reads pictures of single handwritten lines and writes one line of JSON a picture."""

import enum
import json
from pathlib import Path
from typing import Annotated, Any

import typer

from intake import settings
from intake.commands import _options
from intake.commands._words import say
from intake.receive.folder import shown_name


class Language(enum.StrEnum):
    """What the line is written in."""

    BOKMAAL = "nb"
    NYNORSK = "nn"
    FRENCH = "fr"


Task = tuple[Path, str | None]
"""A picture, and the language whose model of letters helps, if any."""


def command(
    paths: _options.Paths,
    jsonl: Annotated[Path, typer.Option("--jsonl", metavar="FILE", help=say("option_jsonl"), show_default=False)],
    language: Annotated[Language, typer.Option("--language", help=say("option_written_in"))] = Language.BOKMAAL,
    no_language_model: Annotated[
        bool, typer.Option("--no-language-model", help=say("option_network_alone"), show_default=False)
    ] = False,
) -> None:
    """Reads each picture and writes what stands there, in the order given."""
    from intake.isolate import Ended, each

    files = [path for path in _options.files(paths) if not (jsonl.exists() and path.samefile(jsonl))]
    tasks = [(path, None if no_language_model else str(language)) for path in files]
    with _options.opened(jsonl) as out:
        read = each(_line, tasks, seconds=settings.seconds(), memory=settings.memory(), debug=settings.debug())
        for path, line in zip(files, read, strict=True):
            out.write(json.dumps(_nothing(path) if isinstance(line, Ended) else line, ensure_ascii=False) + "\n")
            out.flush()


def _line(task: Task) -> dict[str, Any]:
    """The contract's line for one picture. One that can't be opened is unreadable."""
    from intake.model import Unprocessable
    from intake.read.handwriting import read_line
    from intake.unpack import image

    path, language = task
    try:
        (page, *_) = image.unpack(path.read_bytes(), path.name).pages
        grey = page.picture(page.native_dpi or 1.0)
    except (OSError, Unprocessable):
        return _nothing(path)
    read = read_line(grey, language)
    return {
        "source": shown_name(path),
        "text": read.text,
        "confidence": round(read.confidence, 4),
        "unreadable": read.unreadable,
    }


def _nothing(path: Path) -> dict[str, Any]:
    return {"source": shown_name(path), "text": "", "confidence": 0.0, "unreadable": True}
