"""Which pages make a document: by copies of known forms, by what unknown pages say of themselves, by separators."""

from dataclasses import replace
from itertools import groupby

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.model import Blank, Box, Group, Registration, Separator, Sighting, Word
from intake.pipeline._pages import blanks
from intake.split import split
from intake.split._clues import clues_of

ASKING = [b for b in blanks() if b.number in {f.page for f in b.form.fields}]
IN_TWO = next(b for b in ASKING if [x.form for x in ASKING].count(b.form) == 2)
FIRST, SECOND = [b for b in ASKING if b.form is IN_TWO.form]
ALONE = next(b for b in ASKING if [x.form for x in ASKING].count(b.form) == 1)

FORM_HEAD = ("*Søknad om barnekoordinator", "Navn: Fødselsnummer:", "Adresse: Telefon:", "Hva trenger dere hjelp til?")
FORM_TAIL = ("Hvilke tjenester har dere?", "Navn: Telefon:", "Sted: Dato:", "Underskrift foresatt")
CONSENT = ("*Samtykkeskjema", "Navn: Fødselsdato:", "Ja Nei", "Sted: Dato:", "Underskrift")
LETTER = (
    "*Uttalelse", "Deres ref.: 1/25 Dato: 2.6.2025", "Vedrørende Kari Testesen",
    "Pasienten har vært til kontroll ved poliklinikken og tilstanden er stabil.", "Med vennlig hilsen", "Overlege",
)  # fmt: skip
PROSE = ("Det videre forløpet er beskrevet i det følgende, og det er planlagt en ny time til høsten.",) * 6


def a_word(text: str, at: float, line: int, high: float) -> Word:
    return Word(text, Box(at, 0.1 + 0.05 * line, at + 0.008 * len(text), 0.1 + 0.05 * line + high), 0.95, line)


def a_page(number: int, lines: tuple[str, ...], foot: str = "", part: str = "") -> Sighting:
    """A page of no known form; a line with a star before it is set large, `foot` stands at the bottom."""
    words = []
    for n, line in enumerate(lines):
        for k, text in enumerate(line.lstrip("*").split()):
            words.append(a_word(text, 0.1 + 0.08 * k, n, 0.02 if line[0] == "*" else 0.011))
    for k, text in enumerate(foot.split()):
        words.append(
            replace(a_word(text, 0.1 + 0.08 * k, 99, 0.008), box=Box(0.1 + 0.08 * k, 0.95, 0.15 + 0.08 * k, 0.96))
        )
    return Sighting(replace(ALONE.page, number=number, part=part, words=()), None, words=tuple(words))


def a_copy(number: int, blank: Blank, *written: str) -> Sighting:
    """A page of a known form, with words in its text layer."""
    page = replace(blank.page, number=number, words=tuple(a_word(t, 0.1, n, 0.01) for n, t in enumerate(written)))
    return Sighting(page, Registration(blank, np.eye(3), np.zeros((2, 2, 2)), 99, 1.0, 0.0))


def nothing(number: int) -> Sighting:
    return Sighting(replace(ALONE.page, number=number, words=()), None, is_blank=True)


def a_separator(number: int, municipality: str | None = None) -> Sighting:
    return Sighting(replace(ALONE.page, number=number, words=()), None, separator=Separator(municipality))


def pages(groups: tuple[Group, ...]) -> list[list[int]]:
    return [[s.page.number for s in group.sightings] for group in groups]


def doubts(groups: tuple[Group, ...]) -> list[int | None]:
    return [issue.page for group in groups for issue in group.issues]


def test_two_copies_that_follow_one_another_whole_are_two_documents_without_doubt() -> None:
    groups = split([a_copy(1, FIRST), a_copy(2, SECOND), a_copy(3, FIRST), a_copy(4, SECOND)])
    assert (pages(groups), doubts(groups)) == ([[1, 2], [3, 4]], [])


def test_two_copies_whose_pages_lie_mixed_are_doubted() -> None:
    groups = split([a_copy(1, FIRST), a_copy(2, FIRST), a_copy(3, SECOND), a_copy(4, SECOND)])
    assert len(groups) == 2 and doubts(groups) == [1, 2]


def test_the_same_form_for_two_children_on_one_page_each_leaves_no_doubt() -> None:
    groups = split([a_copy(1, ALONE), a_copy(2, ALONE)])
    assert (pages(groups), doubts(groups)) == ([[1], [2]], [])


def test_blank_backs_come_between_pages_without_parting_them() -> None:
    groups = split([a_copy(1, FIRST), nothing(2), a_copy(3, SECOND), nothing(4), a_page(5, CONSENT), nothing(6)])
    assert (pages(groups), doubts(groups)) == ([[1, 3], [5]], [])


