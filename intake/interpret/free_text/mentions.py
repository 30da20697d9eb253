"""Finds the names of conditions and services in an answer; where names overlap, the longer one is meant."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from intake.interpret.free_text.lexicon import Lexicon, Name
from intake.interpret.free_text.patterns import Match, Token
from intake.interpret.free_text.sentences import is_joined
from intake.interpret.free_text.words import Word, fold

_CODE = re.compile(r"^[A-TV-Z]\d\d(?:\.\d{1,2})?$")
_NO_CODE = frozenset({"B12", "T21", "T18", "T13", "A4", "E18", "E39", "E16", "K21", "C14"})
_JOINED = 8  # a word written in two parts must be this long to be taken for one
_JOINED_SURE = 0.9


@dataclass(frozen=True, slots=True)
class Mention:
    """A name found: words `first` to `last` (the last not included)."""

    name: Name
    first: int
    last: int
    sure: float


def tokens_of(words: Sequence[Word], lexicon: Lexicon) -> tuple[Token, ...]:
    """The words as patterns see them."""
    return tuple(
        Token(
            lexicon.speller.atoms(word.raw),
            bool(i) and words[i - 1].sentence == word.sentence and is_joined(word.gap),
        )
        for i, word in enumerate(words)
    )


def _split_words(words: Sequence[Word], tokens: Sequence[Token], lexicon: Lexicon) -> Iterable[Match[Name]]:
    """Names of one word that stand in two parts ("avlastnings bolig")."""
    for i in range(len(words) - 1):
        together = words[i].raw + words[i + 1].raw
        if words[i + 1].gap != " " or not tokens[i + 1].joined or len(together) < _JOINED or not together.isalpha():
            continue
        longest = max(len(fold(words[i].raw.lower())), len(fold(words[i + 1].raw.lower()))) + 1
        atoms = {
            atom: sure
            for atom, sure in lexicon.speller.atoms(together).items()
            if sure > _JOINED_SURE and atom[0] != "*" and len(atom.strip("*")) > longest
        }
        for match in lexicon.names.find((Token(atoms, False),)):
            yield Match(match.what, i, i + 2, _JOINED_SURE)


def _with_degrees(words: Sequence[Word], tokens: Sequence[Token], lexicon: Lexicon) -> Iterable[Match[Name]]:
    """Descriptions of function with a word of degree in them ("trenger hjelp til absolutt alt")."""
    plain = [i for i, word in enumerate(words) if fold(word.raw.lower()) not in lexicon.words["degree"]]
    if len(plain) == len(words):
        return
    for match in lexicon.names.find([tokens[i] for i in plain]):
        entry = lexicon.conditions.get(match.what.key)
        start, end = plain[match.start], plain[match.end - 1] + 1
        if entry is not None and entry.function and end - start > match.end - match.start > 1:
            yield Match(match.what, start, end, match.sure)


def _codes(words: Sequence[Word], lexicon: Lexicon) -> Iterable[Match[Name]]:
    """Diagnosis codes, by the condition that has the code, or the code's first three characters."""
    for i, word in enumerate(words):
        if not _CODE.match(word.raw) or word.raw in _NO_CODE:
            continue
        near = [
            (entry.code != word.raw[:5], entry.code != word.raw[:3], bool(entry.of), entry.term)
            for entry in lexicon.conditions.values()
            if entry.code and entry.code[:3] == word.raw[:3] and (len(entry.code) == 3 or entry.code == word.raw[:5])
        ]
        yield Match(Name("condition", min(near)[3] if near else f"icd-10 {word.raw}"), i, i + 1, 1.0)


def mentions_of(
    words: Sequence[Word], tokens: Sequence[Token], lexicon: Lexicon, first: str = "service"
) -> tuple[Mention, ...]:
    """The names in an answer, in order, none overlapping another. Where one is both kinds, it is the kind `first`."""
    found = [
        *lexicon.names.find(tokens),
        *_split_words(words, tokens, lexicon),
        *_with_degrees(words, tokens, lexicon),
        *_codes(words, lexicon),
    ]
    length = {id(m): words[m.end - 1].end - words[m.start].start for m in found if m.end > m.start}
    found = [m for m in found if m.end > m.start]
    found.sort(
        key=lambda m: (
            -(m.end - m.start),
            -m.sure,
            -length[id(m)],
            m.what.use == "never",
            m.what.kind != first,
            m.start,
        )
    )
    taken = bytearray(len(words))
    kept = []
    for match in found:
        if any(taken[match.start : match.end]):
            continue
        taken[match.start : match.end] = b"\1" * (match.end - match.start)
        if match.what.use != "never":
            kept.append(Mention(match.what, match.start, match.end, match.sure))
    return _with_heads(sorted(kept, key=lambda m: m.first), words)


def _with_heads(found: Sequence[Mention], words: Sequence[Word]) -> tuple[Mention, ...]:
    """Takes a bare "syndrom" behind a name into that name ("DiGeorge syndrom" is one condition)."""
    one: list[Mention] = []
    for mention in found:
        before = one[-1] if one else None
        if (
            mention.name.key == "syndrom"
            and before is not None
            and before.name.kind == "condition"
            and before.last == mention.first
            and words[mention.first].gap in {" ", "-"}
        ):
            one[-1] = replace(before, last=mention.last)
        else:
            one.append(mention)
    return tuple(one)
