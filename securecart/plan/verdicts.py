"""What a policy pack says of a plan."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """What a violation does."""

    ADVISORY = "advisory"
    MANDATORY = "mandatory"
    REMEDIATE = "remediate"
    DISABLED = "disabled"


class Judges(StrEnum):
    """What a policy is shown."""

    RESOURCE = "resource"
    """One resource, before it is made."""
    STACK = "stack"
    """All resources of a stack, or of several."""


class Severity(StrEnum):
    """How bad a violation is; in ascending order."""

    UNSPECIFIED = "unspecified"
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"

    @property
    def rank(self) -> int:
        """Its place in the order."""
        return list(Severity).index(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """A policy of the pack.

    Attributes:
        name: its name.
        title: its name for readers; empty if it has none.
        description: what it asks for.
        level: what a violation does.
        severity: how bad a violation is.
        remediation: what to do about a violation.
        url: where to read on.
        judges: what it is shown.
    """

    name: str
    description: str
    level: Level
    severity: Severity
    title: str = ""
    remediation: str = ""
    url: str = ""
    judges: Judges = Judges.RESOURCE


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """One thing that a policy found.

    Attributes:
        policy: the policy's name.
        stack: the stack that it was found in.
        urn: the resource that it is about; the stack's root when it is about the whole stack.
        level: what it does; a mandatory one refuses the deployment.
        severity: how bad it is.
        message: the reason.
        remediation: what to do about it.
        undecided: the policy could not tell, because it met a value that only the deployment can know.
        assumed: it was asked again, with stand-ins for such values: an undecided verdict with this found nothing then,
            and any other was found only then.
    """

    policy: str
    stack: str
    urn: str
    level: Level
    severity: Severity
    message: str
    remediation: str = ""
    undecided: bool = False
    assumed: bool = False

    @property
    def refuses(self) -> bool:
        """Whether a deployment would be refused."""
        return self.level is Level.MANDATORY


@dataclass(frozen=True, slots=True, kw_only=True)
class Analysis:
    """What the pack says of one stack.

    Attributes:
        stack: the stack.
        policies: the pack's policies.
        verdicts: what they found.
        judged: how many resources were shown to it.
    """

    stack: str
    policies: tuple[Policy, ...]
    verdicts: tuple[Verdict, ...]
    judged: int


def refused(verdicts: Iterable[Verdict]) -> bool:
    """Whether any of them refuses a deployment."""
    return any(verdict.refuses for verdict in verdicts)
