"""What is sent, before it is put on an e-mail or into an archive, and how it is put there."""

import hashlib
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from numpy.random import Generator
from pypdf import PdfReader, PdfWriter

from tests.maker import overlay, pack, paper, truth
from tests.maker.chance import happens, weighted
from tests.maker.overlay import written
from tests.maker.pack import Attached
from tests.maker.word_file import zipped

Documents = list[dict[str, object]]
SENT: Mapping[str, float] = {"alone": 0.8, "eml": 0.15, "zip": 0.03, "portfolio": 0.02}
"""How a file reaches the municipality: by itself, on an e-mail, in an archive, or within another PDF."""
FIRST = {"alone": 1, "eml": 2, "zip": 1, "portfolio": 2}
"""The number of the first page of what is sent so: an e-mail's message is a page, and so is a portfolio's cover."""


@dataclass(frozen=True, slots=True)
class Made:
    """A file with its truth. `ending` is that of its name."""

    content: bytes
    ending: str
    truth: Mapping[str, object]

    @property
    def name(self) -> str:
        """The file's name."""
        return str(self.truth["source"])


@dataclass(frozen=True, slots=True)
class Body:
    """Files, the pages that they have (none: nobody's to say) and the documents on them. `tags` tell how it was made.

    `outcome` is what may become of it.
    """

    files: Sequence[Attached]
    pages: int | None
    documents: Documents
    tags: Mapping[str, object] = field(default_factory=dict)
    outcome: Sequence[str] = ("accepted", "needs_review")


def with_letter(body: Body, first: int, generator: Generator) -> Body:
    """A letter comes along, as a file of its own."""
    if body.pages is None:
        return body
    letter = Attached("uttalelse.pdf", "application/pdf", overlay.letter(paper.LETTERS, generator))
    documents = [*body.documents, truth.attachment([first + body.pages])]
    return replace(body, files=[*body.files, letter], pages=body.pages + 1, documents=documents)


def how_sent(container: str | None, generator: Generator) -> str:
    """How it is sent (a key of `SENT`): as wished, by itself where a kind of file is wished, else by lot."""
    if container is not None and container in SENT:
        return container
    return "alone" if container else weighted(generator, SENT)


def _portfolio(files: Sequence[Attached], generator: Generator) -> bytes:
    """A PDF with a covering letter, and the files within it."""
    cover = overlay.letter(COVERS, generator)
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(cover)))
    for number, file in enumerate(files):
        writer.add_attachment(file.name if number == 0 else f"{number}-{file.name}", file.content)
    return written(writer)


COVERS = (
    "Til kommunen\n\nVedlagt i denne filen ligger skjemaet. Åpne vedlegget for å lese det.\n\nVennlig hilsen",
    "Oversendelse\n\nSkjemaet ligger som vedlegg i dette dokumentet.",
)


def sent(body: Body, how: str, stem: str, generator: Generator, logo: bool = False) -> Made:
    """The file that arrives, named `stem` with its ending; `how` is a key of `SENT`, and the body's pages begin at
    `FIRST[how]`."""
    files, ending = body.files, how
    if how == "alone" and len(files) > 1:
        raise ValueError("several files do not come alone")
    documents = body.documents
    if how == "eml":
        content = pack.eml(files, generator, logo)
    elif how == "zip":
        content = zipped({f"{n}-{f.name}" if n else f.name: f.content for n, f in enumerate(files)})
    elif how == "portfolio":
        content, ending = _portfolio(files, generator), "pdf"
        documents = [truth.attachment([1]), *documents]
    else:
        content, ending = files[0].content, files[0].name.rpartition(".")[2]
    pages = None if body.pages is None or logo else body.pages + FIRST[how] - 1
    within = files[0].name.rpartition(".")[2]
    told = {
        "source": f"{stem}.{ending}",
        "sha256": hashlib.sha256(content).hexdigest(),
        "outcome": list(body.outcome),
        # a mail program's logo is a part too: whether it is a page is nobody's to judge
        "pages": pages,
        "documents": documents,
        "tags": {"split": "made", "container": within if how == "alone" else f"{how}({within})", **body.tags},
    }
    return Made(content, ending, told)


def a_logo(how: str, generator: Generator) -> bool:
    """Whether the mail program adds its logo."""
    return happens(generator, 0.1) and how == "eml"
