"""Letters are drafts: nothing in them decides, and a receipt tells nobody anything of anybody."""

import datetime as dt
import io
import re
from typing import get_args

import docx
import pytest
from case_builders import a_case, a_consent, a_field, a_letter, a_request
from hypothesis import given
from hypothesis import settings as effort
from hypothesis import strategies as st
from pypdf import PdfReader
from test_export_json import submissions as any_submissions

from intake.export import letters
from intake.export._blocks import within
from intake.export._letters import kinds, paper
from intake.model import Field, Status, Submission
from intake.wording import FOLDER, keys, sentence
from schemas.case import Case, LetterName

CONCLUSIONS = re.compile(
    r"innvilg|avslår|avslås|avslått|oppfyller vilkår|har (ikke |ikkje )?rett til barnekoordinator|anbefal|tilrå|poeng|"
    r"alvorlighetsgrad|alvorsgrad|sannsynlig|prioriter",
    re.IGNORECASE,
)
FAMILY = (
    a_field("child_name", "Kari Prøvesen"),
    a_field("child_birth_date", "2018-05-04"),
    a_field("guardian_1_name", "Ola Prøvesen"),
    a_field("guardian_1_address", "Storgata 1"),
    a_field("guardian_1_phone", "91234567"),
    a_field("child_postal_code", "1870"),
    a_field("child_city", "Ørje"),
)
TOLD = ("Kari", "Ola Prøvesen", "Storgata", "cerebral", "parese", "Fysioterapi", "PPT", "2018", "91234567")
LANGUAGES = ("nb", "nn")


def a_family_case(*also: Field, flags: tuple[str, ...] = ()) -> Case:
    return a_case(a_request(also=(*FAMILY, *also), flags=flags))


def words_of(case: Case, kind: LetterName, language: str = "nb") -> str:
    return " ".join(piece["text"] for piece in within(paper(case, kind, language)["blocks"]) if "text" in piece)


