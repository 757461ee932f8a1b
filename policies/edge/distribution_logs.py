"""A distribution writes down who asked it for what."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from policies.aws.references import sole
from policies.aws.types import CLOUDFRONT_DISTRIBUTIONS, LOG_DELIVERY, LOG_DELIVERY_SOURCE
from policies.framework.resources import Resource, Stack
from policies.framework.rule import Severity, Source, stack_rule
from policies.framework.values import UNKNOWN, Unknown
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
    deliveries = _deliveries(stack)
    sources: dict[str, list[Resource]] = {}
    doubtful = []
    for source in stack.of_type(LOG_DELIVERY_SOURCE):
        named = sole(source, "resourceArn", stack, *CLOUDFRONT_DISTRIBUTIONS)
        if isinstance(named, Resource):
            sources.setdefault(named.urn, []).append(source)
        elif named is UNKNOWN:
            doubtful.append(f"resourceArn of {source}")
    for distribution in stack.of_type(*CLOUDFRONT_DISTRIBUTIONS):
        own = sources.get(distribution.urn, [])
        logged = [_delivered(source, deliveries) for source in own]
        bucket = distribution.text("loggingConfig.bucket")
        if True in logged or bucket not in (None, "", UNKNOWN):
            yield satisfied(distribution)
        elif doubtful or bucket is UNKNOWN or UNKNOWN in logged:
            unclear = [f"the delivery of {source}" for source in own] if UNKNOWN in logged else []
            yield undecided(distribution, *doubtful, *unclear, *(["loggingConfig"] if bucket is UNKNOWN else []))
        elif own:
            yield violated(distribution, f"{own[0]} has no delivery, or its `logType` is not {_ACCESS_LOGS}.")
        else:
            yield violated(distribution, "It has neither a `loggingConfig` with a bucket nor a log delivery source.")


@dataclass(frozen=True, slots=True)
class _Deliveries:
    """What the deliveries of a stack deliver.

    Attributes:
        sources: the delivery sources that they name, by URN.
        unnamed: whether one may name any source.
        elsewhere: whether one names a source that has no such name as far as is known.
    """

    sources: frozenset[str]
    unnamed: bool
    elsewhere: bool


def _deliveries(stack: Stack) -> _Deliveries:
    named = [
        sole(delivery, "deliverySourceName", stack, LOG_DELIVERY_SOURCE) for delivery in stack.of_type(LOG_DELIVERY)
    ]
    return _Deliveries(
        frozenset(source.urn for source in named if isinstance(source, Resource)), UNKNOWN in named, None in named
    )


def _delivered(source: Resource, deliveries: _Deliveries) -> bool | Unknown:
    """Whether a source's access logs are delivered."""
    kind = source.text("logType")
    if kind not in (_ACCESS_LOGS, UNKNOWN):
        return False
    if source.urn in deliveries.sources:
        return True if kind == _ACCESS_LOGS else UNKNOWN
    if deliveries.unnamed or (deliveries.elsewhere and source.text("name") is UNKNOWN):
        return UNKNOWN
    return False
