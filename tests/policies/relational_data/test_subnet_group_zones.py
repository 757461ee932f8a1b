from __future__ import annotations

import pytest

from policies.relational_data.subnet_group_zones import subnet_group_zones as rule
from tests.policies.harness import UNKNOWN, Deployment, judge, program
from tests.policies.mutants.mutant import mutant

GROUP = "shop-db"
TYPE = "aws:rds/subnetGroup:SubnetGroup"


def one_subnet(deployment: Deployment, region: str) -> Deployment:
    return deployment.set(GROUP, "subnetIds", [UNKNOWN], type_=TYPE).sources(
        GROUP, "subnetIds", f"shop-network-data-{region}a", type_=TYPE
    )


MUTANTS = (
    mutant("a group of one subnet", "us-east-1", lambda d: one_subnet(d, "us-east-1"), GROUP),
    mutant("a group of one subnet, of a follower", "ap-southeast-1", lambda d: one_subnet(d, "ap-southeast-1"), GROUP),
    mutant("a group of one subnet, in the Union", "eu-central-1", lambda d: one_subnet(d, "eu-central-1"), GROUP),
)


def group(ids: str) -> Deployment:
    return program(f"""
        resources:
          a: {{type: "aws:ec2:Subnet", properties: {{availabilityZone: us-east-1a}}}}
          also-a: {{type: "aws:ec2:Subnet", properties: {{availabilityZone: us-east-1a}}}}
          b: {{type: "aws:ec2:Subnet", properties: {{availabilityZone: us-east-1b}}}}
          by-id: {{type: "aws:ec2:Subnet", properties: {{availabilityZoneId: use1-az4}}}}
          any: {{type: "aws:ec2:Subnet", properties: {{cidrBlock: 10.0.0.0/24}}}}
          perhaps: {{type: "aws:ec2:Subnet", properties: {{availabilityZone: us-east-1a, outpostArn: unknown!}}}}
          outpost: {{type: "aws:ec2:Subnet", properties: {{availabilityZone: us-east-1a, outpostArn: "arn:o"}}}}
          data: {{type: "aws:rds:SubnetGroup", properties: {{subnetIds: {ids}}}}}
    """)


@pytest.mark.parametrize(
    "ids",
    [
        '["${a.id}", "${b.id}"]',
        '["${a.id}", "${by-id.id}"]',
        '["${a.id}", "${b.id}", unknown!]',
        '["${outpost.id}"]',
        "[subnet-elsewhere]",
        "[subnet-elsewhere, subnet-another]",
    ],
)
def test_satisfied(ids: str) -> None:
    judged = judge(rule, group(ids))
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize("ids", ['["${a.id}"]', '["${a.id}", "${also-a.id}"]', "[]"])
def test_violated(ids: str) -> None:
    assert judge(rule, group(ids)).names(rule.id) == {"data"}


def test_a_reason_names_the_zone() -> None:
    judged = judge(rule, group('["${a.id}", "${also-a.id}"]'))
    assert "`subnetIds` names 2 subnets, all in us-east-1a." in judged.violated[rule.id]["data"]


@pytest.mark.parametrize(
    "ids", ["unknown!", '["${a.id}", unknown!]', '["${a.id}", "${any.id}"]', '["${any.id}"]', '["${perhaps.id}"]']
)
def test_undecided(ids: str) -> None:
    judged = judge(rule, group(ids))
    assert not judged.violated
    assert "data (" in judged.undecided[rule.id]
