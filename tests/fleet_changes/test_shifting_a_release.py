"""A tenth of us-east-1's customers go to the new release."""

import pytest

from securecart.plan.model import Plan
from tests.fleet import changes, fleet_plan
from tests.fleet_changes import scenarios
from tests.fleet_changes.judging import GROUP, INSTANCE, TABLE, assert_nothing_is_replaced, records


@pytest.fixture(scope="module")
def shifted(tmp_path_factory: pytest.TempPathFactory) -> Plan:
    return fleet_plan(scenarios.shifted(tmp_path_factory.mktemp("shifted")))


def test_the_release_gets_its_record_and_its_share(fleet: Plan, shifted: Plan) -> None:
    def weights(plan: Plan) -> dict[str, int]:
        found = records(plan, "us-east-1", "us-east-1.origin")
        return {name: record.inputs["weightedRoutingPolicies"][0]["weight"] for name, record in found.items()}

    assert weights(fleet) == {"blue": 100}
    assert weights(shifted) == {"blue": 90, "green": 10}


def test_the_accelerator_shares_alike(shifted: Plan) -> None:
    group = next(
        group for group in shifted["global"].of_type(GROUP) if group.inputs["endpointGroupRegion"] == "us-east-1"
    )
    assert sorted(endpoint["weight"] for endpoint in group.inputs["endpointConfigurations"]) == [10, 90]


def test_nothing_is_removed_or_replaced_and_no_data_is_touched(fleet: Plan, shifted: Plan) -> None:
    for stack in fleet.stacks:
        _, removed, changed = changes(stack, shifted[stack.stack])
        assert not removed
        assert_nothing_is_replaced(changed)
        assert not {kind for kind, _ in changed} & {INSTANCE, TABLE}


def test_other_regions_stay_as_they_are(fleet: Plan, shifted: Plan) -> None:
    for stack in ("us-west-2", "eu-central-1", "ap-southeast-1"):
        assert changes(fleet[stack], shifted[stack]) == (set(), set(), {})
