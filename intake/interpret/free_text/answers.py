"""From the answers to what is understood."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from intake.interpret.free_text.clauses import Row, row_of
from intake.interpret.free_text.flags import warnings
from intake.interpret.free_text.lexicon import Lexicon, Name, lexicon
from intake.interpret.free_text.mentions import Mention, mentions_of, tokens_of
from intake.interpret.free_text.merge import Said, merged
from intake.interpret.free_text.people import Narrator, is_other_person, narrator
from intake.interpret.free_text.sentences import words_of
from intake.interpret.free_text.status import Verdict, status_signs, verdicts
from intake.interpret.free_text.unrecognised import unrecognised
from intake.interpret.free_text.words import Word, fold
from intake.model import Condition, Service, Understanding, Unrecognised

FIELDS = ("condition_text", "services_text", "needs_text", "goals_text")
_WISHED = frozenset({"needs", "applied", "refused"})
_BEFORE_AGE = frozenset({"er", "på", "jente", "gutt", "vår", "sønn", "datter"})
_AT_SCHOOL = ("skole", "ungdomsskole", "barneskole", "klasse", "elev", "trinn", "vgs", "videregående", "sfo")
_SCHOOL_AGE, _GROWN = 6, 20  # years
_LISTED = ("condition_text", "services_text", "needs_text")


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer, read."""

    field: str
    text: str
    words: tuple[Word, ...]
    mentions: tuple[Mention, ...]
    row: Row


def _read(field: str, text: str, lex: Lexicon) -> Answer:
    words = words_of(text)
    tokens = tokens_of(words, lex)
    mentions = mentions_of(words, tokens, lex, "condition" if field == "condition_text" else "service")
    mentions = _without_owners(words, mentions, lex)
    return Answer(field, text, words, mentions, row_of(words, tokens, mentions, lex))


def _tail(answer: Answer) -> str:
    """What follows the last word."""
    return answer.text[answer.words[-1].end :] if answer.words else ""


def _said(answer: Answer, who: Narrator, at_school: bool, lex: Lexicon) -> list[Said]:
    judged = verdicts(answer.field, answer.row, answer.mentions, _tail(answer))
    found = []
    for at, item in enumerate(answer.row.items):
        if item.mention is None:
            continue
        mention, verdict = answer.mentions[item.mention], judged[item.mention]
        status = verdict.status
        own_denial = verdict.carried and status == "negated"  # "bror har PTSD, det har ikke han"
        if not own_denial and status != "dropped" and is_other_person(answer.row, at, mention, who, lex):
            status = "other_person"
        if not _counts(mention, status, verdict, answer.field):
            continue
        start, end = answer.words[mention.first].start, answer.words[mention.last - 1].end
        name, sure = _named(mention.name, at_school, lex), min(mention.sure, verdict.sure)
        found.append(Said(name, answer.field, start, end, status, verdict.said, sure))
    return found


def _counts(mention: Mention, status: str, verdict: Verdict, field: str) -> bool:
    """Whether the word is a service here: devices and cars count where getting them is the point."""
    if mention.name.use == "wished":
        return status in _WISHED
    if mention.name.use == "aid":
        return status in _WISHED or (field != "condition_text" and not verdict.said and not verdict.weak)
    return True


def _without_owners(words: Sequence[Word], mentions: Sequence[Mention], lex: Lexicon) -> tuple[Mention, ...]:
    """Leaves NAV out where it is only named as whose a benefit is ("hjelpestønad fra NAV", not "NAV, hjelpestønad")."""

    def is_owner(mention: Mention) -> bool:
        if mention.name.key != "nav" or words[mention.first].raw.lower() != "nav":
            return False
        return any(
            _is_benefit(other.name.key, lex)
            and words[other.first].sentence == words[mention.first].sentence
            and not any(
                "," in word.gap for word in words[min(mention.last, other.last) : max(mention.first, other.first) + 1]
            )
            for other in mentions
        )

    return tuple(mention for mention in mentions if not is_owner(mention))


