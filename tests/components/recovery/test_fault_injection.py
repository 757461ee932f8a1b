from __future__ import annotations

import json
from typing import Any

import pulumi
import pulumi_aws
import pytest

from components.arguments import ArgumentError
from components.recovery.fault_injection import FaultInjection, FaultInjectionArgs, experiment_policy
from securecart.plan.model import StackPlan
from tests.support import ACCOUNT, record, type_counts

ZONES = ("us-east-1a", "us-east-1b", "us-east-1c")
DATABASE = f"arn:aws:rds:us-east-1:{ACCOUNT}:db:one"
TABLE = f"arn:aws:dynamodb:us-east-1:{ACCOUNT}:table/one"
ALARM = f"arn:aws:cloudwatch:us-east-1:{ACCOUNT}:alarm:latency"
BALANCER = f"arn:aws:elasticloadbalancing:us-east-1:{ACCOUNT}:loadbalancer/app/blue/1"
TEMPLATE = "aws:fis/experimentTemplate:ExperimentTemplate"


def subnets(tier: str) -> dict[str, str]:
    return {zone: f"arn:aws:ec2:us-east-1:{ACCOUNT}:subnet/subnet-{tier}-{zone}" for zone in ZONES}


def arguments(**changes: Any) -> FaultInjectionArgs:
    values: dict[str, Any] = {
        "region": "us-east-1",
        "account_id": ACCOUNT,
        "stop_alarm_arns": [ALARM],
        "application_subnet_arns": subnets("application"),
        "data_subnet_arns": subnets("data"),
        "load_balancer_arns": [BALANCER],
        "database_arn": DATABASE,
        "table_arns": [TABLE],
        "other_region": "us-west-2",
        "key_arn": f"arn:aws:kms:us-east-1:{ACCOUNT}:key/1",
    }
    return FaultInjectionArgs(**values | changes)


def plan(**changes: Any) -> StackPlan:
    args = arguments(**changes)

    def program(provider: pulumi_aws.Provider) -> None:
        FaultInjection("faults", args, pulumi.ResourceOptions(provider=provider))

    return record(program)


@pytest.fixture(scope="module")
def writer() -> StackPlan:
    return plan()


def actions(declared: StackPlan, name: str) -> dict[str, dict[str, str]]:
    return {
        action["actionId"]: {one["key"]: one["value"] for one in action["parameters"]}
        for action in declared.named(TEMPLATE, f"faults-{name}").inputs["actions"]
    }


def test_a_writer_rehearses_four_failures(writer: StackPlan) -> None:
    assert type_counts(writer) == {
        "aws:cloudwatch/logGroup:LogGroup": 1,
        "aws:fis/experimentTemplate:ExperimentTemplate": 4,
        "aws:iam/role:Role": 1,
        "aws:iam/rolePolicy:RolePolicy": 1,
        "aws:iam/rolePolicyAttachment:RolePolicyAttachment": 2,
    }
    assert {one.name for one in writer.of_type(TEMPLATE)} == {
        "faults-zone",
        "faults-region",
        "faults-database",
        "faults-tables",
    }


def test_every_experiment_stops_when_customers_suffer_and_is_logged(writer: StackPlan) -> None:
    for template in writer.of_type(TEMPLATE):
        assert template.inputs["stopConditions"] == [{"source": "aws:cloudwatch:alarm", "value": ALARM}]
        assert template.inputs["experimentOptions"]["emptyTargetResolutionMode"] == "fail"
        log = template.inputs["logConfiguration"]["cloudwatchLogsConfiguration"]["logGroupArn"]
        assert log.endswith(":*")


def test_the_loss_of_a_zone(writer: StackPlan) -> None:
    template = writer.named(TEMPLATE, "faults-zone")
    targets = {target["name"]: target["resourceArns"] for target in template.inputs["targets"]}
    assert targets == {
        "subnets": [subnets("application")["us-east-1a"], subnets("data")["us-east-1a"]],
        "load-balancers": [BALANCER],
        "database": [DATABASE],
    }
    assert actions(writer, "zone") == {
        "aws:network:disrupt-connectivity": {"scope": "all", "duration": "PT30M"},
        "aws:arc:start-zonal-autoshift": {
            "availabilityZoneIdentifier": "us-east-1a",
            "managedResourceTypes": "ALB",
            "zonalAutoshiftStatus": "ANY",
            "duration": "PT30M",
        },
        "aws:rds:reboot-db-instances": {"forceFailover": "true"},
    }


def test_the_loss_of_the_way_to_another_region(writer: StackPlan) -> None:
    assert actions(writer, "region") == {
        "aws:network:route-table-disrupt-cross-region-connectivity": {"region": "us-west-2", "duration": "PT30M"},
        "aws:dynamodb:global-table-pause-replication": {"duration": "PT30M"},
    }


def test_every_action_has_a_target_of_its_template(writer: StackPlan) -> None:
    for template in writer.of_type(TEMPLATE):
        targets = {target["name"] for target in template.inputs["targets"]}
        assert {action["target"]["value"] for action in template.inputs["actions"]} == targets


def test_a_follower_leaves_databases_alone() -> None:
    declared = plan(database_arn=None, table_arns=[])
    assert {one.name for one in declared.of_type(TEMPLATE)} == {"faults-zone", "faults-region"}
    assert DATABASE not in str([one.inputs for one in declared.of_type(TEMPLATE)])


def test_the_role_is_for_experiments_of_the_region_only(writer: StackPlan) -> None:
    role = writer.named("aws:iam/role:Role", "faults-us-east-1")
    (statement,) = json.loads(role.inputs["assumeRolePolicy"])["Statement"]
    assert statement["Condition"] == {
        "StringEquals": {"aws:SourceAccount": ACCOUNT},
        "ArnLike": {"aws:SourceArn": f"arn:aws:fis:us-east-1:{ACCOUNT}:experiment/*"},
    }


def test_a_pause_reaches_tables_and_their_streams() -> None:
    statements = {one["Sid"]: one for one in experiment_policy(tables=[TABLE], load_balancers=[BALANCER])["Statement"]}
    assert statements["PauseReplication"]["Resource"] == [TABLE, f"{TABLE}/stream/*"]
    assert statements["ShiftTrafficAway"]["Resource"] == [BALANCER]
    without = experiment_policy(tables=[], load_balancers=[BALANCER])["Statement"]
    assert "PauseReplication" not in {one["Sid"] for one in without}


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"stop_alarm_arns": []}, "stop_alarm_arns: 0; allowed: 1 to 5 alarms"),
        ({"stop_alarm_arns": [ALARM] * 6}, "stop_alarm_arns: 6; allowed: 1 to 5 alarms"),
        ({"other_region": "us-east-1"}, "other_region: 'us-east-1'; allowed: another Region than us-east-1"),
        ({"data_subnet_arns": {}}, "data_subnet_arns"),
        ({"load_balancer_arns": []}, "load_balancer_arns"),
    ],
)
def test_wrong_arguments_are_refused(changes: dict[str, Any], told: str) -> None:
    with pytest.raises(ArgumentError, match=told):
        arguments(**changes)
