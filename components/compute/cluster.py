"""The ECS cluster of a Region."""

from dataclasses import dataclass

import pulumi
from pulumi_aws import cloudwatch, ecs

from components.arguments import ArgumentError
from securecart.settings.network import LOG_RETENTION_DAYS


@dataclass(frozen=True, kw_only=True)
class ClusterArgs:
    """What `Cluster` is made of.

    Attributes:
        key_arn: the KMS key that encrypts sessions inside containers and their log; its policy lets CloudWatch Logs of
            the Region use it.
        log_retention_days: how long sessions are on record, in days; one of CloudWatch Logs' retentions.
    """

    key_arn: pulumi.Input[str]
    log_retention_days: int = 365

    def __post_init__(self) -> None:
        if self.log_retention_days not in LOG_RETENTION_DAYS:
            raise ArgumentError(
                "Cluster", "log_retention_days", self.log_retention_days, ", ".join(map(str, LOG_RETENTION_DAYS))
            )


class Cluster(pulumi.ComponentResource):
    """Where a Region's services run, with metrics by task and container.

    Services do not let anyone into their containers. The cluster says what happens where one does: the session is
    encrypted and every command of it is on record.

    Attributes:
        arn: the cluster.
        name: its name, for metrics and for instances that join it.
    """

    arn: pulumi.Output[str]
    name: pulumi.Output[str]

    def __init__(self, name: str, args: ClusterArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("securecart:compute:Cluster", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)

        sessions = cloudwatch.LogGroup(
            f"{name}-sessions", retention_in_days=args.log_retention_days, kms_key_id=args.key_arn, opts=child
        )
        cluster = ecs.Cluster(
            name,
            settings=[{"name": "containerInsights", "value": "enhanced"}],
            configuration={
                "execute_command_configuration": {
                    "kms_key_id": args.key_arn,
                    "logging": "OVERRIDE",
                    "log_configuration": {
                        "cloud_watch_log_group_name": sessions.name,
                        "cloud_watch_encryption_enabled": True,
                    },
                }
            },
            opts=child,
        )

        self.arn = cluster.arn
        self.name = cluster.name
        self.register_outputs({"arn": self.arn, "name": self.name})
