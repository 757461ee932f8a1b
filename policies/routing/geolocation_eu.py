"""A name that sends Europe somewhere sends all of the European Union there."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from policies.aws.geography import EU_MEMBERS, EU_TERRITORIES, EUROPE, continent_of, in_eu, name_in_eu
from policies.aws.route53 import Group, Location, Records, alias, location, normal
from policies.aws.types import RECORD
from policies.framework.resources import Resource, Stack
from policies.framework.rule import Parameter, Severity, Source, stack_rule
from policies.framework.values import UNKNOWN, Block, Unknown
from policies.framework.verdicts import Verdict, satisfied, undecided, violated

SHARED_NAMES = Parameter(
    name="sharedNames",
    description="Names, in full, of which other stacks declare records too: countries may have theirs there.",
    default=(),
    schema={"type": "array", "items": {"type": "string"}},
)
_EU = sorted(EU_MEMBERS | EU_TERRITORIES)
Target = tuple[str, ...]


@stack_rule(
    title="The EU's customers are routed together",
    what=(
        "Where a name has a geolocation record for the continent Europe, or one for most member states, every member "
        "state of the EU and every territory of theirs is sent to the same place."
    ),
    why=(
        "Route 53's continent Europe is not the Union: it files Guadeloupe, Martinique and Saint Martin under North "
        "America, French Guiana under South America, Réunion and Mayotte under Africa; Cyprus stands under Europe in "
        "its guide and under Asia in other lists. Without records of their own their residents are served by the "
        "default, outside the EU, where their data must not be and is not."
    ),
    fix=(
        "Declare `geolocation_routing_policies` for the countries CY, GF, GP, MF, MQ, RE and YT with the target of the "
        "record for the continent EU. Where another stack declares them, put the name among `sharedNames`."
    ),
    severity=Severity.HIGH,
    sources=(
        Source(
            "Amazon Route 53 API reference",
            "ListGeoLocations",
            "https://docs.aws.amazon.com/Route53/latest/APIReference/API_ListGeoLocations.html",
        ),
        Source(
            "Amazon Route 53 developer guide",
            "Geolocation routing",
            "https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/routing-policy-geo.html",
        ),
    ),
    types=(RECORD,),
    parameters=(SHARED_NAMES,),
    passing="""
        resources:
          zone:
            type: aws:route53:Zone
            properties: {name: shop.example}
          europe: &eu
            type: aws:route53:Record
            properties: &europe
              zoneId: ${zone.id}
              name: shop.example
              type: A
              setIdentifier: europe
              geolocationRoutingPolicies: [{continent: EU}]
              aliases: [{name: alb.eu-west-1.elb.amazonaws.com, zoneId: Z32O12XQLNTSW2, evaluateTargetHealth: true}]
          cy:
            <<: *eu
            properties: {<<: *europe, setIdentifier: cy, geolocationRoutingPolicies: [{country: CY}]}
          gf:
            <<: *eu
            properties: {<<: *europe, setIdentifier: gf, geolocationRoutingPolicies: [{country: GF}]}
          gp:
            <<: *eu
            properties: {<<: *europe, setIdentifier: gp, geolocationRoutingPolicies: [{country: GP}]}
          mf:
            <<: *eu
            properties: {<<: *europe, setIdentifier: mf, geolocationRoutingPolicies: [{country: MF}]}
          mq:
            <<: *eu
            properties: {<<: *europe, setIdentifier: mq, geolocationRoutingPolicies: [{country: MQ}]}
          re:
            <<: *eu
            properties: {<<: *europe, setIdentifier: re, geolocationRoutingPolicies: [{country: RE}]}
          yt:
            <<: *eu
            properties: {<<: *europe, setIdentifier: yt, geolocationRoutingPolicies: [{country: YT}]}
          rest:
            <<: *eu
            properties:
              <<: *europe
              setIdentifier: rest
              geolocationRoutingPolicies: [{country: "*"}]
              aliases: [{name: alb.eu-west-3.elb.amazonaws.com, zoneId: Z3Q77PNBQS71R4, evaluateTargetHealth: true}]
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
              aliases: [{name: alb.eu-west-1.elb.amazonaws.com, zoneId: Z32O12XQLNTSW2, evaluateTargetHealth: false}]
    """,
)
def geolocation_eu(stack: Stack) -> Iterator[Verdict]:
    """Judge every group that treats Europe as an area: its record for Europe, and those of the EU's countries."""
    shared = {normal(name) for name in stack.parameter(SHARED_NAMES)}
    for group in Records(stack).groups:
        places = {record: found for record in group.members if (found := location(record)) is not None}
        located = {found: record for record, found in places.items() if isinstance(found, Location)}
        reference = _reference(located)
        if reference is None:
            if UNKNOWN in places.values():
                yield undecided(next(iter(places)), "geolocationRoutingPolicies")
            continue
        doubts = [record for record, found in places.items() if found is UNKNOWN]
        doubts += [record for record in group.doubtful if location(record) is not None]
        if group.name not in shared:
            yield _judge_coverage(reference, located, doubts)
        yield from _judge_targets(reference, group, located)


