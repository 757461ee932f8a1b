from __future__ import annotations

import pytest

from policies.edge.web_acl_priorities import web_acl_priorities as rule
from tests.policies.edge.web_acls import set_in_rule
from tests.policies.harness import Deployment, judge, program
from tests.policies.mutants.mutant import mutant

MUTANTS = (
    mutant(
        "two rules with priority 1",
        "us-east-1",
        lambda d: set_in_rule(d, "shop-web-acl", "origin-without-secret", "priority", 1),
        "shop-web-acl",
    ),
    mutant(
        "two rules with one later priority",
        "eu-central-1",
        lambda d: set_in_rule(d, "shop-web-acl", "public", "priority", 4),
        "shop-web-acl",
    ),
    mutant(
        "two rules of the edge with one priority",
        "global",
        lambda d: set_in_rule(d, "edge-web-acl", "rate", "priority", 0),
        "edge-web-acl",
    ),
)


def filtered(rules: str, more: str = "") -> Deployment:
    return program(f"""
        resources:
          filter: {{type: "aws:wafv2:WebAcl", properties: {{scope: REGIONAL, rules: {rules}}}}}
          {more}
    """)


ADDED = "added: {type: 'aws:wafv2:WebAclRule', properties: {webAclArn: '${filter.arn}', name: added, priority: 1}}"


@pytest.mark.parametrize("rules", ["[]", "[{name: a, priority: 0}, {name: b, priority: 7}]", "[{name: a}, {name: b}]"])
def test_satisfied(rules: str) -> None:
    judged = judge(rule, filtered(rules))
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize(
    ("rules", "more", "reason"),
    [
        ('[{name: a, priority: 1}, {name: b, priority: "1"}]', "", "rule `a` and rule `b` have `priority` 1"),
        ("[{name: a, priority: 1}]", ADDED, "rule `a` and rule `added` have `priority` 1"),
        ("[{priority: 1}, {priority: 1}, unknown!]", "", "the rule with priority 1 and the rule with priority 1 have"),
    ],
)
def test_violated(rules: str, more: str, reason: str) -> None:
    assert reason in judge(rule, filtered(rules, more)).violated[rule.id]["filter"]


@pytest.mark.parametrize(
    "rules", ["unknown!", "[{name: a, priority: 0}, unknown!]", "[{priority: unknown!}, {priority: 0}]"]
)
def test_undecided(rules: str) -> None:
    judged = judge(rule, filtered(rules))
    assert not judged.violated
    assert "filter" in judged.undecided[rule.id]
