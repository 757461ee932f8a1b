"""The records of a name and type have one routing policy, and Route 53 can tell them apart."""

from collections.abc import Iterator, Sequence

from policies.aws.route53 import (
    ROUTING_POLICIES,
    Location,
    Records,
    failover_role,
    latency_region,
    location,
    routing_policy,
)
from policies.aws.types import RECORD
from policies.framework.resources import Resource, Stack
from policies.framework.rule import Severity, Source, stack_rule
from policies.framework.values import UNKNOWN, Unknown
from policies.framework.verdicts import Verdict, satisfied, undecided, violated

_SIMPLE = "simple"


@stack_rule(
    title="Records of a name share one routing policy",
    what=(
        "The records of a name and type all have the same routing policy, and no two of them the same set identifier, "
        "failover role, location or latency Region."
    ),
    why=(
        "Route 53 refuses such a record in the middle of a deployment, when the change to other records is made "
        "already; or, with `allow_overwrite`, it takes the place of the record that customers were answered with."
    ),
    fix=(
        "Give all records of the name one routing policy, and each its own `set_identifier`, role, location or Region. "
        "Policies are combined by aliases: a record of one policy points to a name whose records have the other."
    ),
    severity=Severity.HIGH,
    sources=(
        Source(
            "Amazon Route 53 API reference",
            "ResourceRecordSet",
            "https://docs.aws.amazon.com/Route53/latest/APIReference/API_ResourceRecordSet.html",
        ),
        Source(
            "Amazon Route 53 developer guide",
            "Choosing a routing policy",
            "https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/routing-policy.html",
        ),
    ),
    types=(RECORD,),
    passing="""
        resources:
          check:
            type: aws:route53:HealthCheck
            properties: {type: HTTPS, fqdn: eu-central-1.shop.example, resourcePath: /health, requestInterval: 10}
          ireland:
            type: aws:route53:Record
            properties:
              zoneId: Z1
              name: shop.example
              type: A
              ttl: 60
              records: [192.0.2.1]
              setIdentifier: ireland
              latencyRoutingPolicies: [{region: eu-west-1}]
              healthCheckId: ${check.id}
          frankfurt:
            type: aws:route53:Record
            properties:
              zoneId: Z1
              name: shop.example
              type: A
              ttl: 60
              records: [192.0.2.2]
              setIdentifier: frankfurt
              latencyRoutingPolicies: [{region: eu-central-1}]
              healthCheckId: ${check.id}
    """,
    failing="""
        resources:
          zone:
            type: aws:route53:Zone
            properties: {name: shop.example}
          ireland:
            type: aws:route53:Record
            properties:
              zoneId: ${zone.id}
              name: shop.example
              type: A
              ttl: 60
              records: [192.0.2.1]
              setIdentifier: ireland
              latencyRoutingPolicies: [{region: eu-west-1}]
          frankfurt:
            type: aws:route53:Record
            properties:
              zoneId: ${zone.id}
              name: shop.example
              type: A
              ttl: 60
              records: [192.0.2.2]
              setIdentifier: frankfurt
              weightedRoutingPolicies: [{weight: 1}]
    """,
)
def one_policy(stack: Stack) -> Iterator[Verdict]:
    """Judge every record by those of its group that are declared before it."""
    for group in Records(stack).groups:
        for position, record in enumerate(group.members):
            yield _judge(record, group.members[:position])


def _judge(record: Resource, before: Sequence[Resource]) -> Verdict:
    policy = _policy(record)
    if before and policy is UNKNOWN:
        return undecided(record, "routing policies")
    for other in before:
        if (other_policy := _policy(other)) is UNKNOWN:
            continue
        if policy != other_policy:
            return violated(record, f"Its policy is {policy}, and that of {other} with the same name {other_policy}.")
        if policy == _SIMPLE and not _overwrites(record):
            return violated(record, f"It has the name and type of {other}, and neither has a routing policy.")
        if twin := _twin(record, other):
            return violated(record, f"{twin} is also that of {other} with the same name and type.")
    if any(_policy(other) is UNKNOWN or _doubtful(record, other) for other in before):
        return undecided(record, "routing policies", "setIdentifier")
    return satisfied(record)


def _policy(record: Resource) -> str | Unknown:
    if any(record.value(path) is UNKNOWN for path in ROUTING_POLICIES):
        return UNKNOWN
    return routing_policy(record) or _SIMPLE


def _overwrites(record: Resource) -> bool:
    """Whether a record may be declared twice: ACM asks for one validation record whatever the certificate."""
    return record.flag("allowOverwrite") is not False and record.flag("allowOverwrite") is not None


def _traits(record: Resource) -> dict[str, str | Location | Unknown | None]:
    """What no two records of a name and type may have in common, by what it is called."""
    return {
        "`setIdentifier`": record.text("setIdentifier"),
        "Its failover role": failover_role(record),
        "Its location": location(record),
        "Its latency Region": latency_region(record),
    }


def _twin(record: Resource, other: Resource) -> str:
    others = _traits(other)
    for name, value in _traits(record).items():
        if value is not None and value is not UNKNOWN and value == others[name]:
            return f"{name} ({value})"
    return ""


def _doubtful(record: Resource, other: Resource) -> bool:
    others = _traits(other)
    return any(UNKNOWN in (value, others[name]) for name, value in _traits(record).items())
