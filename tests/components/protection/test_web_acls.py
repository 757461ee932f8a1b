from collections.abc import Callable
from typing import Any

import pulumi
import pytest

from components.arguments import ArgumentError
from components.protection.edge_web_acl import EdgeWebAcl, EdgeWebAclArgs
from components.protection.regional_web_acl import ORIGIN_HEADER, RegionalWebAcl, RegionalWebAclArgs
from components.protection.web_acl import WebAclArgs
from components.protection.web_acl_rules import ALLOW, Rule, managed, path_is
from securecart.plan.model import Resource, StackPlan
from securecart.settings.geography import Residency
from tests.support import ACCOUNT, record, type_counts

ACL = "aws:wafv2/webAcl:WebAcl"
KEY = f"arn:aws:kms:us-east-1:{ACCOUNT}:key/1"
TYPES = {
    "aws:cloudwatch/logGroup:LogGroup": 1,
    "aws:wafv2/webAcl:WebAcl": 1,
    "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration": 1,
}


def arguments(**changes: Any) -> RegionalWebAclArgs:
    values: dict[str, Any] = {
        "domain": "securecart.example",
        "residency": Residency.WORLD,
        "checked_services": ("storefront", "account", "checkout"),
        "health_token": "token",
        "origin_secrets": ("current", "previous"),
        "key_arn": KEY,
    }
    return RegionalWebAclArgs(**{**values, **changes})


def planned(declare: Callable[[pulumi.ResourceOptions], object]) -> StackPlan:
    return record(lambda provider: declare(pulumi.ResourceOptions(provider=provider)))


@pytest.fixture(scope="module")
def regional() -> StackPlan:
    secrets = {"health_token": "token", "origin_secrets": ("current", "previous")}

    def declare(opts: pulumi.ResourceOptions) -> None:
        RegionalWebAcl(
            "app",
            arguments(
                health_token=pulumi.Output.secret(secrets["health_token"]),
                origin_secrets=tuple(map(pulumi.Output.secret, secrets["origin_secrets"])),
            ),
            opts,
        )

    return planned(declare)


@pytest.fixture(scope="module")
def edge() -> StackPlan:
    return planned(lambda opts: EdgeWebAcl("edge", EdgeWebAclArgs(), opts))


def acl(plan: StackPlan) -> Resource:
    (found,) = plan.of_type(ACL)
    return found


def test_each_is_a_web_acl_with_a_log(regional: StackPlan, edge: StackPlan) -> None:
    assert type_counts(regional) == type_counts(edge) == TYPES
    assert acl(regional).inputs["scope"] == "REGIONAL"
    assert acl(edge).inputs["scope"] == "CLOUDFRONT"


def test_priorities_are_the_order(regional: StackPlan, edge: StackPlan) -> None:
    for plan in (regional, edge):
        priorities = [rule["priority"] for rule in acl(plan).inputs["rules"]]
        assert priorities == list(range(len(priorities)))


def test_the_order_is_checkers_then_hosts_then_addresses_then_content(regional: StackPlan) -> None:
    assert [rule["name"] for rule in acl(regional).inputs["rules"]] == [
        "health-checks",
        "from-cloudfront",
        "origin-without-secret",
        "public",
        "personal",
        "payment",
        "residents-of-the-eu",
        "anti-ddos",
        "ip-reputation",
        "payment-rate",
        "rate",
        "common",
        "known-bad-inputs",
        "sql-injection",
        "bot-control",
    ]


def test_a_rule_acts_or_leaves_that_to_its_group(regional: StackPlan) -> None:
    for rule in acl(regional).inputs["rules"]:
        group = "managedRuleGroupStatement" in rule["statement"]
        assert ("overrideAction" in rule) is group
        assert ("action" in rule) is not group


def test_no_secret_is_readable(regional: StackPlan) -> None:
    text = str(acl(regional).inputs)
    assert "current" not in text
    assert "/health/" not in text
    assert acl(regional).secret_inputs


def test_logs_what_a_rule_stopped_without_sessions_and_secrets(regional: StackPlan) -> None:
    (group,) = regional.of_type("aws:cloudwatch/logGroup:LogGroup")
    assert group.inputs["namePrefix"].startswith("aws-waf-logs-")
    assert (group.inputs["retentionInDays"], group.inputs["kmsKeyId"]) == (90, KEY)
    (logging,) = regional.of_type("aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration")
    redacted = {field["singleHeader"]["name"] for field in logging.inputs["redactedFields"]}
    assert redacted == {ORIGIN_HEADER, "authorization", "cookie"}
    assert logging.inputs["loggingFilter"]["defaultBehavior"] == "DROP"


@pytest.mark.parametrize(("argument", "value"), [("origin_secrets", ()), ("checked_services", ())])
def test_refuses_what_would_lock_everybody_out(argument: str, value: object) -> None:
    with pytest.raises(ArgumentError, match=f"RegionalWebAcl: {argument}"):
        arguments(**{argument: value})


@pytest.mark.parametrize(
    "rules",
    [
        (Rule(name="a", statement=path_is("/"), action=ALLOW), Rule(name="a", statement=path_is("/b"), action=ALLOW)),
        (Rule(name="dear", statement=managed("AWSManagedRulesCommonRuleSet", 1501)),),
    ],
)
def test_refuses_rules_of_one_name_and_more_capacity_than_included(rules: tuple[Rule, ...]) -> None:
    with pytest.raises(ArgumentError, match="WebAcl: rules"):
        WebAclArgs(scope="REGIONAL", description="", rules=rules, redacted_headers=(), log_retention_days=1)
