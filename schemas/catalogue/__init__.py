"""The catalogue: what conditions and services are called, and the words that say how it is with them.

The words are data (`*.toml` beside this file); a malformed file stops the program at start. Names are patterns, written
in bokmål, with spaces between their elements:

    word      in any inflection, nynorsk form or light misspelling
    word!     this form only
    =Word     this form only, capitals and all (short forms that are ordinary words too: ME, ALL, AS)
    word*     any word that begins so        *word   any word that ends so
    a|b       one of them                    ?a|b    may be left out
    _ __      up to two words, up to four    @name   a class of words of `cues.toml`
    #         the mention itself (in cues)   ~word   stands there, but is no part of the mention
    ^word     only where a phrase begins (first in a pattern)
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

FOLDER = Path(__file__).resolve().parent

Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
Pattern = Annotated[str, Field(min_length=2)]
Sector = Literal["health_care", "education", "nav", "specialist_health", "other"]
ServiceStatus = Literal["receives", "needs", "applied", "ended", "refused", "negated", "other_person"]
ConditionStatus = Literal["present", "suspected", "past", "negated", "other_person", "dropped"]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ServiceEntry(_Strict):
    """A service of the contract.

    `counts_as` says how it counts for the criterion: HO health and care, AV other welfare, KOORD an arrangement for
    coordination, UT neither. `universal` is what every child has and shows no particular need by itself.
    `names` are patterns of its names, `never` of look-alikes. `aids` are devices that count where getting them is the
    point, `wished` everyday words that count only where they are wished for, applied for or refused, `by_age` words
    that mean another service for a child at school (`at_school`).
    """

    key: Key
    sector: Sector
    nb: str
    nn: str
    counts_as: Literal["HO", "AV", "KOORD", "UT"]
    universal: bool
    names: tuple[Pattern, ...]
    never: tuple[Pattern, ...] = ()
    aids: tuple[Pattern, ...] = ()
    wished: tuple[Pattern, ...] = ()
    by_age: tuple[Pattern, ...] = ()
    at_school: Key | None = None


class ConditionEntry(_Strict):
    """A condition or a description of function.

    `term` is its everyday name in bokmål, `nn` in nynorsk where it differs. `group` is the contract's class, `code` of
    ICD-10, no finer than the words support. `of` is the term of the general condition that this one is a kind of.
    `lasting` ones stay present however long ago they happened (birth, injuries).
    `function` marks a description of function, said in many words rather than named. `never` are look-alikes.
    """

    term: str
    nn: str | None = None
    group: Literal["illness", "injury", "disability"] = Field(alias="class")
    code: str | None = Field(default=None, pattern=r"^[A-Z]\d\d(\.\d)?$")
    of: str | None = None
    lasting: bool = False
    function: bool = False
    names: tuple[Pattern, ...]
    short: tuple[Pattern, ...] = ()
    misspelt: tuple[Pattern, ...] = ()
    never: tuple[Pattern, ...] = ()

    @property
    def patterns(self) -> tuple[str, ...]:
        """Every pattern that names it, the term itself among them unless it is only a label."""
        own = () if self.function else tuple(name for name in (self.term, self.nn) if name)
        return tuple(dict.fromkeys((*own, *self.names, *self.short, *self.misspelt)))


class Cue(_Strict):
    """Words that say how it is with a service or a condition that they reach.

    `side` is where the mention stands: `after` the cue, `before` it, or `either` (the nearer one). A pattern with `#`
    reaches that mention alone. `reach` is how far: over the `list` that the mention stands in, or only to the `next`.
    `carries` ones reach back to the mentions of the clause before when their own has none ("… fikk avslag").
    `alone` ones do so only where the sentence ends with them ("Astma? Nei.").
    `weak` ones only confirm what is taken for granted; `decides` ones beat every fact said before ("takket nei").
    `yields` ones give way to every other fact, said before or after ("søkte i fjor", "fikk litt, har klaget").
    """

    name: str
    service: ServiceStatus | None = None
    condition: ConditionStatus | None = None
    side: Literal["after", "before", "either"]
    reach: Literal["list", "next"] = "list"
    weak: bool = False
    carries: bool = False
    decides: bool = False
    alone: bool = False
    yields: bool = False
    patterns: tuple[Pattern, ...]


class Cues(_Strict):
    """All cue words: `classes` are named sets of words for patterns, `words` lists that the code asks for by name."""

    classes: Mapping[str, str]
    words: Mapping[str, tuple[str, ...]]
    flags: Mapping[str, tuple[Pattern, ...]]
    cue: tuple[Cue, ...]


class Events(_Strict):
    """Kinds of things told about services, by the words that tell them. `classes` are as in the cues, `coarse` what
    several kinds have in common.
    """

    coarse: Mapping[str, str]
    classes: Mapping[str, str]
    events: Mapping[str, tuple[Pattern, ...]]


class Weights(_Strict):
    """What each sign weighs for each of `statuses`, in that order, as learnt (`python -m tests.bench learn`)."""

    statuses: tuple[ServiceStatus | ConditionStatus, ...]
    signs: Mapping[str, tuple[float, ...]]


class Folding(_Strict):
    """How a word is brought to the catalogue's bokmål: whole words, parts of words, endings that may be taken off, and
    endings that stand for others.
    """

    whole: Mapping[str, str]
    parts: tuple[tuple[str, str], ...]
    endings: tuple[str, ...]
    swaps: tuple[tuple[str, str], ...]


class _Services(_Strict):
    service: tuple[ServiceEntry, ...]


class _Conditions(_Strict):
    condition: tuple[ConditionEntry, ...]


class LocalName(_Strict):
    """A municipality's own name of a service: a local team, an institution, a hospital."""

    service: Key
    names: tuple[Pattern, ...]


