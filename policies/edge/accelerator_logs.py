"""An accelerator writes down its connections."""

from collections.abc import Iterator

from policies.aws.types import ACCELERATOR
from policies.framework.resources import Resource
from policies.framework.rule import Severity, Source, resource_rule
from policies.framework.values import UNKNOWN
from policies.framework.verdicts import Verdict, satisfied, undecided, violated


@resource_rule(
    title="Accelerators have flow logs",
    what="Every accelerator has flow logs, which go to a bucket.",
    why=(
        "An accelerator moves customers between Regions within half a minute and without DNS. Without its flow logs "
        "nobody can tell afterwards where they were sent, nor where an attack on its addresses came from."
    ),
    fix="Set `flow_logs_enabled`, `flow_logs_s3_bucket` and `flow_logs_s3_prefix` in `attributes`.",
    severity=Severity.MEDIUM,
    sources=(
        Source(
            "AWS Global Accelerator developer guide",
            "Flow logs in AWS Global Accelerator",
            "https://docs.aws.amazon.com/global-accelerator/latest/dg/monitoring-global-accelerator.flow-logs.html",
        ),
    ),
    types=(ACCELERATOR,),
    passing="""
        resources:
          world:
            type: aws:globalaccelerator:Accelerator
            properties:
              attributes: {flowLogsEnabled: true, flowLogsS3Bucket: shop-logs, flowLogsS3Prefix: accelerators/world}
    """,
    failing="""
        resources:
          world:
            type: aws:globalaccelerator:Accelerator
            properties: {enabled: true}
    """,
)
def accelerator_logs(accelerator: Resource) -> Iterator[Verdict]:
    """Judge an accelerator. Left out, the logs are off."""
    enabled, bucket = accelerator.flag("attributes.flowLogsEnabled"), accelerator.text("attributes.flowLogsS3Bucket")
    if enabled is not True and enabled is not UNKNOWN:
        yield violated(accelerator, "`flowLogsEnabled` is not true.")
    elif bucket is None or bucket == "":
        yield violated(accelerator, "`flowLogsS3Bucket` is not set.")
    elif enabled is UNKNOWN:
        yield undecided(accelerator, "flowLogsEnabled")
    else:
        yield satisfied(accelerator)
