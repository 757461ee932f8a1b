"""Which mutants there are: each rule's stand in its own test module, as `MUTANTS`."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module

from policies.framework.rule import Rule
from tests.policies.mutants.mutant import Mutant


def mutants_of(rule: Rule) -> Sequence[Mutant]:
    """The mutants that a rule has to report."""
    _, concern, name = rule.judge.__module__.split(".")
    mutants: Sequence[Mutant] = getattr(import_module(f"tests.policies.{concern}.test_{name}"), "MUTANTS", ())
    return mutants
