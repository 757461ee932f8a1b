"""A private path between the networks of two Regions."""

from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Network

import pulumi
from pulumi_aws import ec2

from components.arguments import ArgumentError
from components.network.address_plan import AddressPlanError, tier_ranges


@dataclass(frozen=True, kw_only=True)
class PrivatePathEnd:
    """A Region's end of a private path.

    Attributes:
        region: the Region.
        cidr: the range of its VPC, cut as `components.network.address_plan` says.
        vpc_id: the VPC.
        application_route_table_ids: the route tables of its application tier.
        data_route_table_ids: the route tables of its data tier, for the answers.
    """

    region: str
    cidr: IPv4Network
    vpc_id: pulumi.Input[str]
    application_route_table_ids: Sequence[pulumi.Input[str]]
    data_route_table_ids: Sequence[pulumi.Input[str]]

    def __post_init__(self) -> None:
        try:
            tier_ranges(self.cidr)
        except AddressPlanError as error:
            raise ArgumentError(
                "PrivatePathEnd", "cidr", str(self.cidr), f"the range of a planned VPC: {error}"
            ) from error


@dataclass(frozen=True, kw_only=True)
class PrivatePathArgs:
    """What `PrivatePath` is made of.

    Attributes:
        requester: the end that asks for the peering.
        accepter: the end that accepts it, in another Region.
    """

    requester: PrivatePathEnd
    accepter: PrivatePathEnd

    def __post_init__(self) -> None:
        requester, accepter = self.requester, self.accepter
        if requester.region == accepter.region:
            raise ArgumentError("PrivatePath", "accepter.region", accepter.region, f"not {requester.region}")
        if requester.cidr.overlaps(accepter.cidr):
            raise ArgumentError(
                "PrivatePath", "accepter.cidr", str(accepter.cidr), f"a range apart from {requester.cidr}"
            )


class PrivatePath(pulumi.ComponentResource):
    """A VPC peering connection between two Regions, both sides of it, with the routes of both.

    It is for services that reach the other Region's database: each application tier has a route to the other's data
    tier and each data tier one back, and there are no others. Security groups cannot name each other across Regions
    ("Update your security groups to reference peer security groups"): databases admit the application tier's range.

    Attributes:
        peering_connection_id: the peering connection, once it is accepted.
    """

    peering_connection_id: pulumi.Output[str]

    def __init__(self, name: str, args: PrivatePathArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("securecart:network:PrivatePath", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)
        requester, accepter = args.requester, args.accepter
        tags = {"Name": name}

        connection = ec2.VpcPeeringConnection(
            name,
            region=requester.region,
            vpc_id=requester.vpc_id,
            peer_region=accepter.region,
            peer_vpc_id=accepter.vpc_id,
            # Only a peering within one Region can be accepted by the side that asks for it.
            auto_accept=False,
            tags=tags,
            opts=child,
        )
        acceptance = ec2.VpcPeeringConnectionAccepter(
            name,
            region=accepter.region,
            vpc_peering_connection_id=connection.id,
            auto_accept=True,
            tags=tags,
            opts=child,
        )
        # Everything from here on needs an accepted connection, hence the accepter's id and not the connection's.
        ec2.PeeringConnectionOptions(
            f"{name}-requester",
            region=requester.region,
            vpc_peering_connection_id=acceptance.id,
            requester={"allow_remote_vpc_dns_resolution": True},
            opts=child,
        )
        ec2.PeeringConnectionOptions(
            f"{name}-accepter",
            region=accepter.region,
            vpc_peering_connection_id=acceptance.id,
            accepter={"allow_remote_vpc_dns_resolution": True},
            opts=child,
        )
        for here, there in ((requester, accepter), (accepter, requester)):
            ranges = tier_ranges(there.cidr)
            for tier, table_ids, destination in (
                ("application", here.application_route_table_ids, ranges.data),
                ("data", here.data_route_table_ids, ranges.application),
            ):
                for index, table_id in enumerate(table_ids):
                    ec2.Route(
                        f"{name}-{here.region}-{tier}-{index}",
                        region=here.region,
                        route_table_id=table_id,
                        destination_cidr_block=str(destination),
                        vpc_peering_connection_id=acceptance.id,
                        opts=child,
                    )

        self.peering_connection_id = acceptance.id
        self.register_outputs({"peering_connection_id": self.peering_connection_id})