def test_pages_that_name_two_children_are_not_joined() -> None:
    groups = split([a_copy(1, FIRST, "01821550021"), a_copy(2, SECOND, "15831750070")])
    named = [clues_of(s).children for g in groups for s in g.sightings]
    assert all(named) and pages(groups) == [[1], [2]]


def test_pages_on_which_two_children_are_named_in_print_are_not_joined() -> None:
    tail = ("Barnets navn: Oda Lunde", *FORM_TAIL)
    assert pages(split([a_page(1, (*FORM_HEAD, "Barnets navn: Per Testesen")), a_page(2, tail)])) == [[1], [2]]
    assert pages(split([a_page(1, (*FORM_HEAD, "Barnets navn: Oda Marie Lunde")), a_page(2, tail)])) == [[1, 2]]


def test_a_page_under_another_municipality_is_not_joined() -> None:
    groups = split([a_page(1, FORM_HEAD, "Sandvik kommune"), a_page(2, FORM_TAIL, "Elvdal kommune")])
    assert pages(groups) == [[1], [2]]
    groups = split([a_page(1, FORM_HEAD, "Sandvik kommune"), a_page(2, FORM_TAIL, "Sandvlk kommune")])
    assert pages(groups) == [[1, 2]]


def test_a_printed_number_says_more_than_the_page_before() -> None:
    foot = "Sandvik kommune søknadsskjema"
    pile = [a_page(1, FORM_HEAD, f"{foot} side 1"), a_page(2, CONSENT[:-1]), a_page(3, FORM_TAIL, f"{foot} side 2")]
    assert pages(split(pile)) == [[1, 3], [2]]


def test_a_page_that_says_nothing_joins_what_is_unfinished_across_a_known_form_with_doubt() -> None:
    quiet = ("Vi trenger mer hjelp om", "natten og i helgene")
    groups = split([a_page(1, FORM_HEAD), a_copy(2, ALONE), a_page(3, quiet)])
    assert (pages(groups), doubts(groups)) == ([[1, 3], [2]], [3])


def test_a_title_that_is_the_name_of_a_letter_makes_one() -> None:
    groups = split([a_page(1, FORM_HEAD), a_page(2, FORM_TAIL), a_page(3, ("*Epikrise", *PROSE))])
    assert (pages(groups), doubts(groups)) == ([[1, 2], [3]], [])


def test_nothing_is_joined_across_a_separator() -> None:
    groups = split(
        [
            a_copy(1, FIRST),
            a_separator(2),
            a_copy(3, SECOND),
            a_page(4, FORM_HEAD),
            a_separator(5),
            a_page(6, FORM_TAIL),
        ]
    )
    assert pages(groups) == [[1], [3], [4], [6]]


def test_what_follows_a_separator_is_for_the_municipality_that_it_names() -> None:
    groups = split([a_page(1, CONSENT), a_separator(2, "3403"), a_page(3, CONSENT), a_separator(4), a_page(5, CONSENT)])
    assert [group.municipality for group in groups] == [None, "3403", None]


def test_a_separator_takes_the_doubt_away_that_two_copies_bring() -> None:
    groups = split([a_copy(1, SECOND), a_copy(2, FIRST), a_separator(3), a_copy(4, FIRST), a_copy(5, SECOND)])
    assert (pages(groups), doubts(groups)) == ([[1, 2], [4, 5]], [])


def test_an_unknown_form_goes_on_until_it_is_signed_and_a_title_begins_the_next() -> None:
    groups = split([a_page(1, FORM_HEAD), a_page(2, FORM_TAIL), a_page(3, CONSENT)])
    assert (pages(groups), doubts(groups)) == ([[1, 2], [3]], [])


def test_a_letter_after_a_form_is_a_document_of_its_own_and_so_is_the_next_letter() -> None:
    groups = split([a_page(1, FORM_HEAD), a_page(2, FORM_TAIL), a_page(3, LETTER), a_page(4, LETTER)])
    assert (pages(groups), doubts(groups)) == ([[1, 2], [3], [4]], [])


def test_a_letter_goes_on_while_nobody_has_signed_it() -> None:
    groups = split(
        [a_page(1, (*LETTER[:3], *PROSE)), a_page(2, (*PROSE, "Med vennlig hilsen", "Overlege")), a_page(3, LETTER)]
    )
    assert pages(groups) == [[1, 2], [3]]


def test_printed_numbers_bring_pages_together_past_another_form() -> None:
    sides = [a_page(1, FORM_HEAD, "Skjema side 1 av 2"), a_page(2, CONSENT), a_page(3, FORM_TAIL, "Skjema side 2 av 2")]
    groups = split(sides)
    assert (pages(groups), doubts(groups)) == ([[1, 3], [2]], [])


