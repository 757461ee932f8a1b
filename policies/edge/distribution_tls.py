"""Viewers and CloudFront speak a current TLS."""

from collections.abc import Iterator
from typing import Final

from policies.aws.types import CLOUDFRONT_DISTRIBUTIONS
from policies.framework.resources import Resource
from policies.framework.rule import Parameter, Severity, Source, resource_rule
from policies.framework.values import UNKNOWN, Block, Unknown
from policies.framework.verdicts import Verdict, satisfied, undecided, violated

SECURITY_POLICIES: Final = Parameter(
    name="securityPolicies",
    description="The security policies that a distribution may have.",
    default=("TLSv1.2_2021", "TLSv1.2_2025", "TLSv1.3_2025"),
    schema={"items": {"type": "string", "minLength": 1}, "minItems": 1},
)
_CERTIFICATES: Final = ("acmCertificateArn", "iamCertificateId")


@resource_rule(
    title="Distributions ask for a current TLS",
    what="A CloudFront distribution with its own certificate has a security policy of 2021 or later and uses SNI.",
    why=(
        "Older policies allow TLS 1.0 or ciphers that can be broken: what customers type can be read on the way, and a "
        "payment provider may refuse the shop. Without SNI, CloudFront needs dedicated addresses, which AWS grants and "
        "charges for each distribution."
    ),
    fix="Set `minimum_protocol_version` to `TLSv1.2_2021` or later, and `ssl_support_method` to `sni-only`.",
    severity=Severity.MEDIUM,
    sources=(
        Source(
            "AWS Security Hub",
            "CloudFront.15",
            "https://docs.aws.amazon.com/securityhub/latest/userguide/cloudfront-controls.html#cloudfront-15",
        ),
        Source(
            "AWS Security Hub",
            "CloudFront.8",
            "https://docs.aws.amazon.com/securityhub/latest/userguide/cloudfront-controls.html#cloudfront-8",
        ),
        Source(
            "Amazon CloudFront developer guide",
            "Supported protocols and ciphers between viewers and CloudFront",
            "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/"
            "secure-connections-supported-viewer-protocols-ciphers.html",
        ),
    ),
    types=CLOUDFRONT_DISTRIBUTIONS,
    parameters=(SECURITY_POLICIES,),
    passing="""
        resources:
          shop:
            type: aws:cloudfront:Distribution
            properties:
              viewerCertificate:
                acmCertificateArn: arn:aws:acm:us-east-1:123456789012:certificate/0a1b2c3d
                sslSupportMethod: sni-only
                minimumProtocolVersion: TLSv1.2_2021
    """,
    failing="""
        resources:
          shop:
            type: aws:cloudfront:Distribution
            properties:
              viewerCertificate:
                acmCertificateArn: arn:aws:acm:us-east-1:123456789012:certificate/0a1b2c3d
                sslSupportMethod: sni-only
    """,
)
def distribution_tls(distribution: Resource) -> Iterator[Verdict]:
    """Judge a distribution. For the certificate of cloudfront.net CloudFront has a security policy of its own."""
    certificate = distribution.block("viewerCertificate")
    if isinstance(certificate, Unknown):
        yield undecided(distribution, "viewerCertificate")
    elif certificate is None or all(certificate.text(path) in (None, "") for path in _CERTIFICATES):
        yield satisfied(distribution)
    else:
        yield _judge(distribution, certificate)


def _judge(distribution: Resource, certificate: Block) -> Verdict:
    """Judge a certificate of the distribution's own. Left out, the policy is the provider's default, `TLSv1`."""
    policy, method = certificate.text("minimumProtocolVersion"), certificate.text("sslSupportMethod")
    wrong = []
    if policy not in (*distribution.parameter(SECURITY_POLICIES), UNKNOWN):
        wrong.append(f"`minimumProtocolVersion` is {policy or 'not set, which is TLSv1'}.")
    if method not in ("sni-only", UNKNOWN):
        wrong.append(f"`sslSupportMethod` is {method or 'not set'}.")
    if not wrong:
        read = {"minimumProtocolVersion": policy, "sslSupportMethod": method}
        unknown = [path for path, value in read.items() if value is UNKNOWN]
        return undecided(distribution, *unknown) if unknown else satisfied(distribution)
    return violated(distribution, " ".join(wrong))
