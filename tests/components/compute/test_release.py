from collections.abc import Mapping, Sequence
from typing import Any

import pulumi
import pytest

from components.arguments import ArgumentError
from components.compute.release import Release, ReleaseArgs
from securecart.plan.model import StackPlan
from securecart.settings import load_project
from securecart.settings.services import ReleaseSettings, RouteSettings, ServiceSettings, Surface
from tests.components.compute.test_service import ENVIRONMENT, ROLES
from tests.fleet import ROOT
from tests.support import record, type_counts

LOAD_BALANCER = "aws:lb/loadBalancer:LoadBalancer"
LISTENER = "aws:lb/listener:Listener"
RULE = "aws:lb/listenerRule:ListenerRule"
TARGET_GROUP = "aws:lb/targetGroup:TargetGroup"
ASSOCIATION = "aws:wafv2/webAclAssociation:WebAclAssociation"
ECS_SERVICE = "aws:ecs/service:Service"
SECRETS = ("current", "previous")

SERVICES = load_project(ROOT).fleet.regions["us-east-1"].services


def args_of(
    *,
    release: str = "blue",
    weight: int = 100,
    services: Mapping[str, ServiceSettings] = SERVICES,
    secrets: Sequence[str] = SECRETS,
    protect: bool = True,
) -> ReleaseArgs:
    return ReleaseArgs(
        release=release,
        settings=ReleaseSettings(weight=weight, image_tag="1"),
        services=services,
        environment=ENVIRONMENT,
        roles=dict.fromkeys(services, ROLES),
        public_subnet_ids=["subnet-4", "subnet-5", "subnet-6"],
        certificate_arn="arn:aws:acm:us-east-1:123456789012:certificate/1",
        web_acl_arn="arn:aws:wafv2:us-east-1:123456789012:regional/webacl/region/1",
        log_bucket_name="logs",
        health_token="token",
        origin_header="x-origin",
        origin_secrets=secrets,
        protect=protect,
    )


def plan_of(args: ReleaseArgs) -> StackPlan:
    return record(
        lambda provider: Release(f"us-east-1-{args.release}", args, pulumi.ResourceOptions(provider=provider))
    )


@pytest.fixture(scope="module")
def plan() -> StackPlan:
    return plan_of(args_of())


def test_declares_a_load_balancer_and_a_service_each(plan: StackPlan) -> None:
    types = type_counts(plan)

    assert {name: count for name, count in types.items() if ":lb/" in name or ":waf" in name} == {
        LISTENER: 2,
        RULE: 13,
        LOAD_BALANCER: 1,
        TARGET_GROUP: 4,
        ASSOCIATION: 1,
    }
    assert types[ECS_SERVICE] == 5
    assert {component.name for component in plan.of_type("securecart:compute:Service")} == {
        f"us-east-1-blue-{service}" for service in SERVICES
    }


def test_the_load_balancer_lets_clients_move_and_keeps_its_logs(plan: StackPlan) -> None:
    balancer = plan.named(LOAD_BALANCER, "blue")

    decisive = {
        "internal": False,
        "ipAddressType": "ipv4",
        "enableZonalShift": True,
        "enableDeletionProtection": True,
        "clientKeepAlive": 60,
        "dropInvalidHeaderFields": True,
        "enableWafFailOpen": False,
    }
    assert decisive.items() <= balancer.inputs.items()
    assert balancer.protect
    for key in ("accessLogs", "connectionLogs", "healthCheckLogs"):
        assert balancer.inputs[key]["bucket"] == "logs"
        assert balancer.inputs[key]["enabled"] is True


@pytest.mark.parametrize(("weight", "protect"), [(0, True), (100, False)])
def test_what_has_no_weight_or_is_taken_down_can_be_deleted(weight: int, protect: bool) -> None:  # noqa: FBT001
    balancer = plan_of(args_of(weight=weight, protect=protect)).named(LOAD_BALANCER, "blue")

    assert not balancer.protect
    assert balancer.inputs["enableDeletionProtection"] is False


def test_a_release_without_weight_takes_no_orders() -> None:
    plan = plan_of(args_of(release="green", weight=0))
    (component,) = plan.of_type("securecart:compute:Release")

    assert set(component.outputs["service_names"]) == set(SERVICES) - {"fulfilment"}
    assert set(component.outputs["target_group_arn_suffixes"]) == set(SERVICES) - {"fulfilment"}


