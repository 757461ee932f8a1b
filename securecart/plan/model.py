"""The plan: the resources that stacks want, whatever the source that told.

Property names are Pulumi's (`cidrBlock`), values are plain Python: numbers without a fraction are `int`, a secret is
`tokens.SECRET`, what only the deployment can know is a placeholder or `tokens.UNKNOWN` (see `tokens`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from securecart.plan import tokens, urns

Properties = Mapping[str, Any]

PROVIDER_PREFIX: Final = "pulumi:providers:"
STACK_REFERENCE: Final = "pulumi:pulumi:StackReference"


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeouts:
    """How long a resource's operations may take, as durations such as `30m`; None is the provider's default."""

    create: str | None = None
    update: str | None = None
    delete: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """One resource as a stack declares it.

    Attributes:
        urn: as the engine makes it, with the types of all its parents.
        type: the type token, for instance `aws:ec2/vpc:Vpc`.
        name: the logical name.
        parent: the parent's URN; the stack's own for a resource at the top.
        custom: made by a provider (False: a component).
        external: exists already and is only read.
        provider: the URN of the provider that makes it.
        region: the Region it lives in; None where its type has none (a global service, a component).
        id: the placeholder of its physical id; None for a component.
        inputs: what the program says.
        outputs: inputs, and what the deployment would add to them; for a component what it registers.
        computed: the outputs that are not the program's own.
        secret_inputs: paths (`settings[0].value`) of the inputs that are secret.
        secret_outputs: names of the outputs that are secret.
        dependencies: URNs of all that must exist before it.
        property_dependencies: for each input, the URNs that its value comes from.
        protect: refuses its deletion.
        retain_on_delete: is left alone in the cloud when it is removed from the program.
        delete_before_replace: True or False where the program says so, None where it leaves that to the provider.
        ignore_changes: property paths whose changes are ignored.
        replace_on_changes: property paths whose changes replace it.
        replacement_trigger: a value whose change replaces it; None for none.
        replace_with: URNs of the resources whose replacement replaces it.
        additional_secret_outputs: outputs that the program declares secret.
        aliases: URNs that it had before.
        custom_timeouts: its own timeouts, where the program sets any.
        deleted_with: URN of the resource whose deletion makes its own unnecessary.
        source: `file:line` of its declaration, relative to the project.
    """

    urn: str
    type: str
    name: str
    parent: str | None
    custom: bool
    external: bool = False
    provider: str | None = None
    region: str | None = None
    id: str | None = None
    inputs: Properties = field(default_factory=dict)
    outputs: Properties = field(default_factory=dict)
    computed: frozenset[str] = frozenset()
    secret_inputs: frozenset[str] = frozenset()
    secret_outputs: frozenset[str] = frozenset()
    dependencies: tuple[str, ...] = ()
    property_dependencies: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    protect: bool = False
    retain_on_delete: bool = False
    delete_before_replace: bool | None = None
    ignore_changes: tuple[str, ...] = ()
    replace_on_changes: tuple[str, ...] = ()
    replacement_trigger: Any = None
    replace_with: tuple[str, ...] = ()
    additional_secret_outputs: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    custom_timeouts: Timeouts | None = None
    deleted_with: str | None = None
    source: str | None = None

    @property
    def is_provider(self) -> bool:
        """Whether it is a provider and not something that a provider makes."""
        return self.type.startswith(PROVIDER_PREFIX)

    @property
    def is_managed(self) -> bool:
        """Whether a deployment makes it in the cloud: no component, no provider, nothing that is only read."""
        return self.custom and not self.external and not self.is_provider


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a placeholder comes from: a resource's URN and one of its outputs (`id` for the physical id)."""

    urn: str
    property: str


@dataclass(frozen=True, kw_only=True)
class StackPlan:
    """What one stack wants.

    Attributes:
        stack: the stack's name.
        project: the project's name.
        resources: in order of registration, without the stack's own root.
        outputs: what the stack exports.
        secret_outputs: names of the exports that are secret.
        stand_ins: configuration keys of the secrets that a placeholder was put in for.
        references: the stacks that it reads through a `StackReference`.
        warnings: what the program itself warned of.
    """

    stack: str
    project: str
    resources: tuple[Resource, ...]
    outputs: Properties = field(default_factory=dict)
    secret_outputs: frozenset[str] = frozenset()
    stand_ins: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    _by_urn: dict[str, Resource] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_urn", {resource.urn: resource for resource in self.resources})

    @property
    def urn(self) -> str:
        """The URN of the stack's root, parent of all resources at the top."""
        return urns.root(stack=self.stack, project=self.project)

    @property
    def managed(self) -> tuple[Resource, ...]:
        """The resources that a deployment makes in the cloud."""
        return tuple(resource for resource in self.resources if resource.is_managed)

    def __getitem__(self, urn: str) -> Resource:
        return self._by_urn[urn]

    def __contains__(self, urn: object) -> bool:
        return urn in self._by_urn

    def of_type(self, type_: str) -> tuple[Resource, ...]:
        """The resources of a type token, in order of registration."""
        return tuple(resource for resource in self.resources if resource.type == type_)

    def named(self, type_: str, name: str) -> Resource:
        """The one resource of a type and logical name.

        Raises:
            LookupError: there is none, or more than one (under different parents).
        """
        found = [resource for resource in self.resources if resource.type == type_ and resource.name == name]
        if len(found) != 1:
            names = ", ".join(sorted(resource.name for resource in self.of_type(type_))) or "none"
            raise LookupError(f"{len(found)} resources {type_} named {name!r} in {self.stack}; of that type: {names}")
        return found[0]

    def origins(self, value: Any) -> tuple[Origin, ...]:  # noqa: ANN401
        """The outputs of this stack whose placeholders are inside `value`, in the order met."""
        index: dict[str | int, Origin] | None = self.__dict__.get("_index")
        if index is None:
            index = _index(self.resources)
            object.__setattr__(self, "_index", index)
        return tuple(dict.fromkeys(index[found] for found in tokens.references(value) if found in index))


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What a fleet wants: one `StackPlan` a stack, in order of deployment.

    Attributes:
        stacks: in order of deployment.
        source: where the plan comes from: `embedded` or `engine`.
    """

    stacks: tuple[StackPlan, ...]
    source: str = "embedded"

    def __getitem__(self, stack: str) -> StackPlan:
        for plan in self.stacks:
            if plan.stack == stack:
                return plan
        raise KeyError(stack)

    def resources(self) -> Iterator[Resource]:
        """All resources of all stacks."""
        for stack in self.stacks:
            yield from stack.resources

    def origins(self, value: Any) -> tuple[Origin, ...]:  # noqa: ANN401
        """The outputs whose placeholders are inside `value`, in the order met; of whatever stack they are."""
        index = self._placeholders()
        return tuple(dict.fromkeys(index[found] for found in tokens.references(value) if found in index))

    def _placeholders(self) -> dict[str | int, Origin]:
        index: dict[str | int, Origin] | None = self.__dict__.get("_index")
        if index is None:
            index = _index(self.resources())
            object.__setattr__(self, "_index", index)
        return index


def _index(resources: Iterable[Resource]) -> dict[str | int, Origin]:
    """Where each placeholder of `resources` comes from; an id wins over an output that repeats it."""
    index: dict[str | int, Origin] = {}
    for resource in resources:
        for found in tokens.references(resource.id):
            index.setdefault(found, Origin(resource.urn, "id"))
        for name in sorted(resource.computed):
            for found in tokens.references(resource.outputs.get(name)):
                index.setdefault(found, Origin(resource.urn, name))
    return index