def _reference(located: Mapping[Location, Resource]) -> Resource | None:
    """The record that stands for the EU: the continent's, or the first of the target that most member states have."""
    if europe := located.get(Location(EUROPE, None)):
        return europe
    members = [record for place, record in located.items() if place.country in EU_MEMBERS]
    if len(members) * 2 <= len(EU_MEMBERS):
        return None
    targets = [_target(record) for record in members]
    (commonest, _), *_ = Counter(targets).most_common(1)
    return members[targets.index(commonest)]


def _judge_coverage(reference: Resource, located: Mapping[Location, Resource], doubts: Sequence[Resource]) -> Verdict:
    europe = Location(EUROPE, None) in located
    missing = [
        country
        for country in _EU
        if Location(None, country) not in located and not (europe and continent_of(country) == EUROPE)
    ]
    if not missing:
        return satisfied(reference)
    if doubts:
        return undecided(reference, *(f"geolocationRoutingPolicies of {record}" for record in doubts))
    return violated(reference, f"No record sends {', '.join(missing)} where this one sends the EU.")


def _judge_targets(reference: Resource, group: Group, located: Mapping[Location, Resource]) -> Iterator[Verdict]:
    expected = _target(reference)
    for place, record in located.items():
        if record is reference or not in_eu(place.country):
            continue
        target = _target(record)
        if _all_in_eu(target) or (target == expected and (target is not UNKNOWN or _same_sources(record, reference))):
            yield satisfied(record)
        elif isinstance(target, Unknown) or isinstance(expected, Unknown):
            yield undecided(record, f"what {record} and {reference} point to")
        else:
            yield violated(
                record,
                f"{group.name} sends {place} to {', '.join(target)}, and the rest of the EU to {', '.join(expected)}.",
            )


def _target(record: Resource) -> Target | Unknown:
    """What a record answers with."""
    block = alias(record)
    if isinstance(block, Block):
        name = block.text("name")
        return UNKNOWN if isinstance(name, Unknown) else (normal(name or ""),)
    values = UNKNOWN if block is UNKNOWN else record.texts("records")
    if isinstance(values, Unknown):
        return UNKNOWN
    known = [value for value in values if not isinstance(value, Unknown)]
    return tuple(sorted(known)) if len(known) == len(values) else UNKNOWN


def _all_in_eu(target: Target | Unknown) -> bool:
    return not isinstance(target, Unknown) and bool(target) and all(name_in_eu(name) for name in target)


def _same_sources(one: Resource, other: Resource) -> bool:
    sources = set(one.sources("aliases"))
    return bool(sources) and sources == set(other.sources("aliases"))
