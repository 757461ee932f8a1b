import json
from dataclasses import replace
from functools import cache
from ipaddress import IPv4Network

import pulumi
import pytest

from components.arguments import ArgumentError
from components.network.vpc_endpoints import INTERFACE_SERVICES, VpcEndpoints, VpcEndpointsArgs
from securecart.plan.model import StackPlan
from tests.support import ACCOUNT, record, type_counts

ENDPOINT = "aws:ec2/vpcEndpoint:VpcEndpoint"
ARGS = VpcEndpointsArgs(
    region="us-east-1",
    account_id=ACCOUNT,
    cidr=IPv4Network("10.16.0.0/16"),
    vpc_id="vpc-1",
    subnet_ids=["subnet-a", "subnet-b"],
    route_table_ids=["rtb-a", "rtb-b"],
)


@cache
def plan() -> StackPlan:
    return record(lambda provider: VpcEndpoints("endpoints", ARGS, pulumi.ResourceOptions(provider=provider)))


def test_it_makes_two_gateway_endpoints_and_one_for_each_interface_service() -> None:
    assert type_counts(plan()) == {
        "aws:ec2/securityGroup:SecurityGroup": 1,
        "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": 1,
        ENDPOINT: 2 + len(INTERFACE_SERVICES),
    }


@pytest.mark.parametrize("service", ["s3", "dynamodb"])
def test_a_gateway_endpoint_is_a_route_of_the_given_tables(service: str) -> None:
    inputs = plan().named(ENDPOINT, f"endpoints-{service}").inputs
    assert inputs["vpcEndpointType"] == "Gateway"
    assert inputs["serviceName"] == f"com.amazonaws.us-east-1.{service}"
    assert inputs["routeTableIds"] == ["rtb-a", "rtb-b"]
    assert "subnetIds" not in inputs


@pytest.mark.parametrize("service", INTERFACE_SERVICES)
def test_an_interface_endpoint_answers_to_the_services_own_name_in_every_zone(service: str) -> None:
    endpoint = plan().named(ENDPOINT, f"endpoints-{service.replace('.', '-')}")
    assert endpoint.inputs["vpcEndpointType"] == "Interface"
    assert endpoint.inputs["serviceName"] == f"com.amazonaws.us-east-1.{service}"
    assert endpoint.inputs["privateDnsEnabled"] is True
    assert endpoint.inputs["subnetIds"] == ["subnet-a", "subnet-b"]
    assert endpoint.inputs["securityGroupIds"] == [plan().named("aws:ec2/securityGroup:SecurityGroup", "endpoints").id]


def test_every_endpoint_has_a_policy_that_names_the_account() -> None:
    for endpoint in plan().of_type(ENDPOINT):
        assert f'"aws:PrincipalAccount": "{ACCOUNT}"' in json.dumps(json.loads(endpoint.inputs["policy"]))


def test_the_interfaces_take_https_from_the_vpc_alone() -> None:
    rule = plan().named("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", "endpoints-https").inputs
    assert (rule["cidrIpv4"], rule["ipProtocol"], rule["fromPort"], rule["toPort"]) == ("10.16.0.0/16", "tcp", 443, 443)


@pytest.mark.parametrize("services", [["sqs", "sqs"], ["s3"], ["sqs", "dynamodb"]])
def test_a_service_named_twice_or_with_a_gateway_endpoint_is_refused(services: list[str]) -> None:
    with pytest.raises(ArgumentError, match="interface_services"):
        replace(ARGS, interface_services=services)
