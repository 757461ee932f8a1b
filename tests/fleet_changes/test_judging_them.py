"""The policy pack accepts every change that settings are there for; taking the fleet down needs a configuration."""

from collections.abc import Callable
from pathlib import Path

import pytest

from securecart.plan.analyzer.configuration import PackConfiguration, load
from securecart.preview.model import Preview
from securecart.preview.run import preview
from securecart.settings import load_project
from tests.fleet import ROOT
from tests.fleet_changes.scenarios import SCENARIOS, opened

TEARDOWN = ROOT / "policies" / "teardown.json"


def judged(folder: Path, configuration: PackConfiguration | None = None) -> Preview:
    return preview(load_project(folder), configuration=configuration)


def refusals(found: Preview) -> list[tuple[str, str, str]]:
    return [(verdict.policy, verdict.urn, verdict.message) for verdict in found.verdicts if verdict.refuses]


@pytest.mark.parametrize("scenario", [make for make in SCENARIOS.values() if make is not opened])
def test_a_change_is_accepted(scenario: Callable[[Path], Path], tmp_path: Path) -> None:
    assert refusals(judged(scenario(tmp_path))) == []


def test_protections_are_cleared_only_with_the_configuration_for_it(tmp_path: Path) -> None:
    project = opened(tmp_path)
    configuration = load(TEARDOWN)
    refused = {policy for policy, _, _ in refusals(judged(project))}
    assert refused == set(configuration.entries)
    assert refusals(judged(project, configuration)) == []