def test_without_numbers_pages_are_brought_together_past_another_form_with_doubt() -> None:
    groups = split([a_page(1, FORM_HEAD), a_page(2, CONSENT), a_page(3, FORM_TAIL)])
    assert (pages(groups), doubts(groups)) == ([[1, 3], [2]], [3])


@pytest.mark.parametrize("foot", ["Side {} av 2", "{}/2", "s. {}", "{} (2)"])
def test_pages_that_came_in_the_wrong_order_are_one_document(foot: str) -> None:
    groups = split([a_page(1, FORM_TAIL, foot.format(2)), a_page(2, FORM_HEAD, foot.format(1))])
    assert (pages(groups), doubts(groups)) == ([[1, 2]], [])


def test_a_page_number_that_is_taken_begins_another_document() -> None:
    sides = [(FORM_HEAD, 1), (FORM_TAIL, 2), (FORM_HEAD, 1), (FORM_TAIL, 2)]
    groups = split([a_page(n, lines, f"Side {k} av 2") for n, (lines, k) in enumerate(sides, 1)])
    assert (pages(groups), doubts(groups)) == ([[1, 2], [3, 4]], [])


def test_photographs_of_one_form_in_an_email_are_one_document() -> None:
    groups = split([a_page(2, FORM_HEAD, part="/1"), a_page(3, FORM_TAIL, part="/2"), a_page(4, LETTER, part="/3")])
    assert pages(groups) == [[2, 3], [4]]


def test_an_answer_that_begins_with_a_capital_is_no_title() -> None:
    answer = ("*Vil ha koordinator, og hjelp. Ring oss", "Navn: Telefon:", "Sted: Dato:")
    assert clues_of(a_page(1, answer)).title == ""


@pytest.mark.parametrize(
    "heading", ["Grunnlag for søknaden", "Begrensninger i samtykket", "Beskriv behovet for barnekoordinator"]
)
def test_a_heading_that_speaks_of_the_form_at_hand_begins_no_other(heading: str) -> None:
    groups = split([a_page(1, FORM_HEAD[1:]), a_page(2, (f"*{heading}", *FORM_TAIL))])
    assert (pages(groups), doubts(groups)) == ([[1, 2]], [])


@pytest.mark.parametrize("title", ["Søknad om koordinator", "Samtykke til koordinatoren", "Søknadsskjema"])
def test_a_title_begins_another_form_though_the_one_before_has_none_and_is_not_signed(title: str) -> None:
    groups = split([a_page(1, FORM_HEAD[1:]), a_page(2, (f"*{title}", *FORM_TAIL))])
    assert pages(groups) == [[1], [2]]


def test_a_heading_of_the_form_at_hand_joins_no_two_children() -> None:
    named = (*FORM_HEAD[1:], "Fødselsnummer: 01821550021")
    tail = ("*Grunnlag for søknaden", "Fødselsnummer: 15831750070", *FORM_TAIL)
    assert pages(split([a_page(1, named), a_page(2, tail)])) == [[1], [2]]


def test_the_cover_of_a_portfolio_is_no_page_of_the_form_in_it() -> None:
    cover = ("Skjemaet ligger som vedlegg i dette dokumentet.",)
    groups = split([a_page(1, cover), a_page(2, FORM_HEAD, part="/1"), a_page(3, FORM_TAIL, part="/2")])
    assert (pages(groups), doubts(groups)) == ([[1], [2, 3]], [])


def test_pictures_of_one_form_with_the_last_page_first_are_one_document_with_doubt() -> None:
    groups = split([a_page(1, FORM_TAIL, part="/1"), a_page(2, FORM_HEAD, part="/2")])
    assert (pages(groups), doubts(groups)) == ([[1, 2]], [2])


kinds = st.sampled_from(["head", "tail", "consent", "letter", "first", "second", "alone", "blank", "separator"])


@given(st.lists(kinds, max_size=9))
def test_every_page_with_something_on_it_is_in_one_document_and_no_other_is(stack: list[str]) -> None:
    texts = {"head": FORM_HEAD, "tail": FORM_TAIL, "consent": CONSENT, "letter": LETTER}
    copies = {"first": FIRST, "second": SECOND, "alone": ALONE}
    seen = [
        a_page(n, texts[k]) if k in texts
        else a_copy(n, copies[k]) if k in copies
        else nothing(n) if k == "blank"
        else a_separator(n)
        for n, k in enumerate(stack, 1)
    ]  # fmt: skip
    groups = split(seen)
    found = sorted(number for group in pages(groups) for number in group)
    assert found == [n for n, k in enumerate(stack, 1) if k not in ("blank", "separator")]
    assert all(group == sorted(group) for group in pages(groups))
    between = [n for n, k in enumerate(stack, 1) if k == "separator"]
    assert all(len(list(groupby(group, key=lambda n: sum(b < n for b in between)))) == 1 for group in pages(groups))
