"""Settings of what stands outside AWS's Regions: the warehouse and the retail stores."""

from collections.abc import Iterator
from enum import StrEnum
from ipaddress import IPv4Address, IPv4Interface, IPv4Network
from typing import Annotated, Final, Literal

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from securecart.settings.base import Disagreement, Form, Settings
from securecart.settings.geography import ZONE_LETTERS, is_region

Asn = Annotated[int, Field(ge=1, le=4294967294)]
PRIVATE_ASNS: Final = ((64512, 65534), (4200000000, 4294967294))
"""Private numbers of autonomous systems, 16 and 32 bits ("CreateDirectConnectGateway", `amazonSideAsn`)."""


def _private(asn: int) -> int:
    if not any(first <= asn <= last for first, last in PRIVATE_ASNS):
        allowed = " or ".join(f"{first} to {last}" for first, last in PRIVATE_ASNS)
        raise PydanticCustomError("form", "{allowed}", {"allowed": allowed})
    return asn


PrivateAsn = Annotated[int, AfterValidator(_private)]
PeerAddress = Annotated[str, Form(r"\d{1,3}(\.\d{1,3}){3}/(29|30|31)", "an IPv4 address with its prefix of /29 to /31")]


StoreName = Annotated[str, Form(r"[a-z](-?[a-z0-9]){1,15}", "2 to 16 lower-case letters, digits and dashes")]
"""Short, because what stands in the store is named after it."""


class OutpostKind(StrEnum):
    """The form an Outpost comes in."""

    RACK = "rack"
    SERVER = "server"


class StoreSettings(Settings):
    """A retail store's Outpost, which AWS installs and the settings describe."""

    kind: OutpostKind
    """`rack` has a local gateway, `server` a local network interface."""
    outpost_arn: Annotated[
        str, Form(r"arn:aws:outposts:[a-z0-9-]+:\d{12}:outpost/op-[0-9a-f]{17}", "the ARN of an Outpost")
    ]
    """The ARN of the Outpost."""
    zone: str
    """The Availability Zone that the Outpost is anchored to."""
    cidr: IPv4Network
    """The subnet on the Outpost, a part of the Region's range that its zones leave free."""
    local_network: IPv4Network
    """The store's own network, reached over the local gateway."""
    local_gateway_id: Annotated[str, Form(r"lgw-[0-9a-f]{17}", "lgw- and 17 hexadecimal digits")] | None = None
    """A rack's local gateway."""
    local_gateway_route_table_id: (
        Annotated[str, Form(r"lgw-rtb-[0-9a-f]{17}", "lgw-rtb- and 17 hexadecimal digits")] | None
    ) = None
    """The route table of a rack's local gateway, which the VPC is associated with."""
    instance_type: Annotated[str, Form(r"[a-z0-9-]+\.[a-z0-9-]+", "an instance type such as c5.2xlarge")]
    """An EC2 instance type that was ordered with the Outpost."""
    image_tag: str = Field(pattern=r"^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$")
    """The tag of the inventory service's image that the store runs."""
    instances: int = Field(default=2, ge=1, le=20)
    """Instances that carry the inventory service: two survive the loss of a host."""

    def disagreements(self) -> Iterator[Disagreement]:
        """A rack has a local gateway, a server has none, and the store's own network is not the subnet's."""
        gateway = (
            ("localGatewayId", self.local_gateway_id),
            ("localGatewayRouteTableId", self.local_gateway_route_table_id),
        )
        for key, value in gateway:
            if self.kind is OutpostKind.RACK and value is None:
                yield Disagreement(key, None, "a rack has a local gateway", "its id")
            if self.kind is OutpostKind.SERVER and value is not None:
                yield Disagreement(key, value, "a server has no local gateway", "nothing, or `kind: rack`")
        if self.cidr.overlaps(self.local_network):
            reason = f"overlaps the Outpost's subnet {self.cidr} (`cidr`)"
            yield Disagreement("localNetwork", str(self.local_network), reason, "a range of its own")


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
    bandwidth: Literal["1Gbps", "10Gbps", "100Gbps", "400Gbps"] = "1Gbps"
    """Port speed of a dedicated connection."""
    vlan: int = Field(ge=1, le=4094)
    """The VLAN of the virtual interface."""
    customer_asn: Asn
    """The ASN of the warehouse's router."""
    amazon_address: PeerAddress
    """AWS's end of the BGP session, with its prefix."""
    customer_address: PeerAddress
    """The warehouse's end of the BGP session, with its prefix."""
    ready: bool = False
    """Whether the cross-connect is in place: the virtual interface is made only then."""

    def disagreements(self) -> Iterator[Disagreement]:
        """The location's Region exists, and both ends of the session are in one subnet."""
        if not is_region(self.region):
            yield Disagreement("region", self.region, "not an AWS Region", ", ".join(ZONE_LETTERS))
        try:
            ours, theirs = IPv4Interface(self.amazon_address), IPv4Interface(self.customer_address)
        except ValueError as error:
            both = f"{self.amazon_address}, {self.customer_address}"
            yield Disagreement("amazonAddress", both, str(error), "IPv4 addresses with their prefix")
            return
        if ours.network != theirs.network or ours.ip == theirs.ip:
            yield Disagreement(
                "customerAddress",
                self.customer_address,
                f"AWS's end of the session is {self.amazon_address} (`amazonAddress`)",
                f"another address of {ours.network}, with the same prefix",
            )


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

    def disagreements(self) -> Iterator[Disagreement]:
        """The connections are at two locations at least."""
        locations = sorted({connection.location for connection in self.connections.values()})
        if len(locations) == 1:
            reason = f"all connections are at {locations[0]}, which can be lost"
            yield Disagreement("connections", list(self.connections), reason, "two locations or more")
