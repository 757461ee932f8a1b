"""What component tests run a component with."""

from __future__ import annotations

import functools
import gc
from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING

from securecart.plan.embedded.runtime import run
from securecart.plan.stack import Stack

if TYPE_CHECKING:
    import pulumi_aws

    from securecart.plan.model import Resource, StackPlan

ACCOUNT = "123456789012"


def record(
    program: Callable[[pulumi_aws.Provider], object], *, region: str = "us-east-1", stack: str = "us-east-1"
) -> StackPlan:
    """Run `program` under the embedded runtime and return the plan of what it declares.

    Args:
        program: declares components; it is handed the provider that they must be given, since the stack has no
            default one: `record(lambda provider: Vpc("vpc", args, pulumi.ResourceOptions(provider=provider)))`.
        region: the provider's Region.
        stack: the stack's name.
    """
    import pulumi_aws  # noqa: PLC0415 (heavy)

    def declare() -> None:
        program(
            pulumi_aws.Provider(
                "aws",
                region=region,
                allowed_account_ids=[ACCOUNT],
                default_tags={"tags": {"Project": "securecart", "Stack": stack}},
            )
        )

    config = {"pulumi:disable-default-providers": '["aws"]', "aws:region": region}
    plan = run(declare, Stack(name=stack, project="securecart", config=config)).plan
    _keep_the_sdk()
    return plan


def type_counts(plan: StackPlan) -> dict[str, int]:
    """How many managed resources there are of each type."""
    return dict(Counter(resource.type for resource in plan.managed))


def children_of(plan: StackPlan, urn: str) -> tuple[Resource, ...]:
    """The resources whose parent is `urn`."""
    return tuple(resource for resource in plan.resources if resource.parent == urn)


@functools.cache
def _keep_the_sdk() -> None:
    """Let the garbage collector leave the SDK's modules alone: looking through them takes longer than a test."""
    gc.collect()
    gc.freeze()
