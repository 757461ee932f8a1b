import json
from dataclasses import replace
from functools import cache

import pulumi
import pytest

from components.arguments import ArgumentError
from components.network.flow_logs import FlowLogs, FlowLogsArgs
from securecart.plan.model import StackPlan
from tests.support import ACCOUNT, record, type_counts

KEY = f"arn:aws:kms:us-east-1:{ACCOUNT}:key/1"
ARGS = FlowLogsArgs(region="us-east-1", account_id=ACCOUNT, vpc_id="vpc-1", retention_days=90, key_arn=KEY)


@cache
def plan() -> StackPlan:
    return record(lambda provider: FlowLogs("flow-logs", ARGS, pulumi.ResourceOptions(provider=provider)))


def test_it_makes_a_log_group_a_role_and_the_flow_log() -> None:
    assert type_counts(plan()) == {
        "aws:cloudwatch/logGroup:LogGroup": 1,
        "aws:ec2/flowLog:FlowLog": 1,
        "aws:iam/role:Role": 1,
        "aws:iam/rolePolicy:RolePolicy": 1,
    }


def test_all_traffic_is_logged_every_minute() -> None:
    inputs = plan().named("aws:ec2/flowLog:FlowLog", "flow-logs").inputs
    assert (inputs["vpcId"], inputs["trafficType"], inputs["maxAggregationInterval"]) == ("vpc-1", "ALL", 60)
    assert inputs["logDestination"] == plan().named("aws:cloudwatch/logGroup:LogGroup", "flow-logs").outputs["arn"]
    assert inputs["logFormat"].startswith("${version} ${account-id} ${interface-id} ")
    assert "${pkt-srcaddr}" in inputs["logFormat"]


def test_the_records_are_encrypted_and_expire() -> None:
    inputs = plan().named("aws:cloudwatch/logGroup:LogGroup", "flow-logs").inputs
    assert (inputs["kmsKeyId"], inputs["retentionInDays"]) == (KEY, 90)


def test_only_the_accounts_flow_logs_take_the_role_and_it_writes_to_their_group_alone() -> None:
    role = plan().named("aws:iam/role:Role", "flow-logs-us-east-1")
    (trust,) = json.loads(role.inputs["assumeRolePolicy"])["Statement"]
    assert trust["Condition"]["StringEquals"] == {"aws:SourceAccount": ACCOUNT}
    policy = plan().named("aws:iam/rolePolicy:RolePolicy", "flow-logs-us-east-1")
    write, describe = json.loads(policy.inputs["policy"])["Statement"]
    group = plan().named("aws:cloudwatch/logGroup:LogGroup", "flow-logs")
    assert write["Resource"] == f"{group.outputs['arn']}:*"
    assert describe["Action"] == "logs:DescribeLogGroups"


def test_the_flow_log_waits_for_the_roles_permissions() -> None:
    flow_log = plan().named("aws:ec2/flowLog:FlowLog", "flow-logs")
    assert plan().named("aws:iam/rolePolicy:RolePolicy", "flow-logs-us-east-1").urn in flow_log.dependencies


def test_a_retention_that_no_log_group_takes_is_refused() -> None:
    with pytest.raises(ArgumentError, match=r"retention_days: 45; allowed: 1, 3, 5"):
        replace(ARGS, retention_days=45)
