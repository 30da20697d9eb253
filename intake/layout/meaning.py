"""What a label means: which of the things that forms ask for, and of whom."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from rapidfuzz.distance import Levenshtein

from schemas.labels import Concept, Labels, Person, labels

NUMBER = re.compile(r"^\s*\(?(\d{1,2})(?:\s*[.):]+|\s+(?=[A-ZÆØÅ]))\s*")
PARENTHESIS = re.compile(r"[(\[][^)\]]*[)\]]?")
WORD = re.compile(r"[^\W_]+(?:[-./'][^\W_]+)*", re.UNICODE)
FAIR = 0.66  # the share of a label's letters that must be understood


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a label asks for and of whom. `number` is what it begins with, `covered` the share of it understood."""

    concept: Concept | None
    persons: tuple[Person, ...]
    covered: float
    number: int = 0

    @property
    def person(self) -> Person | None:
        """The one who is meant, the family's grown-ups before the child, and a numbered one before any."""
        return next((p for p in _PERSON_ORDER if p in self.persons), None)


_PERSON_ORDER: tuple[Person, ...] = ("guardian_1", "guardian_2", "referrer", "guardian", "child")


@dataclass(frozen=True, slots=True)
class _Entry:
    words: tuple[str, ...]
    concept: Concept | None = None
    person: Person | None = None


@cache
def _entries() -> tuple[_Entry, ...]:
    """Everything a label may be made of, the longest first."""
    data: Labels = labels()
    found = [_Entry(tuple(words(w)), concept=c) for c in data.concepts for w in c.words]
    found += [_Entry(tuple(words(w)), person=p.person) for p in data.persons for w in p.words]
    found += [_Entry(tuple(words(w))) for w in data.glue]
    return tuple(sorted((e for e in found if e.words), key=lambda e: (-len(e.words), -len("".join(e.words)))))


def words(text: str) -> list[str]:
    """The words of a text in small letters, without points; «mor/far» is two, «e-post» one."""
    found = WORD.findall(text.casefold())
    return [part for word in found for part in re.split(r"[/.]", word) if part]


def alike(a: str, b: str) -> bool:
    """Whether two words are the same but for what a reader misreads; `b` may end in `*` or begin with it."""
    if b.startswith("*") and b.endswith("*"):
        return b.strip("*") in a
    if b.endswith("*"):
        stem = b[:-1]
        return a.startswith(stem) or (len(stem) > 5 and Levenshtein.distance(a[: len(stem)], stem) <= 1)
    if a == b:
        return True
    longest = max(len(a), len(b))
    if longest < 5 or abs(len(a) - len(b)) > 2:
        return False
    return Levenshtein.distance(a, b, score_cutoff=2) <= (1 if longest < 9 else 2)


def has(tokens: Sequence[str], phrase: str) -> bool:
    """Whether the words of a phrase stand one after another among these."""
    wanted = [w for w in re.split(r"\s+", phrase) if w] if "*" in phrase else words(phrase)
    size = len(wanted)
    return any(
        all(alike(a, b) for a, b in zip(tokens[i : i + size], wanted, strict=True))
        for i in range(len(tokens) - size + 1)
    )


@lru_cache(maxsize=1024)
def meaning(text: str) -> Meaning:
    """What a label on one line says. The concept is None where it names none, or two that don't go together."""
    numbered = NUMBER.match(text)
    number = int(numbered[1]) if numbered else 0
    bare = text[numbered.end() :] if numbered else text
    aside = " ".join(PARENTHESIS.findall(bare))
    outside = PARENTHESIS.sub(" ", bare)
    tokens = words(outside) or words(bare)
    concepts, persons, known = _taken(tokens)
    more_concepts, more_persons, _ = _taken(words(aside))
    total = sum(len(t) for t in tokens)
    covered = known / total if total else 0.0
    concept = _one(concepts, more_concepts)
    return Meaning(concept, (*persons, *more_persons), covered, number)


@lru_cache(maxsize=4096)
def _begun(token: str) -> frozenset[str]:
    """The first words of phrases that a word may be: running text has thousands of words, few of them ours."""
    return frozenset(word for word in {entry.words[0] for entry in _entries()} if alike(token, word))


def _taken(tokens: Sequence[str]) -> tuple[list[Concept], list[Person], int]:
    """The concepts and persons named, each word used once, longest phrases first; and how many letters they take."""
    free = list(tokens)
    concepts: list[tuple[int, Concept]] = []
    persons: list[Person] = []
    known = 0
    for exact in (True, False):
        begun = frozenset(tokens) if exact else frozenset[str]().union(*map(_begun, tokens))
        for entry in _entries():
            if entry.words[0] not in begun:
                continue
            size = len(entry.words)
            for i in range(len(free) - size + 1):
                window = free[i : i + size]
                if "" in window or not all(
                    a == b if exact else alike(a, b) for a, b in zip(window, entry.words, strict=True)
                ):
                    continue
                known += sum(len(w) for w in window)
                free[i : i + size] = [""] * size
                if entry.concept is not None:
                    concepts.append((i, entry.concept))
                if entry.person is not None:
                    persons.append(entry.person)
    return [c for _, c in sorted(concepts, key=lambda c: c[0])], persons, known


STRONGER = (
    "signature", "wish", "doctor", "lives_with", "municipality", "school", "siblings", "gender", "nationality",
    "attachments", "parental_responsibility", "valid_until", "due_date", "national_id", "language", "email", "phone",
    "birth_date", "city", "postal_code", "address", "name", "role", "agency", "date", "place", "agencies_other",
)  # fmt: skip
"""Of two concepts in one label the one that stands first here is asked for: «Fødselsdato/personnummer» is a number."""


