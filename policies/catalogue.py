"""All rules of the pack; none has to be registered, its file is enough."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from pathlib import Path

from policies.framework.rule import Rule

_HERE = Path(__file__).parent
_SHARED = ("aws", "framework")


@cache
def rules() -> tuple[Rule, ...]:
    """The rules, by concern and id.

    Raises:
        LookupError: a module of a concern holds no rule, or more than one.
    """
    found = [
        _rule_of(f"policies.{concern.name}.{module.name}")
        for concern in pkgutil.iter_modules([str(_HERE)])
        if concern.ispkg and concern.name not in _SHARED
        for module in pkgutil.iter_modules([str(_HERE / concern.name)])
        if not module.name.startswith("_")
    ]
    return tuple(sorted(found, key=lambda rule: (rule.concern, rule.id)))


def catalogue() -> dict[str, Rule]:
    """The rules by id, without Pulumi or its policy SDK being imported."""
    return {rule.id: rule for rule in rules()}


def _rule_of(module: str) -> Rule:
    found = [value for value in vars(importlib.import_module(module)).values() if isinstance(value, Rule)]
    if len(found) != 1:
        raise LookupError(f"{module} holds {len(found)} rules instead of one")
    return found[0]
