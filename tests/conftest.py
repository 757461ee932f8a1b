"""What tests of several folders share, and what becomes of those that need Pulumi's own engine where there is none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from securecart.plan.engine import cli
from securecart.plan.engine.errors import EngineError
from tests.fleet import ROOT, fleet_plan

if TYPE_CHECKING:
    from _pytest.terminal import TerminalReporter

    from securecart.plan.model import Plan

NEEDS_ENGINE = "needs_engine"
"""Marks the tests that need Pulumi's own engine."""


@pytest.fixture(scope="session")
def fleet() -> Plan:
    """The plan of the real program over the real stack files: run once, read by many."""
    return fleet_plan()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--require-engine", action="store_true", help="leave no test out for want of a Pulumi CLI")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what needs a Pulumi CLI if there is none, unless it is required."""
    needing = [item for item in items if item.get_closest_marker(NEEDS_ENGINE)]
    if not needing:
        return
    try:
        cli.find(ROOT)
    except EngineError as error:
        if config.getoption("--require-engine"):
            raise pytest.UsageError(f"--require-engine: {error}") from error
        for item in needing:
            item.add_marker(pytest.mark.skip(reason=str(error)))


def pytest_terminal_summary(terminalreporter: TerminalReporter) -> None:
    """Say how long the tests with the engine took, or which ones were left out, and why."""
    ran = [
        report
        for reports in terminalreporter.stats.values()
        for report in reports
        if isinstance(report, pytest.TestReport) and NEEDS_ENGINE in report.keywords
    ]
    left_out = [report for report in ran if report.skipped]
    if left_out:
        terminalreporter.section("left out: these need Pulumi's own engine")
        for report in left_out:
            terminalreporter.line(report.nodeid)
        reason = left_out[0].longrepr
        terminalreporter.line(reason[2] if isinstance(reason, tuple) else str(reason))
    elif ran:
        seconds = sum(report.duration for report in ran)
        files = len({report.nodeid.partition("::")[0] for report in ran})
        terminalreporter.line(f"Tests with Pulumi's own engine: {seconds:.0f} s in {files} files")
