"""A database's storage grows before it is full."""

from collections.abc import Iterator

from policies.aws.types import RDS_INSTANCE
from policies.framework.resources import Resource
from policies.framework.rule import Severity, Source, resource_rule
from policies.framework.values import UNKNOWN
from policies.framework.verdicts import Verdict, satisfied, undecided, violated


@resource_rule(
    title="Database storage grows by itself",
    what="RDS extends an instance's storage when it runs low, up to a limit above what the instance begins with.",
    why=(
        "An instance whose storage is full stops taking writes and then connections. A replication slot that nobody "
        "reads, or a night of imports, fills it faster than anybody answers an alarm."
    ),
    fix=(
        "Set `max_allocated_storage` well above `allocated_storage`: RDS refuses less than 10 percent and advises "
        "26 or more. Set it on replicas too: they do not follow their source."
    ),
    severity=Severity.HIGH,
    sources=(
        Source(
            "Amazon RDS user guide",
            "Managing capacity automatically with Amazon RDS storage autoscaling",
            "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_PIOPS.Autoscaling.html",
        ),
        Source(
            "AWS Well-Architected",
            "REL07-BP01",
            "https://docs.aws.amazon.com/wellarchitected/latest/framework/rel_adapt_to_changes_autoscale_adapt.html",
        ),
    ),
    types=(RDS_INSTANCE,),
    passing="""
        resources:
          orders:
            type: aws:rds:Instance
            properties: {instanceClass: db.r8g.large, allocatedStorage: 400, maxAllocatedStorage: 4000}
    """,
    failing="""
        resources:
          orders:
            type: aws:rds:Instance
            properties: {instanceClass: db.r8g.large, allocatedStorage: 400}
    """,
)
def storage_autoscaling(instance: Resource) -> Iterator[Verdict]:
    """Judge every instance; an absent limit, like one of 0, turns autoscaling off."""
    limit = instance.number("maxAllocatedStorage")
    allocated = instance.number("allocatedStorage")
    if limit is UNKNOWN:
        yield undecided(instance, "maxAllocatedStorage")
    elif not limit:
        given = "absent" if limit is None else "0"
        yield violated(instance, f"`maxAllocatedStorage` is {given}: the storage does not grow.")
    elif allocated is UNKNOWN:
        yield undecided(instance, "allocatedStorage")
    elif allocated is not None and limit * 10 < allocated * 11:
        yield violated(
            instance,
            f"`maxAllocatedStorage` is {limit} GiB, less than 10 percent above the {allocated} GiB that the instance "
            "begins with.",
        )
    else:
        yield satisfied(instance)
