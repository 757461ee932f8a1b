from __future__ import annotations

import pytest

from policies.network.no_inline_rules import no_inline_rules as rule
from tests.policies.harness import Deployment, judge, program
from tests.policies.mutants.mutant import mutant

TYPE = "aws:ec2/securityGroup:SecurityGroup"
ALL = [{"protocol": "-1", "fromPort": 0, "toPort": 0, "cidrBlocks": ["0.0.0.0/0"]}]

MUTANTS = (
    mutant("egress inline", "us-east-1", lambda d: d.set("shop-db", "egress", ALL, type_=TYPE), "shop-db"),
    mutant(
        "ingress inline",
        "us-west-2",
        lambda d: d.set("shop-blue", "ingress", ALL, type_=TYPE),
        "shop-blue",
        related=("network-no-open-ingress",),
    ),
    mutant("nothing, inline", "ap-southeast-1", lambda d: d.set("shop-db", "ingress", [], type_=TYPE), "shop-db"),
)


def group(properties: str, type_: str = "SecurityGroup") -> Deployment:
    return program(f'resources: {{group: {{type: "aws:ec2:{type_}", properties: {{{properties}}}}}}}')


def test_a_group_without_rules_of_its_own_satisfies() -> None:
    judged = judge(rule, group("vpcId: vpc-1"))
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize("path", ["ingress", "egress"])
@pytest.mark.parametrize("value", ["[{protocol: tcp, fromPort: 1, toPort: 2}]", "[]"])
def test_whatever_is_inline_is_refused(path: str, value: str) -> None:
    judged = judge(rule, group(f"{path}: {value}"))
    assert f"`{path}` is set" in judged.violated[rule.id]["group"]


def test_a_default_security_group_is_meant_to_remove_rules() -> None:
    assert not judge(rule, group("egress: []", "DefaultSecurityGroup")).violated


def test_undecided() -> None:
    judged = judge(rule, group("egress: unknown!"))
    assert not judged.violated
    assert "group" in judged.undecided[rule.id]
