"""What holds for every zone."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from hypothesis import HealthCheck as Slow
from hypothesis import given, settings
from hypothesis import strategies as st

from securecart.routing.clients.selection import in_country, select
from securecart.routing.route53.health_checks import Health
from securecart.routing.route53.records import Failover, FailoverRole, Geolocation, Latency, ResourceRecordSet, Weighted
from securecart.routing.route53.resolver import Resolver
from securecart.routing.rules import Rule
from securecart.settings.geography import EU_MEMBERS, EU_OUTSIDE_EUROPE, EU_TERRITORIES
from tests.routing.route53.generated import CLIENTS, healths, zones
from tests.routing.route53.reference import answered
from tests.routing.zones import full, record, zone

if TYPE_CHECKING:
    from securecart.routing.clients.client import Client
    from securecart.routing.hops import Choice
    from securecart.routing.route53.answers import Answer
    from securecart.routing.route53.hosted_zone import HostedZone

LAST_RESORTS = {Rule.LAST_RESORT, Rule.FAILOVER_BOTH_UNHEALTHY, Rule.AREAS_ALL_UNHEALTHY}
EXAMPLES = settings(max_examples=60, deadline=None, suppress_health_check=[Slow.too_slow, Slow.data_too_large])


def answer(hosted_zone: HostedZone, client: str, health: Health, name: str = "top") -> Answer:
    resolver = Resolver(hosted_zone)
    return resolver.answer(full(name), select(client), resolver.state(health))


def is_last_resort(found: Answer) -> bool:
    return any(hop.rule in LAST_RESORTS for outcome in found.outcomes for hop in outcome.hops)


@EXAMPLES
@given(zones(), st.sampled_from(CLIENTS), healths())
def test_a_second_evaluation_agrees(hosted_zone: HostedZone, client: str, health: Health) -> None:
    found = answer(hosted_zone, client, health)
    shares: dict[ResourceRecordSet | None, Fraction] = {}
    for outcome in found.outcomes:
        shares[outcome.record] = shares.get(outcome.record, Fraction(0)) + outcome.share
    if found.unanswered:
        shares[None] = 1 - sum(shares.values(), Fraction(0))
    assert shares == answered(hosted_zone, full("top"), select(client), health)


@EXAMPLES
@given(zones(), healths(), healths())
def test_what_was_answered_before_changes_nothing(hosted_zone: HostedZone, before: Health, now: Health) -> None:
    resolver = Resolver(hosted_zone)
    for client in CLIENTS:
        resolver.answer(full("top"), select(client), resolver.state(before))
    for client in CLIENTS:
        again = resolver.answer(full("top"), select(client), resolver.state(now))
        assert again == answer(hosted_zone, client, now)


@EXAMPLES
@given(zones(), st.sampled_from(CLIENTS), healths())
def test_shares_add_up_and_follow_the_hops(hosted_zone: HostedZone, client: str, health: Health) -> None:
    found = answer(hosted_zone, client, health)
    total = sum((outcome.share for outcome in found.outcomes), Fraction(0))
    assert total == 1 if found.unanswered is None else total < 1
    for outcome in found.outcomes:
        product = Fraction(1)
        for hop in outcome.hops:
            product *= hop.share
        assert outcome.share == product > 0
        assert outcome.hops[-1].chosen == outcome.record


@EXAMPLES
@given(zones(evaluating=True, for_everybody=True), st.sampled_from(CLIENTS), healths())
def test_an_answer_is_never_unhealthy_while_a_healthy_one_is_reachable(
    hosted_zone: HostedZone, client: str, health: Health
) -> None:
    resolver = Resolver(hosted_zone)
    found = resolver.answer(full("top"), select(client), resolver.state(health))
    for outcome in found.outcomes:
        for hop in outcome.hops:
            unhealthy = {failure.choice for failure in hop.passed_over if failure.rule is not Rule.WEIGHT_ZERO}
            if hop.chosen in unhealthy:
                assert hop.rule in LAST_RESORTS
                assert unhealthy == applicable(hosted_zone, hop.chosen, select(client))
        if not is_last_resort(found):
            assert outcome.target not in health.unhealthy_targets


def applicable(hosted_zone: HostedZone, chosen: Choice, client: Client) -> set[ResourceRecordSet]:
    """The records that could have answered instead of one, as far as its policy goes."""
    name, _, type_ = chosen.place.partition(" ")
    records = hosted_zone.groups[name, type_]
    areas = {
        Geolocation(country=client.country, subdivision=client.subdivision),
        Geolocation(country=client.country),
        Geolocation(continent=client.continent),
        Geolocation(country="*"),
    }
    return {r for r in records if not isinstance(r.policy, Geolocation) or r.policy in areas}


@EXAMPLES
@given(zones(evaluating=True, for_everybody=True, placed_below=False), st.sampled_from(CLIENTS), healths(), healths())
def test_more_health_never_worsens_the_outcome(
    hosted_zone: HostedZone, client: str, worse: Health, other: Health
) -> None:
    """It may where a group below another asks where the client is: a record for others keeps the branch healthy."""
    checks = {id_: replace(check, inverted=False) for id_, check in hosted_zone.health_checks.items()}
    upright = replace(hosted_zone, health_checks=checks)
    worse = replace(worse, blind_checks=frozenset())
    better = Health(
        failing_checks=worse.failing_checks & other.failing_checks,
        unhealthy_targets=worse.unhealthy_targets & other.unhealthy_targets,
    )
    if not is_last_resort(answer(upright, client, worse)):
        assert not is_last_resort(answer(upright, client, better))


@given(st.frozensets(st.sampled_from("abcd")), st.frozensets(st.sampled_from("abcd")), st.sampled_from(CLIENTS))
def test_more_health_never_sends_a_client_farther_away(one: frozenset[str], other: frozenset[str], client: str) -> None:
    regions = ("us-east-1", "us-west-2", "eu-central-1", "ap-southeast-1")
    near = zone(
        *(record("top", region, Latency(region), check=id_) for region, id_ in zip(regions, "abcd", strict=True))
    )
    worse, better = (
        answer(near, client, Health(failing_checks=one | other)),
        answer(near, client, Health(failing_checks=one)),
    )
    latency = select(client).latency
    if not is_last_resort(worse):
        assert latency[better.outcomes[0].record.label] <= latency[worse.outcomes[0].record.label]


def reached(found: Answer) -> set[str]:
    return {outcome.target for outcome in found.outcomes if outcome.target}


def shop(*, eu_health: bool = False) -> HostedZone:
    """The API's names of a fleet: the EU's residents to the EU and nowhere else, everybody else to the nearest."""
    regions = ("us-east-1", "us-west-2", "eu-central-1", "ap-southeast-1")
    leaves = [
        record(
            f"{region}.origin",
            release,
            Weighted(weight),
            to=f"{release}.{region}.elb.amazonaws.com",
            check=f"{region}-{release}",
        )
        for region in regions
        for release, weight in (("blue", 255), ("green", 10))
    ]
    world = [
        record(
            "api-world",
            region,
            Latency(region),
            to=f"{region}.origin",
            check="few" if region == "ap-southeast-1" else None,
        )
        for region in regions
        if region != "eu-central-1"
    ]
    union = [
        record("api-eu", "primary", Failover(FailoverRole.PRIMARY), to="eu-central-1.origin"),
        record("api-eu", "secondary", Failover(FailoverRole.SECONDARY), to="d1.execute-api.eu-west-1.amazonaws.com"),
    ]
    areas = [Geolocation(continent="EU"), *(Geolocation(country=code) for code in sorted(EU_OUTSIDE_EUROPE))]
    api = [record("api", str(at), area, to="api-eu", health=eu_health) for at, area in enumerate(areas)]
    return zone(*leaves, *world, *union, *api, record("api", "default", Geolocation(country="*"), to="api-world"))


CHECKS = sorted({r.health_check_id for r in shop().record_sets if r.health_check_id})
TARGETS = sorted({r.alias_target.dns_name for r in shop().record_sets if r.alias_target})
UNHEALTHY = st.builds(
    Health,
    failing_checks=st.frozensets(st.sampled_from(CHECKS)),
    unhealthy_targets=st.frozensets(st.sampled_from(TARGETS)),
)
RESIDENTS = [client for code in sorted(EU_MEMBERS | EU_TERRITORIES) for client in in_country(code)]


@EXAMPLES
@given(UNHEALTHY)
def test_clients_in_the_eu_never_leave_it(health: Health) -> None:
    resolver = Resolver(shop())
    state = resolver.state(health)
    for client in RESIDENTS:
        targets = reached(resolver.answer(full("api"), client, state))
        assert targets
        assert all(".eu-central-1." in target or ".eu-west-1." in target for target in targets)


def test_they_would_if_the_eus_records_had_health() -> None:
    resolver = Resolver(shop(eu_health=True))
    lost = Health(unhealthy_targets=frozenset(target for target in TARGETS if ".eu-" in target))
    assert ".us-" in "".join(reached(resolver.answer(full("api"), select("DE"), resolver.state(lost))))
