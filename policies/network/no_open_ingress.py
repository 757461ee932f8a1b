"""Only load balancers that face the internet take requests from everywhere."""

from collections.abc import Iterator

from policies.aws.security_groups import INGRESS_RULES, Guarded, Ingress, ingress
from policies.aws.types import LOAD_BALANCERS
from policies.framework.resources import Resource, Stack
from policies.framework.rule import Parameter, Severity, Source, stack_rule
from policies.framework.values import UNKNOWN, Unknown
from policies.framework.verdicts import Verdict, satisfied, undecided, violated

PORTS = Parameter(
    name="ports",
    description="Ports that a load balancer may open to every address.",
    default=("80", "443"),
    schema={"items": {"type": "string", "pattern": "^[0-9]{1,5}$"}},
)

_PING = ("icmp", "icmpv6")


@stack_rule(
    title="Nothing but load balancers is open",
    what=(
        "A security group lets in requests from every address on ports 80 and 443 only, and only if what it guards is "
        "an internet-facing load balancer."
    ),
    why=(
        "What can be reached past the load balancer is neither filtered by the web ACL nor shielded from floods: an "
        "open task, database or administration port is found within minutes, and then overloaded or broken into."
    ),
    fix=(
        "Set `referenced_security_group_id` to the group of the caller, or `cidr_ipv4` and `cidr_ipv6` to the caller's "
        "own range."
    ),
    severity=Severity.CRITICAL,
    sources=(
        Source(
            "AWS Security Hub",
            "EC2.18",
            "https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html#ec2-18",
        ),
        Source(
            "AWS Well-Architected",
            "SEC05-BP01",
            "https://docs.aws.amazon.com/wellarchitected/latest/framework/sec_network_protection_create_layers.html",
        ),
    ),
    types=INGRESS_RULES,
    parameters=(PORTS,),
    passing="""
        resources:
          public: {type: "aws:ec2:SecurityGroup", properties: {vpcId: vpc-1}}
          tasks: {type: "aws:ec2:SecurityGroup", properties: {vpcId: vpc-1}}
          entrance: {type: "aws:lb:LoadBalancer", properties: {securityGroups: ["${public.id}"]}}
          https:
            type: aws:vpc:SecurityGroupIngressRule
            properties:
              securityGroupId: ${public.id}
              ipProtocol: tcp
              fromPort: 443
              toPort: 443
              cidrIpv4: 0.0.0.0/0
          requests:
            type: aws:vpc:SecurityGroupIngressRule
            properties:
              securityGroupId: ${tasks.id}
              ipProtocol: tcp
              fromPort: 8080
              toPort: 8080
              referencedSecurityGroupId: ${public.id}
    """,
    failing="""
        resources:
          tasks: {type: "aws:ec2:SecurityGroup", properties: {vpcId: vpc-1}}
          shell:
            type: aws:vpc:SecurityGroupIngressRule
            properties:
              securityGroupId: ${tasks.id}
              ipProtocol: tcp
              fromPort: 22
              toPort: 22
              cidrIpv4: 0.0.0.0/0
    """,
)
def no_open_ingress(stack: Stack) -> Iterator[Verdict]:
    """Judge every rule for ingress. Rules inside a security group are refused wherever they lead."""
    guarded = Guarded(stack)
    allowed = {float(port) for port in stack.parameter(PORTS)}
    for rule in stack.of_type(*INGRESS_RULES):
        found = ingress(rule, stack)
        if found is UNKNOWN:
            yield undecided(rule, "type")
        elif found is not None:
            yield _judge(rule, found, guarded, allowed)


def _judge(rule: Resource, found: Ingress, guarded: Guarded, allowed: set[float]) -> Verdict:
    if found.from_anywhere is False or found.protocol in _PING:
        return satisfied(rule)
    faults = (_port_fault(found, allowed), _group_fault(found, guarded))
    certain = [fault for fault in faults if fault is not UNKNOWN and fault]
    if not certain and UNKNOWN not in faults:
        return satisfied(rule)
    if not certain or UNKNOWN in (found.from_anywhere, found.protocol):
        return undecided(rule, "its addresses, its protocol and ports, or what its security group guards")
    return violated(rule, f"It is open to every address: {certain[0]}.")


def _port_fault(found: Ingress, allowed: set[float]) -> str | Unknown:
    """What is wrong with the ports of an open rule; empty if nothing is."""
    if UNKNOWN in (found.protocol, found.first, found.last):
        return UNKNOWN
    if found.protocol not in ("tcp", "udp") or found.first is None or found.last is None:
        return f"its protocol is {'every one' if found.protocol == '-1' else found.protocol}"
    if found.first != found.last:
        return f"its ports are {found.first} to {found.last}"
    return "" if found.first in allowed else f"its port is {found.first}"


def _group_fault(found: Ingress, guarded: Guarded) -> str | Unknown:
    """What is wrong with what the group of an open rule guards; empty if nothing is, or if only other stacks know."""
    if found.group is None:
        return ""
    if found.group is UNKNOWN:
        return UNKNOWN
    behind = guarded.by(found.group)
    facing = [_faces_internet(resource) for resource in behind]
    if not behind or True in facing:
        return ""
    if UNKNOWN in facing or guarded.by_any:
        return UNKNOWN
    return f"{found.group} guards {behind[0]}, which is no internet-facing load balancer"


def _faces_internet(resource: Resource) -> bool | Unknown:
    if resource.type not in LOAD_BALANCERS:
        return False
    internal = resource.flag("internal")
    return UNKNOWN if internal is UNKNOWN else not internal
