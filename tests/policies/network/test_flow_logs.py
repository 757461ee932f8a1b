from __future__ import annotations

import pytest

from policies.network.flow_logs import flow_logs as rule
from tests.policies.harness import Deployment, judge, program
from tests.policies.mutants.mutant import View, mutant

FLOW_LOG = "aws:ec2/flowLog:FlowLog"
LOGS = "shop-network-flow-logs"

MUTANTS = (
    mutant("no flow log", "us-east-1", lambda d: d.remove(LOGS, type_=FLOW_LOG), "shop-network"),
    mutant(
        "accepted traffic only",
        "eu-central-1",
        lambda d: d.set(LOGS, "trafficType", "ACCEPT", type_=FLOW_LOG),
        "shop-network",
    ),
    mutant(
        "the flow log of another VPC",
        "us-west-2",
        lambda d: d.set(LOGS, "vpcId", "vpc-0a1b2c3d4e5f60718", type_=FLOW_LOG),
        "shop-network",
        view=View.DEPLOYED,
    ),
)


def network(log: str) -> Deployment:
    return program(f"""
        resources:
          network: {{type: "aws:ec2:Vpc"}}
          log: {{type: "aws:ec2:FlowLog", properties: {{{log}}}}}
    """)


@pytest.mark.parametrize("traffic", ["ALL", "REJECT"])
def test_satisfied(traffic: str) -> None:
    judged = judge(rule, network(f'vpcId: "${{network.id}}", trafficType: {traffic}'))
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize(
    ("log", "reason"),
    [
        ('vpcId: "${network.id}", trafficType: ACCEPT', "`trafficType` of log (aws:ec2/flowLog:FlowLog) is ACCEPT"),
        ("vpcId: vpc-1, trafficType: ALL", "No flow log names it."),
        ("subnetId: subnet-1, trafficType: ALL", "No flow log names it."),
    ],
)
def test_violated(log: str, reason: str) -> None:
    judged = judge(rule, network(log))
    assert judged.names(rule.id) == {"network"}
    assert reason in judged.violated[rule.id]["network"]


@pytest.mark.parametrize("log", ['vpcId: "${network.id}", trafficType: unknown!', "vpcId: unknown!, trafficType: ALL"])
def test_undecided(log: str) -> None:
    judged = judge(rule, network(log))
    assert not judged.violated
    assert "network" in judged.undecided[rule.id]
