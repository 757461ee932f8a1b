"""Settings of what stands outside AWS's Regions: the warehouse and the retail stores."""

from enum import StrEnum
from ipaddress import IPv4Address, IPv4Network
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from securecart.settings.base import Settings

Asn = Annotated[int, Field(ge=1, le=4294967294)]
PrivateAsn = Annotated[int, Field(ge=64512, le=4294967294)]


class OutpostKind(StrEnum):
    """The form an Outpost comes in."""

    RACK = "rack"
    SERVER = "server"


class StoreSettings(Settings):
    """A retail store's Outpost, which AWS installs and the settings describe."""

    kind: OutpostKind
    """`rack` has a local gateway, `server` a local network interface."""
    outpost_arn: str = Field(pattern=r"^arn:aws:outposts:[a-z0-9-]+:\d{12}:outpost/op-[0-9a-f]{17}$")
    """The ARN of the Outpost."""
    zone: str
    """The Availability Zone that the Outpost is anchored to."""
    cidr: IPv4Network
    """The subnet on the Outpost, a part of the Region's range that its zones leave free."""
    local_network: IPv4Network
    """The store's own network, reached over the local gateway."""
    local_gateway_id: str | None = Field(default=None, pattern=r"^lgw-[0-9a-f]{17}$")
    """A rack's local gateway."""
    local_gateway_route_table_id: str | None = Field(default=None, pattern=r"^lgw-rtb-[0-9a-f]{17}$")
    """The route table of a rack's local gateway, which the VPC is associated with."""
    instance_type: str = Field(pattern=r"^[a-z0-9-]+\.[a-z0-9]+$")
    """An EC2 instance type that was ordered with the Outpost."""
    instances: int = Field(default=2, ge=1, le=20)
    """Instances that carry the inventory service: two survive the loss of a host."""

    @model_validator(mode="after")
    def _a_rack_has_a_local_gateway(self) -> Self:
        gateway = (self.local_gateway_id, self.local_gateway_route_table_id)
        if self.kind is OutpostKind.RACK and None in gateway:
            raise ValueError("a rack names `localGatewayId` and `localGatewayRouteTableId`")
        if self.kind is OutpostKind.SERVER and gateway != (None, None):
            raise ValueError("a server has no local gateway: remove `localGatewayId` and `localGatewayRouteTableId`")
        return self


class WarehouseLinkSettings(Settings):
    """A Region's end of the private line to the warehouse."""

    amazon_side_asn: PrivateAsn
    """The private ASN of the Region's virtual private gateway, its own in each Region."""


class ConnectionSettings(Settings):
    """One dedicated Direct Connect connection and the private virtual interface over it."""

    location: str
    """The code of the Direct Connect location, for instance `EqDC2`."""
    region: str
    """The Region that the location belongs to: connections are ordered there."""
    bandwidth: str = Field(default="1Gbps", pattern=r"^(1|10|100|400)Gbps$")
    """Port speed of a dedicated connection."""
    vlan: int = Field(ge=1, le=4094)
    """The VLAN of the virtual interface."""
    customer_asn: Asn
    """The ASN of the warehouse's router."""
    amazon_address: str = Field(pattern=r"^\d+\.\d+\.\d+\.\d+/(29|30|31)$")
    """AWS's end of the BGP session, with its prefix."""
    customer_address: str = Field(pattern=r"^\d+\.\d+\.\d+\.\d+/(29|30|31)$")
    """The warehouse's end of the BGP session, with its prefix."""
    ready: bool = False
    """Whether the cross-connect is in place: the virtual interface is made only then."""


class VpnBackupSettings(Settings):
    """The Site-to-Site VPN that stands in for Direct Connect."""

    customer_address: IPv4Address
    """The public address of the warehouse's VPN device."""
    customer_asn: Asn
    """The ASN of the warehouse's VPN device."""


class WarehouseSettings(Settings):
    """The warehouse's private lines to AWS."""

    amazon_side_asn: PrivateAsn
    """The ASN of the Direct Connect gateway."""
    network: IPv4Network
    """The warehouse's own network."""
    connections: dict[str, ConnectionSettings] = Field(min_length=2)
    """At least two, at two locations: one location can be lost."""
    vpn_backup: VpnBackupSettings | None = None
    """The VPN backup, where there is one."""

    @model_validator(mode="after")
    def _two_locations(self) -> Self:
        locations = {connection.location for connection in self.connections.values()}
        if len(locations) < 2:  # noqa: PLR2004
            raise ValueError(f"connections at two locations or more; all are at {', '.join(sorted(locations))}")
        return self
