"""Corrects what breaks a rule whose fix is unambiguous, where the pack's configuration switches that on."""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping
from typing import TYPE_CHECKING, Any

from policies.framework.judgement import judge
from policies.framework.proxies import resource_alone
from policies.framework.rule import Rule
from policies.framework.verdicts import Outcome

if TYPE_CHECKING:
    from pulumi_policy import ResourceValidationArgs


def corrected(rule: Rule, args: ResourceValidationArgs) -> Mapping[str, Any] | None:
    """The properties as the rule wants them; None for a resource that meets it, or of which too little is known."""
    if args.resource_type not in rule.types or not judge(rule, resource_alone(args)).with_outcome(Outcome.VIOLATED):
        return None
    for path, value in rule.corrections.items():
        *blocks, name = path.split(".")
        _block(args.props, blocks)[name] = value
    return args.props


def _block(properties: Any, path: list[str]) -> MutableMapping[str, Any]:  # noqa: ANN401 (the SDK's proxies)
    """The block at a path, which is made where it is absent; AWS's schema may put one block into a list."""
    for name in path:
        if properties.get(name) is None:
            properties[name] = {}
        properties = properties[name]
        if not isinstance(properties, Mapping):
            properties = properties[0]
    found: MutableMapping[str, Any] = properties
    return found
