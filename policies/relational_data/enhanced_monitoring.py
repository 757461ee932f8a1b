"""A database's operating system is measured."""

from collections.abc import Iterator

from policies.aws.types import RDS_INSTANCE
from policies.framework.resources import Resource
from policies.framework.rule import Severity, Source, resource_rule
from policies.framework.values import UNKNOWN
from policies.framework.verdicts import Verdict, satisfied, undecided, violated


@resource_rule(
    title="Databases have enhanced monitoring",
    what="RDS measures the operating system of every instance, and has a role to publish the figures with.",
    why=(
        "CloudWatch's own figures come from the hypervisor, once a minute. What starves a database - memory, swap, one "
        "process, one disk - shows only inside; without it an incident is longer by the time that guessing takes."
    ),
    fix="Set `monitoring_interval` to 60 seconds or less, and `monitoring_role_arn`.",
    severity=Severity.LOW,
    sources=(
        Source(
            "AWS Security Hub",
            "RDS.6",
            "https://docs.aws.amazon.com/securityhub/latest/userguide/rds-controls.html#rds-6",
        ),
        Source(
            "Amazon RDS user guide",
            "Monitoring OS metrics with Enhanced Monitoring",
            "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Monitoring.OS.html",
        ),
    ),
    types=(RDS_INSTANCE,),
    passing="""
        resources:
          monitoring:
            type: aws:iam:Role
          orders:
            type: aws:rds:Instance
            properties: {instanceClass: db.r8g.large, monitoringInterval: 15, monitoringRoleArn: "${monitoring.arn}"}
    """,
    failing="""
        resources:
          orders:
            type: aws:rds:Instance
            properties: {instanceClass: db.r8g.large}
    """,
)
def enhanced_monitoring(instance: Resource) -> Iterator[Verdict]:
    """Judge every instance; an absent interval is 0, which is off."""
    interval = instance.number("monitoringInterval")
    role = instance.text("monitoringRoleArn")
    if interval is UNKNOWN:
        yield undecided(instance, "monitoringInterval")
    elif not interval:
        given = "absent, which means 0" if interval is None else "0"
        yield violated(instance, f"`monitoringInterval` is {given}: the operating system is not measured.")
    elif role is None or role == "":
        yield violated(instance, "`monitoringRoleArn` is absent: RDS may not publish what it measures.")
    else:
        yield satisfied(instance)
