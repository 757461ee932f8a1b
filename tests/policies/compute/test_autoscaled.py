from __future__ import annotations

import pytest

from policies.compute.autoscaled import autoscaled as rule
from tests.policies.harness import UNKNOWN, Deployment, judge, program
from tests.policies.mutants.mutant import View, mutant

TARGET = "aws:appautoscaling/target:Target"
POLICY = "aws:appautoscaling/policy:Policy"


def without_policies(deployment: Deployment, name: str) -> Deployment:
    return deployment.remove(f"{name}-cpu", type_=POLICY).remove(f"{name}-requests", type_=POLICY)


MUTANTS = (
    mutant(
        "no scalable target",
        "us-east-1",
        lambda d: d.remove("shop-blue-checkout", type_=TARGET),
        "shop-blue-checkout",
    ),
    mutant(
        "no scaling policies",
        "eu-central-1",
        lambda d: without_policies(d, "shop-green-catalog"),
        "shop-green-catalog",
    ),
    mutant(
        "no room to grow",
        "ap-southeast-1",
        lambda d: d.set("shop-blue-account", "maxCapacity", 3, type_=TARGET),
        "shop-blue-account",
    ),
    mutant(
        "a scalable target of another service",
        "us-west-2",
        lambda d: d.set("shop-blue-storefront", "resourceId", "service/shop-cluster/other", type_=TARGET),
        "shop-blue-storefront",
        view=View.DEPLOYED,
    ),
)
BALANCED = "loadBalancers: [{containerPort: 80}]"


def service(
    properties: str = BALANCED,
    target: str = 'resourceId: "service/shop/checkout", minCapacity: 1, maxCapacity: 9',
    policy: str = 'resourceId: "service/shop/checkout"',
    name: str = "name: checkout, cluster: shop",
) -> Deployment:
    return program(f"""
        resources:
          checkout: {{type: "aws:ecs:Service", properties: {{{name}, {properties}}}}}
          target: {{type: "aws:appautoscaling:Target", properties: {{serviceNamespace: ecs, {target}}}}}
          policy: {{type: "aws:appautoscaling:Policy", properties: {{serviceNamespace: ecs, {policy}}}}}
    """)


LINKED = 'resourceId: "${checkout.id}", minCapacity: 1, maxCapacity: 9'


@pytest.mark.parametrize(
    "deployment",
    [
        service(),
        service(name='name: checkout, cluster: "arn:aws:ecs:us-east-1:123456789012:cluster/shop"'),
        service(name="name: checkout, cluster: unknown!"),
        service(target=LINKED, policy='resourceId: "${target.resourceId}"', name="cluster: shop"),
        service(target=LINKED, policy='resourceId: "${checkout.id}"'),
        service("launchType: FARGATE", target="resourceId: x"),
        service("schedulingStrategy: DAEMON", target="resourceId: x"),
        service("loadBalancers: unknown!"),
        service(
            name="name: checkout",
            target="resourceId: service/default/checkout, minCapacity: 1, maxCapacity: 2",
            policy="resourceId: service/default/checkout",
        ),
    ],
)
def test_satisfied(deployment: Deployment) -> None:
    judged = judge(rule, deployment)
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize(
    ("deployment", "reason"),
    [
        (service().remove("target"), "No scalable target of Application Auto Scaling names it"),
        (service(target="resourceId: service/other/checkout, maxCapacity: 9"), "No scalable target"),
        (service(target="resourceId: service/shop/account, maxCapacity: 9"), "No scalable target"),
        (service(target="resourceId: table/checkout, maxCapacity: 9"), "No scalable target"),
        (service().set("target", "serviceNamespace", "dynamodb"), "No scalable target"),
        (service().remove("policy"), "No scaling policy of Application Auto Scaling names it"),
        (service(policy="resourceId: service/shop/account"), "No scaling policy"),
        (
            service(target="resourceId: service/shop/checkout, minCapacity: 3, maxCapacity: 3"),
            "`maxCapacity` of target is no more than its `minCapacity`",
        ),
    ],
)
def test_violated(deployment: Deployment, reason: str) -> None:
    judged = judge(rule, deployment)
    assert judged.names(rule.id) == {"checkout"}
    assert reason in judged.violated[rule.id]["checkout"]


@pytest.mark.parametrize(
    "deployment",
    [
        service(name="cluster: shop"),
        service(target="resourceId: unknown!"),
        service(policy="resourceId: unknown!"),
        service(target="resourceId: service/shop/checkout, minCapacity: 1, maxCapacity: unknown!"),
        service("loadBalancers: unknown!").remove("target"),
        service(f"{BALANCED}, schedulingStrategy: unknown!").remove("target"),
    ],
)
def test_undecided(deployment: Deployment) -> None:
    judged = judge(rule, deployment)
    assert not judged.violated
    assert "checkout" in judged.undecided[rule.id]


def test_services_of_one_name_are_told_apart_by_their_clusters() -> None:
    deployment = program("""
        resources:
          blue: {type: "aws:ecs:Cluster", properties: {name: blue}}
          green: {type: "aws:ecs:Cluster", properties: {name: green}}
          one: {type: "aws:ecs:Service", properties: {name: web, cluster: "${blue.arn}", loadBalancers: [{}]}}
          two: {type: "aws:ecs:Service", properties: {name: web, cluster: "${green.arn}", loadBalancers: [{}]}}
          target:
            type: aws:appautoscaling:Target
            properties: {serviceNamespace: ecs, resourceId: service/blue/web, minCapacity: 1, maxCapacity: 2}
          policy: {type: "aws:appautoscaling:Policy", properties: {resourceId: service/blue/web, serviceNamespace: ecs}}
    """)
    assert judge(rule, deployment).names(rule.id) == {"two"}


def test_a_cluster_whose_arn_is_unknown_cannot_be_told_from_another() -> None:
    deployment = program("""
        resources:
          shop: {type: "aws:ecs:Cluster", properties: {name: shop}}
          web: {type: "aws:ecs:Service", properties: {name: web, cluster: "${shop.arn}", loadBalancers: [{}]}}
          target:
            type: aws:appautoscaling:Target
            properties: {serviceNamespace: ecs, resourceId: service/shop/web, minCapacity: 1, maxCapacity: 2}
          policy: {type: "aws:appautoscaling:Policy", properties: {resourceId: service/shop/web, serviceNamespace: ecs}}
    """)
    deployment.set("web", "cluster", "arn:aws:ecs:us-east-1:123456789012:cluster/one")
    assert not judge(rule, deployment).violated


def test_a_target_that_may_be_of_two_services_leaves_both_undecided() -> None:
    deployment = service(target=LINKED, policy='resourceId: "${target.resourceId}"')
    deployment.duplicate("checkout", "account", type_="aws:ecs/service:Service")
    deployment.sources("target", "resourceId", "checkout", "account").set("policy", "resourceId", UNKNOWN)
    judged = judge(rule, deployment)
    assert not judged.violated
    assert "checkout" in judged.undecided[rule.id]
    assert "account" in judged.undecided[rule.id]
