"""Invented answers to the free questions, with what is said in them (`answers.toml` beside this module).

The annotations follow the project's guide: a concept once, by the shortest phrase that names it, at its first mention.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

BANK = Path(__file__).with_name("answers.toml")
QUESTIONS = ("condition_text", "services_text", "needs_text")


@dataclass(frozen=True, slots=True)
class AnswerSet:
    """One writer's answers. `concepts` are the annotations as the contract writes them, without their places."""

    id: str
    language: str
    answers: Mapping[str, str]
    conditions: tuple[Mapping[str, str | None], ...]
    services: tuple[Mapping[str, str | None], ...]


def _split(line: str, keys: tuple[str, ...]) -> Mapping[str, str | None]:
    parts = [part.strip() for part in line.split("|")]
    if len(parts) != len(keys):
        raise ValueError(f"{line!r} should say {keys}")
    return {key: part if part != "-" else None for key, part in zip(keys, parts, strict=True)}


def _read(entry: Mapping[str, object]) -> AnswerSet:
    def lines(key: str) -> Iterable[str]:
        found = entry.get(key, [])
        assert isinstance(found, list)
        return found

    return AnswerSet(
        id=str(entry["id"]),
        language=str(entry["language"]),
        answers={question: str(entry[question]) for question in QUESTIONS if question in entry},
        conditions=tuple(_split(line, ("term", "text", "class", "code", "status")) for line in lines("conditions")),
        services=tuple(_split(line, ("service", "text", "status")) for line in lines("services")),
    )


@cache
def every() -> tuple[AnswerSet, ...]:
    """All answer sets of the bank."""
    table = tomllib.loads(BANK.read_text(encoding="utf-8"))
    return tuple(_read(entry) for entry in table["answers"])


def located(concepts: Iterable[Mapping[str, str | None]], values: Mapping[str, str]) -> list[dict[str, object]]:
    """The annotations with field and span in the values that were written; those of answers left out are dropped."""
    found: list[dict[str, object]] = []
    for concept in concepts:
        text = concept["text"] or ""
        for field in QUESTIONS:
            at = values.get(field, "").find(text)
            if at >= 0:
                found.append({**concept, "field": field, "span": [at, at + len(text)]})
                break
    return found
