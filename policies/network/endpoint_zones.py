"""An interface endpoint has a network interface in several Availability Zones."""

from collections.abc import Iterator

from policies.aws.references import sole
from policies.aws.types import VPC_ENDPOINT, VPC_ENDPOINT_SUBNET_ASSOCIATION
from policies.aws.zones import Subnets
from policies.framework.resources import Stack
from policies.framework.rule import Severity, Source, stack_rule
from policies.framework.values import UNKNOWN
from policies.framework.verdicts import Verdict, satisfied, undecided, violated

_ZONES = 2


@stack_rule(
    title="Interface endpoints cover several zones",
    what="An interface endpoint has subnets in two Availability Zones or more.",
    why=(
        "An endpoint takes over the name of its service for the whole VPC. With its one network interface in a zone "
        "that fails, tasks of all other zones lose the service too: secrets, images, queues."
    ),
    fix="Name a subnet of each Availability Zone in `subnet_ids`.",
    severity=Severity.HIGH,
    sources=(
        Source(
            "AWS Well-Architected",
            "REL10-BP01",
            "https://docs.aws.amazon.com/wellarchitected/latest/framework/rel_fault_isolation_multiaz_region_system.html",
        ),
        Source(
            "AWS PrivateLink guide",
            "Access AWS services through AWS PrivateLink: subnets and Availability Zones",
            "https://docs.aws.amazon.com/vpc/latest/privatelink/privatelink-access-aws-services.html",
        ),
    ),
    types=(VPC_ENDPOINT,),
    passing="""
        resources:
          a: {type: "aws:ec2:Subnet", properties: {vpcId: vpc-1, availabilityZone: us-east-1a}}
          b: {type: "aws:ec2:Subnet", properties: {vpcId: vpc-1, availabilityZone: us-east-1b}}
          secrets:
            type: aws:ec2:VpcEndpoint
            properties:
              vpcId: vpc-1
              vpcEndpointType: Interface
              serviceName: com.amazonaws.us-east-1.secretsmanager
              subnetIds: ["${a.id}", "${b.id}"]
    """,
    failing="""
        resources:
          a: {type: "aws:ec2:Subnet", properties: {vpcId: vpc-1, availabilityZone: us-east-1a}}
          secrets:
            type: aws:ec2:VpcEndpoint
            properties:
              vpcId: vpc-1
              vpcEndpointType: Interface
              serviceName: com.amazonaws.us-east-1.secretsmanager
              subnetIds: ["${a.id}"]
    """,
)
def endpoint_zones(stack: Stack) -> Iterator[Verdict]:
    """Judge every interface endpoint that names its subnets itself."""
    added = [
        sole(other, "vpcEndpointId", stack, VPC_ENDPOINT) for other in stack.of_type(VPC_ENDPOINT_SUBNET_ASSOCIATION)
    ]
    subnets = Subnets(stack)
    for endpoint in stack.of_type(VPC_ENDPOINT):
        kind, ids = endpoint.text("vpcEndpointType"), endpoint.texts("subnetIds")
        if kind not in ("Interface", UNKNOWN) or (ids is not UNKNOWN and not ids) or endpoint in added:
            yield satisfied(endpoint)
            continue
        found = subnets.spread(endpoint, "subnetIds", ids)
        if found.fewest >= _ZONES or (found.elsewhere and found.most >= _ZONES):
            yield satisfied(endpoint)
        elif found.most >= _ZONES or kind is UNKNOWN or UNKNOWN in added:
            yield undecided(endpoint, "subnetIds", "vpcEndpointType")
        else:
            yield violated(endpoint, f"`subnetIds` are in {', '.join(sorted(found.zones)) or 'one zone'} only.")
