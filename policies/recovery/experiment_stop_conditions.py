"""A fault injection experiment ends by itself when customers begin to suffer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from policies.aws.types import FIS_EXPERIMENT_TEMPLATE
from policies.framework.resources import Resource
from policies.framework.rule import Severity, Source, resource_rule
from policies.framework.values import UNKNOWN, Block, Unknown
from policies.framework.verdicts import Verdict, satisfied, undecided, violated

ALARM: Final = "aws:cloudwatch:alarm"


@resource_rule(
    title="Experiments stop when customers suffer",
    what="Every experiment template of AWS FIS has a stop condition that is a CloudWatch alarm.",
    why=(
        "An experiment breaks things on purpose. If the Region does not stand it as expected, an experiment without a "
        "stop condition goes on breaking them until its time is over or a person finds it: the rehearsal is the outage."
    ),
    fix=(
        "Set `stop_conditions` with the source `aws:cloudwatch:alarm` and, as `value`, the ARN of an alarm on what "
        "customers notice."
    ),
    severity=Severity.HIGH,
    sources=(
        Source(
            "AWS FIS user guide",
            "Stop conditions for AWS FIS",
            "https://docs.aws.amazon.com/fis/latest/userguide/stop-conditions.html",
        ),
        Source(
            "AWS Well-Architected",
            "REL12-BP04",
            "https://docs.aws.amazon.com/wellarchitected/latest/framework/"
            "rel_testing_resiliency_failure_injection_resiliency.html",
        ),
    ),
    types=(FIS_EXPERIMENT_TEMPLATE,),
    passing="""
        resources:
          failover:
            type: aws:fis:ExperimentTemplate
            properties:
              description: A failover of the database
              stopConditions:
                - {source: "aws:cloudwatch:alarm", value: "arn:aws:cloudwatch:us-east-1:123456789012:alarm:errors"}
              logConfiguration: {logSchemaVersion: 2, s3Configuration: {bucketName: rehearsals}}
    """,
    failing="""
        resources:
          failover:
            type: aws:fis:ExperimentTemplate
            properties:
              description: A failover of the database
              stopConditions: [{source: none}]
    """,
)
def experiment_stop_conditions(template: Resource) -> Iterator[Verdict]:
    """Judge a template by its conditions, one of which is enough."""
    conditions = template.blocks("stopConditions")
    answers = [UNKNOWN] if conditions is UNKNOWN else [_stops(condition) for condition in conditions]
    if True in answers:
        yield satisfied(template)
    elif UNKNOWN in answers:
        yield undecided(template, "stopConditions")
    else:
        said = "has no CloudWatch alarm among its sources" if answers else "is absent"
        yield violated(template, f"`stopConditions` {said}: nothing ends the experiment early.")


def _stops(condition: Block | Unknown) -> bool | Unknown:
    if condition is UNKNOWN:
        return UNKNOWN
    source, alarm = condition.text("source"), condition.text("value")
    if source not in (ALARM, UNKNOWN) or alarm in (None, ""):
        return False
    return UNKNOWN if source is UNKNOWN else True
