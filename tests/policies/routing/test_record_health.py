from __future__ import annotations

from collections.abc import Mapping

import pytest

from policies.routing.record_health import record_health as rule
from tests.policies.harness import ABSENT, UNKNOWN, Deployment, judge, program
from tests.policies.mutants.mutant import View, mutant

TYPE = "aws:route53/record:Record"
PATH = "aliases[0].evaluateTargetHealth"
SHARE = "shop-records-blue-share"
API_OF_EU = ("continent-EU", *(f"country-{code}" for code in ("CY", "GF", "GP", "MF", "MQ", "RE", "YT")))

MUTANTS = (
    mutant(
        "a Region's origin that follows no health",
        "global",
        lambda d: d.set("edge-routing-origin-active-us-east-1-a", PATH, False, type_=TYPE),
        "edge-routing-origin-active-us-east-1-a",
    ),
    mutant(
        "a primary that leaves it to the default",
        "global",
        lambda d: d.set("edge-routing-origin-primary-a", PATH, ABSENT, type_=TYPE),
        "edge-routing-origin-primary-a",
        related=("routing-failover-targets",),
    ),
    mutant(
        "a pinned country that follows no health",
        "global",
        lambda d: d.set("edge-routing-api-country-MX-a", PATH, False, type_=TYPE),
        "edge-routing-api-country-MX-a",
    ),
    mutant(
        "an accelerator that follows no health",
        "global",
        lambda d: d.set("edge-routing-checkout-default-a", PATH, False, type_=TYPE),
        "edge-routing-checkout-default-a",
        view=View.DEPLOYED,
    ),
    mutant(
        "residents before a group that follows no health",
        "global",
        lambda d: d.set("edge-routing-api-eu-primary-a", PATH, False, type_=TYPE).set(
            "edge-routing-api-eu-primary-a", "healthCheckId", ABSENT, type_=TYPE
        ),
        "edge-routing-api-eu-primary-a",
        *(f"edge-routing-api-{area}-a" for area in API_OF_EU),
        related=("routing-failover-targets",),
        view=View.DEPLOYED,
    ),
    mutant(
        "a release that follows no health",
        "eu-central-1",
        lambda d: d.set(SHARE, PATH, False, type_=TYPE).set(SHARE, "healthCheckId", ABSENT, type_=TYPE),
        SHARE,
    ),
    mutant(
        "the standby's release that follows no health, once everything is known",
        "ap-southeast-1",
        lambda d: d.set(SHARE, PATH, ABSENT, type_=TYPE).set(SHARE, "healthCheckId", "", type_=TYPE),
        SHARE,
        view=View.DEPLOYED,
    ),
)
GEOLOCATION = "geolocationRoutingPolicies: [{continent: EU}]"
TO_EU = "aliases: [{name: EU.shop.example., zoneId: Z1, evaluateTargetHealth: false}]"
POLICIES = [
    "weightedRoutingPolicies: [{weight: 1}]",
    "latencyRoutingPolicies: [{region: us-east-1}]",
    GEOLOCATION,
    "failoverRoutingPolicies: [{type: PRIMARY}]",
    "geoproximityRoutingPolicy: {awsRegion: us-east-1}",
    "cidrRoutingPolicy: {collectionId: c, locationName: l}",
    "multivalueAnswerRoutingPolicy: true",
]


def record(*properties: str, others: str = "") -> Deployment:
    return program(f"""
        resources:
          check: {{type: "aws:route53:HealthCheck", properties: {{type: HTTPS}}}}
          balancer: {{type: "aws:lb:LoadBalancer"}}
          record:
            type: aws:route53:Record
            properties: {{zoneId: Z1, name: shop.example, type: A, {", ".join(properties)}}}
          {others}
    """)


def group(*members: str, zone: str = "Z1") -> str:
    """The records of `eu.shop.example`."""
    return "\n          ".join(
        f'eu-{index}: {{type: "aws:route53:Record", '
        f"properties: {{zoneId: {zone}, name: eu.shop.example, type: A, {properties}}}}}"
        for index, properties in enumerate(members)
    )


PRIMARY = 'failoverRoutingPolicies: [{type: PRIMARY}], healthCheckId: "${check.id}"'
SECONDARY = "failoverRoutingPolicies: [{type: SECONDARY}]"
UNCHECKED = "failoverRoutingPolicies: [{type: PRIMARY}]"


@pytest.mark.parametrize("policy", POLICIES)
@pytest.mark.parametrize(
    "health",
    [
        'healthCheckId: "${check.id}"',
        "healthCheckId: 0a1b2c3d",
        'aliases: [{name: "${balancer.dnsName}", zoneId: Z2, evaluateTargetHealth: true}]',
        "aliases: [{name: eu.shop.example, zoneId: Z1, evaluateTargetHealth: true}], healthCheckId: unknown!",
    ],
)
def test_satisfied(policy: str, health: str) -> None:
    judged = judge(rule, record(policy, health))
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize("policy", POLICIES)
@pytest.mark.parametrize(
    "health",
    [
        "records: [192.0.2.1]",
        'healthCheckId: "", records: [192.0.2.1]',
        'aliases: [{name: "${balancer.dnsName}", zoneId: Z2, evaluateTargetHealth: false}]',
        "aliases: [{name: elsewhere.shop.example, zoneId: Z1}]",
    ],
)
def test_violated(policy: str, health: str) -> None:
    assert judge(rule, record(policy, health)).names(rule.id) == {"record"}


