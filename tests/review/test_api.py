"""Programs deliver files, read cases and put them right, each with a token of its own, and nothing is done twice."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from browsing import Browsing
from conftest import MARKER
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, Phase
from hypothesis import settings as effort

from intake import service
from intake.keep.workspace import Workspace
from intake.review.app import app
from intake.review.pages.api import document
from intake.service import _uploading as uploading
from intake.service._people import Person

CASE = "/api/v1/cases/2026-000001"
OLA = Person("ola", "Ola Prøvesen", frozenset({"leader"}), MARKER, "nb", "")
HANNE = Person("hanne", "Hanne Hamarsen", frozenset({"leader"}), service.queues_of("3403"), "nb", "")


class Program(TestClient):
    """A program with a token."""

    def deliver(self, content: bytes, key: str) -> Any:
        return self.post("/api/v1/receipts", files={"file": ("brev.pdf", content)}, headers={"Idempotency-Key": key})

    def correct(self, body: dict[str, Any], key: str) -> Any:
        return self.post(f"{CASE}/corrections", json=body, headers={"Idempotency-Key": key})


@pytest.fixture
def programs(workspace: Workspace) -> Callable[..., Program]:
    def let_in(*may: str, by: Person = OLA) -> Program:
        token = uploading.admit_client(workspace, by, f"program {len(may)}{by.account}", by.municipalities[0], may)
        headers = {"Authorization": f"Bearer {token}"}
        return Program(app(workspace), base_url="http://intake.test", headers=headers)

    return let_in


def test_a_file_is_received_once_under_its_key(workspace: Workspace, programs: Callable[..., Program]) -> None:
    scanner = programs("upload")
    first, second = scanner.deliver(b"x", "levering-1"), scanner.deliver(b"x", "levering-1")
    assert (first.status_code, first.json()["again"], second.json()["again"]) == (201, False, True)
    assert scanner.deliver(b"y", "levering-1").status_code == 409
    assert service.waiting(workspace) == (first.json()["sha256"],)
    now = scanner.get(f"/api/v1/receipts/{first.json()['sha256']}").json()
    assert (now["step"], now["cases"]) == ("waiting", [])


def test_without_a_token_that_holds_nothing_is_told(workspace: Workspace, programs: Callable[..., Program]) -> None:
    reader = programs("read")
    assert reader.get(CASE).status_code == 200
    assert reader.deliver(b"x", "levering-1").status_code == 403
    assert reader.correct({"seen": "1.0", "acts": [{"what": "undone", "act": 1}]}, "retting-1").status_code in (
        403,
        422,
    )
    uploading.shut_out_client(workspace, OLA, "program 1ola")
    answer = reader.get(CASE)
    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")
    assert answer.json() == {"status": 401, "problem": "Unauthorized"}


def test_a_program_sees_its_own_municipality_alone(programs: Callable[..., Program]) -> None:
    assert programs("read", by=HANNE).get(CASE).status_code == 404
    assert programs("read", by=HANNE).get("/api/v1/cases").json()["total"] == 0
    assert programs("read").get("/api/v1/cases").json()["total"] == 3


def test_a_value_is_put_right_once_and_not_on_a_case_that_has_changed(programs: Callable[..., Program]) -> None:
    program = programs("read", "correct")
    shown = program.get(CASE).json()
    document = shown["documents"][0]
    act = {"what": "corrected", "sha256": document["sha256"], "document": document["document"]}
    body = {"seen": shown["seen"], "acts": [{**act, "field": "child_name", "value": "Åse Rettet"}]}
    assert program.correct(body, "retting-1").json() == {"cases": ["2026-000001"]}
    assert program.correct(body, "retting-1").json() == {"cases": ["2026-000001"]}
    assert program.correct(body, "retting-2").status_code == 409
    assert program.correct({**body, "seen": "0.0"}, "retting-1").status_code == 409
    case = program.get(CASE).json()["case"]
    assert case["fields"]["child_name"]["value"] == "Åse Rettet"
    assert [event["what"] for event in case["history"]].count("value_corrected") <= 1


def test_a_note_is_had_as_a_file_and_it_is_in_the_access_log(
    workspace: Workspace, programs: Callable[..., Program]
) -> None:
    assert programs("read").get(f"{CASE}/papers/note.docx").content.startswith(b"PK")
    rune = service.person_of(workspace, service.begin_session(workspace, "rune"))
    assert rune is not None
    assert "note_exported" in [a.what for a in service.accesses(workspace, rune, who="api:program 1ola")]


def test_a_leader_lets_programs_in_and_the_token_is_shown_once(
    workspace: Workspace, as_person: Callable[[str], Browsing]
) -> None:
    ola = as_person("ola")
    shown = ola.send_form("/programs", name="fagsystem", municipality="3122", may=["read"]).text
    token = shown.split("<code>")[1].split("</code>")[0]
    assert uploading.client_with(workspace, token) is not None
    assert token not in ola.get("/programs").text
    assert ola.send_form("/programs/shut-out", name="fagsystem").status_code == 303
    assert uploading.client_with(workspace, token) is None
    assert as_person("kari").get("/programs").status_code == 403


def test_the_openapi_document_names_every_way_in() -> None:
    assert set(document()["paths"]) == {
        "/api/v1/receipts",
        "/api/v1/receipts/{sha256}",
        "/api/v1/cases",
        "/api/v1/cases/{number}",
        "/api/v1/cases/{number}/corrections",
        "/api/v1/cases/{number}/papers/{paper}.{kind}",
    }


@pytest.fixture
def everything(workspace: Workspace) -> Iterator[Any]:
    """The OpenAPI document bound to the application, and the headers of a program that may do all."""
    import schemathesis

    token = uploading.admit_client(workspace, OLA, "alt", "3122", uploading.MAY)
    made = app(workspace)
    yield schemathesis.openapi.from_asgi("/api/v1/openapi.json", made), {"Authorization": f"Bearer {token}"}


@pytest.mark.parametrize("examples", [12])
def test_nothing_that_the_openapi_document_allows_makes_the_server_fail(everything: Any, examples: int) -> None:
    """A few examples of each way in; `INTAKE_EXAMPLES` asks for more."""
    import os

    schema, headers = everything
    count = int(os.environ.get("INTAKE_EXAMPLES", examples))
    for operation in schema.get_all_operations():
        api = operation.ok()

        @effort(
            max_examples=count,
            database=None,
            suppress_health_check=list(HealthCheck),
            phases=(Phase.explicit, Phase.generate),
        )
        @_given(api)
        def check(case: Any) -> None:
            answer = case.call(headers=headers)
            assert answer.status_code < 500, (case.method, case.path, answer.status_code)

        check()


def _given(api: Any) -> Any:
    from hypothesis import given

    return given(case=api.as_strategy())


def test_the_page_of_programs_looks_right(workspace: Workspace, looked_at: Callable[..., None]) -> None:
    uploading.admit_client(workspace, OLA, "fagsystem", "3122", ["read", "upload"])
    looked_at("programs", "/programs", "ola")