ASIDE = ("name", "national_id", "birth_date", "phone", "email", "signature", "due_date")
"""What a parenthesis may say by itself: «(hvis andre)» asks for nobody else."""


def _one(concepts: Sequence[Concept], aside: Sequence[Concept]) -> Concept | None:
    named = {
        c.key: c
        for c in (*concepts, *(a for a in aside if a.key in ASIDE and (not concepts or a.key == "national_id")))
    }
    if {"address", "postal_code"} <= named.keys():
        return named["address"]  # all of it on one line
    return next((named[key] for key in STRONGER if key in named), None)


@lru_cache(maxsize=1024)
def pair(text: str) -> tuple[Concept, Concept] | None:
    """The two things that one line asks for together: place and date, postal code and city."""
    concepts, _, known = _taken(words(PARENTHESIS.sub(" ", text)))
    keys = {c.key: c for c in concepts}
    for first, second in (("place", "date"), ("postal_code", "place"), ("postal_code", "city")):
        if set(keys) == {first, second} and known >= FAIR * sum(len(w) for w in words(text)):
            return keys[first], keys[second]
    return None


@lru_cache(maxsize=1024)
def is_hint(text: str) -> bool:
    """Whether a line begins as one does that tells how to answer."""
    tokens = words(text)
    return any(has(tokens[: len(words(hint))], hint) for hint in labels().hints)


@lru_cache(maxsize=1024)
def question(text: str) -> tuple[str, float] | None:
    """The field that a question for free text asks for, and how clearly it does; None when none, as for a hint."""
    tokens = words(text)
    if is_hint(text):
        return None
    scores = {
        q.field: sum(2.0 for w in q.strong if has(tokens, w)) + sum(0.7 for w in q.weak if has(tokens, w))
        - sum(3.0 for w in q.never if has(tokens, w))
        for q in labels().questions
    }  # fmt: skip
    best = max(scores, key=lambda name: scores[name])
    return (best, scores[best]) if scores[best] >= 0.7 else None


@lru_cache(maxsize=1024)
def asked_by_tick(text: str) -> str | None:
    """The field of a box to tick, or of a question with Ja and Nei."""
    tokens = words(text)
    for tick in labels().ticks:
        if any(has(tokens, w) for w in tick.never):
            continue
        if any(all(has(tokens, w) for w in every) for every in tick.all_of):
            return tick.field
    return None


@lru_cache(maxsize=1024)
def asked_by_choice(text: str) -> str | None:
    """The field of a question that is answered by choosing, whose answer may also be printed as text; None for one
    that is answered freely."""
    tokens = words(text)
    if any(has(tokens, w) for w in labels().open):
        return None
    field = asked_by_tick(text)
    listing = field == "consent_given" and any(has(tokens, w) for w in ("tjenest*", "tenest*", "instans*"))
    return "consent_agencies" if listing else field


def yes_or_no(text: str) -> bool | None:
    """Whether a box's label is Ja or Nei."""
    tokens = words(text)
    if len(tokens) != 1:
        return None
    return True if tokens[0] in labels().yes else False if tokens[0] in labels().no else None


@lru_cache(maxsize=1024)
def agency(text: str) -> str | None:
    """The service that a line of a list of services names."""
    tokens = words(text)
    bare = words(PARENTHESIS.sub(" ", text))
    aside = words(" ".join(PARENTHESIS.findall(text)))
    for tried in (tokens, bare, aside):
        for exact in (True, False):
            for key, names in labels().agencies.items():
                if any(_same(tried, words(name), exact) for name in names):
                    return key
    found = [(len("".join(words(n))), key) for key, names in labels().agencies.items() for n in names if has(bare, n)]
    return max(found)[1] if found and len(bare) <= 6 else None


def _same(tokens: Sequence[str], name: Sequence[str], exact: bool) -> bool:
    if not tokens or len(tokens) != len(name):
        return False
    return all(a == b if exact else alike(a, b) for a, b in zip(tokens, name, strict=True))


def option(field: str, text: str) -> str | None:
    """The key that one of several boxes stands for."""
    tokens = words(text)
    of_field = [o for o in labels().options if o.field == field]
    for o in of_field:
        if any(_same(tokens, words(w), exact=False) for w in o.words):
            return o.key
    found = [(len(w), o.key) for o in of_field for w in o.words if has(tokens, w)]
    return max(found)[1] if found else None


@lru_cache(maxsize=1024)
def for_the_office(text: str) -> bool:
    """Whether a label or a heading says that the municipality fills this in itself."""
    tokens = words(text)
    return any(has(tokens, w) for w in labels().office)


@lru_cache(maxsize=1024)
def heading(text: str) -> tuple[bool, Person | None]:
    """Whether a phrase without an answer may be a heading that says whose the lines below are, and whose."""
    tokens = words(text)
    if not tokens or len(tokens) > 14:
        return False, None
    for p in labels().persons:
        if p.person == "referrer" and any(has(tokens, h) for h in (*p.heads, *p.words)):
            return True, "referrer"
    for p in sorted(labels().persons, key=lambda p: _PERSON_ORDER.index(p.person)):
        if any(has(tokens, h) for h in (*p.heads, *(w for w in p.words if len(w) > 2))):
            return True, p.person
    return False, None
