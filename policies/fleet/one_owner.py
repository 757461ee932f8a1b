"""What an account has once is declared once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from policies.aws.arn import may_share_account
from policies.aws.naming import Extent
from policies.aws.singletons import SINGLETONS
from policies.framework.resources import Resource, Stack
from policies.framework.rule import Severity, Source, fleet_rule
from policies.framework.values import UNKNOWN
from policies.framework.verdicts import Verdict, satisfied, undecided, violated


@fleet_rule(
    title="Account settings have one owner",
    what="A setting that an account has once, in a Region or at all, is declared by one resource of the fleet.",
    why=(
        "The second declaration overwrites the first without a word, and every deployment of one stack undoes the "
        "other's: replication of images stops for the Regions that the last one left out, or backups for the services "
        "that it did not list. Deleting either stack resets the setting for all."
    ),
    fix="Keep the declaration in the one stack that owns the setting, and take it out of the others.",
    severity=Severity.HIGH,
    sources=(
        Source(
            "Amazon ECR API reference",
            "PutReplicationConfiguration",
            "https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_PutReplicationConfiguration.html",
        ),
        Source(
            "AWS Backup API reference",
            "UpdateRegionSettings",
            "https://docs.aws.amazon.com/aws-backup/latest/devguide/API_UpdateRegionSettings.html",
        ),
    ),
    types=tuple(SINGLETONS),
    passing="""
        name: us-east-1
        config: {"aws:region": us-east-1}
        resources:
          replication:
            type: aws:ecr:ReplicationConfiguration
            properties:
              replicationConfiguration:
                rules: [{destinations: [{region: us-west-2, registryId: "123456789012"}]}]
        ---
        name: us-west-2
        config: {"aws:region": us-west-2}
        resources:
          scanning:
            type: aws:ecr:RegistryScanningConfiguration
            properties: {scanType: ENHANCED}
    """,
    failing="""
        name: eu-central-1
        config: {"aws:region": eu-central-1}
        resources:
          images:
            type: aws:ecr:ReplicationConfiguration
            properties:
              replicationConfiguration:
                rules: [{destinations: [{region: eu-west-1, registryId: "123456789012"}]}]
        ---
        name: global
        config: {"aws:region": us-east-1}
        resources:
          images-of-europe:
            type: aws:ecr:ReplicationConfiguration
            properties:
              region: eu-central-1
              replicationConfiguration:
                rules: [{destinations: [{region: eu-north-1, registryId: "123456789012"}]}]
    """,
)
def one_owner(stack: Stack) -> Iterator[Verdict]:
    """Judge every declaration of such a setting."""
    declared: dict[tuple[object, ...], list[Resource]] = defaultdict(list)
    for resource in stack.of_type(*SINGLETONS):
        identity = _identity(resource)
        if unknown := [path for path, value in identity.items() if value is UNKNOWN]:
            yield undecided(resource, *unknown)
        else:
            declared[resource.type, *identity.values()].append(resource)
    for resources in declared.values():
        for resource in resources:
            yield _judge(resource, resources)


def _judge(resource: Resource, declarations: list[Resource]) -> Verdict:
    for other in declarations:
        if other is not resource and may_share_account(resource, other):
            where = f" in {resource.region}" if SINGLETONS[resource.type].extent is Extent.REGION else ""
            return violated(
                resource, f"{other} of stack {other.stack} declares the same setting{where}: one overwrites the other."
            )
    return satisfied(resource)


def _identity(resource: Resource) -> dict[str, object]:
    """What tells a setting from others of its type, by property."""
    singleton = SINGLETONS[resource.type]
    identity: dict[str, object] = {path: resource.text(path) for path in singleton.paths}
    if singleton.extent is Extent.REGION:
        identity["region"] = resource.region
    return identity
