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
# What a parent may have for his own sake, where it is said outright ("far har BPA").
_OWN = frozenset({"bpa", "stottekontakt", "krisesenter"})
_PLAIN = frozenset({"også", "og", "egen", "eget", "eigen", "selv", "i", "et", "en", "òg"})
_USES = frozenset({"går", "har", "får", "er", "fikk", "hadde", "gikk", "på", "hos"})
_FOLLOWS = frozenset({"følger", "kjenner", "hjelper", "utreder", "behandler", "gjelder", "har"})
_TO = frozenset({"til", "for", "av", "fra", "enn", "som", "hos"})
_REACHES = 12  # words between a person and what is said of them
_ELDER, _YOUNGER = frozenset({"eldste", "eldstemann"}), frozenset({"yngste", "yngstemann"})


@dataclass(frozen=True, slots=True)
class Narrator:
    """Who writes and who the child is, as far as the words show. `girl` is None where they don't.

    `others` are words that mean a sibling in this answer alone ("yngste", where the request is for the eldest).
    """

    is_child: bool
    girl: bool | None
    others: frozenset[str]


def narrator(words: Sequence[str], lexicon: Lexicon) -> Narrator:
    """From the folded words of all answers: a child spoken of as "han" or "jenta", or a writer who is the child."""
    w = lexicon.words
    first = next((x for x in words if x in w["girl"] or x in w["boy"]), None)
    third = sum(x in w["child"] for x in words)
    me = sum(x in {"jeg", "meg", "min", "mitt", "mine"} for x in words)
    return Narrator(me > 0 and me > third, None if first is None else first in w["girl"], _others(words))


def _others(words: Sequence[str]) -> frozenset[str]:
    """The younger ones, where the request is for the eldest, and the other way round."""
    for i, word in enumerate(words):
        asked = {"søker", "gjelder", "søknad", "søknaden"} & set(words[max(0, i - 5) : i])
        if asked and word in _ELDER:
            return _YOUNGER
        if asked and word in _YOUNGER:
            return _ELDER
    return frozenset()


def _person(word: str, who: Narrator, lexicon: Lexicon) -> str | None:
    if word in who.others:
        return "sibling"
    if word in lexicon.words["child"]:
        return "child"
    stem = word[:-1] if word.endswith("s") and len(word) > 3 else word
    return next((kind for kind in ("sibling", "parent") if {word, stem} & lexicon.words[kind]), None)


def _speaks(row: Row, i: int, lexicon: Lexicon) -> bool:
    """Whether the person at `i` only says or wishes something."""
    return any(item.word in lexicon.words["says"] for item in row.items[i + 1 : i + 3])


def _is_beside(row: Row, i: int, who: Narrator, lexicon: Lexicon) -> bool:
    """Whether the sibling or parent at `i` is named beside somebody ("pleiepenger til mor", "han og broren")."""
    before = row.items[i - 1].word if i else ""
    if before in _TO:
        return True
    together = before in {"og", "med"} and any(
        _person(item.word, who, lexicon) == "child" for item in row.items[max(0, i - 4) : i]
    )
    return together or _speaks(row, i, lexicon)


def _subject(row: Row, at: int, who: Narrator, lexicon: Lexicon) -> str | None:
    """Whom the clause speaks of before the mention at item `at`: the person nearest to the left."""
    for i in range(at - 1, max(-1, at - 1 - _REACHES), -1):
        if row.clause[i] != row.clause[at]:
            return None
        word = row.items[i].word
        if word in {"jeg", "meg"} and not who.is_child:
            return "parent" if _of_self(row, i, at, lexicon) else "child"
        person = None if word in {"hans", "hennes"} else _person(word, who, lexicon)
        if person == "child" and word in {"han", "hun"} and _topic_is_sibling(row, i, who, lexicon):
            return "sibling"
        if person == "child" or (person is not None and not _is_beside(row, i, who, lexicon)):
            return person
    return None


def _object(row: Row, at: int, mention: Mention, who: Narrator, lexicon: Lexicon) -> str | None:
    """Whom the words right behind the mention name: "ADHD hos bror", "i familien", "ADHD (mor)", "BUP følger bror"."""
    behind = [item.word for item in row.items[at + 1 : at + 4] if item.sentence == row.items[at].sentence]
    if not behind:
        return None
    people = [_person(word, who, lexicon) for word in behind[:3]]
    person = next((p for p in people if p), None)
    if mention.name.kind == "service":
        return "sibling" if behind[0] in _FOLLOWS and person == "sibling" else None
    if behind[0] in {"har", "hadde"} and len(people) > 1 and people[1] in {"sibling", "parent"}:
        return people[1]  # "sukkersyke har bestefar"
    if behind[0] in {"hos", "på"} or (people[0] and "(" in row.items[at + 1].gap):
        return person
    return "sibling" if behind[0] == "i" and any(word in {"familien", "slekta", "slekten"} for word in behind) else None


def _of_self(row: Row, i: int, at: int, lexicon: Lexicon) -> bool:
    """Whether the writer, who is not the child, says "jeg har selv" of what follows."""
    words = [item.word for item in row.items[i + 1 : at]]
    said = bool(words) and words[0] in {"har", "hadde", "fikk"} and len(words) < 4
    return said or any(word in lexicon.words["own"] for word in words)


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
    person = _subject(row, at, who, lexicon) or _object(row, at, mention, who, lexicon)
    if person is None or person == "child":
        return False
    if mention.name.kind == "condition" or person == "sibling":
        return True
    return (mention.name.key not in FAMILY and _has_verb(row, at)) or (
        mention.name.key in _OWN and _plainly_has(row, at, who, lexicon)
    )


def _plainly_has(row: Row, at: int, who: Narrator, lexicon: Lexicon) -> bool:
    """Whether a parent is said to have the mention, with nothing between ("mor bor på krisesenter")."""
    verb = False
    for i in range(at - 1, max(-1, at - 1 - _REACHES), -1):
        word = row.items[i].word
        if row.items[i].sentence != row.items[at].sentence:
            return False
        if word in _USES or word == "bor":
            verb = True
        elif word and word not in _PLAIN:
            return verb and _person(word, who, lexicon) == "parent"
    return False


def _has_verb(row: Row, at: int) -> bool:
    """Whether somebody is said to have or use the service ("mor går på DPS"), not only named beside it."""
    near = range(max(0, at - _REACHES), at)
    return any(row.items[i].word in _USES for i in near if row.clause[i] == row.clause[at])
