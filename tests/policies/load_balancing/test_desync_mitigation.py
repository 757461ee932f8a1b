from __future__ import annotations

import pytest

from policies.load_balancing.desync_mitigation import desync_mitigation as rule
from tests.policies.harness import Deployment, judge, program
from tests.policies.mutants.mutant import mutant

TYPE = "aws:lb/loadBalancer:LoadBalancer"

MUTANTS = (
    mutant(
        "ambiguous requests only watched",
        "us-east-1",
        lambda d: d.set("blue", "desyncMitigationMode", "monitor", type_=TYPE),
        "blue",
    ),
    mutant(
        "ambiguous requests only watched in the other release",
        "eu-central-1",
        lambda d: d.set("green", "desyncMitigationMode", "monitor", type_=TYPE),
        "green",
    ),
    mutant(
        "ambiguous requests only watched in a standby",
        "ap-southeast-1",
        lambda d: d.set("blue", "desyncMitigationMode", "monitor", type_=TYPE),
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
        "internal: true",
        "desyncMitigationMode: defensive",
        "desyncMitigationMode: strictest",
        "loadBalancerType: network, desyncMitigationMode: monitor",
        "loadBalancerType: unknown!",
    ],
)
def test_satisfied(properties: str) -> None:
    judged = judge(rule, load_balancer(properties))
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize(
    "properties", ["desyncMitigationMode: monitor", "loadBalancerType: application, desyncMitigationMode: monitor"]
)
def test_violated(properties: str) -> None:
    judged = judge(rule, load_balancer(properties))
    assert judged.names(rule.id) == {"public"}
    assert "`desyncMitigationMode` is" in judged.violated[rule.id]["public"]


@pytest.mark.parametrize(
    "properties", ["desyncMitigationMode: unknown!", "loadBalancerType: unknown!, desyncMitigationMode: monitor"]
)
def test_undecided(properties: str) -> None:
    judged = judge(rule, load_balancer(properties))
    assert not judged.violated
    assert "public" in judged.undecided[rule.id]
