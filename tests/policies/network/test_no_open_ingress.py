from __future__ import annotations

from typing import Any

import pytest

from policies.network.no_open_ingress import no_open_ingress as rule
from tests.policies.harness import ABSENT, UNKNOWN, Deployment, judge, program
from tests.policies.mutants.mutant import mutant

RULE = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
LOAD_BALANCER = "aws:lb/loadBalancer:LoadBalancer"


def opened(deployment: Deployment, name: str, path: str = "cidrIpv4", value: str = "0.0.0.0/0") -> Deployment:
    return deployment.set(name, path, value, type_=RULE)


GROUP = "aws:ec2/securityGroup:SecurityGroup"
DEFAULT_GROUP = "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup"
SHELL: Any = [{"protocol": "tcp", "fromPort": 22, "toPort": 22, "cidrBlocks": ["0.0.0.0/0"]}]

MUTANTS = (
    mutant(
        "half of the internet",
        "us-west-2",
        lambda d: opened(d, "shop-green-catalog-requests", value="0.0.0.0/1"),
        "shop-green-catalog-requests",
    ),
    mutant(
        "an open shell inside a group",
        "eu-central-1",
        lambda d: d.set("shop-green-checkout", "ingress", SHELL, type_=GROUP),
        "shop-green-checkout",
        related=("network-no-inline-rules",),
    ),
    mutant(
        "an open shell inside the default group",
        "ap-southeast-1",
        lambda d: d.set("shop-network", "ingress", SHELL, type_=DEFAULT_GROUP),
        "shop-network",
        related=("network-default-security-group-closed",),
    ),
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
        group("ipProtocol: tcp, fromPort: 22, toPort: 22, cidrIpv4: 8.0.0.0/8"),
        group("ipProtocol: tcp, fromPort: 22, toPort: 22, cidrIpv6: 'fc00::/7'"),
        group("ipProtocol: tcp, fromPort: 22, toPort: 22, cidrIpv6: '2001:db8::/32'"),
        group("ipProtocol: tcp, fromPort: 22, toPort: 22, cidrIpv4: not-a-range"),
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
        (group(OPEN.replace("443", "22").replace("0.0.0.0/0", "0.0.0.0/1")), "its port is 22"),
        (group("ipProtocol: tcp, fromPort: 22, toPort: 22, cidrIpv6: '2000::/3'"), "its port is 22"),
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


def inline(rules: str, type_: str = "SecurityGroup") -> Deployment:
    return program(f"""
        resources:
          group: {{type: "aws:ec2:{type_}", properties: {{ingress: {rules}}}}}
          entrance: {{type: "aws:lb:LoadBalancer", properties: {{securityGroups: ["${{group.id}}"]}}}}
    """)


@pytest.mark.parametrize("type_", ["SecurityGroup", "DefaultSecurityGroup"])
def test_rules_inside_a_group_are_judged(type_: str) -> None:
    own = "{protocol: tcp, fromPort: 443, toPort: 443, cidrBlocks: [0.0.0.0/0]}"
    shell = "{protocol: tcp, fromPort: 22, toPort: 22, ipv6CidrBlocks: ['::/0']}"
    assert not judge(rule, inline(f"[{own}]", type_)).violated
    assert not judge(rule, inline("[]", type_)).violated
    judged = judge(rule, inline(f"[{own}, unknown!, {shell}]", type_))
    assert "its port is 22" in judged.violated[rule.id]["group"]


@pytest.mark.parametrize("rules", ["unknown!", "[unknown!]", "[{protocol: tcp, fromPort: 22, cidrBlocks: unknown!}]"])
def test_rules_inside_a_group_may_be_unknown(rules: str) -> None:
    judged = judge(rule, inline(rules))
    assert not judged.violated
    assert "group" in judged.undecided[rule.id]


def test_what_rules_of_their_own_add_to_a_group_is_not_inside_it() -> None:
    deployment = inline("[]").set("group", "ingress", ABSENT)
    for resource in deployment.together.resources:
        if resource.name == "group":
            resource.properties.update({"ingress": SHELL})
    assert not judge(rule, deployment).violated


def behind_network_load_balancer(
    target_group: str = "protocol: TCP, port: 8080",
    load_balancer: str = "loadBalancerType: network",
    ports: str = "8080",
    user: str = "instance",
) -> Deployment:
    users = {
        "instance": """
          user: {type: "aws:ec2:Instance", properties: {vpcSecurityGroupIds: ["${group.id}"]}}
          registration:
            type: aws:lb:TargetGroupAttachment
            properties: {targetGroupArn: "${targets.arn}", targetId: "${user.id}"}""",
        "service": """
          user:
            type: aws:ecs:Service
            properties:
              networkConfiguration: {securityGroups: ["${group.id}"]}
              loadBalancers: [{targetGroupArn: "${targets.arn}"}]""",
        "template": """
          user: {type: "aws:ec2:LaunchTemplate", properties: {vpcSecurityGroupIds: ["${group.id}"]}}
          fleet:
            type: aws:autoscaling:Group
            properties: {targetGroupArns: ["${targets.arn}"], launchTemplate: {id: "${user.id}"}}""",
    }
    return program(f"""
        resources:
          entrance: {{type: "aws:lb:LoadBalancer", properties: {{{load_balancer}}}}}
          targets: {{type: "aws:lb:TargetGroup", properties: {{{target_group}}}}}
          listener:
            type: aws:lb:Listener
            properties:
              loadBalancerArn: ${{entrance.arn}}
              defaultActions: [{{type: forward, targetGroupArn: "${{targets.arn}}"}}]
          group: {{type: "aws:ec2:SecurityGroup"}}
          rule:
            type: aws:vpc:SecurityGroupIngressRule
            properties:
              securityGroupId: ${{group.id}}
              ipProtocol: tcp
              fromPort: {ports}
              toPort: {ports}
              cidrIpv4: 0.0.0.0/0{users[user]}
    """)


@pytest.mark.parametrize(
    "deployment",
    [
        behind_network_load_balancer(),
        behind_network_load_balancer(user="template"),
        behind_network_load_balancer("protocol: TCP_UDP, port: 8080, targetType: ip", user="service"),
        behind_network_load_balancer(
            "protocol: TCP, port: 8080, targetType: ip, preserveClientIp: true", user="service"
        ),
        behind_network_load_balancer(ports="443"),
    ],
)
def test_targets_that_see_clients_addresses_may_let_them_in(deployment: Deployment) -> None:
    judged = judge(rule, deployment)
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize(
    "deployment",
    [
        behind_network_load_balancer(ports="22"),
        behind_network_load_balancer(load_balancer="loadBalancerType: network, internal: true"),
        behind_network_load_balancer(load_balancer="loadBalancerType: application"),
        behind_network_load_balancer("protocol: HTTP, port: 8080"),
        behind_network_load_balancer("protocol: TCP, port: 8080, preserveClientIp: false"),
        behind_network_load_balancer("protocol: TCP, port: 8080, targetType: ip", user="service"),
    ],
)
def test_targets_that_see_no_client_s_address_may_not(deployment: Deployment) -> None:
    assert judge(rule, deployment).names(rule.id) == {"rule"}


@pytest.mark.parametrize(
    "deployment",
    [
        behind_network_load_balancer("protocol: unknown!, port: 8080"),
        behind_network_load_balancer("protocol: TCP, port: 8080, preserveClientIp: unknown!"),
        behind_network_load_balancer("protocol: unknown!, port: 8080, preserveClientIp: true"),
        behind_network_load_balancer("protocol: TCP, port: 8080, targetType: unknown!", user="service"),
        behind_network_load_balancer("protocol: TCP, port: unknown!"),
        behind_network_load_balancer(load_balancer="loadBalancerType: unknown!"),
        behind_network_load_balancer(load_balancer="loadBalancerType: network, internal: unknown!"),
        behind_network_load_balancer()
        .set("listener", "loadBalancerArn", "arn:elsewhere")
        .sources("listener", "loadBalancerArn"),
        behind_network_load_balancer().remove("listener"),
        behind_network_load_balancer(user="service").remove("targets"),
        behind_network_load_balancer(user="service")
        .set("user", "loadBalancers", UNKNOWN)
        .sources("user", "loadBalancers"),
        behind_network_load_balancer(user="template")
        .set("fleet", "targetGroupArns", UNKNOWN)
        .sources("fleet", "targetGroupArns"),
        behind_network_load_balancer()
        .set("registration", "targetId", UNKNOWN)
        .sources("registration", "targetId")
        .remove("listener"),
    ],
)
def test_targets_may_see_clients_addresses(deployment: Deployment) -> None:
    judged = judge(rule, deployment)
    assert not judged.violated
    assert "rule" in judged.undecided[rule.id]
