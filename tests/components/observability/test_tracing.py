import json
from typing import Any

import pulumi
import pytest

from components.arguments import ArgumentError
from components.observability.tracing import Tracing, TracingArgs
from securecart.plan.model import StackPlan
from tests.support import ACCOUNT, record, type_counts

KEY = f"arn:aws:kms:eu-central-1:{ACCOUNT}:key/1"
RULE = "aws:xray/samplingRule:SamplingRule"


def arguments(**changes: Any) -> TracingArgs:
    values: dict[str, Any] = {
        "region": "eu-central-1",
        "account_id": ACCOUNT,
        "sampled_share": 0.05,
        "account_settings": True,
        "key_arn": KEY,
    }
    return TracingArgs(**{**values, **changes})


def planned(**changes: Any) -> StackPlan:
    def program(provider: pulumi.ProviderResource) -> None:
        Tracing("tracing", arguments(**changes), pulumi.ResourceOptions(provider=provider))

    return record(program, region="eu-central-1", stack="eu-central-1")


@pytest.fixture(scope="module")
def plan() -> StackPlan:
    return planned()


def test_declares_rules_groups_and_the_accounts_settings(plan: StackPlan) -> None:
    assert type_counts(plan) == {
        "aws:cloudwatch/logResourcePolicy:LogResourcePolicy": 1,
        "aws:xray/encryptionConfig:EncryptionConfig": 1,
        "aws:xray/group:Group": 3,
        "aws:xray/indexingRule:IndexingRule": 1,
        RULE: 3,
        "aws:xray/traceSegmentDestination:TraceSegmentDestination": 1,
    }


def test_leaves_the_account_alone_where_another_stack_sets_it() -> None:
    assert type_counts(planned(account_settings=False)) == {"aws:xray/group:Group": 3, RULE: 3}


def test_traces_money_and_goods_tenfold_before_everything_else(plan: StackPlan) -> None:
    rules = sorted(plan.of_type(RULE), key=lambda rule: rule.inputs["priority"])
    assert [(rule.inputs["serviceName"], rule.inputs["fixedRate"]) for rule in rules] == [
        ("checkout", 0.5),
        ("fulfilment", 0.5),
        ("*", 0.05),
    ]
    assert all(1 <= rule.inputs["priority"] < 9999 for rule in rules)
    assert all(len(rule.inputs["ruleName"]) <= 32 for rule in rules)


def test_no_share_is_more_than_all() -> None:
    assert {rule.inputs["fixedRate"] for rule in planned(sampled_share=0.5).of_type(RULE)} == {1.0, 0.5}


def test_order_fulfilment_is_a_named_group(plan: StackPlan) -> None:
    group = plan.named("aws:xray/group:Group", "tracing-fulfilment")
    assert group.inputs["groupName"] == "securecart-fulfilment"
    assert group.inputs["filterExpression"] == 'service("fulfilment")'


def test_xray_may_write_spans_before_it_is_told_to(plan: StackPlan) -> None:
    policy = plan.named("aws:cloudwatch/logResourcePolicy:LogResourcePolicy", "tracing")
    (statement,) = json.loads(policy.inputs["policyDocument"])["Statement"]
    assert statement["Principal"] == {"Service": "xray.amazonaws.com"}
    assert statement["Condition"]["StringEquals"] == {"aws:SourceAccount": ACCOUNT}
    destination = plan.named("aws:xray/traceSegmentDestination:TraceSegmentDestination", "tracing")
    assert policy.urn in destination.dependencies


@pytest.mark.parametrize("share", [-0.1, 1.1])
def test_refuses_a_share_that_is_none(share: float) -> None:
    with pytest.raises(ArgumentError, match="Tracing: sampled_share"):
        arguments(sampled_share=share)
