"""The rules of a security group are resources of their own."""

from collections.abc import Iterator

from policies.aws.types import SECURITY_GROUP
from policies.framework.resources import Resource
from policies.framework.rule import Severity, Source, resource_rule
from policies.framework.values import UNKNOWN
from policies.framework.verdicts import Verdict, satisfied, undecided, violated

_INLINE = {"ingress": "vpc.SecurityGroupIngressRule", "egress": "vpc.SecurityGroupEgressRule"}


@resource_rule(
    title="Security group rules are not inline",
    what="A security group has its rules as resources of their own, not as properties.",
    why=(
        "The provider removes every rule that an inline list does not name. A rule that another component or stack "
        "adds, for instance the one that lets tasks reach their database, goes with the group's next deployment."
    ),
    fix=(
        "Leave out `ingress` and `egress`, and declare a `vpc.SecurityGroupIngressRule` or a "
        "`vpc.SecurityGroupEgressRule` for each. An `ec2.DefaultSecurityGroup` may do otherwise: it is meant to remove."
    ),
    severity=Severity.HIGH,
    sources=(
        Source(
            "AWS Prescriptive Guidance",
            "Best practices for using the Terraform AWS Provider: use attachment resources",
            "https://docs.aws.amazon.com/prescriptive-guidance/latest/terraform-aws-provider-best-practices/structure.html",
        ),
    ),
    types=(SECURITY_GROUP,),
    passing="""
        resources:
          tasks: {type: "aws:ec2:SecurityGroup", properties: {vpcId: vpc-1}}
          requests:
            type: aws:vpc:SecurityGroupIngressRule
            properties:
              securityGroupId: ${tasks.id}
              ipProtocol: tcp
              fromPort: 8080
              toPort: 8080
              referencedSecurityGroupId: sg-1
    """,
    failing="""
        resources:
          tasks:
            type: aws:ec2:SecurityGroup
            properties: {vpcId: vpc-1, ingress: [{protocol: tcp, fromPort: 8080, toPort: 8080, securityGroups: [sg-1]}]}
    """,
)
def no_inline_rules(group: Resource) -> Iterator[Verdict]:
    """Judge a security group; an empty list is inline too, since it removes all rules."""
    said = {path: group.value(path) for path in _INLINE}
    inline = [path for path, value in said.items() if value is not None and value is not UNKNOWN]
    if inline:
        instead = _INLINE[inline[0]]
        yield violated(group, f"`{inline[0]}` is set: what it leaves out is removed; `{instead}` only adds.")
    elif unknown := [path for path, value in said.items() if value is UNKNOWN]:
        yield undecided(group, *unknown)
    else:
        yield satisfied(group)
