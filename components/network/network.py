"""A Region's network."""

from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Network

import pulumi
from pulumi_aws import ec2

from components.arguments import ArgumentError
from components.network.address_plan import AddressPlanError, TierRanges, plan_addresses
from components.network.flow_logs import FlowLogs, FlowLogsArgs
from components.network.vpc_endpoints import VpcEndpoints, VpcEndpointsArgs
from securecart.settings.network import LOG_RETENTION_DAYS

ANYWHERE = "0.0.0.0/0"

Ids = tuple[pulumi.Output[str], ...]
"""Identifiers, one a zone in the order of the zones, where nothing else is said."""


@dataclass(frozen=True, kw_only=True)
class NetworkArgs:
    """What `Network` is made of.

    Attributes:
        region: the Region.
        account_id: the account whose identities the VPC's endpoints serve.
        cidr: the range of the VPC, /16 to /20; `components.network.address_plan` says how it is cut.
        zones: the Availability Zones that everything zonal is spread over, 2 to 4 of the Region's. A new one goes to
            the end of the list: a zone's subnets follow from its position.
        flow_log_retention_days: how long flow logs are kept, in days; one of CloudWatch Logs' retentions.
        key_arn: the KMS key that encrypts the flow logs.
    """

    region: str
    account_id: str
    cidr: IPv4Network
    zones: Sequence[str]
    flow_log_retention_days: int
    key_arn: pulumi.Input[str]

    def __post_init__(self) -> None:
        if strangers := [zone for zone in self.zones if zone[:-1] != self.region]:
            raise ArgumentError("Network", "zones", strangers, f"Availability Zones of {self.region}")
        try:
            plan_addresses(self.cidr, self.zones)
        except AddressPlanError as error:
            raise ArgumentError(
                "Network", "cidr, zones", (str(self.cidr), *self.zones), f"a range with a plan: {error}"
            ) from error
        if self.flow_log_retention_days not in LOG_RETENTION_DAYS:
            raise ArgumentError(
                "Network",
                "flow_log_retention_days",
                self.flow_log_retention_days,
                ", ".join(map(str, LOG_RETENTION_DAYS)),
            )


