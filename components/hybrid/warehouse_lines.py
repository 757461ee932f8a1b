"""The warehouse's private lines: Direct Connect, and a VPN that stands in for it."""

from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import IPv4Network
from typing import Any, Final

import pulumi
from pulumi_aws import cloudwatch, directconnect, ec2

from components.arguments import ArgumentError
from securecart.settings.hybrid import ConnectionSettings, VpnBackupSettings, WarehouseSettings
from securecart.settings.network import LOG_RETENTION_DAYS

MACSEC_BANDWIDTHS: Final = frozenset({"10Gbps", "100Gbps", "400Gbps"})
"""The port speeds that MACsec exists for ("MAC security in Direct Connect", supported connections)."""

LARGEST_INT_ASN: Final = 2147483646
"""The largest ASN that the Direct Connect and EC2 APIs take in their older, signed fields."""

TUNNEL: Final[Mapping[str, Any]] = {
    "ike_versions": ["ikev2"],
    "phase1_encryption_algorithms": ["AES256-GCM-16"],
    "phase1_integrity_algorithms": ["SHA2-384", "SHA2-512"],
    "phase1_dh_group_numbers": [20, 21],
    "phase2_encryption_algorithms": ["AES256-GCM-16"],
    "phase2_integrity_algorithms": ["SHA2-384", "SHA2-512"],
    "phase2_dh_group_numbers": [20, 21],
    # The tunnel is up before Direct Connect is down, whichever side was restarted.
    "startup_action": "start",
    "dpd_timeout_action": "restart",
}
"""What both tunnels of a VPN connection agree to: left out, AWS would accept SHA-1 and 1,024-bit groups."""


@dataclass(frozen=True, kw_only=True)
class LinkedRegion:
    """A Region that the warehouse reaches.

    Attributes:
        vpn_gateway_id: the Region's virtual private gateway, attached to its VPC.
        allowed_prefix: the range that Direct Connect announces to the warehouse: the VPC's.
        log_key_arn: the Region's KMS key for the log of the VPN's tunnels; absent, CloudWatch Logs uses its own.
    """

    vpn_gateway_id: pulumi.Input[str]
    allowed_prefix: IPv4Network
    log_key_arn: pulumi.Input[str] | None = None


@dataclass(frozen=True, kw_only=True)
class WarehouseLinesArgs:
    """What `WarehouseLines` is made of.

    Attributes:
        settings: the warehouse's network, connections and VPN device.
        links: the Regions that the warehouse reaches, by name.
        bgp_key: the MD5 key of the BGP sessions over Direct Connect; kept as a secret.
        protect: whether Pulumi refuses to delete the connections and the gateway: another connection takes weeks.
        log_retention_days: how long the log of the VPN's tunnels is kept, in days; one of CloudWatch Logs' retentions.
    """

    settings: WarehouseSettings
    links: Mapping[str, LinkedRegion]
    bgp_key: pulumi.Input[str]
    protect: bool
    log_retention_days: int = 90

    def __post_init__(self) -> None:
        if not self.links:
            raise ArgumentError(
                "WarehouseLines", "links", {}, "at least one Region: lines that lead nowhere cost money"
            )
        ranges = {"the warehouse": self.settings.network}
        for region, link in self.links.items():
            for other, network in ranges.items():
                if network.overlaps(link.allowed_prefix):
                    raise ArgumentError(
                        "WarehouseLines",
                        f"links[{region}].allowed_prefix",
                        str(link.allowed_prefix),
                        f"a range apart from {network} of {other}",
                    )
            ranges[region] = link.allowed_prefix
        if self.log_retention_days not in LOG_RETENTION_DAYS:
            raise ArgumentError(
                "WarehouseLines", "log_retention_days", self.log_retention_days, ", ".join(map(str, LOG_RETENTION_DAYS))
            )


