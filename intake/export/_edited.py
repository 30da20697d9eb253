"""What a person has written in place of a draft's words, laid into the blocks of a paper.

Only blocks with a key can be written anew. Quotes, findings, places and pictures stay as they are: what stands in the
documents is corrected there, not in the note.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from intake.export._blocks import Block, Run, card, heading, paragraph, run, runs
from intake.wording import sentence

NOTHING: Mapping[str, Any] = MappingProxyType({})


def drafts(blocks: Sequence[Block]) -> dict[str, str]:
    """The words of every block that may be written anew, by its key: one line a paragraph, item or row.

    Of a space to write in, nothing: it is the caseworker's own.
    """
    return {block["key"]: _text(block) for block in _all(blocks) if block.get("key")}


def labels(blocks: Sequence[Block]) -> dict[str, str]:
    """What each such block is about, by its key: a space's own label, else the heading it stands under."""
    found: dict[str, str] = {}
    above = ""
    for block in _all(blocks):
        above = block["text"] if block["block"] == "heading" else above
        if block.get("key"):
            found[block["key"]] = f"{above}: {block['label']}" if block["block"] == "writing" else above
    return found


def with_texts(blocks: Sequence[Block], texts: Mapping[str, str], language: str) -> list[Block]:
    """The blocks with a person's words in them. Words for a block that the draft no longer has stand at the end."""
    if not texts:
        return list(blocks)
    placed = [new for block in blocks for new in _written(block, texts)]
    known = {block.get("key") for block in _all(blocks)}
    left = [text for key, text in texts.items() if key not in known and text.strip()]
    if left:
        placed.append(heading(2, sentence("review_note", "left_over", language)))
        placed += (paragraph(line) for text in left for line in _lines(text))
    return placed


def _all(blocks: Sequence[Block]) -> Iterator[Block]:
    for block in blocks:
        yield block
        yield from _all(block.get("blocks", ()))


def _written(block: Block, texts: Mapping[str, str]) -> Iterator[Block]:
    if "blocks" in block:
        yield {**block, "blocks": [new for inner in block["blocks"] for new in _written(inner, texts)]}
    elif block.get("key") not in texts or texts[block["key"]] == _text(block):
        yield block
    else:
        yield from _REWRITTEN[block["block"]](block, _lines(texts[block["key"]]))


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _text(block: Block) -> str:
    if block["block"] == "paragraph":
        return _joined(block["runs"][: _words(block["runs"])])
    rows = block.get("rows") or block.get("items") or ()
    return "\n".join(_joined(row) for row in rows)


def _joined(pieces: Sequence[Run]) -> str:
    return "".join(piece["text"] for piece in pieces)


def _words(pieces: Sequence[Run]) -> int:
    """How many of a paragraph's runs are its words: what leads to places comes after them, in brackets."""
    first = next((n for n, piece in enumerate(pieces) if piece["to"] or piece["place"]), len(pieces))
    return first - 1 if 0 < first < len(pieces) and pieces[first - 1]["text"] == " (" else first


def _paragraphs(block: Block, written: Sequence[str]) -> Iterator[Block]:
    places = block["runs"][_words(block["runs"]) :]
    gaps = _gaps(block["runs"])
    *first, last = written or [""]
    yield from (paragraph(*_marked(line, gaps), look=block["look"]) for line in first)
    if last or places:
        yield paragraph(*_marked(last, gaps), *places, look=block["look"], key=block["key"])


def _rows(block: Block, written: Sequence[str]) -> Iterator[Block]:
    name = "rows" if block["block"] == "lines" else "items"
    gaps = _gaps([piece for row in block[name] for piece in row])
    if written:
        yield {**block, name: [runs(_marked(line, gaps)) for line in written]}


def _filled(block: Block, written: Sequence[str]) -> Iterator[Block]:
    if not written:
        yield block
        return
    yield card("plain", paragraph(run(block["label"], "strong"), look="lead"), *(paragraph(line) for line in written))


_REWRITTEN = {"paragraph": _paragraphs, "lines": _rows, "bullets": _rows, "writing": _filled}


def _gaps(pieces: Sequence[Run]) -> list[str]:
    """What the draft leaves for a person to fill in."""
    return [piece["text"] for piece in pieces if piece["style"] == "fill"]


def _marked(line: str, gaps: Sequence[str]) -> list[Run]:
    """A line in which what is still to be filled in stands out, as in the draft."""
    if not gaps:
        return [run(line)]
    pieces = re.split(f"({'|'.join(map(re.escape, gaps))})", line)
    return [run(piece, "fill" if piece in gaps else "plain") for piece in pieces if piece]
