"""RDS instances and what they replicate."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING

from policies.aws import arn
from policies.aws.types import RDS_INSTANCE
from policies.framework.values import UNKNOWN

if TYPE_CHECKING:
    from policies.framework.resources import Resource, Stack


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
