"""The page of a case without a script: every button does its work by itself."""

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from browsing import Browsing
from laying import NUMBER, VALUES, a_value, lay

from intake import service
from intake.keep.workspace import Workspace
from intake.model import Box, Issue, Status
from intake.review.pages._case_view import place_of, view
from intake.service._desk import Desk, desk

DOUBTFUL = {"place": 0.2, "child_name": 0.9, "guardian_1_phone": 0.6}
INK = Issue("unread_ink", page=2, box=Box(0.1, 0.6, 0.5, 0.7))


@pytest.fixture
def number(workspace: Workspace, tmp_path: Path) -> str:
    """A case with three doubtful values and ink that belongs to no field."""
    return lay(workspace, tmp_path, doubtful=DOUBTFUL, reasons=(INK,))


def the_desk(workspace: Workspace, number: str) -> Desk:
    person = service.person_of(workspace, service.begin_session(workspace, "kari"))
    assert person is not None
    return desk(workspace, person, number)


def item(workspace: Workspace, number: str, name: str) -> str:
    found = view(the_desk(workspace, number), "nb")
    everything = (*found.doubtful, *(i for b in found.blocks for i in (*b.items, *b.empty)))
    return next(i.id for i in everything if i.name == name)


def send(kari: Browsing, workspace: Workspace, number: str, to: str, /, **values: Any) -> Any:
    return kari.send_form(f"/cases/{number}/{to}", seen=the_desk(workspace, number).seen, **values)


def value(workspace: Workspace, number: str, name: str) -> Any:
    case = service.one_case(workspace, number)
    assert case is not None
    return case.fields[name].value, case.fields[name].status


def test_doubtful_values_come_in_the_order_of_what_a_mistake_would_do(workspace: Workspace, number: str) -> None:
    order = [i.name for i in view(the_desk(workspace, number), "nb").doubtful]
    assert order == ["guardian_1_phone", "child_name", "place"]


def test_a_case_shows_its_pages_its_values_and_what_may_be_shared(kari: Browsing, number: str) -> None:
    html = kari.get(f"/cases/{number}").text
    assert html.count("<figure") == 2
    for words in ("Kari Testesen", "Se på dette først", "Hva kan deles i dag", "cerebral parese", "Fysioterapi"):
        assert words in html
    assert "style=" not in html and "<script>" not in html


def test_accepting_makes_a_value_certain_and_leads_to_the_next(
    kari: Browsing, workspace: Workspace, number: str
) -> None:
    chosen = item(workspace, number, "guardian_1_phone")
    answer = send(kari, workspace, number, "values", item=chosen, value="91234567", act="accept")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/cases/{number}#v0-child_name")
    assert value(workspace, number, "guardian_1_phone") == ("91234567", "confident")


def test_another_value_puts_it_right(kari: Browsing, workspace: Workspace, number: str) -> None:
    send(kari, workspace, number, "values", item=item(workspace, number, "child_name"), value="Karin Testesen")
    assert value(workspace, number, "child_name") == ("Karin Testesen", "confident")


@pytest.mark.parametrize(
    ("act", "status"), [("unreadable", "unreadable"), ("empty", "empty"), ("postponed", "uncertain")]
)
def test_what_else_there_is_to_say_of_a_value(
    kari: Browsing, workspace: Workspace, number: str, act: str, status: str
) -> None:
    send(kari, workspace, number, "values", item=item(workspace, number, "child_name"), act=act, value="Kari Testesen")
    assert value(workspace, number, "child_name")[1] == status


def test_what_is_postponed_comes_last(kari: Browsing, workspace: Workspace, number: str) -> None:
    send(kari, workspace, number, "values", item=item(workspace, number, "guardian_1_phone"), act="postponed")
    assert [i.name for i in view(the_desk(workspace, number), "nb").doubtful][-1] == "guardian_1_phone"


