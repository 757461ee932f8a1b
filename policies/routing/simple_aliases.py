"""No chain of health passes a simple alias record."""

from collections.abc import Iterator, Sequence

from policies.aws.route53 import Records, alias, evaluates_target_health, has_routing_policy
from policies.aws.types import RECORD
from policies.framework.resources import Resource, Stack
from policies.framework.rule import Level, Severity, Source, stack_rule
from policies.framework.values import UNKNOWN, Unknown
from policies.framework.verdicts import Verdict, satisfied, undecided, violated


@stack_rule(
    title="No simple alias stands in a chain of health",
    what=(
        "A record with a routing policy evaluates the health of an endpoint or of records with a routing policy, not "
        "that of a simple alias record, which would have to hand on its own target's."
    ),
    why=(
        "Route 53's documents show chains of records with routing policies and health checks; how the health of a "
        "target passes through an alias record without a policy they do not say. A Region may seem healthy to the "
        "record above when nothing behind it is, and no failover happens."
    ),
    fix=(
        "Give the record in between a routing policy, with `evaluate_target_health=True` or a `health_check_id`, or "
        "point the alias above it directly to its target."
    ),
    severity=Severity.MEDIUM,
    level=Level.ADVISORY,
    sources=(
        Source(
            "Amazon Route 53 developer guide",
            "How health checks work in complex Amazon Route 53 configurations",
            "https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/dns-failover-complex-configs.html",
        ),
        Source(
            "Amazon Route 53 API reference",
            "AliasTarget, EvaluateTargetHealth",
            "https://docs.aws.amazon.com/Route53/latest/APIReference/API_AliasTarget.html",
        ),
    ),
    types=(RECORD,),
    passing="""
        resources:
          nearest:
            type: aws:route53:Record
            properties:
              zoneId: Z1
              name: shop.example
              type: A
              setIdentifier: ireland
              latencyRoutingPolicies: [{region: eu-west-1}]
              aliases: [{name: ireland.shop.example, zoneId: Z1, evaluateTargetHealth: true}]
          ireland:
            type: aws:route53:Record
            properties:
              zoneId: Z1
              name: ireland.shop.example
              type: A
              setIdentifier: blue
              weightedRoutingPolicies: [{weight: 1}]
              aliases: [{name: alb.eu-west-1.elb.amazonaws.com, zoneId: Z32O12XQLNTSW2, evaluateTargetHealth: true}]
    """,
    failing="""
        resources:
          nearest:
            type: aws:route53:Record
            properties:
              zoneId: Z1
              name: shop.example
              type: A
              setIdentifier: ireland
              latencyRoutingPolicies: [{region: eu-west-1}]
              aliases: [{name: ireland.shop.example, zoneId: Z1, evaluateTargetHealth: true}]
          ireland:
            type: aws:route53:Record
            properties:
              zoneId: Z1
              name: ireland.shop.example
              type: A
              aliases: [{name: alb.eu-west-1.elb.amazonaws.com, zoneId: Z32O12XQLNTSW2, evaluateTargetHealth: true}]
    """,
)
def simple_aliases(stack: Stack) -> Iterator[Verdict]:
    """Judge every alias record by those whose health depends on its own."""
    records = Records(stack)
    above: dict[str, list[tuple[Resource, bool | Unknown]]] = {}
    for record in records:
        depends = _all(has_routing_policy(record), evaluates_target_health(record))
        group = records.target(record)
        if depends is False or group is None:
            continue
        if isinstance(group, Unknown):
            yield undecided(record, "aliases")
            continue
        for member in group.members:
            above.setdefault(member.urn, []).append((record, depends))
        for member in group.doubtful:
            above.setdefault(member.urn, []).append((record, UNKNOWN))
    for record in records:
        if alias(record) is not None:
            yield _judge(record, above.get(record.urn, []))


def _judge(record: Resource, above: Sequence[tuple[Resource, bool | Unknown]]) -> Verdict:
    policy = has_routing_policy(record)
    if policy is True or not above:
        return satisfied(record)
    certain = [other for other, depends in above if depends is True]
    if certain and policy is False and alias(record) is not UNKNOWN:
        return violated(record, f"It is a simple alias, and {certain[0]} evaluates its health.")
    return undecided(record, "aliases", *(f"routing policy or aliases of {other}" for other, _ in above))


def _all(one: bool | Unknown, other: bool | Unknown) -> bool | Unknown:  # noqa: FBT001 (two of a kind)
    if False in (one, other):
        return False
    return UNKNOWN if UNKNOWN in (one, other) else True
