from __future__ import annotations

import pytest

from policies.load_balancing.access_logs import access_logs as rule
from tests.policies.harness import ABSENT, Deployment, judge, program
from tests.policies.mutants.mutant import mutant

TYPE = "aws:lb/loadBalancer:LoadBalancer"

MUTANTS = (
    mutant("no access logs", "us-east-1", lambda d: d.set("blue", "accessLogs", ABSENT, type_=TYPE), "blue"),
    mutant(
        "access logs switched off",
        "eu-central-1",
        lambda d: d.set("green", "accessLogs.enabled", False, type_=TYPE),
        "green",
    ),
    mutant("a bucket alone", "us-west-2", lambda d: d.set("blue", "accessLogs.enabled", ABSENT, type_=TYPE), "blue"),
)


def load_balancer(
    properties: str, source: str = "logType: OTHER_LOGS, resourceArn: other", delivery: str = '"${source.name}"'
) -> Deployment:
    return program(f"""
        resources:
          public: {{type: "aws:lb:LoadBalancer", properties: {{{properties}}}}}
          other: {{type: "aws:lb:LoadBalancer", properties: {{accessLogs: {{enabled: true, bucket: logs}}}}}}
          source: {{type: "aws:cloudwatch:LogDeliverySource", properties: {{name: source, {source}}}}}
          delivery: {{type: "aws:cloudwatch:LogDelivery", properties: {{deliverySourceName: {delivery}}}}}
    """)


@pytest.mark.parametrize(
    ("properties", "source"),
    [
        ("accessLogs: {enabled: true, bucket: unknown!}", ""),
        ("accessLogs: [{enabled: true, bucket: logs}]", ""),
        ("loadBalancerType: network", ""),
        ("loadBalancerType: gateway", ""),
        ("internal: true", 'logType: ALB_ACCESS_LOGS, resourceArn: "${public.arn}"'),
    ],
)
def test_satisfied(properties: str, source: str) -> None:
    judged = judge(rule, load_balancer(properties, source or "logType: OTHER_LOGS, resourceArn: other"))
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize(
    ("properties", "source"),
    [
        ("internal: false", ""),
        ("loadBalancerType: application, accessLogs: {bucket: logs}", ""),
        ("accessLogs: {bucket: unknown!, enabled: false}", ""),
        ("internal: true", 'logType: ALB_CONNECTION_LOGS, resourceArn: "${public.arn}"'),
        ("internal: true", 'logType: ALB_ACCESS_LOGS, resourceArn: "${other.arn}"'),
    ],
)
def test_violated(properties: str, source: str) -> None:
    judged = judge(rule, load_balancer(properties, source or "logType: OTHER_LOGS, resourceArn: other"))
    assert judged.names(rule.id) == {"public"}
    assert "`accessLogs.enabled` is not true" in judged.violated[rule.id]["public"]


@pytest.mark.parametrize(
    ("properties", "source"),
    [
        ("accessLogs: unknown!", ""),
        ("accessLogs: {bucket: logs, enabled: unknown!}", ""),
        ("loadBalancerType: unknown!", ""),
        ("internal: true", "logType: ALB_ACCESS_LOGS, resourceArn: unknown!"),
        ("internal: true", 'logType: unknown!, resourceArn: "${public.arn}"'),
    ],
)
def test_undecided(properties: str, source: str) -> None:
    judged = judge(rule, load_balancer(properties, source or "logType: OTHER_LOGS, resourceArn: other"))
    assert not judged.violated
    assert "public" in judged.undecided[rule.id]


ACCESS = 'logType: ALB_ACCESS_LOGS, resourceArn: "${public.arn}"'


def test_a_source_without_a_delivery_delivers_nothing() -> None:
    assert judge(rule, load_balancer("internal: true", ACCESS, "other")).names(rule.id) == {"public"}
    assert judge(rule, load_balancer("internal: true", ACCESS).remove("delivery")).names(rule.id) == {"public"}


def test_which_source_a_delivery_is_of_may_be_unknown() -> None:
    judged = judge(rule, load_balancer("internal: true", ACCESS, "unknown!"))
    assert not judged.violated
    assert "its log delivery" in judged.undecided[rule.id]
