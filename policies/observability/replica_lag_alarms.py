"""Somebody is told when a replica falls behind its source."""

from collections.abc import Iterator
from typing import Final

from policies.aws.cloudwatch import Metric, Wanted, watched, watching
from policies.aws.rds import Standing, standing
from policies.aws.types import RDS_INSTANCE
from policies.framework.resources import Stack
from policies.framework.rule import Severity, Source, stack_rule
from policies.framework.values import UNKNOWN, Unknown
from policies.framework.verdicts import Verdict, satisfied, undecided, violated

METRIC: Final = "ReplicaLag"
WANTED: Final = Wanted(namespaces=("AWS/RDS",), names=(METRIC,), dimension="DBInstanceIdentifier", path="identifier")
_UPPER: Final = (
    "GreaterThanOrEqualToThreshold",
    "GreaterThanThreshold",
    "GreaterThanUpperThreshold",
    "LessThanLowerOrGreaterThanUpperThreshold",
)


@stack_rule(
    title="Replicas have an alarm on their lag",
    what="Every replica of an RDS instance has an alarm that goes off when its `ReplicaLag` is above a bound.",
    why=(
        "What a replica lags behind is lost when it has to take its source's place. Replication that is slow, or has "
        "stopped, does not show anywhere else: the loss of a Region then costs hours of orders instead of seconds."
    ),
    fix=(
        "Declare a `cloudwatch.MetricAlarm` on `ReplicaLag` with the dimension `DBInstanceIdentifier` and a "
        "`comparison_operator` for values above its threshold, in the replica's Region."
    ),
    severity=Severity.HIGH,
    sources=(
        Source(
            "Amazon RDS user guide",
            "Monitoring read replication",
            "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_ReadRepl.Monitoring.html",
        ),
        Source(
            "AWS Well-Architected",
            "REL13-BP02",
            "https://docs.aws.amazon.com/wellarchitected/latest/framework/"
            "rel_planning_for_recovery_disaster_recovery.html",
        ),
    ),
    types=(RDS_INSTANCE,),
    passing="""
        resources:
          recovery:
            type: aws:rds:Instance
            properties: {identifier: recovery, replicateSourceDb: "arn:aws:rds:us-east-1:123456789012:db:orders"}
          lag:
            type: aws:cloudwatch:MetricAlarm
            properties:
              namespace: AWS/RDS
              metricName: ReplicaLag
              dimensions: {DBInstanceIdentifier: "${recovery.identifier}"}
              comparisonOperator: GreaterThanThreshold
              threshold: 120
              treatMissingData: breaching
              alarmActions: ["arn:aws:sns:us-east-1:123456789012:oncall"]
    """,
    failing="""
        resources:
          reports:
            type: aws:rds:Instance
            properties: {identifier: reports, replicateSourceDb: "arn:aws:rds:us-east-1:123456789012:db:orders"}
    """,
)
def replica_lag_alarms(stack: Stack) -> Iterator[Verdict]:
    """Judge every instance that replicates another one."""
    found = watching(stack, WANTED)
    bounded = [metric for metric in found if _has_upper_bound(metric) is True]
    doubtful = [metric for metric in found if _has_upper_bound(metric) is UNKNOWN]
    for instance in stack.of_type(RDS_INSTANCE):
        role = standing(instance, stack)
        if role is Standing.SOURCE:
            continue
        certain, alarms = watched(instance, bounded, WANTED)
        possible = [*alarms, *(metric.alarm for metric in doubtful if metric.is_of(instance, WANTED) is not False)]
        if certain:
            yield satisfied(instance)
        elif possible:
            yield undecided(instance, *(f"metric or comparisonOperator of {alarm}" for alarm in possible))
        elif instance.text("replicateSourceDb") is UNKNOWN and role is Standing.UNKNOWN:
            yield undecided(instance, "replicateSourceDb")
        else:
            yield violated(instance, f"No alarm of its Region in this stack has an upper bound for its {METRIC}.")


def _has_upper_bound(metric: Metric) -> bool | Unknown:
    """Whether an alarm goes off above a bound; a lag of -1, of replication that has stopped, is below one."""
    operator = metric.alarm.text("comparisonOperator")
    return UNKNOWN if operator is UNKNOWN else operator is None or operator in _UPPER
