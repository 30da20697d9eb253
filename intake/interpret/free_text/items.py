"""An answer as a row of items: words, and mentions as one each."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from intake.interpret.free_text.lexicon import Lexicon
from intake.interpret.free_text.mentions import Mention
from intake.interpret.free_text.patterns import Token
from intake.interpret.free_text.words import Word, fold


@dataclass(frozen=True, slots=True)
class Item:
    """A word, or a mention as one: `word` is the folded word, "" for a mention, whose `kind` and `text` are set."""

    word: str
    kind: str
    text: str
    gap: str
    sentence: int
    mention: int | None
    first: int


def items_of(words: Sequence[Word], mentions: Sequence[Mention]) -> tuple[Item, ...]:
    """The words, with the words of each mention as one item."""
    by_first = {mention.first: n for n, mention in enumerate(mentions)}
    items, i = [], 0
    while i < len(words):
        n = by_first.get(i)
        word = words[i]
        if n is None:
            items.append(Item(fold(word.raw.lower()), "", "", word.gap, word.sentence, None, i))
            i += 1
            continue
        text = " ".join(fold(w.raw.lower()) for w in words[i : mentions[n].last])
        items.append(Item("", mentions[n].name.kind, text, word.gap, word.sentence, n, i))
        i = mentions[n].last
    return tuple(items)


def item_tokens(
    items: Sequence[Item], tokens: Sequence[Token], mentions: Sequence[Mention], lexicon: Lexicon
) -> tuple[Token, ...]:
    """The items as patterns see them, a mention being `#`."""

    def token(i: int, item: Item) -> Token:
        joined = bool(i) and items[i - 1].sentence == item.sentence and not re.search(r"[;()\n]", item.gap)
        if item.mention is None:
            linked = "," not in item.gap or item.word in lexicon.words["border"]
            return Token(tokens[item.first].atoms, joined and linked)
        mention = mentions[item.mention]
        return Token({"#": 1.0, "#" + mention.name.kind: 1.0}, joined, opaque=True)

    return tuple(token(i, item) for i, item in enumerate(items))
