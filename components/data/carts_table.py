"""Shopping carts."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi

from components.arguments import ArgumentError
from components.data.global_table import GlobalTable, GlobalTableArgs
from securecart.settings import names
from securecart.settings.geography import Residency, residency_allows


@dataclass(frozen=True, kw_only=True)
class CartsTableArgs:
    """Arguments of `CartsTable`.

    Attributes:
        residency: the data domain whose customers' carts it holds.
        region: the Region of the owner, whose stack declares the table.
        copy_regions: the data domain's other Regions and, always, the owner's backup Region: a second Region that joins
            the domain then adds a copy and takes none away. At least one, and all of the residency.
        account_id: the account of the table.
        protect: deletion protection of every replica, and Pulumi's protection of table and keys.
    """

    residency: Residency
    region: str
    copy_regions: Sequence[str]
    account_id: str
    protect: bool

    def __post_init__(self) -> None:
        if not self.copy_regions:
            raise ArgumentError(
                "CartsTable", "copy_regions", (), "a second Region: a lost Region's carts live on there"
            )
        for region in (self.region, *self.copy_regions):
            if not residency_allows(self.residency, region):
                raise ArgumentError("CartsTable", "copy_regions", region, f"Regions where {self.residency} data may be")


class CartsTable(pulumi.ComponentResource):
    """The shopping carts of one data domain: personal data, with copies nowhere but in the Regions of its residency.

    An item is one article in one customer's cart, which DynamoDB deletes once it has been left alone past `expiresAt`.

    Attributes:
        name: the table's name, the same in every Region that has it.
        arn: the ARN of the owner's replica.
        stream_arn: the ARN of the owner's stream.
        key_arns: the key of each Region's replica.
    """

    name: pulumi.Output[str]
    arn: pulumi.Output[str]
    stream_arn: pulumi.Output[str]
    key_arns: dict[str, pulumi.Output[str]]

    def __init__(self, name: str, args: CartsTableArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("securecart:data:CartsTable", name, None, opts)
        table = GlobalTable(
            name,
            GlobalTableArgs(
                table_name=names.carts_table(args.residency),
                region=args.region,
                replica_regions=args.copy_regions,
                account_id=args.account_id,
                partition_key="customerId",
                sort_key="itemId",
                expiry_attribute="expiresAt",
                protect=args.protect,
            ),
            pulumi.ResourceOptions(parent=self),
        )
        self.name = table.name
        self.arn = table.arn
        self.stream_arn = table.stream_arn
        self.key_arns = table.key_arns
        self.register_outputs({"name": self.name, "arn": self.arn, "streamArn": self.stream_arn})
