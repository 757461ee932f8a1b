"""A rule as a policy of Pulumi's policy SDK: its metadata, its parameters' schema, its callbacks."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, TypeAlias

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

from policies.framework.rule import Parameter, Rule, Scope

Args: TypeAlias = ResourceValidationArgs | StackValidationArgs
Report: TypeAlias = Callable[[Args, ReportViolation], None]
Correct: TypeAlias = Callable[[ResourceValidationArgs], Mapping[str, Any] | None]

_TYPES: Final[Mapping[type, str]] = {bool: "boolean", int: "integer", float: "number", str: "string", tuple: "array"}


def policy(rule: Rule, report: Report, correct: Correct) -> Policy:
    """The policy of a rule.

    Args:
        rule: the rule.
        report: reports what it finds.
        correct: the properties as it wants them; asked only where the rule has corrections.
    """
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
    if rule.scope is not Scope.RESOURCE:
        return StackValidationPolicy(validate=report, **metadata)
    remediate: Any = correct if rule.corrections else None  # the SDK's type has it awaitable, and it need not be
    return ResourceValidationPolicy(validate=report, remediate=remediate, **metadata)


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
