"""The rules as policies of Pulumi's policy SDK: a policy a rule, at the cost of one for all.

The SDK reads a request anew for every policy that it comes to: with 80 rules, the 530 resources of a Region would take
9 seconds, whether or not a rule has anything to say; this way they take 0.2 (the tests count the readings). One policy
for many rules, on the other hand, has one name, one level and one severity: no rule could be configured alone.

So every rule is a policy, and `Policies` decides which of them the SDK comes to. First comes one that reads the request
and has every rule judge it; after that only the rules that found something, and those with parameters that the request
concerns, since the SDK hands a policy its configuration only when it comes to it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

from pulumi_policy import (
    EnforcementLevel,
    Policy,
    PolicyComplianceFramework,
    PolicyConfigSchema,
    ReportViolation,
    ResourceValidationArgs,
    ResourceValidationPolicy,
    Severity,
    StackValidationArgs,
    StackValidationPolicy,
)
from pulumi_policy.proxy import UnknownValueError

from policies.framework.judgement import Findings, concerns, judge
from policies.framework.proxies import resource_alone, resource_in_stack
from policies.framework.resources import Resource, Stack, stack_of
from policies.framework.rule import Parameter, Rule, Scope
from policies.framework.verdicts import Outcome, Verdict

RESOURCE_RULES_COMPLETE: Final = "resource-rules-complete"
"""Name of the policy that reports a rule that broke on a resource."""

STACK_RULES_COMPLETE: Final = "stack-rules-complete"
"""Name of the policy that reports a rule that broke on a stack."""

_FIX_BROKEN: Final = (
    "Correct the rule by its traceback; until then the rule can be disabled in the pack's configuration."
)
_COMPLETE: Final[Mapping[str, Any]] = {
    "description": "Every rule that is switched on comes to its end: one that breaks has not judged what it should.",
    "enforcement_level": EnforcementLevel.MANDATORY,
    "display_name": "Rules complete",
    "severity": Severity.HIGH,
    "remediation_steps": _FIX_BROKEN,
}
_TYPES: Final[Mapping[type, str]] = {bool: "boolean", int: "integer", float: "number", str: "string", tuple: "array"}


class UndecidedError(UnknownValueError):
    """What the SDK takes for "depends on a value that is not known": an advisory of the rule, which refuses nothing."""

    def __init__(self, verdicts: Sequence[Verdict]) -> None:
        Exception.__init__(self)
        about = "; ".join(f"{verdict.resource or 'the stack'}: {verdict.reason}" for verdict in verdicts)
        self.message = f"undecided until the deployment knows {about}"


class Policies(list[Policy]):
    """The pack's policies.

    A list, as the SDK wants one, that is decided anew each time the SDK goes through it. To an SDK that keeps a copy
    instead, it is a plain list in which each policy judges for itself.
    """

    def __init__(self, rules: Sequence[Rule]) -> None:
        self._rules = rules
        self._inputs: dict[str, Mapping[str, Any]] = {}
        super().__init__(tuple(self))

    def __iter__(self) -> Iterator[Policy]:
        request = _Request(self._rules, self._inputs)
        try:
            yield _resource_rules_complete(request.take_resource)
            yield _stack_rules_complete(request.take_stack)
            for rule in self._rules:
                if request.is_about(rule):
                    yield request.policy(rule)
            yield from request.completion()
        finally:
            request.close()


class _Request:
    """One request of the engine, from the first policy that the SDK comes to until the last.

    Args:
        rules: the pack's rules.
        inputs: by URN, the inputs of the resources that were judged so far. A stack's request shows outputs only, and
            at a preview these may have lost whole blocks that hold a value which is not known (pulumi/pulumi#7854).
            The engine asks about each resource first, and then about the stack.
    """

    def __init__(self, rules: Sequence[Rule], inputs: dict[str, Mapping[str, Any]]) -> None:
        self._rules = rules
        self._inputs = inputs
        self._open = True
        self._taken = False
        self._subject: Resource | Stack | None = None
        self._findings: dict[str, Findings] = {}
        self._failures: list[str] = []

    def take_resource(self, args: ResourceValidationArgs, _: ReportViolation) -> None:
        """Have the rules judge a resource."""
        self._inputs[args.urn] = args.props
        self._taken = self._open
        if self._taken and any(
            rule.scope is Scope.RESOURCE and args.resource_type in rule.types for rule in self._rules
        ):
            self._judge(resource_alone(args))

    def take_stack(self, args: StackValidationArgs, _: ReportViolation) -> None:
        """Have the rules judge a stack."""
        self._taken = self._open
        if self._taken:
            self._judge(self._stack(args))

    def close(self) -> None:
        """Judge nothing ahead any more: from now on nobody asks which policies to come to."""
        self._open = False

    def is_about(self, rule: Rule) -> bool:
        """Whether the SDK has to come to a rule: all of them unless the request was taken, that is, judged already."""
        if not self._taken:
            return True
        if self._subject is None or not concerns(rule, self._subject):
            return False
        return rule.id not in self._findings or not self._findings[rule.id].silent

    def policy(self, rule: Rule) -> Policy:
        """The policy that reports what a rule finds."""
        source = rule.sources[0]
        metadata: dict[str, Any] = {
            "name": rule.id,
            "description": rule.what,
            "enforcement_level": EnforcementLevel(rule.level.value),
            "config_schema": _schema(rule.parameters),
            "display_name": rule.title,
            "severity": Severity(rule.severity.value),
            "framework": PolicyComplianceFramework(name=source.standard, reference=source.reference),
            "tags": [rule.concern],
            "remediation_steps": rule.fix,
            "url": source.url,
        }
        if rule.scope is Scope.RESOURCE:

            def report_resource(args: ResourceValidationArgs, report: ReportViolation) -> None:
                self._report(rule, args, report)

            return ResourceValidationPolicy(validate=report_resource, **metadata)

        def report_stack(args: StackValidationArgs, report: ReportViolation) -> None:
            self._report(rule, args, report)

        return StackValidationPolicy(validate=report_stack, **metadata)

    def completion(self) -> Iterator[Policy]:
        """The policy that reports the rules that broke, if any did."""

        def report_broken(_: object, report: ReportViolation) -> None:
            for failure in self._failures:
                report(f"{failure}\nFix: {_FIX_BROKEN}", None)

        if not self._failures:
            return
        if isinstance(self._subject, Resource):
            yield _resource_rules_complete(report_broken)
        else:
            yield _stack_rules_complete(report_broken)

    def _judge(self, subject: Resource | Stack) -> None:
        self._subject = subject
        for rule in self._rules:
            if not rule.parameters and concerns(rule, subject):
                self._findings[rule.id] = judge(rule, subject)

    def _report(self, rule: Rule, args: ResourceValidationArgs | StackValidationArgs, report: ReportViolation) -> None:
        findings = self._findings.get(rule.id)
        if findings is None:
            subject = self._configured(args)
            findings = judge(rule, subject) if concerns(rule, subject) else Findings()
        for verdict in findings.with_outcome(Outcome.VIOLATED):
            report(f"{verdict.reason}\nFix: {rule.fix}", verdict.resource.urn if verdict.resource else None)
        if findings.failure and self._taken:
            self._failures.append(findings.failure)
        elif findings.failure:
            report(f"{findings.failure}\nFix: {_FIX_BROKEN}", None)
        if open_questions := findings.with_outcome(Outcome.UNDECIDED):
            raise UndecidedError(open_questions)

    def _configured(self, args: ResourceValidationArgs | StackValidationArgs) -> Resource | Stack:
        """What a rule judges, with the rule's own configuration."""
        if isinstance(args, ResourceValidationArgs):
            return resource_alone(args)
        stack = self._subject if isinstance(self._subject, Stack) else self._stack(args)
        return stack.configured(args.get_config())

    def _stack(self, args: StackValidationArgs) -> Stack:
        if len({stack_of(resource.urn) for resource in args.resources}) > 1:  # no engine shows several: we do, joined
            return Stack(resource_in_stack(resource, resource.props) for resource in args.resources)
        return Stack(resource_in_stack(resource, self._inputs.get(resource.urn)) for resource in args.resources)


def _resource_rules_complete(validate: Callable[[ResourceValidationArgs, ReportViolation], None]) -> Policy:
    return ResourceValidationPolicy(RESOURCE_RULES_COMPLETE, validate=validate, **_COMPLETE)


def _stack_rules_complete(validate: Callable[[StackValidationArgs, ReportViolation], None]) -> Policy:
    return StackValidationPolicy(STACK_RULES_COMPLETE, validate=validate, **_COMPLETE)


def _schema(parameters: Sequence[Parameter[Any]]) -> PolicyConfigSchema | None:
    if not parameters:
        return None
    return PolicyConfigSchema(
        {
            parameter.name: {
                "type": _TYPES[type(parameter.default)],
                "description": parameter.description,
                "default": list(parameter.default) if isinstance(parameter.default, tuple) else parameter.default,
                **parameter.schema,
            }
            for parameter in parameters
        }
    )
