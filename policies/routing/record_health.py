"""A record with a routing policy is answered only while what it points to is healthy."""

from collections.abc import Iterator

from policies.aws.route53 import (
    ROUTING_POLICIES,
    SECONDARY,
    Records,
    alias,
    evaluates_target_health,
    failover_role,
    routing_policy,
)
from policies.aws.types import HEALTH_CHECK, RECORD
from policies.framework.resources import Resource, Stack
from policies.framework.rule import Severity, Source, stack_rule
from policies.framework.values import UNKNOWN, Unknown
from policies.framework.verdicts import Outcome, Verdict, satisfied, undecided, violated


@stack_rule(
    title="Routing records follow health",
    what="A record with a routing policy has a health check, or is an alias that evaluates its target's health.",
    why=(
        "Route 53 takes a record without either for healthy, whatever happens behind it: when its Region fails, "
        "customers are still sent there, and the routing policy that should have moved them does nothing."
    ),
    fix=(
        "Set `health_check_id`, or `evaluate_target_health` on the alias. A failover group's secondary may do without, "
        "and so may a geolocation record that points to a group of health-checked records: it keeps customers in their "
        "area, while the group decides where to."
    ),
    severity=Severity.CRITICAL,
    sources=(
        Source(
            "Amazon Route 53 developer guide",
            "How Amazon Route 53 chooses records when health checking is configured",
            "https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/health-checks-how-route-53-chooses-records.html",
        ),
        Source(
            "AWS Well-Architected",
            "REL11-BP02",
            "https://docs.aws.amazon.com/wellarchitected/latest/framework/"
            "rel_withstand_component_failures_failover2good.html",
        ),
    ),
    types=(RECORD,),
    passing="""
        resources:
          check:
            type: aws:route53:HealthCheck
            properties: {type: HTTPS, fqdn: eu-central-1.shop.example, resourcePath: /health, requestInterval: 10}
          eu-first:
            type: aws:route53:Record
            properties:
              zoneId: Z1
              name: eu.shop.example
              type: A
              setIdentifier: first
              failoverRoutingPolicies: [{type: PRIMARY}]
              healthCheckId: ${check.id}
              aliases: [{name: a.eu-central-1.elb.amazonaws.com, zoneId: Z215JYRZR1TBD5, evaluateTargetHealth: true}]
          eu-last-resort:
            type: aws:route53:Record
            properties:
              zoneId: Z1
              name: eu.shop.example
              type: A
              setIdentifier: last-resort
              failoverRoutingPolicies: [{type: SECONDARY}]
              aliases: [{name: a.eu-west-1.elb.amazonaws.com, zoneId: Z32O12XQLNTSW2, evaluateTargetHealth: true}]
          eu-residents:
            type: aws:route53:Record
            properties:
              zoneId: Z1
              name: shop.example
              type: A
              setIdentifier: eu
              geolocationRoutingPolicies: [{continent: EU}]
              aliases: [{name: eu.shop.example, zoneId: Z1, evaluateTargetHealth: false}]
    """,
    failing="""
        resources:
          us-east-1:
            type: aws:route53:Record
            properties:
              zoneId: Z1
              name: shop.example
              type: A
              setIdentifier: us-east-1
              latencyRoutingPolicies: [{region: us-east-1}]
              aliases: [{name: alb.us-east-1.elb.amazonaws.com, zoneId: Z35SXDOTRQ7X7K, evaluateTargetHealth: false}]
    """,
)
def record_health(stack: Stack) -> Iterator[Verdict]:
    """Judge every record that has a routing policy."""
    records = Records(stack)
    for record in records:
        if routing_policy(record):
            yield _judge(record, records, ())


def _judge(record: Resource, records: Records, above: tuple[Resource, ...]) -> Verdict:
    """Judge a record; `above` are the records whose alias chain led to it."""
    target = alias(record)
    evaluates = evaluates_target_health(record)
    checked = _checked(record)
    last_resort = _last_resort(record)
    if True in (evaluates, checked, last_resort):
        return satisfied(record)
    if routing_policy(record) == "geolocation" and target is not None and record not in above:
        below = _judge_group(record, records, above)
        if below is not None:
            return below
    read = {path: record.value(path) for path in ROUTING_POLICIES}
    read |= {"healthCheckId": checked, "aliases": evaluates, "failoverRoutingPolicies": last_resort}
    if unknown := [path for path, value in read.items() if value is UNKNOWN]:
        return undecided(record, *unknown)
    if target is None:
        return violated(record, f"This {routing_policy(record)} record has no health check.")
    return violated(
        record, f"This {routing_policy(record)} record neither has a health check nor evaluates its target's health."
    )


def _judge_group(record: Resource, records: Records, above: tuple[Resource, ...]) -> Verdict | None:
    """Judge a record by the group that it points to; None where it points to no group that follows health."""
    group = records.target(record)
    if isinstance(group, Unknown) or (group is not None and group.doubtful):
        return undecided(record, "aliases")
    if group is None or not all(routing_policy(member) for member in group.members):
        return None
    below = [_judge(member, records, (*above, record)) for member in group.members]
    if all(verdict.outcome is Outcome.SATISFIED for verdict in below):
        return satisfied(record)
    if any(verdict.outcome is Outcome.VIOLATED for verdict in below):
        return None
    return undecided(record, *(f"{verdict.reason} of {verdict.resource}" for verdict in below if verdict.reason))


def _checked(record: Resource) -> bool | Unknown:
    check = record.text("healthCheckId")
    if check is UNKNOWN and any(f"{HEALTH_CHECK}::" in source for source in record.sources("healthCheckId")):
        return True
    return UNKNOWN if check is UNKNOWN else bool(check)


def _last_resort(record: Resource) -> bool | Unknown:
    """Whether it is the second of a failover group: Route 53 answers with it when the first is not healthy."""
    role = failover_role(record)
    return UNKNOWN if role is UNKNOWN else role == SECONDARY
