"""Every way into the web server, by everyone who may not go it: nothing of a case is told and nothing is changed."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from browsing import Browsing
from fastapi.routing import APIRoute
from laying import lay

from intake import service
from intake.keep import database
from intake.keep.people import Account
from intake.keep.workspace import Workspace
from intake.review import _guard
from intake.review.app import app
from intake.service import _audit as audit
from intake.service import _uploading as uploading
from intake.service._correcting import correct
from intake.service._desk import desk
from schemas.correction import Corrected

OPEN = {
    ("GET", "/sign-in"),
    ("POST", "/sign-in"),
    ("GET", "/sign-in/elsewhere"),
    ("GET", "/sign-in/back"),
    ("POST", "/language"),
    ("GET", "/static/{version}/{name}"),
    ("GET", "/api/v1/openapi.json"),
}
"""What anyone may ask for. All else is for who is signed in: a new way in is refused here until it has its guard."""
ALL, STAFF = {"caseworker", "leader", "post_room", "auditor"}, {"caseworker", "leader"}
ROLES = (
    (r"/|/sign-out", ALL),
    (r"/audit", {*STAFF, "auditor"}),
    (r"/audit/(threshold|lessons.*)", {"leader"}),
    (r"/audit/.*", STAFF),
    (r"/access-log.*", {"auditor"}),
    (r"/(restricted|programs|forms).*", {"leader"}),
    (r"/post-room.*", {"post_room", "leader"}),
    (r"/told", {*STAFF, "post_room"}),
    (r"/(queues|search|alike|cases).*", STAFF),
)
"""Who may go a way at all, by the first pattern that it fits."""
FORMS: dict[str, Any] = {
    "seen": "0.0", "item": "v0-child_name", "key": "child", "state": "decided", "reason": "Derfor", "sha256": "0" * 64,
    "act": "accept", "document": "0", "field": "condition_text", "words": "astma", "what": "condition:", "to": "kari",
    "other": "2026-000001", "remark": "r0", "kind": "figures", "text": "Testesen", "account": "hanne",
    "allowed": "true", "name": "Hjelper", "municipality": "3122", "may": "read", "threshold": "0.1",
    "day": "2026-01-01", "sheets": "7", "how": "asked_anew", "verdict": "typed", "draft": "x", "keep": "x",
    "by": "Mor", "value": "Nei",
}  # fmt: skip
"""What a form might bring, whatever the form."""
ITS_OWN = ("2019-05-04", "4.5.2019", "91234567", "hemmelig")
SECRETS = (*ITS_OWN, "Testesen", "Åse", "cerebral")
"""What stands in the case that is laid, and in no other; and in others of the unit."""
Way = tuple[str, str]


def ways(made: Any) -> Iterator[Way]:
    """Every way into the application: those of its routers too."""
    for route in made.routes:
        if isinstance(route, APIRoute):
            yield from ((method, route.path) for method in sorted(route.methods or ()))
        elif inner := getattr(route, "original_router", None):
            yield from ways(inner)


def roles_of(path: str) -> set[str]:
    return next(roles for pattern, roles in ROLES if re.fullmatch(pattern, path))


@pytest.fixture
def laid(workspace: Workspace, tmp_path: Path) -> dict[str, str]:
    """A case with a scan in Marker, restricted from now on, its file, and where a way's names lead to them."""
    number = lay(workspace, tmp_path, name="hemmelig.pdf")
    case = service.one_case(workspace, number)
    assert case is not None
    return {"case": number, "number": "1", "sha256": case.documents[0].sha256}


@pytest.fixture
def restricted(workspace: Workspace, laid: dict[str, str]) -> dict[str, str]:
    """The same when its address is protected."""
    with database.writing(workspace.ledger) as connection:
        connection.execute("UPDATE worklist SET queue = 'marker/skjermet' WHERE number = ?", (laid["case"],))
    return laid


def asked(client: Browsing, way: Way, names: dict[str, str], **headers: str) -> Any:
    """What is answered to a way, gone with all that its forms might bring."""
    method, path = way
    known = {"paper": "note", "letter": "confirmation", "kind": "pdf", "draft": "1", "version": "1", **names}
    if path.startswith("/api/"):
        known["number"] = names["case"]
        client.cookies.clear()
    address = re.sub(r"{(\w+)(:\w+)?}", lambda name: known[name[1]], path)
    if method == "GET":
        return client.get(address, headers=headers)
    if path.startswith("/api/") and path.endswith("corrections"):
        return client.post(address, json={"seen": "0.0", "acts": [SETTLED]}, headers=headers)
    sent = {**FORMS, "csrf": client.csrf, "case": names["case"]}
    return client.post(address, data=sent, files={"file": ("a.txt", b"a"), "files": ("a.txt", b"a")}, headers=headers)


SETTLED = {"what": "settled", "sha256": "0" * 64, "code": "x", "page": 1, "box": None}


