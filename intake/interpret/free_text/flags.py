"""What a person must see at once. High recall matters more than precision: a warning too many costs a look."""

import re
from collections.abc import Sequence

from intake.interpret.free_text.lexicon import Lexicon
from intake.interpret.free_text.mentions import Mention
from intake.interpret.free_text.patterns import Token
from intake.interpret.free_text.words import Word, fold

_ENOUGH = 4  # words that it takes to tell a language
_STRANGE = re.compile(r"[ğşıłąężźćńśșțăãõñßčšžđäöüõëŋŧřůěťďľĺőűėįųūāēīģķļņçîûêâ]")  # letters that Norwegian hasn't
_NORWEGIAN = 0.12  # of the words of a Norwegian answer at least so many are its commonest ones
_OLDEST = 20  # years
_CONCERNS, _ASKS = frozenset({"gjelder", "både"}), frozenset({"søknad", "søker", "søke", "skjema"})
_BARE = 0.5  # a list of services has few common words; where so many words are the catalogue's, it is Norwegian


def warnings(
    words: Sequence[Word], tokens: Sequence[Token], mentions: Sequence[Mention], lexicon: Lexicon
) -> frozenset[str]:
    """The flags that one answer raises, by the contract's names."""
    found = {match.what for match in lexicon.flags.find(tokens)}
    if any(mention.name.key == "selvskading" for mention in mentions):
        found.add("safety_concern")
    if _tells_of_two(words, lexicon):
        found.add("two_children")
    if is_other_language(words, tokens, lexicon):
        found.add("other_language")
    return frozenset(found)


def _tells_of_two(words: Sequence[Word], lexicon: Lexicon) -> bool:
    """Whether two children are named, or told of with ages: "Emma (6) og Jonas (9)", "gutten (8) … jenta (5)"."""
    folded = [fold(word.raw.lower()) for word in words]
    aged = {
        (word in lexicon.words["girl"], age)
        for i, word in enumerate(folded)
        if word in lexicon.words["girl"] | lexicon.words["boy"]
        for age in [_age_behind(folded, i)]
        if age
    }
    return len(aged) > 1 or any(_is_pair(words, folded, i) for i in range(1, len(words) - 1))


def _age_behind(folded: Sequence[str], i: int) -> str:
    """The age that stands right behind word `i` ("(5)", "på 7", "7 år"), or ""."""
    near = [word for word in folded[i + 1 : i + 3] if word != "på"][:1]
    return near[0] if near and near[0].isdigit() and int(near[0]) <= _OLDEST else ""


def _is_pair(words: Sequence[Word], folded: Sequence[str], i: int) -> bool:
    """Whether word `i` is the "og" between two names, each with an age or behind words that say whom it is for."""
    if folded[i] != "og" or words[i].sentence != words[i + 1].sentence or not words[i + 1].raw.istitle():
        return False
    first = i - 1
    while first > 0 and (folded[first].isdigit() or folded[first] == "år"):
        first -= 1
    if not (words[first].raw.istitle() and words[first].sentence == words[i].sentence):
        return False
    both_aged = first < i - 1 and bool(_age_behind(folded, i + 1))
    before = folded[max(0, first - 2) : first]
    return both_aged or bool(before and (before[-1] in _CONCERNS or (before[-1] == "for" and before[0] in _ASKS)))


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
