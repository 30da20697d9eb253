"""`intake separator`: sheets to print and lay between one sender's papers and the next before a stack is scanned."""

from pathlib import Path
from typing import Annotated

import typer

from intake import settings
from intake.commands import _options, _terminal
from intake.commands._words import Senseless, say
from schemas.municipality import all_municipalities


def command(
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help=say("option_sheets"))] = Path("skilleark.pdf"),
    count: Annotated[int, typer.Option("--count", metavar="N", min=1, max=200, help=say("option_count"))] = 1,
    municipality: Annotated[
        str | None, typer.Option("--municipality", metavar="NR", help=say("option_addressed"), show_default=False)
    ] = None,
) -> None:
    """Writes a PDF of so many sheets."""
    from intake import separator
    from intake.export import separator_pdf

    number = _options.declared_municipality(municipality)
    place = all_municipalities()[number].name if number else None
    text = separator.code(number)
    sheets = separator_pdf.render(separator.modules(text), text, place, count, settings.language())
    try:
        out.write_bytes(sheets)
    except OSError:
        raise Senseless("bad_output", path=out) from None
    _terminal.messages().print(say("sheets_written", count=count, path=out))
