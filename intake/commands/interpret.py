"""`intake interpret`: what free text says, one line of JSON in and one out, keeping nothing."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from intake.commands import _options
from intake.commands._words import Senseless, say

_ANSWERS = ("condition_text", "services_text", "needs_text", "goals_text")


def command(
    file: Annotated[Path, typer.Argument(metavar="FILE.jsonl", help=say("option_answers"), show_default=False)],
    jsonl: Annotated[Path, typer.Option("--jsonl", metavar="OUT", help=say("option_jsonl"), show_default=False)],
) -> None:
    """Reads each line of answers and writes what they say."""
    try:
        text = file.read_text(encoding="utf-8-sig", errors="replace")
    except OSError:
        raise Senseless("bad_path", path=file) from None
    results = "".join(json.dumps(result, ensure_ascii=False) + "\n" for result in map(_result, _lines(text)))
    with _options.opened(jsonl) as out:
        out.write(results)


def _lines(text: str) -> Iterator[dict[str, Any]]:
    """The objects of the file. Senseless for a line that is none; which line is said, never what stands in it."""
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            entry = json.loads(line)
        except (ValueError, RecursionError):
            entry = None
        if not isinstance(entry, dict):
            raise Senseless("bad_answers", number=number)
        yield entry


def _result(entry: dict[str, Any]) -> dict[str, Any]:
    """The contract's line for one set of answers. What is no text is taken as not answered."""
    from intake.export import json as export
    from intake.interpret.free_text import understand

    answers = {name: value if isinstance(value := entry.get(name), str) else None for name in _ANSWERS}
    understood = understand(answers, str(entry.get("language") or "nb"))
    return {
        "id": entry.get("id"),
        "conditions": [export.condition(found) for found in understood.conditions],
        "services": [export.service(found) for found in understood.services],
        "flags": list(understood.flags),
        "unrecognised": [{"field": u.field, "span": list(u.span)} for u in understood.unrecognised],
    }
