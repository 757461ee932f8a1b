"""A VPN connection learns its routes."""

from collections.abc import Iterator

from policies.aws.types import VPN_CONNECTION
from policies.framework.resources import Resource
from policies.framework.rule import Level, Severity, Source, resource_rule
from policies.framework.values import UNKNOWN
from policies.framework.verdicts import Verdict, satisfied, undecided, violated


@resource_rule(
    title="VPN connections use BGP",
    what="A Site-to-Site VPN connection exchanges routes by BGP instead of having them set.",
    why=(
        "BGP notices a dead tunnel or a dead line by itself and moves traffic to the next one. With static routes, "
        "traffic keeps going into a tunnel whose far end no longer forwards it: the VPN is no backup to count on."
    ),
    fix="Leave `static_routes_only` false, and give the customer gateway a `bgp_asn`.",
    severity=Severity.MEDIUM,
    # Some customer gateway devices cannot do it.
    level=Level.ADVISORY,
    sources=(
        Source(
            "AWS Well-Architected",
            "REL02-BP02",
            "https://docs.aws.amazon.com/wellarchitected/latest/framework/rel_planning_network_topology_ha_conn_private_networks.html",
        ),
        Source(
            "AWS Site-to-Site VPN User Guide",
            "Static and dynamic routing in AWS Site-to-Site VPN",
            "https://docs.aws.amazon.com/vpn/latest/s2svpn/vpn-static-dynamic.html",
        ),
    ),
    types=(VPN_CONNECTION,),
    passing="""
        resources:
          warehouse:
            type: aws:ec2:VpnConnection
            properties: {type: ipsec.1, customerGatewayId: cgw-1, vpnGatewayId: vgw-1}
    """,
    failing="""
        resources:
          warehouse:
            type: aws:ec2:VpnConnection
            properties: {type: ipsec.1, customerGatewayId: cgw-1, vpnGatewayId: vgw-1, staticRoutesOnly: true}
    """,
)
def vpn_dynamic_routing(connection: Resource) -> Iterator[Verdict]:
    """Judge a VPN connection; BGP is the default."""
    static = connection.flag("staticRoutesOnly")
    if static is UNKNOWN:
        yield undecided(connection, "staticRoutesOnly")
    elif static:
        yield violated(connection, "`staticRoutesOnly` is true.")
    else:
        yield satisfied(connection)
