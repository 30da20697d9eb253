"""`intake extract`: reads files and writes one line of JSON a file, keeping nothing."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any, TextIO

import typer

from intake import service, settings, validate
from intake.commands import _options, _terminal
from intake.commands._words import one_line, say
from intake.model import Issue, Original, Outcome, Reading
from intake.receive.folder import shown_name

Task = tuple[Path, str | None]
"""A file, and the municipality it came to."""


def command(
    paths: _options.Paths,
    jsonl: Annotated[Path, typer.Option("--jsonl", metavar="FILE", help=say("option_jsonl"), show_default=False)],
    municipality: _options.Municipality = None,
    jobs: _options.Jobs = 0,
) -> None:
    """Reads each file and writes a line for it, in the order given, as soon as those before it are written."""
    number = _options.municipality(municipality)
    files = tuple(path for path in _options.files(paths) if not _same(path, jsonl))
    with _options.opened(jsonl) as out:
        rows = _write(files, lines([(path, number) for path in files], _options.jobs(jobs)), out)
    console = _terminal.messages()
    if rows:
        console.print(_terminal.table(rows, with_cases=False))
    console.print(_terminal.summary(rows))
    if any(row.outcome is Outcome.QUARANTINED for row in rows):
        raise typer.Exit(3)


def _write(files: Sequence[Path], lines: Iterator[dict[str, Any]], out: TextIO) -> list[_terminal.Row]:
    """Writes each line when it is there, and gives the table's rows."""
    rows: list[_terminal.Row] = []
    first: dict[str, str] = {}
    with _terminal.progress(_terminal.messages()) as progress:
        bar = progress.add_task(say("reading_files"), total=len(files))
        for path, line in zip(files, lines, strict=True):
            progress.update(bar, advance=1, description=say("reading", name=shown_name(path)))
            out.write(json.dumps(line, ensure_ascii=False) + "\n")
            out.flush()
            rows.append(_row(line, first))
    return rows


def lines(tasks: Sequence[Task], jobs: int) -> Iterator[dict[str, Any]]:
    """A line of the contract for each file, in order. A file that ended its reader gets a line that says so."""
    from intake.isolate import Ended, each

    seconds, memory, debug = settings.seconds(), settings.memory(), settings.debug()
    results = each(_line, tasks, jobs=jobs, seconds=seconds, memory=memory, prepare=service.prepare, debug=debug)
    for task, result in zip(tasks, results, strict=True):
        yield _line_without_reading(task, result.cause) if isinstance(result, Ended) else result


def _line(task: Task) -> dict[str, Any]:
    """Reads one file, in a child process of its own."""
    from intake.export import json as export
    from intake.pipeline import process

    path, municipality = task
    try:
        content = path.read_bytes()
    except OSError:
        return _line_without_reading(task, "file_unreachable")
    original = Original(hashlib.sha256(content).hexdigest(), shown_name(path), content)
    try:
        reading = process(original, municipality=municipality)
    except OSError:
        return _line_without_reading(task, "machine_fault")
    told = validate.checked(reading, service.clock().date(), validate.BEFORE_A_CASE)
    return export.line(told, original.name, settings.language())


def _line_without_reading(task: Task, code: str) -> dict[str, Any]:
    """The line of a file that could not be read to its end, for the reason that `code` says."""
    from intake.export import json as export

    path, _ = task
    reading = Reading(_hash(path), Outcome.QUARANTINED, (Issue(code, Outcome.QUARANTINED),))
    return export.line(reading, shown_name(path), settings.language())


def _hash(path: Path) -> str:
    """The file's hash, or that of no bytes when none can be had of it."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return hashlib.sha256().hexdigest()


def _row(line: dict[str, Any], first: dict[str, str]) -> _terminal.Row:
    """The line in words. `first` holds the name under which the same bytes were met first, by their hash."""
    said = [reason["message"] for reason in line["reasons"]] or [say("nothing_to_do_here")]
    if line["sha256"] in first:
        said.insert(0, say("same_as", name=one_line(first[line["sha256"]])))
    if "file_unreachable" not in {reason["code"] for reason in line["reasons"]}:  # its hash is that of no bytes
        first.setdefault(line["sha256"], line["source"])
    return _terminal.Row(line["source"], Outcome(line["outcome"]), said)


def _same(path: Path, jsonl: Path) -> bool:
    """Whether the file is the very one that the result goes to: an earlier result in the folder is no letter."""
    return jsonl.exists() and path.samefile(jsonl)
