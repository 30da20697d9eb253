"""Load, think, save: the one place where the store and the corridors meet.

Each function begins and ends at a commit, and may be called again however it ended: what is done is not done twice.
The ledger alone says what is done and what waits.
"""

from intake.service._cases import cases_of, consider_document
from intake.service._clock import PROGRAM, Clock, clock
from intake.service._reading import (
    MACHINE_FAULTS,
    MOST_FAILURES,
    MOST_INTERRUPTIONS,
    Job,
    MachineFault,
    Read,
    outcome,
    prepare,
    read,
    read_document,
    reader,
    receive,
    receive_content,
    waiting,
)
from intake.service._showing import (
    Standing,
    all_cases,
    all_standing,
    draft_note,
    one_case,
    reasons_of,
    standing,
    without_note,
)
from intake.service._telling import Told, tell

__all__ = [
    "MACHINE_FAULTS",
    "MOST_FAILURES",
    "MOST_INTERRUPTIONS",
    "PROGRAM",
    "Clock",
    "Job",
    "MachineFault",
    "Read",
    "Standing",
    "Told",
    "all_cases",
    "all_standing",
    "cases_of",
    "clock",
    "consider_document",
    "draft_note",
    "one_case",
    "outcome",
    "prepare",
    "read",
    "read_document",
    "reader",
    "reasons_of",
    "receive",
    "receive_content",
    "standing",
    "tell",
    "waiting",
    "without_note",
]
