import dataclasses
from collections.abc import Sequence
from typing import Any

import pulumi
import pytest

from components.arguments import ArgumentError
from components.routing.alias_target import AliasTarget
from components.routing.region_endpoint import RegionEndpoint
from components.routing.routing_tree import RoutingTree, RoutingTreeArgs, last_resort
from securecart.plan.model import StackPlan
from securecart.settings.geography import Residency
from tests.components.routing.regions import FLEET, endpoint
from tests.support import record, type_counts

CHECK = "aws:route53/healthCheck:HealthCheck"
RECORD = "aws:route53/record:Record"


def args(regions: Sequence[RegionEndpoint] = FLEET, **changes: Any) -> RoutingTreeArgs:
    whole = RoutingTreeArgs(
        domain="example.com",
        hosted_zone_id="Z1",
        regions=regions,
        accelerators={
            residency: AliasTarget(dns_name=f"{residency.value}.awsglobalaccelerator.com", zone_id="Z2BJ6XQ5FK7U4H")
            for residency in Residency
        },
        distribution=AliasTarget(dns_name="d1.cloudfront.net", zone_id="Z2FDTNDATAQYW2"),
        pinned_countries={"MX": "us-east-1"},
        healthy_regions=1,
    )
    return dataclasses.replace(whole, **changes)


def plan(regions: Sequence[RegionEndpoint] = FLEET, **changes: Any) -> StackPlan:
    return record(
        lambda provider: RoutingTree("tree", args(regions, **changes), pulumi.ResourceOptions(provider=provider))
    )


def test_the_fleet_of_four() -> None:
    recorded = plan()

    assert type_counts(recorded) == {CHECK: 2, RECORD: 38}
    names = {resource.name for resource in recorded.of_type(RECORD)}
    assert {name for name in names if "country" not in name} == {
        "tree-origin-active-eu-central-1-a",
        "tree-origin-active-us-east-1-a",
        "tree-origin-active-us-west-2-a",
        "tree-origin-standby-ap-southeast-1-a",
        "tree-origin-primary-a",
        "tree-origin-secondary-a",
        "tree-api-world-ap-southeast-1-a",
        "tree-api-world-us-east-1-a",
        "tree-api-world-us-west-2-a",
        "tree-api-eu-primary-a",
        "tree-api-eu-secondary-a",
        "tree-api-continent-EU-a",
        "tree-api-default-a",
        "tree-checkout-eu-primary-a",
        "tree-checkout-eu-secondary-a",
        "tree-checkout-continent-EU-a",
        "tree-checkout-default-a",
        "tree-apex-a",
        "tree-apex-aaaa",
        "tree-apex-https",
        "tree-shop-a",
        "tree-shop-aaaa",
        "tree-shop-https",
    }


def test_a_standby_joins_by_the_inverse_of_the_active_regions_checks() -> None:
    recorded = plan()

    check = recorded.named(CHECK, "tree-world-too-few-healthy")
    assert check.inputs == {
        "type": "CALCULATED",
        "childHealthchecks": ["check-us-east-1", "check-us-west-2"],
        "childHealthThreshold": 1,
        "invertHealthcheck": True,
        "tags": {"Name": "tree-world-too-few-healthy"},
    }
    assert recorded.named(RECORD, "tree-api-world-ap-southeast-1-a").inputs == {
        "zoneId": "Z1",
        "name": "api-world.example.com",
        "type": "A",
        "setIdentifier": "ap-southeast-1",
        "healthCheckId": check.id,
        "latencyRoutingPolicies": [{"region": "ap-southeast-1"}],
        "aliases": [
            {"name": "ap-southeast-1.origin.example.com", "zoneId": "Z1", "evaluateTargetHealth": True},
        ],
    }


