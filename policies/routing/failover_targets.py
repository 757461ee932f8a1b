"""A failover alias is as healthy as what it points to."""

from collections.abc import Iterator

from policies.aws.route53 import Records, alias, evaluates_target_health, failover_role
from policies.aws.types import CLOUDFRONT_DISTRIBUTIONS, RECORD
from policies.framework.resources import Resource, Stack
from policies.framework.rule import Severity, Source, stack_rule
from policies.framework.values import UNKNOWN, Block, Unknown
from policies.framework.verdicts import Verdict, satisfied, undecided, violated

_CLOUDFRONT_ZONE = "Z2FDTNDATAQYW2"
"""The hosted zone of every CloudFront distribution, whose health an alias cannot evaluate (`AliasTarget`)."""


@stack_rule(
    title="Failover aliases evaluate their target's health",
    what="An alias in a failover record evaluates its target's health, as Route 53 asks for.",
    why=(
        "An alias that does not evaluate its target is healthy by definition: the primary is answered while the load "
        "balancer behind it has no healthy target, and a broken secondary is answered in place of a primary that has "
        "recovered in part."
    ),
    fix=(
        "Set `evaluate_target_health=True` in `aliases`. An alias to CloudFront cannot: give its record a "
        "`health_check_id`."
    ),
    severity=Severity.HIGH,
    sources=(
        Source(
            "Amazon Route 53 API reference",
            "ResourceRecordSet, Failover",
            "https://docs.aws.amazon.com/Route53/latest/APIReference/API_ResourceRecordSet.html",
        ),
        Source(
            "Amazon Route 53 developer guide",
            "Values specific for failover alias records",
            "https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resource-record-sets-values-failover-alias.html",
        ),
    ),
    types=(RECORD,),
    passing="""
        resources:
          primary:
            type: aws:route53:Record
            properties:
              zoneId: Z1
              name: shop.example
              type: A
              setIdentifier: primary
              failoverRoutingPolicies: [{type: PRIMARY}]
              aliases:
                - {name: a.eu-west-1.elb.amazonaws.com, zoneId: Z32O12XQLNTSW2, evaluateTargetHealth: true}
          secondary:
            type: aws:route53:Record
            properties:
              zoneId: Z1
              name: shop.example
              type: A
              setIdentifier: secondary
              failoverRoutingPolicies: [{type: SECONDARY}]
              aliases:
                - {name: d111111abcdef8.cloudfront.net, zoneId: Z2FDTNDATAQYW2, evaluateTargetHealth: false}
    """,
    failing="""
        resources:
          primary:
            type: aws:route53:Record
            properties:
              zoneId: Z1
              name: shop.example
              type: A
              setIdentifier: primary
              failoverRoutingPolicies: [{type: PRIMARY}]
              aliases:
                - {name: a.eu-west-1.elb.amazonaws.com, zoneId: Z32O12XQLNTSW2, evaluateTargetHealth: false}
    """,
)
def failover_targets(stack: Stack) -> Iterator[Verdict]:
    """Judge every alias in a failover record."""
    distributions = {distribution.urn for distribution in stack.of_type(*CLOUDFRONT_DISTRIBUTIONS)}
    for record in Records(stack):
        role = failover_role(record)
        if role is not None and alias(record) is not None:
            yield _judge(record, distributions)


def _judge(record: Resource, distributions: set[str]) -> Verdict:
    evaluates = evaluates_target_health(record)
    cloudfront = _leads_to_cloudfront(record, distributions)
    if evaluates is True or cloudfront is True:
        return satisfied(record)
    if evaluates is UNKNOWN or cloudfront is UNKNOWN:
        return undecided(record, "aliases")
    if record.value("failoverRoutingPolicies") is UNKNOWN:
        return undecided(record, "failoverRoutingPolicies")
    return violated(record, "`evaluateTargetHealth` of its alias is not true.")


def _leads_to_cloudfront(record: Resource, distributions: set[str]) -> bool | Unknown:
    target = alias(record)
    zone = target.text("zoneId") if isinstance(target, Block) else UNKNOWN
    if not isinstance(zone, Unknown):
        return zone == _CLOUDFRONT_ZONE
    sources = set(record.sources("aliases"))
    if sources & distributions:
        return True
    return False if any("::aws:" in source or "$aws:" in source for source in sources) else UNKNOWN
