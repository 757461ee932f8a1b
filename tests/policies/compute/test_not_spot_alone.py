from __future__ import annotations

import pytest

from policies.compute.not_spot_alone import not_spot_alone as rule
from tests.policies.harness import ABSENT, Deployment, judge, program
from tests.policies.mutants.mutant import mutant

TYPE = "aws:ecs/service:Service"
PROVIDERS = "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders"


def on_spot(deployment: Deployment, name: str, *others: object) -> Deployment:
    strategies = [{"capacityProvider": "FARGATE_SPOT", "weight": 1}, *others]
    deployment.set(name, "launchType", ABSENT, type_=TYPE)
    return deployment.set(name, "capacityProviderStrategies", strategies, type_=TYPE)


def left_to_the_cluster(deployment: Deployment, name: str) -> Deployment:
    spot = [{"capacityProvider": "FARGATE_SPOT", "weight": 1}]
    deployment.set("shop-capacity", "defaultCapacityProviderStrategies", spot, type_=PROVIDERS)
    return deployment.set(name, "launchType", ABSENT, type_=TYPE)


MUTANTS = (
    mutant(
        "a cluster whose default is Spot alone",
        "us-west-2",
        lambda d: left_to_the_cluster(d, "shop-green-catalog"),
        "shop-green-catalog",
    ),
    mutant("Spot alone", "us-east-1", lambda d: on_spot(d, "shop-blue-checkout"), "shop-blue-checkout"),
    mutant("Spot alone in a standby", "ap-southeast-1", lambda d: on_spot(d, "shop-blue-account"), "shop-blue-account"),
    mutant(
        "capacity besides Spot that is never used",
        "eu-central-1",
        lambda d: on_spot(d, "shop-green-catalog", {"capacityProvider": "FARGATE", "weight": 0}),
        "shop-green-catalog",
    ),
)


def subject(properties: str) -> Deployment:
    return program(f"""
        resources:
          checkout: {{type: "aws:ecs:Service", properties: {{{properties}}}}}
    """)


BALANCED = "loadBalancers: [{containerPort: 80}]"
SPOT = "{capacityProvider: FARGATE_SPOT, weight: 1}"


def placed(*strategies: str, balanced: str = BALANCED) -> str:
    return f"{balanced}, capacityProviderStrategies: [{', '.join(strategies)}]"


@pytest.mark.parametrize(
    "properties",
    [
        BALANCED,
        f"{BALANCED}, launchType: FARGATE",
        placed(SPOT, "{capacityProvider: FARGATE, base: 1}"),
        placed(SPOT, "{capacityProvider: FARGATE, weight: 1}"),
        placed("{capacityProvider: instances, weight: 1}"),
        placed("unknown!", "{capacityProvider: FARGATE, base: unknown!, weight: 1}"),
        placed(SPOT, balanced="launchType: null"),
    ],
)
def test_satisfied(properties: str) -> None:
    judged = judge(rule, subject(properties))
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize(
    "properties",
    [
        placed(SPOT),
        placed(SPOT, "{capacityProvider: FARGATE, weight: 0}"),
        placed(SPOT, "{capacityProvider: FARGATE}"),
        placed("{capacityProvider: FARGATE_SPOT, base: unknown!}"),
    ],
)
def test_violated(properties: str) -> None:
    judged = judge(rule, subject(properties))
    assert judged.names(rule.id) == {"checkout"}
    assert "`capacityProviderStrategies` places tasks on FARGATE_SPOT only" in judged.violated[rule.id]["checkout"]


@pytest.mark.parametrize(
    "properties",
    [
        f"{BALANCED}, capacityProviderStrategies: unknown!",
        placed("unknown!"),
        placed("{capacityProvider: unknown!, weight: 1}"),
        placed(SPOT, "{capacityProvider: FARGATE, weight: unknown!}"),
        placed(SPOT, balanced="loadBalancers: unknown!"),
    ],
)
def test_undecided(properties: str) -> None:
    judged = judge(rule, subject(properties))
    assert not judged.violated
    assert "checkout" in judged.undecided[rule.id]


CLUSTER = "aws:ecs:Cluster"


def by_default(strategy: str = SPOT, service: str = 'cluster: "${shop.arn}"', of: str = '"${shop.name}"') -> Deployment:
    return program(f"""
        resources:
          shop: {{type: "{CLUSTER}", properties: {{name: shop}}}}
          other: {{type: "{CLUSTER}", properties: {{name: other}}}}
          providers:
            type: aws:ecs:ClusterCapacityProviders
            properties: {{clusterName: {of}, defaultCapacityProviderStrategies: [{strategy}]}}
          checkout: {{type: "aws:ecs:Service", properties: {{{BALANCED}, {service}}}}}
    """)


@pytest.mark.parametrize(
    "deployment",
    [
        by_default("{capacityProvider: FARGATE, base: 1}"),
        by_default(service='cluster: "${shop.arn}", launchType: FARGATE'),
        by_default(service='cluster: "${other.arn}"'),
        by_default(of='"${other.name}"'),
        by_default(service="cluster: elsewhere"),
        by_default(of="elsewhere", service="cluster: shop-2"),
        by_default(service='cluster: "${shop.arn}", capacityProviderStrategies: [{capacityProvider: x, weight: 1}]'),
        by_default(service="cluster: unknown!").remove("providers"),
    ],
)
def test_the_default_of_a_cluster_does_not_matter(deployment: Deployment) -> None:
    judged = judge(rule, deployment)
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize(
    "deployment",
    [
        by_default(),
        by_default(service="cluster: elsewhere", of="elsewhere"),
        by_default(service='cluster: "arn:aws:ecs:us-east-1:123456789012:cluster/elsewhere"', of="elsewhere"),
        by_default(service="enableExecuteCommand: false", of="default"),
    ],
)
def test_the_default_of_a_cluster_is_spot_alone(deployment: Deployment) -> None:
    judged = judge(rule, deployment)
    assert judged.names(rule.id) == {"checkout"}
    assert "`defaultCapacityProviderStrategies` of its cluster places" in judged.violated[rule.id]["checkout"]


@pytest.mark.parametrize(
    "deployment",
    [
        by_default("unknown!"),
        by_default(service="cluster: unknown!"),
        by_default(of="unknown!"),
        by_default(service='cluster: "${shop.arn}", launchType: unknown!'),
    ],
)
def test_the_default_of_a_cluster_may_be_unknown(deployment: Deployment) -> None:
    judged = judge(rule, deployment)
    assert not judged.violated
    assert "checkout" in judged.undecided[rule.id]
