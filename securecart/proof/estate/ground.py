"""What stands outside AWS's Regions: the warehouse's lines and the stores' Outposts."""

from __future__ import annotations

from typing import Final

from securecart.plan.model import Resource
from securecart.proof.estate.compute import SERVICE, SUBNET
from securecart.proof.estate.declarations import Declarations, declared
from securecart.proof.estate.model import Line, LineKind, Store

CONNECTION: Final = "aws:directconnect/connection:Connection"
VIRTUAL_INTERFACE: Final = "aws:directconnect/privateVirtualInterface:PrivateVirtualInterface"
GATEWAY: Final = "aws:directconnect/gateway:Gateway"
ASSOCIATION: Final = "aws:directconnect/gatewayAssociation:GatewayAssociation"
VPN_CONNECTION: Final = "aws:ec2/vpnConnection:VpnConnection"
CAPACITY_PROVIDER: Final = "aws:ecs/capacityProvider:CapacityProvider"
GROUP: Final = "aws:autoscaling/group:Group"


def lines(found: Declarations) -> tuple[Line, ...]:
    """The lines that carry traffic: Direct Connect with a virtual interface first, then VPN."""
    direct = [
        Line(
            kind=LineKind.DIRECT_CONNECT,
            location=str(connection.inputs["location"]),
            regions=_associated(found, interface.inputs.get("dxGatewayId")),
            declared=declared(interface),
        )
        for interface in found.of_type(VIRTUAL_INTERFACE)
        if (connection := found.find(CONNECTION, interface.inputs.get("connectionId"))) is not None
    ]
    backup = [
        Line(kind=LineKind.VPN, location="", regions=(str(vpn.region),), declared=declared(vpn))
        for vpn in found.of_type(VPN_CONNECTION)
    ]
    return (*direct, *backup)


def _associated(found: Declarations, gateway: object) -> tuple[str, ...]:
    own = found.find(GATEWAY, gateway)
    return tuple(
        sorted(
            str(each.region)
            for each in found.of_type(ASSOCIATION)
            if own is not None and found.find(GATEWAY, each.inputs.get("dxGatewayId")) is own
        )
    )


def stores(found: Declarations) -> tuple[Store, ...]:
    """The stores with a subnet on an Outpost."""
    return tuple(
        Store(
            name=subnet.name,
            region=str(subnet.region),
            zone=str(subnet.inputs["availabilityZone"]),
            tasks=sum(_tasks_in(service, subnet, found) for service in found.of_type(SERVICE)),
            declared=declared(subnet),
        )
        for subnet in found.of_type(SUBNET)
        if subnet.inputs.get("outpostArn")
    )


def _tasks_in(service: Resource, subnet: Resource, found: Declarations) -> int:
    """Tasks of a service that run on instances in a subnet, no more than there are instances."""
    for strategy in service.inputs.get("capacityProviderStrategies") or ():
        provider = found.find(CAPACITY_PROVIDER, strategy.get("capacityProvider"))
        if provider is None:
            continue
        arn = (provider.inputs.get("autoScalingGroupProvider") or {}).get("autoScalingGroupArn")
        group = found.find(GROUP, arn)
        if group is None:
            continue
        placed = [found.find(SUBNET, each) for each in group.inputs.get("vpcZoneIdentifiers") or ()]
        if subnet in placed:
            return min(int(service.inputs.get("desiredCount") or 0), int(group.inputs.get("minSize") or 0))
    return 0
