from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from policies.catalogue import _rule_of, catalogue, rules
from policies.document import markdown
from tests.policies.mutants.collect import mutants_of

ROOT = Path(__file__).parents[2]


def test_the_page_in_docs_is_made_from_the_rules() -> None:
    hint = "run: securecart policies --format markdown > docs/policies.md"
    assert (ROOT / "docs" / "policies.md").read_text() == markdown(rules()), hint


def test_every_file_of_a_concern_is_a_rule_with_a_test_of_its_own() -> None:
    for rule in rules():
        module = Path(*rule.judge.__module__.split("."))
        assert rule.id == "-".join(module.parts[1:]).replace("_", "-")
        assert (ROOT / "tests" / module.parent / f"test_{module.name}.py").is_file()
    assert list(catalogue()) == [rule.id for rule in rules()]


FEWEST_MUTANTS = 3


def test_every_rule_has_mutants_of_its_own() -> None:
    for rule in rules():
        mutants = mutants_of(rule)
        names = {mutant.name for mutant in mutants}
        assert len(names) == len(mutants) >= FEWEST_MUTANTS, rule.id
        assert all(mutant.reported for mutant in mutants), rule.id
        assert {other for mutant in mutants for other in mutant.related} <= {other.id for other in rules()}, rule.id


def test_a_file_without_a_rule_is_told() -> None:
    with pytest.raises(LookupError, match=r"policies\.document holds 0 rules instead of one"):
        _rule_of("policies.document")


def test_the_catalogue_needs_neither_pulumi_nor_its_policy_sdk() -> None:
    code = (
        "import sys; from policies.catalogue import catalogue; from policies.document import markdown;"
        "assert catalogue(); print([name for name in sys.modules if name.startswith(('pulumi', 'grpc', 'google'))])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
