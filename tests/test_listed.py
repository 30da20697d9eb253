"""Receipts and Word files without boxes: questions and answers, one after another."""

from intake.layout.fields import Asked, asked
from intake.layout.shapes import Shapes
from intake.layout.whose import Names
from intake.model import Box, Field, Origin, Status, Word
from intake.pipeline._unknown_said import in_its_words

A4 = (210.0, 297.0)
QUESTIONS = ("Barnets navn", "Født", "Adresse", "Navn, foresatt 1", "Tlf. foresatt 1", "Ønsker dere barnekoordinator?")
ANSWERS = ("Kari Moe", "1.2.2020", "Lia 3", "Ola Moe", "912 34 567", "Ja")


def printed(left: float, top: float, text: str) -> list[Word]:
    words = []
    for word in text.split():
        words.append(Word(word, Box(left, top, left + 2.0 * len(word), top + 3.6)))
        left += 2.0 * len(word) + 1.0
    return words


def read(words: list[Word], names: Names | None = None) -> Asked:
    return asked(words, Shapes(), A4, 1, names or Names())


def places(found: Asked) -> dict[str, tuple[float, float]]:
    return {field.name: (field.box[0] * A4[0], field.box[1] * A4[1]) for field in found.fields}


def test_answers_below_their_questions_are_found() -> None:
    words = []
    for n, (question, answer) in enumerate(zip(QUESTIONS, ANSWERS, strict=True)):
        words += printed(20, 30 + 15 * n, question) + printed(20, 34.2 + 15 * n, answer)
    found = places(read(words))
    assert list(found) == [
        "child_name", "child_birth_date", "child_address", "guardian_1_name", "guardian_1_phone", "wants_coordinator",
    ]  # fmt: skip
    assert 32 < found["child_name"][1] < 35


def test_answers_beside_their_questions_are_found() -> None:
    words = []
    for n, (question, answer) in enumerate(zip(QUESTIONS, ANSWERS, strict=True)):
        words += printed(20, 30 + 7 * n, question) + printed(110, 30 + 7 * n, answer)
    found = places(read(words))
    assert set(found) >= {"child_name", "guardian_1_phone", "wants_coordinator"}
    assert all(left > 100 for left, _ in found.values())


def test_a_line_of_an_answer_that_looks_like_a_question_is_none() -> None:
    words = printed(20, 30, "Tjenester barnet mottar i dag")
    words += printed(20, 34.2, "Skolen: gode timer") + printed(20, 38.4, "Fastlege: en gang i året")
    for n, (question, answer) in enumerate(zip(QUESTIONS, ANSWERS, strict=True)):
        words += printed(20, 60 + 15 * n, question) + printed(20, 64.2 + 15 * n, answer)
    found = read(words)
    assert "x_school" not in places(found)
    assert "x_doctor" not in places(found)


def test_a_list_goes_on_over_the_page() -> None:
    names = Names()
    words = []
    for n, (question, answer) in enumerate(zip(QUESTIONS, ANSWERS, strict=True)):
        words += printed(20, 30 + 15 * n, question) + printed(20, 34.2 + 15 * n, answer)
    read([*words, *printed(20, 270, "Hva trenger dere hjelp til?")], names)
    after = read(
        [*printed(20, 20, "Noen som ringer rundt"), *printed(20, 34, "Sted"), *printed(20, 38.2, "Moss")], names
    )
    assert set(places(after)) == {"needs_text", "place"}


def said(name: str, value: str) -> Field:
    return in_its_words({name: Field(name, value, value, 0.999, Status.CONFIDENT, Origin.TEXT)})[name]


def test_a_choice_in_words_is_what_it_chooses() -> None:
    assert said("wants_coordinator", "Ja").value is True
    assert said("interpreter_needed", "Nei").value is False
    assert said("parental_responsibility", "Begge foreldre").value == "shared"
    assert said("consent_agencies", "Barnehage, PPT").value == ("barnehage", "ppt")


def test_a_choice_that_was_ticked_stays_what_it_is() -> None:
    assert said("parental_responsibility", "shared").status is Status.CONFIDENT


def test_a_choice_that_is_not_known_is_uncertain() -> None:
    assert said("wants_coordinator", "Kanskje").status is Status.UNCERTAIN
    assert said("consent_agencies", "Barnehage, Noe annet").value is None


def test_what_portals_print_for_nothing_is_empty() -> None:
    assert said("child_name", "Ikke besvart").status is Status.EMPTY
    assert said("child_name", "–").value is None


def test_a_page_that_informs_is_no_list() -> None:
    words = []
    heads = (
        "Hvem har rett til barnekoordinator?",
        "Hva gjør barnekoordinatoren?",
        "Hvilken hjelp kan dere få?",
        "Hvorfor er det viktig for familien?",
        "Hvem får hjelp av tjenestene?",
        "Tjenester i kommunen i dag",
    )
    for n, head in enumerate(heads):
        words += printed(20, 30 + 25 * n, head) + printed(20, 36 + 25 * n, "Kommunen samordner og gir råd til alle")
    assert not places(read(words))
