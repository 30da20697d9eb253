"""The plain dictionary look-up that understanding is measured against, and the examples in the contract's keys."""

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

from schemas.catalogue import conditions, services

_STATUS = {
    "mottar": "receives", "behov": "needs", "sokt": "applied", "venter": "applied", "avsluttet": "ended",
    "avslatt": "refused", "ikke": "negated", "onsker_ikke": "negated", "ukjent": "receives",
    "bekreftet": "present", "under_utredning": "suspected", "mistanke": "suspected", "avkreftet": "negated",
    "tidligere": "past", "uklar": "present",
}  # fmt: skip
_KEYS = {
    "hfu": "helsestasjon", "kommunal_psykisk_helse": "psykisk_helse_kommune", "familieteam": "psykisk_helse_kommune",
    "kommunal_habilitering": "habilitering", "fact_ung": "ambulant_team", "ito": "tilrettelagt_opplaering",
    "barnehage_tilrettelegging": "assistent", "intensiv_opplaring": "tilrettelagt_opplaering",
    "skole_assistent": "assistent", "skole_tilrettelegging": "tilrettelagt_opplaering", "spesialskole": "skole",
    "besokshjem": "barnevern", "nav_hjelpestonad": "hjelpestonad", "nav_forhoyet_hjelpestonad": "hjelpestonad",
    "nav_grunnstonad": "grunnstonad", "nav_omsorgspenger": "omsorgspenger", "nav_pleiepenger": "pleiepenger",
    "nav_opplaeringspenger": "opplaeringspenger", "nav_hjelpemidler": "hjelpemidler", "nav_bil": "bilstonad",
    "nav_kontor": "nav", "nav_sosialhjelp": "nav", "nav_forelderytelse": "nav", "habu": "habilitering",
    "barnelege": "sykehus", "bupa_dogn": "bup", "sse": "sykehus", "sunnaas": "rehabilitering",
    "frambu": "laerings_mestringssenter", "helsesportssenter": "rehabilitering", "lms": "laerings_mestringssenter",
    "ahs": "sykehus", "hoyreklinikk": "syns_horselstjeneste", "genetisk": "sykehus", "fostermedisin": "sykehus",
    "tt_kort": "tt_transport", "barnehospice": "barnepalliasjon",
}  # fmt: skip
_NO_CONDITION = {"uavklart", "sovnvansker", "prenatal_funn", "samspillsvansker", "sansevansker"}
_TERMS = {
    "sondeernaering": "spisevansker", "nonverbal": "språk- og kommunikasjonsvansker", "rullestol": "bevegelsesvansker",
    "respirator": "behov for pustestøtte", "skolevegring": "ufrivillig skolefravær", "me_cfs": "me/cfs",
    "utviklingsforsinkelse": "forsinket utvikling", "sprakvansker": "språk- og kommunikasjonsvansker",
}  # fmt: skip


def examples(folder: Path) -> list[dict[str, Any]]:
    """The examples of the other scheme, as near to the guide as keys and statuses can be mapped."""
    names = {c["id"]: c for c in json.loads((folder / "conditions.json").read_text(encoding="utf-8"))["tilstander"]}
    read = json.loads((folder / "examples.json").read_text(encoding="utf-8"))["eksempler"]
    fields = {"q1": "condition_text", "q2": "services_text"}
    keys = services().keys()

    def condition(entry: dict[str, Any]) -> dict[str, Any]:
        known = names[entry["id"]]
        status = _STATUS[entry["sikkerhet"]] if entry["gjelder"] == "barnet" else "other_person"
        term = _TERMS.get(entry["id"], known["navn"].lower())
        return {
            "term": term,
            "text": entry["tekst"],
            "code": known["icd10"],
            "status": status,
            "field": fields[entry["felt"]],
        }

    def service(entry: dict[str, Any]) -> dict[str, Any]:
        status = _STATUS[entry["status"]] if entry["gjelder"] in {"barnet", "familien"} else "other_person"
        return {"service": _KEYS.get(entry["id"], entry["id"]), "text": entry["tekst"], "status": status}

    return [
        {
            "id": example["id"],
            "language": "nn" if example["maalform"] == "nynorsk" else "nb",
            "writer": "?",
            "condition_text": example["q1"],
            "services_text": example["q2"],
            "conditions": [condition(e) for e in example["tilstander"] if e["id"] not in _NO_CONDITION],
            "services": _once([s for s in map(service, example["tjenester"]) if s["service"] in keys]),
        }
        for example in read
    ]


def _once(entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return list({entry["service"]: entry for entry in reversed(entries)}.values())


@cache
def _dictionary() -> tuple[list[tuple[re.Pattern[str], str, str | None]], list[tuple[re.Pattern[str], str]]]:
    def expression(names: tuple[str, ...]) -> re.Pattern[str]:
        plain = {n.strip("=!*").lower() for n in names if not re.search(r"[|?_~#]|^\*", n)}
        return re.compile(
            r"\b(?:" + "|".join(sorted(map(re.escape, plain), key=len, reverse=True)) + r")(?:en|et|a|er)?\b"
        )

    known = [
        (expression((e.term, *(() if e.function else e.names), *e.short)), e.term, e.code)
        for e in conditions().values()
    ]
    return known, [(expression((s.nb.lower(), s.nn.lower(), *s.names)), s.key) for s in services().values()]


def read(answer: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """What plain look-up finds, each with the status of its question."""
    found: dict[str, dict[str, dict[str, Any]]] = {"conditions": {}, "services": {}}
    for name in ("condition_text", "services_text", "needs_text"):
        text = (answer.get(name) or "").lower()
        for expression, term, code in _dictionary()[0]:
            if hit := expression.search(text):
                found["conditions"].setdefault(
                    term, {"term": term, "text": hit.group(), "code": code, "status": "present"}
                )
        for expression, key in _dictionary()[1]:
            if hit := expression.search(text):
                status = "needs" if name == "needs_text" else "receives"
                found["services"].setdefault(key, {"service": key, "text": hit.group(), "status": status})
    return {kind: list(entries.values()) for kind, entries in found.items()}
