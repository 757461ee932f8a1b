"""The end of a Region, and of the fleet, as docs/runbooks.md tells it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from securecart.plan.engine.errors import EngineError
from securecart.settings import Project, load_project
from tests.engine.agreement import first_difference
from tests.engine.conftest import LEFT_OPEN, PACK, TEARDOWN, Deployment, deployment, steps
from tests.fleet import changed_fleet
from tests.fleet_changes.judging import TABLE
from tests.fleet_changes.scenarios import opened

pytestmark = [pytest.mark.needs_engine, LEFT_OPEN]

LEAVING = "ap-southeast-1"
FOLLOWERS = ("us-west-2",)
OWNER = "us-east-1"


@pytest.fixture(scope="module")
def deployed(project: Project) -> Iterator[Deployment]:
    with deployment() as fleet:
        fleet.up(*project.fleet.deployment_order)
        yield fleet


@pytest.fixture(scope="module")
def smaller(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The fleet's settings without the Region that leaves."""
    folder = changed_fleet(tmp_path_factory.mktemp("smaller"))
    (folder / f"Pulumi.{LEAVING}.yaml").unlink()
    return folder


def taken_down(fleet: Deployment, name: str, folder: Path) -> None:
    """Clear a stack's protections with the configuration for it, and destroy it."""
    stack = fleet.stack(name, folder)
    assert not stack.up(pack=PACK, configuration=TEARDOWN).refused
    stack.destroy()
    assert stack.plan().resources == ()


def test_what_holds_data_is_not_destroyed(deployed: Deployment) -> None:
    stack = deployed.stack(OWNER)
    before = stack.plan()
    with pytest.raises(EngineError, match="protected"):
        stack.destroy()
    assert first_difference(before, stack.plan()) is None


def test_a_region_leaves_the_edge_and_then_the_others(deployed: Deployment, smaller: Path) -> None:
    edge, owner, follower = deployed.up("global", OWNER, *FOLLOWERS, folder=smaller).values()
    assert {name for name, done in edge.items() if done not in ("update", "delete")} == set()
    assert [name for name, done in edge.items() if done == "delete" and LEAVING in name]
    assert owner[f"{TABLE} shop-catalogue"] == "update"
    assert set(owner.values()) | set(follower.values()) <= {"update", "delete"}


def test_its_stack_is_taken_down_last(
    deployed: Deployment, smaller: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    back = changed_fleet(
        tmp_path_factory.mktemp("leaving"), {LEAVING: lambda config: config.update({"securecart:teardown": True})}
    )
    taken_down(deployed, LEAVING, back)
    assert deployed.up("global", folder=smaller) == {"global": {}}


def test_the_pack_refuses_a_teardown_without_its_configuration(
    deployed: Deployment, tmp_path_factory: pytest.TempPathFactory
) -> None:
    stack = deployed.stack(OWNER, opened(tmp_path_factory.mktemp("refused")))
    before = {resource.urn for resource in stack.plan().resources}
    refused = stack.up(pack=PACK)
    assert refused.refused
    assert {found.policy_name for found in refused.violations if found.enforcement_level == "mandatory"}
    assert {resource.urn for resource in stack.plan().resources} == before


def test_the_fleet_is_taken_down_in_reverse(deployed: Deployment, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = opened(tmp_path_factory.mktemp("open"))
    (folder / f"Pulumi.{LEAVING}.yaml").unlink()
    for name in reversed(load_project(folder).fleet.deployment_order):
        taken_down(deployed, name, folder)


def test_a_change_of_what_forces_it_replaces(tmp_path: Path) -> None:
    """That nothing is replaced in the tests of changes says something only if the stand-in replaces."""
    edits = {LEAVING: lambda config: config["securecart:network"].update(cidr="10.112.0.0/16")}
    with deployment() as fleet:
        fleet.up(LEAVING)
        found = steps(fleet.stack(LEAVING, changed_fleet(tmp_path, edits)).preview().steps)
    assert found["aws:ec2/vpc:Vpc shop-network"] == "replace"