def test_an_impossible_number_is_refused_and_kept_only_if_it_stands_so(
    kari: Browsing, workspace: Workspace, tmp_path: Path
) -> None:
    also = (a_value("child_national_id", "45841912", 0.4, 11),)
    number = lay(workspace, tmp_path, also=also, name="annen.pdf")
    chosen = item(workspace, number, "child_national_id")
    answer = send(kari, workspace, number, "values", item=chosen, value=NUMBER)
    assert answer.status_code == 422
    assert NUMBER in answer.text and "Det står slik på papiret" in answer.text
    send(kari, workspace, number, "values", item=chosen, value=NUMBER, stands_so="true")
    assert value(workspace, number, "child_national_id") == (NUMBER, "uncertain")
    assert "child_national_id" not in [i.name for i in view(the_desk(workspace, number), "nb").doubtful]


def test_the_key_that_accepts_never_says_that_what_nobody_could_read_is_empty(
    kari: Browsing, workspace: Workspace, tmp_path: Path
) -> None:
    smeared = replace(a_value("child_national_id", None, 0.2, 11), status=Status.UNREADABLE)
    number = lay(workspace, tmp_path, also=(smeared,), name="annen.pdf")
    answer = send(kari, workspace, number, "values", item=item(workspace, number, "child_national_id"), value="")
    assert answer.status_code == 422 and "velger du «Tomt» eller «Uleselig»" in answer.text
    assert value(workspace, number, "child_national_id") == (None, "unreadable")


def test_a_block_is_confirmed_at_once_and_only_what_is_certain_in_it(
    kari: Browsing, workspace: Workspace, number: str
) -> None:
    send(kari, workspace, number, "block", key="child")
    found = view(the_desk(workspace, number), "nb")
    assert [b.left for b in found.blocks if b.key == "child"] == [1]
    assert "child_name" in [i.name for i in found.doubtful]


def test_the_second_of_two_is_told_and_nothing_is_overwritten(
    kari: Browsing, as_person: Callable[[str], Browsing], workspace: Workspace, number: str
) -> None:
    old, chosen = the_desk(workspace, number).seen, item(workspace, number, "child_name")
    kari.send_form(f"/cases/{number}/values", seen=old, item=chosen, value="Karin Testesen")
    late = as_person("ola").send_form(f"/cases/{number}/values", seen=old, item=chosen, value="Kåre Testesen")
    assert late.status_code == 409
    assert "Kari Testesen har endret saken" in late.text
    assert value(workspace, number, "child_name")[0] == "Karin Testesen"


def test_all_can_be_taken_back(kari: Browsing, workspace: Workspace, number: str) -> None:
    before = value(workspace, number, "child_name")
    send(kari, workspace, number, "values", item=item(workspace, number, "child_name"), value="Karin Testesen")
    send(kari, workspace, number, "undo")
    assert value(workspace, number, "child_name") == before


def test_ink_of_no_field_is_shown_and_must_be_looked_at(kari: Browsing, workspace: Workspace, number: str) -> None:
    (remark,) = view(the_desk(workspace, number), "nb").remarks
    assert remark.place is not None
    send(kari, workspace, number, "remarks", remark=remark.id)
    assert not view(the_desk(workspace, number), "nb").remarks
    case = service.one_case(workspace, number)
    assert case is not None and "unread_ink" not in case.flags


def test_how_it_stands_with_a_service_is_put_right_and_a_condition_added(
    kari: Browsing, workspace: Workspace, number: str
) -> None:
    document = f"{the_desk(workspace, number).sheets[0].sha256}:0"
    said = {"document": document, "field": "services_text", "words": "PPT", "what": "service:ppt", "start": 15}
    send(kari, workspace, number, "mentions", **said, status="ended")
    send(kari, workspace, number, "mentions", document=document, field="condition_text", words="vare hele livet",
         what="condition:", status="present", group="illness")  # fmt: skip
    case = service.one_case(workspace, number)
    assert case is not None
    assert [s.status for s in case.services if s.service == "ppt"] == ["ended"]
    assert [(c.term, c.class_) for c in case.conditions] == [
        ("cerebral parese", "disability"),
        ("vare hele livet", "illness"),
    ]


