"""A default security group lets nothing through."""

from collections.abc import Iterator

from policies.aws.types import DEFAULT_SECURITY_GROUP
from policies.framework.resources import Resource
from policies.framework.rule import Severity, Source, resource_rule
from policies.framework.values import UNKNOWN
from policies.framework.verdicts import Verdict, satisfied, undecided, violated

_RULES = ("ingress", "egress")


@resource_rule(
    title="Default security groups are closed",
    what="A default security group has no rule, neither for ingress nor for egress.",
    why=(
        "What forgets to name a security group is in the default one. Without rules the mistake shows at once, because "
        "nothing works; with rules it works, unguarded, until an intruder finds it."
    ),
    fix="Leave out `ingress` and `egress` of the `ec2.DefaultSecurityGroup`, and give each use a group of its own.",
    severity=Severity.HIGH,
    sources=(
        Source(
            "AWS Security Hub",
            "EC2.2",
            "https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html#ec2-2",
        ),
    ),
    types=(DEFAULT_SECURITY_GROUP,),
    passing="""
        resources:
          closed: {type: "aws:ec2:DefaultSecurityGroup", properties: {vpcId: vpc-1}}
    """,
    failing="""
        resources:
          open:
            type: aws:ec2:DefaultSecurityGroup
            properties:
              vpcId: vpc-1
              egress: [{protocol: "-1", fromPort: 0, toPort: 0, cidrBlocks: [0.0.0.0/0]}]
    """,
)
def default_security_group_closed(group: Resource) -> Iterator[Verdict]:
    """Judge a default security group by the rules that the program gives it."""
    rules = {path: group.blocks(path) for path in _RULES}
    if found := [path for path, blocks in rules.items() if blocks is not UNKNOWN and blocks]:
        yield violated(group, f"`{found[0]}` has rules.")
    elif unknown := [path for path, blocks in rules.items() if blocks is UNKNOWN]:
        yield undecided(group, *unknown)
    else:
        yield satisfied(group)
