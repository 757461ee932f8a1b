"""What a comparison of two plans comes to."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from securecart.comparison import stateful
from securecart.plan import urns
from securecart.plan.model import Plan, Resource
from securecart.plan.verdicts import Verdict
from securecart.proof.model import Counterexample, Proof


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One of the two that are compared.

    Attributes:
        name: what it is called: the revision as the user wrote it.
        commit: the commit's full id.
        uncommitted: whether it is that commit with changes that are not committed.
        plan: what its stacks want.
        verdicts: what its policy pack says of them.
        settings: the plain values of its stack files, by stack and key; Pulumi.yaml's defaults among them.
        proof: what its customers get when something fails; None where its plan is not that of the whole fleet.
    """

    name: str
    commit: str
    uncommitted: bool = False
    plan: Plan
    verdicts: tuple[Verdict, ...] = ()
    settings: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    proof: Proof | None = field(default=None, repr=False)


class Change(StrEnum):
    """What became of a property, a verdict or a stack."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class PropertyChange:
    """A property that the two sides do not agree on.

    Attributes:
        path: its path, as Pulumi writes one: `replicas[0].regionName`; inside a JSON text it goes on.
        change: what became of it.
        before: its value; None where it was added.
        after: its value; None where it was removed.
    """

    path: str
    change: Change
    before: Any = None
    after: Any = None


class Operation(StrEnum):
    """What a deployment would do to a resource."""

    CREATE = "create"
    UPDATE = "update"
    REPLACE = "replace"
    DELETE = "delete"
    RETAIN = "retain"
    """It leaves the program and stays in AWS (`retain_on_delete`)."""
    RENAME = "rename"
    """It gets another URN by an alias; nothing happens in AWS."""


class Certainty(StrEnum):
    """How sure it is that a resource is replaced."""

    CERTAIN = "certain"
    POSSIBLE = "possible"
    """AWS has decided a property until now; it is replaced unless that is what the program asks for from now on."""
    UNKNOWN = "unknown"
    """It is not known here which properties of its type replace it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Replacement:
    """Why a resource is replaced, or may be.

    Attributes:
        certainty: how sure that is.
        properties: the paths of the properties that replace it.
    """

    certainty: Certainty
    properties: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ResourceChange:
    """What a deployment would do to one resource.

    Attributes:
        operation: what it does.
        before: the resource as it was; None when it is created.
        after: the resource as it will be; None when it goes.
        properties: the inputs that change.
        options: the resource options that change.
        follows: by input, the URN of the resource that is replaced and that the input refers to: it changes, too; by
            option (`replacementTrigger`, `replaceWith`), that of the resource that it is replaced with.
        replacement: why it is replaced, or may be; None if it is not.
    """

    operation: Operation
    before: Resource | None = None
    after: Resource | None = None
    properties: tuple[PropertyChange, ...] = ()
    options: tuple[PropertyChange, ...] = ()
    follows: Mapping[str, str] = field(default_factory=dict)
    replacement: Replacement | None = None

    @property
    def resource(self) -> Resource:
        """The resource as it will be, or as it was when it goes."""
        found = self.after or self.before
        assert found is not None  # noqa: S101 (one of them is always there)
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class StackComparison:
    """What becomes of one stack.

    Attributes:
        stack: its name.
        change: added, removed, or changed; None when nothing changes.
        resources: what becomes of its resources, in order of their types and names; none for a stack that is removed,
            since no deployment deletes them.
        repointed: how many resources refer to one that was renamed by an alias, and do not change otherwise.
    """

    stack: str
    change: Change | None
    resources: tuple[ResourceChange, ...] = ()
    repointed: int = 0

    def of(self, operation: Operation) -> tuple[ResourceChange, ...]:
        """The resources that one thing is done to."""
        return tuple(change for change in self.resources if change.operation is operation)


