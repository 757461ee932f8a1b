"""One request of the engine: judged once by all rules, then reported policy by policy."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from pulumi_policy import (
    Policy,
    ReportViolation,
    ResourceValidationArgs,
    ResourceValidationPolicy,
    StackValidationArgs,
)
from pulumi_policy.proxy import UnknownValueError

from policies.framework import own_policies
from policies.framework.exemptions import Exemptions
from policies.framework.judgement import Findings, RuleIndex, judge
from policies.framework.proxies import resource_alone, resource_in_stack
from policies.framework.remediation import corrected
from policies.framework.resources import Resource, Stack, stack_of
from policies.framework.rule import Rule, Scope
from policies.framework.sdk_policy import Args, policy
from policies.framework.verdicts import Outcome, Verdict

ROOT: Final = "pulumi:pulumi:Stack"
"""The type of the resource that stands for a stack."""


class UndecidedError(UnknownValueError):
    """What the SDK takes for "depends on a value that is not known": an advisory of the rule, which refuses nothing."""

    def __init__(self, verdicts: Sequence[Verdict]) -> None:
        Exception.__init__(self)  # the SDK's own wants the unknown value and its path
        about = "; ".join(f"{verdict.resource or 'the stack'}: {verdict.reason}" for verdict in verdicts)
        self.message = f"undecided until the deployment knows {about}"


@dataclass(slots=True)
class Memory:
    """What is kept from one request to the next.

    Attributes:
        configurations: by id, the configuration of the rules with parameters. The SDK hands a policy its configuration
            only when it comes to it, and reads the whole request anew for that: so it comes to each of these once,
            while the request is a single resource.
        inputs: by URN, the inputs of the resources that were judged so far. A stack's request shows outputs only, and
            at a preview these may have lost whole blocks that hold a value which is not known (pulumi/pulumi#7854).
            The engine asks about each resource first, and then about the stack. Without the stack's root.
        offered: the rules that have been shown to the SDK because they may have something to report.
        reached: those that it came to; the others are disabled.
    """

    configurations: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    inputs: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    offered: set[str] = field(default_factory=set)
    reached: set[str] = field(default_factory=set)


class Request:
    """One request of the engine, from the first policy that the SDK comes to until the last.

    The SDK goes through `policies` in order: first one that takes the request, as a resource's or a stack's, then those
    of the rules, then those of `completion`, and then it is closed. A request that nobody takes belongs to an SDK that
    went through all policies before: each then judges for itself.

    Args:
        rules: the pack's rules.
        index: the same by what they judge.
        exemptions: from which of them, where.
        memory: what the requests before have left.
    """

    def __init__(self, rules: Sequence[Rule], index: RuleIndex, exemptions: Exemptions, memory: Memory) -> None:
        self._rules = rules
        self._index = index
        self._exemptions = exemptions
        self._memory = memory
        self._open = True
        self._taken = False
        self._about_resource = False
        self._concerned: Sequence[Rule] = ()
        self._stack_taken: Stack | None = None
        self._findings: dict[str, Findings] = {}
        self._failures: list[str] = []
        self._exempted: list[tuple[str, str | None]] = []

    def take_resource(self, args: ResourceValidationArgs, _: ReportViolation) -> None:
        """Have the rules judge a resource."""
        if args.resource_type != ROOT:
            self._memory.inputs[args.urn] = args.props
        self._taken = self._about_resource = self._open
        self._concerned = self._index.of_type(args.resource_type) if self._taken else ()
        if self._concerned:
            self._judge(resource_alone(args))

    def take_stack(self, args: StackValidationArgs, _: ReportViolation) -> None:
        """Have the rules judge a stack."""
        self._taken = self._open
        if self._taken:
            self._stack_taken = self._stack(args)
            self._concerned = self._index.of_stack(self._stack_taken)
            self._judge(self._stack_taken)

    def close(self) -> None:
        """Judge nothing ahead any more: from now on nobody asks which policies to come to."""
        self._open = False

    def policies(self) -> Iterator[Policy]:
        """The policies of the rules that the SDK has to come to.

        These are all of them unless the request was taken: then its rules have judged, and those remain that have
        something to say.
        """
        if not self._taken:
            yield from map(self._policy, self._rules)
            return
        if self._about_resource:
            yield from self._learning()
        for rule in self._concerned:
            if rule.id not in self._findings or not self._findings[rule.id].silent:
                self._memory.offered.add(rule.id)
                yield self._policy(rule)

    def _learning(self) -> Iterator[Policy]:
        """The policies that learn the configurations that are not known yet."""

        def learns(rule: Rule) -> Policy:
            def learn(args: ResourceValidationArgs, _: ReportViolation) -> None:
                self._memory.configurations[rule.id] = args.get_config()

            return ResourceValidationPolicy(rule.id, rule.what, learn)

        for rule in self._index.configurable:
            if rule.id not in self._memory.configurations:
                yield learns(rule)

    def _policy(self, rule: Rule) -> Policy:
        """The policy that reports what a rule finds."""

        def report(args: Args, report_violation: ReportViolation) -> None:
            self._report(rule, args, report_violation)

        def correct(args: ResourceValidationArgs) -> Mapping[str, Any] | None:
            exemption = self._exemptions.find(rule.id, args.urn)
            return None if exemption and self._exemptions.holds(exemption) else corrected(rule, args)

        return policy(rule, report, correct)

    def completion(self) -> Iterator[Policy]:
        """The policies that report the rules that broke and the exemptions, where there are any to report."""
        of_stack = self._stack_taken is not None
        if self._failures:
            complete = own_policies.stack_rules_complete if of_stack else own_policies.resource_rules_complete
            yield complete(self._report_broken)
        if self._stack_taken:
            self._exempted += [(text, None) for text in self._idle_exemptions(self._stack_taken)]
        if not self._taken or (self._exempted and not of_stack):
            yield own_policies.resource_exemptions(self._report_exemptions)
        if not self._taken or (self._exempted and of_stack):
            yield own_policies.stack_exemptions(self._report_exemptions)

    def _report_broken(self, _: object, report: ReportViolation) -> None:
        for failure in self._failures:
            report(f"{failure}\nFix: {own_policies.FIX_BROKEN}", None)

    def _report_exemptions(self, args: Args, report: ReportViolation) -> None:
        if not self._taken and isinstance(args, StackValidationArgs):
            self._exempted += [(text, None) for text in self._idle_exemptions(self._stack(args))]
        for text, urn in self._exempted:
            report(text, urn)
        self._exempted.clear()

    def _idle_exemptions(self, stack: Stack) -> Iterator[str]:
        together = len(stack.stacks) > 1
        disabled = self._memory.offered - self._memory.reached
        judged = {rule.id for rule in self._rules if (rule.scope is Scope.FLEET) == together} - disabled
        if together:
            yield from self._exemptions.of_no_stack(stack.stacks)
        resources = {resource.urn for resource in stack}
        yield from self._exemptions.idle(resources, {rule.id for rule in self._rules}, judged)

    def _judge(self, subject: Resource | Stack) -> None:
        for rule in self._concerned:
            if not rule.parameters:
                self._findings[rule.id] = judge(rule, subject)
            elif rule.id in self._memory.configurations:
                self._findings[rule.id] = judge(rule, subject.configured(self._memory.configurations[rule.id]))

    def _report(self, rule: Rule, args: Args, report: ReportViolation) -> None:
        self._memory.reached.add(rule.id)
        findings = self._findings.get(rule.id)
        if findings is None:
            findings = self._judged_alone(rule, args)
        for verdict in findings.with_outcome(Outcome.VIOLATED):
            self._report_violation(rule, verdict, _root(args), report)
        if findings.failure and self._taken:
            self._failures.append(findings.failure)
        elif findings.failure:
            report(f"{findings.failure}\nFix: {own_policies.FIX_BROKEN}", None)
        if open_questions := findings.with_outcome(Outcome.UNDECIDED):
            for verdict in open_questions:  # an exemption may be needed there, for all that is known
                self._exemptions.find(rule.id, _urn(verdict) or _root(args))
            raise UndecidedError(open_questions)

    def _report_violation(self, rule: Rule, verdict: Verdict, root: str, report: ReportViolation) -> None:
        urn = _urn(verdict)
        exemption = self._exemptions.find(rule.id, urn or root)
        if exemption and self._exemptions.holds(exemption):
            self._exempted.append((f"{exemption}: {verdict.reason}", urn))
            return
        ended = f" The exemption of {exemption.owner} expired on {exemption.expires}." if exemption else ""
        report(f"{verdict.reason}{ended}\nFix: {rule.fix}", urn)

    def _judged_alone(self, rule: Rule, args: Args) -> Findings:
        """What one rule finds that has not judged with the others."""
        if isinstance(args, ResourceValidationArgs):
            concerned = rule in self._index.of_type(args.resource_type)
            return judge(rule, resource_alone(args)) if concerned else Findings()
        stack = self._stack_taken or self._stack(args)
        concerned = rule in self._index.of_stack(stack)
        return judge(rule, stack.configured(args.get_config())) if concerned else Findings()

    def _stack(self, args: StackValidationArgs) -> Stack:
        # An engine shows one stack, and its resources first; who shows them all at once shows them with their inputs.
        if not self._memory.inputs or len({stack_of(resource.urn) for resource in args.resources}) > 1:
            return Stack(resource_in_stack(resource, resource.props) for resource in args.resources)
        return Stack(resource_in_stack(resource, self._memory.inputs.get(resource.urn)) for resource in args.resources)


def _urn(verdict: Verdict) -> str | None:
    return verdict.resource.urn if verdict.resource else None


def _root(args: Args) -> str:
    """The URN of the stack itself, which stands for the stack as a whole; empty where there is none."""
    resources = args.resources if isinstance(args, StackValidationArgs) else ()
    return next((resource.urn for resource in resources if resource.resource_type == ROOT), "")
