"""How results and progress look on the terminal of the post room."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    SpinnerColumn,
    Task,
    TimeElapsedColumn,
)
from rich.table import Table
from rich.text import Text

from intake import settings
from intake.commands._words import one_line, say
from intake.export._plain import plain
from intake.export.json import message
from intake.model import Outcome
from intake.service import Standing
from intake.wording import sentence
from schemas.case import Case

COLOURS = {Outcome.ACCEPTED: "green", Outcome.NEEDS_REVIEW: "yellow", Outcome.QUARANTINED: "red"}


@dataclass(frozen=True, slots=True)
class Row:
    """One file in the table of results: what became of it and what the post room must do, in words."""

    name: str
    outcome: Outcome | None  # None: it still waits
    what_to_do: Sequence[str] = ()
    case: str = ""


class HarmlessConsole(Console):
    """A console on which no text, wherever it comes from, can steer the terminal or be read as markup."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"highlight": False, "markup": False, "emoji": False, **options})

    def render_str(self, text: str, **options: Any) -> Text:
        return super().render_str(plain(text), **options)


class _Doing(ProgressColumn):
    """What is being done, with a file's name in it."""

    def render(self, task: Task) -> Text:
        return Text(one_line(task.description))


def results() -> Console:
    """Standard output. Wide when it is no terminal, so that nothing is folded for the program that reads it."""
    console = HarmlessConsole()
    return console if console.is_terminal else HarmlessConsole(width=200)


def messages() -> Console:
    """Standard error."""
    return HarmlessConsole(stderr=True)


def progress(console: Console) -> Progress:
    """A line that says what is being read and how far it has come. Add a task with a description and a total."""
    return Progress(
        SpinnerColumn(),
        _Doing(),
        BarColumn(bar_width=24),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=console,
        transient=True,
    )


def table(rows: Iterable[Row], with_cases: bool) -> Table:
    """The table of results."""
    shown = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    shown.add_column(say("column_file"), overflow="fold")
    shown.add_column(say("column_outcome"), no_wrap=True)
    if with_cases:
        shown.add_column(say("column_case"), no_wrap=True)
    shown.add_column(say("column_what_to_do"), overflow="fold", ratio=1)
    for row in rows:
        cells = [one_line(row.name), outcome_word(row.outcome)] + ([row.case] if with_cases else [])
        style = COLOURS[row.outcome] if row.outcome else "dim"
        shown.add_row(*cells, "\n".join(dict.fromkeys(row.what_to_do)), style=style)
    return shown


def row_of(file: Standing) -> Row:
    """A file that was received, as a row."""
    sentences = [message(code, settings.language()) for code in file.reasons]
    if file.outcome is None:
        sentences = [say("try_again")]
    elif not file.noted:
        sentences.append(say("without_note"))
    return Row(file.name, file.outcome, sentences or [say("nothing_to_do")], ", ".join(file.cases))


def next_step(case: Case) -> str:
    """What to do next with a case, in words."""
    key = case.note.next_step if case.is_of_a_form else "not_a_form"
    return sentence("note", f"next_{key}", settings.language())


def day(when: dt.date) -> str:
    """A day as Norwegians write it. A time is first taken to Norway."""
    if isinstance(when, dt.datetime):
        when = when.astimezone(settings.TIME_ZONE)
    return f"{when.day}.{when.month}.{when.year}"


def minute(when: dt.datetime) -> str:
    """A day and a time in Norway."""
    return f"{day(when)} {when.astimezone(settings.TIME_ZONE):%H.%M}"


def summary(rows: Sequence[Row]) -> str:
    """How many files had which outcome, in a sentence."""
    counts = Counter(row.outcome for row in rows)
    parts = [f"{counts[outcome]} {outcome_word(outcome)}" for outcome in (*Outcome, None) if counts[outcome]]
    return say("summary", files=len(rows), parts=", ".join(parts)) if rows else say("no_files")


def outcome_word(outcome: Outcome | None) -> str:
    """What staff calls an outcome; None is a file that still waits."""
    return say(f"outcome_{outcome.value if outcome else 'waiting'}")
