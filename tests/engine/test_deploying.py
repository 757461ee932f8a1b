"""The fleet's life on Pulumi's own engine: first deployment, nothing to do, drift, a shift, a promotion."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from securecart.plan import tokens
from securecart.plan.engine.errors import EngineError
from securecart.plan.model import STACK_REFERENCE
from securecart.settings import Project
from tests.engine.conftest import LEFT_OPEN, Deployment, deployment
from tests.fleet_changes import scenarios
from tests.fleet_changes.judging import GROUP, INSTANCE, RECORD
from tests.fleet_changes.scenarios import STACKS

pytestmark = [pytest.mark.needs_engine, LEFT_OPEN]

REGIONS = STACKS[:-1]
DATABASE = f"{INSTANCE} shop-db-g1"
IN_PLACE = {"create", "update"}


@pytest.fixture(scope="module")
def deployed(project: Project) -> Iterator[Deployment]:
    """The fleet after its first deployment, in order."""
    with deployment() as fleet:
        fleet.up(*project.fleet.deployment_order)
        yield fleet


def test_the_edge_has_what_the_regions_export(deployed: Deployment) -> None:
    edge = deployed.stack("global").plan()
    read = {resource.name.rsplit("/", 1)[-1]: resource.outputs["outputs"] for resource in edge.of_type(STACK_REFERENCE)}
    exported = {region: deployed.stack(region).plan().outputs for region in REGIONS}
    assert read == exported
    assert all(exported.values())
    assert not [value for outputs in exported.values() for value in outputs.values() if value == tokens.UNKNOWN]


@pytest.mark.parametrize("stack", STACKS)
def test_a_second_deployment_changes_nothing(deployed: Deployment, stack: str) -> None:
    assert deployed.up(stack) == {stack: {}}


@pytest.mark.parametrize("stack", STACKS)
def test_nothing_has_drifted(deployed: Deployment, stack: str) -> None:
    found = deployed.stack(stack).refresh()
    assert set(found.summary) == {"same"}


@pytest.fixture
def shifted(deployed: Deployment, tmp_path: Path) -> Iterator[dict[str, dict[str, str]]]:
    """What a weight shift does to the Region and the edge; it is taken back afterwards."""
    yield deployed.up("us-east-1", "global", folder=scenarios.shifted(tmp_path))
    deployed.up("us-east-1", "global")


def test_a_weight_shift_replaces_and_removes_nothing(shifted: dict[str, dict[str, str]]) -> None:
    assert {done for steps in shifted.values() for done in steps.values()} == IN_PLACE
    assert shifted["us-east-1"][f"{RECORD} shop-records-blue-share"] == "update"
    assert shifted["us-east-1"][f"{RECORD} shop-records-green-share"] == "create"
    assert shifted["global"][f"{GROUP} edge-world-us-east-1"] == "update"
    assert DATABASE not in shifted["us-east-1"]


@pytest.fixture(scope="module")
def promotion(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The settings after us-east-1 was lost."""
    return scenarios.promoted(tmp_path_factory.mktemp("promoted"))


def test_a_promotion_updates_the_follower_in_place(deployed: Deployment, promotion: Path) -> None:
    (steps,) = deployed.up("us-west-2", folder=promotion).values()
    assert steps[DATABASE] == "update"
    assert not [name for name, done in steps.items() if "replace" in done]
    assert {name for name, done in steps.items() if done == "delete"} == {
        "aws:cloudwatch/metricAlarm:MetricAlarm shop-alarm-database-lag",
        "aws:cloudwatch/metricAlarm:MetricAlarm shop-alarm-database-stopped",
    }


def test_another_follower_gets_a_new_instance_and_keeps_its_old_one_in_aws(
    deployed: Deployment, promotion: Path
) -> None:
    before = deployed.stack("ap-southeast-1").plan().named(INSTANCE, "shop-db-g1")
    (steps,) = deployed.up("ap-southeast-1", folder=promotion).values()
    assert steps[f"{INSTANCE} shop-db-g2"] == "create"
    assert steps[DATABASE] == "delete"
    assert before.retain_on_delete


def test_the_other_domain_does_not_notice(deployed: Deployment, promotion: Path) -> None:
    assert deployed.up("eu-central-1", folder=promotion) == {"eu-central-1": {}}


def test_the_edge_follows(deployed: Deployment, promotion: Path) -> None:
    (steps,) = deployed.up("global", folder=promotion).values()
    assert steps
    assert not [name for name in steps if name.startswith((RECORD, "aws:ec2", "aws:globalaccelerator"))]


def test_the_lost_writer_stays_until_somebody_lets_it_go(deployed: Deployment, promotion: Path) -> None:
    stack = deployed.stack("us-east-1", promotion)
    with pytest.raises(EngineError, match=r"shop-db-g1\" cannot be deleted because it is protected"):
        stack.up()
    lost = stack.plan().named(INSTANCE, "shop-db-g1")
    assert lost.protect
    deployed.unprotect("us-east-1", lost.urn)
    (steps,) = deployed.up("us-east-1", folder=promotion).values()
    assert steps[DATABASE] == "delete"
    assert DATABASE.removesuffix("1") + "2" in {f"{INSTANCE} {one.name}" for one in stack.plan().of_type(INSTANCE)}
