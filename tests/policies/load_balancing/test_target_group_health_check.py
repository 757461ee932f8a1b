from __future__ import annotations

from collections.abc import Mapping

import pytest

from policies.load_balancing.target_group_health_check import target_group_health_check as rule
from tests.policies.harness import ABSENT, Deployment, judge, program
from tests.policies.mutants.mutant import mutant

TYPE = "aws:lb/targetGroup:TargetGroup"

MUTANTS = (
    mutant(
        "no check",
        "us-east-1",
        lambda d: d.set("blue-checkout", "healthCheck", ABSENT, type_=TYPE),
        "blue-checkout",
        related=("load-balancing-target-group-detection",),
    ),
    mutant(
        "a check of the home page",
        "eu-central-1",
        lambda d: d.set("green-catalog", "healthCheck.path", ABSENT, type_=TYPE),
        "green-catalog",
    ),
    mutant(
        "a check of `/`, said explicitly",
        "us-east-1",
        lambda d: d.set("green-catalog", "healthCheck.path", "/", type_=TYPE),
        "green-catalog",
    ),
    mutant(
        "a check that is switched off",
        "ap-southeast-1",
        lambda d: d.set("blue-storefront", "healthCheck.enabled", False, type_=TYPE),
        "blue-storefront",
    ),
    mutant(
        "a check that an error satisfies",
        "us-west-2",
        lambda d: d.set("blue-account", "healthCheck.matcher", "200-404", type_=TYPE),
        "blue-account",
    ),
)


def target_group(check: str, of: str = "protocol: HTTPS") -> Deployment:
    health = f", healthCheck: {check}" if check else ""
    return program(f"""
        resources:
          checkout: {{type: "aws:lb:TargetGroup", properties: {{{of}{health}}}}}
    """)


@pytest.mark.parametrize(
    "check",
    [
        "{path: /health}",
        "[{path: /health}]",
        '{path: /health, matcher: "200-399", enabled: true}',
        "{protocol: TCP}",
        "{path: /health, protocol: unknown!}",
        '{path: /grpc.health.v1.Health/Check, matcher: "0"}',
    ],
)
def test_satisfied(check: str) -> None:
    judged = judge(rule, target_group(check))
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize(
    ("check", "reason"),
    [
        ("", "`healthCheck` is not set"),
        ("{enabled: false, path: /health}", "`healthCheck.enabled` is false"),
        ("{path: /}", "`healthCheck.path` is /"),
        ("{interval: 10}", "`healthCheck.path` is not set"),
        ("{protocol: HTTP, matcher: unknown!}", "`healthCheck.path` is not set"),
        ('{path: /health, matcher: "200-499"}', "is 200-499: an error counts as healthy"),
        ('{path: unknown!, matcher: "200,503"}', "is 200,503: an error counts as healthy"),
    ],
)
def test_violated(check: str, reason: str) -> None:
    judged = judge(rule, target_group(check))
    assert judged.names(rule.id) == {"checkout"}
    assert reason in judged.violated[rule.id]["checkout"]


@pytest.mark.parametrize(
    "check",
    [
        "unknown!",
        "{path: unknown!}",
        "{path: /health, enabled: unknown!}",
        "{protocol: unknown!}",
        "{path: /health, matcher: unknown!}",
    ],
)
def test_undecided(check: str) -> None:
    judged = judge(rule, target_group(check))
    assert not judged.violated
    assert "checkout" in judged.undecided[rule.id]


@pytest.mark.parametrize("of", ["protocol: TCP", "protocol: TLS", "protocol: UDP", "targetType: lambda"])
def test_groups_without_a_web_service_may_leave_the_check_to_aws(of: str) -> None:
    assert not judge(rule, target_group("", of)).violated
    assert not judge(rule, target_group("", of)).undecided


def test_a_function_needs_no_check() -> None:
    assert not judge(rule, target_group("{enabled: false}", "targetType: lambda")).violated


@pytest.mark.parametrize(
    ("check", "of"),
    [
        ("", "protocol: unknown!"),
        ("", "protocol: HTTP, targetType: unknown!"),
        ("{interval: 9}", "targetType: unknown!"),
    ],
)
def test_what_kind_of_group_it_is_may_be_unknown(check: str, of: str) -> None:
    judged = judge(rule, target_group(check, of))
    assert not judged.violated
    assert "checkout" in judged.undecided[rule.id]


def test_the_path_of_a_health_check_may_be_a_secret_and_is_not_told(deployments: Mapping[str, Deployment]) -> None:
    changed = deployments["us-east-1"].set("blue-checkout", "healthCheck.matcher", "200-404", type_=TYPE)
    message = judge(rule, changed).violated[rule.id]["blue-checkout"]
    assert "stand-in" not in message
    assert "/health" not in message
