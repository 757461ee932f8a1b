"""An instance that others replicate has automated backups."""

from collections.abc import Iterator

from policies.aws.rds import source
from policies.aws.types import RDS_INSTANCE
from policies.framework.resources import Resource, Stack
from policies.framework.rule import Severity, Source, stack_rule
from policies.framework.values import UNKNOWN, Unknown
from policies.framework.verdicts import Verdict, satisfied, undecided, violated


@stack_rule(
    title="Sources of replicas are backed up",
    what="An RDS instance that others replicate has automated backups on, also where it is itself a replica.",
    why=(
        "RDS makes replicas from automated backups and refuses to make one of an instance without: the replica that "
        "should take over, or take the reads, is missing when it is needed."
    ),
    fix="Set `backup_retention_period` of the source to 1 or more.",
    severity=Severity.HIGH,
    sources=(
        Source(
            "Amazon RDS user guide",
            "Working with DB instance read replicas",
            "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_ReadRepl.html",
        ),
    ),
    types=(RDS_INSTANCE,),
    passing="""
        resources:
          orders:
            type: aws:rds:Instance
            properties: {identifier: orders, backupRetentionPeriod: 35}
          search:
            type: aws:rds:Instance
            properties: {replicateSourceDb: "${orders.identifier}"}
    """,
    failing="""
        resources:
          orders:
            type: aws:rds:Instance
            properties: {identifier: orders, backupRetentionPeriod: 35}
          search:
            type: aws:rds:Instance
            properties: {identifier: search, replicateSourceDb: "${orders.identifier}"}
          reports:
            type: aws:rds:Instance
            properties: {replicateSourceDb: "${search.identifier}"}
    """,
)
def replica_source_backups(stack: Stack) -> Iterator[Verdict]:
    """Judge every instance that the stack declares a replica of; an absent retention period is 0."""
    replicas: dict[Resource, Resource] = {}
    for replica in stack.of_type(RDS_INSTANCE):
        found = source(replica, stack)
        if isinstance(found, Unknown):
            yield undecided(replica, "replicateSourceDb")
        elif found:
            replicas[found] = replica
    for instance, replica in replicas.items():
        retention = instance.number("backupRetentionPeriod")
        if retention is UNKNOWN:
            yield undecided(instance, "backupRetentionPeriod")
        elif retention:
            yield satisfied(instance)
        else:
            given = "absent, which means 0" if retention is None else "0"
            yield violated(instance, f"`backupRetentionPeriod` is {given}, and {replica} replicates this instance.")
