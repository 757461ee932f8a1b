from __future__ import annotations

import pytest

from policies.network.default_security_group_closed import default_security_group_closed as rule
from tests.policies.harness import Deployment, judge, program
from tests.policies.mutants.mutant import mutant

TYPE = "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup"
OPEN = [{"protocol": "-1", "fromPort": 0, "toPort": 0, "cidrBlocks": ["0.0.0.0/0"]}]
MEMBERS = [{"protocol": "-1", "fromPort": 0, "toPort": 0, "self": True}]

MUTANTS = (
    mutant(
        "open to its members",
        "us-east-1",
        lambda d: d.set("shop-network", "ingress", MEMBERS, type_=TYPE),
        "shop-network",
    ),
    mutant("open outwards", "us-west-2", lambda d: d.set("shop-network", "egress", OPEN, type_=TYPE), "shop-network"),
    mutant(
        "as AWS makes it",
        "eu-central-1",
        lambda d: d.set("shop-network", "ingress", MEMBERS, type_=TYPE).set("shop-network", "egress", OPEN, type_=TYPE),
        "shop-network",
    ),
)


def group(properties: str) -> Deployment:
    return program(f'resources: {{group: {{type: "aws:ec2:DefaultSecurityGroup", properties: {{{properties}}}}}}}')


@pytest.mark.parametrize("properties", ["vpcId: vpc-1", "ingress: [], egress: []"])
def test_satisfied(properties: str) -> None:
    judged = judge(rule, group(properties))
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize("path", ["ingress", "egress"])
def test_violated(path: str) -> None:
    judged = judge(rule, group(f"{path}: [{{protocol: tcp, fromPort: 1, toPort: 2}}]"))
    assert f"`{path}` has rules." in judged.violated[rule.id]["group"]


def test_undecided() -> None:
    judged = judge(rule, group("ingress: unknown!"))
    assert not judged.violated
    assert "ingress" in judged.undecided[rule.id]
