"""RDS instances, what they replicate and where they run."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING

from policies.aws import arn
from policies.aws.types import RDS_INSTANCE, RDS_SUBNET_GROUP, SUBNET
from policies.framework.resources import Resource
from policies.framework.values import UNKNOWN, Unknown

if TYPE_CHECKING:
    from policies.framework.resources import Stack


class Standing(enum.Enum):
    """What an instance is to the data that it holds."""

    SOURCE = "source"
    """It replicates nothing."""
    READ_REPLICA = "read replica"
    """It replicates an instance of its own Region: it takes reads off it, and is replaced when it is lost."""
    CROSS_REGION_REPLICA = "cross-Region replica"
    """It replicates an instance of another Region: it is the database of its Region, and can be promoted."""
    UNKNOWN = "unknown"
    """It replicates an instance of a Region that is not known."""


def standing(instance: Resource, stack: Stack) -> Standing:
    """What an instance is to its data: by `replicateSourceDb`, an identifier in the same Region or an ARN.

    Source: pulumi-aws, `rds.Instance`, `replicateSourceDb`: a replica in another Region names its source by ARN.
    """
    source = instance.text("replicateSourceDb")
    if source in (None, ""):
        return Standing.SOURCE
    if source is UNKNOWN:
        regions = {other.region for other in stack.referents(instance, "replicateSourceDb", RDS_INSTANCE)}
    elif parsed := arn.parse(str(source)):
        regions = {parsed.region}
    else:
        return Standing.READ_REPLICA
    if len(regions) != 1 or regions & {UNKNOWN, None} or instance.region in (UNKNOWN, None):
        return Standing.UNKNOWN
    return Standing.READ_REPLICA if regions == {instance.region} else Standing.CROSS_REGION_REPLICA


def replicates(instance: Resource) -> bool | Unknown:
    """Whether an instance is a replica, of whatever Region."""
    source = instance.text("replicateSourceDb")
    if source is not UNKNOWN:
        return source not in (None, "")
    return True if any(f"{RDS_INSTANCE}::" in urn for urn in instance.sources("replicateSourceDb")) else UNKNOWN


def source(instance: Resource, stack: Stack) -> Resource | Unknown | None:
    """The instance that a replica replicates.

    An identifier names an instance of the replica's own Region, an ARN one of the Region in it.

    Returns:
        None where the stack declares none, `UNKNOWN` where it may be this or that.
    """
    value = instance.text("replicateSourceDb")
    if isinstance(value, Unknown):
        found = list(stack.referents(instance, "replicateSourceDb", RDS_INSTANCE))
    else:
        named = arn.parse(value or "")
        region = named.region if named else instance.region
        identifier = named.resource.removeprefix("db:") if named else value
        found = [
            other
            for other in stack.of_type(RDS_INSTANCE)
            if value and other.region == region and other is not instance and other.text("identifier") == identifier
        ]
    if len(found) > 1:
        sources = instance.sources("replicateSourceDb")
        found = [other for other in found if other.urn in sources] or found
    if len(found) > 1:
        return UNKNOWN
    return found[0] if found else None


def engine(instance: Resource, stack: Stack) -> str | Unknown | None:
    """The database engine: a replica has its source's and need not say it.

    Returns:
        None where nothing says it: of a replica whose source is declared elsewhere, or of a restored snapshot.
    """
    above = [instance]
    while isinstance(found := source(above[-1], stack), Resource) and found not in above:
        above.append(found)
    for ancestor in reversed(above):
        name = ancestor.text("engine")
        if name is not None:
            return name
    return None


def on_outpost(instance: Resource, stack: Stack) -> bool | Unknown:
    """Whether an instance runs on an Outpost: as a subnet of its subnet group does, as far as the stack declares it."""
    outposts = {
        subnet.text("outpostArn")
        for group in stack.referents(instance, "dbSubnetGroupName", RDS_SUBNET_GROUP)
        for subnet in stack.referents(group, "subnetIds", SUBNET)
    } - {None, ""}
    if UNKNOWN in outposts:
        return UNKNOWN
    return bool(outposts)
