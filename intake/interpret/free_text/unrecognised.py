"""Sentences of an answer in which nothing was recognised: there an unknown diagnosis stands."""

from collections.abc import Sequence

from intake.interpret.free_text.lexicon import Lexicon
from intake.interpret.free_text.mentions import Mention
from intake.interpret.free_text.words import Word, fold

_PLAIN = ("generic", "norwegian", "greeting", "pale", "finite", "degree", "also", "border", "sub", "child", "parent")
_SHORT = 3  # letters: a shorter word tells nothing, unless it is written as a short form


def unrecognised(
    words: Sequence[Word], mentions: Sequence[Mention], of_condition: bool, lexicon: Lexicon
) -> list[tuple[int, int]]:
    """The character ranges of the sentences that name nothing known and have a word that may tell something.

    Greetings, bare noes, and sentences of everyday words alone are left out ("Jeg vet ikke om mer"). Outside the answer
    about the condition, so are those that only say how it is ("Venter fortsatt på svar").
    """
    known = {words[i].sentence for mention in mentions for i in range(mention.first, mention.last)}
    sentences: dict[int, list[Word]] = {}
    for word in words:
        if word.sentence not in known:
            sentences.setdefault(word.sentence, []).append(word)
    return [
        (sentence[0].start, sentence[-1].end)
        for sentence in sentences.values()
        if any(_tells(word, of_condition, lexicon) for word in sentence)
    ]


def _tells(word: Word, of_condition: bool, lexicon: Lexicon) -> bool:
    """Whether a word may name something: it is neither an everyday word nor, outside conditions, a cue's."""
    lower = fold(word.raw.lower())
    if not any(c.isalpha() for c in lower) or any(lower in lexicon.words[name] for name in _PLAIN):
        return False
    if len(lower) < _SHORT:
        return word.raw.isupper() and len(word.raw) > 1
    atoms = lexicon.speller.atoms(word.raw)
    return of_condition or not atoms or not lexicon.names.vocabulary.isdisjoint(atoms)
