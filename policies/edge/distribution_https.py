"""Nothing travels to or from a distribution in the clear."""

import re
from collections.abc import Iterator
from typing import Final

from policies.aws.cloudfront import Origin, behaviors, custom_origin, origins
from policies.aws.types import CLOUDFRONT_DISTRIBUTIONS
from policies.framework.resources import Resource
from policies.framework.rule import Severity, Source, resource_rule
from policies.framework.values import UNKNOWN, Block, Unknown
from policies.framework.verdicts import Verdict, satisfied, undecided, violated

_VIEWERS: Final = ("https-only", "redirect-to-https")
_WEBSITE: Final = re.compile(r"\.s3-website[.-][a-z0-9-]+\.amazonaws\.com(\.cn)?$")
"""The domain name of a bucket's website, which has no HTTPS (Amazon S3 User Guide, "Website endpoints")."""
_OUTDATED: Final = ("SSLv3", "TLSv1", "TLSv1.1")


@resource_rule(
    title="Distributions speak HTTPS on both sides",
    what=(
        "Every behavior of a CloudFront distribution refuses or redirects plain HTTP, and every custom origin is asked "
        "by HTTPS with TLS 1.2, but for a bucket's website, which speaks HTTP alone."
    ),
    why=(
        "Whoever is on the way reads and changes what travels in the clear: sessions, the secret by which an origin "
        "knows CloudFront, and the scripts that customers run at the checkout. An origin that turns old TLS off fails "
        "for every customer at once."
    ),
    fix=(
        "Set `viewer_protocol_policy` to `redirect-to-https` or `https-only` on every behavior, and "
        "`origin_protocol_policy` to `https-only` with `origin_ssl_protocols` of `TLSv1.2` alone on custom origins."
    ),
    severity=Severity.HIGH,
    sources=(
        Source(
            "AWS Security Hub",
            "CloudFront.3",
            "https://docs.aws.amazon.com/securityhub/latest/userguide/cloudfront-controls.html#cloudfront-3",
        ),
        Source(
            "AWS Security Hub",
            "CloudFront.9",
            "https://docs.aws.amazon.com/securityhub/latest/userguide/cloudfront-controls.html#cloudfront-9",
        ),
        Source(
            "AWS Security Hub",
            "CloudFront.10",
            "https://docs.aws.amazon.com/securityhub/latest/userguide/cloudfront-controls.html#cloudfront-10",
        ),
    ),
    types=CLOUDFRONT_DISTRIBUTIONS,
    passing="""
        resources:
          shop:
            type: aws:cloudfront:Distribution
            properties:
              origins:
                - originId: pages
                  domainName: origin.shop.example
                  customOriginConfig:
                    {httpPort: 80, httpsPort: 443, originProtocolPolicy: https-only, originSslProtocols: [TLSv1.2]}
              defaultCacheBehavior: {targetOriginId: pages, viewerProtocolPolicy: redirect-to-https}
    """,
    failing="""
        resources:
          shop:
            type: aws:cloudfront:Distribution
            properties:
              origins:
                - originId: pages
                  domainName: origin.shop.example
                  customOriginConfig:
                    {httpPort: 80, httpsPort: 443, originProtocolPolicy: match-viewer, originSslProtocols: [TLSv1.2]}
              defaultCacheBehavior: {targetOriginId: pages, viewerProtocolPolicy: allow-all}
    """,
)
def distribution_https(distribution: Resource) -> Iterator[Verdict]:
    """Judge a distribution by all its behaviors and custom origins."""
    found = [*_viewers(distribution), *_origins(distribution)]
    wrong = [text for text, certain in found if certain]
    unknown = [text for text, certain in found if not certain]
    if wrong:
        yield violated(distribution, " ".join(wrong))
    elif unknown:
        yield undecided(distribution, *dict.fromkeys(unknown))
    else:
        yield satisfied(distribution)


_Finding = tuple[str, bool]
"""What is wrong, and True; or the property that has to be known, and False."""


def _viewers(distribution: Resource) -> Iterator[_Finding]:
    for behavior in behaviors(distribution):
        properties = behavior.properties
        policy = properties if isinstance(properties, Unknown) else properties.text("viewerProtocolPolicy")
        if isinstance(policy, Unknown):
            yield behavior.path, False
        elif policy not in _VIEWERS:
            yield f"`viewerProtocolPolicy` of {behavior.pattern} is {policy or 'not set'}.", True


def _origins(distribution: Resource) -> Iterator[_Finding]:
    listed = origins(distribution)
    for origin in [UNKNOWN] if isinstance(listed, Unknown) else listed:
        if isinstance(origin, Unknown):
            yield "origins", False
            continue
        config = custom_origin(origin.properties)
        if isinstance(config, Unknown):
            yield "origins", False
        elif config is not None and not _is_website(origin):
            found = _custom_origin(config, f"of the origin {origin.id}")
            may_be_website = origin.domain_name is UNKNOWN and config.text("originProtocolPolicy") == "http-only"
            yield from [("domainName", False)] if may_be_website else found


def _is_website(origin: Origin) -> bool:
    return isinstance(origin.domain_name, str) and bool(_WEBSITE.search(origin.domain_name.lower()))


def _custom_origin(config: Block, which: str) -> Iterator[_Finding]:
    policy, protocols = config.text("originProtocolPolicy"), config.texts("originSslProtocols")
    if isinstance(policy, Unknown):
        yield "originProtocolPolicy", False
    elif policy != "https-only":
        yield f"`originProtocolPolicy` {which} is {policy or 'not set'}.", True
    if isinstance(protocols, Unknown):
        yield "originSslProtocols", False
        return
    outdated = [protocol for protocol in protocols if isinstance(protocol, str) and protocol in _OUTDATED]
    if outdated:
        yield f"`originSslProtocols` {which} allows {', '.join(outdated)}.", True
    elif UNKNOWN in protocols:
        yield "originSslProtocols", False
    elif not protocols:
        yield f"`originSslProtocols` {which} is not set.", True
