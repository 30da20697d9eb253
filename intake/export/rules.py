"""The legal content of the program as it stands, for publication: from the data that the program itself goes by.

An authority that uses automated systems should document their legal content and publish it (forvaltningsloven of 2025,
§ 13). What is printed here is what the rooms read: the criteria, the services' catalogue and the municipalities.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any, get_args

from intake.export._answers import label
from intake.export._criteria import KINDS
from intake.export._plain import day_of
from intake.export._wording import complaint
from intake.wording import sentence
from schemas.case import Flag
from schemas.catalogue import services
from schemas.criteria import CriterionRule, Rules, all_rules, rules_on
from schemas.municipality import Municipality

DOES = ("does", "does_not", "never_against")
STEPS = ("next_ask_for_information", "next_check_ordinary_coordinator", "next_ready_for_assessment")
CONSENT = ("consent_16", "consent_under_16", "consent_heard", "consent_withdrawn")
WORDS = (("words_state", "states"), ("words_hint", "hints"), ("words_deny", "denies"))

Published = dict[str, Any]


def rules(day: dt.date, municipalities: Sequence[Municipality], language: str) -> Published:
    """What holds for a case that comes in on a day, as plain data with sentences in `language`."""
    version = rules_on(day)
    months = {"turns_18": version.turns_18_within_months, "birth": version.birth_within_months}
    return {
        "day": day.isoformat(),
        "version": version.version.isoformat(),
        "versions": [known.version.isoformat() for known in all_rules()],
        "language": language,
        "municipalities": [{"number": m.number, "name": m.name} for m in municipalities],
        "does": [_say(key, language) for key in DOES],
        "criteria": [_criterion(rule, language) for rule in version.criteria],
        "negations": list(version.negations),
        "services": _services(language),
        "next_steps": {key.removeprefix("next_"): _say(key, language) for key in STEPS},
        "flags": {flag: _say(f"flag_{flag}", language, **months) for flag in get_args(Flag)},
        "deadlines": [*_deadlines(version, municipalities, language)],
        "consent": [_say(key, language) for key in CONSENT],
        "complaint": {m.number: complaint(m, language) for m in municipalities},
    }


def _say(key: str, language: str, **values: object) -> str:
    return sentence("rules", key, language, **values)


def _criterion(rule: CriterionRule, language: str) -> Published:
    considers = rule.considers and getattr(rule.considers, language)
    return {
        "criterion": rule.criterion,
        "question": getattr(rule.question, language),
        "reference": rule.reference,
        "looks_at": _say(f"looks_{rule.looks_at}", language),
        "fields": [label(name, language) for name in rule.fields],
        "to_consider": considers or "",
        **{name: list(getattr(rule, name)) for _, name in WORDS},
    }


def _services(language: str) -> dict[str, list[str]]:
    """The services by what they count as; those of every child count as nothing alone."""
    kinds: dict[str, list[str]] = {kind: [] for kind in KINDS}
    for entry in services().values():
        kinds["UT" if entry.universal else entry.counts_as].append(entry.nn if language == "nn" else entry.nb)
    return {sentence("note", KINDS[kind], language): sorted(names) for kind, names in kinds.items()}


def _deadlines(version: Rules, municipalities: Sequence[Municipality], language: str) -> Iterator[str]:
    yield _say("deadlines", language)
    for known in municipalities:
        yield _say("deadline_answer", language, municipality=known.name, days=known.answer_days)
        yield _say("deadline_interim", language, municipality=known.name, months=known.interim_reply_months)
    yield _say("deadline_signed", language, months=version.date_older_than_months)


def markdown(published: Published) -> str:
    """The same as a text with headings, as it may be laid on a web page."""
    language = published["language"]
    dates = {key: day_of(dt.date.fromisoformat(published[key])) for key in ("day", "version")}
    versions = ", ".join(day_of(dt.date.fromisoformat(known)) for known in published["versions"])
    parts = [f"# {_say('title', language)}"]
    parts += [_say("for_municipality", language, **known) for known in published["municipalities"]]
    parts += [_say("valid", language, **dates), _say("versions", language, versions=versions)]
    parts += [_say("abbreviations", language), *_part("does", published["does"], language)]
    parts += [f"## {_say('heading_criteria', language)}", _say("criteria", language)]
    parts += [block for rule in published["criteria"] for block in _rule(rule, language)]
    parts.append(f"{_say('words_negate', language)}: {_patterns(published['negations'])}")
    named = [f"**{kind}**: {', '.join(names)}." for kind, names in published["services"].items()]
    parts += _part("services", named, language)
    parts += _part("next", published["next_steps"].values(), language)
    flags = [f"**{sentence('note', f'flag_{flag}', language)}** {said}" for flag, said in published["flags"].items()]
    parts += [f"## {_say('heading_flags', language)}", _say("flags", language), _list(flags)]
    parts += _part("deadlines", published["deadlines"], language)
    parts += _part("consent", published["consent"], language)
    parts += [f"## {_say('heading_complaint', language)}", *dict.fromkeys(published["complaint"].values())]
    return "\n\n".join(parts)


def _part(name: str, items: Any, language: str) -> list[str]:
    return [f"## {_say(f'heading_{name}', language)}", _list(items)]


def _list(items: Any) -> str:
    return "\n".join(f"- {item}" for item in items)


def _rule(rule: Published, language: str) -> Iterator[str]:
    yield f"### {rule['question']}"
    rows = [
        ("reference", rule["reference"]),
        ("looks_at", rule["looks_at"]),
        ("fields", ", ".join(rule["fields"])),
        ("to_consider", rule["to_consider"]),
        *((key, _patterns(rule[name])) for key, name in WORDS),
    ]
    yield _list(f"**{_say(key, language)}**: {value}" for key, value in rows if value)


def _patterns(patterns: Sequence[str]) -> str:
    """Regular expressions as they stand: they are the rule."""
    return ", ".join(f"`{pattern}`" for pattern in patterns)
