"""A failover group has a primary and a secondary, and each its own health."""

from collections.abc import Iterator

from policies.aws.route53 import PRIMARY, SECONDARY, Group, Records, failover_role, normal, routing_policy
from policies.aws.types import RECORD
from policies.framework.resources import Resource, Stack
from policies.framework.rule import Parameter, Severity, Source, stack_rule
from policies.framework.values import UNKNOWN, Unknown
from policies.framework.verdicts import Verdict, satisfied, undecided, violated

SHARED_NAMES = Parameter(
    name="sharedNames",
    description="Names, in full, of which other stacks declare records too: this stack need not have the whole pair.",
    default=(),
    schema={"type": "array", "items": {"type": "string"}},
)


@stack_rule(
    title="Failover records come in pairs",
    what=(
        "The failover records of a name and type are a primary and a secondary, and each has a health check of its own "
        "or none."
    ),
    why=(
        "A primary without a secondary is answered whatever its health: when it fails, so does the name. A secondary "
        "without a primary is answered all the time, and two records with one health check fail at the same moment."
    ),
    fix=(
        "Declare both records, with `failover_routing_policies` PRIMARY and SECONDARY and each with its own "
        "`health_check_id`. A primary may be alone if it is an alias to a group of two records or more, which choose "
        "among themselves. Where another stack declares the other record, put the name among `sharedNames`."
    ),
    severity=Severity.CRITICAL,
    sources=(
        Source(
            "AWS Trusted Advisor",
            "b73EEdD790: Amazon Route 53 Failover Resource Record Sets",
            "https://docs.aws.amazon.com/awssupport/latest/user/fault-tolerance-checks.html",
        ),
        Source(
            "Amazon Route 53 API reference",
            "ResourceRecordSet, Failover",
            "https://docs.aws.amazon.com/Route53/latest/APIReference/API_ResourceRecordSet.html",
        ),
    ),
    types=(RECORD,),
    parameters=(SHARED_NAMES,),
    passing="""
        resources:
          zone:
            type: aws:route53:Zone
            properties: {name: shop.example}
          first:
            type: aws:route53:HealthCheck
            properties: {type: HTTPS, fqdn: eu-central-1.shop.example, resourcePath: /health, requestInterval: 10}
          primary:
            type: aws:route53:Record
            properties:
              zoneId: ${zone.id}
              name: shop.example
              type: A
              ttl: 60
              records: [192.0.2.1]
              setIdentifier: primary
              failoverRoutingPolicies: [{type: PRIMARY}]
              healthCheckId: ${first.id}
          secondary:
            type: aws:route53:Record
            properties:
              zoneId: ${zone.id}
              name: shop.example
              type: A
              ttl: 60
              records: [192.0.2.2]
              setIdentifier: secondary
              failoverRoutingPolicies: [{type: SECONDARY}]
    """,
    failing="""
        resources:
          zone:
            type: aws:route53:Zone
            properties: {name: shop.example}
          check:
            type: aws:route53:HealthCheck
            properties: {type: HTTPS, fqdn: eu-central-1.shop.example, resourcePath: /health, requestInterval: 10}
          primary:
            type: aws:route53:Record
            properties:
              zoneId: ${zone.id}
              name: shop.example
              type: A
              ttl: 60
              records: [192.0.2.1]
              setIdentifier: primary
              failoverRoutingPolicies: [{type: PRIMARY}]
              healthCheckId: ${check.id}
    """,
)
def failover_pairs(stack: Stack) -> Iterator[Verdict]:
    """Judge every group that has a failover record; one of the group's records is reported."""
    records = Records(stack)
    shared = {normal(name) for name in stack.parameter(SHARED_NAMES)}
    for record in records.unnamed:
        if failover_role(record) is not None:
            yield undecided(record, "name")
    for group in records.groups:
        paired = [member for member in group.members if failover_role(member) is not None]
        if paired:
            yield _judge(group, paired, records, shared)


def _judge(group: Group, paired: list[Resource], records: Records, shared: set[str]) -> Verdict:
    roles = [failover_role(record) for record in paired]
    missing = [role for role in (PRIMARY, SECONDARY) if role not in roles]
    if not missing:
        return _judge_health(paired)
    if UNKNOWN in roles:
        return undecided(paired[0], "failoverRoutingPolicies")
    if any(failover_role(record) in (*missing, UNKNOWN) for record in group.doubtful):
        return undecided(paired[0], *(f"name, type or zoneId of {record}" for record in group.doubtful))
    if group.name in shared:
        return satisfied(paired[0])
    if missing == [SECONDARY] and (chooses := _chooses(paired[0], records)) is not False:
        return undecided(paired[0], "aliases") if chooses is UNKNOWN else satisfied(paired[0])
    return violated(paired[0], f"{group.name} has no {' and no '.join(missing)} record.")


def _chooses(record: Resource, records: Records) -> bool | Unknown:
    """Whether a record points to a group in which one record can take another's place."""
    group = records.target(record)
    if isinstance(group, Unknown) or (group is not None and group.doubtful):
        return UNKNOWN
    return group is not None and sum(routing_policy(member) is not None for member in group.members) > 1


def _judge_health(paired: list[Resource]) -> Verdict:
    primary, secondary = (
        next(record for record in paired if failover_role(record) == role) for role in (PRIMARY, SECONDARY)
    )
    same = _same_check(primary, secondary)
    if same is UNKNOWN:
        return undecided(secondary, f"healthCheckId of {primary}", "healthCheckId")
    if same:
        return violated(secondary, f"`healthCheckId` is that of {primary}.")
    return satisfied(primary)


def _same_check(one: Resource, other: Resource) -> bool | Unknown:
    checks = (one.text("healthCheckId"), other.text("healthCheckId"))
    if None in checks or "" in checks:
        return False
    if UNKNOWN not in checks:
        return checks[0] == checks[1]
    sources = (set(one.sources("healthCheckId")), set(other.sources("healthCheckId")))
    if not all(sources):
        return UNKNOWN
    if sources[0] != sources[1]:
        return False
    return True if checks[0] is checks[1] and len(sources[0]) == 1 else UNKNOWN
