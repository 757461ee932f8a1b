from __future__ import annotations

import pytest

from policies.edge.web_acl_health_path import web_acl_health_path as rule
from tests.policies.edge.web_acls import TYPE, set_in_rule
from tests.policies.harness import ABSENT, UNKNOWN, Deployment, judge, program
from tests.policies.mutants.mutant import mutant

MUTANTS = (
    mutant(
        "the health paths are only counted",
        "us-east-1",
        lambda d: set_in_rule(d, "shop-web-acl", "health-checks", "action", {"count": {}}),
        "shop-web-acl",
    ),
    mutant(
        "they are allowed after everything else",
        "eu-central-1",
        lambda d: set_in_rule(d, "shop-web-acl", "health-checks", "priority", 100),
        "shop-web-acl",
    ),
    mutant(
        "no rule allows them",
        "us-west-2",
        lambda d: set_in_rule(d, "shop-web-acl", "health-checks", "", ABSENT),
        "shop-web-acl",
    ),
    mutant(
        "another path is allowed",
        "ap-southeast-1",
        lambda d: set_in_rule(
            d,
            "shop-web-acl",
            "health-checks",
            "statement.orStatement.statements[1].byteMatchStatement.searchString",
            "/health/other",
        ),
        "shop-web-acl",
    ),
)

PATH = "/health/3f9a"
RATE = "{name: rate, priority: 5, action: {block: {}}, statement: {rateBasedStatement: {limit: 2000}}}"


def matching(
    search: str = PATH, field: str = "{uriPath: {}}", constraint: str = "EXACTLY", change: str = "NONE"
) -> str:
    return (
        f"{{byteMatchStatement: {{fieldToMatch: {field}, positionalConstraint: {constraint}, searchString: {search}, "
        f"textTransformations: [{{priority: 0, type: {change}}}]}}}}"
    )


def rule_of(statement: str, action: str = "{allow: {}}", priority: object = 0) -> str:
    return f"{{name: first, priority: {priority}, action: {action}, statement: {statement}}}"


def checked(
    *rules: str,
    check: str = f"type: HTTPS, fqdn: US-EAST-1.shop.example., resourcePath: '{PATH}?deep=no'",
    default: str = "{allow: {}}",
    scope: str = "REGIONAL",
) -> Deployment:
    return program(f"""
        resources:
          public: {{type: "aws:lb:LoadBalancer"}}
          record:
            type: aws:route53:Record
            properties:
              zoneId: Z1
              name: us-east-1.shop.example
              type: A
              aliases: [{{name: "${{public.dnsName}}", zoneId: Z2}}]
          check: {{type: "aws:route53:HealthCheck", properties: {{{check}}}}}
          filter:
            type: aws:wafv2:WebAcl
            properties: {{scope: {scope}, defaultAction: {default}, rules: [{", ".join(rules)}]}}
          association:
            type: aws:wafv2:WebAclAssociation
            properties: {{resourceArn: "${{public.arn}}", webAclArn: "${{filter.arn}}"}}
    """)


HOST = "{singleHeader: {name: Host}}"


