"""The endpoints through which a VPC reaches AWS's services."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Network
from typing import Final

import pulumi
from pulumi_aws import ec2, vpc

from components.arguments import ArgumentError
from components.network import endpoint_policies

INTERFACE_SERVICES: Final = (
    "ecr.api",
    "ecr.dkr",
    "kms",
    "logs",
    "monitoring",
    "secretsmanager",
    "sqs",
    "ssm",
    "sts",
    "xray",
)
"""What a task needs to start, to serve and to report; what only people need (ECS Exec) goes over the NAT gateways."""


@dataclass(frozen=True, kw_only=True)
class VpcEndpointsArgs:
    """What `VpcEndpoints` is made of.

    Attributes:
        region: the Region of the VPC and of the services.
        account_id: the account whose identities the endpoints serve.
        cidr: the range of the VPC, all of which may call the interface endpoints: with private DNS their addresses
            are what the names of the services mean everywhere in it, on Outposts too.
        vpc_id: the VPC.
        subnet_ids: a subnet in each Availability Zone, for the network interfaces.
        route_table_ids: the route tables that lead to S3 and DynamoDB over the gateway endpoints.
        interface_services: the services with an interface endpoint, named as in `com.amazonaws.<region>.<service>`.
    """

    region: str
    account_id: str
    cidr: IPv4Network
    vpc_id: pulumi.Input[str]
    subnet_ids: Sequence[pulumi.Input[str]]
    route_table_ids: Sequence[pulumi.Input[str]]
    interface_services: Sequence[str] = INTERFACE_SERVICES

    def __post_init__(self) -> None:
        services = self.interface_services
        if len(set(services)) < len(services):
            raise ArgumentError("VpcEndpoints", "interface_services", services, "each service once")
        if gateways := {"s3", "dynamodb"}.intersection(services):
            raise ArgumentError(
                "VpcEndpoints", "interface_services", sorted(gateways), "services without a gateway endpoint"
            )


class VpcEndpoints(pulumi.ComponentResource):
    """Gateway endpoints for S3 and DynamoDB, interface endpoints for the other services.

    The traffic neither crosses a NAT gateway nor pays for it, and tasks start and report when the way to the internet
    is cut. Each endpoint has a policy: only identities of the account pass.

    Attributes:
        security_group_id: the security group of the interface endpoints; it lets in HTTPS from the VPC.
        s3_prefix_list_id: S3's addresses in the Region, for rules of security groups.
        dynamodb_prefix_list_id: DynamoDB's.
    """

    security_group_id: pulumi.Output[str]
    s3_prefix_list_id: pulumi.Output[str]
    dynamodb_prefix_list_id: pulumi.Output[str]

    def __init__(self, name: str, args: VpcEndpointsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("securecart:network:VpcEndpoints", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)

        def gateway(service: str, policy: endpoint_policies.Document) -> ec2.VpcEndpoint:
            return ec2.VpcEndpoint(
                f"{name}-{service}",
                vpc_id=args.vpc_id,
                vpc_endpoint_type="Gateway",
                service_name=f"com.amazonaws.{args.region}.{service}",
                route_table_ids=args.route_table_ids,
                policy=json.dumps(policy),
                tags={"Name": f"{name}-{service}"},
                opts=child,
            )

        s3 = gateway("s3", endpoint_policies.object_storage(args.region, args.account_id))
        dynamodb = gateway("dynamodb", endpoint_policies.own_identities_and_resources("dynamodb", args.account_id))

        # No rule for egress: an endpoint's network interface only answers.
        security_group = ec2.SecurityGroup(
            name,
            vpc_id=args.vpc_id,
            description="Interface endpoints of the VPC",
            tags={"Name": name},
            opts=child,
        )
        vpc.SecurityGroupIngressRule(
            f"{name}-https",
            security_group_id=security_group.id,
            description="HTTPS from the VPC",
            ip_protocol="tcp",
            from_port=443,
            to_port=443,
            cidr_ipv4=str(args.cidr),
            opts=child,
        )
        policy = json.dumps(endpoint_policies.own_identities(args.account_id))
        for service in args.interface_services:
            logical = f"{name}-{service.replace('.', '-')}"
            ec2.VpcEndpoint(
                logical,
                vpc_id=args.vpc_id,
                vpc_endpoint_type="Interface",
                service_name=f"com.amazonaws.{args.region}.{service}",
                private_dns_enabled=True,
                subnet_ids=args.subnet_ids,
                security_group_ids=[security_group.id],
                policy=policy,
                tags={"Name": logical},
                opts=child,
            )

        self.security_group_id = security_group.id
        self.s3_prefix_list_id = s3.prefix_list_id
        self.dynamodb_prefix_list_id = dynamodb.prefix_list_id
        self.register_outputs(
            {
                "security_group_id": self.security_group_id,
                "s3_prefix_list_id": self.s3_prefix_list_id,
                "dynamodb_prefix_list_id": self.dynamodb_prefix_list_id,
            }
        )
