"""A database cannot be deleted while its deletion protection is on."""

from collections.abc import Iterator

from policies.aws.rds import Standing, standing
from policies.aws.types import RDS_CLUSTER, RDS_INSTANCE
from policies.framework.resources import Stack
from policies.framework.rule import Severity, Source, stack_rule
from policies.framework.values import UNKNOWN
from policies.framework.verdicts import Verdict, satisfied, undecided, violated


@stack_rule(
    title="Databases have deletion protection",
    what="RDS refuses to delete a database that holds a Region's data until its deletion protection is turned off.",
    why=(
        "A `pulumi destroy` in the wrong stack, a change that replaces the database, or a click in the console deletes "
        "the database, its standby and, by default, its automated backups within minutes. The Region is then without "
        "a database until a snapshot is restored."
    ),
    fix="Set `deletion_protection=True`. A read replica in its source's own Region may do without.",
    severity=Severity.HIGH,
    sources=(
        Source(
            "AWS Security Hub",
            "RDS.8",
            "https://docs.aws.amazon.com/securityhub/latest/userguide/rds-controls.html#rds-8",
        ),
        Source(
            "AWS Security Hub",
            "RDS.7",
            "https://docs.aws.amazon.com/securityhub/latest/userguide/rds-controls.html#rds-7",
        ),
        Source(
            "Amazon RDS user guide",
            "Deleting a DB instance",
            "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_DeleteInstance.html",
        ),
    ),
    types=(RDS_INSTANCE, RDS_CLUSTER),
    passing="""
        resources:
          orders:
            type: aws:rds:Instance
            properties: {identifier: orders, instanceClass: db.r8g.large, deletionProtection: true}
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
def deletion_protection(stack: Stack) -> Iterator[Verdict]:
    """Judge every cluster, and every instance but the read replicas in their source's Region; the default is off."""
    for cluster in stack.of_type(RDS_CLUSTER):
        protected = cluster.flag("deletionProtection")
        if protected is UNKNOWN:
            yield undecided(cluster, "deletionProtection")
        elif protected:
            yield satisfied(cluster)
        else:
            yield violated(cluster, "`deletionProtection` is not true: one call deletes this cluster.")
    for instance in stack.of_type(RDS_INSTANCE):
        protected = instance.flag("deletionProtection")
        role = standing(instance, stack)
        if protected is True or role is Standing.READ_REPLICA:
            yield satisfied(instance)
        elif protected is UNKNOWN:
            yield undecided(instance, "deletionProtection")
        elif role is Standing.UNKNOWN:
            yield undecided(instance, "replicateSourceDb")
        else:
            yield violated(instance, f"`deletionProtection` is not true: one call deletes this {role.value}.")
