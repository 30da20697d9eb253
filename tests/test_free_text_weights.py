"""What is told about a service, and how its signs are weighed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.interpret.free_text import understand
from intake.interpret.free_text.answers import signs_of
from intake.interpret.free_text.judge import Kind, probabilities
from schemas.catalogue import events, weights


def signs(text: str) -> frozenset[str]:
    """The signs of the one service in the text."""
    ((_, _, found),) = signs_of({"services_text": text})
    return found


def test_an_event_right_of_the_service_is_a_sign() -> None:
    assert "R:end" in signs("Avlastningen er avsluttet")


def test_a_no_reaches_what_is_told_behind_it() -> None:
    assert "R:have!" in signs("Avlastning har vi ikke")


def test_what_is_told_of_a_nearer_service_is_marked() -> None:
    found = {name.key: told for name, _, told in signs_of({"services_text": "BPA er avslått og avlastning har vi"})}
    assert "*:refuse" in found["bpa"] and "*:refuse" not in found["avlastning"]


def test_a_sentence_that_names_nothing_speaks_of_the_one_before() -> None:
    assert "N:end" in signs("Avlastning. Det er slutt nå.")


@pytest.mark.parametrize("kind", ["service", "condition"])
@given(data=st.data())
def test_probabilities_are_probabilities(kind: Kind, data: st.DataObject) -> None:
    met = st.sampled_from([*list(weights(kind).signs)[:200], "a sign never met"])
    likely = probabilities(data.draw(st.frozensets(met)), kind)
    assert set(likely) == set(weights(kind).statuses)
    assert all(0 <= p <= 1 for p in likely.values()) and abs(sum(likely.values()) - 1) < 1e-9


def test_signs_never_met_weigh_nothing() -> None:
    assert probabilities({"always", "a sign never met"}, "service") == probabilities({"always"}, "service")


@pytest.mark.parametrize("kind", ["service", "condition"])
def test_every_sign_weighs_for_each_status(kind: Kind) -> None:
    assert {len(weighed) for weighed in weights(kind).signs.values()} == {len(weights(kind).statuses)}


def test_what_kinds_have_in_common_is_said_of_known_kinds() -> None:
    assert set(events().coarse) <= set(events().events)


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Avlastningsboligen ble stengt under korona", "ended"),
        ("Avlastning gis ikke til barn under fem, sier kommunen", "refused"),
        ("Kommunen leter fortsatt etter avlaster", "applied"),
        ("Avlastning har vi hørt om", "needs"),
        ("Avlastninga er me godt nøgde med", "receives"),
        ("Avlastning har vi takket nei til", "negated"),
    ],
)
def test_a_status_is_heard_where_no_cue_fits_word_for_word(text: str, status: str) -> None:
    (service,) = understand({"services_text": text}, "nb").services
    assert service.status == status
