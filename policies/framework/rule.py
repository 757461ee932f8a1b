"""Rules: what one asks for, why, and how it judges."""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Generic, NotRequired, TypedDict, TypeVar, Unpack

from policies.framework.resources import Resource, Stack
from policies.framework.verdicts import Verdict

ROOT: Final = "policies."
"""What the name of a rule's module begins with; the rest, with hyphens, is the rule's id."""

_T = TypeVar("_T", int, float, str, bool, tuple[str, ...])
Judge = Callable[[Resource], Iterator[Verdict]]
StackJudge = Callable[[Stack], Iterator[Verdict]]


class Severity(enum.Enum):
    """How bad a violation is."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"


class Level(enum.Enum):
    """What a violation does, unless the pack's configuration says otherwise."""

    ADVISORY = "advisory"
    MANDATORY = "mandatory"


class Scope(enum.Enum):
    """What a rule has to see for its verdict."""

    RESOURCE = "resource"
    """One resource's inputs: judged before the resource is made."""
    STACK = "stack"
    """The resources of a stack, joined."""
    FLEET = "fleet"
    """The resources of several stacks: judged only where the pack is shown more than one."""


@dataclass(frozen=True, slots=True)
class Source:
    """What a rule rests on.

    Attributes:
        standard: who says it, for instance `AWS Well-Architected`.
        reference: where it says so, an id or a page's title.
        url: the page.
    """

    standard: str
    reference: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter(Generic[_T]):
    """A figure that the pack's configuration may set for a rule.

    Attributes:
        name: its name in the configuration.
        description: what it is, with its unit.
        default: its value where nothing is configured.
        schema: its JSON Schema, without description and default.
    """

    name: str
    description: str
    default: _T
    schema: Mapping[str, Any]

    def read(self, configuration: Mapping[str, Any]) -> _T:
        """Its value in a rule's configuration, in which all numbers are floats."""
        if self.name not in configuration:
            return self.default
        value: Any = configuration[self.name]
        return type(self.default)(value)


@dataclass(frozen=True, kw_only=True)
class Rule:
    """A rule of the pack.

    Attributes:
        id: its policy name, its module's path with hyphens.
        title: its name for readers.
        what: what it asks for, in a sentence.
        why: the outage that it prevents.
        fix: what to do about a violation.
        severity: how bad a violation is.
        level: what a violation does.
        sources: what it rests on, the most decisive first.
        scope: what it has to see.
        types: the types of the resources that it gives a verdict on.
        parameters: what may be configured.
        corrections: what remediation sets on a resource that breaks it, by property; none where the fix is a decision.
        passing: a Pulumi YAML program that meets it; for a rule across stacks one a stack, as YAML documents.
        failing: likewise one that it refuses.
        judge: gives its verdicts on a `Resource`, or on a `Stack`.
    """

    id: str
    title: str
    what: str
    why: str
    fix: str
    severity: Severity
    level: Level = Level.MANDATORY
    sources: tuple[Source, ...]
    scope: Scope
    types: tuple[str, ...]
    parameters: tuple[Parameter[Any], ...] = ()
    corrections: Mapping[str, bool | int | str] = field(default_factory=dict)
    passing: str
    failing: str
    judge: Callable[[Any], Iterator[Verdict]]

    @property
    def concern(self) -> str:
        """The group that it belongs to."""
        return self.judge.__module__.removeprefix(ROOT).split(".")[0].replace("_", "-")


class Metadata(TypedDict):
    """What a rule's author says of it: see `Rule`."""

    title: str
    what: str
    why: str
    fix: str
    severity: Severity
    sources: tuple[Source, ...]
    types: tuple[str, ...]
    passing: str
    failing: str
    level: NotRequired[Level]
    parameters: NotRequired[tuple[Parameter[Any], ...]]


class ResourceMetadata(Metadata):
    """What the author of a rule on single resources may say besides."""

    corrections: NotRequired[Mapping[str, bool | int | str]]


def resource_rule(**metadata: Unpack[ResourceMetadata]) -> Callable[[Judge], Rule]:
    """Make a rule of a function that judges one resource by its inputs; it is called with those of the rule's types."""

    def make(judge: Judge) -> Rule:
        return Rule(id=_id(judge.__module__), scope=Scope.RESOURCE, judge=judge, **metadata)

    return make


def stack_rule(**metadata: Unpack[Metadata]) -> Callable[[StackJudge], Rule]:
    """Make a rule of a function that judges a stack's resources together; it is called where there is one to judge."""

    def make(judge: StackJudge) -> Rule:
        return Rule(id=_id(judge.__module__), scope=Scope.STACK, judge=judge, **metadata)

    return make


def fleet_rule(**metadata: Unpack[Metadata]) -> Callable[[StackJudge], Rule]:
    """Make a rule of a function that judges the resources of several stacks together."""

    def make(judge: StackJudge) -> Rule:
        return Rule(id=_id(judge.__module__), scope=Scope.FLEET, judge=judge, **metadata)

    return make


def _id(module: str) -> str:
    return module.removeprefix(ROOT).replace(".", "-").replace("_", "-")
