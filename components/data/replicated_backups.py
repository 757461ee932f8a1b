"""Copies of a writer's automated backups in another Region."""

from dataclasses import dataclass

import pulumi
from pulumi_aws import rds

from components.arguments import ArgumentError
from components.data.database import BACKUP_RETENTION_DAYS
from components.security.region_key import RegionKey, RegionKeyArgs


@dataclass(frozen=True, kw_only=True)
class ReplicatedBackupsArgs:
    """Arguments of `ReplicatedBackups`.

    Attributes:
        instance_arn: the writer whose automated backups are replicated; None in a Region that has a replica.
        region: the Region of the instance.
        backup_region: where the copies are kept: another Region of the same residency.
        account_id: the account of both.
        protect: refuses the deletion of the copies' key.
    """

    instance_arn: pulumi.Input[str] | None
    region: str
    backup_region: str
    account_id: str
    protect: bool

    def __post_init__(self) -> None:
        if self.backup_region == self.region:
            raise ArgumentError(
                "ReplicatedBackups", "backup_region", self.backup_region, f"another Region than {self.region}"
            )


class ReplicatedBackups(pulumi.ComponentResource):
    """RDS's own copying of snapshots and transaction logs to another Region, for point-in-time recovery there.

    For the writer's backups only, since its replicas hold the same data. It is what brings the database back when the
    Region and every replica are lost, or when a mistake has already been replicated: the copies lag by minutes, and go
    back 35 days.

    The key is there in both roles: a promotion then only starts the replication, and a writer that becomes a replica
    keeps the key that its copies can still be read with.

    Attributes:
        key_arn: the key that the copies are encrypted with, in the backup Region.
    """

    key_arn: pulumi.Output[str]

    def __init__(self, name: str, args: ReplicatedBackupsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("securecart:data:ReplicatedBackups", name, None, opts)
        key = RegionKey(
            f"{name}-key",
            RegionKeyArgs(
                region=args.backup_region,
                account_id=args.account_id,
                subject=f"database backups of {args.region}",
                protect=args.protect,
                uses=(),
            ),
            pulumi.ResourceOptions(parent=self),
        )
        if args.instance_arn is not None:
            rds.InstanceAutomatedBackupsReplication(
                name,
                region=args.backup_region,
                source_db_instance_arn=args.instance_arn,
                kms_key_id=key.arn,
                retention_period=BACKUP_RETENTION_DAYS,
                opts=pulumi.ResourceOptions(parent=self),
            )
        self.key_arn = key.arn
        self.register_outputs({"keyArn": self.key_arn})
