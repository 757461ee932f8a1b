from __future__ import annotations

import pytest

from policies.edge.web_acl_bot_control import web_acl_bot_control as rule
from tests.policies.edge.web_acls import set_in_rule
from tests.policies.harness import ABSENT, Deployment, judge, program
from tests.policies.mutants.mutant import mutant

SCOPE = "statement.managedRuleGroupStatement.scopeDownStatement"

MUTANTS = (
    *(
        mutant(
            f"Bot Control over everything in {stack}",
            stack,
            lambda d: set_in_rule(d, "shop-web-acl", "bot-control", SCOPE, ABSENT),
            "shop-web-acl",
        )
        for stack in ("us-east-1", "eu-central-1")
    ),
    mutant(
        "Bot Control over all pages of the edge",
        "global",
        lambda d: set_in_rule(
            d,
            "edge-web-acl",
            "common",
            "statement.managedRuleGroupStatement.name",
            "AWSManagedRulesBotControlRuleSet",
        ),
        "edge-web-acl",
        related=("edge-web-acl-required-rules",),
    ),
)


def filtered(group: str) -> Deployment:
    return program(f"""
        resources:
          filter:
            type: aws:wafv2:WebAcl
            properties:
              rules: [{{name: bots, priority: 0, statement: {{managedRuleGroupStatement: {group}}}}}]
    """)


@pytest.mark.parametrize(
    "group",
    [
        "{name: AWSManagedRulesBotControlRuleSet, scopeDownStatement: {geoMatchStatement: {countryCodes: [XX]}}}",
        "{name: AWSManagedRulesBotControlRuleSet, scopeDownStatement: unknown!}",
        "{name: AWSManagedRulesCommonRuleSet}",
    ],
)
def test_satisfied(group: str) -> None:
    judged = judge(rule, filtered(group))
    assert not judged.violated
    assert not judged.undecided


def test_violated_as_advice() -> None:
    judged = judge(rule, filtered("{name: AWSManagedRulesBotControlRuleSet}"))
    assert "`scopeDownStatement` of rule `bots` is not set." in judged.violated[rule.id]["filter"]
    assert judged.levels[rule.id] == "advisory"


@pytest.mark.parametrize("group", ["{name: unknown!}"])
def test_undecided(group: str) -> None:
    judged = judge(rule, filtered(group))
    assert not judged.violated
    assert "filter" in judged.undecided[rule.id]
