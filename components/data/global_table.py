"""A DynamoDB table with replicas in other Regions."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import pulumi
from pulumi_aws import dynamodb

from components.arguments import ArgumentError
from components.security.key_policy import KeyUse
from components.security.region_key import RegionKey, RegionKeyArgs

_RECOVERY_DAYS: Final = 35
"""The longest that DynamoDB's point-in-time recovery reaches back."""


@dataclass(frozen=True, kw_only=True)
class SecondaryIndex:
    """A global secondary index on string attributes, with all of an item in it.

    Attributes:
        name: the index's name.
        partition_key: the attribute that it is found by.
        sort_key: the attribute that it is sorted by.
    """

    name: str
    partition_key: str
    sort_key: str


@dataclass(frozen=True, kw_only=True)
class GlobalTableArgs:
    """Arguments of `GlobalTable`.

    Attributes:
        table_name: the table's name, the same in every Region.
        region: the Region of the stack, where the table is declared.
        replica_regions: the other Regions that have a replica; none is a table of one Region.
        account_id: the account of table and keys.
        partition_key: the string attribute that items are found by.
        sort_key: the string attribute that items of one partition are sorted by.
        indexes: global secondary indexes.
        expiry_attribute: the attribute that holds when an item goes, in seconds since 1970; None if items stay.
        protect: deletion protection of every replica, and Pulumi's protection of table and keys.
    """

    table_name: str
    region: str
    replica_regions: Sequence[str]
    account_id: str
    partition_key: str
    sort_key: str
    indexes: Sequence[SecondaryIndex] = ()
    expiry_attribute: str | None = None
    protect: bool

    def __post_init__(self) -> None:
        regions = self.replica_regions
        if self.region in regions or len(set(regions)) < len(regions):
            raise ArgumentError("GlobalTable", "replica_regions", tuple(regions), f"each once, without {self.region}")


class GlobalTable(pulumi.ComponentResource):
    """A global table: a replica in each Region that reads and writes locally; of two writers the last one wins.

    Replicas are declared inline, never as `TableReplica`s beside the table: the two undo each other's work. A Region
    that comes or goes is an update in place. DynamoDB does not delete a replica whose deletion protection is on: before
    a Region goes it is taken off there, by `aws dynamodb update-table --no-deletion-protection-enabled`.

    Each Region's replica is encrypted with a key of that Region, made here (`region=`): a replica must have its key
    before that Region's own stack exists, and still has it when the table's home Region is lost. Changing a replica's
    key would remake the replica. The key of a Region that goes stays in AWS: DynamoDB keeps a backup of what it deletes
    for 35 days, which nobody could read without.

    Attributes:
        name: the table's name, known once the table exists.
        arn: the ARN of the table in the stack's Region.
        stream_arn: the ARN of its stream.
        key_arns: the key of each Region.
    """

    name: pulumi.Output[str]
    arn: pulumi.Output[str]
    stream_arn: pulumi.Output[str]
    key_arns: dict[str, pulumi.Output[str]]

    def __init__(self, name: str, args: GlobalTableArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("securecart:data:GlobalTable", name, None, opts)
        self.key_arns = {
            region: RegionKey(
                f"{name}-{region}",
                RegionKeyArgs(
                    region=region,
                    account_id=args.account_id,
                    subject=f"table {args.table_name} in {region}",
                    protect=args.protect and region == args.region,
                    retain=args.protect and region != args.region,
                    uses=(KeyUse.TABLES,),
                ),
                pulumi.ResourceOptions(parent=self),
            ).arn
            for region in (args.region, *sorted(args.replica_regions))
        }
        keys = [args.partition_key, args.sort_key]
        keys += [key for index in args.indexes for key in (index.partition_key, index.sort_key)]
        table = dynamodb.Table(
            name,
            name=args.table_name,
            # Traffic follows customers from Region to Region within minutes; provisioned capacity would not.
            billing_mode="PAY_PER_REQUEST",
            hash_key=args.partition_key,
            range_key=args.sort_key,
            attributes=[{"name": key, "type": "S"} for key in dict.fromkeys(keys)],
            global_secondary_indexes=[
                {
                    "name": index.name,
                    "hash_key": index.partition_key,
                    "range_key": index.sort_key,
                    "projection_type": "ALL",
                }
                for index in args.indexes
            ],
            ttl={"enabled": True, "attribute_name": args.expiry_attribute} if args.expiry_attribute else None,
            # Replication reads the stream, and asks for both images.
            stream_enabled=True,
            stream_view_type="NEW_AND_OLD_IMAGES",
            point_in_time_recovery={"enabled": True, "recovery_period_in_days": _RECOVERY_DAYS},
            server_side_encryption={"enabled": True, "kms_key_arn": self.key_arns[args.region]},
            deletion_protection_enabled=args.protect,
            replicas=[
                {
                    "region_name": region,
                    "kms_key_arn": self.key_arns[region],
                    "point_in_time_recovery": True,
                    "deletion_protection_enabled": args.protect,
                    "propagate_tags": True,
                }
                for region in sorted(args.replica_regions)
            ],
            tags={"Name": args.table_name},
            opts=pulumi.ResourceOptions(
                parent=self,
                protect=args.protect,
                custom_timeouts=pulumi.CustomTimeouts(create="2h", update="4h", delete="1h"),
            ),
        )
        self.name = table.name
        self.arn = table.arn
        self.stream_arn = table.stream_arn
        self.register_outputs({"name": self.name, "arn": self.arn, "streamArn": self.stream_arn})