class Harm(StrEnum):
    """What can go wrong with a change; the worst first."""

    DELETED = "deleted"
    REPLACED = "replaced"
    POSSIBLY_REPLACED = "possiblyReplaced"
    COPY_DELETED = "copyDeleted"
    RECOVERABLE = "recoverable"
    """It is deleted, and AWS keeps it for some days."""
    ABANDONED = "abandoned"
    """It stays in AWS, and no stack knows of it any more."""
    UNPROTECTED = "unprotected"
    OBJECTIVE_LOOSENED = "objectiveLoosened"

    @property
    def rank(self) -> int:
        """Its place in the order."""
        return list(Harm).index(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Danger:
    """Something that a reader has to know before anything else.

    Attributes:
        harm: what happens.
        stack: where.
        urn: the resource; None when it is about a whole stack or a setting.
        subject: the resource in words: its type and name, or the stack, or the setting.
        because: the properties that bring it about.
        lost: what goes with it and does not come back.
        stopped_by: what would stop the deployment before that, such as `protect`.
        successor: URN of a resource with the same inputs that is created in its stack: with an alias it would be the
            same one, and nothing would go.
    """

    harm: Harm
    stack: str
    subject: str
    urn: str | None = None
    because: tuple[str, ...] = ()
    lost: str = ""
    stopped_by: tuple[str, ...] = ()
    successor: str | None = None

    @property
    def refuses(self) -> bool:
        """Whether nobody should deploy it without a decision: the only place that holds the data goes.

        Logs expire anyway, and go with whatever wrote them: with a copy that a promotion makes anew, for instance.
        """
        if self.urn and stateful.expires(urns.qualified_type(self.urn).rsplit("$", 1)[-1]):
            return False
        return self.harm in (Harm.DELETED, Harm.REPLACED)


@dataclass(frozen=True, slots=True, kw_only=True)
class VerdictChange:
    """A verdict that only one side has."""

    change: Change
    verdict: Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingChange:
    """A setting that the two sides do not agree on.

    Attributes:
        stack: the stack whose file it is in.
        property: its path, beginning with its key, and its values.
    """

    stack: str
    property: PropertyChange


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseChange:
    """A promise to customers that the two sides do not keep alike.

    Attributes:
        change: added where it was kept and is broken, changed where it is broken for more than it was, removed where it
            is kept again.
        counterexample: the smallest failure that breaks it, on the side that is looked at; on the other if it is kept
            again.
    """

    change: Change
    counterexample: Counterexample

    @property
    def refuses(self) -> bool:
        """Whether customers get less than they got."""
        return self.change is not Change.REMOVED


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What changes from one side to the other.

    Attributes:
        project: the project's name.
        before: the side that is compared with.
        after: the side that is looked at.
        stacks: in order of deployment, the removed ones last.
        dangers: the worst first.
        promises: those that the sides do not keep alike, the broken ones first; None where a side is not the whole
            fleet.
        verdicts: those that only one side has; the refusing ones first.
        settings: the settings of stacks that both sides have.
    """

    project: str
    before: Side
    after: Side
    stacks: tuple[StackComparison, ...]
    dangers: tuple[Danger, ...] = ()
    promises: tuple[PromiseChange, ...] | None = None
    verdicts: tuple[VerdictChange, ...] = ()
    settings: tuple[SettingChange, ...] = ()

    @property
    def refusals(self) -> int:
        """How many violations of the side that is looked at refuse a deployment."""
        return sum(verdict.refuses for verdict in self.after.verdicts)

    @property
    def losses(self) -> int:
        """How many resources with data that is nowhere else go."""
        return sum(danger.refuses for danger in self.dangers)

    @property
    def broken(self) -> int:
        """How many promises to customers are broken that were kept, or kept for more."""
        return sum(found.refuses for found in self.promises or ())

    @property
    def accepted(self) -> bool:
        """Whether nothing refuses a deployment."""
        return not self.refusals and not self.losses and not self.broken