def changed(workspace: Workspace) -> dict[str, int]:
    """How much there is of all that can be added to; the access log is to grow."""
    with database.looking(workspace.ledger) as connection:
        names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        kept = sorted(set(names) - {"access_log", "sessions", "page_pictures"})
        return {name: connection.execute(f"SELECT count(*) FROM '{name}'").fetchone()[0] for name in kept}


def tells(answer: Any, secrets: tuple[str, ...] = SECRETS) -> list[str]:
    return [word for word in secrets if word.encode() in answer.content]


def is_refused(answer: Any) -> bool:
    """By what is said to nobody in particular; or what was sent is told to make no sense, before it is asked who."""
    return answer.status_code in (401, 422) or answer.headers.get("location", "").startswith("/sign-in")


def test_every_way_in_has_somebody_whom_it_is_for(workspace: Workspace) -> None:
    found = set(ways(app(workspace)))
    assert len(found) > 60 and found >= OPEN
    pages = [way for way in found - OPEN if not way[1].startswith("/api/")]
    assert [way for way in pages if not any(re.fullmatch(pattern, way[1]) for pattern, _ in ROLES)] == []


def test_who_is_not_signed_in_gets_nowhere(visitor: Browsing, workspace: Workspace, laid: dict[str, str]) -> None:
    before, wrong = changed(workspace), []
    for way in sorted(set(ways(visitor.app)) - OPEN):
        visitor.cookies.clear()
        answer = asked(visitor, way, laid)
        if not is_refused(answer) or tells(answer):
            wrong.append((way, answer.status_code))
    assert wrong == [] and changed(workspace) == before


def test_a_page_s_cookie_opens_nothing_to_programs_and_a_program_s_token_no_page(
    workspace: Workspace, as_person: Callable[[str], Browsing], laid: dict[str, str]
) -> None:
    token = uploading.admit_client(workspace, person("ola", workspace), "Arkiv", "3122", uploading.MAY)
    kari, before, wrong = as_person("kari"), changed(workspace), []
    cookie = f"intake-session={kari.cookies['intake-session']}"
    for way in sorted(set(ways(kari.app)) - OPEN):
        kari.cookies.clear()
        given = (
            {"Cookie": cookie, "X-CSRF-Token": kari.csrf} if "/api/" in way[1] else {"Authorization": f"Bearer {token}"}
        )
        answer = asked(kari, way, laid, **given)
        if not is_refused(answer) or tells(answer):
            wrong.append((way, answer.status_code))
    assert wrong == [] and changed(workspace) == before


@pytest.mark.parametrize("role", sorted(ALL))
def test_who_has_another_role_is_refused_and_nothing_is_done(
    role: str, workspace: Workspace, as_person: Callable[[str], Browsing], laid: dict[str, str]
) -> None:
    service.add_person(workspace, Account("mari", "Mari Rolle", (role,), service.queues_of("3122")), None, "test")
    mari, before, wrong = as_person("mari"), changed(workspace), []
    for way in sorted(set(ways(mari.app)) - OPEN):
        if way[1].startswith("/api/") or role in roles_of(way[1]):
            continue
        answer = asked(mari, way, laid)
        if answer.status_code not in (403, 422) or tells(answer):
            wrong.append((way, answer.status_code))
    assert wrong == [] and changed(workspace) == before


def test_what_is_too_large_is_refused_before_it_is_read(kari: Browsing, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_guard, "MOST_SENT", 10_000)
    monkeypatch.setattr(_guard, "MOST_SENT_WITH_FILES", 50_000)

    def sent(size: int) -> int:
        return int(kari.post("/forms", data={"csrf": kari.csrf}, files={"file": ("a.txt", b"a" * size)}).status_code)

    assert kari.send_form("/search", text="a" * 20_000).status_code == 413
    assert (sent(20_000), sent(60_000)) == (403, 413)
    kari.cookies.clear()
    assert (sent(5_000), sent(20_000)) == (303, 413)  # nobody's files are written to the disk
    assert kari.post("/search", content=(b"text=" + b"a" * 900 for _ in range(30)), headers=FORM).status_code == 413


FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@pytest.mark.parametrize("origin", ["null", "http://[", "http://intake.test.elsewhere.no", "https://elsewhere.no"])
def test_what_another_site_sends_is_refused(kari: Browsing, origin: str) -> None:
    sent = kari.post("/language", data={"csrf": kari.csrf, "language": "nn"}, headers={"Origin": origin})
    assert sent.status_code == 403


@pytest.mark.parametrize(
    "to", ["//elsewhere.no", "/\\elsewhere.no", "/\t/elsewhere.no", "https://elsewhere.no", "/\r\nX: y"]
)
def test_nobody_is_sent_elsewhere_after_signing_in(kari: Browsing, to: str) -> None:
    answer = kari.send_form("/language", language="nb", to=to)
    assert answer.headers["location"] == "/" or answer.headers["location"].startswith("/%0")
    assert "x" not in answer.headers


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/queues?number=tull", 422),
        (f"/queues?number={'9' * 30}", 404),
        (f"/cases/2026-000001/note?version={'9' * 30}", 404),
        ("/queues?flag=" + "%00" * 5, 200),
    ],
)
def test_what_makes_no_sense_is_answered_in_plain_words(kari: Browsing, path: str, status: int) -> None:
    answer = kari.get(path)
    assert answer.status_code == status and answer.headers["content-type"].startswith("text/html")


