"""Only load balancers that face the internet take requests from everywhere."""

from collections.abc import Iterator
from dataclasses import dataclass

from policies.aws.client_addresses import ClientAddresses
from policies.aws.security_groups import INGRESS_RULES, SECURITY_GROUPS, Guarded, Ingress, ingress, inline_ingress
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
        "A security group lets in requests from every address, or from a range shorter than /8 (IPv6 /32), on ports 80 "
        "and 443 only, and only if what it guards is an internet-facing load balancer; or on the port of a target that "
        "such a Network Load Balancer leaves clients' addresses to."
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
    types=(*INGRESS_RULES, *SECURITY_GROUPS),
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
    """Judge every rule for ingress, and every security group with rules inside."""
    known = _Surroundings(
        Guarded(stack), ClientAddresses(stack), frozenset(float(port) for port in stack.parameter(PORTS))
    )
    for rule in stack.of_type(*INGRESS_RULES):
        found = ingress(rule, stack)
        if found is UNKNOWN:
            yield undecided(rule, "type")
        elif found is not None:
            yield _verdict(
                rule, _fault(found, known), "its addresses, its protocol and ports, or what its group guards"
            )
    for group in stack.of_type(*SECURITY_GROUPS):
        yield from _judge_inline(group, known)


@dataclass(frozen=True, slots=True)
class _Surroundings:
    """What a rule is judged by.

    Attributes:
        guarded: what security groups guard.
        addresses: which targets see clients' addresses.
        ports: what a load balancer may open.
    """

    guarded: Guarded
    addresses: ClientAddresses
    ports: frozenset[float]


def _judge_inline(group: Resource, known: _Surroundings) -> Iterator[Verdict]:
    rules = inline_ingress(group)
    if isinstance(rules, Unknown):
        yield undecided(group, "ingress")
    elif rules:
        faults = [rule if isinstance(rule, Unknown) else _fault(rule, known) for rule in rules]
        certain = [fault for fault in faults if not isinstance(fault, Unknown) and fault]
        yield _verdict(group, certain[0] if certain else UNKNOWN if UNKNOWN in faults else "", "ingress")


def _verdict(resource: Resource, fault: str | Unknown, unknown: str) -> Verdict:
    if isinstance(fault, Unknown):
        return undecided(resource, unknown)
    return violated(resource, f"It is open to the internet: {fault}.") if fault else satisfied(resource)


def _fault(found: Ingress, known: _Surroundings) -> str | Unknown:
    """What is wrong with what a rule lets in; empty if nothing is."""
    if found.from_anywhere is False or found.protocol in _PING:
        return ""
    faults = (_port_fault(found, known), _group_fault(found, known))
    certain = [fault for fault in faults if not isinstance(fault, Unknown) and fault]
    if not certain:
        return UNKNOWN if UNKNOWN in faults else ""
    return UNKNOWN if UNKNOWN in (found.from_anywhere, found.protocol) else certain[0]


def _port_fault(found: Ingress, known: _Surroundings) -> str | Unknown:
    """What is wrong with the ports of an open rule; empty if nothing is."""
    if UNKNOWN in (found.protocol, found.first, found.last):
        return UNKNOWN
    if found.protocol not in ("tcp", "udp") or found.first is None or found.last is None:
        return f"its protocol is {'every one' if found.protocol == '-1' else found.protocol}"
    if found.first != found.last:
        return f"its ports are {found.first} to {found.last}"
    behind = known.guarded.by(found.group) if isinstance(found.group, Resource) else ()
    clients = [known.addresses.reaching(target) for target in behind]
    of_targets = {port for reaching in clients for port in reaching.ports}
    if found.first in known.ports or found.first in of_targets:
        return ""
    if UNKNOWN in of_targets or UNKNOWN in [reaching.come for reaching in clients if not reaching.ports]:
        return UNKNOWN
    return f"its port is {found.first}"


def _group_fault(found: Ingress, known: _Surroundings) -> str | Unknown:
    """What is wrong with what the group of an open rule guards; empty if nothing is, or if only other stacks know."""
    if found.group is None:
        return ""
    if found.group is UNKNOWN:
        return UNKNOWN
    behind = known.guarded.by(found.group)
    facing = [_faces_internet(resource, known) for resource in behind]
    if not behind or True in facing:
        return ""
    if UNKNOWN in facing or known.guarded.by_any:
        return UNKNOWN
    return f"{found.group} guards {behind[0]}, which is no internet-facing load balancer"


def _faces_internet(resource: Resource, known: _Surroundings) -> bool | Unknown:
    if resource.type not in LOAD_BALANCERS:
        return known.addresses.reaching(resource).come
    internal = resource.flag("internal")
    return UNKNOWN if internal is UNKNOWN else not internal
