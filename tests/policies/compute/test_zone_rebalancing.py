from __future__ import annotations

import pytest

from policies.compute.zone_rebalancing import zone_rebalancing as rule
from tests.policies.harness import ABSENT, Deployment, judge, program
from tests.policies.mutants.mutant import View, mutant

TYPE = "aws:ecs/service:Service"
PATH = "availabilityZoneRebalancing"


def in_the_region(deployment: Deployment) -> Deployment:
    deployment.set("shop-berlin-inventory", "deploymentMaximumPercent", 200, type_=TYPE)
    return deployment.set("shop-berlin-inventory", "launchType", "EC2", type_=TYPE)


MUTANTS = (
    mutant(
        "rebalancing switched off",
        "us-east-1",
        lambda d: d.set("shop-blue-checkout", PATH, "DISABLED", type_=TYPE),
        "shop-blue-checkout",
    ),
    mutant(
        "rebalancing switched off for a worker",
        "ap-southeast-1",
        lambda d: d.set("shop-blue-fulfilment", PATH, "DISABLED", type_=TYPE),
        "shop-blue-fulfilment",
    ),
    mutant(
        "rebalancing switched off on the other release",
        "us-west-2",
        lambda d: d.set("shop-green-catalog", PATH, "DISABLED", type_=TYPE),
        "shop-green-catalog",
        view=View.DEPLOYED,
    ),
    mutant(
        "rebalancing left to what the service has",
        "eu-central-1",
        lambda d: d.set("shop-green-checkout", PATH, ABSENT, type_=TYPE),
        "shop-green-checkout",
    ),
    mutant("a store's service that has moved to the Region", "eu-central-1", in_the_region, "shop-berlin-inventory"),
)
OFF = "availabilityZoneRebalancing: DISABLED"


def service(properties: str, subnet: str = "availabilityZone: us-east-1a") -> Deployment:
    return program(f"""
        resources:
          a: {{type: "aws:ec2:Subnet", properties: {{{subnet}}}}}
          checkout: {{type: "aws:ecs:Service", properties: {{{properties}}}}}
    """)


@pytest.mark.parametrize(
    ("properties", "subnet"),
    [
        ("availabilityZoneRebalancing: ENABLED", ""),
        ("schedulingStrategy: DAEMON", ""),
        (f"{OFF}, loadBalancers: [{{elbName: classic}}]", ""),
        (f"{OFF}, schedulingStrategy: DAEMON", ""),
        (f"{OFF}, launchType: EXTERNAL", ""),
        (f"{OFF}, deploymentMaximumPercent: 100", ""),
        (f'{OFF}, placementConstraints: [{{expression: "attribute:ecs.availability-zone in [us-east-1a]"}}]', ""),
        (f"{OFF}, orderedPlacementStrategies: [{{type: binpack, field: memory}}]", ""),
        (f'{OFF}, networkConfiguration: {{subnets: ["${{a.id}}"]}}', "outpostArn: op-1"),
        ("availabilityZoneRebalancing: unknown!, schedulingStrategy: DAEMON", ""),
    ],
)
def test_satisfied(properties: str, subnet: str) -> None:
    judged = judge(rule, service(properties, subnet))
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize(
    "properties",
    [
        OFF,
        f"{OFF}, launchType: FARGATE, deploymentMaximumPercent: 200",
        f"{OFF}, placementConstraints: [{{type: distinctInstance}}]",
        f'{OFF}, orderedPlacementStrategies: [{{type: spread, field: "attribute:ecs.availability-zone"}}]',
        f'{OFF}, networkConfiguration: {{subnets: ["${{a.id}}"]}}',
        f"{OFF}, loadBalancers: [{{targetGroupArn: unknown!, containerPort: 80}}]",
    ],
)
def test_violated(properties: str) -> None:
    judged = judge(rule, service(properties))
    assert judged.names(rule.id) == {"checkout"}
    assert "`availabilityZoneRebalancing` is DISABLED" in judged.violated[rule.id]["checkout"]


@pytest.mark.parametrize(
    "properties",
    [
        "availabilityZoneRebalancing: unknown!",
        f"{OFF}, schedulingStrategy: unknown!",
        f"{OFF}, launchType: unknown!",
        f"{OFF}, deploymentMaximumPercent: unknown!",
        f"{OFF}, placementConstraints: unknown!",
        f"{OFF}, placementConstraints: [unknown!]",
        f"{OFF}, placementConstraints: [{{expression: unknown!}}]",
        f"{OFF}, orderedPlacementStrategies: unknown!",
        f"{OFF}, orderedPlacementStrategies: [unknown!]",
        f"{OFF}, orderedPlacementStrategies: [{{type: unknown!}}]",
        f"{OFF}, networkConfiguration: unknown!",
        f"{OFF}, loadBalancers: unknown!",
        f"{OFF}, loadBalancers: [{{elbName: unknown!}}]",
        f"{OFF}, loadBalancers: [unknown!]",
        "launchType: unknown!",
    ],
)
def test_undecided(properties: str) -> None:
    judged = judge(rule, service(properties))
    assert not judged.violated
    assert "checkout" in judged.undecided[rule.id]


def test_an_older_service_that_has_kept_it_off_is_refused() -> None:
    deployment = service("launchType: FARGATE")
    for resource in deployment.together.resources:
        if resource.name == "checkout":
            resource.properties["availabilityZoneRebalancing"] = "DISABLED"
    assert judge(rule, deployment).names(rule.id) == {"checkout"}


def test_the_default_of_a_new_service_is_not_enough() -> None:
    deployment = service("availabilityZoneRebalancing: ENABLED").set("checkout", PATH, ABSENT)
    assert "is not set" in judge(rule, deployment).violated[rule.id]["checkout"]
    for resource in deployment.together.resources:
        if resource.name == "checkout":
            resource.properties[PATH] = "ENABLED"
    assert judge(rule, deployment).names(rule.id) == {"checkout"}
