from dataclasses import replace
from functools import cache
from ipaddress import IPv4Address, IPv4Network
from typing import Any

import pulumi
import pytest

from components.arguments import ArgumentError
from components.hybrid.warehouse_lines import LinkedRegion, WarehouseLines, WarehouseLinesArgs
from securecart.plan.model import StackPlan
from securecart.settings.hybrid import ConnectionSettings, VpnBackupSettings, WarehouseSettings
from tests.support import ACCOUNT, record, type_counts

GATEWAY = "aws:directconnect/gateway:Gateway"
CONNECTION = "aws:directconnect/connection:Connection"
INTERFACE = "aws:directconnect/privateVirtualInterface:PrivateVirtualInterface"
ASSOCIATION = "aws:directconnect/gatewayAssociation:GatewayAssociation"
CUSTOMER_GATEWAY = "aws:ec2/customerGateway:CustomerGateway"
VPN = "aws:ec2/vpnConnection:VpnConnection"
LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup"

KEY = f"arn:aws:kms:us-east-1:{ACCOUNT}:key/1"
ASHBURN = ConnectionSettings(
    location="EqDC2",
    region="us-east-1",
    vlan=101,
    customer_asn=65010,
    amazon_address="169.254.101.1/30",
    customer_address="169.254.101.2/30",
    ready=True,
)
HILLSBORO = ConnectionSettings(
    location="EdgePDX",
    region="us-west-2",
    bandwidth="10Gbps",
    vlan=102,
    customer_asn=4200000010,
    amazon_address="169.254.102.1/30",
    customer_address="169.254.102.2/30",
)
SETTINGS = WarehouseSettings(
    amazon_side_asn=64610,
    network=IPv4Network("172.24.0.0/16"),
    connections={"ashburn": ASHBURN, "hillsboro": HILLSBORO},
    vpn_backup=VpnBackupSettings(customer_address=IPv4Address("198.51.100.10"), customer_asn=65010),
)
ARGS = WarehouseLinesArgs(
    settings=SETTINGS,
    links={
        "us-east-1": LinkedRegion(
            vpn_gateway_id="vgw-east", allowed_prefix=IPv4Network("10.16.0.0/16"), log_key_arn=KEY
        ),
        "us-west-2": LinkedRegion(vpn_gateway_id="vgw-west", allowed_prefix=IPv4Network("10.32.0.0/16")),
    },
    bgp_key="0xbadcafe",
    protect=True,
)


def lines(args: WarehouseLinesArgs) -> StackPlan:
    return record(
        lambda provider: WarehouseLines("warehouse", args, pulumi.ResourceOptions(provider=provider)), stack="global"
    )


@cache
def plan() -> StackPlan:
    return lines(ARGS)


def with_settings(**change: Any) -> WarehouseLinesArgs:
    return replace(ARGS, settings=SETTINGS.model_copy(update=change))


def test_it_makes_exactly_these_resources() -> None:
    assert type_counts(plan()) == {
        GATEWAY: 1,
        CONNECTION: 2,
        INTERFACE: 1,
        ASSOCIATION: 2,
        CUSTOMER_GATEWAY: 2,
        VPN: 2,
        LOG_GROUP: 2,
    }


def test_a_connection_is_ordered_at_its_location_in_its_region() -> None:
    ashburn, hillsboro = plan().named(CONNECTION, "warehouse-ashburn"), plan().named(CONNECTION, "warehouse-hillsboro")
    assert (ashburn.region, ashburn.inputs["location"], ashburn.inputs["bandwidth"]) == ("us-east-1", "EqDC2", "1Gbps")
    assert (hillsboro.region, hillsboro.inputs["location"]) == ("us-west-2", "EdgePDX")


def test_macsec_is_asked_for_where_the_port_takes_it() -> None:
    assert plan().named(CONNECTION, "warehouse-ashburn").inputs["requestMacsec"] is False
    assert plan().named(CONNECTION, "warehouse-hillsboro").inputs["requestMacsec"] is True


def test_a_virtual_interface_exists_once_its_connection_is_ready() -> None:
    (interface,) = plan().of_type(INTERFACE)
    assert interface.region == "us-east-1"
    assert interface.inputs["connectionId"] == plan().named(CONNECTION, "warehouse-ashburn").id
    assert interface.inputs["dxGatewayId"] == plan().named(GATEWAY, "warehouse").id
    assert (interface.inputs["vlan"], interface.inputs["bgpAsn"]) == (101, 65010)
    assert interface.inputs["amazonAddress"] == "169.254.101.1/30"
    assert interface.inputs["customerAddress"] == "169.254.101.2/30"
    assert {"vpnGatewayId", "bgpAsnLong"}.isdisjoint(interface.inputs)


def test_the_bgp_key_is_a_secret_even_when_it_was_given_as_plain_text() -> None:
    (interface,) = plan().of_type(INTERFACE)
    assert "bgpAuthKey" in interface.secret_inputs


