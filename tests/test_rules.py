"""What the program goes by is published as it stands."""

import datetime as dt
import json
import re
from typing import get_args

import pytest

from intake.__main__ import main
from intake.export.rules import markdown, rules
from schemas.case import Flag
from schemas.criteria import all_rules, rules_on
from schemas.municipality import all_municipalities
from schemas.note import CriterionName

DAY = dt.date(2026, 3, 2)
LANGUAGES = ("nb", "nn")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_criterion_flag_and_municipality_stands_in_the_rules(language: str) -> None:
    published = rules(DAY, [*all_municipalities().values()], language)
    assert {rule["criterion"] for rule in published["criteria"]} == set(get_args(CriterionName))
    assert set(published["flags"]) == set(get_args(Flag))
    text = markdown(published)
    for rule in rules_on(DAY).criteria:
        assert getattr(rule.question, language) in text
        assert rule.reference in text
        assert all(f"`{pattern}`" in text for pattern in (*rule.states, *rule.hints, *rule.denies))
    assert all(municipality.name in text for municipality in all_municipalities().values())


def test_the_lengths_of_time_are_those_that_the_program_uses() -> None:
    marker = all_municipalities()["3122"]
    slow = marker.model_copy(update={"answer_days": 77})
    assert "77 dager" in markdown(rules(DAY, [slow], "nb"))
    assert f"innen {rules_on(DAY).turns_18_within_months} måneder" in markdown(rules(DAY, [marker], "nb"))


def test_a_municipality_may_write_of_complaints_in_its_own_words() -> None:
    from schemas.municipality import OwnText

    own = OwnText(nb="Klag til oss.", nn="Klag til oss, du.")
    marker = all_municipalities()["3122"].model_copy(update={"complaint": own})
    assert markdown(rules(DAY, [marker], "nn")).endswith("Klag til oss, du.")


def test_complaints_have_four_weeks_and_go_by_way_of_the_municipality() -> None:
    text = markdown(rules(DAY, [all_municipalities()["4012"]], "nb"))
    assert "fire uker" in text
    assert "Send den til Bamble kommune" in text


def test_the_rules_are_those_of_the_day(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rules", "--date", "2026-03-02", "--json"]) == 0
    published = json.loads(capsys.readouterr().out)
    assert published["version"] == rules_on(DAY).version.isoformat()
    assert published["versions"] == [known.version.isoformat() for known in all_rules()]


def test_a_municipality_has_its_rules_in_the_language_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rules", "--municipality", "3403", "--language", "nn"]) == 0
    out = capsys.readouterr().out
    assert "Kommune: Hamar (3403)" in out
    assert "Marker" not in out
    assert "## Vilkåra" in out


@pytest.mark.parametrize("wrong", [["--municipality", "9999"], ["--date", "2026-13-40"], ["--language", "en"]])
def test_what_makes_no_sense_is_bad_usage(wrong: list[str]) -> None:
    assert main(["rules", *wrong]) == 2


def test_the_text_says_that_nothing_is_decided_scored_or_sent() -> None:
    text = markdown(rules(DAY, [all_municipalities()["3122"]], "nb"))
    assert re.search(r"avgjør ingen sak\. Det setter ingen poengsum", text)
