"""The caseworkers' page over 10,000 cases: `python -m tests.bench review [--cases N] [--asks N]`.

A few samples are read as they would be; the rest of the store are copies of them under invented names. The real server
runs as a process of its own, and something that keeps nothing asks it for each page in turn. Told a page: the time
until the answer is whole (middle, and 95th in a hundred), how long the server was busy with it, the weight of the
answer, and its weight with all that a browser loads with it the first time, as they go over the wire, pictures of scans
left out.
"""

import argparse
import datetime as dt
import json
import os
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from intake import service
from intake.keep import cases, database, ledger, worklist
from intake.keep.people import Account
from intake.keep.workspace import Workspace, open_workspace
from intake.model import Receipt
from tests.bench._families import Child, families, generator_of

SEED = 20261122
ROOT = Path(__file__).resolve().parent.parent.parent
SAMPLES = ("cases/complete", "cases/no-consent", "cases/nynorsk")
ACCOUNT = "maaler"
PEOPLE = ("anne", "berit", "cato", ACCOUNT)
STATES = ("in_review", "in_review", "waiting_for_information", "decided", "decided")
STATIC = re.compile(r'(?:href|src)="(/static/[^"]+)"')
FONTS = ("/static/files/inter-400.woff2", "/static/files/inter-500.woff2", "/static/files/inter-600.woff2")
MOST_SECONDS, MOST_BYTES = 0.100, 300_000
"""What is aimed at: p95 of an answer, and the weight of a page besides scans."""


def fill(workspace: Workspace, count: int) -> list[str]:
    """Puts so many cases in the store; gives the numbers of those that were read."""
    for account in PEOPLE:
        person = Account(account, account.title(), ("caseworker", "leader", "auditor"), service.queues_of("3122"))
        service.add_person(workspace, person, None, "bench")
    read = [_read(workspace, ROOT / "samples" / sample / "1.pdf") for sample in SAMPLES]
    with database.writing(workspace.ledger) as connection:
        models = [json.loads(found.body) for number in read if (found := cases.newest(connection, number))]
        readings = [ledger.newest_reading(connection, model["documents"][0]["sha256"]) for model in models]
        generator, now = generator_of(SEED), service.clock()
        for place, child in enumerate(families(count, generator)[len(read) : count]):
            received = now - dt.timedelta(minutes=int(generator.integers(0, 60 * 24 * 40)))
            which = place % len(models)
            _copy(connection, models[which], readings[which], child, place, received)
    return read


def _read(workspace: Workspace, path: Path) -> str:
    """A file received and read as it would be; gives its case."""
    sha256 = service.receive(workspace, path, name=path.name, channel="folder", municipality="3122")
    service.read_document(workspace, sha256, service.read)
    return service.consider_document(workspace, sha256)[0]


def _copy(connection: Any, model: Any, reading: Any, child: Child, place: int, received: dt.datetime) -> None:
    """The case under another name, received at another time, and perhaps someone's."""
    sha256 = f"{place:064x}"
    receipt = Receipt(sha256, f"skanning-{place}.pdf", "folder", received, "3122")
    ledger.add_receipt(connection, receipt, place=receipt.name)
    ledger.add_reading(connection, {**reading, "sha256": sha256}, service.reader(), received)
    number = cases.open_case(connection, received)
    cases.add_document(connection, number, sha256, 0, "[]", received)
    cases.add_event(connection, number, received, "folder", "received", sha256)
    fields = dict(model["fields"])
    fields["child_name"] = {**fields["child_name"], "value": child.name or "Barn"}
    fields["guardian_1_name"] = {**fields["child_name"], "value": child.guardians[0].name}
    answer = (received + dt.timedelta(days=28)).date().isoformat()
    body = {**model, "case": number, "fields": fields, "received": received.isoformat()}
    body["deadlines"] = {"answer": answer, "interim_reply": (received + dt.timedelta(days=31)).date().isoformat()}
    text = json.dumps(body, ensure_ascii=False).replace(model["documents"][0]["sha256"], sha256)
    cases.add_version(connection, number, model["queue"], text, "{}", received)
    if place % 3:
        worklist.assign(connection, number, PEOPLE[place % len(PEOPLE)], ACCOUNT, received)
        worklist.set_state(connection, number, STATES[place % len(STATES)], None, ACCOUNT, received)


