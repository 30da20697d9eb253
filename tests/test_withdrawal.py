"""A consent that may be taken back in a letter is told to a person; what a form says of the right to do so is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.model import Original, Outcome
from intake.pipeline import process
from schemas.withdrawal import taken_back

TAKEN_BACK = (
    "Vi trekker samtykket.",
    "Vi trekker tilbake samtykket til PPT.",
    "Jeg trekker herved tilbake samtykke til at kommunen innhenter opplysninger fra BUP.",
    "Hei, vi ønsker å trekke tilbake samtykke til PPT. Hilsen Åse",
    "Eg trekkjer samtykket mitt til deling av opplysningar.",
    "Vi vil no trekkje attende samtykket vi gav i mars.",
    "Me vil ikkje lenger at de skal dele opplysningar med skulen.",
    "Med dette kaller jeg tilbake fullmakten.",
    "Samtykket trekkes herved tilbake.",
    "Samtykket er trekt tilbake frå i dag.",
    "Tilbaketrekking av samtykke – Tuva Prøvestad",
    "Vi samtykker ikke lenger til at dere snakker med barnevernet.",
    "Vi vet at vi kan ombestemme oss når som helst, og nå trekker vi samtykket.",
    "Vi har ombestemt oss og vil ikke at PPT skal få vite noe.",
    "Vi har bestemt oss for å trekke samtykket til habiliteringen.",
    "Vi angrer på at vi skrev under.",
    "Slutt å dele opplysninger med barnehagen.",
    "Dere må ikke dele flere opplysninger med skolen, vi ønsker ikke at de får vite mer.",
    "Gjelder Tuva. Vi gir beskjed om at vi trekker samtykket.",
    "Vi trekker sarntykket til å dele opplysninger.",
    "Samtykket vårt gjelder ikke lenger.",
    "Mor trekker sitt samtykke til samarbeid med NAV.",
    "Vi tar tilbake samtykket.",
    "Trekker tilbake samtykke til PPT. Mvh Åse Prøvestad",
)
NOT_TAKEN_BACK = (
    "Samtykket kan trekkes tilbake når som helst.",
    "Samtykket kan når som helst trekkast tilbake, heilt eller delvis.",
    "Jeg er kjent med at jeg når som helst kan trekke samtykket tilbake.",
    "Du kan trekke samtykket ved å ta kontakt med kommunen.",
    "Dersom du ønsker å trekke samtykket, tar du kontakt med koordinerende enhet.",
    "Hvis vi trekker tilbake samtykket, slettes opplysningene.",
    "Samtykket gjelder inntil det trekkes tilbake.",
    "Samtykket er frivillig, og dere har rett til å trekke det tilbake.",
    "Ønsker du å trekke samtykket tilbake, kontakter du oss.",
    "Trekkes samtykket tilbake, blir opplysningene slettet.",
    "Trekker jeg samtykket tilbake, vil ikke kommunen dele flere opplysninger.",
    "Vi trekker ikke samtykket.",
    "Vi trekker tilbake søknaden om avlastning.",
    "Vi samtykker til at kommunen deler opplysninger med PPT.",
    "Vi ønsker ikke at barnevernet får opplysninger.",
    "Tuva trekker seg tilbake når det blir mye støy.",
    "De kan ombestemme dykk når som helst, munnleg eller skriftleg.",
    "Samtykket gjelder til det blir trukket tilbake.",
    "De som ønsker å trekke samtykket, må si fra.",
)


@pytest.mark.parametrize("text", TAKEN_BACK)
def test_a_consent_that_may_be_taken_back_is_seen(text: str) -> None:
    assert taken_back(text)


@pytest.mark.parametrize("text", NOT_TAKEN_BACK)
def test_what_may_be_done_some_day_takes_nothing_back(text: str) -> None:
    assert not taken_back(text)


@given(st.text(), st.sampled_from(TAKEN_BACK))
def test_every_sentence_told_of_lies_in_the_text(before: str, said: str) -> None:
    text = f"{before}. {said}"
    found = taken_back(text)
    assert found
    assert all(0 <= start < end <= len(text) for start, end in found)


@pytest.mark.parametrize(
    ("said", "codes"),
    [
        ("vi trekker tilbake samtykket til PPT fra i dag", {"possible_withdrawal", "lone_attachment"}),
        ("samtykket kan trekkes tilbake når som helst", {"lone_attachment"}),
    ],
)
def test_a_letter_tells_where_it_may_take_a_consent_back(said: str, codes: set[str]) -> None:
    letter = (
        f"Til kommunen\n\nDette gjelder datteren vår, som går i tredje klasse.\n\nDet er så at {said}.\n\nHilsen Åse"
    )
    reading = process(Original("ab" * 32, "brev.txt", letter.encode()))
    assert {issue.code for issue in reading.reasons} == codes
    assert reading.outcome is Outcome.NEEDS_REVIEW
    assert all(issue.box for issue in reading.reasons if issue.code == "possible_withdrawal")
