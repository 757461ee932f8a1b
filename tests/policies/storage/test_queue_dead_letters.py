from __future__ import annotations

import json

import pytest

from policies.storage.queue_dead_letters import queue_dead_letters as rule
from tests.policies.harness import ABSENT, UNKNOWN, Deployment, judge, program
from tests.policies.mutants.mutant import View, mutant

QUEUE = "aws:sqs/queue:Queue"
FAILED = "arn:aws:sqs:us-east-1:123456789012:orders-failed"


def dropped(deployed: Deployment) -> Deployment:
    """Orders are moved nowhere; the dead-letter queue still says that it may take them."""
    return deployed.set("shop-orders", "redrivePolicy", ABSENT, type_=QUEUE).sources("shop-orders", "redrivePolicy")


MUTANTS = (
    mutant("orders that are retried for ever", "us-east-1", dropped, "shop-orders"),
    mutant("orders in the EU likewise", "eu-central-1", dropped, "shop-orders", view=View.DEPLOYED),
    mutant(
        "orders that are put aside after one receive",
        "us-west-2",
        lambda d: d.edit_json("shop-orders", "redrivePolicy", lambda p: p.update(maxReceiveCount=1), type_=QUEUE),
        "shop-orders",
        view=View.DEPLOYED,
    ),
    mutant(
        "a policy that never moves anything",
        "us-east-1",
        lambda d: d.edit_json("shop-orders", "redrivePolicy", lambda p: p.pop("maxReceiveCount"), type_=QUEUE),
        "shop-orders",
        view=View.DEPLOYED,
    ),
)


def redrive(receives: object = 5, target: str = FAILED) -> str:
    return json.dumps({"deadLetterTargetArn": target, "maxReceiveCount": receives})


def queues(policy: object, more: str = "") -> Deployment:
    deployed = program(f"""
        resources:
          failed: {{type: "aws:sqs:Queue", properties: {{name: orders-failed}}}}
          orders: {{type: "aws:sqs:Queue", properties: {{name: orders}}}}
          {more}
    """)
    return deployed if policy is ABSENT else deployed.set("orders", "redrivePolicy", policy)


@pytest.mark.parametrize("policy", [redrive(), redrive("3"), redrive(2)])
def test_satisfied(policy: object) -> None:
    judged = judge(rule, queues(policy))
    assert not judged.violated
    assert not judged.undecided


def test_a_policy_that_comes_from_a_queue_names_it() -> None:
    judged = judge(rule, queues(UNKNOWN).sources("orders", "redrivePolicy", "failed"))
    assert not judged.violated
    assert not judged.undecided


def test_a_policy_of_its_own() -> None:
    more = f"""policy:
            type: aws:sqs:RedrivePolicy
            properties: {{queueUrl: "${{orders.url}}", redrivePolicy: '{redrive()}'}}"""
    assert not judge(rule, queues(ABSENT, more)).violated
    unknown = judge(
        rule, queues(ABSENT, more).set("policy", "redrivePolicy", UNKNOWN).sources("policy", "redrivePolicy")
    )
    assert "redrivePolicy of policy" in unknown.undecided[rule.id]
    anyones = judge(rule, queues(ABSENT, more).set("policy", "queueUrl", UNKNOWN).sources("policy", "queueUrl"))
    assert not anyones.violated
    assert "queueUrl of policy" in anyones.undecided[rule.id]


@pytest.mark.parametrize(
    ("policy", "reported", "reason"),
    [
        (ABSENT, {"failed", "orders"}, "`redrivePolicy` is not set."),
        ("", {"failed", "orders"}, "`redrivePolicy` is not set."),
        (redrive(1), {"orders"}, "`maxReceiveCount` in `redrivePolicy` is 1; 2 are asked for at least."),
        (redrive("often"), {"orders"}, "names no `deadLetterTargetArn`, or no `maxReceiveCount`."),
        ("not JSON", {"failed", "orders"}, "names no `deadLetterTargetArn`"),
        ("{}", {"failed", "orders"}, "names no `deadLetterTargetArn`"),
    ],
)
def test_violated(policy: object, reported: set[str], reason: str) -> None:
    judged = judge(rule, queues(policy))
    assert judged.names(rule.id) == reported
    assert reason in judged.violated[rule.id]["orders"]


def test_undecided() -> None:
    judged = judge(rule, queues(UNKNOWN))
    assert "orders (aws:sqs/queue:Queue): redrivePolicy" in judged.undecided[rule.id]


@pytest.mark.parametrize(
    "more",
    [
        """sms: {type: "aws:sns:TopicSubscription", properties: {redrivePolicy: '{"deadLetterTargetArn":"FAILED"}'}}""",
        'target: {type: "aws:cloudwatch:EventTarget", properties: {deadLetterConfig: {arn: "${failed.arn}"}}}',
        'own: {type: "aws:sqs:RedriveAllowPolicy", properties: {queueUrl: "${failed.id}", redriveAllowPolicy: "{}"}}',
        f'function: {{type: "aws:lambda:Function", properties: {{deadLetterConfig: {{targetArn: "{FAILED}"}}}}}}',
    ],
)
def test_what_takes_the_dead_letters_of_others_needs_no_queue_itself(more: str) -> None:
    assert judge(rule, queues(ABSENT, more.replace("FAILED", FAILED))).names(rule.id) == {"orders"}


@pytest.mark.parametrize(
    ("allowed", "reported"),
    [
        ('{"redrivePermission": "allowAll"}', {"orders"}),
        (UNKNOWN, {"orders"}),
        ('{"redrivePermission": "denyAll"}', {"failed", "orders"}),
        ("", {"failed", "orders"}),
    ],
)
def test_what_says_who_may_move_messages_to_it_takes_dead_letters(allowed: str, reported: set[str]) -> None:
    assert judge(rule, queues(ABSENT).set("failed", "redriveAllowPolicy", allowed)).names(rule.id) == reported


def test_a_company_may_ask_for_more_receives() -> None:
    configuration = {rule.id: {"leastReceives": 6}}
    assert "is 5; 6 are asked for" in judge(rule, queues(redrive()), configuration).violated[rule.id]["orders"]