class Network(pulumi.ComponentResource):
    """A VPC over a Region's Availability Zones, each with a public, an application and a data subnet.

    A zone fails alone: it has a NAT gateway and an application route table of its own. The data tier has no way to the
    internet at all, in either direction, and since nothing of its routes is zonal it shares one route table, as the
    public tier does.

    There are no network ACLs besides the VPC's default: security groups name every flow already, and a stateless
    second copy of them would have to open the ephemeral ports that it is meant to close.

    Attributes:
        vpc_id: the VPC.
        cidr: its range.
        tiers: the range of each tier over all zones, for routes and rules of others.
        zones: the Availability Zones, in the order of the identifiers.
        public_subnet_ids: subnets for what faces the internet: load balancers and NAT gateways.
        application_subnet_ids: subnets for tasks.
        data_subnet_ids: subnets for databases.
        public_route_table_ids: the one route table of the public tier.
        application_route_table_ids: the route tables of the application tier.
        data_route_table_ids: the one route table of the data tier.
        nat_gateway_ids: the NAT gateways.
        endpoint_security_group_id: the security group of the interface endpoints.
        s3_prefix_list_id: S3's addresses in the Region, for rules of security groups.
        dynamodb_prefix_list_id: DynamoDB's.
        flow_log_group_name: the log group of the flow logs.
    """

    vpc_id: pulumi.Output[str]
    cidr: IPv4Network
    tiers: TierRanges
    zones: tuple[str, ...]
    public_subnet_ids: Ids
    application_subnet_ids: Ids
    data_subnet_ids: Ids
    public_route_table_ids: Ids
    application_route_table_ids: Ids
    data_route_table_ids: Ids
    nat_gateway_ids: Ids
    endpoint_security_group_id: pulumi.Output[str]
    s3_prefix_list_id: pulumi.Output[str]
    dynamodb_prefix_list_id: pulumi.Output[str]
    flow_log_group_name: pulumi.Output[str]

    def __init__(self, name: str, args: NetworkArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("securecart:network:Network", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)
        plan = plan_addresses(args.cidr, args.zones)

        vpc = ec2.Vpc(
            name,
            cidr_block=str(args.cidr),
            # Interface endpoints' private names need both ("DNS attributes for your VPC").
            enable_dns_support=True,
            enable_dns_hostnames=True,
            enable_network_address_usage_metrics=True,
            tags={"Name": name},
            opts=child,
        )
        # Adopted without a rule: what forgets to name its security group talks to nobody.
        ec2.DefaultSecurityGroup(name, vpc_id=vpc.id, tags={"Name": f"{name}-default-closed"}, opts=child)
        internet_gateway = ec2.InternetGateway(name, vpc_id=vpc.id, tags={"Name": name}, opts=child)

        def route_table(tier: str) -> ec2.RouteTable:
            return ec2.RouteTable(f"{name}-{tier}", vpc_id=vpc.id, tags={"Name": f"{name}-{tier}"}, opts=child)

        associations: dict[ec2.Subnet, ec2.RouteTableAssociation] = {}

        def subnet(tier: str, zone: str, cidr: IPv4Network, routes: ec2.RouteTable) -> ec2.Subnet:
            subnet = ec2.Subnet(
                f"{name}-{tier}-{zone}",
                vpc_id=vpc.id,
                availability_zone=zone,
                cidr_block=str(cidr),
                # Load balancers and NAT gateways bring their own public addresses.
                map_public_ip_on_launch=False,
                tags={"Name": f"{name}-{tier}-{zone}", "Tier": tier},
                opts=child,
            )
            associations[subnet] = ec2.RouteTableAssociation(
                f"{name}-{tier}-{zone}", subnet_id=subnet.id, route_table_id=routes.id, opts=child
            )
            return subnet

        public_routes = route_table("public")
        data_routes = route_table("data")
        internet = ec2.Route(
            f"{name}-public-internet",
            route_table_id=public_routes.id,
            destination_cidr_block=ANYWHERE,
            gateway_id=internet_gateway.id,
            opts=child,
        )

        public: list[ec2.Subnet] = []
        application: list[ec2.Subnet] = []
        data: list[ec2.Subnet] = []
        application_routes: list[ec2.RouteTable] = []
        nat_gateways: list[ec2.NatGateway] = []
        ways_out: list[ec2.Route] = []
        for zone in plan.zones:
            public.append(subnet("public", zone.zone, zone.public, public_routes))
            address = ec2.Eip(
                f"{name}-nat-{zone.zone}", domain="vpc", tags={"Name": f"{name}-nat-{zone.zone}"}, opts=child
            )
            nat_gateways.append(
                ec2.NatGateway(
                    f"{name}-{zone.zone}",
                    subnet_id=public[-1].id,
                    allocation_id=address.allocation_id,
                    connectivity_type="public",
                    tags={"Name": f"{name}-{zone.zone}"},
                    # It is no gateway before there is a way out.
                    opts=pulumi.ResourceOptions(parent=self, depends_on=[internet]),
                )
            )
            application_routes.append(route_table(f"application-{zone.zone}"))
            ways_out.append(
                ec2.Route(
                    f"{name}-application-{zone.zone}-internet",
                    route_table_id=application_routes[-1].id,
                    destination_cidr_block=ANYWHERE,
                    nat_gateway_id=nat_gateways[-1].id,
                    opts=child,
                )
            )
            application.append(subnet("application", zone.zone, zone.application, application_routes[-1]))
            data.append(subnet("data", zone.zone, zone.data, data_routes))

        endpoints = VpcEndpoints(
            f"{name}-endpoints",
            VpcEndpointsArgs(
                region=args.region,
                account_id=args.account_id,
                cidr=args.cidr,
                vpc_id=vpc.id,
                subnet_ids=[subnet.id for subnet in application],
                route_table_ids=[table.id for table in application_routes],
            ),
            opts=child,
        )
        flow_logs = FlowLogs(
            f"{name}-flow-logs",
            FlowLogsArgs(
                region=args.region,
                account_id=args.account_id,
                vpc_id=vpc.id,
                retention_days=args.flow_log_retention_days,
                key_arn=args.key_arn,
            ),
            opts=child,
        )

        self.vpc_id = vpc.id
        self.cidr = args.cidr
        self.tiers = plan.tiers
        self.zones = tuple(args.zones)
        # Known once there is a way out: a load balancer or task that came earlier would be refused, or fail.
        self.public_subnet_ids = tuple(_once(subnet, internet, associations[subnet]) for subnet in public)
        self.application_subnet_ids = tuple(
            _once(subnet, route, associations[subnet]) for subnet, route in zip(application, ways_out, strict=True)
        )
        self.data_subnet_ids = tuple(subnet.id for subnet in data)
        self.public_route_table_ids = (public_routes.id,)
        self.application_route_table_ids = tuple(table.id for table in application_routes)
        self.data_route_table_ids = (data_routes.id,)
        self.nat_gateway_ids = tuple(gateway.id for gateway in nat_gateways)
        self.endpoint_security_group_id = endpoints.security_group_id
        self.s3_prefix_list_id = endpoints.s3_prefix_list_id
        self.dynamodb_prefix_list_id = endpoints.dynamodb_prefix_list_id
        self.flow_log_group_name = flow_logs.log_group_name
        self.register_outputs(
            {
                "vpc_id": self.vpc_id,
                "public_subnet_ids": self.public_subnet_ids,
                "application_subnet_ids": self.application_subnet_ids,
                "data_subnet_ids": self.data_subnet_ids,
            }
        )


def _once(subnet: ec2.Subnet, route: ec2.Route, association: ec2.RouteTableAssociation) -> pulumi.Output[str]:
    return pulumi.Output.all(subnet.id, route.id, association.id).apply(lambda known: known[0])
