from __future__ import annotations

import json

import pytest

from policies.edge.web_acl_required_rules import RULE_GROUPS
from policies.edge.web_acl_required_rules import web_acl_required_rules as rule
from tests.policies.edge.web_acls import set_in_rule
from tests.policies.harness import ABSENT, Deployment, judge, program
from tests.policies.mutants.mutant import mutant

GROUPS = RULE_GROUPS.default
COMMON = "AWSManagedRulesCommonRuleSet"

MUTANTS = (
    mutant(
        "no group against SQL injection",
        "us-east-1",
        lambda d: set_in_rule(d, "shop-web-acl", "sql-injection", "", ABSENT),
        "shop-web-acl",
    ),
    mutant(
        "a group that only counts",
        "eu-central-1",
        lambda d: set_in_rule(d, "shop-web-acl", "common", "overrideAction", {"count": {}}),
        "shop-web-acl",
    ),
    mutant(
        "another group against floods",
        "global",
        lambda d: set_in_rule(
            d, "edge-web-acl", "anti-ddos", "statement.managedRuleGroupStatement.name", "AWSManagedRulesLinuxRuleSet"
        ),
        "edge-web-acl",
    ),
    mutant(
        "known attackers welcome at the edge",
        "global",
        lambda d: set_in_rule(d, "edge-web-acl", "ip-reputation", "", ABSENT),
        "edge-web-acl",
    ),
)


def filtered(*groups: str, override: str = "{none: {}}", more: str = "") -> Deployment:
    rules = [
        f"{{name: {name}, priority: {index}, overrideAction: {override}, "
        f"statement: {{managedRuleGroupStatement: {{vendorName: AWS, name: {name}}}}}}}"
        for index, name in enumerate(groups)
    ]
    return program(f"""
        resources:
          filter: {{type: "aws:wafv2:WebAcl", properties: {{scope: REGIONAL, rules: [{", ".join(rules)}]}}}}
          {more}
    """)


def as_json(*groups: str, effect: str = "None") -> Deployment:
    rules = [
        {
            "Name": name,
            "Priority": index,
            "OverrideAction": {effect: {}},
            "Statement": {"ManagedRuleGroupStatement": {"VendorName": "AWS", "Name": name}},
        }
        for index, name in enumerate(groups)
    ]
    return filtered().set("filter", "ruleJson", json.dumps(rules))


def added(type_: str, properties: str) -> str:
    return f"common: {{type: 'aws:wafv2:{type_}', properties: {{{properties}}}}}"


RULE = f"priority: 9, overrideAction: {{none: {{}}}}, statement: {{managedRuleGroupStatement: {{name: {COMMON}}}}}"
ASSOCIATION = f"ruleName: common, priority: 9, managedRuleGroup: {{vendorName: AWS, name: {COMMON}}}"


@pytest.mark.parametrize(
    "deployed",
    [
        filtered(*GROUPS),
        as_json(*GROUPS),
        filtered(*GROUPS).set("filter", "rules[2].overrideAction", ABSENT),
        filtered(*GROUPS[:2], *GROUPS[3:], more=added("WebAclRule", f'webAclArn: "${{filter.arn}}", {RULE}')),
        filtered(
            *GROUPS[:2],
            *GROUPS[3:],
            more=added("WebAclRuleGroupAssociation", f'webAclArn: "${{filter.arn}}", {ASSOCIATION}'),
        ),
    ],
)
def test_satisfied(deployed: Deployment) -> None:
    judged = judge(rule, deployed)
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize(
    ("deployed", "reason"),
    [
        (filtered(), "No rule holds AWSManagedRulesAntiDDoSRuleSet, "),
        (filtered(*GROUPS[1:]), "No rule holds AWSManagedRulesAntiDDoSRuleSet."),
        (filtered(*GROUPS, override="{count: {}}"), "override action of AWSManagedRulesSQLiRuleSet is count"),
        (as_json(*GROUPS, effect="Count"), "override action of AWSManagedRulesSQLiRuleSet is count"),
        (
            filtered(
                *GROUPS[:2],
                *GROUPS[3:],
                more=added(
                    "WebAclRuleGroupAssociation", f'webAclArn: "${{filter.arn}}", {ASSOCIATION}, overrideAction: count'
                ),
            ),
            f"override action of {COMMON} is count",
        ),
        (
            filtered(*GROUPS[:2], *GROUPS[3:], more=added("WebAclRule", f"webAclArn: elsewhere, {RULE}")),
            f"No rule holds {COMMON}.",
        ),
    ],
)
def test_violated(deployed: Deployment, reason: str) -> None:
    assert reason in judge(rule, deployed).violated[rule.id]["filter"]


@pytest.mark.parametrize(
    "deployed",
    [
        filtered().set("filter", "rules", ["unknown!"]).set("filter", "rules", "04da6b54-80e4-46f7-96ec-b56ff0331ba9"),
        filtered(*GROUPS, override="unknown!"),
        filtered(*GROUPS[1:], "unknown!"),
        filtered(more=added("WebAclRule", f"webAclArn: unknown!, {RULE}")),
        filtered().set("filter", "ruleJson", "04da6b54-80e4-46f7-96ec-b56ff0331ba9"),
    ],
)
def test_undecided(deployed: Deployment) -> None:
    judged = judge(rule, deployed)
    assert not judged.violated
    assert "filter" in judged.undecided[rule.id]


@pytest.mark.parametrize("document", ["no JSON", "{}"])
def test_a_document_that_holds_no_rules_is_a_visible_failure(document: str) -> None:
    judged = judge(rule, filtered().set("filter", "ruleJson", document))
    assert rule.id not in judged.violated
    assert any(
        "ruleJson is not a JSON list of rules" in text for said in judged.violated.values() for text in said.values()
    )


def test_what_is_required_can_be_configured() -> None:
    configuration = {rule.id: {"ruleGroups": [COMMON]}}
    assert not judge(rule, filtered(COMMON), configuration).violated
    assert judge(rule, filtered(GROUPS[0]), configuration).names(rule.id) == {"filter"}
