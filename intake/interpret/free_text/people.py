"""Whose a condition or a service is: the child's, or a sibling's or a parent's."""

from collections.abc import Sequence
from dataclasses import dataclass

from intake.interpret.free_text.clauses import Row
from intake.interpret.free_text.lexicon import Lexicon
from intake.interpret.free_text.mentions import Mention

# What a family gets because of the child is the child's, whoever receives it (guide).
FAMILY = frozenset(
    {"avlastning", "pleiepenger", "omsorgspenger", "omsorgsstonad", "opplaeringspenger", "hjelpestonad", "tolk",
     "grunnstonad", "koordinator", "barnekoordinator", "individuell_plan", "ansvarsgruppe", "stottekontakt", "bpa",
     "barnehage", "skole", "ppt", "habilitering", "hjelpemidler", "laerings_mestringssenter", "brukerorganisasjon",
     "barnevern", "helsestasjon", "jordmor", "bilstonad", "krisesenter", "assistent", "logoped", "statped", "sfo"}
)  # fmt: skip
_REACHES = 6  # words between a person and what is said of them


@dataclass(frozen=True, slots=True)
class Narrator:
    """Who writes and who the child is, as far as the words show. `girl` is None where they don't."""

    is_child: bool
    girl: bool | None


def narrator(words: Sequence[str], lexicon: Lexicon) -> Narrator:
    """From all the answers' folded words in order: a child spoken of as "han" or "jenta", or a writer who is the child."""
    w = lexicon.words
    first = next((x for x in words if (x in w["girl"] or x in w["boy"]) and x not in w["sibling"]), None)
    third = sum(x in w["child"] for x in words)
    me = sum(x in {"jeg", "meg", "min", "mitt", "mine"} for x in words)
    return Narrator(me > 0 and me > third, None if first is None else first in w["girl"])


def _person(word: str, lexicon: Lexicon) -> str | None:
    stem = word[:-1] if word.endswith("s") and len(word) > 3 else word
    for kind in ("sibling", "parent"):
        if word in lexicon.words[kind] or stem in lexicon.words[kind]:
            return kind
    return "child" if word in lexicon.words["child"] else None


def _speaks(row: Row, i: int, lexicon: Lexicon) -> bool:
    """Whether the person at `i` only says or wishes something."""
    return any(item.word in lexicon.words["says"] for item in row.items[i + 1 : i + 3])


def _subject(row: Row, at: int, who: Narrator, lexicon: Lexicon) -> str | None:
    """The person nearest to the left in the clause, or one right behind in "hos bror" and "(mor)"."""
    for i in range(at - 1, max(-1, at - 1 - 2 * _REACHES), -1):
        if row.clause[i] != row.clause[at]:
            break
        word = row.items[i].word
        if word in {"jeg", "meg"} and not who.is_child:
            return "self" if _of_self(row, i, at, lexicon) else "child"
        person = _person(word, lexicon)
        if person == "child" and word in {"han", "hun"} and _topic_is_sibling(row, i, who, lexicon):
            return "sibling"
        if (
            person is not None
            and person != "child"
            and i
            and row.items[i - 1].word in {"og", "med", "til", "for", "hos", "av", "enn", "fra"}
        ):
            if row.items[i - 1].word == "og" or any(
                _person(x.word, lexicon) == "child" for x in row.items[max(0, i - 4) : i]
            ):
                continue
            if row.items[i - 1].word in {"til", "for", "av", "fra", "enn"}:
                continue
        if person is not None:
            return None if person != "child" and _speaks(row, i, lexicon) else person
    behind = [item.word for item in row.items[at + 1 : at + 4]]
    if (
        len(behind) > 1
        and behind[0] in {"hos", "på"}
        and any(_person(x, lexicon) in {"sibling", "parent"} for x in behind[1:])
    ):
        return "sibling"
    if behind and behind[0] == "i" and "familien" in behind[1:2] + behind[2:3]:
        return "sibling"
    if behind and "(" in row.items[at + 1].gap and _person(behind[0], lexicon) in {"sibling", "parent"}:
        return "sibling"
    return None


def _of_self(row: Row, i: int, at: int, lexicon: Lexicon) -> bool:
    words = [item.word for item in row.items[i + 1 : at]]
    return any(x in lexicon.words["own"] for x in words) or (
        bool(words) and words[0] in {"har", "hadde", "fikk"} and len(words) < 4
    )


def _topic_is_sibling(row: Row, i: int, who: Narrator, lexicon: Lexicon) -> bool:
    """Whether "hun" is the sister just spoken of: the child is a boy, and the sister is the nearest person before."""
    female = row.items[i].word == "hun"
    if who.girl is None or who.girl == female:
        return False
    for j in range(i - 1, -1, -1):
        if row.items[i].sentence - row.items[j].sentence > 2:
            return False
        word = row.items[j].word
        if word in lexicon.words["sibling"] or word in lexicon.words["parent"]:
            return (word in lexicon.words["female"]) == female
    return False


def is_other_person(row: Row, at: int, mention: Mention, who: Narrator, lexicon: Lexicon) -> bool:
    """Whether the mention at item `at` is said of somebody else than the child."""
    person = _subject(row, at, who, lexicon)
    if person is None or person == "child":
        return False
    if mention.name.kind == "condition":
        return True
    return person == "sibling" or mention.name.key not in FAMILY
