"""What is declared is whole, and published as it stands."""

import datetime as dt
from pathlib import Path

import pytest
from pydantic import ValidationError

from intake.wording import FOLDER as WORDING
from intake.wording import keys
from schemas import criteria, municipality, publish
from schemas.case import Flag
from schemas.criteria import all_rules, rules_on
from schemas.form import all_forms
from schemas.municipality import all_municipalities


@pytest.mark.parametrize("path", publish.published(), ids=lambda path: path.name)
def test_the_published_schema_is_that_of_the_record(path: Path) -> None:
    assert path.read_text(encoding="utf-8") == publish.published()[path], "run: python -m schemas.publish"


def test_nothing_else_is_published() -> None:
    assert set(publish.FOLDER.glob("*.json")) == set(publish.published())


def test_every_form_belongs_to_a_municipality_that_is_known() -> None:
    assert {form.municipality for form in all_forms()} - {None} <= set(all_municipalities())


def test_queues_are_no_two_municipalities() -> None:
    queues = [q for m in all_municipalities().values() for q in (m.queue, m.restricted, m.unplaced)]
    assert len(set(queues)) == len(queues)


def test_a_malformed_municipality_stops_the_program(tmp_path: Path) -> None:
    whole = (municipality.FOLDER / "3122.toml").read_text(encoding="utf-8")
    path = tmp_path / "3122.toml"
    path.write_text(whole.replace("answer_days = 28", "answer_days = 0"), encoding="utf-8")
    with pytest.raises(ValidationError):
        municipality.load(path)


def test_a_municipality_under_another_number_stops_the_program(tmp_path: Path) -> None:
    path = tmp_path / "0301.toml"
    path.write_text((municipality.FOLDER / "3122.toml").read_text(encoding="utf-8"), encoding="utf-8")
    with pytest.raises(ValueError, match="another number"):
        municipality.load(path)


def test_the_rules_in_force_on_the_day_of_receipt_are_used() -> None:
    newest = all_rules()[-1]
    assert rules_on(newest.version) == newest
    assert rules_on(dt.date(1999, 1, 1)) == all_rules()[0]


def test_criteria_that_lack_a_condition_are_refused() -> None:
    rules = all_rules()[0]
    with pytest.raises(ValidationError):
        criteria.Rules.of(rules.model_copy(update={"criteria": rules.criteria[1:]}).model_dump_json())


@pytest.mark.parametrize("subject", ["note", "assess", "validate", "letters", "rules"])
def test_every_sentence_stands_in_both_language_forms(subject: str) -> None:
    import tomllib

    table = tomllib.loads((WORDING / f"{subject}.toml").read_text(encoding="utf-8"))
    assert all(set(entry) == {"nb", "nn"} and all(entry.values()) for entry in table.values())


def test_every_flag_has_a_sentence() -> None:
    from typing import get_args

    assert {f"flag_{flag}" for flag in get_args(Flag)} <= keys("note")
