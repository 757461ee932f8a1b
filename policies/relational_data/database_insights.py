"""What loads a database is recorded."""

from collections.abc import Iterator
from typing import Final

from policies.aws.types import RDS_INSTANCE
from policies.framework.resources import Resource
from policies.framework.rule import Severity, Source, resource_rule
from policies.framework.values import UNKNOWN
from policies.framework.verdicts import Verdict, satisfied, undecided, violated

_ADVANCED_RETENTION_DAYS: Final = 465
_TOO_SMALL: Final = ("db.t2.micro", "db.t2.small", "db.t3.micro", "db.t3.small", "db.t4g.micro", "db.t4g.small")
"""What RDS for MySQL and MariaDB does not record on (user guide, "Performance Insights" engine and class support)."""


@resource_rule(
    title="Databases record their load",
    what=(
        "CloudWatch Database Insights records every instance's load by wait and statement, and in its advanced mode "
        "for the 15 months that the mode asks for."
    ),
    why=(
        "When a release or a campaign brings the database to its knees, the statement at fault is found in minutes by "
        "what the load was made of. Without a record from before, there is nothing to compare with."
    ),
    fix=(
        "Set `performance_insights_enabled=True`, and with `database_insights_mode` advanced also "
        "`performance_insights_retention_period` to 465 days or more."
    ),
    severity=Severity.LOW,
    sources=(
        Source(
            "Amazon RDS user guide",
            "Turning on the Advanced mode of Database Insights",
            "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_DatabaseInsights.TurningOnAdvanced.html",
        ),
        Source(
            "Amazon RDS user guide",
            "Turning on the Standard mode of Database Insights",
            "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_DatabaseInsights.TurningOnStandard.html",
        ),
    ),
    types=(RDS_INSTANCE,),
    passing="""
        resources:
          orders:
            type: aws:rds:Instance
            properties:
              instanceClass: db.r8g.large
              databaseInsightsMode: advanced
              performanceInsightsEnabled: true
              performanceInsightsRetentionPeriod: 465
    """,
    failing="""
        resources:
          orders:
            type: aws:rds:Instance
            properties: {instanceClass: db.r8g.large, databaseInsightsMode: standard}
    """,
)
def database_insights(instance: Resource) -> Iterator[Verdict]:
    """Judge every instance but those of classes that cannot; the provider's default is off."""
    enabled = instance.flag("performanceInsightsEnabled")
    mode = instance.text("databaseInsightsMode")
    if instance.text("instanceClass") in _TOO_SMALL:
        yield satisfied(instance)
    elif enabled is UNKNOWN:
        yield undecided(instance, "performanceInsightsEnabled")
    elif not enabled and instance.text("instanceClass") is UNKNOWN:
        yield undecided(instance, "instanceClass")
    elif not enabled:
        yield violated(instance, "`performanceInsightsEnabled` is not true.")
    elif mode is UNKNOWN:
        yield undecided(instance, "databaseInsightsMode")
    elif mode == "advanced":
        yield _judge_retention(instance)
    else:
        yield satisfied(instance)


def _judge_retention(instance: Resource) -> Verdict:
    retention = instance.number("performanceInsightsRetentionPeriod")
    if retention is UNKNOWN:
        return undecided(instance, "performanceInsightsRetentionPeriod")
    if retention is not None and retention >= _ADVANCED_RETENTION_DAYS:
        return satisfied(instance)
    given = "absent, which means 7 days" if retention is None else f"{retention} days"
    return violated(instance, f"`performanceInsightsRetentionPeriod` is {given}; the advanced mode asks for 465.")
