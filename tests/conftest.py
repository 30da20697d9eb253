"""What all tests share: Hypothesis without a stop-watch, and on CI no test that is silently left out."""

import os

import pytest
from hypothesis import settings

# Two cores are shared with other work: how long an example takes says nothing here.
settings.register_profile("house", deadline=None)
settings.load_profile("house")


def pytest_sessionfinish(session: pytest.Session) -> None:
    """On CI a skipped test is a failure: there the set-up has brought all that tests need.

    Tests that use material outside the project are the exception; they say so by the word "shared" in their reason.
    """
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter is None or not os.environ.get("CI"):
        return
    left_out = [report for report in reporter.stats.get("skipped", ()) if "shared" not in str(report.longrepr)]
    if left_out:
        reporter.write_line(f"{len(left_out)} tests were skipped on CI, where none may be", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
