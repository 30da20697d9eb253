"""A reader that reads files of JSON at once, in place of the document corridor.

`{"child": "Ola Testesen", "outcome": "accepted", "end": "reader_crashed", "seconds": 0.1}`: all may be left out.
`end` is how it goes wrong: the cause of an ended child, "machine", or "bug".
"""

import base64
import json
import time
from pathlib import Path

from intake.isolate import Ended
from intake.keep import blobs
from intake.model import (
    Box,
    Clipping,
    Evidence,
    Field,
    Issue,
    Kind,
    Origin,
    Outcome,
    Reading,
    Status,
    Submission,
)
from intake.service import Job, MachineFault

ENOSPC = 28
BOX = Box(0.1, 0.2, 0.9, 0.3)
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAACgAAAAMCAAAAAA1qKCRAAAAFUlEQVR4nGO8w0AcYCJS3ajCQasQAL7/APTPUQGHAAAAAElFTkSuQmCC"
)
"""A small grey picture."""


def a_file(folder: Path, name: str, **what: object) -> Path:
    """A file for this reader. Two of one name and content are the same bytes."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(what), encoding="utf-8")
    return path


def read(job: Job) -> Reading | MachineFault | Ended:
    """What the file says."""
    what = json.loads(blobs.get(job.originals, job.sha256))
    time.sleep(what.get("seconds", 0))
    match what.get("end"):
        case "machine":
            return MachineFault(ENOSPC)
        case "bug":
            raise TypeError(f"what stood in the file: {what['child']}")
        case None:
            return _reading(job, what)
        case cause:
            return Ended(cause)


def _reading(job: Job, what: dict[str, str]) -> Reading:
    outcome = Outcome(what.get("outcome", "accepted"))
    if outcome is Outcome.QUARANTINED:
        return Reading(job.sha256, outcome, (Issue("encrypted_pdf", outcome),))
    reasons = (Issue("blank_form"),) if outcome is Outcome.NEEDS_REVIEW else ()
    return Reading(job.sha256, outcome, reasons, 1, (_request(what),), (Clipping(1, BOX, PNG),))


def _request(what: dict[str, str]) -> Submission:
    texts = {"condition_text": what.get("condition", "cerebral parese")}
    if child := what.get("child"):
        texts |= {"child_name": child, "child_birth_date": what.get("born", "2020-05-04")}
    fields = {
        name: Field(name, text, text, 1.0, Status.CONFIDENT, Origin.TEXT, (Evidence(1, BOX),))
        for name, text in texts.items()
    }
    return Submission(Kind.REQUEST, "marker/soknad-barnekoordinator", "2026-1", 1.0, "3122", "nb", (1,), fields)
