"""Files without paper: Word and OpenDocument texts, receipts of e-forms, and letters that are no form."""

from collections.abc import Callable, Mapping

from numpy.random import Generator

from intake.model import Box
from schemas.form import Form
from tests.maker import filling, open_text_file, overlay, paper, questions, receipt, truth, word_file
from tests.maker.bank import AnswerSet
from tests.maker.body import FIRST, Body, Made, how_sent, sent
from tests.maker.chance import happens
from tests.maker.entries import Entry
from tests.maker.pack import Attached
from tests.maker.plan import Wish, answers_to
from tests.maker.truth import Found

WHOLE = Box(0, 0, 1, 1)
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def _filled(generator: Generator) -> tuple[Form, AnswerSet, tuple[Entry, ...]]:
    form = questions.drawn(generator)
    answer = answers_to(form, generator)
    return form, answer, filling.drawn(form, answer, "acroform", generator)


def _tags(channel: str, form: Form, layout: str) -> dict[str, object]:
    return {"channel": channel, "special": channel, "layout": layout, "known": False, "language": form.language}


def _outcome(entries: tuple[Entry, ...]) -> tuple[str, ...]:
    look = any(entry.invalid for entry in entries)
    return ("needs_review",) if look else ("accepted", "needs_review")


def _text_file(channel: str, first: int, generator: Generator) -> Body:
    """A Word file or an OpenDocument text: it has no pages until somebody prints it."""
    form, answer, entries = _filled(generator)
    maker, mime = (word_file, WORD) if channel == "docx" else (open_text_file, open_text_file.KIND)
    content, layout = maker.made(form.title, questions.answered(entries), generator)
    places = {entry.field.name: Found(first, WHOLE, None) for entry in entries}
    document = truth.document(form, answer, entries, places, [first], "text")
    file = Attached(f"skjema.{channel}", mime, content)
    return Body([file], None, [document], _tags(channel, form, layout), _outcome(entries))


def _receipt(channel: str, first: int, generator: Generator) -> Body:
    """What a portal sends: some send the data along."""
    form, answer, entries = _filled(generator)
    asked = questions.answered(entries)
    content, pages, places, manner = receipt.made(form.title, asked, generator)
    shown = [entry for entry in entries if entry.field.name in places]
    found = {name: Found(page + first - 1, box, None) for name, (page, box) in places.items()}
    document = truth.document(form, answer, shown, found, range(first, first + pages), "text")
    files = [Attached("kvittering.pdf", "application/pdf", content)]
    if first > 1 and happens(generator, 0.5):
        files.append(Attached("skjemadata.json", "application/json", receipt.as_json(form.title, asked)))
    layout = "beside" if manner.beside else "below"
    return Body(files, pages if len(files) == 1 else None, [document], _tags(channel, form, layout), _outcome(entries))


def _letter(channel: str, first: int, generator: Generator) -> Body:
    """A letter alone: a person must see what it belongs to."""
    content = overlay.letter(paper.LETTERS, generator)
    tags = {"channel": "special", "special": channel}
    files = [Attached("brev.pdf", "application/pdf", content)]
    return Body(files, 1, [truth.attachment([first])], tags, ("needs_review",))


CHANNELS: Mapping[str, Callable[[str, int, Generator], Body]] = {
    "docx": _text_file,
    "odt": _text_file,
    "receipt": _receipt,
    "letter": _letter,
}


def make(channel: str, stem: str, wish: Wish, generator: Generator) -> Made:
    """A file of one of these kinds."""
    how = how_sent(wish.container, generator)
    return sent(CHANNELS[channel](channel, FIRST[how], generator), how, stem, generator)
