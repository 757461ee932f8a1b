"""What is read of the real fleet's plan."""

from __future__ import annotations

from typing import Any

import pytest

from securecart.plan.model import Plan
from securecart.proof.estate.model import Estate, LineKind
from securecart.proof.estate.read import read
from securecart.proof.estate.zone import hosted_zone
from securecart.routing.errors import ZoneError
from securecart.routing.route53.records import Failover, Geolocation, Latency, Simple, Weighted
from securecart.settings import Project
from tests.proof.distorted import ALARM, HEALTH_CHECK, RECORD, RULE, TARGET_GROUP, added, changed

FLEET = ("ap-southeast-1", "eu-central-1", "us-east-1", "us-west-2")


def test_records_are_those_of_the_public_zone_with_their_policies(estate: Estate) -> None:
    by_name = {each.declared.name: each.record for each in estate.records}

    assert isinstance(by_name["edge-routing-api-world-us-east-1-a"].policy, Latency)
    assert isinstance(by_name["edge-routing-origin-primary-a"].policy, Failover)
    assert by_name["edge-routing-api-country-CY-a"].policy == Geolocation(country="CY")
    assert by_name["shop-records-blue-share"].policy == Weighted(100)
    assert isinstance(by_name["edge-routing-shop-a"].policy, Simple)
    alias = by_name["edge-routing-api-default-a"].alias_target
    assert alias is not None
    assert (alias.dns_name, alias.evaluate_target_health) == ("api-world.securecart.example", True)


def test_the_zone_is_one_that_route_53_would_hold(estate: Estate, project: Project) -> None:
    zone = hosted_zone(estate, project.fleet.edge.domain)

    assert len(zone.record_sets) == len(estate.records)
    assert zone.health_checks.keys() == estate.checks.keys()


def test_a_policy_that_is_not_read_is_refused(fleet: Plan) -> None:
    plan = changed(
        fleet,
        "global",
        RECORD,
        lambda inputs: inputs.update(cidrRoutingPolicy={"collectionId": "c", "locationName": "office"}),
        "edge-routing-api-default-a",
    )

    with pytest.raises(ZoneError, match="edge-routing-api-default-a of global: cidrRoutingPolicy; allowed: one of"):
        read(plan)


def test_checks_know_the_service_that_they_ask_for(estate: Estate) -> None:
    asked = {check.declared.name: check.service for check in estate.checks.values() if not check.check.children}

    assert asked["shop-records-blue-origin"] == "storefront"
    assert asked["shop-records-region-api"] == "account"
    assert asked["shop-records-blue-checkout"] == "checkout"


@pytest.mark.parametrize(
    ("inputs", "seconds"),
    [
        ({"period": 60, "evaluationPeriods": 3}, 180),
        ({"period": None, "evaluationPeriods": 2, "metricQueries": [{"id": "a", "metric": {"period": 300}}]}, 600),
        ({"period": None, "evaluationPeriods": 2, "metricQueries": [{"id": "a", "period": 30}]}, 60),
    ],
)
def test_an_alarms_check_looks_back_as_far_as_the_alarm(fleet: Plan, inputs: dict[str, Any], seconds: int) -> None:
    plan = added(fleet, "us-east-1", (ALARM, "shop-alarm-search-1-lag"), "watching", **inputs)
    watching = {"type": "CLOUDWATCH_METRIC", "cloudwatchAlarmName": "watching", "fqdn": None}
    plan = added(plan, "us-east-1", (HEALTH_CHECK, "shop-records-blue-api"), "watched", **watching)
    check = read(plan).checks["watched"]

    assert (check.alarm_instance, check.alarm_seconds) == ("securecart-us-east-1-g1-search-1", seconds)


def test_load_balancers_lead_to_services_by_their_rules(estate: Estate) -> None:
    (blue,) = [each for each in estate.load_balancers.values() if (each.region, each.release) == ("us-east-1", "blue")]

    assert blue.zones == ("us-east-1a", "us-east-1b", "us-east-1c")
    assert [rule.priority for rule in blue.rules] == sorted(rule.priority for rule in blue.rules)
    services = {group.service.name for group in blue.target_groups if group.service}
    assert services == {"storefront", "catalog", "account", "checkout"}
    checkout = next(group.service for group in blue.target_groups if group.service and group.service.name == "checkout")
    assert checkout is not None
    assert (checkout.tasks, len(checkout.zones)) == (3, 3)
    assert checkout.touches.tables == {"securecart-carts-world", "securecart-catalogue"}
    assert checkout.touches.writes_database


