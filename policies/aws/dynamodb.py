"""DynamoDB tables and their replicas in other Regions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policies.aws.types import DYNAMODB_TABLE, DYNAMODB_TABLE_REPLICA
from policies.framework.values import UNKNOWN, Block, Unknown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from policies.framework.resources import Resource, Stack


def region_of(replica: Block) -> str:
    """The Region of an inline replica, for messages."""
    name = replica.text("regionName")
    return name if isinstance(name, str) else "a Region that is not known yet"


def without(resource: Resource, path: str, replica_path: str) -> tuple[Sequence[str], Sequence[str]]:
    """Where a protection is not on: at a table and at each of its replicas, or at a `TableReplica`.

    Args:
        resource: the table, or the `TableReplica`.
        path: what turns the protection on for the table.
        replica_path: what turns it on for a replica.

    Returns:
        The copies that are without, each named with the property and its value, and the properties that are not known.
    """
    own = replica_path if resource.type == DYNAMODB_TABLE_REPLICA else path
    missing, unknown = _read(resource, own, "", "")
    replicas = resource.blocks("replicas")
    if isinstance(replicas, Unknown):
        return missing, [*unknown, "replicas"]
    for index, replica in enumerate(replicas):
        if isinstance(replica, Unknown):
            unknown.append(f"replicas[{index}]")
            continue
        found = _read(replica, replica_path, f"replicas[{index}].", f" ({region_of(replica)})")
        missing += found[0]
        unknown += found[1]
    return missing, unknown


def separate_replicas(table: Resource, stack: Stack) -> tuple[Sequence[Resource], Sequence[Resource]]:
    """The `TableReplica`s of a table, and those that may be its own or another's."""
    certain, possible = [], []
    for replica in stack.of_type(DYNAMODB_TABLE_REPLICA):
        named = stack.referents(replica, "globalTableArn", DYNAMODB_TABLE)
        if named == (table,):
            certain.append(replica)
        elif table in named or (replica.value("globalTableArn") is UNKNOWN and not replica.sources("globalTableArn")):
            possible.append(replica)
    return certain, possible


def _read(block: Block, path: str, prefix: str, suffix: str) -> tuple[list[str], list[str]]:
    value = block.flag(path)
    if isinstance(value, Unknown):
        return [], [f"{prefix}{path}"]
    if value:
        return [], []
    return [f"`{prefix}{path}`{suffix} is {'absent' if value is None else 'false'}"], []
