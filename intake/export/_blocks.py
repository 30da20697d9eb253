"""What a paper is made of. A note and a letter are each one row of blocks, and HTML, PDF and Word show the same row.

A block is plain data with its kind under `block`; a run is a piece of text with a style, and an anchor that it leads
to. Styles are `plain`, `strong`, `large`, `soft`, `stamp`, `condition`, `service`, `draft` (a reading to be checked),
`fill` (for a person to fill in), and, as badges, the findings and the statuses of a reading.

A block with a `key` may be written anew by a person (`_edited`): the key stays the same from one draft to the next.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

Block = dict[str, Any]
Run = dict[str, str]
Words = str | Run
BADGES = ("stated", "unclear", "not_stated", "contradicted", "confident", "uncertain", "empty", "unreadable")
"""Styles of a run that stands as a badge: what a reading or a finding is, never how good or bad the case is."""


def run(text: str, style: str = "plain", to: str = "", place: str = "") -> Run:
    """A piece of text. `to` is the anchor it leads to, `place` what it is of: `hash/page/left,top,right,bottom`."""
    return {"text": text, "style": style, "to": to, "place": place}


def runs(words: Iterable[Words]) -> list[Run]:
    """Texts and runs as runs, without the empty ones."""
    return [run(word) if isinstance(word, str) else word for word in words if word not in ("", run(""))]


def heading(level: int, text: str, anchor: str = "", badge: Run | None = None) -> Block:
    """A heading of level 1 to 3, with a badge beside it where it is about something that has one."""
    return {"block": "heading", "level": level, "text": text, "anchor": anchor, "badge": badge}


def paragraph(*words: Words, look: str = "plain", key: str = "") -> Block:
    """A paragraph. `look` is `plain`, `soft`, `kicker` (above a title) or `lead` (kept with what follows)."""
    return {"block": "paragraph", "runs": runs(words), "look": look, "key": key}


def lines(rows: Iterable[Sequence[Words]], key: str = "") -> Block:
    """Lines that stand close, as in an address."""
    return {"block": "lines", "rows": [runs(row) for row in rows], "key": key}


def bullets(items: Iterable[Sequence[Words]], ordered: bool = False, key: str = "") -> Block:
    """A list, with numbers where the order is referred to."""
    return {"block": "bullets", "items": [runs(item) for item in items], "ordered": ordered, "key": key}


def facts(rows: Iterable[tuple[str, Sequence[Words]]]) -> Block:
    """What, and the value, in two columns."""
    return {"block": "facts", "rows": [{"what": what, "runs": runs(value)} for what, value in rows]}


def table(head: Sequence[str], rows: Iterable[Sequence[Sequence[Words]]], shares: Sequence[int]) -> Block:
    """A table with one row of headings. `shares` are the widths of the columns in per cent."""
    cells = [[runs(cell) for cell in row] for row in rows]
    return {"block": "table", "head": list(head), "rows": cells, "shares": list(shares)}


def quote(*words: Words) -> Block:
    """What stands in a document."""
    return {"block": "quote", "runs": runs(words)}


def figure(number: int, share: float, alt: str, caption: str, beside: bool) -> Block:
    """A clipping, whose width was `share` of the page's; `beside` a short answer it is larger than on paper."""
    shown = {"number": number, "share": share, "alt": alt, "caption": caption}
    return {"block": "figure", **shown, "beside": beside, "anchor": ""}


def writing(label: str, height: int, key: str = "") -> Block:
    """A space for a person to write in, at least `height` millimetres high."""
    return {"block": "writing", "label": label, "height": height, "key": key}


def card(tone: str, *blocks: Block) -> Block:
    """Blocks that belong together. `tone` is `plain`, `next` or `alert`."""
    return {"block": "card", "tone": tone, "blocks": list(blocks)}


def answer(label: str, badge: Run, *blocks: Block) -> Block:
    """A short answer beside what was asked."""
    return {"block": "answer", "label": label, "badge": badge, "blocks": list(blocks)}


def within(node: object) -> Iterator[Block]:
    """Every block and run of a paper, in reading order."""
    if isinstance(node, dict):
        yield node
        for value in node.values():
            yield from within(value)
    elif isinstance(node, list):
        for item in node:
            yield from within(item)
