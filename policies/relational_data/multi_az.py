"""A database has a standby in another Availability Zone."""

from collections.abc import Iterator

from policies.aws.rds import Standing, standing
from policies.aws.types import RDS_INSTANCE
from policies.framework.resources import Stack
from policies.framework.rule import Severity, Source, stack_rule
from policies.framework.values import UNKNOWN
from policies.framework.verdicts import Verdict, satisfied, undecided, violated


@stack_rule(
    title="Databases are Multi-AZ",
    what="An RDS instance that a Region depends on has a synchronous standby in another Availability Zone.",
    why=(
        "When the zone of a single-AZ instance fails, the Region has no database until someone restores a backup: that "
        "takes hours and loses the last minutes' writes. With Multi-AZ, RDS fails over by itself in one to two minutes "
        "and loses nothing."
    ),
    fix="Set `multi_az=True`. A read replica in its source's own Region may do without: others take its reads.",
    severity=Severity.CRITICAL,
    sources=(
        Source(
            "AWS Security Hub",
            "RDS.5",
            "https://docs.aws.amazon.com/securityhub/latest/userguide/rds-controls.html#rds-5",
        ),
        Source(
            "AWS Well-Architected",
            "REL10-BP01",
            "https://docs.aws.amazon.com/wellarchitected/latest/framework/rel_fault_isolation_multiaz_region_system.html",
        ),
    ),
    types=(RDS_INSTANCE,),
    passing="""
        resources:
          orders:
            type: aws:rds:Instance
            properties: {identifier: orders, instanceClass: db.r8g.large, multiAz: true}
          search:
            type: aws:rds:Instance
            properties: {instanceClass: db.r8g.large, replicateSourceDb: "${orders.identifier}"}
    """,
    failing="""
        resources:
          orders:
            type: aws:rds:Instance
            properties: {identifier: orders, instanceClass: db.r8g.large}
          recovery:
            type: aws:rds:Instance
            properties: {instanceClass: db.r8g.large, region: us-west-2, replicateSourceDb: "${orders.arn}"}
    """,
)
def multi_az(stack: Stack) -> Iterator[Verdict]:
    """Judge every instance but the read replicas in their source's Region."""
    for instance in stack.of_type(RDS_INSTANCE):
        enabled = instance.flag("multiAz")
        role = standing(instance, stack)
        if enabled is True or role is Standing.READ_REPLICA:
            yield satisfied(instance)
        elif enabled is UNKNOWN:
            yield undecided(instance, "multiAz")
        elif role is Standing.UNKNOWN:
            yield undecided(instance, "replicateSourceDb")
        else:
            yield violated(instance, f"`multiAz` is not true: this {role.value} runs in one Availability Zone.")
