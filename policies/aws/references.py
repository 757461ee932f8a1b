"""Which resource of the stack a property names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policies.aws import arn
from policies.framework.values import UNKNOWN, Unknown

if TYPE_CHECKING:
    from policies.framework.resources import Resource, Stack


def sole(resource: Resource, path: str, stack: Stack, *types: str) -> Resource | Unknown | None:
    """The one resource of the given types that a property names by its id.

    None where it names none of this stack's, `UNKNOWN` where it may name any of several. A known value that is no
    resource's id comes from the one that it depends on, if that does not show its id.
    """
    value = resource.value(path)
    if value is None:
        return None
    sources = resource.sources(path)
    found = stack.referents(resource, path, *types) or _by_id(value, stack, types)
    if not found:
        shown = value is not UNKNOWN
        among = stack.of_type(*types)
        found = tuple(other for other in among if other.urn in sources and not (shown and _ids(other)))
    if len(found) == 1:
        return found[0]
    if found:
        return UNKNOWN
    return UNKNOWN if value is UNKNOWN and not sources else None


def _by_id(value: object, stack: Stack, types: tuple[str, ...]) -> tuple[Resource, ...]:
    return tuple(other for other in stack.of_type(*types) if value in _ids(other))


def _ids(resource: Resource) -> tuple[str, ...]:
    """What is known of a resource's id, which is also the last part of its ARN."""
    id_, name = resource.text("id"), resource.text("arn")
    found = [id_] if isinstance(id_, str) else []
    if isinstance(name, str) and (parsed := arn.parse(name)):
        found.append(parsed.resource.rsplit("/", 1)[-1])
    return tuple(found)
