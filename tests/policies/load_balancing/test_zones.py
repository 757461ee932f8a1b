from __future__ import annotations

import pytest

from policies.load_balancing.zones import zones as rule
from tests.policies.harness import ABSENT, UNKNOWN, Deployment, judge, program
from tests.policies.mutants.mutant import View, mutant

TYPE = "aws:lb/loadBalancer:LoadBalancer"
SUBNET = "aws:ec2/subnet:Subnet"


def one_zone(deployment: Deployment) -> Deployment:
    deployment.set("shop-network-public-eu-central-1b", "availabilityZone", "eu-central-1a", type_=SUBNET)
    return deployment.set("shop-network-public-eu-central-1c", "availabilityZone", "eu-central-1a", type_=SUBNET)


MUTANTS = (
    mutant("one subnet", "us-east-1", lambda d: d.set("blue", "subnets", [UNKNOWN], type_=TYPE), "blue"),
    mutant(
        "one subnet, by its id",
        "ap-southeast-1",
        lambda d: d.set("blue", "subnets", d.inputs("blue", type_=TYPE)["subnets"][:1], type_=TYPE),
        "blue",
        view=View.DEPLOYED,
    ),
    mutant("no subnet", "us-west-2", lambda d: d.set("green", "subnets", ABSENT, type_=TYPE), "green"),
    mutant(
        "all subnets in one zone",
        "eu-central-1",
        one_zone,
        "blue",
        "green",
        related=("network-subnet-zones", "network-nat-per-zone"),
    ),
)


def load_balancer(properties: str, *, zone: str = "availabilityZone: us-east-1b") -> Deployment:
    return program(f"""
        resources:
          a: {{type: "aws:ec2:Subnet", properties: {{availabilityZone: us-east-1a}}}}
          b: {{type: "aws:ec2:Subnet", properties: {{{zone}}}}}
          public: {{type: "aws:lb:LoadBalancer", properties: {{{properties}}}}}
    """)


@pytest.mark.parametrize(
    ("properties", "zone"),
    [
        ('subnets: ["${a.id}", "${b.id}"]', "availabilityZone: us-east-1b"),
        ('subnets: ["${a.id}", "${b.id}"]', "availabilityZoneId: use1-az3"),
        ('subnets: ["${a.id}", subnet-0fedcba9876543210]', "availabilityZone: us-east-1b"),
        ("subnets: [subnet-0123456789abcdef0, subnet-0fedcba9876543210]", "availabilityZone: us-east-1b"),
        ('subnetMappings: [{subnetId: "${a.id}"}, {subnetId: "${b.id}"}]', "availabilityZone: us-east-1b"),
        ('loadBalancerType: gateway, subnets: ["${a.id}", "${b.id}"]', "availabilityZone: us-east-1b"),
        ('subnets: ["${b.id}"]', 'outpostArn: "arn:aws:outposts:us-east-1:123456789012:outpost/op-1"'),
        ('subnets: ["${b.id}"]', "availabilityZone: us-east-1-bos-1a"),
    ],
)
def test_satisfied(properties: str, zone: str) -> None:
    judged = judge(rule, load_balancer(properties, zone=zone))
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize(
    ("properties", "zone"),
    [
        ('subnets: ["${a.id}"]', ""),
        ("subnets: [subnet-0123456789abcdef0]", ""),
        ("subnets: [unknown!]", ""),
        ("loadBalancerType: network", ""),
        ('loadBalancerType: network, subnetMappings: [{subnetId: "${a.id}"}]', ""),
        ('subnetMappings: [{allocationId: eipalloc-1}, {subnetId: "${a.id}"}]', ""),
        ('subnets: ["${a.id}", "${b.id}"]', "availabilityZone: us-east-1a"),
        ('subnets: ["${a.id}"]', "availabilityZone: us-east-1-bos-1a"),
    ],
)
def test_violated(properties: str, zone: str) -> None:
    judged = judge(rule, load_balancer(properties, zone=zone))
    assert judged.names(rule.id) == {"public"}
    assert "Availability Zone(s), not to 2" in judged.violated[rule.id]["public"]


@pytest.mark.parametrize(
    ("properties", "zone"),
    [
        ("subnets: unknown!", ""),
        ("subnetMappings: unknown!", ""),
        ("subnets: [unknown!, unknown!]", ""),
        ("subnetMappings: [unknown!, unknown!]", ""),
        ('subnets: ["${a.id}", unknown!]', ""),
        ('subnets: ["${a.id}", "${b.id}"]', "cidrBlock: 10.0.1.0/24"),
        ('subnets: ["${a.id}", "${b.id}"]', "availabilityZone: unknown!"),
        ('subnets: ["${b.id}"]', "outpostArn: unknown!, availabilityZone: us-east-1b"),
    ],
)
def test_undecided(properties: str, zone: str) -> None:
    judged = judge(rule, load_balancer(properties, zone=zone))
    assert not judged.violated
    assert "public" in judged.undecided[rule.id]


def test_subnets_are_found_by_their_ids() -> None:
    deployment = program("""
        resources:
          a: {type: "aws:ec2:Subnet", properties: {id: subnet-1, availabilityZone: us-east-1a}}
          b: {type: "aws:ec2:Subnet", properties: {id: subnet-2, availabilityZone: us-east-1a}}
          public: {type: "aws:lb:LoadBalancer", properties: {subnets: [subnet-1, subnet-2]}}
    """)
    assert judge(rule, deployment).names(rule.id) == {"public"}


def test_more_zones_can_be_asked_for() -> None:
    deployment = load_balancer('subnets: ["${a.id}", "${b.id}"]')
    assert judge(rule, deployment, {rule.id: {"fewestZones": 3}}).names(rule.id) == {"public"}
