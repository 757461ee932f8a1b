from __future__ import annotations

import pytest

from policies.network.no_open_ingress import no_open_ingress as rule
from tests.policies.harness import ABSENT, Deployment, judge, program
from tests.policies.mutants.mutant import mutant

RULE = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
LOAD_BALANCER = "aws:lb/loadBalancer:LoadBalancer"


def opened(deployment: Deployment, name: str, path: str = "cidrIpv4", value: str = "0.0.0.0/0") -> Deployment:
    return deployment.set(name, path, value, type_=RULE)


MUTANTS = (
    mutant(
        "an open database", "us-east-1", lambda d: opened(d, "shop-db-from-10.16.0.0-17"), "shop-db-from-10.16.0.0-17"
    ),
    mutant(
        "open tasks",
        "us-west-2",
        lambda d: opened(d, "shop-blue-catalog-requests", "cidrIpv6", "::/0"),
        "shop-blue-catalog-requests",
    ),
    mutant(
        "open endpoints on a load balancer's port",
        "ap-southeast-1",
        lambda d: opened(d, "shop-network-endpoints-https"),
        "shop-network-endpoints-https",
    ),
    mutant(
        "an administration port of a load balancer",
        "eu-central-1",
        lambda d: [d.set("shop-blue-http", path, 22, type_=RULE) for path in ("fromPort", "toPort")],
        "shop-blue-http",
    ),
    mutant(
        "a load balancer with all ports",
        "us-east-1",
        lambda d: [
            d.set("shop-green-https", path, value, type_=RULE)
            for path, value in (("ipProtocol", "-1"), ("fromPort", ABSENT), ("toPort", ABSENT))
        ],
        "shop-green-https",
    ),
)


def group(
    ingress: str, type_: str = "vpc:SecurityGroupIngressRule", user: str = "lb:LoadBalancer", **user_has: str
) -> Deployment:
    has = ", ".join(f"{key}: {value}" for key, value in (user_has or {"securityGroups": '["${group.id}"]'}).items())
    return program(f"""
        resources:
          group: {{type: "aws:ec2:SecurityGroup"}}
          user: {{type: "aws:{user}", properties: {{{has}}}}}
          rule: {{type: "aws:{type_}", properties: {{securityGroupId: "${{group.id}}", {ingress}}}}}
    """)


OPEN = "ipProtocol: tcp, fromPort: 443, toPort: 443, cidrIpv4: 0.0.0.0/0"
OLDER = "type: ingress, protocol: tcp, fromPort: 443, toPort: 443"


@pytest.mark.parametrize(
    "deployment",
    [
        group(OPEN),
        group(OPEN.replace("tcp", "udp")),
        group("ipProtocol: tcp, fromPort: 22, toPort: 22, cidrIpv4: 10.0.0.0/8"),
        group("ipProtocol: tcp, fromPort: 22, toPort: 22, referencedSecurityGroupId: sg-1"),
        group('ipProtocol: icmpv6, fromPort: -1, toPort: -1, cidrIpv6: "::/0"'),
        group('ipProtocol: "1", fromPort: -1, toPort: -1, cidrIpv4: 0.0.0.0/0'),
        group(f"{OLDER}, cidrBlocks: [0.0.0.0/0], ipv6CidrBlocks: ['::/0']", "ec2:SecurityGroupRule"),
        group('type: egress, protocol: "-1", fromPort: 0, toPort: 0, cidrBlocks: [0.0.0.0/0]', "ec2:SecurityGroupRule"),
        group(OPEN.replace("securityGroupId", "x"), user="sqs:Queue", name="q"),
    ],
)
def test_satisfied(deployment: Deployment) -> None:
    judged = judge(rule, deployment)
    assert not judged.violated
    assert not judged.undecided


def test_what_guards_resources_of_another_stack_is_judged_by_its_port() -> None:
    deployment = group(OPEN).set("rule", "securityGroupId", "sg-1").sources("rule", "securityGroupId")
    deployment.set("user", "securityGroups", ["sg-1"]).sources("user", "securityGroups")
    assert not judge(rule, deployment).violated
    for path in ("fromPort", "toPort"):
        deployment.set("rule", path, 5432)
    assert "its port is 5432" in judge(rule, deployment).violated[rule.id]["rule"]


@pytest.mark.parametrize(
    ("deployment", "reason"),
    [
        (group(OPEN.replace("443", "22")), "its port is 22"),
        (group(OPEN.replace("toPort: 443", "toPort: 500")), "its ports are 443 to 500"),
        (group('ipProtocol: "-1", cidrIpv6: "::/0"'), "its protocol is every one"),
        (group("ipProtocol: esp, cidrIpv4: 0.0.0.0/0"), "its protocol is esp"),
        (group(OPEN, securityGroups='["${group.id}"]', internal="true"), "guards user (aws:lb/loadBalancer"),
        (group(OPEN, user="rds:Instance", vpcSecurityGroupIds='["${group.id}"]'), "guards user (aws:rds/instance"),
        (
            group(OPEN, user="ecs:Service", networkConfiguration='{securityGroups: ["${group.id}"]}'),
            "which is no internet-facing load balancer",
        ),
        (
            group(f"{OLDER}, ipv6CidrBlocks: ['::/0']".replace("443", "22"), "ec2:SecurityGroupRule"),
            "its port is 22",
        ),
    ],
)
def test_violated(deployment: Deployment, reason: str) -> None:
    judged = judge(rule, deployment)
    assert judged.names(rule.id) == {"rule"}
    assert reason in judged.violated[rule.id]["rule"]


@pytest.mark.parametrize(
    "deployment",
    [
        group("ipProtocol: tcp, fromPort: 22, toPort: 22, cidrIpv4: unknown!"),
        group(OPEN.replace("tcp", "unknown!").replace("443", "22")),
        group(OPEN.replace("fromPort: 443", "fromPort: unknown!")),
        group(OPEN, securityGroups='["${group.id}"]', internal="unknown!"),
        group(f"{OLDER}, cidrBlocks: [0.0.0.0/0]".replace("ingress", "unknown!"), "ec2:SecurityGroupRule"),
    ],
)
def test_undecided(deployment: Deployment) -> None:
    judged = judge(rule, deployment)
    assert not judged.violated
    assert "rule" in judged.undecided[rule.id]


def test_a_load_balancer_with_unknown_groups_may_be_behind_any() -> None:
    deployment = program("""
        resources:
          group: {type: "aws:ec2:SecurityGroup"}
          queue: {type: "aws:ec2:Instance", properties: {vpcSecurityGroupIds: ["${group.id}"]}}
          entrance: {type: "aws:lb:LoadBalancer", properties: {securityGroups: unknown!}}
          rule:
            type: aws:vpc:SecurityGroupIngressRule
            properties:
              {securityGroupId: "${group.id}", ipProtocol: tcp, fromPort: 443, toPort: 443, cidrIpv4: 0.0.0.0/0}
          any:
            type: aws:vpc:SecurityGroupIngressRule
            properties: {securityGroupId: unknown!, ipProtocol: tcp, fromPort: 443, toPort: 443, cidrIpv4: 0.0.0.0/0}
    """)
    judged = judge(rule, deployment)
    assert not judged.violated
    assert {name for name in ("rule", "any") if f"{name} (" in judged.undecided[rule.id]} == {"rule", "any"}


def test_ports_are_a_parameter() -> None:
    deployment = group(OPEN.replace("443", "8443"))
    assert judge(rule, deployment).names(rule.id) == {"rule"}
    assert not judge(rule, deployment, {rule.id: {"ports": ["8443"]}}).violated