@pytest.mark.parametrize(
    "deployed",
    [
        checked(rule_of(matching()), RATE),
        checked(RATE, rule_of(matching())),
        checked(rule_of(matching("/health/", constraint="STARTS_WITH")), RATE),
        checked(rule_of(f"{{orStatement: {{statements: [{matching('/other')}, {matching()}]}}}}"), RATE),
        checked(
            rule_of(f"{{andStatement: {{statements: [{matching('us-east-1.shop.example', HOST)}, {matching()}]}}}}"),
            RATE,
        ),
        checked(rule_of(matching("/other"), "{block: {}}"), rule_of(matching(), priority=1), RATE),
        checked(rule_of("{ipSetReferenceStatement: {arn: a}}", "{block: {}}"), rule_of(matching(), priority=1), RATE),
        checked(rule_of(matching(), "{count: {}}")),
        checked(
            "{name: group, priority: 0, overrideAction: {none: {}}, statement: {managedRuleGroupStatement: {name: A, "
            f"scopeDownStatement: {{notStatement: {{statement: {matching()}}}}}}}}}}}"
        ),
        checked(RATE, check="type: TCP, fqdn: us-east-1.shop.example"),
        checked(RATE, check="type: HTTPS, fqdn: other.shop.example"),
        checked(RATE, scope="CLOUDFRONT"),
        checked(rule_of(matching("/")), RATE, check="type: HTTP, fqdn: us-east-1.shop.example"),
    ],
)
def test_satisfied(deployed: Deployment) -> None:
    judged = judge(rule, deployed)
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize(
    ("deployed", "by"),
    [
        (checked(RATE), "rule `rate`"),
        (checked(rule_of(matching("/other")), RATE), "rule `rate`"),
        (checked(rule_of(matching("/HEALTH/3f9a", change="LOWERCASE")), RATE), "rule `rate`"),
        (checked(rule_of(matching(), priority=9), RATE), "rule `rate`"),
        (checked(rule_of(matching(), "{block: {}}")), "rule `first`"),
        (checked(rule_of(f"{{notStatement: {{statement: {matching('/other')}}}}}", "{challenge: {}}")), "rule `first`"),
        (checked(rule_of(matching("bot", "{singleHeader: {name: user-agent}}")), RATE), "rule `rate`"),
        (
            checked(rule_of(f"{{andStatement: {{statements: [{{geoMatchStatement: {{}}}}, {matching()}]}}}}"), RATE),
            "rule `rate`",
        ),
        (checked(default="{block: {}}"), "the default action"),
        (
            checked(
                f"{{name: group, priority: 0, overrideAction: {{none: {{}}}}, statement: {{managedRuleGroupStatement: "
                f"{{name: A, scopeDownStatement: {matching()}}}}}}}"
            ),
            "rule `group`",
        ),
    ],
)
def test_violated(deployed: Deployment, by: str) -> None:
    message = judge(rule, deployed).violated[rule.id]["filter"]
    assert f"the path of check (aws:route53/healthCheck:HealthCheck) is not allowed before {by}." in message
    assert PATH not in message


@pytest.mark.parametrize(
    "deployed",
    [
        checked(rule_of(matching("unknown!")), RATE),
        checked(rule_of(matching(field="unknown!")), RATE),
        checked(rule_of(matching(field="{singleHeader: {name: unknown!}}")), RATE),
        checked(rule_of("unknown!"), RATE),
        checked(rule_of("{orStatement: {statements: unknown!}}"), RATE),
        checked(rule_of("{andStatement: unknown!}"), RATE),
        checked(rule_of(f"{{andStatement: {{statements: [unknown!, {matching()}]}}}}"), RATE),
        checked(rule_of("{byteMatchStatement: unknown!}"), RATE),
        checked(rule_of("{ipSetReferenceStatement: {arn: a}}"), RATE),
        checked(rule_of(matching(), "unknown!"), RATE),
        checked(rule_of(matching(), priority="unknown!"), RATE),
        checked(rule_of(matching(change="unknown!")), RATE),
        checked(RATE, check="type: HTTPS, fqdn: us-east-1.shop.example, resourcePath: unknown!"),
        checked(RATE, scope="unknown!"),
        checked(default="unknown!"),
        checked(RATE).set("filter", "rules", UNKNOWN, type_=TYPE),
        checked(rule_of(matching()), RATE).set(
            "filter", "rules[0].statement.byteMatchStatement.textTransformations", UNKNOWN, type_=TYPE
        ),
    ],
)
def test_undecided(deployed: Deployment) -> None:
    judged = judge(rule, deployed)
    assert not judged.violated
    assert "filter" in judged.undecided[rule.id]


def test_one_check_that_is_stopped_is_enough() -> None:
    deployed = checked(rule_of(matching("/other")), RATE).duplicate(
        "check", "second", type_="aws:route53/healthCheck:HealthCheck"
    )
    deployed.set("second", "resourcePath", "/other")
    message = judge(rule, deployed).violated[rule.id]["filter"]
    assert "the path of check (" in message
    assert "second" not in message
