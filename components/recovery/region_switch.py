"""The written way from a lost Region to another one."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import pulumi
from pulumi_aws import arcregionswitch, iam

from components.arguments import ArgumentError

APPROVAL_MINUTES: Final = 60
"""How long an execution waits for a person's approval."""
PROMOTION_MINUTES: Final = 60
"""How long a promotion may take: several minutes, as a rule ("Promoting a read replica")."""


_PLAN_NAME: Final = re.compile(r"[A-Za-z0-9]([A-Za-z0-9-]{0,30}[A-Za-z0-9])?")
"""The form of a plan's name (CreatePlan)."""


@dataclass(frozen=True, kw_only=True)
class RegionSwitchArgs:
    """Arguments of `RegionSwitch`.

    Attributes:
        domain: the data domain whose writer moves, for names.
        account_id: the account of both Regions.
        writer_region: the Region that writes now.
        writer_arn: its database instance.
        follower_region: the Region that takes its place.
        follower_arn: its database instance, a replica.
        recovery_time_minutes: the objective for writes after the loss of a Region, in minutes.
    """

    domain: str
    account_id: str
    writer_region: str
    writer_arn: str
    follower_region: str
    follower_arn: str
    recovery_time_minutes: int

    def __post_init__(self) -> None:
        if self.writer_region == self.follower_region:
            raise ArgumentError("RegionSwitch", "follower_region", self.follower_region, "another Region")
        if self.recovery_time_minutes < 1:
            raise ArgumentError("RegionSwitch", "recovery_time_minutes", self.recovery_time_minutes, "1 or more")


class RegionSwitch(pulumi.ComponentResource):
    """An ARC Region switch plan: a person approves, then the follower's replica is promoted.

    Reads have moved by then: Route 53 and Global Accelerator need nobody. Writes lose what the replica lags behind: a
    person decides. The plan is run from the Region that it activates and asks nothing of the lost one; a plan has two
    Regions ("Regions", CreatePlan), so each follower that may take the writer's place has one of its own.

    Attributes:
        arn: the plan.
    """

    arn: pulumi.Output[str]

    def __init__(self, name: str, args: RegionSwitchArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        if not _PLAN_NAME.fullmatch(name):
            raise ArgumentError("RegionSwitch", "name", name, "32 letters, digits and dashes at most")
        super().__init__("securecart:recovery:RegionSwitch", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)
        role = iam.Role(
            name,
            assume_role_policy=json.dumps(_trust({"Service": "arc-region-switch.amazonaws.com"})),
            description=f"Promotes the {args.domain} database of {args.follower_region}",
            opts=child,
        )
        permissions = iam.RolePolicy(
            name,
            role=role.name,
            policy=role.arn.apply(lambda arn: json.dumps(execution_policy(name, args, arn))),
            opts=child,
        )
        approval = iam.Role(
            f"{name}-approval",
            assume_role_policy=json.dumps(_trust({"AWS": f"arn:aws:iam::{args.account_id}:root"})),
            description=f"May approve that {args.follower_region} becomes the writer of {args.domain}",
            opts=child,
        )
        plan = arcregionswitch.Plan(
            name,
            name=name,
            description=f"{args.follower_region} takes over the {args.domain} database from {args.writer_region}",
            execution_role=role.arn,
            recovery_approach="activePassive",
            regions=[args.writer_region, args.follower_region],
            primary_region=args.writer_region,
            recovery_time_objective_minutes=args.recovery_time_minutes,
            workflows=[
                self._workflow(region, args, approval.arn) for region in (args.follower_region, args.writer_region)
            ],
            opts=pulumi.ResourceOptions(parent=self, depends_on=[permissions]),
        )
        iam.RolePolicy(
            f"{name}-approval",
            role=approval.name,
            policy=plan.arn.apply(lambda arn: json.dumps(approval_policy(arn))),
            opts=child,
        )
        self.arn = plan.arn
        self.register_outputs({"arn": self.arn})

    @staticmethod
    def _workflow(
        region: str, args: RegionSwitchArgs, approval_role: pulumi.Input[str]
    ) -> arcregionswitch.PlanWorkflowArgsDict:
        """Activates one of the two Regions: the follower, or the old writer once it follows in turn."""
        return {
            "workflow_target_action": "activate",
            "workflow_target_region": region,
            "workflow_description": f"Make {region} the writer of {args.domain}",
            "steps": [
                {
                    "name": "approve",
                    "description": "Writes since the last replicated transaction are lost: decide",
                    "execution_block_type": "ManualApproval",
                    "execution_approval_configs": [
                        {"approval_role": approval_role, "timeout_minutes": APPROVAL_MINUTES}
                    ],
                },
                {
                    "name": "promote",
                    "description": "Promote the replica to a writer",
                    "execution_block_type": "RdsPromoteReadReplica",
                    "rds_promote_read_replica_configs": [
                        {
                            "db_instance_arn_map": {
                                args.writer_region: args.writer_arn,
                                args.follower_region: args.follower_arn,
                            },
                            "timeout_minutes": PROMOTION_MINUTES,
                        }
                    ],
                },
            ],
        }


def execution_policy(plan_name: str, args: RegionSwitchArgs, role_arn: str) -> dict[str, object]:
    """What the plan may do: promote these two instances, and check beforehand that it may."""
    return {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Sid": "Promote",
                "Effect": "Allow",
                "Action": ["rds:DescribeDBInstances", "rds:ModifyDBInstance", "rds:PromoteReadReplica"],
                "Resource": [args.writer_arn, args.follower_arn],
            },
            {
                "Sid": "LookAtItself",
                "Effect": "Allow",
                "Action": [
                    "arc-region-switch:GetPlan",
                    "arc-region-switch:GetPlanExecution",
                    "arc-region-switch:ListPlanExecutions",
                ],
                # The plan does not exist yet: its ARN ends in an id.
                "Resource": f"arn:aws:arc-region-switch::{args.account_id}:plan/{plan_name}:*",
            },
            {
                "Sid": "CheckItself",
                "Effect": "Allow",
                "Action": "iam:SimulatePrincipalPolicy",
                "Resource": role_arn,
            },
        ],
    }


def approval_policy(plan_arn: str) -> dict[str, object]:
    """What the approving role may do: look at the plan's executions and approve a step."""
    return {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Sid": "Approve",
                "Effect": "Allow",
                "Action": [
                    "arc-region-switch:ApprovePlanExecutionStep",
                    "arc-region-switch:GetPlan",
                    "arc-region-switch:GetPlanExecution",
                    "arc-region-switch:ListPlanExecutions",
                ],
                "Resource": plan_arn,
            }
        ],
    }


def _trust(principal: Mapping[str, str]) -> dict[str, object]:
    """Who may assume a role.

    An account as principal leaves it to IAM who of its people may: a condition on a second factor would shut out those
    who come by IAM Identity Center, whose sessions do not carry it.
    """
    return {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Principal": dict(principal), "Action": "sts:AssumeRole"}],
    }
