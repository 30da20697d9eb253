"""`intake post`: the ledger of the post room. What came on a day, and what has become of every page of it."""

import datetime as dt
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, fields
from itertools import groupby
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from intake import service, settings
from intake.commands import _options, _terminal
from intake.commands._words import Senseless, one_line
from intake.export.json import message
from intake.wording import keys, sentence
from schemas.municipality import all_municipalities

YEAR = dt.timedelta(days=366)


def _say(key: str, **values: object) -> str:
    return sentence("post", key, settings.language(), **values)


def command(
    workspace: _options.Workspace = None,
    date: Annotated[
        str | None, typer.Option("--date", metavar="D", help=_say("option_date"), show_default=False)
    ] = None,
    municipality: _options.Municipality = None,
    shredding: Annotated[bool, typer.Option("--shredding", help=_say("option_shredding"))] = False,
    as_json: _options.AsJson = False,
) -> None:
    """The day on standard output. Exit status 3 when something is not accounted for."""
    day = _day(date)
    chosen = _options.declared_municipality(municipality)
    kept = _options.workspace_if_any(workspace)
    if shredding:
        papers = service.papers_to_shred(kept, day - YEAR) if kept else ()
        _show_papers([p for p in papers if chosen in (None, p.municipality)], day, as_json)
        return
    found = service.receipts(kept, day, [chosen] if chosen else None) if kept else service.Day(day, (), None)
    if as_json:
        typer.echo(json.dumps(_as_json(found), ensure_ascii=False))
    else:
        _show(_terminal.results(), found)
    raise typer.Exit(3 if found.open else 0)


def _day(text: str | None) -> dt.date:
    try:
        return dt.date.fromisoformat(text) if text else service.clock().date()
    except ValueError:
        raise Senseless("bad_value", what="--date") from None


def _as_json(found: service.Day) -> dict[str, Any]:
    return {
        "day": found.day.isoformat(),
        "counted": found.counted,
        "accounted_for": not found.open,
        "channels": [asdict(counts) for counts in found.channels],
        "receipts": [
            {**asdict(entry), "at": entry.at.isoformat(), "accounted_for": entry.is_accounted_for}
            for entry in found.entries
        ],
    }


def _show(console: Console, found: service.Day) -> None:
    if not found.entries:
        console.print(_say("nothing", day=_terminal.day(found.day)))
        return
    console.print(_say("title", day=_terminal.day(found.day)), style="bold")
    console.print(_counts(found))
    console.print(_lines(found.entries))
    pages = sum(len(entry.pages) for entry in found.entries)
    if found.counted is not None:
        scanned = [entry for entry in found.entries if entry.sheets is not None]
        sheets, sides = sum(e.sheets or 0 for e in scanned), sum(len(e.pages) for e in scanned)
        console.print(_say("counted", sheets=found.counted, scanned=sheets, pages=sides))
    if not found.open:
        console.print(_say("all_accounted", receipts=len(found.entries), pages=pages), style="green")
        return
    console.print(_say("not_accounted"), style="yellow")
    for entry in found.open:
        console.print(f"  {one_line(entry.name)}: {'; '.join(_what_to_do(entry))}", soft_wrap=True)


def _counts(found: service.Day) -> Table:
    shown = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    channels = found.channels
    names = [field.name for field in fields(channels[0])]
    for name in names:
        shown.add_column(_say(f"column_{name}"), no_wrap=True)
    for counts in channels:
        numbers = [str(getattr(counts, name)) for name in names[1:]]
        shown.add_row(_channel(counts.channel), *numbers)
    return shown


def _lines(entries: Sequence[service.Entry]) -> Table:
    shown = Table(box=None, pad_edge=False, padding=(1, 2, 0, 0))
    for name in ("at", "channel", "file", "where"):
        shown.add_column(_say(f"column_{name}"), overflow="fold", no_wrap=name == "at")
    for entry in entries:
        at = f"{entry.at.astimezone(settings.TIME_ZONE):%H.%M}"
        where = "; ".join(_where(entry))
        shown.add_row(at, _channel(entry.channel), one_line(entry.name), where, style=_style(entry))
    return shown


def _style(entry: service.Entry) -> str:
    return "" if entry.is_accounted_for else "yellow"


def _where(entry: service.Entry) -> Iterator[str]:
    """Where the pages of a receipt are, runs of pages together, and what else is to be said of it."""
    for (what, case), run in groupby(entry.pages, key=lambda page: (page.what, page.case)):
        numbers = [page.number for page in run]
        pages = f"{numbers[0]}" if len(numbers) == 1 else f"{numbers[0]}–{numbers[-1]}"
        yield _say(f"pages_{what}", pages=pages, case=case)
    if entry.step == "waiting":
        yield _say("step_waiting")
    if entry.step == "set_aside":
        yield from (message(code, settings.language()) for code in entry.codes)
    if entry.step == "handled":
        yield _say(f"how_{entry.how}")
    if entry.again:
        yield _say("came_again")


def _what_to_do(entry: service.Entry) -> Iterator[str]:
    if entry.step == "in_case":
        missing = [str(page.number) for page in entry.pages if page.what == "missing"]
        yield _say("pages_missing", pages=", ".join(missing))
    else:
        yield from _where(entry)


def _channel(name: str) -> str:
    return sentence("note", f"channel_{name}", settings.language()) if f"channel_{name}" in keys("note") else name


def _show_papers(papers: Sequence[service.Papers], today: dt.date, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps([_papers_as_json(entry) for entry in papers], ensure_ascii=False))
        return
    console = _terminal.results()
    console.print(_say("shredding_title"), style="bold")
    for entry in papers:
        known = all_municipalities().get(entry.municipality)
        values = {"day": _terminal.day(entry.day), "municipality": known.name if known else entry.municipality,
                  "sheets": entry.sheets, "files": entry.files}  # fmt: skip
        if entry.ready is None:
            key = "shred_unknown"
        elif entry.hindering:
            key = "shred_hindered"
            values["names"] = ", ".join(dict.fromkeys(one_line(e.name) for e in entry.hindering))
        else:
            key = "shred_now" if entry.ready <= today else "shred_later"
            values["ready"] = _terminal.day(entry.ready)
        console.print(_say(key, **values), soft_wrap=True)
    if not papers:
        console.print(_say("nothing_to_shred"))


def _papers_as_json(entry: service.Papers) -> dict[str, Any]:
    return {
        "day": entry.day.isoformat(),
        "municipality": entry.municipality,
        "files": entry.files,
        "pages": entry.pages,
        "sheets": entry.sheets,
        "ready": entry.ready.isoformat() if entry.ready else None,
        "hindering": [{"sha256": e.sha256, "name": e.name, "cases": list(e.cases)} for e in entry.hindering],
    }
