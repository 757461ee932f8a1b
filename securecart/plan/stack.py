"""What running a stack takes, whatever runs it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from securecart.settings import Project


@dataclass(frozen=True, slots=True, kw_only=True)
class Stack:
    """A stack to be run.

    Attributes:
        name: the stack's name.
        project: the project's name.
        config: the configuration as the engine hands it to a program: `namespace:key` to text.
        secret_keys: the keys of `config` that are secret.
        stand_ins: the keys of secrets that a stand-in was put in for.
        organization: what `pulumi.get_organization()` says; a self-managed backend has this one.
    """

    name: str
    project: str
    config: Mapping[str, str] = field(default_factory=dict, repr=False)
    secret_keys: frozenset[str] = frozenset()
    stand_ins: tuple[str, ...] = ()
    organization: str = "organization"


def offline(project: Project, name: str) -> Stack:
    """What running a stack of a project takes without the key to its secrets."""
    config = project.offline_config(name)
    return Stack(
        name=name,
        project=project.fleet.project,
        config=config.values,
        secret_keys=config.secrets,
        stand_ins=config.stand_ins,
    )
