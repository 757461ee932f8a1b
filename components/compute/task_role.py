"""The two roles of a service's tasks."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import pulumi
from pulumi_aws import iam

from components.arguments import ArgumentError
from components.compute.task_policies import execution_policy, task_policy, tasks_trust
from securecart.settings.geography import Residency, residency_allows
from securecart.settings.services import ServiceSettings

LONGEST_NAME: Final = 64 - len("-1a2b3c4")
"""Characters of a role's logical name: IAM takes 64, and Pulumi adds eight."""


@dataclass(frozen=True, kw_only=True)
class TaskRoleArgs:
    """What `TaskRole` is made of.

    Attributes:
        service: the service; its images, its log groups and its database user are called after it.
        settings: what it may touch.
        region: the Region of its tasks, part of the component's name: IAM has one list of roles for all Regions.
        account_id: the account of everything that it touches.
        residency: the data domain of the Region.
        database_regions: every Region of the data domain, whose databases take writes or may be promoted to.
        queue_arn: the Region's queue of orders.
        key_arn: the KMS key that encrypts the queue.
    """

    service: str
    settings: ServiceSettings
    region: str
    account_id: str
    residency: Residency
    database_regions: Sequence[str]
    queue_arn: pulumi.Input[str]
    key_arn: pulumi.Input[str]

    def __post_init__(self) -> None:
        for region in (self.region, *self.database_regions):
            if not residency_allows(self.residency, region):
                raise ArgumentError(
                    "TaskRole", "database_regions", region, f"Regions where {self.residency.value} data may be"
                )


class TaskRole(pulumi.ComponentResource):
    """The execution role, with which ECS starts a service's tasks, and the task role, which is theirs.

    Attributes:
        execution_role_arn: the execution role, known once it may do its work: a task would fail to start before.
        task_role_arn: the task role, likewise.
        task_role_name: the name of the task role.
    """

    execution_role_arn: pulumi.Output[str]
    task_role_arn: pulumi.Output[str]
    task_role_name: pulumi.Output[str]

    def __init__(self, name: str, args: TaskRoleArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        longest = f"{name}-execution"
        if args.region not in name or len(longest) > LONGEST_NAME:
            allowed = f"{args.region} in it, and {LONGEST_NAME} characters at most in all"
            raise ArgumentError("TaskRole", "name", longest, allowed)
        super().__init__("securecart:compute:TaskRole", name, None, opts)
        self._trust = json.dumps(tasks_trust(args.region, args.account_id))

        _, self.execution_role_arn = self._role(
            longest,
            f"Starts the tasks of {args.service} in {args.region}",
            json.dumps(execution_policy(args.service, args.region, args.account_id)),
        )
        task_role, self.task_role_arn = self._role(
            f"{name}-task",
            f"The tasks of {args.service} in {args.region}",
            pulumi.Output.json_dumps(
                task_policy(
                    args.service,
                    args.settings,
                    region=args.region,
                    account_id=args.account_id,
                    residency=args.residency,
                    database_regions=args.database_regions,
                    queue_arn=args.queue_arn,
                    key_arn=args.key_arn,
                )
            ),
        )
        self.task_role_name = task_role.name
        self.register_outputs(
            {
                "execution_role_arn": self.execution_role_arn,
                "task_role_arn": self.task_role_arn,
                "task_role_name": self.task_role_name,
            }
        )

    def _role(self, name: str, description: str, document: pulumi.Input[str]) -> tuple[iam.Role, pulumi.Output[str]]:
        """A role with its one policy, and the role's ARN once it has it."""
        child = pulumi.ResourceOptions(parent=self)
        role = iam.Role(name, description=description, assume_role_policy=self._trust, opts=child)
        policy = iam.RolePolicy(name, role=role.name, policy=document, opts=child)
        return role, pulumi.Output.all(role.arn, policy.id).apply(lambda known: str(known[0]))