@contextmanager
def serving(workspace: Workspace) -> Iterator[tuple[str, int]]:
    """The real server; gives its address, and the number of its process."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "intake", "review", "--port", str(port), "--workspace", str(workspace.root)]
    process = subprocess.Popen([*command, "--no-reading"], cwd=ROOT)
    try:
        for _ in range(300):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield f"http://127.0.0.1:{port}", process.pid
    finally:
        process.terminate()
        process.wait(30)


def asked(client: httpx.Client, path: str, asks: int, data: dict[str, str] | None) -> tuple[list[float], str, int]:
    """The seconds that each answer took, the last answer, and its bytes on the wire."""
    seconds, answer = [], None
    for _ in range(asks):
        began = time.perf_counter()
        answer = client.post(path, data=data) if data else client.get(path)
        seconds.append(time.perf_counter() - began)
        answer.raise_for_status()
    assert answer is not None
    return seconds, answer.text, answer.num_bytes_downloaded


def weight(client: httpx.Client, html: str) -> int:
    """The bytes of all that a page loads besides itself and pictures of scans."""
    return sum(client.get(path).num_bytes_downloaded for path in {*STATIC.findall(html), *FONTS})


def busy_seconds(process: int) -> float:
    """How long a process has kept a processor busy: it waits longer for one on a machine that others use."""
    user, system = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def main(arguments: list[str]) -> int:
    """Prints the table; 1 when a page is slower or heavier than aimed at."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--cases", type=int, default=10_000)
    parser.add_argument("--asks", type=int, default=40)
    chosen = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        workspace = open_workspace(Path(folder) / "workspace")
        began = time.perf_counter()
        read = fill(workspace, chosen.cases)
        print(f"{chosen.cases} cases made in {time.perf_counter() - began:.0f} s", file=sys.stderr)
        token = service.begin_session(workspace, ACCOUNT)
        person = service.person_of(workspace, token)
        assert person is not None
        with serving(workspace) as (address, process):
            client = httpx.Client(base_url=address, cookies={"intake-session": token}, timeout=60)
            rows = [_row(client, process, path, chosen.asks, data) for path, data in _pages(read, person.csrf)]
    return int(not all(rows))


def _pages(read: list[str], csrf: str) -> Iterator[tuple[str, dict[str, str] | None]]:
    yield "/queues", None
    yield "/queues?state=all&number=100", None
    yield "/queues?whose=mine&flag=no_consent", None
    yield "/queues?state=waiting_for_information", None
    yield "/search", {"csrf": csrf, "text": "hansen ol"}
    yield "/search", {"csrf": csrf, "text": "finnes ikke"}
    yield f"/cases/{read[0]}", None
    yield f"/cases/{read[0]}/progress", None
    yield "/access-log", None
    yield "/restricted", None


def _row(client: httpx.Client, process: int, path: str, asks: int, data: dict[str, str] | None) -> bool:
    """Prints a page's figures; whether they are what is aimed at."""
    asked(client, path, 2, data)
    busy = busy_seconds(process)
    seconds, html, own = asked(client, path, asks, data)
    busy = (busy_seconds(process) - busy) / asks
    whole = own + weight(client, html)
    p95 = statistics.quantiles(seconds, n=20)[-1]
    shown = path + (f" {data['text']}" if data else "")
    times = f"{statistics.median(seconds) * 1000:5.0f} ms {p95 * 1000:5.0f} ms p95 {busy * 1000:5.0f} ms busy"
    print(f"{shown:42} {times} {own / 1000:5.0f} kB {whole / 1000:5.0f} kB in all", flush=True)
    return p95 <= MOST_SECONDS and whole <= MOST_BYTES
