"""The words of forms: labels, headings and options as data (`labels.toml`), drawn for one form."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from numpy.random import Generator

from tests.maker.chance import happens, pick
from tests.maker.forms.blocks import Ask, Option


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name("labels.toml").read_text(encoding="utf-8"))


class Words:
    """What one form calls things, in its language."""

    def __init__(self, language: str, generator: Generator) -> None:
        self.language = language
        self.generator = generator
        self.guardians = pick(generator, _data()["who"][language])

    def of(self, *path: str) -> Any:
        """One of the phrases kept under this path."""
        found: Any = _data()
        for key in (*path, self.language):
            found = found[key]
        return pick(self.generator, found)

    def options(self, name: str) -> tuple[Option, ...]:
        """All the boxes that a question of this name has."""
        return tuple(Option(label=label, value=value) for label, value in _data()["options"][name][self.language])

    def label(self, name: str, headed: bool = False) -> str:
        """How the form asks for a field; `headed`: below a heading that says whose it is."""
        person = name.split("_")[1] if name.startswith("guardian_") else ""
        key = name.replace(f"guardian_{person}_", "guardian_") if person else name
        kept = _data()["labels"][key]
        short = kept.get(f"{self.language}_short")
        text: str = pick(
            self.generator, short if short and headed and happens(self.generator, 0.75) else kept[self.language]
        )
        who = self.guardians[int(person) - 1] if person else ""
        low = who[:1].lower() + who[1:]
        return text.format(who=low, Who=who)

    def ask(self, name: str, headed: bool = False, share: float = 1.0, cells: int = 0, sign: bool = False) -> Ask:
        """A question for a field."""
        return Ask(name=name, label=self.label(name, headed), share=share, cells=cells, sign=sign)
