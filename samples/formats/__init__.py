"""One sample a format: the same few answers in every way that they may be sent."""

import io
import json
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from samples.formats import outlook, portable, word
from samples.formats.word import control, legacy, legacy_tick, paragraph, run, table, tick

HERE = Path(__file__).resolve().parent
MARKER = HERE.parent / "marker" / "soknad-barnekoordinator"

TITLE = "Søknad om barnekoordinator"
ASKED = (
    ("child_name", "Barnets navn", "Lea Nyhus", "Lea Nyhus"),
    ("child_birth_date", "Fødselsdato", "4.5.2019", "2019-05-04"),
    ("guardian_1_name", "Foresattes navn", "Tor Nyhus", "Tor Nyhus"),
    ("guardian_1_phone", "Foresattes telefon", "40 00 12 34", "40001234"),
    ("condition_text", "Barnets sykdom, skade eller nedsatte funksjonsevne", "Hun har cerebral parese.",
     "Hun har cerebral parese."),
    ("services_text", "Hvilke tjenester har barnet/familien i dag?", "PPT og fysioterapi hver uke.",
     "PPT og fysioterapi hver uke."),
    ("needs_text", "Behov fremover", None, None),
)  # fmt: skip
"""A form of nobody's: field, question, what is written there, and its value."""

REVIEW = "needs_review"
TICKED = ("interpreter_needed", "Behov for tolk?", False)


@dataclass(frozen=True, slots=True)
class InFormat:
    """A file and what is true of it. `documents` are as in `expected.json`."""

    folder: str
    name: str
    title: str
    shows: str
    make: Callable[[], bytes]
    documents: Sequence[Mapping[str, object]]
    pages: int
    outcome: str = "accepted"

    def expected(self) -> dict[str, object]:
        return {"outcome": self.outcome, "pages": self.pages, "documents": list(self.documents)}


def with_controls() -> bytes:
    body = paragraph(run(TITLE), style="Heading1")
    body += "".join(paragraph(run(f"{question}: "), control(name, said)) for name, question, said, _ in ASKED)
    body += paragraph(run(f"{TICKED[1]} "), tick("ja", False), run(" Ja   "), tick("nei", True), run(" Nei"))
    return word.docx(body)


def with_older_fields() -> bytes:
    body = paragraph(run(TITLE), style="Heading1")
    body += "".join(paragraph(run(f"{question}: "), legacy(name, said)) for name, question, said, _ in ASKED)
    body += paragraph(
        run(f"{TICKED[1]} "), legacy_tick("ja", False), run(" Ja   "), legacy_tick("nei", True), run(" Nei")
    )
    return word.docx(body)


def with_table() -> bytes:
    rows = [[paragraph(run(question)), paragraph(run(said or ""))] for _, question, said, _ in ASKED]
    rows.append([paragraph(run(TICKED[1])), paragraph(run("☐ Ja  ☒ Nei"))])
    return word.docx(paragraph(run(TITLE), style="Heading1") + table(rows))


def open_text() -> bytes:
    rows = [(question, said or "") for _, question, said, _ in ASKED] + [(TICKED[1], "☐ Ja  ☒ Nei")]
    return word.odt(f"<text:h>{TITLE}</text:h>" + word.open_table(rows))


def receipt() -> bytes:
    answers = [(question, said or "") for _, question, said, _ in ASKED] + [(TICKED[1], "Nei")]
    data = json.dumps({name: said for name, _, said, _ in ASKED}, ensure_ascii=False)
    return portable.carrying(portable.receipt(TITLE, answers), {"skjemadata.json": data.encode()})


def static_xfa() -> bytes:
    labels = [(name, question) for name, question, _, _ in ASKED]
    said = {name: said for name, _, said, _ in ASKED if said}
    return portable.static_xfa(labels, said, {})


def message() -> bytes:
    return outlook.msg("Søknad", "Hei,\r\nher er søknaden vår.\r\nHilsen Tor Nyhus", {"soknad.pdf": _of("1/acroform")})


def with_winmail() -> bytes:
    return outlook.winmail("Her er søknaden vår.", {"soknad.pdf": _of("1/acroform")})


