"""Resources as rules read them: what the program says, completed by what the deployment adds."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, TypeVar

from policies.framework.values import UNKNOWN, Block, Unknown, leaves

if TYPE_CHECKING:
    from policies.framework.rule import Parameter

_IDENTITIES: Final = ("arn", "id", "identifier", "clusterIdentifier", "name")
"""Properties by which one resource names another."""

_T = TypeVar("_T", int, float, str, bool, tuple[str, ...])


class Resource(Block):
    """A resource: its identity, its options, and its properties as a `Block`.

    Attributes:
        urn: its URN.
        type: its type token, for instance `aws:rds/instance:Instance`.
        name: its logical name.
        protect: whether its deletion is refused.
        ignore_changes: the property paths whose changes an update leaves alone.

    Args:
        inputs: what the program says; None if that is not known, and a property that is absent may then be lost.
        outputs: what the deployment makes of it; None before there is any.
        provider: the properties of its provider.
        sources: for each property, the URNs that its value comes from.
        configuration: the configuration of the rule that reads it.
    """

    def __init__(
        self,
        *,
        urn: str,
        type_: str,
        name: str,
        inputs: Mapping[str, Any] | None,
        outputs: Mapping[str, Any] | None = None,
        provider: Mapping[str, Any] | None = None,
        sources: Mapping[str, Sequence[str]] | None = None,
        protect: bool = False,
        ignore_changes: Sequence[str] = (),
        configuration: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(_joined(inputs, outputs), absent=UNKNOWN if inputs is None else None)
        self._inputs = inputs
        self.urn = urn
        self.type = type_
        self.name = name
        self.protect = protect
        self.ignore_changes = tuple(ignore_changes)
        self._provider = Block(provider or {})
        self._sources = sources or {}
        self._configuration = configuration or {}

    def __str__(self) -> str:
        return f"{self.name} ({self.type})"

    @property
    def stack(self) -> str:
        """The name of its stack."""
        return stack_of(self.urn)

    @property
    def region(self) -> str | Unknown | None:
        """The Region that it is made in: its own setting, or else its provider's."""
        region = self.text("region")
        return self._provider.text("region") if region is None else region

    @property
    def said(self) -> Block:
        """What the program says, without what the deployment adds to it or AWS fills in."""
        return Block({}, absent=UNKNOWN) if self._inputs is None else self._nested(self._inputs, "")

    @property
    def provider(self) -> Block:
        """The properties of its provider."""
        return self._provider

    def configured(self, configuration: Mapping[str, Any]) -> Resource:
        """The same resource, read with another rule's configuration."""
        twin = copy.copy(self)
        twin._configuration = configuration  # noqa: SLF001 (of its own class)
        return twin

    def sources(self, path: str) -> Sequence[str]:
        """The URNs that the value of a property comes from."""
        return self._sources.get(path.split(".", 1)[0], ())

    def parameter(self, parameter: Parameter[_T]) -> _T:
        """What is configured for the rule."""
        return parameter.read(self._configuration)


class Stack:
    """The resources of a stack, or of several.

    Args:
        resources: in order of registration.
        configuration: the configuration of the rule that reads it.
    """

    def __init__(self, resources: Iterable[Resource], configuration: Mapping[str, Any] | None = None) -> None:
        self._resources = {resource.urn: resource for resource in resources}
        self._by_name: dict[str, Mapping[Any, Sequence[Resource]]] = {}
        self._configuration = configuration or {}

    def __iter__(self) -> Iterator[Resource]:
        return iter(self._resources.values())

    @cached_property
    def _by_type(self) -> Mapping[str, Sequence[Resource]]:
        grouped: dict[str, list[Resource]] = {}
        for resource in self:
            grouped.setdefault(resource.type, []).append(resource)
        return grouped

    @cached_property
    def stacks(self) -> frozenset[str]:
        """The names of the stacks that the resources belong to."""
        return frozenset(resource.stack for resource in self)

    def configured(self, configuration: Mapping[str, Any]) -> Stack:
        """The same resources, read with another rule's configuration."""
        twin = copy.copy(self)
        twin._configuration = configuration  # noqa: SLF001 (of its own class)
        return twin

    def parameter(self, parameter: Parameter[_T]) -> _T:
        """What is configured for the rule."""
        return parameter.read(self._configuration)

    def has(self, types: Iterable[str]) -> bool:
        """Whether there is a resource of one of `types`."""
        return any(type_ in self._by_type for type_ in types)

    def of_type(self, *types: str) -> Iterator[Resource]:
        """The resources of the given types."""
        for type_ in types:
            yield from self._by_type.get(type_, ())

    def referents(self, resource: Resource, path: str, *types: str) -> tuple[Resource, ...]:
        """The resources of the given types that a property refers to.

        A known value refers to what it names by ARN, id or name. Of an unknown one only the dependencies are known:
        with more than one of the types among them, the value may name any of these.
        """
        values = set(leaves(resource.value(path)))
        found = [other for type_ in types for value in values for other in self._named(type_).get(value, ())]
        if UNKNOWN in values:
            found += [self._resources[urn] for urn in resource.sources(path) if urn in self._resources]
        urns = {other.urn for other in found}
        return tuple(other for other in self.of_type(*types) if other.urn in urns) if urns else ()

    def _named(self, type_: str) -> Mapping[Any, Sequence[Resource]]:
        """The resources of a type by whatever they are named with."""
        if type_ not in self._by_name:
            named: dict[Any, list[Resource]] = {}
            for resource in self.of_type(type_):
                for value in {resource.value(name) for name in _IDENTITIES} - {None, UNKNOWN}:
                    named.setdefault(value, []).append(resource)
            self._by_name[type_] = named
        return self._by_name[type_]


def stack_of(urn: str) -> str:
    """The name of the stack that a URN belongs to."""
    return urn.split("::", maxsplit=1)[0].removeprefix("urn:pulumi:")


def _joined(inputs: Mapping[str, Any] | None, outputs: Mapping[str, Any] | None) -> Mapping[str, Any]:
    """What the program says stands, unless it is not known there and is known here.

    An output that is not known tells nothing of a property that the program does not set: it is then AWS's default.
    """
    if inputs is None or outputs is None:
        return inputs or outputs or {}
    made = {name: value for name, value in outputs.items() if value is not UNKNOWN}
    said = {name: value for name, value in inputs.items() if value is not UNKNOWN or name not in made}
    return {**made, **said}
