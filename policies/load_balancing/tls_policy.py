"""A listener with TLS agrees to current versions of it only."""

import re
from collections.abc import Iterator

from policies.aws.types import LISTENERS
from policies.framework.resources import Resource
from policies.framework.rule import Severity, Source, resource_rule
from policies.framework.values import UNKNOWN
from policies.framework.verdicts import Verdict, satisfied, undecided, violated

_DEFAULT = "ELBSecurityPolicy-2016-08"
"""What AWS uses where a listener names no policy: TLS 1.0 to 1.2."""
_CURRENT = re.compile(r"ELBSecurityPolicy-TLS13-1-[23]-.+")
"""The names tell the versions: TLS 1.3, and no lower than 1.2 or 1.3; the rest is the choice of ciphers."""
_ENCRYPTED = ("HTTPS", "TLS")


@resource_rule(
    title="Listeners have a current TLS policy",
    what="An HTTPS or TLS listener offers TLS 1.3 and refuses TLS 1.0 and 1.1.",
    why=(
        "AWS's default policy still agrees to TLS 1.0 and 1.1, whose weaknesses let others read or change what "
        "customers send, and lacks TLS 1.3. Payment standards forbid the old versions: what is found to offer them has "
        "to be taken out of service."
    ),
    fix=(
        "Set `ssl_policy`, for instance to `ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09`, which AWS recommends: absent, "
        "it is `ELBSecurityPolicy-2016-08`."
    ),
    severity=Severity.HIGH,
    sources=(
        Source(
            "AWS Security Hub",
            "ELB.17",
            "https://docs.aws.amazon.com/securityhub/latest/userguide/elb-controls.html#elb-17",
        ),
        Source(
            "Elastic Load Balancing user guide",
            "Security policies for your Application Load Balancer",
            "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html",
        ),
        Source(
            "Elastic Load Balancing user guide",
            "Security policies for your Network Load Balancer",
            "https://docs.aws.amazon.com/elasticloadbalancing/latest/network/describe-ssl-policies.html",
        ),
    ),
    types=LISTENERS,
    passing="""
        resources:
          https:
            type: aws:lb:Listener
            properties: {port: 443, protocol: HTTPS, sslPolicy: ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09}
    """,
    failing="""
        resources:
          https:
            type: aws:lb:Listener
            properties: {port: 443, protocol: HTTPS}
    """,
)
def tls_policy(listener: Resource) -> Iterator[Verdict]:
    """Judge a listener whose protocol is encrypted; absent, the policy is that of 2016."""
    protocol, policy = listener.text("protocol"), listener.text("sslPolicy")
    if protocol not in (*_ENCRYPTED, UNKNOWN):
        return
    if isinstance(policy, str) and _CURRENT.fullmatch(policy):
        yield satisfied(listener)
    elif policy is UNKNOWN:
        yield undecided(listener, "sslPolicy")
    elif protocol is UNKNOWN:
        yield undecided(listener, "protocol")
    elif policy is None:
        yield violated(listener, f"`sslPolicy` is not set: AWS uses {_DEFAULT}.")
    else:
        yield violated(listener, f"`sslPolicy` is {policy}.")
