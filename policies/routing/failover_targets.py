"""A failover alias is as healthy as what it points to."""

from collections.abc import Iterator

from policies.aws.cloudfront import leads_to_distribution
from policies.aws.route53 import Records, alias, evaluates_target_health, failover_role
from policies.aws.types import RECORD
from policies.framework.resources import Resource, Stack
from policies.framework.rule import Severity, Source, stack_rule
from policies.framework.values import UNKNOWN
from policies.framework.verdicts import Verdict, satisfied, undecided, violated


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
    """Judge every alias in a failover record; CloudFront's health no alias can evaluate."""
    for record in Records(stack):
        role = failover_role(record)
        if role is not None and alias(record) is not None:
            yield _judge(record, stack)


def _judge(record: Resource, stack: Stack) -> Verdict:
    evaluates = evaluates_target_health(record)
    cloudfront = leads_to_distribution(record, stack)
    if evaluates is True or cloudfront is True:
        return satisfied(record)
    if evaluates is UNKNOWN or cloudfront is UNKNOWN:
        return undecided(record, "aliases")
    if record.value("failoverRoutingPolicies") is UNKNOWN:
        return undecided(record, "failoverRoutingPolicies")
    return violated(record, "`evaluateTargetHealth` of its alias is not true.")
