from __future__ import annotations

import pytest

from policies.load_balancing.zonal_shift import zonal_shift as rule
from tests.policies.harness import ABSENT, Deployment, judge, program
from tests.policies.mutants.mutant import View, mutant

TYPE = "aws:lb/loadBalancer:LoadBalancer"

MUTANTS = (
    mutant(
        "zonal shift switched off",
        "us-east-1",
        lambda d: d.set("blue", "enableZonalShift", False, type_=TYPE),
        "blue",
    ),
    mutant(
        "zonal shift left to the default",
        "ap-southeast-1",
        lambda d: d.set("blue", "enableZonalShift", ABSENT, type_=TYPE),
        "blue",
    ),
    mutant(
        "zonal shift switched off on the other release",
        "us-west-2",
        lambda d: d.set("green", "enableZonalShift", False, type_=TYPE),
        "green",
        view=View.DEPLOYED,
    ),
)
OUTPOST = 'outpostArn: "arn:aws:outposts:us-east-1:123456789012:outpost/op-1"'


def load_balancer(properties: str, subnet: str = "availabilityZone: us-east-1a") -> Deployment:
    return program(f"""
        resources:
          a: {{type: "aws:ec2:Subnet", properties: {{{subnet}}}}}
          public: {{type: "aws:lb:LoadBalancer", properties: {{subnets: ["${{a.id}}"], {properties}}}}}
    """)


@pytest.mark.parametrize(
    "deployment",
    [
        load_balancer("enableZonalShift: true"),
        load_balancer("loadBalancerType: network, enableZonalShift: true"),
        load_balancer("loadBalancerType: unknown!, enableZonalShift: true"),
        load_balancer("loadBalancerType: gateway"),
        load_balancer("internal: true", OUTPOST),
        load_balancer("internal: true", "availabilityZone: us-east-1-bos-1a"),
    ],
)
def test_satisfied(deployment: Deployment) -> None:
    judged = judge(rule, deployment)
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize("properties", ["internal: false", "loadBalancerType: network", "enableZonalShift: false"])
def test_violated(properties: str) -> None:
    judged = judge(rule, load_balancer(properties))
    assert judged.names(rule.id) == {"public"}
    assert "`enableZonalShift` is not true" in judged.violated[rule.id]["public"]


@pytest.mark.parametrize(
    "deployment",
    [
        load_balancer("enableZonalShift: unknown!"),
        load_balancer("loadBalancerType: unknown!"),
        load_balancer("internal: true").set("public", "subnets", "04da6b54-80e4-46f7-96ec-b56ff0331ba9"),
        load_balancer("internal: true", "outpostArn: unknown!"),
    ],
)
def test_undecided(deployment: Deployment) -> None:
    judged = judge(rule, deployment)
    assert not judged.violated
    assert "public" in judged.undecided[rule.id]


KEPT = "targetHealthStates: [{enableUnhealthyConnectionTermination: false}]"


def network(target_group: str, own: str = "enableCrossZoneLoadBalancing: true") -> Deployment:
    return program(f"""
        resources:
          public:
            type: aws:lb:LoadBalancer
            properties: {{loadBalancerType: network, subnets: [subnet-1, subnet-2], {own}}}
          targets: {{type: "aws:lb:TargetGroup", properties: {{{target_group}}}}}
          listener:
            type: aws:lb:Listener
            properties:
              loadBalancerArn: ${{public.arn}}
              defaultActions: [{{type: forward, targetGroupArn: "${{targets.arn}}"}}]
          elsewhere: {{type: "aws:lb:Listener", properties: {{loadBalancerArn: "arn:elsewhere"}}}}
    """)


@pytest.mark.parametrize(
    "target_group",
    [
        f"protocol: UDP, {KEPT}",
        f"protocol: TCP, targetType: alb, {KEPT}",
        f'protocol: TCP, loadBalancingCrossZoneEnabled: "false", {KEPT}',
        "protocol: TCP",
        "protocol: TCP, targetHealthStates: [{unhealthyDrainingInterval: 0}]",
        "protocol: unknown!, targetType: alb",
    ],
)
def test_what_aws_refuses_is_not_asked_for(target_group: str) -> None:
    judged = judge(rule, network(target_group))
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize(
    "deployment",
    [
        network(f"protocol: TCP, {KEPT}"),
        network(f'protocol: TLS, loadBalancingCrossZoneEnabled: "true", {KEPT}'),
        network("protocol: UDP", "enableCrossZoneLoadBalancing: false"),
        network("protocol: UDP", "internal: true"),
        network("protocol: UDP").remove("listener"),
        network("protocol: UDP", "enableCrossZoneLoadBalancing: true").set("public", "loadBalancerType", "application"),
    ],
)
def test_what_aws_allows_is_asked_for(deployment: Deployment) -> None:
    assert judge(rule, deployment).names(rule.id) == {"public"}


@pytest.mark.parametrize(
    "deployment",
    [
        network(f"protocol: unknown!, {KEPT}"),
        network("protocol: TCP, targetHealthStates: unknown!"),
        network(f"protocol: TCP, targetType: unknown!, {KEPT}"),
        network("protocol: UDP", "enableCrossZoneLoadBalancing: unknown!"),
        network("protocol: UDP").remove("targets"),
        network("protocol: UDP").set("public", "loadBalancerType", "04da6b54-80e4-46f7-96ec-b56ff0331ba9"),
    ],
)
def test_what_aws_allows_may_be_unknown(deployment: Deployment) -> None:
    judged = judge(rule, deployment)
    assert not judged.violated
    assert "public" in judged.undecided[rule.id]
