"""What a page of no known form says of its place in a stack: its number, its head, its foot, who it is about."""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from intake.geometry import centre, through
from intake.model import Matrix, Sighting, Word
from schemas.norwegian import births

HEAD, FOOT = 0.16, 0.88  # of the sheet, from the top: where running titles and page numbers stand
RUNNING = 0.08  # of the sheet, from the top: above it a title that runs over all pages may stand
TITLE_ZONE = 0.32  # of the sheet, from the top
TITLE_SIZE = 1.12  # times the size of most words: a title, not a heading above a box
BARE_SIZE = 0.95  # of it, for a line at the very top: letters that were read badly are measured badly
FEWEST_LABELS = 3  # on a page that asks for something
SHORT = 5  # words in a line that is a label or two
LONGEST_TITLE = 11  # words
MOST_PAGES = 60  # of one form or letter that are numbered
FIRST_CHILDREN = dt.date(2004, 8, 1)  # who was born earlier was grown up when the right came, 1 August 2022
CLEAR = 0.35  # below this confidence a word that was read is likely ink, not print
PROSE = 8  # words in a line, from which it is running text

NUMBERED = re.compile(
    r"\b(?:side|s\.|page|ark)\s*(\d{1,2})(?:\s*(?:av|of|/|\()\s*(\d{1,2}))?|(?<![\d/.,-])(\d{1,2})\s*(?:av|/)\s*(\d{1,2})(?![\d/.,-])"
    r"|(?<![\d/.])(\d{1,2})\s*\((\d{1,2})\)",
    re.IGNORECASE,
)
SECTION = re.compile(r"^(?:del\s+)?(\d{1,2}|[A-H])[.):]?\s+[A-ZÆØÅ]")
ELEVEN = re.compile(r"(?<!\d)(\d{6})\s?(\d{5})(?!\d)")
OF_MUNICIPALITY = re.compile(r"(?:^|\s)(\S*[^\W\d_]\S*)\s+kommune\b", re.IGNORECASE)
NAMED = re.compile(
    r"\bbarnets\s+(?:fulle\s+)?na[vm]n\W+([A-ZÆØÅ][^\W\d_]+(?:[ -][A-ZÆØÅ][^\W\d_]+){1,3})\b(?!\s*[:(])", re.IGNORECASE
)
PRINT = 0.85  # the confidence of words that are print: handwriting is hardly ever read so surely
GREETS = re.compile(
    r"^(hei\b|hallo\b|kjære|til den det|til rette|til\s+\S+ kommune|vedr|vedk|angående|ang\.|gjelder\s*:)",
    re.IGNORECASE,
)
CLOSES = re.compile(
    r"\b(hilsen|helsing|mvh|vennleg helsing|overlege|lege i spesialisering|lis-lege|fastlege|spesialist i|ppt-rådgiver|"
    r"sakkyndig)\b",
    re.IGNORECASE,
)
DATED = re.compile(r"\bdato\b\W{0,3}\d|\d{1,2}\.\s?(?:\d{1,2}\.|[a-z]{3,9})\s?\d{2,4}$", re.IGNORECASE)
LETTERS = (
    "uttalelse", "uttale", "epikrise", "legeerklæring", "legeerklering", "erklæring", "attest", "legeattest", "notat",
    "journalnotat", "rapport", "henvisning", "tilvising", "bekreftelse", "stadfesting", "vedtak", "innkalling",
    "sakkyndig", "poliklinisk", "utredning", "oppsummering", "referat",
)  # fmt: skip
"""Words in the head of what doctors, schools and offices write; none of them is a family's form."""
FORMS = (
    "søknad", "soknad", "skjema", "forespørsel", "førespurnad", "henvendelse", "samtykke", "fullmakt", "melding",
    "anmodning", "barnekoordinator", "koordinator", "individuell",
)  # fmt: skip
"""Words that the title of a form has one of, at the beginning of a word or as its end."""
ASKS = re.compile(
    r"^\W*(er|har|hva|kva|hvem|kven|hvilke[nt]?|kor|hvor|ønsk|skal|vil|kan|bør|finnes|finst|beskriv|skildr|fortell?|"
    r"forklar|oppgi|skriv|fyll|begrunn|begrunnelse|grunngi|grunngiving|grunnlag|bakgrunn)\b",
    re.IGNORECASE,
)
THE = ("en", "et", "a", "n", "t")
"""Endings by which the name of a paper speaks of one at hand: «Grunnlag for søknaden» stands within an application."""
INFORMS = ("informasjon", "veiledning", "rettleiing", "orientering", "opplysningar")
LABELS = (
    "navn", "namn", "fornavn", "etternavn", "adresse", "postnr", "postnummer", "poststed", "telefon", "tlf", "mobil",
    "e-post", "epost", "fødselsnr", "fødselsnummer", "fødselsdato", "fødd", "personnummer", "sted", "stad", "dato",
    "underskrift", "signatur", "foresatt", "føresett", "foresatte", "føresette", "ja", "nei", "relasjon", "tolk",
    "språk", "verge", "foreldreansvar",
)  # fmt: skip
SIGNED = ("underskrift", "signatur", "signert", "underteikna", "undertegnede")