def test_residents_of_the_eu_have_records_that_cannot_fall_through() -> None:
    recorded = plan()

    assert recorded.named(RECORD, "tree-api-continent-EU-a").inputs == {
        "zoneId": "Z1",
        "name": "api.example.com",
        "type": "A",
        "setIdentifier": "continent-EU",
        "geolocationRoutingPolicies": [{"continent": "EU"}],
        "aliases": [{"name": "api-eu.example.com", "zoneId": "Z1", "evaluateTargetHealth": False}],
    }
    assert recorded.named(RECORD, "tree-checkout-country-CY-a").inputs["geolocationRoutingPolicies"] == [
        {"country": "CY"}
    ]
    assert recorded.named(RECORD, "tree-api-default-a").inputs["geolocationRoutingPolicies"] == [{"country": "*"}]


def test_the_eu_follows_the_releases_that_take_customers() -> None:
    both = endpoint("eu-central-1", weights={"blue": 50, "green": 50, "next": 0}, last_resort="eu-west-1")
    recorded = plan([*FLEET[:2], both])

    check = recorded.named(CHECK, "tree-eu")
    assert check.inputs["childHealthThreshold"] == 1
    assert check.inputs["childHealthchecks"] == [
        "check-eu-central-1",
        "check-eu-central-1-blue-api",
        "check-eu-central-1-blue-checkout",
        "check-eu-central-1-green-api",
        "check-eu-central-1-green-checkout",
    ]
    assert recorded.named(RECORD, "tree-api-eu-primary-a").inputs["healthCheckId"] == check.id
    primary = recorded.named(RECORD, "tree-checkout-eu-primary-a").inputs
    assert primary["healthCheckId"] == check.id
    assert primary["failoverRoutingPolicies"] == [{"type": "PRIMARY"}]
    assert primary["aliases"] == [
        {"name": "eu.awsglobalaccelerator.com", "zoneId": "Z2BJ6XQ5FK7U4H", "evaluateTargetHealth": True}
    ]
    secondary = recorded.named(RECORD, "tree-checkout-eu-secondary-a").inputs
    assert secondary["failoverRoutingPolicies"] == [{"type": "SECONDARY"}]
    assert secondary["aliases"][0]["name"] == "checkout.execute-api.eu-west-1.amazonaws.com"


def test_records_wait_for_the_group_they_point_to() -> None:
    recorded = plan()

    by_name: dict[str, set[str]] = {}
    for resource in recorded.of_type(RECORD):
        by_name.setdefault(resource.inputs["name"], set()).add(resource.urn)
    for resource in recorded.of_type(RECORD):
        below = by_name.get(resource.inputs["aliases"][0]["name"], set())
        assert below <= set(resource.dependencies)


def test_a_fifth_and_a_sixth_region_change_nothing_but_their_own() -> None:
    before = plan()
    after = plan([*FLEET, endpoint("ap-northeast-1"), endpoint("eu-north-1", last_resort="eu-west-3")])

    known = {resource.name: resource.inputs for resource in before.of_type(RECORD)}
    grown = {resource.name: resource.inputs for resource in after.of_type(RECORD)}
    assert set(grown) - set(known) == {
        "tree-origin-active-ap-northeast-1-a",
        "tree-origin-active-eu-north-1-a",
        "tree-api-world-ap-northeast-1-a",
    }
    assert {name for name, inputs in known.items() if grown[name] != inputs} == set()
    assert after.named(CHECK, "tree-eu").inputs["childHealthchecks"] == [
        *before.named(CHECK, "tree-eu").inputs["childHealthchecks"],
        "check-eu-north-1",
        "check-eu-north-1-blue-api",
        "check-eu-north-1-blue-checkout",
    ]


def test_the_last_resort_stands_where_no_region_of_the_fleet_does() -> None:
    regions = [endpoint("eu-central-1", last_resort="eu-west-1"), endpoint("eu-west-1", last_resort="eu-north-1")]

    assert last_resort(regions).region == "eu-north-1"
    assert last_resort(regions[:1]).region == "eu-west-1"


def test_a_fleet_without_a_last_resort_is_refused() -> None:
    with pytest.raises(ArgumentError, match="last resort"):
        args([*FLEET[:2], endpoint("eu-central-1")])


def test_a_domain_without_an_accelerator_is_refused() -> None:
    with pytest.raises(ArgumentError, match="accelerators"):
        args(accelerators={})
