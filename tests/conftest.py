"""What all tests share: no test touches the user's own configuration, and a skip in CI has a listed reason."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

collect_ignore = ["fuzz"]
"""A program of its own, run by `make fuzz` with what it needs."""

LISTED_SKIPS = frozenset(
    {
        "CUSTODES_SAMPLES is not set",  # other people's logs, which are not copied into the project
        "needs Windows",
        "this system does not tell the peak of a process",
        "needs a POSIX shell",
        "needs a file system with modes",
    }
)
"""Reasons for which a test may be skipped in CI. Any other skip there is a failure: what is not run is not known."""

settings.register_profile(
    "custodes", deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("custodes")


@pytest.fixture(autouse=True, scope="session")
def _own_configuration(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keys are made in a folder of this run, never in the user's; the terminal is the same everywhere."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CUSTODES_CONFIG_HOME", str(tmp_path_factory.mktemp("config")))
        patch.setenv("TERM", "xterm-256color")  # a bare machine's is "dumb"
        for name in ("NO_COLOR", "FORCE_COLOR", "COLUMNS", "SUDO_USER"):
            patch.delenv(name, raising=False)
        yield


def skip_is_listed(reason: str) -> bool:
    """Say whether a test may be skipped in CI for this reason."""
    return reason.removeprefix("Skipped: ") in LISTED_SKIPS


def _judge(report: pytest.TestReport | pytest.CollectReport) -> None:
    """Turn a skip that is not listed into a failure, in CI."""
    if os.environ.get("CI") != "true" or not report.skipped or hasattr(report, "wasxfail"):
        return
    reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    if not skip_is_listed(reason):
        report.outcome = "failed"
        report.longrepr = f"skipped in CI for a reason that tests/conftest.py does not list: {reason}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    _judge(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    _judge(report)
    return report
