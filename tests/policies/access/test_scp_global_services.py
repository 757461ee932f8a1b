from __future__ import annotations

import json
from typing import Any

import pytest

from policies.access.scp_global_services import scp_global_services as rule
from tests.policies.harness import UNKNOWN, Deployment, judge, program
from tests.policies.mutants.mutant import mutant

TYPE = "aws:organizations/policy:Policy"
OUTSIDE = {"StringNotEquals": {"aws:RequestedRegion": ["eu-central-1"]}}
SPARED = [
    f"{service}:*"
    for service in (
        "account", "budgets", "cloudfront", "globalaccelerator", "health", "iam", "organizations", "route53",
        "route53domains", "shield", "sts", "support", "waf", "wafv2",
    )
]  # fmt: skip


def regions(*allowed: str, without: str = "") -> Any:
    def edit(document: Any) -> None:
        statement = document["Statement"][0]
        statement["Condition"]["StringNotEquals"]["aws:RequestedRegion"] = list(allowed)
        statement["NotAction"] = [
            action for action in [*statement["NotAction"], "wafv2:*", "waf:*"] if action != without
        ]

    return lambda d: d.edit_json("edge-guardrails-regions", "content", edit, type_=TYPE)


MUTANTS = (
    mutant(
        "a guardrail that denies DNS",
        "global",
        regions("eu-central-1", "us-west-2", "eu-west-1", "ap-southeast-1", without="route53:*"),
        "edge-guardrails-regions",
    ),
    mutant(
        "a guardrail that denies accelerators",
        "global",
        regions("us-east-1", "eu-central-1", without="globalaccelerator:*"),
        "edge-guardrails-regions",
    ),
    mutant(
        "a guardrail that denies roles",
        "global",
        regions("eu-central-1", without="iam:*"),
        "edge-guardrails-regions",
    ),
)


def policy(**elements: Any) -> Deployment:
    statement = {"Effect": "Deny", "NotAction": SPARED, "Resource": "*", "Condition": OUTSIDE} | elements
    content = json.dumps({"Version": "2012-10-17", "Statement": statement})
    return program('{resources: {regions: {type: "aws:organizations:Policy"}}}').set("regions", "content", content)


@pytest.mark.parametrize(
    "elements",
    [
        {},
        {"Effect": "Allow", "NotAction": []},
        {"NotAction": [action for action in SPARED if action not in ("budgets:*", "sts:*", "wafv2:*")]},
        {"NotAction": [], "Action": ["ec2:*", "iam:CreateUser"]},
        {"NotAction": [], "Action": "*", "Condition": {"StringNotEquals": {"aws:RequestedRegion": ["us-*"]}},
         "Resource": "arn:aws:s3:::*"},
        {"NotAction": ["x:*"], "Condition": {"StringNotLike": {"aws:RequestedRegion": ["us-*"]}}},
        {"NotAction": ["x:*"], "Condition": {"StringEquals": {"aws:RequestedRegion": ["sa-east-1", "me-south-1"]}}},
        {"NotAction": [], "Action": "*", "Condition": {"Bool": {"aws:SecureTransport": "false"}}},
    ],
)  # fmt: skip
def test_satisfied(elements: dict[str, Any]) -> None:
    judged = judge(rule, policy(**elements))
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize(
    ("elements", "denied"),
    [
        ({"NotAction": [action for action in SPARED if not action.startswith("iam")]}, " iam "),
        ({"NotAction": [*SPARED[:5], "iam:Get*", *SPARED[6:]]}, " iam "),
        ({"NotAction": [*SPARED[:7], *SPARED[8:]]}, " route53 "),
        ({"NotAction": [], "Action": "*", "Condition": {"StringNotEquals": {"aws:RequestedRegion": "us-east-1"}}},
         " globalaccelerator "),
        ({"NotAction": SPARED[1:], "Condition": {"StringEquals": {"aws:RequestedRegion": "us-east-1"}}}, " account "),
        ({"NotAction": [], "Action": ["*:Create*"]}, "iam, organizations"),
    ],
)  # fmt: skip
def test_violated(elements: dict[str, Any], denied: str) -> None:
    judged = judge(rule, policy(**elements))
    assert judged.names(rule.id) == {"regions"}
    assert denied in judged.violated[rule.id]["regions"]


@pytest.mark.parametrize("path", ["content", "type"])
def test_undecided(path: str) -> None:
    judged = judge(rule, policy(NotAction=["x:*"]).set("regions", path, UNKNOWN))
    assert not judged.violated
    assert path in judged.undecided[rule.id]


def test_other_policies_and_what_is_no_document_bind_nobody() -> None:
    assert not judge(rule, policy(NotAction=["x:*"]).set("regions", "type", "TAG_POLICY")).violated
    assert not judge(rule, policy().set("regions", "content", "not JSON")).violated
    assert not judge(rule, policy().set("regions", "type", UNKNOWN)).undecided


def test_a_company_may_say_which_services_it_uses() -> None:
    configuration = {rule.id: {"services": ["chatbot"]}}
    assert " denies chatbot in" in judge(rule, policy(), configuration).violated[rule.id]["regions"]
    assert not judge(rule, policy(NotAction=["chatbot:*"]), configuration).violated
