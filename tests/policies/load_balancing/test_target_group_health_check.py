from __future__ import annotations

from collections.abc import Mapping

import pytest

from policies.framework.pack import Policies
from policies.load_balancing.target_group_health_check import target_group_health_check as rule
from tests.policies.harness import ABSENT, Deployment, judge, program

TYPE = "aws:lb/targetGroup:TargetGroup"


def target_group(check: str) -> Deployment:
    health = f", healthCheck: {check}" if check else ""
    return program(f"""
        resources:
          checkout: {{type: "aws:lb:TargetGroup", properties: {{protocol: HTTPS{health}}}}}
    """)


@pytest.mark.parametrize(
    "check",
    [
        "{path: /health}",
        "[{path: /health}]",
        "{path: unknown!}",
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
    ["unknown!", "{path: /health, enabled: unknown!}", "{protocol: unknown!}", "{path: /health, matcher: unknown!}"],
)
def test_undecided(check: str) -> None:
    judged = judge(rule, target_group(check))
    assert not judged.violated
    assert "checkout" in judged.undecided[rule.id]


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("healthCheck", ABSENT),
        ("healthCheck.path", ABSENT),
        ("healthCheck.enabled", False),
        ("healthCheck.matcher", "200-404"),
    ],
)
def test_a_real_target_group_that_asks_too_little_is_refused_by_this_rule_alone(
    deployments: Mapping[str, Deployment], pack: Policies, path: str, value: object
) -> None:
    judged = judge(pack, deployments["us-east-1"].set("blue-checkout", path, value, type_=TYPE))
    assert judged.violated.keys() == {rule.id}
    assert judged.names(rule.id) == {"blue-checkout"}


def test_the_path_of_a_health_check_may_be_a_secret_and_is_not_told(deployments: Mapping[str, Deployment]) -> None:
    changed = deployments["us-east-1"].set("blue-checkout", "healthCheck.matcher", "200-404", type_=TYPE)
    message = judge(rule, changed).violated[rule.id]["blue-checkout"]
    assert "stand-in" not in message
    assert "/health" not in message
