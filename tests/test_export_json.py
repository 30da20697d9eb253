"""A reading and its line of `extract` say the same."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from intake.export.json import line, reading, stored
from intake.model import (
    Box,
    Condition,
    Evidence,
    Field,
    Issue,
    Kind,
    Origin,
    Outcome,
    Reading,
    Service,
    Status,
    Submission,
    Understanding,
    Unrecognised,
)
from intake.wording import keys
from schemas.extraction import Line

fractions = st.floats(0, 1)
boxes = st.tuples(fractions, fractions, fractions, fractions).map(
    lambda e: Box(min(e[0], e[2]), min(e[1], e[3]), max(e[0], e[2]), max(e[1], e[3]))
)
names = st.from_regex(r"[a-z][a-z0-9_]{0,12}", fullmatch=True)
spans = st.tuples(st.integers(0, 99), st.integers(0, 99)).map(lambda s: (min(s), max(s)))
evidence = st.lists(st.builds(Evidence, st.integers(1, 9), boxes), max_size=2).map(tuple)
values = st.text(max_size=9) | st.booleans() | st.lists(names, max_size=3).map(tuple)
filled = st.builds(
    Field, names, values, st.text(max_size=9), fractions,
    st.sampled_from([Status.CONFIDENT, Status.UNCERTAIN]), st.sampled_from(Origin), evidence,
)  # fmt: skip
blank = st.builds(
    Field, names, st.sampled_from([None, False]), st.none(), fractions, st.just(Status.EMPTY), st.none(), evidence
)
fields = st.lists(filled | blank, max_size=4).map(lambda found: {field.name: field for field in found})
conditions = st.builds(
    Condition, st.text(), st.text(), st.sampled_from(["illness", "injury", "disability"]), st.none() | st.just("G80"),
    st.sampled_from(["present", "suspected", "past", "negated", "other_person"]), fractions, spans, names,
)  # fmt: skip
services = st.builds(
    Service, names, st.text(), st.sampled_from(["health_care", "education", "nav", "specialist_health", "other"]),
    st.sampled_from(["receives", "needs", "applied", "ended", "refused"]), fractions, spans, names,
)  # fmt: skip
understandings = st.builds(
    Understanding,
    st.lists(conditions, max_size=2).map(tuple),
    st.lists(services, max_size=2).map(tuple),
    st.lists(st.builds(Unrecognised, names, spans), max_size=2).map(tuple),
    st.lists(st.sampled_from(["safety_concern", "two_children"]), max_size=2).map(tuple),
)
submissions = st.builds(
    Submission, st.sampled_from(Kind), st.none() | st.just("marker/soknad-barnekoordinator"), st.none() | st.just("1"),
    fractions, st.none() | st.just("3122"), st.sampled_from(["nb", "nn", "se", "other"]),
    st.sets(st.integers(1, 9), max_size=3).map(lambda pages: tuple(sorted(pages))), fields, understandings,
)  # fmt: skip
issues = st.builds(
    Issue, st.sampled_from(sorted(keys("reasons"))), st.sampled_from(Outcome), st.none() | names,
    st.none() | st.integers(1, 9), st.none() | boxes,
)  # fmt: skip
readings = st.builds(
    Reading, st.just("ab" * 32), st.sampled_from([Outcome.ACCEPTED, Outcome.NEEDS_REVIEW]),
    st.lists(issues, max_size=2).map(tuple), st.integers(0, 9), st.lists(submissions, max_size=2).map(tuple),
)  # fmt: skip


def through_json(data: object) -> dict[str, object]:
    return dict(json.loads(json.dumps(data)))


@given(readings)
def test_what_is_stored_is_read_back_whole(read: Reading) -> None:
    assert reading(through_json(stored(read, "a.pdf"))) == read


@given(readings)
def test_a_line_is_read_back_but_for_what_the_contract_leaves_out(read: Reading) -> None:
    back = reading(through_json(line(read, "a.pdf")))
    bare = tuple(replace(s, understanding=replace(s.understanding, flags=())) for s in read.submissions)
    known = tuple(replace(i, field=None, outcome=Outcome.NEEDS_REVIEW) for i in read.reasons)
    assert back == replace(read, submissions=bare, reasons=known)


@given(readings)
def test_every_line_keeps_the_contract(read: Reading) -> None:
    Line.of(json.dumps(line(read, "a.pdf")))


def test_a_key_that_the_contract_does_not_know_is_refused() -> None:
    surplus = {**line(Reading("0" * 64, Outcome.QUARANTINED), "a.pdf"), "score": 3}
    with pytest.raises(ValidationError):
        Line.of(json.dumps(surplus))


def test_a_refusal_never_shows_what_it_read() -> None:
    with pytest.raises(ValidationError) as refusal:
        Line.of('{"sha256": "Kari Nordmann"}')
    assert "Kari" not in str(refusal.value)
