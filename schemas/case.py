"""One case, as `intake show --json` gives it."""

import datetime as dt
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from schemas.consent import GivenConsent, SharingToday
from schemas.extraction import Condition, DocumentKind, FieldValue, Service
from schemas.norwegian import MunicipalityNumber
from schemas.note import Note
from schemas.strict import FieldName, FormId, Fraction, PageNumber, Sha256, Strict

CaseNumber = Annotated[str, Field(pattern=r"^\d{4}-\d{6}$")]
State = Literal["new", "in_review", "waiting_for_information", "decided", "withdrawn", "not_ours"]
FieldScalar = str | bool | tuple[str, ...] | None
Channel = Literal["folder", "mailbox", "upload", "command", "oral", "keyed"]
Flag = Literal[
    "no_consent",
    "one_guardian_signed",
    "possible_duplicate",
    "identity_unconfirmed",
    "address_protected",
    "child_turns_18",
    "birth_soon",
    "two_children",
    "guardians_disagree",
    "other_municipality",
    "safety_concern",
    "other_language",
    "unread_ink",
]


LetterName = Literal["receipt", "information_request", "interim_reply", "forwarding"]


class LetterFiles(Strict):
    """Where the draft of a letter lies, relative to the workspace."""

    docx: str
    pdf: str


class Deadlines(Strict):
    """The last working days for an interim reply and for an answer."""

    interim_reply: dt.date
    answer: dt.date


class CaseDocument(Strict):
    """A document of the case. `pages` are those of the file it came in."""

    sha256: Sha256
    kind: DocumentKind
    form: FormId | None
    source: str
    channel: Channel
    pages: tuple[PageNumber, ...]


class CaseField(FieldValue):
    """A field and the document it stands in."""

    document: Sha256


class CaseCondition(Condition):
    """A condition and the document it stands in."""

    document: Sha256


class CaseService(Service):
    """A service and the document it stands in."""

    document: Sha256


class ProposedLink(Strict):
    """A document that may belong to another case: a person decides."""

    document: Sha256
    case: CaseNumber
    confidence: Fraction
    reasons: Annotated[tuple[str, ...], Field(min_length=1)]


class Change(Strict):
    """What a later form says otherwise than an earlier one: shown, and never settled by itself.

    `before` and `after` are values as in `fields`; null is nothing written.
    """

    field: FieldName
    before: FieldScalar
    after: FieldScalar
    before_document: Sha256
    document: Sha256


class Event(Strict):
    """Something that happened to the case."""

    at: AwareDatetime
    who: str
    what: str


class Case(Strict):
    """All that is known of a request, with the draft note."""

    contract: Literal[1]
    case: CaseNumber
    municipality: MunicipalityNumber
    queue: Annotated[str, Field(pattern=r"^([a-zæøå-]+/[a-zæøå-]+|ikke-vaar)$")]
    state: State
    received: AwareDatetime
    deadlines: Deadlines
    documents: tuple[CaseDocument, ...]
    fields: dict[FieldName, CaseField]
    conditions: tuple[CaseCondition, ...]
    services: tuple[CaseService, ...]
    consents: tuple[GivenConsent, ...]
    note: Note
    proposed_links: tuple[ProposedLink, ...]
    flags: tuple[Flag, ...]
    history: tuple[Event, ...]
    changes: tuple[Change, ...] = ()
    belongs_to: MunicipalityNumber | Literal["elsewhere"] | None = None
    """Whose the case seems to be where it is not ours; `elsewhere` for a municipality that is not declared here."""
    sharing: SharingToday | None = None
    """Of the day on which the case is shown."""
    continued_in: tuple[CaseNumber, ...] = ()
    """Where all that lay in the case was moved to by a person; its number stays, and leads there."""
    letters: dict[LetterName, LetterFiles] = Field(default_factory=dict)
    """The drafts that lie beside the note. The program sends none of them."""

    @property
    def is_of_a_form(self) -> bool:
        """Whether a form was recognised in any document. If not, nothing was asked of anyone, so nothing is missing."""
        return bool(self.fields)
