"""What can go wrong while a plan is made: one type a cause, one message each."""

from __future__ import annotations


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
