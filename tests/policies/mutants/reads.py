"""What a rule reads: which property of which resource, and which types it looks for."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final
from unittest import mock

from policies.framework.resources import Resource, Stack
from policies.framework.rule import Rule
from policies.framework.values import Block
from tests.policies.harness import Deployment, judge

Read = tuple[str, str]
"""A resource's URN and the path of a property."""


ANY: Final = "*"
"""In place of a type: all of them."""

FRAMEWORK: Final = "policies.framework."


@dataclass(frozen=True)
class Reads:
    """What a rule reads.

    Attributes:
        properties: what it reads of resources, in the order in which it does.
        types: the types of the resources that it looks for; None if it goes through all resources.
    """

    properties: tuple[Read, ...]
    types: frozenset[str] | None


def reads(rule: Rule, deployment: Deployment) -> Reads:
    """What a rule reads while it judges a deployment."""
    with _traced() as (properties, types):
        judge(rule, deployment)
    return Reads(tuple(dict.fromkeys(properties)), None if ANY in types else frozenset({*types, *rule.types}))


@contextmanager
def _traced() -> Iterator[tuple[list[Read], set[str]]]:
    properties: list[Read] = []
    types: set[str] = set()
    value, nested, of_type, resources = Block.value, Block._nested, Stack.of_type, Stack.__iter__

    def traced_value(block: Block, path: str) -> Any:
        owner = block if isinstance(block, Resource) else getattr(block, "_owner", None)
        if isinstance(owner, Resource):
            properties.append((owner.urn, block._path + path))
        return value(block, path)

    def traced_nested(block: Block, item: object, path: str) -> Block:
        made = nested(block, item, path)
        made._owner = block if isinstance(block, Resource) else getattr(block, "_owner", None)  # type: ignore[attr-defined]
        return made

    def traced_of_type(stack: Stack, *wanted: str) -> Iterator[Resource]:
        types.update(wanted)
        return of_type(stack, *wanted)

    def traced_resources(stack: Stack) -> Iterator[Resource]:
        caller = str(sys._getframe(1).f_globals["__name__"])
        if not caller.startswith(FRAMEWORK):  # which goes through all resources for every rule
            types.add(ANY)
        return resources(stack)

    with (
        mock.patch.object(Block, "value", traced_value),
        mock.patch.object(Block, "_nested", traced_nested),
        mock.patch.object(Stack, "of_type", traced_of_type),
        mock.patch.object(Stack, "__iter__", traced_resources),
    ):
        yield properties, types