def text_of(content: bytes) -> str:
    return re.sub(r"\s+", " ", "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_receipt_names_nobody_and_says_nothing_of_health(language: str) -> None:
    made = letters.render(a_family_case(), language)
    for said in (text_of(made["receipt.pdf"]), "\n".join(p.text for p in of_word(made["receipt.docx"]).paragraphs)):
        assert "2026-000017" in said
        assert not [word for word in (*TOLD, "barnekoordinator") if word in said]


@effort(max_examples=40)
@given(any_submissions, st.sampled_from(LANGUAGES))
def test_a_receipt_is_the_same_whatever_was_read(found: Submission, language: str) -> None:
    case = a_case(found)
    if "receipt" in kinds(case) and "other_municipality" not in case.flags:
        plain = case.model_copy(update={"fields": {}, "conditions": (), "services": (), "consents": ()})
        notices = len(paper(case, "receipt", language)["blocks"][0]["blocks"])
        assert paper(case, "receipt", language)["blocks"][1:] == paper(plain, "receipt", language)["blocks"][1:]
        assert notices <= 4


@effort(max_examples=40)
@given(any_submissions, st.sampled_from(LANGUAGES))
def test_no_letter_concludes_scores_or_grades(found: Submission, language: str) -> None:
    case = a_case(found)
    for kind in kinds(case):
        assert not CONCLUSIONS.search(words_of(case, kind, language))


def test_no_wording_of_a_letter_or_note_concludes_scores_or_grades() -> None:
    for subject in ("letters", "note", "assess"):
        said = [sentence_as_it_stands(subject, key, language) for key in keys(subject) for language in LANGUAGES]
        assert not [text for text in said if CONCLUSIONS.search(text)]


def sentence_as_it_stands(subject: str, key: str, language: str) -> str:
    import tomllib

    return str(tomllib.loads((FOLDER / f"{subject}.toml").read_text(encoding="utf-8"))[key][language])


def test_a_protected_address_stands_in_no_letter() -> None:
    case = a_family_case(flags=("address_protected",))
    for kind in kinds(case):
        said = words_of(case, kind)
        assert not [word for word in ("Storgata", "Ola Prøvesen") if word in said]
        assert "Adressen er skjermet" in said


def test_who_is_surely_known_is_written_to() -> None:
    assert "Ola Prøvesen" in words_of(a_family_case(), "information_request")


def test_nobody_is_named_where_it_is_not_known_who_the_child_is() -> None:
    unsure = a_request(also=(a_field("guardian_1_name", "Ola Prøvesen"),))
    said = words_of(a_case(unsure), "information_request")
    assert "Ola Prøvesen" not in said
    assert "[Navn og adresse på mottakeren]" in said


def test_a_name_that_is_not_surely_read_is_left_to_a_person() -> None:
    unsure = a_field("guardian_1_name", "O1a Prøvesen", Status.UNCERTAIN)
    assert "O1a" not in words_of(a_family_case(unsure), "information_request")


def test_parents_who_disagree_are_written_to_by_a_person() -> None:
    case = a_family_case(flags=("guardians_disagree",))
    said = words_of(case, "information_request")
    assert "Ola Prøvesen" not in said
    assert "samtale er bedre" in said


def test_what_is_missing_is_asked_for_and_consent_has_a_part_of_its_own() -> None:
    said = words_of(a_family_case(), "information_request")
    assert sentence("note", "question_interpreter", "nb") in said
    assert sentence("note", "question_second_guardian", "nb") not in said
    assert "Hvem kan vi snakke med?" in said


def test_the_interim_reply_has_its_day_and_leaves_the_reason_open() -> None:
    said = words_of(a_family_case(), "interim_reply")
    assert "Send det senest 07.04.2026" in said  # Easter Monday is the day before
    assert "[årsak]" in said


def test_a_case_of_another_municipality_is_sent_on() -> None:
    case = a_case(a_request(also=FAMILY), municipality="3403")
    assert kinds(case) == ("receipt", "forwarding")
    assert case.belongs_to == "3122"
    said = words_of(case, "forwarding")
    assert "Marker kommune" in said
    assert not [word for word in TOLD if word in said]


def test_a_letter_alone_or_a_consent_alone_is_not_answered_by_itself() -> None:
    assert kinds(a_case(a_letter())) == ()
    assert kinds(a_case(a_consent(a_field("consent_agencies", ("ppt",))))) == ()


def test_files_are_named_by_what_they_are() -> None:
    made = letters.render(a_family_case())
    assert {name.split(".")[0] for name in made} <= set(get_args(LetterName))
    assert set(made) == {f"{kind}.{ending}" for kind in kinds(a_family_case()) for ending in ("docx", "pdf")}


def of_word(content: bytes):  # type: ignore[no-untyped-def]
    return docx.Document(io.BytesIO(content))


def test_gaps_are_marked_in_the_word_file() -> None:
    document = of_word(letters.render(a_family_case())["interim_reply.docx"])
    marked = [run.text for p in document.paragraphs for run in p.runs if run.style.name == "Fyll ut"]
    assert {"[årsak]", "[dato]", "[Navn på saksbehandler]"} <= set(marked)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_letter_is_tagged_and_tells_its_language(language: str) -> None:
    made = letters.render(a_family_case(), language)
    root = PdfReader(io.BytesIO(made["receipt.pdf"])).trailer["/Root"]
    assert root["/Lang"].startswith(language)
    assert root["/MarkInfo"]["/Marked"]
    assert of_word(made["receipt.docx"]).core_properties.language == f"{language}-NO"


def test_the_same_case_gives_the_same_letters() -> None:
    assert letters.render(a_family_case()) == letters.render(a_family_case())


def test_every_letter_has_its_wording_in_both_language_forms() -> None:
    assert {f"{kind}_title" for kind in get_args(LetterName)} <= keys("letters")
    assert set(get_args(LetterName)) <= keys("letters")
    for key in keys("letters"):
        assert sentence_as_it_stands("letters", key, "nn")


def test_what_is_paid_heed_to_is_the_day_of_receipt() -> None:
    later = a_case(a_request(also=FAMILY), when=dt.datetime(2026, 6, 1, 22, 30, tzinfo=dt.UTC))
    assert "02.06.2026" in words_of(later, "receipt")  # past midnight in Norway
