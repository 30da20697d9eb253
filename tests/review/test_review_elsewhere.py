"""Signing in with the municipality's own sign-in: who is recognised there and has an account here, and nobody else."""

import socket
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from browsing import Browsing
from issuer import Issuer, code_of, issuing
from joserfc.jwk import RSAKey

from intake import service
from intake.keep.people import Account
from intake.keep.workspace import Workspace

NINA = Account("nina@kommune.example", "Nina Testesen", ("caseworker",), service.queues_of("3122"))


@pytest.fixture
def issuer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Issuer]:
    """One that is set up as the municipality's."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    secret = tmp_path / "secret"
    secret.write_text("hemmelig\n", encoding="utf-8")
    with issuing(port) as answering:
        monkeypatch.setenv("INTAKE_OIDC_ISSUER", answering.address)
        monkeypatch.setenv("INTAKE_OIDC_CLIENT", "intake")
        monkeypatch.setenv("INTAKE_OIDC_SECRET_FILE", str(secret))
        yield answering


def back_from(issuer: Issuer, visitor: Browsing, to: str = "/queues", **changed: str) -> httpx.Response:
    """What the page answers to a browser that has been there; `changed` is put in place of what it brought back."""
    there = visitor.get(f"/sign-in/elsewhere?to={to}").headers["location"]
    assert there.startswith(issuer.address)
    brought = code_of(httpx.get(there).headers["location"]) | changed
    return visitor.get("/sign-in/back", params=brought)


def test_who_has_an_account_goes_on_to_where_they_were_going(
    issuer: Issuer, visitor: Browsing, workspace: Workspace
) -> None:
    service.add_person(workspace, NINA, None, "test")
    assert "Logg inn med kommunens pålogging" in visitor.get("/sign-in").text
    answer = back_from(issuer, visitor)
    assert (answer.status_code, answer.headers["location"]) == (303, "/queues")
    assert "Nina Testesen" in visitor.get("/queues").text


def test_an_account_belongs_to_whoever_signed_in_to_it_first_whatever_they_are_called_later(
    issuer: Issuer, visitor: Browsing, workspace: Workspace
) -> None:
    service.add_person(workspace, NINA, None, "test")
    assert back_from(issuer, visitor).status_code == 303
    issuer.claims = {"preferred_username": "nina.gift@kommune.example"}
    visitor.cookies.clear()
    assert back_from(issuer, visitor).status_code == 303
    issuer.claims = {"sub": "subject-8"}
    visitor.cookies.clear()
    assert back_from(issuer, visitor).status_code == 403


def test_who_has_no_account_or_one_with_a_password_is_told_so(
    issuer: Issuer, visitor: Browsing, workspace: Workspace
) -> None:
    answer = back_from(issuer, visitor)
    assert answer.status_code == 403 and "du har ingen bruker her" in answer.text
    issuer.claims = {"preferred_username": "kari"}
    assert back_from(issuer, visitor).status_code == 403


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "https://ond.example"},
        {"aud": "en-annen"},
        {"nonce": "et annet"},
        {"exp": int(time.time()) - 3600},
    ],
    ids=lambda claims: next(iter(claims)),
)
def test_a_token_that_is_not_for_this_sign_in_is_not_believed(
    issuer: Issuer, visitor: Browsing, workspace: Workspace, claims: dict[str, object]
) -> None:
    service.add_person(workspace, NINA, None, "test")
    issuer.claims = claims
    assert back_from(issuer, visitor).status_code == 502


def test_a_token_that_someone_else_has_signed_is_not_believed(
    issuer: Issuer, visitor: Browsing, workspace: Workspace
) -> None:
    service.add_person(workspace, NINA, None, "test")
    issuer.signs_with = RSAKey.generate_key(2048, {"kid": "one"})
    assert back_from(issuer, visitor).status_code == 502


def test_an_answer_to_a_sign_in_that_this_browser_did_not_begin_is_not_taken(
    issuer: Issuer, visitor: Browsing, workspace: Workspace
) -> None:
    service.add_person(workspace, NINA, None, "test")
    assert back_from(issuer, visitor, state="et annet").status_code == 502
    visitor.get("/sign-in/elsewhere")
    visitor.cookies.clear()
    assert visitor.get("/sign-in/back?code=a-code&state=x").status_code == 502


def test_without_the_settings_there_is_no_such_way_in(visitor: Browsing) -> None:
    assert visitor.get("/sign-in/elsewhere").status_code == 404
    assert "pålogging" not in visitor.get("/sign-in").text
