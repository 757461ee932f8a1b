"""A Region's end of the private lines to the warehouse."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
from pulumi_aws import ec2

from components.arguments import ArgumentError
from securecart.settings.hybrid import PRIVATE_ASNS


@dataclass(frozen=True, kw_only=True)
class WarehouseLinkArgs:
    """What `WarehouseLink` is made of.

    Attributes:
        vpc_id: the VPC that the warehouse reaches.
        amazon_side_asn: the private ASN of the virtual private gateway; no other Region's.
        route_table_ids: the route tables that learn the warehouse's networks from its BGP sessions.
    """

    vpc_id: pulumi.Input[str]
    amazon_side_asn: int
    route_table_ids: Sequence[pulumi.Input[str]]

    def __post_init__(self) -> None:
        if not any(first <= self.amazon_side_asn <= last for first, last in PRIVATE_ASNS):
            raise ArgumentError(
                "WarehouseLink", "amazon_side_asn", self.amazon_side_asn, "64512 to 65534, 4200000000 to 4294967294"
            )


class WarehouseLink(pulumi.ComponentResource):
    """The virtual private gateway of a VPC, to which Direct Connect and its VPN backup are connected.

    Both lines end on one gateway and announce the same networks: it prefers what Direct Connect announces and falls
    back by itself ("Route tables and AWS Site-to-Site VPN route priority").

    Attributes:
        vpn_gateway_id: the virtual private gateway, once it is attached.
    """

    vpn_gateway_id: pulumi.Output[str]

    def __init__(self, name: str, args: WarehouseLinkArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("securecart:hybrid:WarehouseLink", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)

        gateway = ec2.VpnGateway(
            name,
            amazon_side_asn=str(args.amazon_side_asn),
            tags={"Name": name},
            opts=child,
        )
        attachment = ec2.VpnGatewayAttachment(name, vpc_id=args.vpc_id, vpn_gateway_id=gateway.id, opts=child)
        for index, table_id in enumerate(args.route_table_ids):
            ec2.VpnGatewayRoutePropagation(
                f"{name}-{index}",
                # A gateway that is not attached propagates nothing: the attachment's id, not the gateway's own.
                vpn_gateway_id=attachment.vpn_gateway_id,
                route_table_id=table_id,
                opts=child,
            )

        self.vpn_gateway_id = attachment.vpn_gateway_id
        self.register_outputs({"vpn_gateway_id": self.vpn_gateway_id})
