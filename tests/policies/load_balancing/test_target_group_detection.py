from __future__ import annotations

import pytest

from policies.load_balancing.target_group_detection import target_group_detection as rule
from tests.policies.harness import ABSENT, Deployment, judge, program
from tests.policies.mutants.mutant import View, mutant

TYPE = "aws:lb/targetGroup:TargetGroup"


def slow(deployment: Deployment, name: str, interval: object, failures: object) -> Deployment:
    deployment.set(name, "healthCheck.interval", interval, type_=TYPE)
    return deployment.set(name, "healthCheck.unhealthyThreshold", failures, type_=TYPE)


MUTANTS = (
    mutant("ten failures in fifty minutes", "us-east-1", lambda d: slow(d, "blue-checkout", 300, 10), "blue-checkout"),
    mutant("a longer interval", "eu-central-1", lambda d: slow(d, "green-catalog", 30, 2), "green-catalog"),
    mutant(
        "more failures of a standby",
        "ap-southeast-1",
        lambda d: slow(d, "blue-account", 10, 6),
        "blue-account",
        view=View.DEPLOYED,
    ),
    mutant(
        "the provider's defaults", "us-west-2", lambda d: slow(d, "blue-storefront", ABSENT, ABSENT), "blue-storefront"
    ),
)


def target_group(check: str, of: str = "protocol: HTTP") -> Deployment:
    health = f", healthCheck: {check}" if check else ""
    return program(f"""
        resources:
          checkout: {{type: "aws:lb:TargetGroup", properties: {{{of}{health}}}}}
    """)


@pytest.mark.parametrize(
    ("check", "of"),
    [
        ("{interval: 10, unhealthyThreshold: 5}", "protocol: HTTP"),
        ("{interval: 10}", "protocol: unknown!, targetType: unknown!"),
        ("{interval: 10, enabled: unknown!}", "protocol: HTTP"),
        ("{interval: 300, unhealthyThreshold: 10, enabled: false}", "protocol: HTTP"),
        ("{interval: 300, unhealthyThreshold: 10}", "targetType: lambda"),
        ("{interval: 300, unhealthyThreshold: 10}", "protocol: GENEVE"),
        ("", "targetType: lambda"),
    ],
)
def test_satisfied(check: str, of: str) -> None:
    judged = judge(rule, target_group(check, of))
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize(
    ("check", "reason"),
    [
        ("{interval: 300, unhealthyThreshold: 10}", "300 x 10 + 60 is 3060 seconds, more than 110"),
        ("{interval: 17}", "17 x 3 + 60 is 111 seconds"),
        ("{unhealthyThreshold: 2}", "30 x 2 + 60 is 120 seconds"),
        ("{path: /health}", "30 x 3 + 60 is 150 seconds"),
        ("", "30 x 2 + 60 is 120 seconds"),
    ],
)
def test_violated(check: str, reason: str) -> None:
    judged = judge(rule, target_group(check))
    assert judged.names(rule.id) == {"checkout"}
    assert reason in judged.violated[rule.id]["checkout"]


@pytest.mark.parametrize(
    ("check", "of"),
    [
        ("unknown!", "protocol: HTTP"),
        ("{interval: unknown!}", "protocol: HTTP"),
        ("{interval: 10, unhealthyThreshold: unknown!}", "protocol: HTTP"),
        ("{interval: 30, enabled: unknown!}", "protocol: HTTP"),
        ("{interval: 30}", "protocol: unknown!"),
        ("{interval: 30}", "targetType: unknown!"),
    ],
)
def test_undecided(check: str, of: str) -> None:
    judged = judge(rule, target_group(check, of))
    assert not judged.violated
    assert "checkout" in judged.undecided[rule.id]


def test_the_longest_time_is_a_parameter() -> None:
    deployment = target_group("{interval: 30, unhealthyThreshold: 2}")
    assert judge(rule, deployment).names(rule.id) == {"checkout"}
    assert not judge(rule, deployment, {rule.id: {"longestSeconds": 120}}).violated
