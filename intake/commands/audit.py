"""`intake audit`: how often what was read as certain is wrong, and what people put right, for training."""

import json
from pathlib import Path
from typing import Annotated

import typer

from intake.commands import _options, _terminal
from intake.commands._words import say
from intake.keep import audits, database
from intake.service._audit import draw, lessons
from intake.service._audit_figures import by_kind
from intake.settings import language
from intake.wording import sentence


def command(
    workspace: _options.Workspace = None,
    lessons_to: Annotated[
        Path | None, typer.Option("--lessons", metavar="FILE", help=say("option_lessons"), show_default=False)
    ] = None,
    as_json: _options.AsJson = False,
) -> None:
    """Draws from what is new, and says what is known so far."""
    kept = _options.workspace(workspace)
    draw(kept)
    with database.looking(kept.ledger) as connection:
        figures = by_kind(audits.draws(connection))
    if lessons_to is not None:
        with _options.opened(lessons_to) as out:
            for lesson in lessons(kept):
                print(json.dumps(lesson, ensure_ascii=False), file=out)
    for one in figures:
        if as_json:
            typer.echo(json.dumps({name: getattr(one, name) for name in one.__slots__}))
        else:
            kind = sentence("review_audit", f"audit_kind_{one.name}", language())
            rates = {"rate": f"{one.per_thousand:.1f}", "low": f"{one.low:.1f}", "high": f"{one.high:.1f}"}
            said = sentence("review_audit", "audit_line", language(), checked=one.checked, wrong=one.wrong, **rates)
            _terminal.results().print(f"{kind}: {said}")
