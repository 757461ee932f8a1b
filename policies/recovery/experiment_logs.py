"""What happened in an experiment is written down."""

from collections.abc import Iterator

from policies.aws.types import FIS_EXPERIMENT_TEMPLATE
from policies.framework.resources import Resource
from policies.framework.rule import Level, Severity, Source, resource_rule
from policies.framework.values import UNKNOWN
from policies.framework.verdicts import Verdict, satisfied, undecided, violated


@resource_rule(
    title="Experiments are logged",
    what="Every experiment template of AWS FIS sends a log of its experiments to CloudWatch Logs or to S3.",
    why=(
        "A rehearsal is worth what is learned from it. Without a log it cannot be said afterwards when which fault "
        "began and ended, so that an alarm that came late, or not at all, goes unnoticed until the real outage."
    ),
    fix="Set `log_configuration` with a `cloudwatch_logs_configuration` or an `s3_configuration`.",
    severity=Severity.LOW,
    level=Level.ADVISORY,
    sources=(
        Source(
            "AWS FIS user guide",
            "Experiment logging for AWS FIS",
            "https://docs.aws.amazon.com/fis/latest/userguide/monitoring-logging.html",
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
    """,
)
def experiment_logs(template: Resource) -> Iterator[Verdict]:
    """Judge a template by where its log goes."""
    configuration = template.block("logConfiguration")
    if configuration is UNKNOWN:
        yield undecided(template, "logConfiguration")
    elif configuration is None:
        yield violated(template, "`logConfiguration` is absent.")
    elif all(configuration.value(path) is None for path in ("cloudwatchLogsConfiguration", "s3Configuration")):
        yield violated(template, "`logConfiguration` names neither a log group nor a bucket.")
    else:
        yield satisfied(template)
