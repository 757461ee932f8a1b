"""No name is taken twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final

from policies.aws.arn import may_share_account
from policies.aws.naming import NAMINGS, Extent
from policies.aws.types import DYNAMODB_TABLE, SECRETS_MANAGER_SECRET
from policies.framework.resources import Resource, Stack
from policies.framework.rule import Severity, Source, fleet_rule
from policies.framework.values import UNKNOWN, Unknown
from policies.framework.verdicts import Verdict, satisfied, undecided, violated

_REPLICA_REGIONS: Final = {DYNAMODB_TABLE: "regionName", SECRETS_MANAGER_SECRET: "region"}
"""In the `replicas` of a type, the property that names a Region in which the name is taken too."""

Place = tuple[str, str, str]
"""The kind of a name, where it is taken, and the name."""


@fleet_rule(
    title="Names are taken once",
    what="A name that AWS takes once, in an account and Region, in an account or in the world, is given once.",
    why=(
        "Of two stacks that give one name, the second cannot be deployed, which is found out halfway through the "
        "deployment of a Region; where AWS overwrites instead, as it does with alarms, the two stacks keep undoing "
        "each other's work, and deleting one takes the other's resource away."
    ),
    fix="Name the Region or the stack in the property that is reported, or leave the name to Pulumi.",
    severity=Severity.HIGH,
    sources=(
        Source(
            "AWS IAM user guide",
            "IAM name requirements",
            "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html",
        ),
        Source(
            "Amazon S3 user guide",
            "General purpose bucket naming rules",
            "https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html",
        ),
    ),
    types=tuple(NAMINGS),
    passing="""
        name: us-east-1
        config: {"aws:region": us-east-1}
        resources:
          tasks-us-east-1:
            type: aws:iam:Role
            properties: {name: tasks-us-east-1}
          carts:
            type: aws:dynamodb:Table
            properties: {name: carts}
        ---
        name: us-west-2
        config: {"aws:region": us-west-2}
        resources:
          tasks-us-west-2:
            type: aws:iam:Role
            properties: {name: tasks-us-west-2}
          carts-of-the-west:
            type: aws:dynamodb:Table
            properties: {name: carts}
    """,
    failing="""
        name: us-east-1
        config: {"aws:region": us-east-1}
        resources:
          readers:
            type: aws:iam:Role
            properties: {name: readers}
        ---
        name: us-west-2
        config: {"aws:region": us-west-2}
        resources:
          readers-of-the-west:
            type: aws:iam:Role
            properties: {name: readers}
    """,
)
def unique_names(stack: Stack) -> Iterator[Verdict]:
    """Judge every resource that is given a name of its own; one without is named by Pulumi, which takes care."""
    taken: dict[Place, list[Resource]] = defaultdict(list)
    named: list[tuple[Resource, Sequence[Place]]] = []
    for resource in stack.of_type(*NAMINGS):
        places = _places(resource)
        if isinstance(places, str):
            yield undecided(resource, places)
        elif places:
            named.append((resource, places))
            for place in places:
                taken[place].append(resource)
    for resource, places in named:
        yield _judge(resource, places, taken)


def _judge(resource: Resource, places: Sequence[Place], taken: dict[Place, list[Resource]]) -> Verdict:
    naming = NAMINGS[resource.type]
    for place in places:
        for other in taken[place]:
            if other is not resource and (naming.extent is Extent.WORLD or may_share_account(resource, other)):
                return violated(
                    resource,
                    f"`{naming.path}` is {resource.text(naming.path)}: {other} of stack {other.stack} has that name "
                    f"too, and AWS takes it once for {_where(place, naming.extent)}.",
                )
    return satisfied(resource)


def _places(resource: Resource) -> Sequence[Place] | str:
    """Where a resource takes a name, nowhere without one of its own; else the property that is not known."""
    naming = NAMINGS[resource.type]
    name = resource.text(naming.path)
    if isinstance(name, Unknown):
        return naming.path
    if not name:
        return ()
    name = name.lower() if naming.folds_case else name
    apart = resource.text(naming.apart) if naming.apart else None
    if isinstance(apart, Unknown):
        return naming.apart
    kind = f"{naming.kind} {apart}" if apart else naming.kind
    if naming.extent is not Extent.REGION:
        return [(kind, naming.extent.value, name)]
    places = []
    for region in (resource.region, *_replica_regions(resource)):
        if isinstance(region, Unknown):
            return "region" if resource.region is UNKNOWN else "replicas"
        places.append((kind, str(region), name))
    return places


def _replica_regions(resource: Resource) -> Sequence[str | Unknown | None]:
    if resource.type not in _REPLICA_REGIONS:
        return ()
    replicas = resource.blocks("replicas")
    if isinstance(replicas, Unknown):
        return (UNKNOWN,)
    path = _REPLICA_REGIONS[resource.type]
    return [UNKNOWN if isinstance(replica, Unknown) else replica.text(path) for replica in replicas]


def _where(place: Place, extent: Extent) -> str:
    return f"{extent.value}, {place[1]}" if extent is Extent.REGION else extent.value
