"""The traffic of a VPC is logged."""

from collections.abc import Iterator

from policies.aws.references import sole
from policies.aws.types import FLOW_LOG, VPC
from policies.framework.resources import Resource, Stack
from policies.framework.rule import Severity, Source, stack_rule
from policies.framework.values import UNKNOWN
from policies.framework.verdicts import Verdict, satisfied, undecided, violated

_REJECTED = ("ALL", "REJECT")


@stack_rule(
    title="VPCs have flow logs",
    what="Every VPC has a flow log that records at least the rejected traffic.",
    why=(
        "Without flow logs nobody can tell in an outage whether a security group, a route or the other side drops the "
        "traffic, nor afterwards what an intruder reached: both then last longer."
    ),
    fix='Declare an `ec2.FlowLog` with `vpc_id` and `traffic_type="ALL"`.',
    severity=Severity.MEDIUM,
    sources=(
        Source(
            "AWS Security Hub",
            "EC2.6",
            "https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html#ec2-6",
        ),
        Source(
            "Amazon VPC User Guide",
            "Logging IP traffic using VPC Flow Logs",
            "https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs.html",
        ),
    ),
    types=(VPC,),
    passing="""
        resources:
          network: {type: "aws:ec2:Vpc", properties: {cidrBlock: 10.0.0.0/16}}
          log:
            type: aws:ec2:FlowLog
            properties: {vpcId: "${network.id}", trafficType: ALL, logDestination: "arn:aws:s3:::flow-logs"}
    """,
    failing="""
        resources:
          network: {type: "aws:ec2:Vpc", properties: {cidrBlock: 10.0.0.0/16}}
          log:
            type: aws:ec2:FlowLog
            properties: {vpcId: "${network.id}", trafficType: ACCEPT, logDestination: "arn:aws:s3:::flow-logs"}
    """,
)
def flow_logs(stack: Stack) -> Iterator[Verdict]:
    """Judge every VPC by the flow logs that name it."""
    logs = [(log, sole(log, "vpcId", stack, VPC)) for log in stack.of_type(FLOW_LOG)]
    for vpc in stack.of_type(VPC):
        yield _judge(
            vpc,
            [log for log, of in logs if of is vpc],
            [f"vpcId of {log}" for log, of in logs if of is UNKNOWN],
        )


def _judge(vpc: Resource, logs: list[Resource], doubtful: list[str]) -> Verdict:
    for log in logs:
        traffic = log.text("trafficType")
        if traffic in _REJECTED:
            return satisfied(vpc)
        if traffic is UNKNOWN:
            doubtful.append(f"trafficType of {log}")
    if doubtful:
        return undecided(vpc, *doubtful)
    if logs:
        return violated(
            vpc, f"`trafficType` of {logs[0]} is {logs[0].text('trafficType')}: it leaves out what is rejected."
        )
    return violated(vpc, "No flow log names it.")
