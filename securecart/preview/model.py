"""What a preview comes to."""

from dataclasses import dataclass

from securecart.plan.model import Plan, StackPlan
from securecart.plan.verdicts import Analysis, Policy, Verdict


@dataclass(frozen=True, slots=True)
class SettingsCheck:
    """A check of the settings of all stacks side by side, which they have passed: others are not even run.

    Attributes:
        name: its name.
        title: what it makes sure of, as a sentence.
    """

    name: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StackPreview:
    """One stack of a preview.

    Attributes:
        plan: what it wants.
        role: what it is for, for instance `active, writes world`.
        analysis: what the policy pack says of it, alone and, where all stacks are previewed, among the others.
    """

    plan: StackPlan
    role: str
    analysis: Analysis

    @property
    def refusals(self) -> tuple[Verdict, ...]:
        """The verdicts that refuse a deployment."""
        return tuple(verdict for verdict in self.analysis.verdicts if verdict.refuses)

    @property
    def advice(self) -> tuple[Verdict, ...]:
        """The verdicts that do not."""
        return tuple(verdict for verdict in self.analysis.verdicts if not verdict.refuses)


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """A preview of a fleet, or of some of its stacks.

    Attributes:
        project: the project's name.
        stacks: the stacks that were asked for, in order of deployment.
        also_run: the stacks that were only run because one of `stacks` reads them.
        settings_checks: the checks of the settings of all stacks.
        judged_together: whether the policies that need all stacks have judged them.
        seconds: how long it took.
        source: where the plan comes from: `embedded` or `engine`.
    """

    project: str
    stacks: tuple[StackPreview, ...]
    also_run: tuple[str, ...]
    settings_checks: tuple[SettingsCheck, ...]
    judged_together: bool
    seconds: float
    source: str = "embedded"

    @property
    def plan(self) -> Plan:
        """What the stacks want."""
        return Plan(stacks=tuple(stack.plan for stack in self.stacks), source=self.source)

    @property
    def policies(self) -> tuple[Policy, ...]:
        """The policies of the pack."""
        return self.stacks[0].analysis.policies if self.stacks else ()

    @property
    def verdicts(self) -> tuple[Verdict, ...]:
        """All verdicts: the refusing ones first, the worst of each first, then by policy, stack and resource."""
        order = {stack.plan.stack: number for number, stack in enumerate(self.stacks)}

        def rank(verdict: Verdict) -> tuple[bool, bool, int, str, int, str, str]:
            weight = (not verdict.refuses, verdict.undecided, -verdict.severity.rank)
            return (*weight, verdict.policy, order[verdict.stack], verdict.urn, verdict.message)

        return tuple(sorted((verdict for stack in self.stacks for verdict in stack.analysis.verdicts), key=rank))

    @property
    def refusals(self) -> int:
        """How many violations refuse a deployment."""
        return sum(verdict.refuses for verdict in self.verdicts)

    @property
    def accepted(self) -> bool:
        """Whether nothing refuses a deployment."""
        return self.refusals == 0
