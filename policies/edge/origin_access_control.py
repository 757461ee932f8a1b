"""Only the distribution reads the buckets that it serves from."""

from collections.abc import Iterator

from policies.aws.cloudfront import Origin, origins
from policies.aws.types import CLOUDFRONT_DISTRIBUTIONS, CLOUDFRONT_ORIGIN_ACCESS_CONTROL
from policies.framework.resources import Resource, Stack
from policies.framework.rule import Severity, Source, stack_rule
from policies.framework.values import UNKNOWN, Unknown
from policies.framework.verdicts import Verdict, satisfied, undecided, violated


@stack_rule(
    title="S3 origins have an origin access control",
    what="Every S3 origin of a CloudFront distribution has an origin access control that signs its requests.",
    why=(
        "Without one the bucket must be public, and whoever finds its name downloads past the web ACL, at the shop's "
        "cost. The older origin access identity reads neither buckets encrypted with KMS nor those of newer Regions: a "
        "replica there does not answer when CloudFront turns to it."
    ),
    fix=(
        "Declare a `cloudfront.OriginAccessControl` with `signing_behavior` always, set its id as the origin's "
        "`origin_access_control_id`, and allow the distribution in the bucket's policy."
    ),
    severity=Severity.MEDIUM,
    sources=(
        Source(
            "AWS Security Hub",
            "CloudFront.13",
            "https://docs.aws.amazon.com/securityhub/latest/userguide/cloudfront-controls.html#cloudfront-13",
        ),
        Source(
            "Amazon CloudFront developer guide",
            "Restrict access to an Amazon S3 origin",
            "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/"
            "private-content-restricting-access-to-s3.html",
        ),
    ),
    types=CLOUDFRONT_DISTRIBUTIONS,
    passing="""
        resources:
          signed:
            type: aws:cloudfront:OriginAccessControl
            properties: {originAccessControlOriginType: s3, signingBehavior: always, signingProtocol: sigv4}
          shop:
            type: aws:cloudfront:Distribution
            properties:
              origins:
                - originId: images
                  domainName: images.s3.us-east-1.amazonaws.com
                  originAccessControlId: ${signed.id}
    """,
    failing="""
        resources:
          shop:
            type: aws:cloudfront:Distribution
            properties:
              origins:
                - originId: images
                  domainName: images.s3.us-east-1.amazonaws.com
                  s3OriginConfig: {originAccessIdentity: origin-access-identity/cloudfront/E127EXAMPLE51Z}
    """,
)
def origin_access_control(stack: Stack) -> Iterator[Verdict]:
    """Judge every distribution by its S3 origins. A bucket's website is a custom origin, which can have none."""
    for distribution in stack.of_type(*CLOUDFRONT_DISTRIBUTIONS):
        yield _judge(distribution, stack)


def _judge(distribution: Resource, stack: Stack) -> Verdict:
    listed = origins(distribution)
    wrong: list[str] = []
    unknown = False
    for origin in [UNKNOWN] if isinstance(listed, Unknown) else listed:
        fault = origin if isinstance(origin, Unknown) else _fault(origin, distribution, stack)
        if isinstance(fault, Unknown):
            unknown = True
        elif fault:
            wrong.append(fault)
    if wrong:
        return violated(distribution, " ".join(wrong))
    return undecided(distribution, "origins") if unknown else satisfied(distribution)


def _fault(origin: Origin, distribution: Resource, stack: Stack) -> str | Unknown:
    """What is wrong with an origin; empty if nothing is."""
    if origin.bucket is False:
        return ""
    control = origin.properties.text("originAccessControlId")
    if control is None or control == "":
        missing = f"`originAccessControlId` of the origin {origin.id} is not set."
        return origin.bucket if isinstance(origin.bucket, Unknown) else missing
    declared = list(stack.of_type(CLOUDFRONT_ORIGIN_ACCESS_CONTROL))
    if isinstance(control, Unknown):
        named = [found for found in declared if found.urn in distribution.sources("origins")]
        if not named and not distribution.sources("origins"):
            return UNKNOWN
    else:
        named = [found for found in declared if found.value("id") == control]
    signing = {found.text("signingBehavior") for found in named}
    if signing == {"never"}:
        return f"`originAccessControlId` of the origin {origin.id} names one that never signs."
    return UNKNOWN if signing & {"never", UNKNOWN} else ""
