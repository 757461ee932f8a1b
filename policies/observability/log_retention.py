"""Logs are there while they are needed, and no longer."""

from collections.abc import Iterator

from policies.aws.types import LOG_GROUP
from policies.framework.resources import Resource
from policies.framework.rule import Parameter, Severity, Source, resource_rule
from policies.framework.values import UNKNOWN
from policies.framework.verdicts import Verdict, satisfied, undecided, violated

SHORTEST = Parameter(
    name="shortestRetentionDays",
    description="How long logs have to be kept at least, in days.",
    default=30,
    schema={"type": "integer", "minimum": 1},
)


@resource_rule(
    title="Logs have a retention",
    what="Every log group has a retention, of a month at least.",
    why=(
        "An outage is often explained weeks later, when it comes again: with logs that are gone its cause stays. Logs "
        "without a retention are kept for ever, and with them what they tell of customers."
    ),
    fix=(
        "Set `retention_in_days`. The parameter `shortestRetentionDays` says what is enough: the control CloudWatch.16 "
        "of Security Hub asks for 365 days unless told otherwise."
    ),
    severity=Severity.LOW,
    sources=(
        Source(
            "AWS Security Hub",
            "CloudWatch.16",
            "https://docs.aws.amazon.com/securityhub/latest/userguide/cloudwatch-controls.html#cloudwatch-16",
        ),
        Source(
            "Amazon CloudWatch Logs user guide",
            "Change log data retention in CloudWatch Logs",
            "https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/"
            "Working-with-log-groups-and-streams.html#SettingLogRetention",
        ),
    ),
    types=(LOG_GROUP,),
    parameters=(SHORTEST,),
    passing="""
        resources:
          orders:
            type: aws:cloudwatch:LogGroup
            properties: {name: /shop/orders, retentionInDays: 90}
          relayed:
            type: aws:cloudwatch:LogGroup
            properties: {name: /shop/relayed, logGroupClass: DELIVERY}
    """,
    failing="""
        resources:
          orders:
            type: aws:cloudwatch:LogGroup
            properties: {name: /shop/orders}
    """,
)
def log_retention(group: Resource) -> Iterator[Verdict]:
    """Judge a log group; the class DELIVERY has a retention of its own that nobody can set."""
    shortest = group.parameter(SHORTEST)
    days, class_ = group.number("retentionInDays"), group.text("logGroupClass")
    if class_ == "DELIVERY" or (days is not None and days is not UNKNOWN and days >= shortest):
        yield satisfied(group)
    elif UNKNOWN in (days, class_):
        yield undecided(group, "retentionInDays" if days is UNKNOWN else "logGroupClass")
    elif not days:
        said = "is absent" if days is None else "is 0"
        yield violated(group, f"`retentionInDays` {said}: its logs never expire.")
    else:
        yield violated(group, f"`retentionInDays` is {days}; {shortest} days are asked for.")
