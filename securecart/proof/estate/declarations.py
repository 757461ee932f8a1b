"""The resources of a plan by type, and by the values that others refer to them with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from securecart.plan import urns
from securecart.plan.model import Plan, Resource
from securecart.proof.estate.model import Declared


class Declarations:
    """What the stacks of a plan declare.

    Args:
        plan: all stacks.
    """

    def __init__(self, plan: Plan) -> None:
        self._by_type: dict[str, list[Resource]] = {}
        for resource in plan.resources():
            if resource.is_managed:
                self._by_type.setdefault(resource.type, []).append(resource)
        self._by_value: dict[str, dict[str, Resource]] = {}

    def of_type(self, type_: str) -> Sequence[Resource]:
        """The resources of a type, in order of deployment."""
        return self._by_type.get(type_, ())

    def find(self, type_: str, value: object) -> Resource | None:
        """The resource of a type whose id, or one of whose computed outputs, is `value`."""
        if type_ not in self._by_value:
            self._by_value[type_] = {told: resource for resource in self.of_type(type_) for told in _told_of(resource)}
        return self._by_value[type_].get(value) if isinstance(value, str) else None


def _told_of(resource: Resource) -> list[str]:
    values = [resource.id, *(resource.outputs.get(name) for name in resource.computed if name != "region")]
    return [value for value in values if isinstance(value, str)]


def declared(resource: Resource) -> Declared:
    """Where a resource is declared."""
    return Declared(
        stack=urns.stack(resource.urn), type=resource.type, name=resource.name, source=resource.source or ""
    )


def block(properties: Mapping[str, Any], name: str) -> Mapping[str, Any] | None:
    """A property that holds one block, alone or as the only element of a list."""
    value = properties.get(name)
    if isinstance(value, Sequence) and not isinstance(value, str):
        value = value[0] if value else None
    return value if isinstance(value, Mapping) else None