def test_a_long_asn_goes_into_the_long_field() -> None:
    ready = HILLSBORO.model_copy(update={"ready": True})
    both = lines(with_settings(connections={"ashburn": ASHBURN, "hillsboro": ready}))
    inputs = both.named(INTERFACE, "warehouse-hillsboro").inputs
    assert inputs["bgpAsnLong"] == "4200000010"
    assert "bgpAsn" not in inputs


@pytest.mark.parametrize(
    ("region", "gateway", "prefix"),
    [("us-east-1", "vgw-east", "10.16.0.0/16"), ("us-west-2", "vgw-west", "10.32.0.0/16")],
)
def test_each_linked_region_is_associated_with_its_own_range(region: str, gateway: str, prefix: str) -> None:
    association = plan().named(ASSOCIATION, f"warehouse-{region}")
    assert association.region == region
    assert association.inputs["dxGatewayId"] == plan().named(GATEWAY, "warehouse").id
    assert (association.inputs["associatedGatewayId"], association.inputs["allowedPrefixes"]) == (gateway, [prefix])


@pytest.mark.parametrize(("region", "gateway"), [("us-east-1", "vgw-east"), ("us-west-2", "vgw-west")])
def test_each_linked_region_has_a_vpn_over_bgp_in_the_region(region: str, gateway: str) -> None:
    vpn = plan().named(VPN, f"warehouse-{region}")
    customer = plan().named(CUSTOMER_GATEWAY, f"warehouse-{region}")
    assert vpn.region == customer.region == region
    assert vpn.inputs["vpnGatewayId"] == gateway
    assert vpn.inputs["customerGatewayId"] == customer.id
    assert vpn.inputs["staticRoutesOnly"] is False
    assert (customer.inputs["ipAddress"], customer.inputs["bgpAsn"]) == ("198.51.100.10", "65010")


@pytest.mark.parametrize("tunnel", ["tunnel1", "tunnel2"])
def test_both_tunnels_are_kept_up_strong_and_logged(tunnel: str) -> None:
    inputs = plan().named(VPN, "warehouse-us-east-1").inputs
    assert inputs[f"{tunnel}IkeVersions"] == ["ikev2"]
    assert inputs[f"{tunnel}Phase1EncryptionAlgorithms"] == ["AES256-GCM-16"]
    assert inputs[f"{tunnel}Phase2DhGroupNumbers"] == [20, 21]
    assert (inputs[f"{tunnel}StartupAction"], inputs[f"{tunnel}DpdTimeoutAction"]) == ("start", "restart")
    log = inputs[f"{tunnel}LogOptions"]["cloudwatchLogOptions"]
    group = plan().named(LOG_GROUP, "warehouse-us-east-1-vpn")
    assert log["logEnabled"]
    assert log["logGroupArn"] == log["bgpLogGroupArn"] == group.outputs["arn"]


def test_the_tunnels_log_expires_and_is_encrypted_with_the_regions_key_where_there_is_one() -> None:
    east, west = (plan().named(LOG_GROUP, f"warehouse-{region}-vpn") for region in ("us-east-1", "us-west-2"))
    assert (east.region, east.inputs["retentionInDays"], east.inputs["kmsKeyId"]) == ("us-east-1", 90, KEY)
    assert west.region == "us-west-2"
    assert "kmsKeyId" not in west.inputs


def test_without_a_backup_in_the_settings_there_is_no_vpn() -> None:
    assert type_counts(lines(with_settings(vpn_backup=None))) == {
        GATEWAY: 1,
        CONNECTION: 2,
        INTERFACE: 1,
        ASSOCIATION: 2,
    }


@pytest.mark.parametrize("protect", [True, False])
def test_what_takes_weeks_to_order_is_protected_until_teardown(protect: bool) -> None:  # noqa: FBT001
    protected = lines(replace(ARGS, protect=protect))
    assert all(r.protect is protect for type_ in (GATEWAY, CONNECTION) for r in protected.of_type(type_))
    assert not any(r.protect for r in protected.of_type(VPN))


def test_lines_without_a_linked_region_are_refused() -> None:
    with pytest.raises(ArgumentError, match="links"):
        replace(ARGS, links={})


@pytest.mark.parametrize("prefix", ["172.24.1.0/24", "10.16.128.0/17"])
def test_ranges_that_overlap_are_refused(prefix: str) -> None:
    link = LinkedRegion(vpn_gateway_id="vgw", allowed_prefix=IPv4Network(prefix))
    with pytest.raises(ArgumentError, match=r"links\[eu-central-1\]\.allowed_prefix"):
        replace(ARGS, links={**ARGS.links, "eu-central-1": link})


def test_a_retention_that_no_log_group_takes_is_refused() -> None:
    with pytest.raises(ArgumentError, match="log_retention_days"):
        replace(ARGS, log_retention_days=91)
