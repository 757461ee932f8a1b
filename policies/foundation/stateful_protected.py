"""What cannot be made again as it was is protected from deletion."""

from collections.abc import Iterator

from policies.aws.rds import Standing, standing
from policies.aws.types import (
    ACCELERATOR,
    BACKUP_VAULT,
    BUCKETS,
    CLOUDFRONT_DISTRIBUTIONS,
    DIRECT_CONNECT_CONNECTION,
    DIRECT_CONNECT_GATEWAY,
    DYNAMODB_TABLE,
    ECR_REPOSITORY,
    HOSTED_ZONE,
    KMS_KEY,
    RDS_CLUSTER,
    RDS_INSTANCE,
    SYNTHETICS_CANARY,
)
from policies.framework.resources import Resource, Stack
from policies.framework.rule import Severity, Source, stack_rule
from policies.framework.values import UNKNOWN, Unknown
from policies.framework.verdicts import Verdict, satisfied, undecided, violated

_LOST = {
    ACCELERATOR: "the static addresses that clients have stored",
    BACKUP_VAULT: "the recovery points",
    **dict.fromkeys(BUCKETS, "the objects and the name"),
    **dict.fromkeys(CLOUDFRONT_DISTRIBUTIONS, "the domain name that DNS leads to"),
    DIRECT_CONNECT_CONNECTION: "a line that takes weeks to order",
    DIRECT_CONNECT_GATEWAY: "every association and virtual interface on it",
    DYNAMODB_TABLE: "the items",
    ECR_REPOSITORY: "the images that tasks start from",
    HOSTED_ZONE: "the name servers that the registrar names",
    KMS_KEY: "whatever is encrypted with it",
    RDS_CLUSTER: "the data",
    RDS_INSTANCE: "the data",
}
"""By type: what goes with a resource and does not come back with another one."""


@stack_rule(
    title="Stateful resources are protected",
    what=(
        "Databases, tables, buckets, keys, vaults, image repositories, hosted zones, accelerators, distributions and "
        "Direct Connect lines have Pulumi's `protect`."
    ),
    why=(
        "A renamed component, a changed property that forces a replacement, or `pulumi destroy` on the wrong stack "
        "deletes what no deployment brings back. AWS's own deletion protection is off as soon as the program says so, "
        "and many of these resources have none."
    ),
    fix=(
        "Set `protect=True` in the resource's options; clearing it is then a deployment of its own. Copies may do "
        "without: read replicas, keys for copies in another Region, and a canary's bucket of results."
    ),
    severity=Severity.HIGH,
    sources=(
        Source(
            "AWS Security Hub",
            "RDS.8",
            "https://docs.aws.amazon.com/securityhub/latest/userguide/rds-controls.html#rds-8",
        ),
        Source(
            "AWS Security Hub",
            "DynamoDB.6",
            "https://docs.aws.amazon.com/securityhub/latest/userguide/dynamodb-controls.html#dynamodb-6",
        ),
        Source(
            "AWS CDK developer guide",
            "Best practices: stateful resources",
            "https://docs.aws.amazon.com/cdk/v2/guide/best-practices.html",
        ),
    ),
    types=tuple(_LOST),
    passing="""
        resources:
          orders:
            type: aws:rds:Instance
            properties: {identifier: orders, instanceClass: db.r8g.large}
            options: {protect: true}
          search:
            type: aws:rds:Instance
            properties: {instanceClass: db.r8g.large, replicateSourceDb: "${orders.identifier}"}
    """,
    failing="""
        resources:
          orders:
            type: aws:rds:Instance
            properties: {identifier: orders, instanceClass: db.r8g.large}
    """,
)
def stateful_protected(stack: Stack) -> Iterator[Verdict]:
    """Judge everything of the types above but copies and what may be thrown away."""
    disposable = {urn for canary in stack.of_type(SYNTHETICS_CANARY) for urn in canary.sources("artifactS3Location")}
    for resource in stack.of_type(*_LOST):
        copy = _copy(resource, stack)
        if resource.protect or copy is True or resource.urn in disposable:
            yield satisfied(resource)
        elif copy is UNKNOWN:
            yield undecided(resource, "whether it is a copy")
        else:
            yield violated(resource, f"`protect` is not set; with it goes {_LOST[resource.type]}.")


def _copy(resource: Resource, stack: Stack) -> bool | Unknown:
    """Whether what a resource holds is held elsewhere too.

    A key that says another Region than its provider's is there for copies: it goes with that Region, and stays in AWS
    by `retain_on_delete`, which a pack is not shown.
    """
    if resource.type == RDS_INSTANCE:
        role = standing(resource, stack)
        return UNKNOWN if role is Standing.UNKNOWN else role is not Standing.SOURCE
    if resource.type == RDS_CLUSTER:
        source = resource.text("replicationSourceIdentifier")
        return UNKNOWN if source is UNKNOWN else bool(source)
    if resource.type == KMS_KEY and (region := resource.text("region")) is not None:
        home = resource.provider.text("region")
        return UNKNOWN if UNKNOWN in (region, home) else region != home
    return False