class WarehouseLines(pulumi.ComponentResource):
    """The Direct Connect gateway with its connections, and a Site-to-Site VPN to each linked Region as the backup.

    The gateway is global: whichever location is lost, the other one's connection leads to every linked Region. A
    virtual interface exists only once the settings say that its cross-connect is in place; until then the connection is
    ordered and its letter of authorization can be fetched.

    Ports that take MACsec are ordered with it, since that cannot be changed afterwards. The key is associated by hand
    once the location has both ends: it is agreed with the carrier's engineer and has no business in Pulumi's state.

    Attributes:
        gateway_id: the Direct Connect gateway.
        connection_ids: the connections, by the settings' names.
        virtual_interface_ids: the private virtual interfaces of the connections that are ready, by the same names.
        vpn_connection_ids: the VPN connections, by Region; none without a backup in the settings.
    """

    gateway_id: pulumi.Output[str]
    connection_ids: Mapping[str, pulumi.Output[str]]
    virtual_interface_ids: Mapping[str, pulumi.Output[str]]
    vpn_connection_ids: Mapping[str, pulumi.Output[str]]

    def __init__(self, name: str, args: WarehouseLinesArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("securecart:hybrid:WarehouseLines", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)
        protected = pulumi.ResourceOptions(parent=self, protect=args.protect)
        settings = args.settings

        gateway = directconnect.Gateway(
            name, amazon_side_asn=str(settings.amazon_side_asn), tags={"Name": name}, opts=protected
        )

        connections: dict[str, pulumi.Output[str]] = {}
        virtual_interfaces: dict[str, pulumi.Output[str]] = {}
        for key, connection_settings in settings.connections.items():
            connection = directconnect.Connection(
                f"{name}-{key}",
                region=connection_settings.region,
                location=connection_settings.location,
                bandwidth=connection_settings.bandwidth,
                request_macsec=connection_settings.bandwidth in MACSEC_BANDWIDTHS,
                tags={"Name": f"{name}-{key}"},
                opts=protected,
            )
            connections[key] = connection.id
            if connection_settings.ready:
                virtual_interfaces[key] = self._virtual_interface(
                    f"{name}-{key}", connection_settings, connection, gateway, args.bgp_key
                ).id

        for region, link in args.links.items():
            directconnect.GatewayAssociation(
                f"{name}-{region}",
                region=region,
                dx_gateway_id=gateway.id,
                associated_gateway_id=link.vpn_gateway_id,
                allowed_prefixes=[str(link.allowed_prefix)],
                opts=child,
            )

        self.gateway_id = gateway.id
        self.connection_ids = connections
        self.virtual_interface_ids = virtual_interfaces
        self.vpn_connection_ids = (
            {
                region: self._vpn_connection(f"{name}-{region}", region, link, settings.vpn_backup, args).id
                for region, link in args.links.items()
            }
            if settings.vpn_backup
            else {}
        )
        self.register_outputs(
            {
                "gateway_id": self.gateway_id,
                "connection_ids": self.connection_ids,
                "virtual_interface_ids": self.virtual_interface_ids,
                "vpn_connection_ids": self.vpn_connection_ids,
            }
        )

    def _virtual_interface(
        self,
        name: str,
        settings: ConnectionSettings,
        connection: directconnect.Connection,
        gateway: directconnect.Gateway,
        bgp_key: pulumi.Input[str],
    ) -> directconnect.PrivateVirtualInterface:
        return directconnect.PrivateVirtualInterface(
            name,
            region=settings.region,
            connection_id=connection.id,
            dx_gateway_id=gateway.id,
            vlan=settings.vlan,
            address_family="ipv4",
            bgp_asn=settings.customer_asn if settings.customer_asn <= LARGEST_INT_ASN else None,
            bgp_asn_long=str(settings.customer_asn) if settings.customer_asn > LARGEST_INT_ASN else None,
            bgp_auth_key=pulumi.Output.secret(bgp_key),
            amazon_address=settings.amazon_address,
            customer_address=settings.customer_address,
            tags={"Name": name},
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _vpn_connection(
        self, name: str, region: str, link: LinkedRegion, backup: VpnBackupSettings, args: WarehouseLinesArgs
    ) -> ec2.VpnConnection:
        child = pulumi.ResourceOptions(parent=self)
        asn = backup.customer_asn
        customer_gateway = ec2.CustomerGateway(
            name,
            region=region,
            type="ipsec.1",
            ip_address=str(backup.customer_address),
            bgp_asn=str(asn) if asn <= LARGEST_INT_ASN else None,
            bgp_asn_extended=str(asn) if asn > LARGEST_INT_ASN else None,
            device_name=name,
            tags={"Name": name},
            opts=child,
        )
        log_group = cloudwatch.LogGroup(
            f"{name}-vpn",
            region=region,
            # With this prefix AWS's delivery needs no line of its own in the account's resource policy, which is short
            # ("Enable logging from AWS services", log group resource policy size limit considerations).
            name_prefix=f"/aws/vendedlogs/{name}-vpn-",
            retention_in_days=args.log_retention_days,
            kms_key_id=link.log_key_arn,
            opts=child,
        )
        tunnel = {
            **TUNNEL,
            "log_options": {
                "cloudwatch_log_options": {
                    "log_enabled": True,
                    "log_group_arn": log_group.arn,
                    "log_output_format": "json",
                    "bgp_log_enabled": True,
                    "bgp_log_group_arn": log_group.arn,
                    "bgp_log_output_format": "json",
                }
            },
        }
        return ec2.VpnConnection(
            name,
            region=region,
            type="ipsec.1",
            customer_gateway_id=customer_gateway.id,
            vpn_gateway_id=link.vpn_gateway_id,
            # BGP over the tunnels, as over Direct Connect: the gateway chooses between the two by itself.
            static_routes_only=False,
            # The tunnels' keys are made by AWS and read from Secrets Manager, not from Pulumi's state.
            preshared_key_storage="SecretsManager",
            tags={"Name": name},
            opts=child,
            **{f"tunnel{number}_{option}": value for number in (1, 2) for option, value in tunnel.items()},
        )
