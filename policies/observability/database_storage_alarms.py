"""Somebody is told before a database's storage is full."""

from collections.abc import Iterator
from typing import Final

from policies.aws.cloudwatch import Wanted, watched, watching
from policies.aws.rds import Standing, standing
from policies.aws.types import RDS_INSTANCE
from policies.framework.resources import Stack
from policies.framework.rule import Severity, Source, stack_rule
from policies.framework.verdicts import Verdict, satisfied, undecided, violated

WANTED: Final = Wanted(
    namespaces=("AWS/RDS",), names=("FreeStorageSpace",), dimension="DBInstanceIdentifier", path="identifier"
)


@stack_rule(
    title="Databases have an alarm on their free storage",
    what="Every RDS instance that a Region depends on has an alarm on `FreeStorageSpace`.",
    why=(
        "A database whose storage is full stops: it takes no more writes, then no more connections. Storage that grows "
        "by itself has a limit too, and grows only so often; an alarm leaves the days that it takes to act."
    ),
    fix=(
        "Declare a `cloudwatch.MetricAlarm` on `FreeStorageSpace` with the dimension `DBInstanceIdentifier` in the "
        "instance's Region. A read replica in its source's own Region may do without."
    ),
    severity=Severity.MEDIUM,
    sources=(
        Source(
            "Amazon RDS user guide",
            "Amazon RDS DB instance running out of storage",
            "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Troubleshooting.html"
            "#CHAP_Troubleshooting.Storage",
        ),
        Source(
            "AWS Well-Architected",
            "REL06-BP01",
            "https://docs.aws.amazon.com/wellarchitected/latest/framework/"
            "rel_monitor_aws_resources_monitor_resources.html",
        ),
    ),
    types=(RDS_INSTANCE,),
    passing="""
        resources:
          orders:
            type: aws:rds:Instance
            properties: {identifier: orders, allocatedStorage: 400}
          storage:
            type: aws:cloudwatch:MetricAlarm
            properties:
              namespace: AWS/RDS
              metricName: FreeStorageSpace
              dimensions: {DBInstanceIdentifier: "${orders.identifier}"}
              treatMissingData: breaching
              alarmActions: ["arn:aws:sns:us-east-1:123456789012:oncall"]
    """,
    failing="""
        resources:
          billing:
            type: aws:rds:Instance
            properties: {identifier: billing, allocatedStorage: 400}
    """,
)
def database_storage_alarms(stack: Stack) -> Iterator[Verdict]:
    """Judge every instance but the read replicas in their source's Region."""
    found = watching(stack, WANTED)
    for instance in stack.of_type(RDS_INSTANCE):
        role = standing(instance, stack)
        certain, possible = watched(instance, found, WANTED)
        if certain or role is Standing.READ_REPLICA:
            yield satisfied(instance)
        elif possible or role is Standing.UNKNOWN:
            yield undecided(instance, *(f"metric of {alarm}" for alarm in possible), "replicateSourceDb")
        else:
            yield violated(instance, f"No alarm of its Region in this stack is on its {WANTED.names[0]}.")
