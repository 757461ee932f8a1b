import json
from typing import Any

import pulumi
import pytest

from components.arguments import ArgumentError
from components.observability.alarm_topic import AlarmTopic, AlarmTopicArgs
from securecart.plan.model import StackPlan
from tests.support import ACCOUNT, record, type_counts

KEY = f"arn:aws:kms:us-west-2:{ACCOUNT}:key/1"


def arguments(**changes: Any) -> AlarmTopicArgs:
    values: dict[str, Any] = {
        "region": "us-west-2",
        "account_id": ACCOUNT,
        "key_arn": KEY,
        "emails": ("a@example.com", "b@example.com"),
    }
    return AlarmTopicArgs(**{**values, **changes})


@pytest.fixture(scope="module")
def plan() -> StackPlan:
    def program(provider: pulumi.ProviderResource) -> None:
        topic = AlarmTopic("alarms", arguments(), pulumi.ResourceOptions(provider=provider))
        pulumi.export("arn", topic.arn)

    return record(program)


def test_declares_a_topic_its_policy_and_a_subscription_for_each_address_in_the_alarms_region(plan: StackPlan) -> None:
    assert type_counts(plan) == {
        "aws:sns/topic:Topic": 1,
        "aws:sns/topicPolicy:TopicPolicy": 1,
        "aws:sns/topicSubscription:TopicSubscription": 2,
    }
    assert {resource.region for resource in plan.managed} == {"us-west-2"}


def test_encrypts_with_a_key_that_alarms_can_use(plan: StackPlan) -> None:
    assert plan.named("aws:sns/topic:Topic", "alarms").inputs["kmsMasterKeyId"] == KEY


def test_lets_only_services_of_the_account_publish(plan: StackPlan) -> None:
    policy = plan.named("aws:sns/topicPolicy:TopicPolicy", "alarms")
    allow, rules, deny = json.loads(policy.inputs["policy"])["Statement"]
    assert allow["Effect"] == "Allow"
    assert "cloudwatch.amazonaws.com" in allow["Principal"]["Service"]
    assert allow["Action"] == "sns:Publish"
    assert allow["Condition"] == {"StringEquals": {"aws:SourceAccount": ACCOUNT}}
    assert rules["Principal"] == {"Service": "events.amazonaws.com"}
    assert (deny["Effect"], deny["Condition"]) == ("Deny", {"Bool": {"aws:SecureTransport": "false"}})


def test_signs_with_sha_256(plan: StackPlan) -> None:
    assert plan.named("aws:sns/topic:Topic", "alarms").inputs["signatureVersion"] == 2


def test_an_address_more_or_less_leaves_the_others_alone(plan: StackPlan) -> None:
    names = {subscription.name for subscription in plan.of_type("aws:sns/topicSubscription:TopicSubscription")}
    assert names == {"alarms-a-at-example.com", "alarms-b-at-example.com"}


def test_notifies_each_address(plan: StackPlan) -> None:
    subscriptions = plan.of_type("aws:sns/topicSubscription:TopicSubscription")
    assert [(s.inputs["protocol"], s.inputs["endpoint"]) for s in subscriptions] == [
        ("email", "a@example.com"),
        ("email", "b@example.com"),
    ]


def test_refuses_to_notify_nobody() -> None:
    with pytest.raises(ArgumentError, match="AlarmTopic: emails"):
        arguments(emails=())
