"""A database can move to another Availability Zone."""

from collections.abc import Iterator

from policies.aws.types import RDS_SUBNET_GROUP, SUBNET
from policies.framework.resources import Resource, Stack
from policies.framework.rule import Severity, Source, stack_rule
from policies.framework.values import UNKNOWN, Unknown
from policies.framework.verdicts import Verdict, satisfied, undecided, violated


@stack_rule(
    title="Database subnets span zones",
    what="A DB subnet group has subnets in at least two Availability Zones.",
    why=(
        "The standby of a Multi-AZ instance, and an instance that is restored after the loss of a zone, need a subnet "
        "in another zone. Without one RDS has nowhere to fail over to."
    ),
    fix="Give `subnet_ids` subnets of two Availability Zones or more; three leave a choice when one of them is lost.",
    severity=Severity.HIGH,
    sources=(
        Source(
            "Amazon RDS user guide",
            "Working with a DB instance in a VPC",
            "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_VPC.WorkingWithRDSInstanceinaVPC.html",
        ),
        Source(
            "AWS Well-Architected",
            "REL10-BP01",
            "https://docs.aws.amazon.com/wellarchitected/latest/framework/rel_fault_isolation_multiaz_region_system.html",
        ),
    ),
    types=(RDS_SUBNET_GROUP,),
    passing="""
        resources:
          a: {type: aws:ec2:Subnet, properties: {availabilityZone: us-east-1a}}
          b: {type: aws:ec2:Subnet, properties: {availabilityZone: us-east-1b}}
          data:
            type: aws:rds:SubnetGroup
            properties: {subnetIds: ["${a.id}", "${b.id}"]}
    """,
    failing="""
        resources:
          a: {type: aws:ec2:Subnet, properties: {availabilityZone: us-east-1a}}
          b: {type: aws:ec2:Subnet, properties: {availabilityZone: us-east-1a}}
          data:
            type: aws:rds:SubnetGroup
            properties: {subnetIds: ["${a.id}", "${b.id}"]}
    """,
)
def subnet_group_zones(stack: Stack) -> Iterator[Verdict]:
    """Judge every DB subnet group by the subnets that the stack declares."""
    for group in stack.of_type(RDS_SUBNET_GROUP):
        yield _judge(group, stack)


def _judge(group: Resource, stack: Stack) -> Verdict:
    ids = group.texts("subnetIds")
    subnets = stack.referents(group, "subnetIds", SUBNET)
    zones = [_zone(subnet) for subnet in subnets]
    known = {zone for zone in zones if isinstance(zone, str)}
    outposts = [subnet.text("outpostArn") for subnet in subnets]
    # The one subnet of an Outpost is all that there can be.
    if len(known) > 1 or any(outpost not in (None, "", UNKNOWN) for outpost in outposts):
        return satisfied(group)
    if isinstance(ids, Unknown) or UNKNOWN in zones or UNKNOWN in outposts:
        return undecided(group, "subnetIds")
    if len(set(subnets)) < len(ids):
        return undecided(group, "subnetIds") if UNKNOWN in ids else satisfied(group)
    return violated(group, f"`subnetIds` names {len(ids)} subnets, all in {', '.join(known) or 'no zone'}.")


def _zone(subnet: Resource) -> str | Unknown:
    """The zone of a subnet; AWS chooses one where the program names none."""
    zone = subnet.text("availabilityZone")
    if zone is None:
        zone = subnet.text("availabilityZoneId")
    return UNKNOWN if zone is None else zone