@pytest.mark.parametrize(
    ("weights", "kept"),
    [((1, 0), ("storefront",)), ((3, 1), ("storefront", "account")), ((0, None), ("account",)), ((0, 0), ())],
)
def test_a_rule_leads_to_the_target_groups_that_have_weight(
    fleet: Plan, weights: tuple[int | None, ...], kept: tuple[str, ...]
) -> None:
    arns = [fleet["us-east-1"].named(TARGET_GROUP, name).id for name in ("blue-storefront", "blue-account")]
    groups = [{"arn": arn, "weight": weight} for arn, weight in zip(arns, weights, strict=True)]
    actions = [{"type": "forward", "forward": {"targetGroups": groups}}]
    plan = changed(fleet, "us-east-1", RULE, lambda inputs: inputs.update(actions=actions), "shop-blue-origin-any")

    (rule,) = [
        rule
        for balancer in read(plan).load_balancers.values()
        for rule in balancer.rules
        if (rule.declared.stack, rule.declared.name) == ("us-east-1", "shop-blue-origin-any")
    ]
    assert tuple(group.service.name for group in rule.target_groups if group.service) == kept


def test_a_rule_that_sends_requests_elsewhere_still_takes_them(fleet: Plan) -> None:
    actions = [{"type": "redirect", "redirect": {"statusCode": "HTTP_302", "host": "elsewhere.example"}}]
    plan = changed(fleet, "us-east-1", RULE, lambda inputs: inputs.update(actions=actions), "shop-blue-checkout-any")

    found = [rule for balancer in read(plan).load_balancers.values() for rule in balancer.rules]
    assert [str(rule.declared) for rule in found if not rule.target_groups] == [
        "ListenerRule shop-blue-checkout-any of us-east-1"
    ]


@pytest.mark.parametrize(
    ("check", "thresholds"),
    [
        ({"healthyThreshold": 4, "unhealthyThreshold": 7}, (4, 7)),
        ({"path": "/"}, (3, 3)),
        (None, (5, 2)),
    ],
)
def test_what_a_target_group_does_not_say_has_its_default(
    fleet: Plan, check: dict[str, Any] | None, thresholds: tuple[int, int]
) -> None:
    estate = read(changed(fleet, "us-east-1", TARGET_GROUP, lambda inputs: inputs.update(healthCheck=check)))
    balancers = [each for each in estate.load_balancers.values() if each.declared.stack == "us-east-1"]
    groups = [group for balancer in balancers for group in balancer.target_groups]
    assert {(group.healthy_threshold, group.unhealthy_threshold) for group in groups} == {thresholds}


def test_databases_follow_and_are_followed(estate: Estate) -> None:
    assert estate.writers == {
        **dict.fromkeys(("us-east-1", "us-west-2", "ap-southeast-1"), "securecart-us-east-1-g1"),
        "eu-central-1": "securecart-eu-central-1-g1",
    }
    assert estate.instances["securecart-us-west-2-g1"].source == "securecart-us-east-1-g1"
    assert estate.instances["securecart-us-east-1-g1-search-2"].zone == "us-east-1b"
    assert estate.instances["securecart-eu-central-1-g1"].backup_regions == ("eu-west-1",)
    assert {(plan.writer, plan.follower) for plan in estate.switch_plans} == {
        ("securecart-us-east-1-g1", "securecart-us-west-2-g1"),
        ("securecart-us-east-1-g1", "securecart-ap-southeast-1-g1"),
    }
    assert {path.obstacle for path in estate.private_paths} == {""}
    assert estate.tables["securecart-carts-eu"].regions == {"eu-central-1", "eu-west-1"}


def test_accelerators_pages_and_buckets(estate: Estate) -> None:
    groups = {
        each.model.name: {group.region for group in each.model.endpoint_groups} for each in estate.accelerators.values()
    }
    assert groups == {"edge-world": {"us-east-1", "us-west-2", "ap-southeast-1"}, "edge-eu": {"eu-central-1"}}
    assert {(page.region, page.status) for page in estate.error_pages.values()} == {("eu-west-1", 503)}
    (distribution,) = estate.distributions.values()
    assert distribution.origin_groups == {"assets": ("assets-primary", "assets-replica")}
    primary, replica = (
        estate.buckets[distribution.origins[origin].domain_name] for origin in ("assets-primary", "assets-replica")
    )
    assert (primary.region, replica.region, replica.copied_from) == ("us-east-1", "us-west-2", (primary.name,))


def test_what_stands_on_the_ground(estate: Estate) -> None:
    direct = [line for line in estate.lines if line.kind is LineKind.DIRECT_CONNECT]
    assert {line.location for line in direct} == {"EqDC2", "165HS"}
    assert {line.regions for line in direct} == {("us-east-1", "us-west-2")}
    assert {(store.name, store.tasks) for store in estate.stores} == {("shop-new-york", 2), ("shop-berlin", 1)}


def test_customers_can_be_served_from_every_region_of_the_fleet(estate: Estate) -> None:
    assert estate.regions == FLEET