@pytest.mark.parametrize("policy", POLICIES)
@pytest.mark.parametrize(
    "health",
    [
        "healthCheckId: unknown!",
        "aliases: unknown!",
        "aliases: [unknown!]",
        "aliases: [{name: a.shop.example, zoneId: Z1, evaluateTargetHealth: unknown!}]",
    ],
)
def test_undecided(policy: str, health: str) -> None:
    judged = judge(rule, record(policy, health))
    assert not judged.violated
    assert "record (" in judged.undecided[rule.id]


@pytest.mark.parametrize(
    "properties",
    ["records: [192.0.2.1]", "multivalueAnswerRoutingPolicy: false, records: [192.0.2.1]", TO_EU],
)
def test_a_simple_record_needs_nothing(properties: str) -> None:
    assert judge(rule, record(properties)) == judge(rule, record("records: [192.0.2.1]"))


def test_a_last_resort_needs_no_check() -> None:
    assert not judge(rule, record(SECONDARY, "records: [192.0.2.1]")).violated


def test_whether_it_is_the_last_resort_may_be_undecided() -> None:
    judged = judge(rule, record("failoverRoutingPolicies: [{type: unknown!}]", "records: [192.0.2.1]"))
    assert not judged.violated
    assert "failoverRoutingPolicies" in judged.undecided[rule.id]


@pytest.mark.parametrize("path", ["weightedRoutingPolicies", "multivalueAnswerRoutingPolicy"])
def test_whether_it_has_a_policy_may_be_undecided(path: str) -> None:
    judged = judge(rule, record(f"{path}: unknown!", "records: [192.0.2.1]"))
    assert not judged.violated
    assert path in judged.undecided[rule.id]


def test_a_geolocation_record_may_leave_health_to_the_group_that_it_points_to() -> None:
    judged = judge(rule, record(GEOLOCATION, TO_EU, others=group(PRIMARY, SECONDARY)))
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize(
    ("policy", "members", "zone"),
    [
        (GEOLOCATION, (UNCHECKED, SECONDARY), "Z1"),
        (GEOLOCATION, (PRIMARY, SECONDARY), "Z2"),
        (GEOLOCATION, ("records: [192.0.2.1]",), "Z1"),
        ("latencyRoutingPolicies: [{region: eu-central-1}]", (PRIMARY, SECONDARY), "Z1"),
        ("weightedRoutingPolicies: [{weight: 1}]", (PRIMARY, SECONDARY), "Z1"),
    ],
    ids=["an unchecked group", "another zone", "a simple record", "latency", "weighted"],
)
def test_no_other_record_may(policy: str, members: tuple[str, ...], zone: str) -> None:
    judged = judge(rule, record(policy, TO_EU, others=group(*members, zone=zone)))
    assert "record" in judged.names(rule.id)


def test_a_geolocation_record_that_points_to_an_undecided_group_is_undecided() -> None:
    members = ("failoverRoutingPolicies: [{type: PRIMARY}], healthCheckId: unknown!", SECONDARY)
    judged = judge(rule, record(GEOLOCATION, TO_EU, others=group(*members)))
    assert not judged.violated
    assert "healthCheckId of eu-0" in judged.undecided[rule.id]


def test_a_group_is_found_by_the_dependency_when_its_name_is_not_known() -> None:
    alias = 'aliases: [{name: "${eu-0.fqdn}", zoneId: Z1, evaluateTargetHealth: false}]'
    assert not judge(rule, record(GEOLOCATION, alias, others=group(PRIMARY, SECONDARY))).violated
    assert judge(rule, record(GEOLOCATION, alias, others=group(UNCHECKED, SECONDARY))).names(rule.id) >= {"record"}


def test_records_of_a_zone_that_is_not_known_are_told_by_where_it_comes_from() -> None:
    deployed = record(GEOLOCATION, TO_EU, others=group(PRIMARY, SECONDARY))
    for name in ("record", "eu-0", "eu-1"):
        deployed.set(name, "zoneId", UNKNOWN)
    assert "aliases" in judge(rule, deployed).undecided[rule.id]
    for name in ("record", "eu-0", "eu-1"):
        deployed.sources(name, "zoneId", "check")
    judged = judge(rule, deployed)
    assert not judged.violated
    assert not judged.undecided


def test_geolocation_records_that_point_to_each_other_are_refused() -> None:
    back = "geolocationRoutingPolicies: [{continent: EU}], aliases: [{name: shop.example, zoneId: Z1}]"
    judged = judge(rule, record(GEOLOCATION, TO_EU, others=group(back)))
    assert judged.names(rule.id) == {"record", "eu-0"}


def test_a_real_default_may_leave_health_to_its_group(deployments: Mapping[str, Deployment]) -> None:
    deployed = deployments["global"].set("edge-routing-api-default-a", PATH, value=False, type_=TYPE)
    assert not judge(rule, deployed).violated  # api-world follows health itself
