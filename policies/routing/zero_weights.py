"""A weighted record has a share of the traffic."""

from collections.abc import Iterator

from policies.aws.types import RECORD
from policies.framework.resources import Resource
from policies.framework.rule import Severity, Source, resource_rule
from policies.framework.values import Block, Unknown
from policies.framework.verdicts import Verdict, satisfied, undecided, violated


@resource_rule(
    title="No weighted record has weight 0",
    what="No weighted record has the weight 0.",
    why=(
        "Once all records with a weight are unhealthy, Route 53 answers with those of weight 0: all customers reach a "
        "release that nobody uses and that may have no capacity. And a Region whose only healthy record is such a "
        "one counts as healthy: the records above it do not fail over."
    ),
    fix=(
        "Declare no record for what is to have no traffic, and add it when it gets a `weight`. A standby has "
        "a failover record instead."
    ),
    severity=Severity.HIGH,
    sources=(
        Source(
            "Amazon Route 53 developer guide",
            "Active-active and active-passive failover",
            "https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/dns-failover-types.html",
        ),
        Source(
            "Amazon Route 53 developer guide",
            "How Amazon Route 53 chooses records when health checking is configured",
            "https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/health-checks-how-route-53-chooses-records.html",
        ),
    ),
    types=(RECORD,),
    passing="""
        resources:
          check:
            type: aws:route53:HealthCheck
            properties: {type: HTTPS, fqdn: blue.shop.example, resourcePath: /health, requestInterval: 10}
          blue:
            type: aws:route53:Record
            properties:
              zoneId: Z1
              name: shop.example
              type: A
              ttl: 60
              records: [192.0.2.1]
              setIdentifier: blue
              weightedRoutingPolicies: [{weight: 1}]
              healthCheckId: ${check.id}
    """,
    failing="""
        resources:
          green:
            type: aws:route53:Record
            properties:
              zoneId: Z1
              name: shop.example
              type: A
              ttl: 60
              records: [192.0.2.2]
              setIdentifier: green
              weightedRoutingPolicies: [{weight: 0}]
    """,
)
def zero_weights(record: Resource) -> Iterator[Verdict]:
    """Judge every weighted record."""
    policy = record.block("weightedRoutingPolicies")
    weight = policy.number("weight") if isinstance(policy, Block) else policy
    if isinstance(weight, Unknown):
        yield undecided(record, "weightedRoutingPolicies")
    elif weight == 0:
        yield violated(record, "`weight` is 0: the record is answered when all others are unhealthy.")
    else:
        yield satisfied(record)
