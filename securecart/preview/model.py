"""What a preview comes to."""

from dataclasses import dataclass

from securecart.plan.model import Plan, StackPlan
from securecart.plan.verdicts import Analysis, Policy, Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class FleetCheck:
    """A check that no single stack can make.

    Attributes:
        name: its name.
        title: what it makes sure of, as a sentence.
        subject: what it looks at: `settings` or `plans`.
        problems: what it found, each naming stack and resource; none if all is well.
    """

    name: str
    title: str
    subject: str = "plans"
    problems: tuple[str, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether all is well."""
        return not self.problems


@dataclass(frozen=True, slots=True, kw_only=True)
class StackPreview:
    """One stack of a preview.

    Attributes:
        plan: what it wants.
        role: what it is for, for instance `active, writes world`.
        analysis: what the policy pack says of it.
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
        checks: the checks across stacks, the settings' first.
        seconds: how long it took.
    """

    project: str
    stacks: tuple[StackPreview, ...]
    also_run: tuple[str, ...]
    checks: tuple[FleetCheck, ...]
    seconds: float

    @property
    def plan(self) -> Plan:
        """What the stacks want."""
        return Plan(stacks=tuple(stack.plan for stack in self.stacks))

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
        """How many violations and failed checks refuse a deployment."""
        return sum(verdict.refuses for verdict in self.verdicts) + sum(not check.passed for check in self.checks)

    @property
    def accepted(self) -> bool:
        """Whether nothing refuses a deployment."""
        return self.refusals == 0
