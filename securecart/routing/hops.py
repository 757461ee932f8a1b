"""What was decided on the way from a name to an endpoint."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Protocol

from securecart.routing.rules import Rule


class Choice(Protocol):
    """Something that is chosen among others: a record, an endpoint group, an endpoint."""

    @property
    def place(self) -> str:
        """What it is one of: a name and type, an accelerator, a Region."""

    @property
    def label(self) -> str:
        """What tells it from the others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PassedOver:
    """What would have come before, and why it did not.

    Attributes:
        choice: the record, endpoint group or endpoint.
        rule: why it was passed over.
        because: the id of the check, or the name of the target, that decided; None where the choice itself does.
        below: of an alias to other records, why each of these is unhealthy.
    """

    choice: Choice
    rule: Rule
    because: str | None = None
    below: tuple[PassedOver, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Hop:
    """One decision.

    Attributes:
        chosen: what was chosen.
        rule: by which rule.
        share: of those who come to this decision, the share that goes this way.
        passed_over: what came before by policy, and was unhealthy or had no weight.
    """

    chosen: Choice
    rule: Rule
    share: Fraction
    passed_over: tuple[PassedOver, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """What an answer has to be read with.

    Attributes:
        rule: what AWS does not document, and what is assumed.
        about: the name, record or Region that it is about.
    """

    rule: Rule
    about: str
