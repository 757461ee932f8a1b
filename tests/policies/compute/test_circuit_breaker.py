from __future__ import annotations

import pytest

from policies.compute.circuit_breaker import circuit_breaker as rule
from tests.policies.harness import ABSENT, Deployment, judge, program
from tests.policies.mutants.mutant import mutant

TYPE = "aws:ecs/service:Service"

MUTANTS = (
    mutant(
        "no circuit breaker",
        "us-east-1",
        lambda d: d.set("shop-blue-checkout", "deploymentCircuitBreaker", ABSENT, type_=TYPE),
        "shop-blue-checkout",
    ),
    mutant(
        "no rollback",
        "eu-central-1",
        lambda d: d.set("shop-green-catalog", "deploymentCircuitBreaker.rollback", False, type_=TYPE),
        "shop-green-catalog",
    ),
    mutant(
        "a circuit breaker that is switched off",
        "ap-southeast-1",
        lambda d: d.set("shop-blue-fulfilment", "deploymentCircuitBreaker.enable", False, type_=TYPE),
        "shop-blue-fulfilment",
    ),
    mutant(
        "no rollback in a store",
        "us-east-1",
        lambda d: d.set("shop-new-york-inventory", "deploymentCircuitBreaker.rollback", ABSENT, type_=TYPE),
        "shop-new-york-inventory",
    ),
)
ON = "deploymentCircuitBreaker: {enable: true, rollback: true}"


def subject(properties: str) -> Deployment:
    return program(f"""
        resources:
          checkout: {{type: "aws:ecs:Service", properties: {{{properties}}}}}
    """)


@pytest.mark.parametrize(
    "properties",
    [
        ON,
        "deploymentController: {type: CODE_DEPLOY}",
        "deploymentController: {type: EXTERNAL}",
        "deploymentConfiguration: {strategy: BLUE_GREEN}",
        f"deploymentController: unknown!, {ON}",
        f"deploymentController: {{type: ECS}}, {ON}",
        f"deploymentConfiguration: {{strategy: ROLLING}}, {ON}",
    ],
)
def test_satisfied(properties: str) -> None:
    judged = judge(rule, subject(properties))
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize(
    ("properties", "reason"),
    [
        ("launchType: FARGATE", "`deploymentCircuitBreaker.enable` is not true"),
        ("deploymentCircuitBreaker: {enable: true}", "`deploymentCircuitBreaker.rollback` is not true"),
        ("deploymentCircuitBreaker: {enable: true, rollback: false}", "rollback"),
        ("deploymentCircuitBreaker: {enable: false, rollback: unknown!}", "enable"),
        ("deploymentController: {type: ECS}, deploymentCircuitBreaker: {enable: false, rollback: false}", "enable"),
    ],
)
def test_violated(properties: str, reason: str) -> None:
    judged = judge(rule, subject(properties))
    assert judged.names(rule.id) == {"checkout"}
    assert reason in judged.violated[rule.id]["checkout"]


@pytest.mark.parametrize(
    "properties",
    [
        "deploymentCircuitBreaker: unknown!",
        "deploymentCircuitBreaker: {enable: true, rollback: unknown!}",
        "deploymentController: unknown!",
        "deploymentConfiguration: {strategy: unknown!}",
        "deploymentController: {type: unknown!}, deploymentCircuitBreaker: {enable: false}",
    ],
)
def test_undecided(properties: str) -> None:
    judged = judge(rule, subject(properties))
    assert not judged.violated
    assert "checkout" in judged.undecided[rule.id]
