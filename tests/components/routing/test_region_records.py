import dataclasses
from collections.abc import Mapping
from typing import Any

import pulumi
import pytest

from components.arguments import ArgumentError
from components.routing.alias_target import AliasTarget
from components.routing.region_records import RegionRecords, RegionRecordsArgs, RoutedRelease
from securecart.plan.model import StackPlan
from securecart.settings.services import Surface
from tests.support import record, type_counts

CHECK = "aws:route53/healthCheck:HealthCheck"
RECORD = "aws:route53/record:Record"
SERVICES = {Surface.ORIGIN: "storefront", Surface.API: "account", Surface.CHECKOUT: "checkout"}
ORIGIN = "us-east-1.origin.example.com"


def args(weights: Mapping[str, int], **changes: Any) -> RegionRecordsArgs:
    whole = RegionRecordsArgs(
        region="us-east-1",
        domain="example.com",
        hosted_zone_id="Z1",
        releases={
            name: RoutedRelease(
                weight=weight, load_balancer=AliasTarget(dns_name=f"{name}.elb.amazonaws.com", zone_id="Z35")
            )
            for name, weight in weights.items()
        },
        checked_services=SERVICES,
        health_token="token",
        retain=True,
    )
    return dataclasses.replace(whole, **changes)


def plan(weights: Mapping[str, int], **changes: Any) -> StackPlan:
    return record(
        lambda provider: RegionRecords("names", args(weights, **changes), pulumi.ResourceOptions(provider=provider))
    )


def test_every_release_is_checked_and_those_with_weight_share_the_traffic() -> None:
    recorded = plan({"blue": 90, "green": 10, "next": 0})

    # Three checks and their sum for each release, and the Region's own; a leaf each, and a share for two.
    assert type_counts(recorded) == {CHECK: 13, RECORD: 5}
    shares = [resource for resource in recorded.of_type(RECORD) if resource.inputs["name"] == ORIGIN]
    assert {share.inputs["setIdentifier"]: share.inputs["weightedRoutingPolicies"] for share in shares} == {
        "blue": [{"weight": 90}],
        "green": [{"weight": 10}],
    }


def test_a_share_is_as_healthy_as_its_release_and_its_load_balancer() -> None:
    recorded = plan({"blue": 100})

    share = recorded.named(RECORD, "names-blue-share")
    assert share.inputs == {
        "zoneId": "Z1",
        "name": ORIGIN,
        "type": "A",
        "setIdentifier": "blue",
        "weightedRoutingPolicies": [{"weight": 100}],
        "healthCheckId": recorded.named(CHECK, "names-blue").id,
        "aliases": [{"name": "blue.elb.amazonaws.com", "zoneId": "Z35", "evaluateTargetHealth": True}],
    }
    calculated = recorded.named(CHECK, "names-blue")
    children = [recorded.named(CHECK, f"names-blue-{surface.value}") for surface in Surface]
    assert calculated.inputs["childHealthchecks"] == [child.id for child in children]
    assert calculated.inputs["childHealthThreshold"] == 3


@pytest.mark.parametrize(("surface", "service"), SERVICES.items())
def test_a_release_is_asked_by_its_leaf(surface: Surface, service: str) -> None:
    recorded = plan({"blue": 100})

    check = recorded.named(CHECK, f"names-blue-{surface.value}")
    leaf = recorded.named(RECORD, "names-blue-leaf")
    assert check.inputs["fqdn"] == leaf.inputs["name"] == "blue.us-east-1.origin.example.com"
    assert check.inputs["resourcePath"] == f"/health/{service}/token"
    assert "healthCheckId" not in leaf.inputs
    assert leaf.inputs["aliases"][0]["evaluateTargetHealth"] is False
    assert leaf.urn in check.dependencies


def test_no_check_asks_for_a_record_that_carries_it() -> None:
    recorded = plan({"blue": 100, "green": 1})

    asked_by = {check.id: check.inputs.get("fqdn") for check in recorded.of_type(CHECK)}
    children = {check.id: check.inputs.get("childHealthchecks", []) for check in recorded.of_type(CHECK)}
    for resource in recorded.of_type(RECORD):
        carried = resource.inputs.get("healthCheckId")
        checks = [carried, *children.get(carried, [])]
        assert resource.inputs["name"] not in [asked_by.get(check) for check in checks]


def test_the_region_is_asked_by_the_name_that_shares_its_traffic() -> None:
    recorded = plan({"blue": 100})

    check = recorded.named(CHECK, "names-region-api")
    assert check.inputs["type"] == "HTTPS"
    assert check.inputs["fqdn"] == ORIGIN
    assert check.inputs["resourcePath"] == "/health/account/token"


def test_the_token_stays_secret() -> None:
    def program(provider: pulumi.ProviderResource) -> None:
        secret = args({"blue": 100}, health_token=pulumi.Output.secret("token"))
        RegionRecords("names", secret, pulumi.ResourceOptions(provider=provider))

    recorded = record(program)

    for check in recorded.of_type(CHECK):
        if check.inputs["type"] == "HTTPS":
            assert check.inputs["resourcePath"] == "[secret]"
            assert "resourcePath" in check.secret_inputs


def test_checks_outlive_their_declaration_unless_the_region_is_taken_down() -> None:
    for retain in (True, False):
        recorded = plan({"blue": 100}, retain=retain)

        assert {check.retain_on_delete for check in recorded.of_type(CHECK)} == {retain}


@pytest.mark.parametrize("weights", [{}, {"blue": 0}, {"blue": 256}, {"blue": -1, "green": 1}])
def test_weights_that_serve_nobody_are_refused(weights: dict[str, int]) -> None:
    with pytest.raises(ArgumentError, match="RegionRecords: releases"):
        args(weights)


def test_a_surface_without_a_service_is_refused() -> None:
    with pytest.raises(ArgumentError, match="checked_services"):
        args({"blue": 1}, checked_services={Surface.API: "account"})