@dataclass(frozen=True, slots=True)
class Clues:
    """What was found on one page. `number` and `total` are those of «Side 1 av 2», None where none is printed.

    `title` is the line that names a form or a letter, "" where no line at the top does, and `size` its height as a
    fraction of the page. `sender` is the line with a municipality's name at the top. `furniture` are the words that
    run along the page's head and foot. `sections` are the numbers of its numbered headings, first and last.
    `is_letter` says that it begins as a letter or a statement does, `is_form` that it asks for something,
    `is_information` that it tells of a form, `ends` that it closes with signatures or a greeting. `children` are the
    identity numbers on it of those who were born so late that they can have the right, `names` what is printed as the
    child's name, and `municipalities` whose name stands at the page's head or foot; both without capitals.
    """

    number: int | None = None
    total: int | None = None
    title: str = ""
    size: float = 0.0
    sender: str = ""
    furniture: frozenset[str] = frozenset()
    sections: tuple[int, int] | None = None
    is_letter: bool = False
    is_form: bool = False
    is_information: bool = False
    ends: bool = False
    children: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()
    municipalities: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    top: float
    size: float
    is_print: bool


def clues_of(sighting: Sighting) -> Clues:
    """The clues on a page, from the words that were read on it."""
    lines = _lines(sighting)
    if not lines:
        return Clues()
    title = _title(lines)
    named = title.text.casefold() if title else ""
    form = _is_form(lines)
    letter = not form and _is_letter(lines, named)
    number, total = _printed_number(lines)
    return Clues(
        number,
        total,
        title.text if title else "",
        title.size if title else 0.0,
        next((line.text for line in lines if line.top < HEAD and _is_sender(line.text)), ""),
        _furniture(lines, named),
        _sections(lines),
        letter,
        form,
        not letter and not form and _informs(lines),
        _ends(lines, form),
        frozenset(_children(lines)),
        frozenset(hit[1].casefold() for line in lines if line.is_print and (hit := NAMED.search(line.text))),
        _municipalities(lines),
    )


def _lines(sighting: Sighting) -> list[_Line]:
    """The lines of print on the sheet, from the top."""
    words = [w for w in sighting.words or sighting.page.words if w.confidence >= CLEAR and w.text.strip(" |_.-–—")]
    back: Matrix = np.eye(3) if sighting.lie is None else np.asarray(np.linalg.inv(sighting.lie), np.float64)
    rows: dict[int, list[Word]] = {}
    for word in words:
        rows.setdefault(word.line, []).append(word)
    found = []
    for row in rows.values():
        middle = through(back, np.array([centre(w.box) for w in row], np.float64))[:, 1]
        sizes = [w.box.bottom - w.box.top for w in row if len(w.text) > 1] or [row[0].box.bottom - row[0].box.top]
        text, is_print = " ".join(w.text for w in row), min(w.confidence for w in row) >= PRINT
        found.append(_Line(text, float(np.median(middle)), float(np.median(sizes)), is_print))
    return sorted(found, key=lambda line: line.top)


def _printed_number(lines: Sequence[_Line]) -> tuple[int | None, int | None]:
    """The page's number and how many there are, from its foot, else from its head."""
    for line in sorted((line for line in lines if line.top < HEAD or line.top > FOOT), key=lambda line: -line.top):
        for hit in NUMBERED.finditer(line.text):
            this, of = (next((int(g) for g in pair if g), None) for pair in (hit.groups()[::2], hit.groups()[1::2]))
            if this is not None and 1 <= this <= (of or MOST_PAGES) <= MOST_PAGES:
                return this, of
    return None, None


