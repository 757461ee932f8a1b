import json

import pulumi
import pytest

from components.arguments import ArgumentError
from components.compute.task_policies import execution_policy, tasks_trust
from components.compute.task_role import TaskRole, TaskRoleArgs
from securecart.plan.errors import ProgramError
from securecart.settings.geography import Residency
from securecart.settings.services import ServiceSettings
from tests.support import ACCOUNT, record, type_counts

NAME = "ap-southeast-1-checkout"
ROLE = "aws:iam/role:Role"
POLICY = "aws:iam/rolePolicy:RolePolicy"
QUEUE = f"arn:aws:sqs:ap-southeast-1:{ACCOUNT}:orders"


def args_of(*database_regions: str) -> TaskRoleArgs:
    return TaskRoleArgs(
        service="checkout",
        settings=ServiceSettings(database=True, orders="send"),
        region="ap-southeast-1",
        account_id=ACCOUNT,
        residency=Residency.WORLD,
        database_regions=database_regions,
        queue_arn=QUEUE,
        key_arn=f"arn:aws:kms:ap-southeast-1:{ACCOUNT}:key/1",
    )


def test_declares_two_roles_with_a_policy_each() -> None:
    plan = record(
        lambda provider: TaskRole(NAME, args_of("us-east-1"), pulumi.ResourceOptions(provider=provider)),
        region="ap-southeast-1",
    )

    assert type_counts(plan) == {ROLE: 2, POLICY: 2}
    for kind in ("execution", "task"):
        name = f"{NAME}-{kind}"
        role, policy = plan.named(ROLE, name), plan.named(POLICY, name)
        assert json.loads(role.inputs["assumeRolePolicy"]) == tasks_trust("ap-southeast-1", ACCOUNT)
        assert policy.inputs["role"] == role.outputs["name"]
    execution = plan.named(POLICY, f"{NAME}-execution")
    assert json.loads(execution.inputs["policy"]) == execution_policy("checkout", "ap-southeast-1", ACCOUNT)
    task = json.loads(plan.named(POLICY, f"{NAME}-task").inputs["policy"])
    assert QUEUE in [statement["Resource"] for statement in task["Statement"]]


def test_tells_the_roles_once_they_may_do_their_work() -> None:
    plan = record(lambda provider: TaskRole(NAME, args_of(), pulumi.ResourceOptions(provider=provider)))
    (component,) = plan.of_type("securecart:compute:TaskRole")

    task = plan.named(ROLE, f"{NAME}-task")
    assert component.outputs == {
        "execution_role_arn": plan.named(ROLE, f"{NAME}-execution").outputs["arn"],
        "task_role_arn": task.outputs["arn"],
        "task_role_name": task.outputs["name"],
    }


def test_refuses_a_database_outside_the_residency() -> None:
    with pytest.raises(ArgumentError, match="eu-central-1"):
        args_of("eu-central-1")


@pytest.mark.parametrize("name", ["checkout", "ap-southeast-1-" + "x" * 40])
def test_refuses_a_name_without_the_region_or_longer_than_iam_takes(name: str) -> None:
    with pytest.raises(ProgramError, match=r"TaskRole: name: .* ap-southeast-1 in it, and 56 characters"):
        record(lambda provider: TaskRole(name, args_of(), pulumi.ResourceOptions(provider=provider)))
