"""A guardrail on Regions lets the fleet's own Regions work."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from policies.aws.organizations import content, denies_in, is_region_guard, is_service_control_policy
from policies.aws.policy_document import Document, Statement
from policies.aws.types import (
    API_GATEWAY_REST_API,
    BACKUP_VAULT,
    BUCKETS,
    DYNAMODB_TABLE,
    ECS_CLUSTER,
    KMS_KEY,
    LOAD_BALANCERS,
    LOG_GROUP,
    ORGANIZATIONS_POLICY,
    RDS_INSTANCE,
    SECRETS_MANAGER_SECRET,
    SNS_TOPIC,
    SQS_QUEUE,
    VPC,
)
from policies.framework.resources import Resource, Stack
from policies.framework.rule import Severity, Source, fleet_rule
from policies.framework.values import UNKNOWN
from policies.framework.verdicts import Verdict, satisfied, undecided, violated

_SETTLED: Final = (
    *BUCKETS,
    *LOAD_BALANCERS,
    API_GATEWAY_REST_API,
    BACKUP_VAULT,
    DYNAMODB_TABLE,
    ECS_CLUSTER,
    KMS_KEY,
    LOG_GROUP,
    RDS_INSTANCE,
    SECRETS_MANAGER_SECRET,
    SNS_TOPIC,
    SQS_QUEUE,
    VPC,
    "aws:lambda/function:Function",
    "aws:rds/cluster:Cluster",
)
"""What a fleet has in every Region that it uses: data, keys, networks, or something that runs."""


@fleet_rule(
    title="Region guardrails allow the fleet's Regions",
    what="A service control policy that denies Regions denies none in which the fleet has data, or anything that runs.",
    why=(
        "Tasks, backups and autoscaling in a denied Region are refused their calls from the moment the guardrail is "
        "attached: a Region that serves customers stops, or one that was just deployed never starts. Regions that hold "
        "only copies and the last resort are the ones that are forgotten."
    ),
    fix="Add the Region to the values of `aws:RequestedRegion` in `content`, before the Region's stack is deployed.",
    severity=Severity.CRITICAL,
    sources=(
        Source(
            "AWS Organizations user guide",
            "Service control policy examples",
            "https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_examples.html",
        ),
        Source(
            "AWS IAM user guide",
            "AWS: Denies access to AWS based on the requested Region",
            "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_examples_aws_deny-requested-region.html",
        ),
    ),
    types=(ORGANIZATIONS_POLICY,),
    passing="""
        name: global
        config: {"aws:region": us-east-1}
        resources:
          regions:
            type: aws:organizations:Policy
            properties:
              type: SERVICE_CONTROL_POLICY
              content: >-
                {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "NotAction": ["globalaccelerator:*"],
                "Resource": "*", "Condition": {"StringNotEquals": {"aws:RequestedRegion": ["us-east-1",
                "eu-central-1"]}, "ArnNotLike": {"aws:PrincipalArn": ["arn:aws:iam::*:role/break-glass"]}}}]}
        ---
        name: eu-central-1
        config: {"aws:region": eu-central-1}
        resources:
          orders: {type: "aws:sqs:Queue", properties: {messageRetentionSeconds: 604800}}
    """,
    failing="""
        name: global
        config: {"aws:region": us-east-1}
        resources:
          regions:
            type: aws:organizations:Policy
            properties:
              type: SERVICE_CONTROL_POLICY
              content: >-
                {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "NotAction": ["globalaccelerator:*"],
                "Resource": "*", "Condition": {"StringNotEquals": {"aws:RequestedRegion": ["us-east-1"]}}}]}
        ---
        name: eu-central-1
        config: {"aws:region": eu-central-1}
        resources:
          orders: {type: "aws:sqs:Queue", properties: {messageRetentionSeconds: 604800}}
    """,
)
def scp_fleet_regions(stack: Stack) -> Iterator[Verdict]:
    """Judge every service control policy by the Regions of all stacks; one that AWS would not take binds nobody."""
    used = _regions(stack)
    for policy in stack.of_type(ORGANIZATIONS_POLICY):
        concerned = is_service_control_policy(policy)
        if concerned is False:
            continue
        document = content(policy)
        fault = _fault(document, used) if isinstance(document, Document) else ""
        unknown = [name for name, value in (("type", concerned), ("content", document)) if value is UNKNOWN]
        if unknown and (fault or document is UNKNOWN):
            yield undecided(policy, *unknown)
        else:
            yield violated(policy, fault) if fault else satisfied(policy)


def _regions(stack: Stack) -> Mapping[str, Resource]:
    """The Regions that the fleet uses, each with a resource there."""
    found: dict[str, Resource] = {}
    for resource in stack.of_type(*_SETTLED):
        region = resource.region
        if isinstance(region, str):
            found.setdefault(region, resource)
    return found


def _fault(document: Document, used: Mapping[str, Resource]) -> str:
    for name, statement in document.numbered():
        if not is_region_guard(statement) or not _is_about_all(statement):
            continue
        for region, resource in sorted(used.items()):
            if denies_in(statement, region):
                return f"{name} in `content` denies {region}, where {resource.stack} declares {resource}."
    return ""


def _is_about_all(statement: Statement) -> bool:
    """Whether it denies whatever it does not name, and not some actions on purpose."""
    return "*" in statement.resources and (bool(statement.not_actions) or "*" in statement.actions)