def _title(lines: Sequence[_Line]) -> _Line | None:
    """The line that names a form or a letter: near the top, short, no sentence and no label, and not small."""
    usual = float(np.median([size for line in lines for size in [line.size] * len(line.text.split())]))
    fits = [line for line in lines if line.top < TITLE_ZONE and _names(line.text)]
    large = [line for line in fits if line.size >= (BARE_SIZE if line.top < HEAD else TITLE_SIZE) * usual]
    return max(large, key=lambda line: line.size, default=None)


def _names(text: str) -> bool:
    words = text.casefold().split()
    said = any(_is_a_paper(word.strip("«»-–:.")) for word in words)
    plain = text[0].isupper() and not re.search(r"[?,:;=_|*]|[.!]\s\S", text) and not ASKS.match(text)
    return said and plain and len(words) <= LONGEST_TITLE


def _is_a_paper(word: str) -> bool:
    """Whether a word names a kind of form or letter, not the one at hand («søknaden»)."""
    stems = (*FORMS, *LETTERS)
    at_hand = any(word == stem + ending for stem in stems for ending in THE)
    return word.endswith("skjema") or (word.startswith(stems) and not at_hand and not word.endswith("skjemaet"))


def _is_sender(text: str) -> bool:
    words = text.casefold().split()
    return len(words) <= 6 and any(w.startswith("kommune") for w in words)


def _municipalities(lines: Sequence[_Line]) -> frozenset[str]:
    rim = [line.text for line in lines if line.top < HEAD or line.top > FOOT]
    names = {hit[1].strip(".,:;()").casefold() for text in rim for hit in OF_MUNICIPALITY.finditer(text)}
    return frozenset(names - {"en", "i", "til", "vår", "din", "denne", "egen", "annen", "den", "av", "fra", "og", ""})


def _furniture(lines: Sequence[_Line], title: str) -> frozenset[str]:
    rim = [line for line in lines if line.top < RUNNING or line.top > FOOT]
    words = {w.strip(".,:;()·|").casefold() for line in rim for w in line.text.split()}
    return frozenset(w for w in words if len(w) > 3 and w.isalpha() and w not in title and w != "side")


def _sections(lines: Sequence[_Line]) -> tuple[int, int] | None:
    found = [
        int(hit[1]) if hit[1].isdigit() else ord(hit[1]) - 64 for line in lines if (hit := SECTION.match(line.text))
    ]
    rising = [n for i, n in enumerate(found) if n < 20 and (i == 0 or n >= found[i - 1])]
    return (rising[0], rising[-1]) if rising and len(rising) >= 0.7 * len(found) else None


def _is_letter(lines: Sequence[_Line], title: str) -> bool:
    """Whether two things at least are as in a letter: its name, a greeting, a date at the top, who closes it.

    A title that begins with the name of one («Epikrise») and with no form's is enough.
    """
    head = [line.text for line in lines if line.top < TITLE_ZONE]
    words = title.split()
    named = any(word.startswith(LETTERS) for word in words)
    if words and words[0].startswith(LETTERS) and not any(word.startswith(FORMS) for word in words):
        return True
    greets = any(GREETS.match(text) for text in head)
    dated = any(DATED.search(text) for text in head)
    closes = any(CLOSES.search(line.text) for line in lines)
    return named + greets + closes + dated >= 2


def _is_form(lines: Sequence[_Line]) -> bool:
    """Whether a page asks: its labels stand in short lines or before a colon, where prose has them within sentences."""
    asked: set[str] = set()
    for line in lines:
        words = [w.strip(".,;()/*?|_") for w in line.text.casefold().split()]
        if len(words) <= SHORT or ":" in line.text:
            asked |= {w.strip(":") for w in words} & set(LABELS)
    return len(asked) >= FEWEST_LABELS


def _informs(lines: Sequence[_Line]) -> bool:
    prose = sum(len(line.text.split()) >= PROSE for line in lines)
    head = " ".join(line.text.casefold() for line in lines[:4])
    return prose >= 5 and any(stem in head for stem in (*INFORMS, "skjema", "koordinator"))


def _ends(lines: Sequence[_Line], form: bool) -> bool:
    low = [line.text.casefold() for line in lines if line.top > 0.25]
    if form:
        return any(stem in text for text in low for stem in SIGNED)
    return any(CLOSES.search(text) for text in low)


def _children(lines: Sequence[_Line]) -> list[str]:
    found = ("".join(hit.groups()) for line in lines for hit in ELEVEN.finditer(line.text))
    return [number for number in found if any(born >= FIRST_CHILDREN for born in births(number))]