def test_plain_http_is_redirected_and_unknown_hosts_are_not_found(plan: StackPlan) -> None:
    http, https = plan.named(LISTENER, "us-east-1-blue-http"), plan.named(LISTENER, "us-east-1-blue-https")

    assert http.inputs["defaultActions"] == [
        {"type": "redirect", "redirect": {"protocol": "HTTPS", "port": "443", "statusCode": "HTTP_301"}}
    ]
    assert https.inputs["sslPolicy"].startswith("ELBSecurityPolicy-TLS13-1-2-Res-")
    (action,) = https.inputs["defaultActions"]
    assert (action["type"], action["fixedResponse"]["statusCode"]) == ("fixed-response", "404")


def condition(rule: Mapping[str, Any], kind: str) -> dict[str, Any] | None:
    return next((found[kind] for found in rule["conditions"] if kind in found), None)


def test_every_surface_needs_its_host_and_origin_the_header_too(plan: StackPlan) -> None:
    for rule in (rule.inputs for rule in plan.of_type(RULE)):
        host = condition(rule, "hostHeader")
        header = condition(rule, "httpHeader")
        assert sum(len(next(iter(found.values()))["values"]) for found in rule["conditions"]) <= 5
        if host is None:
            (path,) = (condition(rule, "pathPattern") or {})["values"]
            assert path.startswith("/health/")
            assert path.endswith("/token")
            assert header is None
        elif host["values"] == ["origin.securecart.example"]:
            assert header == {"httpHeaderName": "x-origin", "values": list(SECRETS)}
        else:
            assert header is None


def test_health_paths_are_asked_before_anything_else(plan: StackPlan) -> None:
    rules = sorted((rule.inputs for rule in plan.of_type(RULE)), key=lambda rule: rule["priority"])

    hosts = [condition(rule, "hostHeader") for rule in rules]
    assert hosts[:4] == [None] * 4
    assert None not in hosts[4:]
    assert len({rule["priority"] for rule in rules}) == len(rules)


def test_target_groups_take_out_what_fails(plan: StackPlan) -> None:
    for group in plan.of_type(TARGET_GROUP):
        service = group.name.removeprefix("blue-")
        decisive = {
            "targetType": "ip",
            "deregistrationDelay": 30,
            "loadBalancingAlgorithmType": "weighted_random",
            "loadBalancingAnomalyMitigation": "on",
            "loadBalancingCrossZoneEnabled": "true",
        }
        assert decisive.items() <= group.inputs.items()
        assert group.inputs["healthCheck"]["path"] == f"/health/{service}/token"


def test_the_web_acl_waits_for_the_listener_and_long(plan: StackPlan) -> None:
    (association,) = plan.of_type(ASSOCIATION)

    assert association.inputs["resourceArn"] == plan.named(LOAD_BALANCER, "blue").outputs["arn"]
    assert "us-east-1-blue-https" in {plan[urn].name for urn in association.dependencies}
    assert association.custom_timeouts is not None
    assert association.custom_timeouts.create == "30m"


def test_services_wait_for_their_rules(plan: StackPlan) -> None:
    service = plan.named(ECS_SERVICE, "us-east-1-blue-account")

    assert {"us-east-1-blue-api-any", "us-east-1-blue-health-account"} <= {
        plan[urn].name for urn in service.dependencies
    }


def test_names_stay_within_what_load_balancers_take() -> None:
    longest = {"a" * 12: ServiceSettings(routes=(RouteSettings(surface=Surface.API, paths=("/*",)),))}
    plan = plan_of(args_of(release="orange", services=longest))

    assert all(len(r.name) <= 24 for kind in (LOAD_BALANCER, TARGET_GROUP) for r in plan.of_type(kind))


@pytest.mark.parametrize("secrets", [(), ("1", "2", "3")])
def test_refuses_no_secret_and_more_than_two(secrets: tuple[str, ...]) -> None:
    with pytest.raises(ArgumentError, match="origin_secrets"):
        args_of(secrets=secrets)


def test_refuses_a_service_without_roles() -> None:
    args = args_of()
    with pytest.raises(ArgumentError, match="roles"):
        ReleaseArgs(**{**vars(args), "roles": {}})


def test_refuses_routes_that_collide() -> None:
    route = RouteSettings(surface=Surface.API, paths=("/*",))
    with pytest.raises(ArgumentError, match="services"):
        args_of(services={"one": ServiceSettings(routes=(route,)), "two": ServiceSettings(routes=(route,))})


def test_refuses_a_name_that_a_target_group_would_not_take() -> None:
    with pytest.raises(ArgumentError, match="24 characters"):
        args_of(release="evergreen-release")