class Local(_Strict):
    """A municipality's own names (`local/<number>.toml`)."""

    name: tuple[LocalName, ...]


def _read(path: Path) -> dict[str, object]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


@cache
def services() -> Mapping[str, ServiceEntry]:
    """Every service of the contract by its key, in the order of the catalogue."""
    read = _Services.model_validate(_read(FOLDER / "services.toml"))
    return MappingProxyType({entry.key: entry for entry in read.service})


@cache
def conditions() -> Mapping[str, ConditionEntry]:
    """Every condition by its term, in the order of the files. Raises ValueError where a term stands twice."""
    entries = tuple(
        entry
        for path in sorted((FOLDER / "conditions").glob("*.toml"))
        for entry in _Conditions.model_validate(_read(path)).condition
    )
    by_term = {entry.term: entry for entry in entries}
    if len(by_term) != len(entries):
        raise ValueError("a condition stands twice in the catalogue")
    return MappingProxyType(by_term)


@cache
def cues() -> Cues:
    """The cue words."""
    return Cues.model_validate(_read(FOLDER / "cues.toml"))


@cache
def events() -> Events:
    """The kinds of things told."""
    return Events.model_validate(_read(FOLDER / "events.toml"))


@cache
def weights(kind: Literal["service", "condition"]) -> Weights:
    """The learnt weights for services or for conditions (JSON: there are tens of thousands of signs to read)."""
    return Weights.model_validate_json((FOLDER / "weights" / f"{kind}.json").read_text(encoding="utf-8"))


@cache
def folding() -> Folding:
    """How nynorsk, dialect and inflected words are brought to the catalogue's."""
    return Folding.model_validate(_read(FOLDER / "folding.toml"))


@cache
def local_names() -> tuple[LocalName, ...]:
    """The municipalities' own names of services, all of them: a family may name another municipality's."""
    return tuple(
        name for path in sorted((FOLDER / "local").glob("*.toml")) for name in Local.model_validate(_read(path)).name
    )
