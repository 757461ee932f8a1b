from __future__ import annotations

import pytest

from policies.network.endpoint_zones import endpoint_zones as rule
from tests.policies.harness import UNKNOWN, Deployment, judge, program
from tests.policies.mutants.mutant import View, mutant

ENDPOINT = "aws:ec2/vpcEndpoint:VpcEndpoint"


def in_one_subnet(deployment: Deployment, service: str, subnet: str) -> None:
    name = f"shop-network-endpoints-{service}"
    deployment.set(name, "subnetIds", [UNKNOWN], type_=ENDPOINT).sources(name, "subnetIds", subnet, type_=ENDPOINT)


MUTANTS = (
    mutant(
        "one subnet",
        "us-east-1",
        lambda d: in_one_subnet(d, "secretsmanager", "shop-network-application-us-east-1a"),
        "shop-network-endpoints-secretsmanager",
    ),
    mutant(
        "one subnet in a standby",
        "ap-southeast-1",
        lambda d: in_one_subnet(d, "ecr-dkr", "shop-network-application-ap-southeast-1b"),
        "shop-network-endpoints-ecr-dkr",
    ),
    mutant(
        "one subnet, by its id",
        "us-west-2",
        lambda d: d.set(
            "shop-network-endpoints-kms",
            "subnetIds",
            d.inputs("shop-network-endpoints-kms", type_=ENDPOINT)["subnetIds"][:1],
            type_=ENDPOINT,
        ),
        "shop-network-endpoints-kms",
        view=View.DEPLOYED,
    ),
)


def endpoint(properties: str, other: str = "") -> Deployment:
    return program(f"""
        resources:
          a: {{type: "aws:ec2:Subnet", properties: {{availabilityZone: us-east-1a}}}}
          b: {{type: "aws:ec2:Subnet", properties: {{availabilityZone: us-east-1b}}}}
          c: {{type: "aws:ec2:Subnet"}}
          endpoint: {{type: "aws:ec2:VpcEndpoint", properties: {{{properties}}}}}
          {other}
    """)


@pytest.mark.parametrize(
    "properties",
    [
        'vpcEndpointType: Interface, subnetIds: ["${a.id}", "${b.id}"]',
        'vpcEndpointType: Interface, subnetIds: ["${a.id}", subnet-1]',
        "vpcEndpointType: Interface",
        'vpcEndpointType: GatewayLoadBalancer, subnetIds: ["${a.id}"]',
        "routeTableIds: [rtb-1]",
    ],
)
def test_satisfied(properties: str) -> None:
    judged = judge(rule, endpoint(properties))
    assert not judged.violated
    assert not judged.undecided


def test_subnets_that_are_associated_besides_count() -> None:
    properties = 'vpcEndpointType: Interface, subnetIds: ["${a.id}"]'
    association = """
          more:
            type: aws:ec2:VpcEndpointSubnetAssociation
            properties: {vpcEndpointId: "%s", subnetId: "${b.id}"}
    """
    assert not judge(rule, endpoint(properties, association % "${endpoint.id}")).violated
    assert judge(rule, endpoint(properties, association % "unknown!")).undecided
    assert judge(rule, endpoint(properties, association % "vpce-1")).violated


@pytest.mark.parametrize(
    ("subnets", "where"), [('"${a.id}"', "us-east-1a"), ("subnet-1", "one zone"), ("subnet-1, subnet-1", "one zone")]
)
def test_violated(subnets: str, where: str) -> None:
    judged = judge(rule, endpoint(f"vpcEndpointType: Interface, subnetIds: [{subnets}]"))
    assert f"`subnetIds` are in {where} only." in judged.violated[rule.id]["endpoint"]


@pytest.mark.parametrize(
    "properties",
    [
        'vpcEndpointType: Interface, subnetIds: ["${a.id}", "${c.id}"]',
        "vpcEndpointType: Interface, subnetIds: unknown!",
        'vpcEndpointType: unknown!, subnetIds: ["${a.id}"]',
    ],
)
def test_undecided(properties: str) -> None:
    judged = judge(rule, endpoint(properties))
    assert not judged.violated
    assert "endpoint" in judged.undecided[rule.id]
