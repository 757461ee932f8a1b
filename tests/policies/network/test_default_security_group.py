from __future__ import annotations

import pytest

from policies.network.default_security_group import default_security_group as rule
from tests.policies.harness import judge, program
from tests.policies.mutants.mutant import View, mutant

GROUP = "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup"
ELSEWHERE = "vpc-0a1b2c3d4e5f60718"

MUTANTS = (
    mutant("left to AWS", "us-east-1", lambda d: d.remove("shop-network", type_=GROUP), "shop-network"),
    mutant(
        "left to AWS in a standby", "ap-southeast-1", lambda d: d.remove("shop-network", type_=GROUP), "shop-network"
    ),
    mutant(
        "another VPC's",
        "us-west-2",
        lambda d: d.set("shop-network", "vpcId", ELSEWHERE, type_=GROUP),
        "shop-network",
        view=View.DEPLOYED,
    ),
)


@pytest.mark.parametrize(
    ("of", "violated", "undecided"),
    [("${network.id}", False, False), ("vpc-1", True, False), ("unknown!", False, True)],
)
def test_a_vpc_is_judged_by_the_groups_that_are_declared(of: str, *, violated: bool, undecided: bool) -> None:
    judged = judge(
        rule,
        program(f"""
            resources:
              network: {{type: "aws:ec2:Vpc"}}
              group: {{type: "aws:ec2:DefaultSecurityGroup", properties: {{vpcId: "{of}"}}}}
        """),
    )
    assert (bool(judged.violated), bool(judged.undecided)) == (violated, undecided)
