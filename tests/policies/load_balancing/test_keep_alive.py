from __future__ import annotations

import pytest

from policies.load_balancing.keep_alive import keep_alive as rule
from tests.policies.harness import ABSENT, Deployment, judge, program
from tests.policies.mutants.mutant import mutant

TYPE = "aws:lb/loadBalancer:LoadBalancer"

MUTANTS = (
    mutant(
        "connections of an hour by default",
        "us-east-1",
        lambda d: d.set("blue", "clientKeepAlive", ABSENT, type_=TYPE),
        "blue",
    ),
    mutant(
        "connections of two minutes and a second",
        "eu-central-1",
        lambda d: d.set("green", "clientKeepAlive", 121, type_=TYPE),
        "green",
    ),
    mutant(
        "connections of an hour in a standby",
        "ap-southeast-1",
        lambda d: d.set("blue", "clientKeepAlive", 3600, type_=TYPE),
        "blue",
    ),
)


def load_balancer(properties: str) -> Deployment:
    return program(f"""
        resources:
          public: {{type: "aws:lb:LoadBalancer", properties: {{{properties}}}}}
    """)


@pytest.mark.parametrize(
    "properties",
    [
        "clientKeepAlive: 60",
        "clientKeepAlive: 120",
        'clientKeepAlive: "90"',
        "loadBalancerType: network",
        "loadBalancerType: gateway",
        "loadBalancerType: unknown!, clientKeepAlive: 60",
    ],
)
def test_satisfied(properties: str) -> None:
    judged = judge(rule, load_balancer(properties))
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize(
    "properties", ["internal: true", "clientKeepAlive: 121", "clientKeepAlive: 3600", "loadBalancerType: application"]
)
def test_violated(properties: str) -> None:
    judged = judge(rule, load_balancer(properties))
    assert judged.names(rule.id) == {"public"}
    assert "`clientKeepAlive` is" in judged.violated[rule.id]["public"]


@pytest.mark.parametrize("properties", ["clientKeepAlive: unknown!", "loadBalancerType: unknown!"])
def test_undecided(properties: str) -> None:
    judged = judge(rule, load_balancer(properties))
    assert not judged.violated
    assert "public" in judged.undecided[rule.id]


def test_another_limit_can_be_set() -> None:
    limit = {rule.id: {"longestSeconds": 300}}
    assert not judge(rule, load_balancer("clientKeepAlive: 300"), limit).violated
    assert judge(rule, load_balancer("clientKeepAlive: 301"), limit).names(rule.id) == {"public"}
