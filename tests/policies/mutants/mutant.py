"""A mutant: a change of the real fleet that a rule has to report."""

from __future__ import annotations

import enum
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from tests.policies.harness import Deployment

FLEET: Final = "fleet"
"""In place of a stack's name: the mutant is shown to the pack together with all other stacks."""


class View(enum.Enum):
    """When the pack sees the mutant."""

    PREVIEW = "preview"
    """Before the deployment: what only it can know is unknown."""
    DEPLOYED = "deployed"
    """At and after the deployment: everything is known."""


@dataclass(frozen=True, kw_only=True)
class Mutant:
    """A change of the real fleet that a rule has to report, and no unrelated rule.

    Attributes:
        name: what is wrong with it, in a few words; no other mutant of the rule has it.
        stack: the stack that is changed.
        change: makes the change.
        reported: the logical names of the resources that the rule has to report, and no others; `""` stands for the
            stack as a whole.
        fleet: whether the rule sees all stacks together, as rules across stacks do.
        view: when the pack sees it.
        related: rules that report the same change with good reason, by id.
    """

    name: str
    stack: str
    change: Callable[[Deployment], Any]
    reported: frozenset[str]
    fleet: bool = False
    view: View = View.PREVIEW
    related: frozenset[str] = field(default_factory=frozenset)


def mutant(
    name: str,
    stack: str,
    change: Callable[[Deployment], Any],
    *reported: str,
    fleet: bool = False,
    view: View = View.PREVIEW,
    related: tuple[str, ...] = (),
) -> Mutant:
    """A mutant; see `Mutant`."""
    return Mutant(
        name=name,
        stack=stack,
        change=change,
        reported=frozenset(reported),
        fleet=fleet,
        view=view,
        related=frozenset(related),
    )
