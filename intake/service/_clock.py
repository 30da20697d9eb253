"""Now, and who does what: shared by all of the service."""

import datetime as dt
from collections.abc import Callable

from intake import settings

PROGRAM = "intake"
"""Who did it, in a case's history, when it was no person."""

Clock = Callable[[], dt.datetime]


def clock() -> dt.datetime:
    """Now, in Norway."""
    return dt.datetime.now(settings.TIME_ZONE).replace(microsecond=0)
