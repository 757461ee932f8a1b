"""Reports on the real fleet, and on one with mistakes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from securecart.plan.model import Plan
from securecart.plan.verdicts import Analysis, Level, Severity, Verdict
from securecart.preview.model import Preview, SettingsCheck, StackPreview
from securecart.preview.roles import role
from securecart.report import page
from securecart.report.model import Report, report_on
from securecart.settings import Project, load_project
from tests.fleet import ROOT
from tests.preview.conftest import POLICIES
from tests.proof.distorted import RECORD, without

if TYPE_CHECKING:
    from pathlib import Path

SWITCH_PLAN = "aws:arcregionswitch/plan:Plan"
HOSTILE = "</script><script>document.title = 'taken'</script><img src=x>"


@pytest.fixture(scope="session")
def project() -> Project:
    """The real settings."""
    return load_project(ROOT)


@pytest.fixture(scope="session")
def report(fleet: Plan, project: Project) -> Report:
    """The report on the real fleet, which a pack without objections has judged."""
    return report_on(preview_of(fleet, project), project.fleet.edge)


@pytest.fixture(scope="session")
def bad_report(fleet: Plan, project: Project) -> Report:
    """The report on a fleet with mistakes, which the pack refuses with a message that is markup."""
    cyprus_astray = without(fleet, "global", RECORD, "edge-routing-api-country-CY-a")
    preview = preview_of(
        without(cyprus_astray, "global", SWITCH_PLAN, "edge-switch-us-west-2", "edge-switch-ap-southeast-1"), project
    )
    stack = preview.stacks[0]
    verdict = Verdict(
        policy="rds-multi-az",
        stack=stack.plan.stack,
        urn=stack.plan.managed[0].urn,
        level=Level.MANDATORY,
        severity=Severity.CRITICAL,
        message=HOSTILE,
    )
    named = replace(stack.plan.resources[0], name=HOSTILE, custom=True)
    plan = replace(stack.plan, resources=(*stack.plan.resources, named), warnings=(HOSTILE,))
    hostile = replace(stack, plan=plan, role=HOSTILE, analysis=replace(stack.analysis, verdicts=(verdict,)))
    return report_on(replace(preview, project=HOSTILE, stacks=(hostile, *preview.stacks[1:])), project.fleet.edge)


def preview_of(plan: Plan, project: Project) -> Preview:
    """A preview of a plan in which nothing is found."""
    return Preview(
        project="securecart",
        stacks=tuple(
            StackPreview(
                plan=each,
                role=role(project.fleet, each.stack),
                analysis=Analysis(stack=each.stack, policies=POLICIES, verdicts=(), judged=len(each.resources)),
            )
            for each in plan.stacks
        ),
        also_run=(),
        settings_checks=(SettingsCheck("each-domain-has-a-writer", "Each domain has a writer"),),
        judged_together=True,
        seconds=8.94,
    )


@pytest.fixture(scope="session")
def page_file(report: Report, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of the real fleet."""
    return _written(report, tmp_path_factory)


@pytest.fixture(scope="session")
def bad_page_file(bad_report: Report, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of the fleet with mistakes."""
    return _written(bad_report, tmp_path_factory)


def _written(report: Report, folders: pytest.TempPathFactory) -> Path:
    file = folders.mktemp("report") / "report.html"
    file.write_text(page.render(report), encoding="utf-8")
    return file
