from dataclasses import replace
from functools import cache

import pulumi
import pytest

from components.arguments import ArgumentError
from components.hybrid.warehouse_link import WarehouseLink, WarehouseLinkArgs
from securecart.plan.model import StackPlan
from tests.support import record, type_counts

GATEWAY = "aws:ec2/vpnGateway:VpnGateway"
ATTACHMENT = "aws:ec2/vpnGatewayAttachment:VpnGatewayAttachment"
PROPAGATION = "aws:ec2/vpnGatewayRoutePropagation:VpnGatewayRoutePropagation"

ARGS = WarehouseLinkArgs(vpc_id="vpc-1", amazon_side_asn=64620, route_table_ids=["rtb-a", "rtb-b"])


@cache
def plan() -> StackPlan:
    return record(lambda provider: WarehouseLink("warehouse", ARGS, pulumi.ResourceOptions(provider=provider)))


def test_it_makes_a_gateway_attached_once_and_propagating_to_every_table() -> None:
    assert type_counts(plan()) == {GATEWAY: 1, ATTACHMENT: 1, PROPAGATION: 2}
    tables = [propagation.inputs["routeTableId"] for propagation in plan().of_type(PROPAGATION)]
    assert tables == ["rtb-a", "rtb-b"]


def test_the_gateway_has_its_own_asn_and_is_attached_by_the_attachment_alone() -> None:
    gateway = plan().named(GATEWAY, "warehouse")
    assert gateway.inputs["amazonSideAsn"] == "64620"
    assert "vpcId" not in gateway.inputs
    assert plan().named(ATTACHMENT, "warehouse").inputs == {"vpcId": "vpc-1", "vpnGatewayId": gateway.id}


def test_routes_are_propagated_once_the_gateway_is_attached() -> None:
    attachment = plan().named(ATTACHMENT, "warehouse")
    for propagation in plan().of_type(PROPAGATION):
        assert attachment.urn in propagation.property_dependencies["vpnGatewayId"]


@pytest.mark.parametrize("asn", [64511, 65535, 4199999999, 4294967295])
def test_an_asn_that_is_not_private_is_refused(asn: int) -> None:
    with pytest.raises(ArgumentError, match="amazon_side_asn"):
        replace(ARGS, amazon_side_asn=asn)
