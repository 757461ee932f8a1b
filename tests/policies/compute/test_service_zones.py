from __future__ import annotations

import pytest

from policies.compute.service_zones import service_zones as rule
from tests.policies.harness import UNKNOWN, Deployment, judge, program
from tests.policies.mutants.mutant import View, mutant

TYPE = "aws:ecs/service:Service"
PATH = "networkConfiguration.subnets"


def first_subnet(deployment: Deployment) -> list[str]:
    subnets: list[str] = deployment.inputs("shop-blue-catalog", type_=TYPE)["networkConfiguration"]["subnets"]
    return subnets[:1]


MUTANTS = (
    mutant(
        "one subnet",
        "us-east-1",
        lambda d: d.set("shop-blue-checkout", PATH, [UNKNOWN], type_=TYPE),
        "shop-blue-checkout",
    ),
    mutant(
        "one subnet, by its id",
        "us-west-2",
        lambda d: d.set("shop-blue-catalog", PATH, first_subnet(d), type_=TYPE),
        "shop-blue-catalog",
        view=View.DEPLOYED,
    ),
    mutant(
        "no subnet",
        "ap-southeast-1",
        lambda d: d.set("shop-blue-fulfilment", PATH, [], type_=TYPE),
        "shop-blue-fulfilment",
    ),
    mutant(
        "a store's service in a subnet of the Region",
        "us-east-1",
        lambda d: d.sources(
            "shop-new-york-inventory", "networkConfiguration", "shop-network-application-us-east-1a", type_=TYPE
        ),
        "shop-new-york-inventory",
    ),
)


def service(properties: str, *, subnet: str = "availabilityZone: us-east-1b") -> Deployment:
    return program(f"""
        resources:
          a: {{type: "aws:ec2:Subnet", properties: {{availabilityZone: us-east-1a}}}}
          b: {{type: "aws:ec2:Subnet", properties: {{{subnet}}}}}
          checkout: {{type: "aws:ecs:Service", properties: {{{properties}}}}}
    """)


BOTH = 'networkConfiguration: {subnets: ["${a.id}", "${b.id}"]}'
FIRST = 'networkConfiguration: {subnets: ["${a.id}"]}'
SECOND = 'networkConfiguration: {subnets: ["${b.id}"]}'


@pytest.mark.parametrize(
    ("properties", "subnet"),
    [
        (BOTH, "availabilityZone: us-east-1b"),
        ("networkConfiguration: {subnets: [subnet-1, subnet-2]}", ""),
        ('networkConfiguration: {subnets: ["${a.id}", subnet-2]}', ""),
        ("launchType: EC2", ""),
        (f"schedulingStrategy: DAEMON, {FIRST}", ""),
        (SECOND, 'outpostArn: "arn:aws:outposts:us-east-1:123456789012:outpost/op-1"'),
        (SECOND, "availabilityZone: us-east-1-bos-1a"),
    ],
)
def test_satisfied(properties: str, subnet: str) -> None:
    judged = judge(rule, service(properties, subnet=subnet))
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize(
    ("properties", "subnet"),
    [
        (FIRST, ""),
        ("networkConfiguration: {subnets: [subnet-1]}", ""),
        ("networkConfiguration: {assignPublicIp: false}", ""),
        ("networkConfiguration: {subnets: [unknown!]}", ""),
        (BOTH, "availabilityZone: us-east-1a"),
    ],
)
def test_violated(properties: str, subnet: str) -> None:
    judged = judge(rule, service(properties, subnet=subnet))
    assert judged.names(rule.id) == {"checkout"}
    assert "Availability Zone(s), not to two" in judged.violated[rule.id]["checkout"]


@pytest.mark.parametrize(
    ("properties", "subnet"),
    [
        ("networkConfiguration: unknown!", ""),
        ("networkConfiguration: {subnets: unknown!}", ""),
        ("networkConfiguration: {subnets: [unknown!, unknown!]}", ""),
        (BOTH, "availabilityZone: unknown!"),
        (f"schedulingStrategy: unknown!, {FIRST}", ""),
        (SECOND, "availabilityZone: us-east-1a, outpostArn: unknown!"),
    ],
)
def test_undecided(properties: str, subnet: str) -> None:
    judged = judge(rule, service(properties, subnet=subnet))
    assert not judged.violated
    assert "checkout" in judged.undecided[rule.id]
