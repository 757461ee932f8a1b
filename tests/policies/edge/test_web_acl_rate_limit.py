from __future__ import annotations

import pytest

from policies.edge.web_acl_rate_limit import web_acl_rate_limit as rule
from tests.policies.edge.web_acls import TYPE, set_in_rule
from tests.policies.harness import ABSENT, Deployment, judge, program
from tests.policies.mutants.mutant import mutant


def count_all(deployed: Deployment) -> Deployment:
    set_in_rule(deployed, "shop-web-acl", "payment-rate", "action", {"count": {}})
    return set_in_rule(deployed, "shop-web-acl", "rate", "action", {"count": {}})


def drop_all(deployed: Deployment) -> Deployment:
    set_in_rule(deployed, "shop-web-acl", "payment-rate", "", ABSENT)
    return set_in_rule(deployed, "shop-web-acl", "rate", "", ABSENT)


MUTANTS = (
    mutant("rates that are only counted", "us-east-1", count_all, "shop-web-acl"),
    mutant("no rate limit in a Region", "ap-southeast-1", drop_all, "shop-web-acl"),
    mutant(
        "no rate limit at the edge",
        "global",
        lambda d: set_in_rule(d, "edge-web-acl", "rate", "", ABSENT),
        "edge-web-acl",
    ),
    mutant(
        "a limit at the edge that nobody reaches",
        "global",
        lambda d: set_in_rule(d, "edge-web-acl", "rate", "statement.rateBasedStatement.limit", 2000000000),
        "edge-web-acl",
    ),
)

LIMIT = "{rateBasedStatement: {limit: 2000}}"
LARGE = "{rateBasedStatement: {limit: 100001}}"
GROUP = "{ruleGroupReferenceStatement: {arn: '${group.arn}'}}"


def filtered(statement: str, action: str = "action: {block: {}}", limited: str = "") -> Deployment:
    group = f"group: {{type: 'aws:wafv2:RuleGroup', properties: {{scope: REGIONAL, rules: [{limited}]}}}}"
    return program(f"""
        resources:
          filter:
            type: aws:wafv2:WebAcl
            properties: {{scope: REGIONAL, rules: [{{name: rate, priority: 0, {action}, statement: {statement}}}]}}
          {group}
    """)


@pytest.mark.parametrize(
    "deployed",
    [
        filtered(LIMIT),
        filtered(LIMIT, "action: {challenge: {}}"),
        filtered(GROUP, "overrideAction: {none: {}}", f"{{name: a, action: {{block: {{}}}}, statement: {LIMIT}}}"),
    ],
)
def test_satisfied(deployed: Deployment) -> None:
    judged = judge(rule, deployed)
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize(
    ("deployed", "reason"),
    [
        (filtered("{geoMatchStatement: {countryCodes: [XX]}}"), "None of its rules is a rate-based one"),
        (filtered(LIMIT, "action: {count: {}}"), "that does more than count, at 100000 requests or fewer."),
        (filtered(LARGE), "at 100000 requests or fewer"),
        (filtered(LIMIT, "action: {allow: {}}"), "that does more than count"),
        (filtered(LARGE, "action: unknown!"), "at 100000 requests or fewer"),
        (filtered(LIMIT).set("filter", "rules", ABSENT, type_=TYPE), "None of its rules is a rate-based one"),
        (filtered(LIMIT).set("filter", "rules[0].statement", ABSENT, type_=TYPE), "None of its rules"),
    ],
)
def test_violated(deployed: Deployment, reason: str) -> None:
    assert reason in judge(rule, deployed).violated[rule.id]["filter"]


@pytest.mark.parametrize(
    "deployed",
    [
        filtered("unknown!"),
        filtered(LIMIT, "action: unknown!"),
        filtered(LIMIT, "action: {count: unknown!}"),
        filtered("{rateBasedStatement: {limit: unknown!}}"),
        filtered("{rateBasedStatement: unknown!}"),
        filtered(GROUP, "overrideAction: {none: {}}"),
        filtered(GROUP, "overrideAction: {none: {}}", f"{{name: a, action: {{block: {{}}}}, statement: {LARGE}}}"),
        filtered("{ruleGroupReferenceStatement: {arn: 'arn:aws:wafv2:us-east-1:1:regional/rulegroup/a/b'}}"),
    ],
)
def test_undecided(deployed: Deployment) -> None:
    judged = judge(rule, deployed)
    assert not judged.violated
    assert "filter" in judged.undecided[rule.id]


def test_a_company_has_its_own_limit() -> None:
    assert judge(rule, filtered(LIMIT), {rule.id: {"largestLimit": 1999}}).names(rule.id) == {"filter"}
    assert not judge(rule, filtered(LARGE), {rule.id: {"largestLimit": 100001}}).violated
