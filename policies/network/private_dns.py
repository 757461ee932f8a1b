"""The names of AWS's services lead to a VPC's interface endpoints."""

from collections.abc import Iterator

from policies.aws.references import sole
from policies.aws.types import VPC, VPC_ENDPOINT
from policies.framework.resources import Resource, Stack
from policies.framework.rule import Severity, Source, stack_rule
from policies.framework.values import UNKNOWN, Unknown
from policies.framework.verdicts import Verdict, satisfied, undecided, violated

_DEFAULTS = {"enableDnsSupport": True, "enableDnsHostnames": False}


@stack_rule(
    title="VPCs resolve private names",
    what="A VPC with an interface endpoint that has private names has DNS support and DNS hostnames on.",
    why=(
        "AWS refuses such an endpoint, or its name keeps leading to the public address: tasks then depend on the NAT "
        "gateways for secrets, images and logs, and do not start when the way to the internet is cut."
    ),
    fix="Set `enable_dns_hostnames=True` on the VPC, and leave `enable_dns_support` on.",
    severity=Severity.MEDIUM,
    sources=(
        Source(
            "AWS PrivateLink guide",
            "Access an AWS service using an interface VPC endpoint",
            "https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html",
        ),
        Source(
            "Amazon VPC User Guide",
            "DNS attributes for your VPC",
            "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-dns.html",
        ),
    ),
    types=(VPC,),
    passing="""
        resources:
          network: {type: "aws:ec2:Vpc", properties: {cidrBlock: 10.0.0.0/16, enableDnsHostnames: true}}
          secrets:
            type: aws:ec2:VpcEndpoint
            properties:
              vpcId: ${network.id}
              vpcEndpointType: Interface
              serviceName: com.amazonaws.us-east-1.secretsmanager
              privateDnsEnabled: true
              subnetIds: [subnet-1, subnet-2]
    """,
    failing="""
        resources:
          network: {type: "aws:ec2:Vpc", properties: {cidrBlock: 10.0.0.0/16}}
          secrets:
            type: aws:ec2:VpcEndpoint
            properties:
              vpcId: ${network.id}
              vpcEndpointType: Interface
              serviceName: com.amazonaws.us-east-1.secretsmanager
              privateDnsEnabled: true
              subnetIds: [subnet-1, subnet-2]
    """,
)
def private_dns(stack: Stack) -> Iterator[Verdict]:
    """Judge every VPC by the endpoints with private names that are declared beside it."""
    endpoints = [(endpoint, sole(endpoint, "vpcId", stack, VPC)) for endpoint in stack.of_type(VPC_ENDPOINT)]
    astray = UNKNOWN if any(of is UNKNOWN and _private(endpoint) is not False for endpoint, of in endpoints) else False
    for vpc in stack.of_type(VPC):
        yield _judge(vpc, {_private(endpoint) for endpoint, of in endpoints if of is vpc} | {astray})


def _judge(vpc: Resource, private: set[bool | Unknown]) -> Verdict:
    """Judge a VPC; `private` says of each of its endpoints whether it has private names."""
    if private == {False}:
        return satisfied(vpc)
    attributes = {path: default if (said := vpc.flag(path)) is None else said for path, default in _DEFAULTS.items()}
    off = [path for path, value in attributes.items() if value is False]
    unknown = [path for path, value in attributes.items() if value is UNKNOWN]
    if off and True in private:
        return violated(vpc, f"`{off[0]}` is false, and an interface endpoint needs it for its private names.")
    if off:
        return undecided(vpc, "what kind of endpoints it has")
    return undecided(vpc, *unknown) if unknown else satisfied(vpc)


def _private(endpoint: Resource) -> bool | Unknown:
    """Whether an endpoint takes over the names of its service; gateway endpoints, which are the default, do not."""
    kind, enabled = endpoint.text("vpcEndpointType"), endpoint.flag("privateDnsEnabled")
    if kind in (None, "Gateway", "GatewayLoadBalancer") or enabled in (None, False):
        return False
    return UNKNOWN if UNKNOWN in (kind, enabled) else True