def test_who_acts_on_a_case_that_has_changed_since_is_told_and_nothing_is_done(
    as_person: Callable[[str], Browsing], workspace: Workspace
) -> None:
    kari, ola = as_person("kari"), as_person("ola")
    page = kari.get("/cases/2026-000001/progress").text
    seen = re.search(r'name="seen" value="([^"]+)"', page)[1]  # type: ignore[index]
    decided = {"state": "decided", "reason": "Vedtatt", "seen": seen}
    assert ola.send_form("/cases/2026-000001/state", **decided).status_code == 303
    answer = kari.send_form("/cases/2026-000001/state", state="withdrawn", reason="Trukket av mor", seen=seen)
    assert answer.status_code == 409 and "En annen har endret saken" in answer.text and "Trukket av mor" in answer.text
    assert kari.send_form("/cases/2026-000001/hand-over", to="ola", seen=seen).status_code == 409
    row, _ = service.progress(workspace, person("kari", workspace), "2026-000001")
    assert (row.state, row.account) == ("decided", None)


def test_lessons_are_those_of_cases_that_one_may_see(workspace: Workspace, laid: dict[str, str]) -> None:
    ola = person("ola", workspace)
    lying = desk(workspace, ola, laid["case"])
    sheet = lying.sheets[0]
    put = Corrected(sha256=sheet.sha256, document=sheet.key, field="place", value="Hemmelig")
    correct(workspace, ola, laid["case"], lying.seen, [put])
    assert [lesson["right"] for lesson in audit.lessons(workspace, ola)] == ["Hemmelig"]
    assert list(audit.lessons(workspace, person("hanne", workspace))) == []


def test_the_post_room_lays_nothing_in_cases_of_other_municipalities(workspace: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "ukjent.txt"
    path.write_text("{")
    sha256 = service.receive(workspace, path, name=path.name, channel="folder", municipality="3403")
    service.add_person(workspace, Account("mari", "Mari", ("post_room",), service.queues_of("3403")), None, "test")
    told = service.Told("request", "Mor", "Mari", service.clock(), {"child_name": "Per"})
    with pytest.raises(KeyError):
        uploading.key_in(workspace, person("mari", workspace), sha256, told, "2026-000001")


WORDED = {"/search", "/told"}
"""Pages that say again what was just typed in them."""


@pytest.mark.parametrize("who", ["another unit", "restricted", "a program of another unit", "a program, restricted"])
def test_of_a_case_that_one_may_not_see_nothing_is_told_and_nothing_of_it_changes(
    who: str, workspace: Workspace, as_person: Callable[[str], Browsing], request: pytest.FixtureRequest
) -> None:
    names = request.getfixturevalue("laid" if "another unit" in who else "restricted")
    town, everything = "3403" if "another unit" in who else "3122", ("caseworker", "leader", "post_room", "auditor")
    service.add_person(workspace, Account("mari", "Mari Rolle", everything, service.queues_of(town)), None, "test")
    mari, given = as_person("mari"), {}
    if "program" in who:
        token = uploading.admit_client(workspace, person("mari", workspace), "Arkiv", town, uploading.MAY)
        given = {"Authorization": f"Bearer {token}", "Idempotency-Key": "a-key-of-1"}
    secrets = SECRETS if "another unit" in who else ITS_OWN
    others, wrong = without(workspace, names["case"]), []
    for way in sorted(set(ways(mari.app)) - OPEN):
        if way == ("POST", "/sign-out") or way[1].startswith("/api/") != bool(given):
            continue
        answer = asked(mari, way, names, **given)
        about_it = "{case}" in way[1] or way[1].startswith("/api/v1/cases/{number}")
        may = way[1].startswith(("/access-log/", "/restricted/"))
        told = [] if way[1] in WORDED | {"/access-log", "/restricted", "/programs"} or may else tells(answer, secrets)
        if answer.status_code >= 500 or told or (about_it and not may and answer.status_code not in (404, 422)):
            wrong.append((way, answer.status_code, told))
    assert without(workspace, names["case"]) == others
    assert wrong == []


def without(workspace: Workspace, number: str) -> list[tuple[str, int]]:
    """How much is kept of a case."""
    tables = ("case_versions", "corrections", "case_states", "assignments", "case_events", "note_texts")
    with database.looking(workspace.ledger) as connection:
        there = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        return [
            (name, connection.execute(f"SELECT count(*) FROM {name} WHERE number = ?", (number,)).fetchone()[0])
            for name in tables
            if name in there and "number" in {c[1] for c in connection.execute(f"PRAGMA table_info({name})")}
        ]


def person(account: str, workspace: Workspace) -> service.Person:
    found = service.person_of(workspace, service.begin_session(workspace, account))
    assert found is not None
    return found
