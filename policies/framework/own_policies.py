"""What the pack says besides its rules: that one of them broke, and which exemptions there are.

Each has two names, since a policy of the SDK judges either resources or stacks.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from pulumi_policy import (
    EnforcementLevel,
    Policy,
    ReportViolation,
    ResourceValidationArgs,
    ResourceValidationPolicy,
    Severity,
    StackValidationArgs,
    StackValidationPolicy,
)

RESOURCE_RULES_COMPLETE: Final = "resource-rules-complete"
"""Name of the policy that reports a rule that broke on a resource."""

STACK_RULES_COMPLETE: Final = "stack-rules-complete"
"""Name of the policy that reports a rule that broke on a stack."""

RESOURCE_EXEMPTIONS: Final = "resource-exemptions"
"""Name of the policy that reports exemptions from rules on resources."""

STACK_EXEMPTIONS: Final = "stack-exemptions"
"""Name of the policy that reports exemptions from rules on stacks, and those that nothing needs."""

FIX_BROKEN: Final = (
    "Correct the rule by its traceback; until then the rule can be disabled in the pack's configuration."
)

OnResource = Callable[[ResourceValidationArgs, ReportViolation], None]
OnStack = Callable[[StackValidationArgs, ReportViolation], None]

_COMPLETE: Final[Mapping[str, Any]] = {
    "description": "Every rule that is switched on comes to its end: one that breaks has not judged what it should.",
    "enforcement_level": EnforcementLevel.MANDATORY,
    "display_name": "Rules complete",
    "severity": Severity.HIGH,
    "remediation_steps": FIX_BROKEN,
}
_EXEMPT: Final[Mapping[str, Any]] = {
    "description": "Every exemption is known to who deploys: who answers for it, why, and until when.",
    "enforcement_level": EnforcementLevel.ADVISORY,
    "display_name": "Exemptions",
    "severity": Severity.LOW,
    "remediation_steps": "Mend the resource before the exemption expires, or take away one that nothing needs.",
}


def resource_rules_complete(validate: OnResource) -> Policy:
    """The policy that reports a rule that broke on a resource."""
    return ResourceValidationPolicy(RESOURCE_RULES_COMPLETE, validate=validate, **_COMPLETE)


def stack_rules_complete(validate: OnStack) -> Policy:
    """The policy that reports a rule that broke on a stack."""
    return StackValidationPolicy(STACK_RULES_COMPLETE, validate=validate, **_COMPLETE)


def resource_exemptions(validate: OnResource) -> Policy:
    """The policy that reports exemptions from rules on resources."""
    return ResourceValidationPolicy(RESOURCE_EXEMPTIONS, validate=validate, **_EXEMPT)


def stack_exemptions(validate: OnStack) -> Policy:
    """The policy that reports exemptions from rules on stacks."""
    return StackValidationPolicy(STACK_EXEMPTIONS, validate=validate, **_EXEMPT)
