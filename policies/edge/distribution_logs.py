"""A distribution writes down who asked it for what."""

from collections.abc import Iterator
from typing import Final

from policies.aws.log_delivery import DeliveredLogs
from policies.aws.types import CLOUDFRONT_DISTRIBUTIONS
from policies.framework.resources import Stack
from policies.framework.rule import Severity, Source, stack_rule
from policies.framework.values import UNKNOWN
from policies.framework.verdicts import Verdict, satisfied, undecided, violated

_ACCESS_LOGS: Final = "ACCESS_LOGS"


@stack_rule(
    title="Distributions are logged",
    what="Every CloudFront distribution has standard logging: a logging bucket, or a delivery of its access logs.",
    why=(
        "Errors at the edge never reach a Region's logs: without the distribution's own, nobody can tell which "
        "customers an outage or an attack concerned, from where, and since when."
    ),
    fix=(
        "Declare a `cloudwatch.LogDeliverySource` for the distribution's ARN with `log_type` ACCESS_LOGS and a "
        "`cloudwatch.LogDelivery` of it, or set `bucket` in `logging_config`."
    ),
    severity=Severity.MEDIUM,
    sources=(
        Source(
            "AWS Security Hub",
            "CloudFront.5",
            "https://docs.aws.amazon.com/securityhub/latest/userguide/cloudfront-controls.html#cloudfront-5",
        ),
        Source(
            "Amazon CloudFront developer guide",
            "Configure standard logging (v2)",
            "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logging.html",
        ),
    ),
    types=CLOUDFRONT_DISTRIBUTIONS,
    passing="""
        resources:
          shop:
            type: aws:cloudfront:Distribution
          source:
            type: aws:cloudwatch:LogDeliverySource
            properties: {name: shop, region: us-east-1, logType: ACCESS_LOGS, resourceArn: "${shop.arn}"}
          delivery:
            type: aws:cloudwatch:LogDelivery
            properties:
              region: us-east-1
              deliverySourceName: ${source.name}
              deliveryDestinationArn: arn:aws:logs:us-east-1:123456789012:delivery-destination:shop
    """,
    failing="""
        resources:
          shop:
            type: aws:cloudfront:Distribution
          source:
            type: aws:cloudwatch:LogDeliverySource
            properties: {name: pages, region: us-east-1, logType: ACCESS_LOGS, resourceArn: "${shop.arn}"}
    """,
)
def distribution_logs(stack: Stack) -> Iterator[Verdict]:
    """Judge every distribution; a multi-tenant one has no logging bucket."""
    logs = DeliveredLogs(stack, _ACCESS_LOGS, *CLOUDFRONT_DISTRIBUTIONS)
    for distribution in stack.of_type(*CLOUDFRONT_DISTRIBUTIONS):
        own, delivered = logs.sources(distribution), logs.of(distribution)
        bucket = distribution.text("loggingConfig.bucket")
        if delivered is True or bucket not in (None, "", UNKNOWN):
            yield satisfied(distribution)
        elif logs.doubtful or UNKNOWN in (bucket, delivered):
            unclear = [f"the delivery of {source}" for source in own] if delivered is UNKNOWN else []
            yield undecided(distribution, *logs.doubtful, *unclear, *(["loggingConfig"] if bucket is UNKNOWN else []))
        elif own:
            yield violated(distribution, f"{own[0]} has no delivery, or its `logType` is not {_ACCESS_LOGS}.")
        else:
            yield violated(distribution, "It has neither a `loggingConfig` with a bucket nor a log delivery source.")
