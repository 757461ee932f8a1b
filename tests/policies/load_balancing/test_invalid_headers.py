from __future__ import annotations

import pytest

from policies.load_balancing.invalid_headers import invalid_headers as rule
from tests.policies.harness import ABSENT, Deployment, judge, program
from tests.policies.mutants.mutant import mutant

TYPE = "aws:lb/loadBalancer:LoadBalancer"

MUTANTS = (
    mutant(
        "invalid headers passed on",
        "us-east-1",
        lambda d: d.set("blue", "dropInvalidHeaderFields", False, type_=TYPE),
        "blue",
    ),
    mutant(
        "invalid headers left to the default",
        "eu-central-1",
        lambda d: d.set("green", "dropInvalidHeaderFields", ABSENT, type_=TYPE),
        "green",
    ),
    mutant(
        "invalid headers passed on in a standby",
        "ap-southeast-1",
        lambda d: d.set("blue", "dropInvalidHeaderFields", False, type_=TYPE),
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
        "dropInvalidHeaderFields: true",
        "loadBalancerType: network",
        "loadBalancerType: gateway",
        "loadBalancerType: unknown!, dropInvalidHeaderFields: true",
    ],
)
def test_satisfied(properties: str) -> None:
    judged = judge(rule, load_balancer(properties))
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize(
    "properties", ["internal: true", "dropInvalidHeaderFields: false", "loadBalancerType: application"]
)
def test_violated(properties: str) -> None:
    judged = judge(rule, load_balancer(properties))
    assert judged.names(rule.id) == {"public"}
    assert "`dropInvalidHeaderFields` is" in judged.violated[rule.id]["public"]


@pytest.mark.parametrize("properties", ["dropInvalidHeaderFields: unknown!", "loadBalancerType: unknown!"])
def test_undecided(properties: str) -> None:
    judged = judge(rule, load_balancer(properties))
    assert not judged.violated
    assert "public" in judged.undecided[rule.id]
