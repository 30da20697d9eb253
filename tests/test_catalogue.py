"""The catalogue is whole, and says what the rest of the program needs of it."""

import pytest

from intake.interpret.free_text.lexicon import lexicon
from schemas.catalogue import ConditionEntry, conditions, cues, folding, local_names, services


def test_health_and_care_and_other_welfare_are_told_apart() -> None:
    assert services()["fysioterapi"].counts_as == "HO"
    assert services()["hjelpestonad"].counts_as == "AV"
    assert services()["koordinator"].counts_as == "KOORD"
    assert services()["brukerorganisasjon"].counts_as == "UT"


def test_what_every_child_has_is_universal() -> None:
    assert {key for key, entry in services().items() if entry.universal} == {
        "fastlege", "legevakt", "helsestasjon", "skolehelsetjeneste", "jordmor", "barnehage", "skole", "sfo",
    }  # fmt: skip


def test_the_general_condition_of_each_kind_is_in_the_catalogue() -> None:
    assert not {entry.of for entry in conditions().values() if entry.of} - conditions().keys()


def test_every_other_service_for_a_child_at_school_is_in_the_catalogue() -> None:
    assert not {entry.at_school for entry in services().values() if entry.at_school} - services().keys()


def test_terms_are_lower_case() -> None:
    assert [term for term in conditions() if term != term.lower()] == []


def test_every_pattern_can_be_compiled_and_none_is_nothing_at_all() -> None:
    assert lexicon().names.vocabulary and lexicon().cues.vocabulary and lexicon().flags.vocabulary


def test_there_are_several_hundred_conditions() -> None:
    assert len(conditions()) > 300


def test_every_cue_says_something_or_is_neutral() -> None:
    assert [cue.name for cue in cues().cue if not cue.service and not cue.condition] == ["neutral"]


def test_folding_is_done_in_one_go() -> None:
    assert [word for word, to in folding().whole.items() if folding().whole.get(to, to) != to] == []


def test_a_malformed_entry_stops_the_program() -> None:
    with pytest.raises(ValueError, match="code"):
        ConditionEntry.model_validate({"term": "x", "class": "illness", "code": "Q9", "names": ()})


def test_a_municipality_s_own_names_are_found_and_name_services_of_the_contract() -> None:
    assert local_names()
    assert not {name.service for name in local_names()} - services().keys()
