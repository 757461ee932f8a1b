"""Somebody is told when a replica falls behind its source, and when it stops to follow it."""

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from policies.aws.cloudwatch import Metric, Wanted, watched, watching
from policies.aws.rds import Standing, engine, standing
from policies.aws.types import RDS_INSTANCE
from policies.framework.resources import Resource, Stack
from policies.framework.rule import Severity, Source, stack_rule
from policies.framework.values import UNKNOWN, Answer, Unknown
from policies.framework.verdicts import Verdict, satisfied, undecided, violated

METRIC: Final = "ReplicaLag"
WANTED: Final = Wanted(namespaces=("AWS/RDS",), names=(METRIC,), dimension="DBInstanceIdentifier", path="identifier")
_UPPER: Final = (
    "GreaterThanOrEqualToThreshold",
    "GreaterThanThreshold",
    "GreaterThanUpperThreshold",
    "LessThanLowerOrGreaterThanUpperThreshold",
)
_STOPPED: Final = -1
"""What RDS reports of replication that is not active, or whose lag cannot be told."""
_TELLING: Final = ("mariadb", "mysql", "sqlserver")
"""How the engines begin of which AWS documents this ("Monitoring read replication")."""


@stack_rule(
    title="Replicas have an alarm on their lag",
    what=(
        "Every replica of an RDS instance has an alarm that goes off when its `ReplicaLag` is above a bound; one of "
        "MySQL, MariaDB or SQL Server also has one that goes off when it is below 0."
    ),
    why=(
        "What a replica lags behind is lost when it has to take its source's place. Replication that is slow, or has "
        "stopped, does not show anywhere else: the loss of a Region then costs hours of orders instead of seconds. Of "
        "replication that is not active these engines report a lag of -1, which no upper bound notices."
    ),
    fix=(
        "Declare a `cloudwatch.MetricAlarm` on `ReplicaLag` with the dimension `DBInstanceIdentifier` and a "
        "`comparison_operator` for values above its threshold, in the replica's Region; for MySQL, MariaDB and SQL "
        "Server another one with `LessThanThreshold` and a `threshold` of 0."
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
            properties:
              identifier: recovery
              engine: postgres
              replicateSourceDb: arn:aws:rds:us-east-1:123456789012:db:orders
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
    for instance in stack.of_type(RDS_INSTANCE):
        role = standing(instance, stack)
        if role is not Standing.SOURCE:
            is_replica = instance.text("replicateSourceDb") is not UNKNOWN or role is not Standing.UNKNOWN
            yield _judge(instance, found, _reports_stop(instance, stack), is_replica=is_replica)


def _judge(instance: Resource, found: Sequence[Metric], reports_stop: Answer, *, is_replica: bool) -> Verdict:
    above = _alarms(instance, found, _has_upper_bound)
    below = () if reports_stop is False else _alarms(instance, found, _sees_stop)
    if above is not None and below is not None:
        possible = (*above, *below)
        doubtful = [f"metric, comparisonOperator or threshold of {alarm}" for alarm in possible]
        return undecided(instance, *dict.fromkeys(doubtful)) if doubtful else satisfied(instance)
    if not is_replica:
        return undecided(instance, "replicateSourceDb")
    if above is None:
        return violated(instance, f"No alarm of its Region in this stack has an upper bound for its {METRIC}.")
    if reports_stop is UNKNOWN:
        return undecided(instance, "engine of what it replicates")
    return violated(
        instance, f"No alarm of its Region in this stack sees a {METRIC} of {_STOPPED}: replication that has stopped."
    )


def _alarms(instance: Resource, found: Sequence[Metric], sees: Callable[[Metric], Answer]) -> Sequence[Resource] | None:
    """The alarms that may see what is asked for; none where one certainly does, None where no alarm may."""
    answers = [(metric, sees(metric)) for metric in found]
    certain, possible = watched(instance, [metric for metric, answer in answers if answer is True], WANTED)
    if certain:
        return ()
    doubtful = [metric for metric, answer in answers if answer is UNKNOWN]
    alarms = [*possible, *(metric.alarm for metric in doubtful if metric.is_of(instance, WANTED) is not False)]
    return alarms or None


def _has_upper_bound(metric: Metric) -> Answer:
    """Whether an alarm goes off above a bound."""
    operator = metric.alarm.text("comparisonOperator")
    return UNKNOWN if operator is UNKNOWN else operator is None or operator in _UPPER


def _sees_stop(metric: Metric) -> Answer:
    """Whether an alarm goes off at a lag of -1; what an expression makes of it is not known."""
    operator, threshold = metric.alarm.text("comparisonOperator"), metric.alarm.number("threshold")
    if metric.block is not metric.alarm or operator is UNKNOWN or threshold is UNKNOWN:
        return UNKNOWN
    if operator == "LessThanThreshold":
        return (threshold or 0) > _STOPPED
    return operator == "LessThanOrEqualToThreshold" and (threshold or 0) >= _STOPPED


def _reports_stop(instance: Resource, stack: Stack) -> Answer:
    """Whether RDS reports a lag of -1 for the engine; a replica of what is declared elsewhere may not say its own."""
    name = engine(instance, stack)
    return UNKNOWN if name is None or isinstance(name, Unknown) else name.startswith(_TELLING)
