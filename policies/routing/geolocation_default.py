"""A geolocation group answers customers from anywhere."""

from collections.abc import Iterator

from policies.aws.route53 import DEFAULT, Group, Records, location, normal
from policies.aws.types import RECORD
from policies.framework.resources import Resource, Stack
from policies.framework.rule import Parameter, Severity, Source, stack_rule
from policies.framework.values import UNKNOWN, Unknown
from policies.framework.verdicts import Verdict, satisfied, undecided, violated

SHARED_NAMES = Parameter(
    name="sharedNames",
    description="Names, in full, of which other stacks declare records too: the default record may be among those.",
    default=(),
    schema={"type": "array", "items": {"type": "string"}},
)


@stack_rule(
    title="Geolocation records have a default",
    what="The geolocation records of a name and type have a default record, whose country is `*`.",
    why=(
        "Without a default record Route 53 gives no answer to customers of a country that no record names, nor to "
        "those whose address it cannot place: for them the name does not exist."
    ),
    fix=(
        'Declare a record with `geolocation_routing_policies=[{"country": "*"}]`. Where another stack declares it, put '
        "the name among `sharedNames`."
    ),
    severity=Severity.CRITICAL,
    sources=(
        Source(
            "Amazon Route 53 developer guide",
            "Geolocation routing",
            "https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/routing-policy-geo.html",
        ),
        Source(
            "Amazon Route 53 API reference",
            "ResourceRecordSet, GeoLocation",
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
          balancer:
            type: aws:route53:HealthCheck
            properties: {type: HTTPS, fqdn: us-east-1.shop.example, resourcePath: /health, requestInterval: 10}
          mexico:
            type: aws:route53:Record
            properties:
              zoneId: ${zone.id}
              name: shop.example
              type: A
              ttl: 60
              records: [192.0.2.1]
              setIdentifier: mexico
              geolocationRoutingPolicies: [{country: MX}]
              healthCheckId: ${balancer.id}
          rest:
            type: aws:route53:Record
            properties:
              zoneId: ${zone.id}
              name: shop.example
              type: A
              ttl: 60
              records: [192.0.2.2]
              setIdentifier: rest
              geolocationRoutingPolicies: [{country: "*"}]
              healthCheckId: ${balancer.id}
    """,
    failing="""
        resources:
          zone:
            type: aws:route53:Zone
            properties: {name: shop.example}
          mexico:
            type: aws:route53:Record
            properties:
              zoneId: ${zone.id}
              name: shop.example
              type: A
              ttl: 60
              records: [192.0.2.1]
              setIdentifier: mexico
              geolocationRoutingPolicies: [{country: MX}]
    """,
)
def geolocation_default(stack: Stack) -> Iterator[Verdict]:
    """Judge every group that has a geolocation record; the first of them is reported."""
    records = Records(stack)
    shared = {normal(name) for name in stack.parameter(SHARED_NAMES)}
    for record in records.unnamed:
        if location(record) is not None:
            yield undecided(record, "name")
    for group in records.groups:
        if any(location(member) is not None for member in group.members) and group.name not in shared:
            yield _judge(group, records)


def _judge(group: Group, records: Records) -> Verdict:
    belonging = {member.urn for member in (*group.members, *group.doubtful)}
    first = next(record for record in records if record.urn in belonging and location(record) is not None)
    found = [_is_default(member) for member in group.members]
    if True in found:
        return satisfied(first)
    if UNKNOWN in found:
        return undecided(first, "geolocationRoutingPolicies")
    doubtful = [record for record in group.doubtful if _is_default(record) is not False]
    if doubtful:
        return undecided(first, *(f"name, type or zoneId of {record}" for record in doubtful))
    return violated(first, f"{group.name} has no record for the country `*`.")


def _is_default(record: Resource) -> bool | Unknown:
    found = location(record)
    if found is None or isinstance(found, Unknown):
        return False if found is None else UNKNOWN
    return found.country == DEFAULT
