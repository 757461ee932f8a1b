"""An alarm has an opinion on silence."""

from collections.abc import Iterator

from policies.aws.types import METRIC_ALARM
from policies.framework.resources import Resource
from policies.framework.rule import Level, Severity, Source, resource_rule
from policies.framework.values import UNKNOWN
from policies.framework.verdicts import Verdict, satisfied, undecided, violated


@resource_rule(
    title="Alarms say what silence means",
    what="Every metric alarm says how it treats missing data, or tells somebody that it has none.",
    why=(
        "By default an alarm without data goes to INSUFFICIENT_DATA, and tells nobody. Where a dead service sends no "
        "metric, that is the outage itself, and it goes unnoticed."
    ),
    fix=(
        "Set `treat_missing_data`: `breaching` where silence is an outage, `notBreaching` where it means that nothing "
        "happened; or set `insufficient_data_actions`."
    ),
    severity=Severity.LOW,
    level=Level.ADVISORY,
    sources=(
        Source(
            "Amazon CloudWatch user guide",
            "Configuring how CloudWatch alarms treat missing data",
            "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html",
        ),
    ),
    types=(METRIC_ALARM,),
    passing="""
        resources:
          tasks:
            type: aws:cloudwatch:MetricAlarm
            properties:
              namespace: ECS/ContainerInsights
              metricName: RunningTaskCount
              treatMissingData: breaching
              alarmActions: ["arn:aws:sns:us-east-1:123456789012:oncall"]
    """,
    failing="""
        resources:
          tasks:
            type: aws:cloudwatch:MetricAlarm
            properties: {namespace: ECS/ContainerInsights, metricName: RunningTaskCount}
    """,
)
def alarm_missing_data(alarm: Resource) -> Iterator[Verdict]:
    """Judge an alarm by whether somebody has thought of it."""
    treatment = alarm.text("treatMissingData")
    actions = alarm.texts("insufficientDataActions")
    if treatment is UNKNOWN or (treatment is None and actions is UNKNOWN):
        yield undecided(alarm, "treatMissingData" if treatment is UNKNOWN else "insufficientDataActions")
    elif treatment is None and not actions:
        yield violated(alarm, "`treatMissingData` is absent, which means `missing`.")
    else:
        yield satisfied(alarm)
