"""AWS's documented examples, each with the page that has it."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from securecart.routing.accelerator import Accelerator, Endpoint, EndpointGroup, EndpointOutcome, route
from securecart.routing.clients.cities import cities
from securecart.routing.clients.selection import select
from securecart.routing.rules import Rule


def group(region: str, *weights: int, dial: int = 100) -> EndpointGroup:
    endpoints = tuple(Endpoint(id=f"{region}/{at}", region=region, weight=weight) for at, weight in enumerate(weights))
    return EndpointGroup(accelerator="shop", region=region, endpoints=endpoints, traffic_dial=Fraction(dial))


def shares(groups: tuple[EndpointGroup, ...], client: str, *unhealthy: str) -> dict[str, Fraction]:
    return {outcome.endpoint.id: outcome.share for outcome in outcomes(groups, client, *unhealthy)}


def outcomes(groups: tuple[EndpointGroup, ...], client: str, *unhealthy: str) -> tuple[EndpointOutcome, ...]:
    return route(Accelerator(name="shop", endpoint_groups=groups), select(client), unhealthy)


def fails_open(outcome: EndpointOutcome) -> bool:
    return {hop.rule for hop in outcome.hops} == {Rule.FAIL_OPEN}


# https://docs.aws.amazon.com/global-accelerator/latest/dg/about-endpoints-endpoint-weights.html


def test_weights_of_1_and_255() -> None:
    one = (group("us-east-1", 1, 255),)
    assert shares(one, "US-VA") == {"us-east-1/0": Fraction(1, 256), "us-east-1/1": Fraction(255, 256)}


# https://docs.aws.amazon.com/global-accelerator/latest/dg/about-endpoint-groups-traffic-dial.html


@pytest.mark.parametrize("client", ["US-VA", "US-OR"])
def test_two_dials_of_50_mix_both_coasts(client: str) -> None:
    both = (group("us-east-1", 128, dial=50), group("us-west-2", 128, dial=50))
    assert shares(both, client) == dict.fromkeys(("us-east-1/0", "us-west-2/0"), Fraction(1, 2))


def test_a_dial_of_zero_cuts_a_region_off() -> None:
    both = (group("us-east-1", 128, dial=0), group("us-west-2", 128))
    (outcome,) = outcomes(both, "US-VA")
    assert outcome.endpoint.id == "us-west-2/0"
    assert outcome.hops[0].rule is Rule.BEYOND_DIAL
    assert [(each.choice.label, each.rule) for each in outcome.hops[0].passed_over] == [
        ("us-east-1", Rule.DIAL_TURNED_DOWN)
    ]


def test_with_every_dial_at_zero_the_nearest_is_assumed() -> None:
    both = (group("us-east-1", 128, dial=0), group("us-west-2", 128, dial=0))
    (outcome,) = outcomes(both, "US-OR")
    assert (outcome.endpoint.id, outcome.hops[0].rule) == ("us-west-2/0", Rule.ALL_DIALS_ZERO)


# https://docs.aws.amazon.com/global-accelerator/latest/dg/about-endpoints-endpoint-weights.unhealthy-endpoints.html


WORLD = (
    group("us-east-1", 128, 128),
    group("us-west-2", 128),
    group("ap-southeast-1", 128, dial=0),
    group("ap-southeast-2", 128),
)
EAST = ("us-east-1/0", "us-east-1/1")


def test_an_unhealthy_endpoint_takes_nothing() -> None:
    assert shares(WORLD, "US-VA", "us-east-1/0") == {"us-east-1/1": 1}


def test_the_next_group_takes_over() -> None:
    (outcome,) = outcomes(WORLD, "US-VA", *EAST)
    assert outcome.endpoint.id == "us-west-2/0"
    (hop, last) = outcome.hops
    assert (hop.rule, last.rule) == (Rule.NEXT_GROUP, Rule.ENDPOINT_WEIGHT)
    (failure,) = hop.passed_over
    assert (failure.rule, [each.rule for each in failure.below]) == (
        Rule.GROUP_UNHEALTHY,
        [Rule.ENDPOINT_UNHEALTHY, Rule.ENDPOINT_UNHEALTHY],
    )


def test_failing_over_ignores_the_dial() -> None:
    assert shares(WORLD[:3], "US-VA", *EAST, "us-west-2/0") == {"ap-southeast-1/0": 1}


def test_a_healthy_endpoint_of_weight_zero_is_no_healthy_endpoint() -> None:
    both = (group("us-east-1", 0, 128), group("us-west-2", 128))
    assert shares(both, "US-VA", "us-east-1/1") == {"us-west-2/0": 1}


def test_after_three_groups_it_fails_open_to_any_endpoint_of_the_nearest() -> None:
    order = sorted(WORLD, key=lambda each: select("US-VA").latency[each.region])
    lost = [endpoint.id for each in order[:3] for endpoint in each.endpoints]
    found = outcomes(WORLD, "US-VA", *lost)
    assert {each.endpoint.id: each.share for each in found} == dict.fromkeys(EAST, Fraction(1, 2))
    assert all(fails_open(each) for each in found)
    assert len(found[0].hops[0].passed_over) == 3


def test_without_endpoints_there_is_nothing() -> None:
    assert outcomes((group("us-east-1"),), "US-VA") == ()


REGIONS = ("us-east-1", "us-west-2", "eu-central-1", "ap-southeast-1", "sa-east-1")


@given(
    st.lists(
        st.builds(group, st.sampled_from(REGIONS), st.integers(0, 255), st.integers(0, 255), dial=st.integers(0, 100)),
        min_size=1,
        unique_by=lambda each: each.region,
    ),
    st.sampled_from(sorted(cities())),
    st.frozensets(st.sampled_from([f"{region}/{at}" for region in REGIONS for at in (0, 1)])),
)
def test_whatever_fails(groups: list[EndpointGroup], client: str, unhealthy: frozenset[str]) -> None:
    found = outcomes(tuple(groups), client, *unhealthy)
    assert sum(outcome.share for outcome in found) == 1
    for outcome in found:
        healthy = outcome.endpoint.weight > 0 and outcome.endpoint.id not in unhealthy
        assert healthy or fails_open(outcome)
    near = sorted(groups, key=lambda each: select(client).latency[each.region])[:3]
    if any(each.weight and each.id not in unhealthy for one in near for each in one.endpoints) and len(groups) <= 3:
        assert not any(fails_open(outcome) for outcome in found)
