from __future__ import annotations

import pytest

from policies.compute.no_public_address import no_public_address as rule
from tests.policies.harness import Deployment, judge, program
from tests.policies.mutants.mutant import mutant

TYPE = "aws:ecs/service:Service"

MUTANTS = (
    mutant(
        "public addresses",
        "us-east-1",
        lambda d: d.set("shop-blue-checkout", "networkConfiguration.assignPublicIp", True, type_=TYPE),
        "shop-blue-checkout",
    ),
    mutant(
        "public addresses of a worker",
        "ap-southeast-1",
        lambda d: d.set("shop-blue-fulfilment", "networkConfiguration.assignPublicIp", True, type_=TYPE),
        "shop-blue-fulfilment",
    ),
    mutant(
        "public addresses on the other release",
        "eu-central-1",
        lambda d: d.set("shop-green-account", "networkConfiguration.assignPublicIp", True, type_=TYPE),
        "shop-green-account",
    ),
)


def subject(properties: str) -> Deployment:
    return program(f"""
        resources:
          checkout: {{type: "aws:ecs:Service", properties: {{{properties}}}}}
    """)


@pytest.mark.parametrize(
    "properties",
    [
        "launchType: EC2",
        "networkConfiguration: {subnets: [subnet-1]}",
        "networkConfiguration: {subnets: unknown!, assignPublicIp: false}",
        'networkConfiguration: {assignPublicIp: "false"}',
    ],
)
def test_satisfied(properties: str) -> None:
    judged = judge(rule, subject(properties))
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize(
    ("properties", "reason"),
    [
        ("networkConfiguration: {assignPublicIp: true}", "`networkConfiguration.assignPublicIp` is true"),
        ("networkConfiguration: [{subnets: unknown!, assignPublicIp: true}]", "is true"),
    ],
)
def test_violated(properties: str, reason: str) -> None:
    judged = judge(rule, subject(properties))
    assert judged.names(rule.id) == {"checkout"}
    assert reason in judged.violated[rule.id]["checkout"]


@pytest.mark.parametrize(
    "properties",
    [
        "networkConfiguration: unknown!",
        "networkConfiguration: {assignPublicIp: unknown!}",
    ],
)
def test_undecided(properties: str) -> None:
    judged = judge(rule, subject(properties))
    assert not judged.violated
    assert "checkout" in judged.undecided[rule.id]
