"""What can go wrong while a plan is made: one type a cause, one message each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class PlanError(Exception):
    """A stack could not be planned.

    Attributes:
        stack: the stack that was being run.
        reason: what went wrong, without stack and place.
        location: the program's own `file:line`, where one is known.
    """

    def __init__(self, stack: str, reason: str, location: str | None = None) -> None:
        self.stack = stack
        self.reason = reason
        self.location = location
        place = f" ({location})" if location else ""
        super().__init__(f"{stack}: {reason}{place}")

    def __reduce__(self) -> tuple[Any, ...]:
        """Let a process that runs a stack hand it to the one that asked for that."""
        return _restored, (type(self), self.args, self.__dict__)


def _restored(kind: type[PlanError], args: tuple[Any, ...], state: Mapping[str, Any]) -> PlanError:
    error = kind.__new__(kind, *args)
    error.__dict__.update(state)
    return error


class ProgramError(PlanError):
    """The program raised an exception."""


class DuplicateResourceError(PlanError):
    """Two resources of a stack have one URN."""


class DefaultProviderError(PlanError):
    """A resource would use a default provider that the stack has switched off."""


class DataSourceError(PlanError):
    """The program asks the cloud something while it is being planned."""


class StackReferenceError(PlanError):
    """The program reads stacks that the run has no outputs of.

    Attributes:
        missing: the names of all of them.
    """

    def __init__(self, stack: str, reason: str, location: str | None, missing: tuple[str, ...]) -> None:
        self.missing = missing
        super().__init__(stack, reason, location)


class UnsupportedError(PlanError):
    """The program uses something of Pulumi's that the embedded runtime would not carry out faithfully."""


class WorkerLostError(PlanError):
    """The process that worked on a stack is gone."""
