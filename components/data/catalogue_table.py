"""The product catalogue."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi

from components.data.global_table import GlobalTable, GlobalTableArgs, SecondaryIndex
from securecart.settings import names


@dataclass(frozen=True, kw_only=True)
class CatalogueTableArgs:
    """Arguments of `CatalogueTable`.

    Attributes:
        region: the Region of the owner, whose stack declares the table.
        replica_regions: every other Region of the fleet, of whatever data domain.
        account_id: the account of the table.
        protect: deletion protection of every replica, and Pulumi's protection of table and keys.
    """

    region: str
    replica_regions: Sequence[str]
    account_id: str
    protect: bool


class CatalogueTable(pulumi.ComponentResource):
    """The product catalogue: a DynamoDB global table with a replica in every Region of the fleet.

    It holds no personal data, so it is the one table that crosses the EU's border. An item is one aspect of a product
    (its description, its price list, its stock in one Region): two Regions then hardly ever write the same item, and
    "the last writer wins" loses nothing.

    Attributes:
        name: the table's name, the same in every Region.
        arn: the ARN of the owner's replica.
        stream_arn: the ARN of the owner's stream.
        key_arns: the key of each Region's replica.
    """

    name: pulumi.Output[str]
    arn: pulumi.Output[str]
    stream_arn: pulumi.Output[str]
    key_arns: dict[str, pulumi.Output[str]]

    def __init__(self, name: str, args: CatalogueTableArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("securecart:data:CatalogueTable", name, None, opts)
        table = GlobalTable(
            name,
            GlobalTableArgs(
                table_name=names.CATALOGUE_TABLE,
                region=args.region,
                replica_regions=args.replica_regions,
                account_id=args.account_id,
                partition_key="productId",
                sort_key="aspect",
                indexes=[SecondaryIndex(name="by-category", partition_key="category", sort_key="productId")],
                protect=args.protect,
            ),
            pulumi.ResourceOptions(parent=self),
        )
        self.name = table.name
        self.arn = table.arn
        self.stream_arn = table.stream_arn
        self.key_arns = table.key_arns
        self.register_outputs({"name": self.name, "arn": self.arn, "streamArn": self.stream_arn})