def _between(words: Sequence[Word], one: Mention, other: Mention) -> Sequence[Word]:
    """The words behind the earlier mention, up to the later one's first."""
    return words[min(one.last, other.last) : max(one.first, other.first) + 1]


def _is_benefit(key: str, lex: Lexicon) -> bool:
    return key != "nav" and key in lex.services and lex.services[key].sector == "nav"


def _named(name: Name, at_school: bool, lex: Lexicon) -> Name:
    """The service that a word means for a child of this age."""
    entry = lex.services.get(name.key)
    if name.use == "by_age" and at_school and entry is not None and entry.at_school:
        return Name("service", entry.at_school)
    return name


def _is_at_school(words: Sequence[str]) -> bool:
    """Whether the child is of school age, by what is said: an age in years, or else a school and no barnehage."""
    ages = [
        int(word)
        for before, word, after in zip(["", *words], words, [*words[1:], ""], strict=False)
        if word.isdigit() and (after == "år" or before in _BEFORE_AGE) and int(word) < _GROWN
    ]
    if ages:
        return max(ages) >= _SCHOOL_AGE
    return any(word.startswith(_AT_SCHOOL) and not word.startswith("skolestart") for word in words) and not any(
        word.startswith(("barnehage", "bhg")) for word in words
    )


def _condition(said: Said, text: str, lex: Lexicon) -> Condition:
    entry = lex.conditions.get(said.name.key)
    code = said.name.key.removeprefix("icd-10 ") if entry is None else entry.code
    return Condition(
        said.name.key, text[said.start : said.end], entry.group if entry else "illness", code, said.status,
        round(said.sure, 3), (said.start, said.end), said.field,
    )  # fmt: skip


def _service(said: Said, text: str, lex: Lexicon) -> Service:
    entry = lex.services[said.name.key]
    return Service(
        entry.key, text[said.start : said.end], entry.sector, said.status, round(said.sure, 3), (said.start, said.end),
        said.field,
    )  # fmt: skip


def _unrecognised(answer: Answer, lex: Lexicon) -> Iterator[Unrecognised]:
    places = unrecognised(answer.words, answer.mentions, answer.field == "condition_text", lex)
    return (Unrecognised(answer.field, place) for place in places)


def _words_of(answer: Answer, mention: Mention) -> str:
    return answer.text[answer.words[mention.first].start : answer.words[mention.last - 1].end]


def signs_of(answers: Mapping[str, str | None]) -> list[tuple[Name, str, frozenset[str]]]:
    """Each mention in the answers with its words and the signs of its status: what weights are learnt from."""
    lex = lexicon()
    read = [_read(field, text, lex) for field in FIELDS if (text := answers.get(field))]
    at_school = _is_at_school([fold(w.raw.lower()) for a in read for w in a.words])
    return [
        (_named(a.mentions[n].name, at_school, lex), _words_of(a, a.mentions[n]), signs)
        for a in read
        for n, signs in status_signs(a.field, a.row, a.mentions, _tail(a)).items()
    ]


def understand(answers: Mapping[str, str | None], language: str) -> Understanding:
    """What the answers say, of the fields `condition_text`, `services_text`, `needs_text` and `goals_text`.

    Spans are character ranges in the answers as given. Never raises, whatever the text. `language` is the form's and
    changes nothing yet: families mix bokmål, nynorsk and dialect.
    """
    del language
    lex = lexicon()
    read = [_read(field, text, lex) for field in FIELDS if (text := answers.get(field))]
    words = [fold(w.raw.lower()) for a in read for w in a.words]
    who, at_school = narrator(words, lex), _is_at_school(words)
    said = merged((s for a in read for s in _said(a, who, at_school, lex)), lex)
    texts = {a.field: a.text for a in read}
    flags = {flag for a in read for flag in warnings(a.words, tokens_of(a.words, lex), a.mentions, lex)}
    return Understanding(
        tuple(_condition(s, texts[s.field], lex) for s in said if s.name.kind == "condition"),
        tuple(_service(s, texts[s.field], lex) for s in said if s.name.kind == "service"),
        tuple(u for a in read if a.field in _LISTED for u in _unrecognised(a, lex)),
        tuple(sorted(flags)),
    )
