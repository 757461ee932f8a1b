"""Flow logs of a VPC."""

import json
from dataclasses import dataclass
from typing import Final

import pulumi
from pulumi_aws import cloudwatch, ec2, iam

from components.arguments import ArgumentError
from securecart.settings.network import LOG_RETENTION_DAYS

RECORD_FORMAT: Final = " ".join(
    f"${{{field}}}"
    for field in (
        # The default record's fields first, so that ready-made queries keep working ("Flow log records").
        "version", "account-id", "interface-id", "srcaddr", "dstaddr", "srcport", "dstport", "protocol", "packets",
        "bytes", "start", "end", "action", "log-status",
        # Who is behind a NAT gateway or a load balancer, which way it went, and what crossed a zone.
        "vpc-id", "subnet-id", "az-id", "tcp-flags", "pkt-srcaddr", "pkt-dstaddr", "pkt-src-aws-service",
        "pkt-dst-aws-service", "flow-direction", "traffic-path",
    )
)  # fmt: skip
"""What a record says."""


@dataclass(frozen=True, kw_only=True)
class FlowLogsArgs:
    """What `FlowLogs` is made of.

    Attributes:
        region: the Region of the VPC.
        account_id: the account that owns it; nobody else's flow logs may use the role.
        vpc_id: the VPC whose traffic is logged.
        retention_days: how long records are kept, in days; one of `LOG_RETENTION_DAYS`.
        key_arn: the KMS key that encrypts the log group; its policy lets CloudWatch Logs of the Region use it.
    """

    region: str
    account_id: str
    vpc_id: pulumi.Input[str]
    retention_days: int
    key_arn: pulumi.Input[str]

    def __post_init__(self) -> None:
        if self.retention_days not in LOG_RETENTION_DAYS:
            raise ArgumentError(
                "FlowLogs", "retention_days", self.retention_days, ", ".join(map(str, LOG_RETENTION_DAYS))
            )


class FlowLogs(pulumi.ComponentResource):
    """The accepted and the rejected traffic of a VPC, minute by minute, in CloudWatch Logs.

    CloudWatch Logs rather than S3: in an incident Logs Insights answers at once, next to the alarms and with the same
    retention and key as every other log of the Region. S3 is cheaper by the gigabyte and needs Athena first.

    Attributes:
        log_group_name: the log group that the records are in.
    """

    log_group_name: pulumi.Output[str]

    def __init__(self, name: str, args: FlowLogsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("securecart:network:FlowLogs", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)

        log_group = cloudwatch.LogGroup(
            name,
            retention_in_days=args.retention_days,
            kms_key_id=args.key_arn,
            opts=child,
        )
        role = iam.Role(
            f"{name}-{args.region}",
            description=f"Lets VPC flow logs of {args.region} write to their log group",
            assume_role_policy=json.dumps(
                {
                    "Version": "2012-10-17",
                    "Statement": [
                        {
                            "Effect": "Allow",
                            "Principal": {"Service": "vpc-flow-logs.amazonaws.com"},
                            "Action": "sts:AssumeRole",
                            "Condition": {
                                "StringEquals": {"aws:SourceAccount": args.account_id},
                                "ArnLike": {
                                    "aws:SourceArn": f"arn:aws:ec2:{args.region}:{args.account_id}:vpc-flow-log/*"
                                },
                            },
                        }
                    ],
                }
            ),
            opts=child,
        )
        policy = iam.RolePolicy(
            f"{name}-{args.region}",
            role=role.name,
            policy=pulumi.Output.json_dumps(
                {
                    "Version": "2012-10-17",
                    "Statement": [
                        {
                            "Effect": "Allow",
                            "Action": ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
                            "Resource": pulumi.Output.concat(log_group.arn, ":*"),
                        },
                        {
                            "Effect": "Allow",
                            "Action": "logs:DescribeLogGroups",
                            "Resource": f"arn:aws:logs:{args.region}:{args.account_id}:log-group:*",
                        },
                    ],
                }
            ),
            opts=child,
        )
        ec2.FlowLog(
            name,
            vpc_id=args.vpc_id,
            traffic_type="ALL",
            log_destination_type="cloud-watch-logs",
            log_destination=log_group.arn,
            iam_role_arn=role.arn,
            log_format=RECORD_FORMAT,
            # Seconds: an attack is over before a ten-minute record, the default, is written.
            max_aggregation_interval=60,
            tags={"Name": name},
            # A role that may not write yet makes a flow log that fails in silence.
            opts=pulumi.ResourceOptions(parent=self, depends_on=[policy]),
        )

        self.log_group_name = log_group.name
        self.register_outputs({"log_group_name": self.log_group_name})
