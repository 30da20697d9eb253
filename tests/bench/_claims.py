"""What a reading claims of the fields of a made file, and whether it is so: the judge of `confidence`."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from rapidfuzz.distance import Levenshtein

LONG = ("condition_text", "services_text", "needs_text", "goals_text", "consent_exceptions")
RIGHT_CER = 0.02  # a long text counts as right up to this
ORIGINS = {
    "acroform": "digital",
    "text": "digital",
    "print": "typed",
    "handwriting": "hand",
    "mark": "pen",
    "ink": "ink",
}
CLAIMS = ("confident", "empty")
KINDS = (
    ("_signature", "signature"),
    ("national_id", "identity number"),
    ("_phone", "telephone"),
    ("_email", "e-mail"),
    ("postal_code", "postal code"),
    ("date", "date"),
    ("valid_until", "date"),
    ("_name", "name"),
    ("_address", "address"),
    ("city", "place"),
    ("place", "place"),
)


class Judged(NamedTuple):
    """One field of the truth and what was made of it. `void` says that nothing was read in it.

    `origin` of an empty field is the way in which its file was filled in. `profile` is how the page was taken in.
    """

    source: str
    page: int
    name: str
    kind: str
    origin: str
    known: bool
    profile: str
    filled: bool
    status: str
    confidence: float
    right: bool
    void: bool
    wanted: Any
    value: Any

    @property
    def claims(self) -> bool:
        """Whether something is promised of it: a value, or that nothing stands there."""
        return self.status in CLAIMS


def judged(truth: Mapping[str, Any], read: Mapping[str, Any]) -> Iterator[Judged]:
    """Each field of a file's truth, and each value that is promised of a document that isn't there."""
    left = list(read["documents"])
    for document in sorted(truth["documents"], key=lambda d: d["kind"] == "attachment"):
        own = _matching(document, left)
        if own is not None:
            left.remove(own)
        for name, field in document["fields"].items():
            yield _field(truth, document, name, field, (own or {"fields": {}})["fields"].get(name))
    for phantom in left:
        for name, field in phantom.get("fields", {}).items():
            if field["status"] == "confident" and field["value"] not in (None, False, "", []):
                yield _field(truth, phantom, name, None, field)


def _matching(document: Mapping[str, Any], left: Sequence[dict[str, Any]]) -> dict[str, Any] | None:
    pages = set(document["pages"])
    shared = [(len(pages & set(d["pages"])) / len(pages | set(d["pages"])), d) for d in left]
    best = max(shared, key=lambda pair: pair[0] + 0.5 * (pair[1]["kind"] == document["kind"]), default=(0.0, {}))
    return best[1] if best[0] > 0 else None


def _field(
    truth: Mapping[str, Any],
    document: Mapping[str, Any],
    name: str,
    wanted: Mapping[str, Any] | None,
    read: Mapping[str, Any] | None,
) -> Judged:
    tags, told, got = truth["tags"], wanted or {"status": "empty", "kind": "", "origin": None}, read or {}
    value, filled = got.get("value"), told["status"] != "empty"
    kind = kind_of(name, told)
    status = got.get("status", "absent")
    void = value in (None, "", False) or value == []
    right = _is_same(kind, told, value) if filled else void
    if told.get("invalid") or (told["status"] == "uncertain" and not isinstance(told.get("value"), bool)):
        right = right and status not in CLAIMS  # an impossible number and a doubtful choice are nobody's claim
    origin = ORIGINS[told["origin"]] if filled else tags["channel"]
    where = (told.get("evidence") or got.get("evidence") or [{"page": document["pages"][0]}])[0]["page"]
    return Judged(
        truth["source"], where, name, kind if filled else f"empty {_space(kind)}", origin, bool(tags.get("known")),
        tags.get("profile") or "", filled, status, float(got.get("confidence", 0.0)), right, void,
        told.get("value"), value,
    )  # fmt: skip


def kind_of(name: str, told: Mapping[str, Any]) -> str:
    """The kind of a field, by its name and what the truth calls it."""
    if told["kind"] in ("tick", "many"):
        return "boxes to tick"
    if name in LONG:
        return "free text"
    return next((kind for end, kind in KINDS if name.endswith(end)), "short text")


def _space(kind: str) -> str:
    return kind if kind in ("boxes to tick", "signature") else "space"


def _is_same(kind: str, told: Mapping[str, Any], value: Any) -> bool:
    wanted = told.get("value")
    if isinstance(wanted, bool) or value is None or isinstance(value, bool):
        return value is wanted
    if isinstance(wanted, list):
        return isinstance(value, list) and set(value) == set(wanted)
    a, b = (" ".join(str(v or "").casefold().split()) for v in (wanted, value))
    if told.get("table"):
        a, b = (" ".join("".join(c if c.isalnum() else " " for c in t).split()) for t in (a, b))
    return Levenshtein.distance(a, b) <= RIGHT_CER * len(a) if kind == "free text" else a == b
