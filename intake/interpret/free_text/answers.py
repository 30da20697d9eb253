"""From the answers to what is understood."""

from collections.abc import Mapping
from dataclasses import dataclass

from intake.interpret.free_text.clauses import Row, row_of
from intake.interpret.free_text.lexicon import Lexicon, lexicon
from intake.interpret.free_text.mentions import Mention, mentions_of, tokens_of
from intake.interpret.free_text.merge import Said, merged
from intake.interpret.free_text.people import Narrator, is_other_person, narrator
from intake.interpret.free_text.sentences import words_of
from intake.interpret.free_text.status import verdicts
from intake.interpret.free_text.words import Word, fold
from intake.model import Condition, Service, Understanding, Unrecognised

FIELDS = ("condition_text", "services_text", "needs_text", "goals_text")
_WISHED = frozenset({"needs", "applied", "refused"})
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
    mentions = mentions_of(words, tokens, lex)
    return Answer(field, text, words, mentions, row_of(words, tokens, mentions, lex))


def _said(answer: Answer, who: Narrator, lex: Lexicon) -> list[Said]:
    tail = answer.text[answer.words[-1].end :] if answer.words else ""
    judged = verdicts(answer.field, answer.row, answer.mentions, tail)
    found = []
    for at, item in enumerate(answer.row.items):
        if item.mention is None:
            continue
        mention, verdict = answer.mentions[item.mention], judged[item.mention]
        status = verdict.status
        if is_other_person(answer.row, at, mention, who, lex) and status != "dropped":
            status = "other_person"
        if mention.name.use == "wished" and status not in _WISHED:
            continue
        start, end = answer.words[mention.first].start, answer.words[mention.last - 1].end
        found.append(
            Said(mention.name, answer.field, start, end, status, verdict.said, min(mention.sure, verdict.sure))
        )
    return found


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


def _unrecognised(answer: Answer, lex: Lexicon) -> list[Unrecognised]:
    """Sentences with nothing recognised in them, but for greetings and bare noes."""
    known = {answer.words[i].sentence for m in answer.mentions for i in range(m.first, m.last)}
    sentences: dict[int, list[Word]] = {}
    for word in answer.words:
        if word.sentence not in known:
            sentences.setdefault(word.sentence, []).append(word)
    return [
        Unrecognised(answer.field, (words[0].start, words[-1].end))
        for words in sentences.values()
        if any(len(w.raw) > 2 and w.raw.isalpha() and fold(w.raw.lower()) not in lex.words["greeting"] for w in words)
    ]


def understand(answers: Mapping[str, str | None], language: str) -> Understanding:
    """What the answers say, of the fields `condition_text`, `services_text`, `needs_text` and `goals_text`.

    Spans are character ranges in the answers as given. Never raises, whatever the text. `language` is the form's and
    changes nothing yet: families mix bokmål, nynorsk and dialect.
    """
    del language
    lex = lexicon()
    read = [_read(field, text, lex) for field in FIELDS if (text := answers.get(field))]
    who = narrator([fold(w.raw.lower()) for a in read for w in a.words], lex)
    said = merged((s for a in read for s in _said(a, who, lex)), lex)
    texts = {a.field: a.text for a in read}
    flags = {m.what for a in read for m in lex.flags.find(tokens_of(a.words, lex))}
    return Understanding(
        tuple(_condition(s, texts[s.field], lex) for s in said if s.name.kind == "condition"),
        tuple(_service(s, texts[s.field], lex) for s in said if s.name.kind == "service"),
        tuple(u for a in read if a.field in _LISTED for u in _unrecognised(a, lex)),
        tuple(sorted(flags)),
    )
