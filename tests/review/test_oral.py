"""What is told by telephone or at the counter is entered in the page, with who, when and to whom."""

from collections.abc import Callable

from browsing import Browsing

from intake import service
from intake.keep.workspace import Workspace

TOLD = {"by": "Ola Testesen", "to": "Kari Testesen", "at": "2026-03-02T10:15", "channel": "oral"}
CHILD = {"child_name": "Åse Testesen", "child_birth_date": "2020-05-04"}


def case_of(kept: Workspace, answer: str) -> str:
    """The case that the page says it was kept in."""
    number = answer.split('href="/cases/')[1].split('"')[0]
    assert service.one_case(kept, number) is not None
    return number


def test_a_consent_that_is_told_lies_in_the_childs_case_with_who_when_and_to_whom(
    workspace: Workspace, kari: Browsing
) -> None:
    given = {"given_by": ["guardian_1"], "agencies": ["ppt", "nav"], "refused": ["skole"]}
    answer = kari.send_form("/told", what="consent", **TOLD, **CHILD, **given)
    case = service.one_case(workspace, case_of(workspace, answer.text))
    assert case is not None and case.case == "2026-000001"
    (consent,) = case.consents
    assert (consent.agencies["ppt"], consent.agencies["skole"]) == ("yes", "no")
    assert case.fields["x_told_by"].value == "Ola Testesen"
    assert case.fields["x_told_at"].value == "2026-03-02T10:15+01:00"


def test_a_withdrawal_takes_back_what_was_given(workspace: Workspace, kari: Browsing) -> None:
    kari.send_form("/told", what="consent", **TOLD, **CHILD, given_by="guardian_1", agencies="ppt")
    later = {**TOLD, "at": "2026-03-05T12:00"}
    number = case_of(workspace, kari.send_form("/told", what="withdrawal", **later, **CHILD).text)
    case = service.one_case(workspace, number)
    assert case is not None and case.sharing is not None
    assert case.sharing.agencies["ppt"] == "withdrawn"


def test_a_request_makes_a_case_of_its_own(workspace: Workspace, kari: Browsing) -> None:
    words = {"child_name": "Ny Prøve", "child_birth_date": "2021-01-01", "condition_text": "Ny har epilepsi."}
    number = case_of(workspace, kari.send_form("/told", what="request", **TOLD, **words).text)
    case = service.one_case(workspace, number)
    assert case is not None
    assert [condition.term for condition in case.conditions] == ["epilepsi"]


def test_what_can_not_be_right_is_said_and_nothing_is_kept(workspace: Workspace, kari: Browsing) -> None:
    before = len(service.all_standing(workspace))
    for change, said in (
        ({"by": ""}, "Skriv et navn."),
        ({"child_national_id": "12345678901"}, "Nummeret kan ikke stemme."),
        ({"child_birth_date": "2099-01-01"}, "Skriv en dato som finnes"),
        ({"at": "2099-01-01T10:00"}, "Tidspunktet er i framtiden."),
        ({"at": "i går"}, "Skriv dato og klokkeslett."),
        ({"child_name": ""}, "Skriv barnets navn"),
        ({"case": "2026-999999"}, "Det finnes ingen slik sak hos dere."),
    ):
        answer = kari.send_form("/told", **{"what": "request", **TOLD, **CHILD, **change})
        assert (answer.status_code, said in answer.text) == (422, True), change
        assert "Ola Testesen" in answer.text or change.get("by") == ""
    assert kari.send_form("/told", what="consent", **TOLD, **CHILD).status_code == 422
    assert len(service.all_standing(workspace)) == before


def test_nobody_tells_of_another_units_case(as_person: Callable[[str], Browsing], workspace: Workspace) -> None:
    answer = as_person("hanne").send_form("/told", what="withdrawal", **TOLD, case="2026-000001")
    assert "Det finnes ingen slik sak hos dere." in answer.text


def test_the_forms_look_right(looked_at: Callable[..., None]) -> None:
    looked_at("told-consent", "/told?what=consent")
    looked_at("told-request", "/told")
