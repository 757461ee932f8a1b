from __future__ import annotations

import pytest

from policies.load_balancing.https_only import https_only as rule
from tests.policies.harness import ABSENT, Deployment, judge, program
from tests.policies.mutants.mutant import View, mutant

LISTENER = "aws:lb/listener:Listener"
RULE = "aws:lb/listenerRule:ListenerRule"
FORWARD = {"type": "forward", "targetGroupArn": "arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/a/1"}


def over_http(deployment: Deployment) -> Deployment:
    return deployment.sources("shop-blue-api-any", "listenerArn", "shop-blue-http", type_=RULE)


def over_http_by_its_arn(deployment: Deployment) -> Deployment:
    (arn,) = (
        resource.properties["arn"]
        for resource in deployment.together.resources
        if (resource.name, resource.type) == ("shop-green-http", LISTENER)
    )
    return deployment.set("shop-green-api-any", "listenerArn", arn, type_=RULE)


MUTANTS = (
    mutant(
        "an HTTP listener that serves",
        "us-east-1",
        lambda d: d.set("shop-blue-http", "defaultActions", [FORWARD], type_=LISTENER),
        "shop-blue-http",
    ),
    mutant(
        "a redirect to where it comes from",
        "eu-central-1",
        lambda d: d.set("shop-green-http", "defaultActions[0].redirect.protocol", ABSENT, type_=LISTENER),
        "shop-green-http",
    ),
    mutant(
        "a redirect to HTTP",
        "ap-southeast-1",
        lambda d: d.set("shop-blue-http", "defaultActions[0].redirect.protocol", "HTTP", type_=LISTENER),
        "shop-blue-http",
    ),
    mutant("a rule of the HTTP listener that serves", "us-west-2", over_http, "shop-blue-api-any"),
    mutant(
        "a rule of the HTTP listener that serves, by the listener's ARN",
        "us-east-1",
        over_http_by_its_arn,
        "shop-green-api-any",
        view=View.DEPLOYED,
    ),
)
REDIRECT = 'defaultActions: [{type: redirect, redirect: {protocol: HTTPS, port: "443"}}]'
SERVE = "defaultActions: [{type: forward}]"


def listener(properties: str, load_balancer: str = "internal: false", rule: str = "actions: []") -> Deployment:
    return program(f"""
        resources:
          public: {{type: "aws:lb:LoadBalancer", properties: {{{load_balancer}}}}}
          http: {{type: "aws:lb:Listener", properties: {{loadBalancerArn: "${{public.arn}}", {properties}}}}}
          rule: {{type: "aws:lb:ListenerRule", properties: {{listenerArn: "${{http.arn}}", {rule}}}}}
    """)


@pytest.mark.parametrize(
    "deployment",
    [
        listener(f"protocol: HTTP, {REDIRECT}", rule="actions: [{type: fixed-response}]"),
        listener("protocol: HTTP, defaultActions: [{type: fixed-response, fixedResponse: {statusCode: '403'}}]"),
        listener(f"protocol: unknown!, {REDIRECT}"),
        listener(f"protocol: HTTPS, {SERVE}", rule="actions: [{type: forward}]"),
        listener(f"protocol: TCP, {SERVE}"),
        listener(f"protocol: HTTP, {SERVE}", "internal: true", rule="actions: [{type: forward}]"),
        listener(f"protocol: HTTP, {SERVE}", "loadBalancerType: network"),
        listener(f"protocol: HTTPS, {SERVE}", rule="actions: unknown!"),
        listener(f"protocol: HTTP, {REDIRECT}").set("rule", "listenerArn", "arn:other").set(
            "rule", "actions", [{"type": "forward"}]
        ),
    ],
)  # fmt: skip
def test_satisfied(deployment: Deployment) -> None:
    judged = judge(rule, deployment)
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize(
    ("deployment", "guilty", "reason"),
    [
        (listener(f"protocol: HTTP, {SERVE}"), "http", "`defaultActions` has one of type forward, over HTTP"),
        (listener(SERVE, "loadBalancerType: application"), "http", "has one of type forward"),
        (listener("defaultActions: [{type: authenticate-oidc}, {type: forward}]"), "http", "type authenticate-oidc"),
        (
            listener("defaultActions: [{type: redirect, redirect: {port: '443'}}]"),
            "http",
            "without a change of protocol",
        ),
        (listener("defaultActions: [{type: redirect}]"), "http", "without a change of protocol"),
        (listener(REDIRECT, rule="actions: [{type: forward}]"), "rule", "`actions` has one of type forward"),
    ],
)
def test_violated(deployment: Deployment, guilty: str, reason: str) -> None:
    judged = judge(rule, deployment)
    assert judged.names(rule.id) == {guilty}
    assert reason in judged.violated[rule.id][guilty]


@pytest.mark.parametrize(
    ("deployment", "open_question"),
    [
        (listener("defaultActions: unknown!"), "http"),
        (listener("defaultActions: [unknown!]"), "http"),
        (listener("defaultActions: [{type: unknown!}]"), "http"),
        (listener("defaultActions: [{type: redirect, redirect: unknown!}]"), "http"),
        (listener("defaultActions: [{type: redirect, redirect: {protocol: unknown!}}]"), "http"),
        (listener(f"protocol: unknown!, {SERVE}"), "http"),
        (listener(SERVE, "internal: unknown!"), "internal or loadBalancerType of public"),
        (listener(SERVE, "loadBalancerType: unknown!"), "internal or loadBalancerType of public"),
        (listener(SERVE).set("http", "loadBalancerArn", "arn:other"), "loadBalancerArn"),
        (listener(f"protocol: unknown!, {REDIRECT}", rule="actions: [{type: forward}]"), "rule"),
    ],
)
def test_undecided(deployment: Deployment, open_question: str) -> None:
    judged = judge(rule, deployment)
    assert not judged.violated
    assert open_question in judged.undecided[rule.id]


def test_a_rule_that_may_belong_to_two_listeners_is_undecided() -> None:
    deployment = listener(REDIRECT, rule="actions: [{type: forward}]")
    deployment.duplicate("http", "https", type_=LISTENER).set("https", "protocol", "HTTPS")
    deployment.sources("rule", "listenerArn", "http", "https")
    judged = judge(rule, deployment)
    assert not judged.violated
    assert "rule" in judged.undecided[rule.id]