def archive() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, sample in (("Lea/skjema.pdf", "1/acroform"), ("Noah/skjema.pdf", "1/flat-text")):
            packed.writestr(zipfile.ZipInfo(name, word.DAY), _of(sample), zipfile.ZIP_DEFLATED)
    return out.getvalue()


def with_attachment() -> bytes:
    letter = portable.receipt("Brev til kommunen", [("Til", "Koordinerende enhet"), ("", "Søknaden ligger ved.")])
    return portable.carrying(letter, {"soknad.pdf": _of("1/acroform")})


def photograph() -> bytes:
    """Kept as it is: no writer of HEIC that is free to pass on is at hand. It is the photograph of the Marker form."""
    return (HERE / "heic-photo" / "input.heic").read_bytes()


def _of(sample: str) -> bytes:
    return (MARKER / sample / "input.pdf").read_bytes()


def _documents(sample: str, first: int) -> list[dict[str, object]]:
    """What is true of a sample of Marker's, with its pages counted from `first`."""
    told = json.loads((MARKER / sample / "expected.json").read_text(encoding="utf-8"))["documents"]
    return [document | {"pages": [page + first - 1 for page in document["pages"]]} for document in told]


def _unknown(ticked: bool = True) -> list[dict[str, object]]:
    """A form that is nobody's; what is said in it is read all the same."""
    says: dict[str, object] = {name: value for name, _, _, value in ASKED}
    if ticked:
        says[TICKED[0]] = TICKED[2]
    else:  # the sample of the XFA is about where values stand; whose telephone it is, is not told by a line
        del says["guardian_1_phone"]
    return [{"kind": "request", "form": None, "pages": [1], "says": says}]


def _letter_and_form() -> list[dict[str, object]]:
    return [{"kind": "attachment", "form": None, "pages": [1], "fields": {}}, *_documents("1/acroform", 2)]


SAMPLES = (
    InFormat("docx-content-controls", "input.docx", "Word-fil med innholdskontroller",
             "Answers in content controls, one untouched, ticks as boxes.", with_controls, _unknown(), 1, REVIEW),
    InFormat("docx-legacy-fields", "input.docx", "Word-fil med eldre skjemafelt",
             "Form fields of Word's older kind.", with_older_fields, _unknown(), 1, REVIEW),
    InFormat("docx-table", "input.docx", "Word-fil med tabell",
             "No fields at all: the cells beside the questions are the answers.", with_table, _unknown(), 1, REVIEW),
    InFormat("odt-table", "input.odt", "OpenDocument-tekst", "The same in LibreOffice's format.", open_text, _unknown(),
             1, REVIEW),
    InFormat("eform-receipt", "input.pdf", "Kvittering fra et elektronisk skjema",
             "Questions and answers without boxes; the data that came along trouble nobody.", receipt,
             [{"kind": "request", "form": None, "pages": [1]}], 1, REVIEW),
    InFormat("xfa-static", "input.pdf", "Skjema i Adobes XFA", "What was typed stands in the XFA, not in the fields.",
             static_xfa, _unknown(ticked=False), 1, REVIEW),
    InFormat("outlook-msg", "input.msg", "E-post fra Outlook",
             "The message is page 1, the attached form pages 2 and 3.", message, _documents("1/acroform", 2), 3),
    InFormat("winmail", "input.dat", "winmail.dat", "What Outlook packs attachments in.", with_winmail,
             _documents("1/acroform", 2), 3),
    InFormat("zip-with-two", "input.zip", "Arkiv med to søknader", "Two forms in two folders: two documents.", archive,
             _documents("1/acroform", 1) + _documents("1/flat-text", 3), 4),
    InFormat("pdf-with-attachment", "input.pdf", "PDF med søknaden som vedlegg i seg",
             "A letter on page 1, with the form as a file within the PDF.", with_attachment, _letter_and_form(), 3),
    InFormat("heic-photo", "input.heic", "Fotografert med iPhone", "HEIC, as telephones store photographs.", photograph,
             _documents("2/photo", 1), 1),
)  # fmt: skip
