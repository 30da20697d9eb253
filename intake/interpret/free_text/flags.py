"""What a person must see at once. High recall matters more than precision: a warning too many costs a look."""

import re
from collections.abc import Sequence

from intake.interpret.free_text.lexicon import Lexicon
from intake.interpret.free_text.mentions import Mention
from intake.interpret.free_text.patterns import Token
from intake.interpret.free_text.words import Word, fold

_ENOUGH = 4  # words that it takes to tell a language
_STRANGE = re.compile(r"[ğşıłąężźćńśșțăãõñßčšžđŋŧřůěťďľĺőűėįųūāēīģķļņçîûêâ]")  # letters that Norwegian hasn't
_NORWEGIAN = 0.12  # of the words of a Norwegian answer at least so many are its commonest ones
_BARE = 0.5  # a list of services has few common words; where so many words are the catalogue's, it is Norwegian


def warnings(
    words: Sequence[Word], tokens: Sequence[Token], mentions: Sequence[Mention], lexicon: Lexicon
) -> frozenset[str]:
    """The flags that one answer raises, by the contract's names."""
    found = {match.what for match in lexicon.flags.find(tokens)}
    if any(mention.name.key == "selvskading" for mention in mentions):
        found.add("safety_concern")
    if is_other_language(words, tokens, lexicon):
        found.add("other_language")
    return frozenset(found)


def is_other_language(words: Sequence[Word], tokens: Sequence[Token], lexicon: Lexicon) -> bool:
    """Whether the answer is in another language than Norwegian, or largely so."""
    spelt = [word.raw for word in words if word.raw[0].isalpha() and not any(c.isdigit() for c in word.raw)]
    if all(word.isupper() for word in spelt) and all(len(word) < _ENOUGH + 1 for word in spelt):
        return False  # short forms only: "CI, FM, ASK"
    plain = [word.lower() for word in spelt]
    letters = [c for word in plain for c in word if c.isalpha()]
    if letters and sum(c > "\u024f" for c in letters) > len(letters) / 4:
        return True
    if len(plain) < _ENOUGH:
        return False
    norwegian = sum(fold(word) in lexicon.words["norwegian"] or word in lexicon.words["norwegian"] for word in plain)
    foreign = len({word for word in plain if word in lexicon.words["foreign"] or _is_strange(word)})
    known = sum(max(token.atoms.values(), default=0.0) > 0.8 for token in tokens)
    if foreign >= 2 and foreign > norwegian:
        return True
    return norwegian < _NORWEGIAN * len(plain) and known < _BARE * len(plain)


def _is_strange(word: str) -> bool:
    return len(word) > 2 and bool(_STRANGE.search(word))
