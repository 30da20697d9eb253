"""What all tests share: Hypothesis without a stop-watch, and on CI no test that is silently left out."""

import os
import re

import pytest
from hypothesis import settings

GOOD_REASON = re.compile(r"\b(shared|kernel|dovecot)\b")

# Two cores are shared with other work: how long an example takes says nothing here. CI draws the same examples each
# time, so that a change is judged by what it changes; new examples are looked for on developers' machines.
settings.register_profile("house", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("house")


def pytest_sessionfinish(session: pytest.Session) -> None:
    """On CI a skipped test is a failure: there the set-up has brought all that tests need.

    Three reasons are good ones: material outside the project ("shared"), a machine whose "kernel" forbids it, and one
    without a mail server ("dovecot").
    """
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter is None or not os.environ.get("CI"):
        return
    skipped = reporter.stats.get("skipped", ())
    left_out = [report for report in skipped if not GOOD_REASON.search(str(report.longrepr))]
    if left_out:
        reporter.write_line(f"{len(left_out)} tests were skipped on CI, where none may be", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_addoption(parser: pytest.Parser) -> None:
    """Golden samples can be written anew; the run then fails, so that nothing blesses itself."""
    parser.addoption("--update-samples", action="store_true", help="write what is read now as expected, and fail")
