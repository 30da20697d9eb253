"""Whose a case is, and which queue it goes to."""

import itertools
from pathlib import Path

import pytest
from case_builders import a_field, a_request

from intake.model import Status, Submission
from intake.route import ELSEWHERE, belonging, queue
from schemas.municipality import FOLDER, NOT_OURS, all_municipalities, all_queues, load
from schemas.register import place_of

FLAGS = ("address_protected", "other_municipality", "no_consent")


@pytest.mark.parametrize("municipality", all_municipalities().values(), ids=lambda m: m.name)
def test_every_case_has_a_queue_of_its_municipality_or_is_not_ours(municipality) -> None:
    own = {municipality.queue, municipality.restricted, municipality.unplaced}
    for count in range(len(FLAGS) + 1):
        for flags in itertools.combinations(FLAGS, count):
            for is_request in (True, False):
                found = queue(municipality, flags, is_request)
                assert found in own | {NOT_OURS}
                assert found in all_queues()
                assert (found == municipality.restricted) == ("address_protected" in flags)
                assert (found == NOT_OURS) == ("other_municipality" in flags and "address_protected" not in flags)


def test_a_request_goes_to_those_who_handle_it() -> None:
    assert queue(all_municipalities()["3240"], (), True) == "eidsvoll/tildelingsenheten"


def lives(code: str, place: str, form: str | None = "4012", status: Status = Status.CONFIDENT) -> Submission:
    address = a_field("child_postal_code", code, status), a_field("child_city", place, status)
    return a_request(also=address, municipality=form)


def whose(document: Submission, channel: str | None = None, home: str = "3122") -> tuple[str, str | None]:
    found = belonging(channel, [document], home)
    return found.municipality.number, found.other


@pytest.mark.parametrize(
    ("document", "channel", "found"),
    [
        (lives("3970", "Langesund"), None, ("4012", None)),
        (lives("3970", "Langesund"), "4012", ("4012", None)),
        (lives("3970", "Langesund"), "3403", ("3403", "4012")),
        (lives("2080", "Eidsvoll"), None, ("4012", "3240")),
        (lives("0150", "Oslo"), None, ("4012", ELSEWHERE)),
        (lives("2080", "Eidsvoll", form=None), None, ("3240", None)),
        (lives("2080", "Eidsvoll", form=None), "4012", ("4012", "3240")),
        (lives("0150", "Oslo", form=None), None, ("3122", ELSEWHERE)),
        (lives("2080", "Langesund"), None, ("4012", None)),
        (lives("2080", "Eidsvoll", status=Status.UNCERTAIN), None, ("4012", None)),
    ],
    ids=["ours", "received here", "received elsewhere", "lives in another", "in one not declared", "by address alone",
         "by address against the channel", "nobody's form", "code against place", "not surely read"],
)  # fmt: skip
def test_a_case_is_the_receivers_else_the_forms_else_the_addresss(
    document: Submission, channel: str | None, found: tuple[str, str | None]
) -> None:
    assert whose(document, channel) == found


def test_no_postal_code_is_in_two_municipalities() -> None:
    codes = [code for entry in all_municipalities().values() for code in entry.postal_codes]
    assert len(codes) == len(set(codes))
    assert set(codes) <= set(place_of())


def test_the_template_for_a_new_municipality_is_one(tmp_path: Path) -> None:
    text = (FOLDER / "_general.toml").read_text(encoding="utf-8")
    (tmp_path / "4601.toml").write_text(text.replace('"0000"', '"4601"'), encoding="utf-8")
    assert load(tmp_path / "4601.toml").number == "4601"
    assert "0000" not in all_municipalities()
