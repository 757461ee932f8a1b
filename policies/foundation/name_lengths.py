"""Names are short enough for AWS."""

from collections.abc import Iterator

from policies.aws.names import AFTER_PREFIX, NAME_LIMITS
from policies.framework.resources import Resource
from policies.framework.rule import Severity, Source, resource_rule
from policies.framework.values import UNKNOWN
from policies.framework.verdicts import Verdict, satisfied, undecided, violated


@resource_rule(
    title="Names fit",
    what="A resource's name is no longer than AWS allows, with what Pulumi or the provider adds to it.",
    why=(
        "AWS refuses a name that is too long only when it makes the resource. A Region with a long name is then added "
        "halfway: what came before exists, what comes after does not, in the hour in which it was needed."
    ),
    fix=(
        "Shorten the logical name: Pulumi adds a hyphen and seven digits to it. For a load balancer or a target group "
        "it has 24 characters at most, for an IAM role 56."
    ),
    severity=Severity.MEDIUM,
    sources=(
        Source(
            "Elastic Load Balancing API reference",
            "CreateLoadBalancer",
            "https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateLoadBalancer.html",
        ),
        Source(
            "IAM User Guide",
            "IAM and AWS STS quotas",
            "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html",
        ),
        Source(
            "Amazon RDS User Guide",
            "Quotas and constraints for Amazon RDS",
            "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Limits.html",
        ),
    ),
    types=tuple(NAME_LIMITS),
    passing="""
        resources:
          storefront-green: {type: "aws:lb:TargetGroup", properties: {port: 8080}}
    """,
    failing="""
        resources:
          shop-storefront-ap-southeast-1: {type: "aws:lb:TargetGroup", properties: {port: 8080}}
    """,
)
def name_lengths(resource: Resource) -> Iterator[Verdict]:
    """Judge a resource by the name that the program says, by its prefix, or else by the logical name."""
    limit = NAME_LIMITS[resource.type]
    said, prefix = resource.text(limit.path), resource.text(limit.prefix)
    if said is UNKNOWN or (not said and prefix is UNKNOWN):
        yield undecided(resource, limit.path, limit.prefix)
        return
    if said:
        text, added = said, 0
    elif prefix:
        text, added = prefix, AFTER_PREFIX
    else:
        text, added = ("", 0) if limit.added is None else (resource.name, limit.added)
    if len(text) + added <= limit.longest:
        yield satisfied(resource)
    elif added:
        yield violated(
            resource, f"{text!r} has {len(text)} characters and gets {added} more; {limit.longest} are allowed."
        )
    else:
        yield violated(resource, f"`{limit.path}` has {len(text)} characters; {limit.longest} are allowed.")
