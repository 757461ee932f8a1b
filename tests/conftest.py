"""What tests of several folders share, and what becomes of those that need a program that is not there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from securecart.plan.engine import cli
from securecart.plan.engine.errors import EngineError
from tests import browser
from tests.fleet import ROOT, fleet_plan

if TYPE_CHECKING:
    from _pytest.terminal import TerminalReporter

    from securecart.plan.model import Plan


@pytest.fixture(scope="session")
def fleet() -> Plan:
    """The plan of the real program over the real stack files: run once, read by many."""
    return fleet_plan()


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """A program that some tests need.

    Attributes:
        marker: marks these tests.
        option: leaves none of them out.
        what: the program.
        missing: tells why it is not there; empty if it is.
    """

    marker: str
    option: str
    what: str
    missing: Callable[[], str]


def _no_engine() -> str:
    try:
        cli.find(ROOT)
    except EngineError as error:
        return str(error)
    return ""


NEEDS = (
    Need(marker="needs_engine", option="--require-engine", what="Pulumi's own engine", missing=_no_engine),
    Need(marker="needs_browser", option="--require-browser", what="a browser", missing=browser.missing),
)


def pytest_addoption(parser: pytest.Parser) -> None:
    for need in NEEDS:
        parser.addoption(need.option, action="store_true", help=f"leave no test out for want of {need.what}")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what needs a program that is not there, unless it is required."""
    for need in NEEDS:
        needing = [item for item in items if item.get_closest_marker(need.marker)]
        reason = need.missing() if needing else ""
        if reason and config.getoption(need.option):
            raise pytest.UsageError(f"{need.option}: {reason}")
        if reason:
            for item in needing:
                item.add_marker(pytest.mark.skip(reason=reason))


def pytest_terminal_summary(terminalreporter: TerminalReporter) -> None:
    """Say how long the tests that need a program took, or which ones were left out, and why."""
    for need in NEEDS:
        ran = [
            report
            for reports in terminalreporter.stats.values()
            for report in reports
            if isinstance(report, pytest.TestReport) and need.marker in report.keywords
        ]
        left_out = [report for report in ran if report.skipped]
        if left_out:
            terminalreporter.section(f"left out: these need {need.what}")
            for report in left_out:
                terminalreporter.line(report.nodeid)
            reason = left_out[0].longrepr
            terminalreporter.line(reason[2] if isinstance(reason, tuple) else str(reason))
        elif ran:
            seconds = sum(report.duration for report in ran)
            files = len({report.nodeid.partition("::")[0] for report in ran})
            terminalreporter.line(f"Tests with {need.what}: {seconds:.0f} s in {files} files")
