"""A distribution answers for its names with a certificate that CloudFront can use."""

from collections.abc import Iterator

from policies.aws import arn
from policies.aws.cloudfront import CERTIFICATE_REGION
from policies.aws.types import ACM_CERTIFICATE, ACM_CERTIFICATE_VALIDATION, CLOUDFRONT_DISTRIBUTIONS
from policies.framework.resources import Resource, Stack
from policies.framework.rule import Severity, Source, stack_rule
from policies.framework.values import UNKNOWN, Unknown
from policies.framework.verdicts import Verdict, satisfied, undecided, violated


@stack_rule(
    title="Distributions have a certificate for their names",
    what=(
        "A CloudFront distribution with alternate domain names has a certificate of its own, and one of ACM is in "
        "us-east-1."
    ),
    why=(
        "CloudFront refuses a certificate of another Region, which stops the deployment, and its default certificate "
        "is for cloudfront.net alone: browsers show customers who come by the shop's name an error, and no shop."
    ),
    fix=(
        "Set `acm_certificate_arn` in `viewer_certificate` to a certificate for all `aliases` that is made with "
        '`region="us-east-1"`.'
    ),
    severity=Severity.HIGH,
    sources=(
        Source(
            "AWS Security Hub",
            "CloudFront.7",
            "https://docs.aws.amazon.com/securityhub/latest/userguide/cloudfront-controls.html#cloudfront-7",
        ),
        Source(
            "Amazon CloudFront developer guide",
            "Requirements for using SSL/TLS certificates with CloudFront",
            "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cnames-and-https-requirements.html",
        ),
    ),
    types=CLOUDFRONT_DISTRIBUTIONS,
    passing="""
        resources:
          certificate:
            type: aws:acm:Certificate
            properties: {domainName: shop.example, validationMethod: DNS, region: us-east-1}
          shop:
            type: aws:cloudfront:Distribution
            properties:
              aliases: [shop.example]
              viewerCertificate:
                acmCertificateArn: ${certificate.arn}
                sslSupportMethod: sni-only
                minimumProtocolVersion: TLSv1.2_2021
    """,
    failing="""
        resources:
          certificate:
            type: aws:acm:Certificate
            properties: {domainName: shop.example, validationMethod: DNS, region: eu-central-1}
          shop:
            type: aws:cloudfront:Distribution
            properties:
              aliases: [shop.example]
              viewerCertificate:
                acmCertificateArn: ${certificate.arn}
                sslSupportMethod: sni-only
                minimumProtocolVersion: TLSv1.2_2021
    """,
)
def distribution_certificate(stack: Stack) -> Iterator[Verdict]:
    """Judge every distribution; the tenants of a multi-tenant one bring their own names and certificates."""
    for distribution in stack.of_type(*CLOUDFRONT_DISTRIBUTIONS):
        yield _judge(distribution, stack)


def _judge(distribution: Resource, stack: Stack) -> Verdict:
    certificate = distribution.block("viewerCertificate")
    if isinstance(certificate, Unknown):
        return undecided(distribution, "viewerCertificate")
    acm, iam = (certificate.text(path) if certificate else None for path in ("acmCertificateArn", "iamCertificateId"))
    names = distribution.texts("aliases")
    if acm not in (None, ""):
        return _judge_region(distribution, acm, stack)
    if iam not in (None, ""):
        return satisfied(distribution)
    if isinstance(names, Unknown):
        return undecided(distribution, "aliases")
    if names:
        return violated(distribution, "`viewerCertificate` names no certificate for its `aliases`.")
    return satisfied(distribution)


def _judge_region(distribution: Resource, certificate: str | Unknown, stack: Stack) -> Verdict:
    regions = _regions(distribution, certificate, stack)
    if not regions or regions & {UNKNOWN, None}:
        return undecided(distribution, "acmCertificateArn")
    if CERTIFICATE_REGION not in regions:
        return violated(
            distribution, f"`acmCertificateArn` names a certificate in {' or '.join(sorted(map(str, regions)))}."
        )
    return satisfied(distribution) if len(regions) == 1 else undecided(distribution, "acmCertificateArn")


def _regions(distribution: Resource, certificate: str | Unknown, stack: Stack) -> set[str | Unknown | None]:
    """The Regions that the certificate may be in."""
    if isinstance(certificate, str):
        parsed = arn.parse(certificate)
        return {parsed.region} if parsed else set()
    named = stack.referents(distribution, "viewerCertificate", ACM_CERTIFICATE, ACM_CERTIFICATE_VALIDATION)
    return {found.region for found in named}
