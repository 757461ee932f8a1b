"""Every database and table that holds data of its own is in a backup plan."""

from collections.abc import Iterator

from policies.aws.backup import DATA, assigns
from policies.aws.rds import Standing, standing
from policies.aws.types import BACKUP_SELECTION, RDS_CLUSTER, RDS_INSTANCE
from policies.framework.resources import Resource, Stack
from policies.framework.rule import Severity, Source, stack_rule
from policies.framework.values import UNKNOWN
from policies.framework.verdicts import Verdict, satisfied, undecided, violated


@stack_rule(
    title="Databases and tables are in a backup plan",
    what="Every database and every table that is not a replica is assigned to an AWS Backup plan.",
    why=(
        "Replicas and point-in-time recovery go with their database: whoever deletes it, by mistake or on purpose, and "
        "the account's administrators can, loses both. Only a backup in a vault of its own is still there."
    ),
    fix=(
        "Declare a `backup.Selection` in the resource's Region whose `resources` hold its ARN, or whose tags it has. A "
        "replica may do without: its source is backed up."
    ),
    severity=Severity.HIGH,
    sources=(
        Source(
            "AWS Backup Audit Manager",
            "Backup resources are included in at least one backup plan",
            "https://docs.aws.amazon.com/aws-backup/latest/devguide/choosing-controls.html",
        ),
        Source(
            "AWS Security Hub",
            "RDS.26",
            "https://docs.aws.amazon.com/securityhub/latest/userguide/rds-controls.html#rds-26",
        ),
        Source(
            "AWS Security Hub",
            "DynamoDB.4",
            "https://docs.aws.amazon.com/securityhub/latest/userguide/dynamodb-controls.html#dynamodb-4",
        ),
    ),
    types=DATA,
    passing="""
        resources:
          orders:
            type: aws:rds:Instance
            properties: {identifier: orders, instanceClass: db.r8g.large}
          search:
            type: aws:rds:Instance
            properties: {instanceClass: db.r8g.large, replicateSourceDb: "${orders.identifier}"}
          carts:
            type: aws:dynamodb:Table
            properties: {name: carts, hashKey: customer}
          nightly:
            type: aws:backup:Plan
            properties:
              rules: [{ruleName: nightly, targetVaultName: Default, schedule: "cron(0 4 ? * * *)"}]
          data:
            type: aws:backup:Selection
            properties:
              planId: ${nightly.id}
              iamRoleArn: arn:aws:iam::123456789012:role/backup
              resources: ["${orders.arn}", "${carts.arn}"]
    """,
    failing="""
        resources:
          orders:
            type: aws:rds:Instance
            properties: {identifier: orders, instanceClass: db.r8g.large}
          carts:
            type: aws:dynamodb:Table
            properties: {name: carts, hashKey: customer}
          nightly:
            type: aws:backup:Plan
            properties:
              rules: [{ruleName: nightly, targetVaultName: Default, schedule: "cron(0 4 ? * * *)"}]
          data:
            type: aws:backup:Selection
            properties:
              planId: ${nightly.id}
              iamRoleArn: arn:aws:iam::123456789012:role/backup
              resources: ["${orders.arn}"]
    """,
)
def backup_coverage(stack: Stack) -> Iterator[Verdict]:
    """Judge every database and table; what is a copy of another one is backed up there."""
    selections = tuple(stack.of_type(BACKUP_SELECTION))
    for resource in stack.of_type(*DATA):
        source = _copied_from(resource, stack)
        answers = {selection: assigns(selection, resource) for selection in selections}
        doubtful = [selection for selection, answer in answers.items() if answer is UNKNOWN]
        if source is None or True in answers.values():
            yield satisfied(resource)
        elif doubtful:
            yield undecided(resource, *(f"resources of {selection}" for selection in doubtful))
        elif source:
            yield undecided(resource, source)
        elif selections:
            yield violated(resource, "No backup selection of its Region in this stack assigns it to a backup plan.")
        else:
            yield violated(resource, "The stack has no backup selection: nothing is assigned to a backup plan.")


def _copied_from(resource: Resource, stack: Stack) -> str | None:
    """The property that decides whether it is a copy, if that is not known; empty if it is none, None if it is one."""
    if resource.type == RDS_INSTANCE:
        role = standing(resource, stack)
        if resource.text("replicateSourceDb") is UNKNOWN and role is Standing.UNKNOWN:
            return "replicateSourceDb"
        return None if role is not Standing.SOURCE else ""
    if resource.type == RDS_CLUSTER:
        return _cluster_copied_from(resource)
    return ""


def _cluster_copied_from(cluster: Resource) -> str | None:
    """A secondary cluster of a global database has no user of its own."""
    source = cluster.text("replicationSourceIdentifier")
    if source is UNKNOWN:
        return "replicationSourceIdentifier"
    secondary = cluster.value("globalClusterIdentifier") is not None and cluster.value("masterUsername") is None
    return None if source or secondary else ""