def test_a_page_is_moved_to_a_case_of_its_own_and_comes_back(kari: Browsing, workspace: Workspace, number: str) -> None:
    sha256 = the_desk(workspace, number).sheets[0].sha256
    send(kari, workspace, number, "papers", sha256=sha256, act="move", pages=2, to="new_case", kind="attachment")
    assert [s.submission.pages for s in the_desk(workspace, number).sheets] == [(1,)]
    send(kari, workspace, number, "undo")
    assert [s.submission.pages for s in the_desk(workspace, number).sheets] == [(1, 2)]


def test_a_turned_page_turns_the_places_on_it(kari: Browsing, workspace: Workspace, number: str) -> None:
    lying = the_desk(workspace, number)
    sha256 = lying.sheets[0].sha256
    send(kari, workspace, number, "papers", sha256=sha256, act="turn", pages=1)
    place = place_of(the_desk(workspace, number), sha256, 1, Box(0.0, 0.0, 0.2, 0.1))
    assert (place.left, place.top, place.width, place.height) == (900, 0, 100, 200)


def test_a_page_is_drawn_from_the_original_and_only_for_those_who_may_see_the_case(
    kari: Browsing, as_person: Callable[[str], Browsing], workspace: Workspace, number: str
) -> None:
    address = re.search(r'src="(/cases/[^"]+)"', kari.get(f"/cases/{number}").text)
    assert address is not None
    assert kari.get(address[1]).content.startswith(b"\x89PNG")
    assert the_desk(workspace, number).sizes
    assert as_person("hanne").get(address[1]).status_code == 404
    assert as_person("hanne").get(f"/cases/{number}").status_code == 404
    assert kari.get(f"/cases/{number}/pages/{'ab' * 32}/1").status_code == 404


def test_look_alikes_of_several_cases_are_accepted_together(
    kari: Browsing, workspace: Workspace, number: str, tmp_path: Path
) -> None:
    others = {"child_name": "Nils Øvrebø", "child_birth_date": "2014-01-30", "condition_text": "Astma."}
    also = tuple(a_value(name, text, None, row) for row, (name, text) in enumerate(others.items()))
    other = lay(workspace, tmp_path, doubtful={"guardian_1_phone": 0.5}, also=also, name="to.pdf", pages=1)
    html = kari.get("/alike?kind=figures").text
    marks, seen = re.findall(r'name="right" value="([^"]+)"', html), re.findall(r'name="seen" value="([^"]+)"', html)
    assert {mark.split()[0] for mark in marks} >= {number, other}
    assert number != other
    kari.send_form("/alike", kind="figures", right=marks, seen=seen)
    assert value(workspace, number, "guardian_1_phone")[1] == "confident"


def test_a_case_that_is_looked_through_says_so_in_its_history(
    kari: Browsing, workspace: Workspace, number: str
) -> None:
    refused = send(kari, workspace, number, "done")
    assert refused.status_code == 422 and "Dette gjenstår: 8" in refused.text
    for name in DOUBTFUL:
        chosen = item(workspace, number, name)
        send(kari, workspace, number, "values", item=chosen, value=VALUES[name])
    send(kari, workspace, number, "remarks", remark=view(the_desk(workspace, number), "nb").remarks[0].id)
    for key in ("child", "family", "request", "consent"):
        send(kari, workspace, number, "block", key=key)
    assert send(kari, workspace, number, "done").headers["location"] == f"/cases/{number}/done"
    case = service.one_case(workspace, number)
    assert case is not None and case.history[-1].what == "case_checked"
    assert kari.get(f"/cases/{number}/done").status_code == 200
    assert kari.get(f"/cases/{number}.json").json()["case"] == number


def test_certain_values_are_shown_in_blocks(workspace: Workspace, number: str) -> None:
    found = view(the_desk(workspace, number), "nb")
    shown = {i.name for block in found.blocks for i in block.items}
    assert shown == set(VALUES) - set(DOUBTFUL)
    assert all(i.status == Status.CONFIDENT.value for block in found.blocks for i in block.items)
