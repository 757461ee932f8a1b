from __future__ import annotations

import json
from typing import Any

import pulumi
import pulumi_aws
import pytest

from components.arguments import ArgumentError
from components.recovery.region_switch import RegionSwitch, RegionSwitchArgs, approval_policy, execution_policy
from securecart.plan.model import StackPlan
from securecart.settings import names
from tests.support import ACCOUNT, record, type_counts

WRITER = names.database_arn("us-east-1", 1, ACCOUNT)
FOLLOWER = names.database_arn("us-west-2", 1, ACCOUNT)
NAME = "global-switch-us-west-2"


def arguments(**changes: Any) -> RegionSwitchArgs:
    values: dict[str, Any] = {
        "domain": "world",
        "account_id": ACCOUNT,
        "writer_region": "us-east-1",
        "writer_arn": WRITER,
        "follower_region": "us-west-2",
        "follower_arn": FOLLOWER,
        "recovery_time_minutes": 60,
    }
    return RegionSwitchArgs(**values | changes)


def plan(name: str = NAME) -> StackPlan:
    def program(provider: pulumi_aws.Provider) -> None:
        RegionSwitch(name, arguments(), pulumi.ResourceOptions(provider=provider))

    return record(program, stack="global")


@pytest.fixture(scope="module")
def switch() -> StackPlan:
    return plan()


def test_a_switch_is_a_plan_and_two_roles(switch: StackPlan) -> None:
    assert type_counts(switch) == {
        "aws:arcregionswitch/plan:Plan": 1,
        "aws:iam/role:Role": 2,
        "aws:iam/rolePolicy:RolePolicy": 2,
    }
    declared = switch.named("aws:arcregionswitch/plan:Plan", NAME)
    assert declared.inputs["recoveryApproach"] == "activePassive"
    assert declared.inputs["regions"] == ["us-east-1", "us-west-2"]
    assert declared.inputs["primaryRegion"] == "us-east-1"
    assert declared.inputs["recoveryTimeObjectiveMinutes"] == 60
    assert switch.named("aws:iam/rolePolicy:RolePolicy", NAME).urn in declared.dependencies


def test_each_region_can_be_made_the_writer_once_a_person_approves(switch: StackPlan) -> None:
    workflows = switch.named("aws:arcregionswitch/plan:Plan", NAME).inputs["workflows"]
    assert [(one["workflowTargetAction"], one["workflowTargetRegion"]) for one in workflows] == [
        ("activate", "us-west-2"),
        ("activate", "us-east-1"),
    ]
    for workflow in workflows:
        approve, promote = workflow["steps"]
        assert (approve["executionBlockType"], promote["executionBlockType"]) == (
            "ManualApproval",
            "RdsPromoteReadReplica",
        )
        (approval,) = approve["executionApprovalConfigs"]
        role = switch.named("aws:iam/role:Role", f"{NAME}-approval")
        assert {origin.urn for origin in switch.origins(approval["approvalRole"])} == {role.urn}
        (promotion,) = promote["rdsPromoteReadReplicaConfigs"]
        assert promotion["dbInstanceArnMap"] == {"us-east-1": WRITER, "us-west-2": FOLLOWER}


def test_the_plan_may_do_nothing_but_promote_its_two_instances() -> None:
    role = f"arn:aws:iam::{ACCOUNT}:role/switch"
    document: dict[str, Any] = execution_policy(NAME, arguments(), role)
    statements = {one["Sid"]: one for one in document["Statement"]}
    assert statements["Promote"]["Resource"] == [WRITER, FOLLOWER]
    assert statements["CheckItself"]["Resource"] == role
    assert statements["LookAtItself"]["Resource"] == f"arn:aws:arc-region-switch::{ACCOUNT}:plan/{NAME}:*"
    assert all(one["Resource"] != "*" for one in statements.values())


def test_the_approver_may_approve_this_plan_only() -> None:
    document: dict[str, Any] = approval_policy("arn:aws:arc-region-switch::1:plan/x:abcdef")
    (statement,) = document["Statement"]
    assert "arc-region-switch:ApprovePlanExecutionStep" in statement["Action"]
    assert statement["Resource"] == "arn:aws:arc-region-switch::1:plan/x:abcdef"


def test_trust(switch: StackPlan) -> None:
    trusted = {
        role.name: json.loads(role.inputs["assumeRolePolicy"])["Statement"][0]["Principal"]
        for role in switch.of_type("aws:iam/role:Role")
    }
    assert trusted == {
        NAME: {"Service": "arc-region-switch.amazonaws.com"},
        f"{NAME}-approval": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"},
    }


@pytest.mark.parametrize("changes", [{"follower_region": "us-east-1"}, {"recovery_time_minutes": 0}])
def test_wrong_arguments_are_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(ArgumentError, match=next(iter(changes))):
        arguments(**changes)


def test_a_name_that_the_plan_cannot_have_is_refused() -> None:
    with pytest.raises(Exception, match="32 letters, digits and dashes at most"):
        plan("a-name-of-a-plan-that-is-much-too-long")
