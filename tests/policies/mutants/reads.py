"""What a rule reads: which property of which resource."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock

from policies.framework.resources import Resource
from policies.framework.rule import Rule
from policies.framework.values import Block
from tests.policies.harness import Deployment, judge

Read = tuple[str, str]
"""A resource's URN and the path of a property."""


def reads(rule: Rule, deployment: Deployment) -> list[Read]:
    """What a rule reads while it judges a deployment, in the order in which it does."""
    with _traced() as found:
        judge(rule, deployment)
    return list(dict.fromkeys(found))


@contextmanager
def _traced() -> Iterator[list[Read]]:
    found: list[Read] = []
    value, nested = Block.value, Block._nested

    def traced_value(block: Block, path: str) -> Any:
        owner = block if isinstance(block, Resource) else getattr(block, "_owner", None)
        if isinstance(owner, Resource):
            found.append((owner.urn, block._path + path))
        return value(block, path)

    def traced_nested(block: Block, item: object, path: str) -> Block:
        made = nested(block, item, path)
        made._owner = block if isinstance(block, Resource) else getattr(block, "_owner", None)  # type: ignore[attr-defined]
        return made

    with mock.patch.object(Block, "value", traced_value), mock.patch.object(Block, "_nested", traced_nested):
        yield found
