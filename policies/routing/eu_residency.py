"""Residents of the European Union are answered in the European Union, whatever fails."""

from collections.abc import Iterator

from policies.aws.destinations import Destination, Destinations, concerns_eu
from policies.aws.geography import continent_of
from policies.aws.route53 import DEFAULT, Group, Location, Records, evaluates_target_health, location
from policies.aws.types import RECORD
from policies.framework.resources import Resource, Stack
from policies.framework.rule import Severity, Source, stack_rule
from policies.framework.values import UNKNOWN, Unknown
from policies.framework.verdicts import Verdict, satisfied, undecided, violated


@stack_rule(
    title="EU residents stay in the EU, whatever fails",
    what=(
        "From a geolocation record for the EU (the continent Europe, a member state or its territory) no sequence of "
        "failures leads to an endpoint outside the EU."
    ),
    why=(
        "When a geolocation record is unhealthy Route 53 answers with that of the next larger area, in the end with "
        "the default: one failure in the EU sends its residents' personal data to another continent, where it must not "
        "be and their accounts are not. That cannot be undone."
    ),
    fix=(
        "Leave `health_check_id` out of the EU's geolocation records and set `evaluate_target_health=False` on their "
        "aliases, and point them to a failover group whose primary and secondary are in the EU: a page that says that "
        "the service is unavailable is a secondary too."
    ),
    severity=Severity.CRITICAL,
    sources=(
        Source(
            "Amazon Route 53 API reference",
            "ResourceRecordSet, HealthCheckId",
            "https://docs.aws.amazon.com/Route53/latest/APIReference/API_ResourceRecordSet.html",
        ),
        Source(
            "AWS Well-Architected",
            "SEC07-BP02",
            "https://docs.aws.amazon.com/wellarchitected/latest/framework/sec_data_classification_define_protection.html",
        ),
    ),
    types=(RECORD,),
    passing="""
        resources:
          zone:
            type: aws:route53:Zone
            properties: {name: shop.example}
          europe:
            type: aws:route53:Record
            properties:
              zoneId: ${zone.id}
              name: shop.example
              type: A
              setIdentifier: europe
              geolocationRoutingPolicies: [{continent: EU}]
              aliases: [{name: alb.eu-west-1.elb.amazonaws.com, zoneId: Z32O12XQLNTSW2, evaluateTargetHealth: false}]
          rest:
            type: aws:route53:Record
            properties:
              zoneId: ${zone.id}
              name: shop.example
              type: A
              setIdentifier: rest
              geolocationRoutingPolicies: [{country: "*"}]
              aliases: [{name: alb.us-east-1.elb.amazonaws.com, zoneId: Z35SXDOTRQ7X7K, evaluateTargetHealth: true}]
    """,
    failing="""
        resources:
          zone:
            type: aws:route53:Zone
            properties: {name: shop.example}
          europe:
            type: aws:route53:Record
            properties:
              zoneId: ${zone.id}
              name: shop.example
              type: A
              setIdentifier: europe
              geolocationRoutingPolicies: [{continent: EU}]
              aliases: [{name: alb.eu-west-1.elb.amazonaws.com, zoneId: Z32O12XQLNTSW2, evaluateTargetHealth: true}]
          rest:
            type: aws:route53:Record
            properties:
              zoneId: ${zone.id}
              name: shop.example
              type: A
              setIdentifier: rest
              geolocationRoutingPolicies: [{country: "*"}]
              aliases: [{name: alb.us-east-1.elb.amazonaws.com, zoneId: Z35SXDOTRQ7X7K, evaluateTargetHealth: true}]
    """,
)
def eu_residency(stack: Stack) -> Iterator[Verdict]:
    """Judge the EU's geolocation records by what they fall back to, and the last records of their chains."""
    records = Records(stack)
    destinations = Destinations(records, stack)
    ends: dict[str, Destination] = {}
    for group in records.groups:
        for record in group.members:
            place = location(record)
            if place is UNKNOWN:
                yield undecided(record, "geolocationRoutingPolicies")
            elif isinstance(place, Location) and concerns_eu(place):
                yield _judge_fallback(record, place, group, destinations)
                ends.update((end.record.urn, end) for end in destinations.of(record))
    for end in ends.values():
        if end.in_eu is False:
            yield violated(end.record, f"It leads residents of the EU to {end.place}, outside the EU.")
        elif end.in_eu is UNKNOWN:
            yield undecided(end.record, f"where {end.place} is")
        else:
            yield satisfied(end.record)


def _judge_fallback(record: Resource, place: Location, group: Group, destinations: Destinations) -> Verdict:
    fails = _can_be_unhealthy(record)
    larger = _next_larger(place, group)
    if not fails or larger is None:
        return satisfied(record)
    if isinstance(larger, Unknown):
        return undecided(record, "geolocationRoutingPolicies of its group")
    standing = {end.in_eu for end in destinations.of(larger)}
    if False in standing and True in fails.values():
        paths = " and ".join(f"`{path}`" for path, value in fails.items() if value is True)
        return violated(record, f"It follows health ({paths}): when it is unhealthy {larger} is answered.")
    if standing == {True}:
        return satisfied(record)
    return undecided(record, *fails)


def _can_be_unhealthy(record: Resource) -> dict[str, bool | Unknown]:
    """The properties by which a record follows health."""
    check = record.text("healthCheckId")
    checked = check not in (None, "")
    found: dict[str, bool | Unknown] = {
        "healthCheckId": UNKNOWN if check is UNKNOWN and not record.sources("healthCheckId") else checked,
        "evaluateTargetHealth": evaluates_target_health(record),
    }
    return {path: value for path, value in found.items() if value is not False}


def _next_larger(place: Location, group: Group) -> Resource | Unknown | None:
    """The record of a group that Route 53 turns to when that of an area is unhealthy; None where there is none."""
    wanted = [Location(None, DEFAULT)]
    if place.country:
        wanted.insert(0, Location(continent_of(place.country), None))
    places = {location(member): member for member in group.members}
    for area in wanted:
        if area in places:
            return places[area]
    return UNKNOWN if UNKNOWN in places or any(location(other) is not None for other in group.doubtful) else None
