"""URNs as the engine makes them."""

from __future__ import annotations

from typing import Final

STACK_TYPE: Final = "pulumi:pulumi:Stack"


def make(*, stack: str, project: str, parent: str, type_: str, name: str) -> str:
    """The URN of a resource: its type is prefixed with the types of its parents, up to but without the stack."""
    lineage = qualified_type(parent) if parent else STACK_TYPE
    qualified = type_ if lineage == STACK_TYPE else f"{lineage}${type_}"
    return f"urn:pulumi:{stack}::{project}::{qualified}::{name}"


def root(*, stack: str, project: str) -> str:
    """The URN of a stack's root, parent of all resources at the top."""
    return make(stack=stack, project=project, parent="", type_=STACK_TYPE, name=f"{project}-{stack}")


def stack(urn: str) -> str:
    """The name of the stack that a URN belongs to."""
    return urn.split("::", 1)[0].removeprefix("urn:pulumi:")


def qualified_type(urn: str) -> str:
    """The type of a URN, its parents' included."""
    return urn.split("::", 3)[2]


def name(urn: str) -> str:
    """The logical name of a URN."""
    return urn.split("::", 3)[3]
