"""What a single sentence is understood to say of one condition or service."""

import json
from pathlib import Path
from typing import Any

import pytest

from intake.interpret.free_text import understand

PROBES = [
    json.loads(line)
    for line in (Path(__file__).parent / "data" / "probes.jsonl").read_text(encoding="utf-8").splitlines()
]
WRONG = {
    "Hun strever med å konsentrere seg og med hukommelsen.",  # too far between the verb and its object
    "Angst. Tidligere mobbet på skolen.",  # what was before is not the school
    "BUP sier at hun ikke er i deres målgruppe.",  # said in another clause than the service's
}


def conditions(text: str) -> dict[str, str]:
    return {c.term: c.status for c in understand({"condition_text": text}, "nb").conditions}


def services(text: str) -> dict[str, str]:
    return {s.service: s.status for s in understand({"services_text": text}, "nb").services}


@pytest.mark.parametrize("probe", [p for p in PROBES if p["text"] not in WRONG], ids=lambda p: p["id"])
def test_a_sentence_alone_is_understood(probe: dict[str, Any]) -> None:
    said = understand({probe["field"]: probe["text"]}, probe["language"])
    assert {c.term: c.status for c in said.conditions} == probe["conditions"]
    assert {s.service: s.status for s in said.services} == probe["services"]


@pytest.mark.parametrize("name", ["epilepsi", "astma", "migrene", "depresjon", "leukemi", "cøliaki", "ADHD"])
@pytest.mark.parametrize(
    ("sentence", "status"),
    [
        ("Han har ikke {} lenger.", "past"),
        ("Guten har ikkje {} lenger.", "past"),
        ("Ho har ikkje {} meir.", "past"),
        ("Han har hatt {}, men er frisk nå.", "past"),
        ("Han har hatt {}, men er anfallsfri.", "past"),
        ("Legen mener det ikke er {}.", "negated"),
        ("Legen meiner at det ikkje er {}.", "negated"),
        ("Vi tror ikke at han har {}.", "negated"),
        ("Legen mener det kan være {}.", "suspected"),
        ("{} og autsime. Har også hatt krupp som liten.", "present"),
    ],
)
def test_a_denial_or_an_end_is_heard_whatever_the_condition(name: str, sentence: str, status: str) -> None:
    assert next(iter(conditions(sentence.format(name)).values())) == status


@pytest.mark.parametrize("name", ["BPA", "Avlastning", "Støttekontakt", "Fysioterapi", "Logoped", "Omsorgsstønad"])
@pytest.mark.parametrize(
    ("sentence", "status"),
    [
        ("{} 30 timer i uken.", "receives"),
        ("{} 2 timar i veka.", "receives"),
        ("{}, men den trenger vi ikke lenger.", "ended"),
        ("{} treng me ikkje meir.", "ended"),
        ("Vi har takket nei til {}.", "negated"),
        ("{}: søkt - fikk litt - trenger mer", "receives"),
        ("Søkte om {}, avslag, søkt på nytt.", "applied"),
        ("Søkt om {} i fjor.", "applied"),
        ("{} i fjor.", "ended"),
    ],
)
def test_what_runs_ended_or_is_declined_is_heard_whatever_the_service(name: str, sentence: str, status: str) -> None:
    assert list(services(sentence.format(name)).values()) == [status]


@pytest.mark.parametrize(
    "text",
    ["Hun er alert og våken", "Han er artist på sin måte, og tross alt trygg", "Det var et drama i markant grad"],
)
def test_an_everyday_word_is_no_misspelt_name(text: str) -> None:
    assert conditions(text) == {}


@pytest.mark.parametrize("text", ["donws syndrom", "krefft", "diabettes", "autsime", "epelepsi"])
def test_a_name_with_its_letters_swapped_or_doubled_is_still_found(text: str) -> None:
    assert len(conditions(text)) == 1


def test_plain_diabetes_is_no_finer_than_the_word() -> None:
    said = understand({"condition_text": "diabetes"}, "nb").conditions
    assert [(c.term, c.code) for c in said] == [("diabetes", "E14")]
    assert conditions("Diabetes type 1. Diabetes siden 2019.") == {"diabetes type 1": "present"}


@pytest.mark.parametrize("name", ["DiGeorge", "Noonan", "Marfan", "Rett", "Sotos"])
def test_a_name_with_syndrome_behind_it_is_one_condition(name: str) -> None:
    (found,) = understand({"condition_text": f"{name} syndrom"}, "nb").conditions
    assert found.text == f"{name} syndrom"


@pytest.mark.parametrize(
    "text",
    [
        "Oğlum epilepsi hastası ve yardıma ihtiyacımız var",
        "Syn ma padaczkę i potrzebujemy pomocy w domu",
        "Mamy opiekę w domu dwa razy w tygodniu",
        "We would like more respite care",
        "He cannot walk and uses a wheelchair",
        "Moj sin ima autizam i trebamo pomoć",
        "Poikani on autistinen ja tarvitsee apua",
    ],
)
def test_another_language_is_flagged_however_short(text: str) -> None:
    assert "other_language" in understand({"needs_text": text}, "nb").flags


@pytest.mark.parametrize(
    "text",
    [
        "BUP, PPT, HABU, fysio, ergo, logoped",
        "ergoterapaut, fysoterapi, avlasnting, baarnevern, hablitering",
        "F84.0, G40.9, Q90, H90",
        "Ho går til Łukasz på BUP og til Şahin",
        "Cri du chat og Charcot-Marie-Tooth",
    ],
)
def test_names_and_codes_are_no_other_language(text: str) -> None:
    assert understand({"services_text": text}, "nb").flags == ()


def test_a_status_beside_a_telling_word_that_no_cue_took_up_is_not_sure() -> None:
    (unsure,) = understand({"services_text": "Avlastning ville ha usikker glede"}, "nb").services
    (sure,) = understand({"services_text": "Avlastning annenhver helg"}, "nb").services
    assert unsure.confidence < 0.8 < sure.confidence
