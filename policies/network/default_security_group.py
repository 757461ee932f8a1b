"""The default security group of a VPC belongs to the program."""

from collections.abc import Iterator

from policies.aws.references import sole
from policies.aws.types import DEFAULT_SECURITY_GROUP, VPC
from policies.framework.resources import Stack
from policies.framework.rule import Severity, Source, stack_rule
from policies.framework.values import UNKNOWN
from policies.framework.verdicts import Verdict, satisfied, undecided, violated


@stack_rule(
    title="Default security groups are taken over",
    what="The program declares the default security group of each of its VPCs, so that its rules are the program's.",
    why=(
        "AWS makes the default security group with every flow open among its members and to the internet. What forgets "
        "to name a security group is put into it, and then an intruder moves from there to everything else in it."
    ),
    fix="Declare an `ec2.DefaultSecurityGroup` with the `vpc_id` and without rules: that removes AWS's.",
    severity=Severity.MEDIUM,
    sources=(
        Source(
            "AWS Security Hub",
            "EC2.2",
            "https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html#ec2-2",
        ),
        Source(
            "Amazon VPC User Guide",
            "Default security groups for your VPCs",
            "https://docs.aws.amazon.com/vpc/latest/userguide/default-security-group.html",
        ),
    ),
    types=(VPC,),
    passing="""
        resources:
          network: {type: "aws:ec2:Vpc", properties: {cidrBlock: 10.0.0.0/16}}
          closed: {type: "aws:ec2:DefaultSecurityGroup", properties: {vpcId: "${network.id}"}}
    """,
    failing="""
        resources:
          network: {type: "aws:ec2:Vpc", properties: {cidrBlock: 10.0.0.0/16}}
    """,
)
def default_security_group(stack: Stack) -> Iterator[Verdict]:
    """Judge every VPC by the default security groups that are declared."""
    groups = {group: sole(group, "vpcId", stack, VPC) for group in stack.of_type(DEFAULT_SECURITY_GROUP)}
    doubtful = [f"vpcId of {group}" for group, vpc in groups.items() if vpc is UNKNOWN]
    for vpc in stack.of_type(VPC):
        if vpc in groups.values():
            yield satisfied(vpc)
        elif doubtful:
            yield undecided(vpc, *doubtful)
        else:
            yield violated(vpc, "Its default security group is not declared: it keeps the rules that AWS gave it.")
