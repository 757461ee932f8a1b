"""A database can be restored to any moment of the recovery window."""

from collections.abc import Iterator

from policies.aws.rds import Standing, standing
from policies.aws.types import RDS_CLUSTER, RDS_INSTANCE
from policies.framework.resources import Resource, Stack
from policies.framework.rule import Parameter, Severity, Source, stack_rule
from policies.framework.values import UNKNOWN
from policies.framework.verdicts import Verdict, satisfied, undecided, violated

RECOVERY_WINDOW = Parameter(
    name="recoveryWindowDays",
    description="How many days back a database must be restorable; RDS keeps automated backups for 35 days at most",
    default=35,
    schema={"minimum": 1, "maximum": 35},
)


@stack_rule(
    title="Databases are backed up",
    what="RDS keeps automated backups of a database, instance or cluster, for as long as the recovery window asks.",
    why=(
        "A standby and a replica repeat a bad migration or a wrong `DELETE` within a second: only a backup leads back. "
        "Automated backups are also what point-in-time recovery and replicas are made from."
    ),
    fix=(
        "Set `backup_retention_period` to the recovery window in days, on a cross-Region replica too: as the promoted "
        "writer it would otherwise start without backups. A read replica in its source's own Region may do without."
    ),
    severity=Severity.CRITICAL,
    sources=(
        Source(
            "AWS Security Hub",
            "RDS.11",
            "https://docs.aws.amazon.com/securityhub/latest/userguide/rds-controls.html#rds-11",
        ),
        Source(
            "Amazon Aurora user guide",
            "Overview of backing up and restoring an Aurora DB cluster",
            "https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Aurora.Managing.Backups.html",
        ),
        Source(
            "AWS Well-Architected",
            "REL09-BP03",
            "https://docs.aws.amazon.com/wellarchitected/latest/framework/"
            "rel_backing_up_data_automated_backups_data.html",
        ),
    ),
    types=(RDS_INSTANCE, RDS_CLUSTER),
    parameters=(RECOVERY_WINDOW,),
    passing="""
        resources:
          orders:
            type: aws:rds:Instance
            properties: {identifier: orders, instanceClass: db.r8g.large, backupRetentionPeriod: 35}
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
def backups_on(stack: Stack) -> Iterator[Verdict]:
    """Judge every cluster, and every instance but the read replicas in their source's Region.

    An absent retention period is 0 for an instance and one day for a cluster.
    """
    window = stack.parameter(RECOVERY_WINDOW)
    for cluster in stack.of_type(RDS_CLUSTER):
        yield _judge_cluster(cluster, window)
    for instance in stack.of_type(RDS_INSTANCE):
        retention = instance.number("backupRetentionPeriod")
        role = standing(instance, stack)
        if role is Standing.READ_REPLICA:
            yield satisfied(instance)
        elif retention is UNKNOWN:
            yield undecided(instance, "backupRetentionPeriod")
        elif (retention or 0) >= window:
            yield satisfied(instance)
        elif role is Standing.UNKNOWN:
            yield undecided(instance, "replicateSourceDb")
        elif not retention:
            given = "absent, which means 0" if retention is None else "0"
            yield violated(instance, f"`backupRetentionPeriod` is {given}: this {role.value} is not backed up.")
        else:
            yield violated(
                instance, f"`backupRetentionPeriod` is {retention} days; the recovery window is {window} days."
            )


def _judge_cluster(cluster: Resource, window: int) -> Verdict:
    retention = cluster.number("backupRetentionPeriod")
    if retention is UNKNOWN:
        return undecided(cluster, "backupRetentionPeriod")
    if retention is not None and retention >= window:
        return satisfied(cluster)
    given = "absent, which means 1 day" if retention is None else f"{retention} days"
    return violated(cluster, f"`backupRetentionPeriod` is {given}; the recovery window is {window} days.")
