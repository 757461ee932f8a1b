"""A retail store's Outpost: its place in the network and its capacity for ECS."""

import json
from dataclasses import dataclass
from ipaddress import IPv4Network
from typing import Final

import pulumi
from pulumi_aws import autoscaling, ec2, ecs, iam, vpc

from components.arguments import ArgumentError
from components.hybrid import container_instance
from components.network.address_plan import tier_ranges
from securecart.settings.hybrid import OutpostKind, StoreSettings

ANYWHERE: Final = "0.0.0.0/0"

LOCAL_NETWORK_INTERFACE: Final = 1
"""The device index of a server's local network interface: it cannot be the primary one ("Local network interfaces")."""

RACK_VOLUME_GIB: Final = 100
"""The root volume of a rack's instance: the image's 30 GiB, and room for containers and their volumes."""

INSTANCE_POLICIES: Final = {
    "ecs": "arn:aws:iam::aws:policy/service-role/AmazonEC2ContainerServiceforEC2Role",
    "ssm": "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore",
}
"""AWS's policies for an instance that belongs to a cluster and is reached over Session Manager, without SSH."""


@dataclass(frozen=True, kw_only=True)
class StoreOutpostArgs:
    """What `StoreOutpost` is made of.

    Attributes:
        store: the name of the store.
        settings: the particulars of its Outpost.
        region: the Region that the Outpost belongs to.
        vpc_id: the Region's VPC, which is extended to the store.
        vpc_cidr: the VPC's range; the store's subnet lies in the part that the address plan keeps for Outposts.
        nat_gateway_id: the way to the internet, in the zone that the Outpost is anchored to.
        cluster_name: the ECS cluster that the instances join. It has to be known before the cluster's capacity
            providers are: this one is among them.
    """

    store: str
    settings: StoreSettings
    region: str
    vpc_id: pulumi.Input[str]
    vpc_cidr: IPv4Network
    nat_gateway_id: pulumi.Input[str]
    cluster_name: pulumi.Input[str]

    def __post_init__(self) -> None:
        settings = self.settings
        outposts = tier_ranges(self.vpc_cidr).outposts
        if not settings.cidr.subnet_of(outposts):
            raise ArgumentError("StoreOutpost", "settings.cidr", str(settings.cidr), f"a part of {outposts}")
        if settings.local_network.overlaps(self.vpc_cidr):
            raise ArgumentError(
                "StoreOutpost", "settings.local_network", str(settings.local_network), f"apart from {self.vpc_cidr}"
            )
        if settings.outpost_arn.split(":")[3] != self.region:
            raise ArgumentError("StoreOutpost", "settings.outpost_arn", settings.outpost_arn, f"in {self.region}")
        if settings.zone[:-1] != self.region:
            raise ArgumentError("StoreOutpost", "settings.zone", settings.zone, f"a zone of {self.region}")


class StoreOutpost(pulumi.ComponentResource):
    """A subnet on a store's Outpost, its routes, and EC2 instances for the ECS cluster (Fargate is not on Outposts).

    A rack meets the store's network at its local gateway, by direct VPC routing. A server has no gateway: each instance
    has a second, local network interface in the store's own network, which no security group guards and to which the
    store's DHCP gives an address.

    The hardware is bought: capacity never grows, so that an instance is replaced by ending it first, one at a time.
    On a rack every instance has a host of its own. New instances boot the newest image; `aws autoscaling
    start-instance-refresh`, in the store's night, is how the others get it.

    Attributes:
        subnet_id: the subnet on the Outpost.
        capacity_provider_name: the ECS capacity provider, to be associated with the cluster.
    """

    subnet_id: pulumi.Output[str]
    capacity_provider_name: pulumi.Output[str]

    def __init__(self, name: str, args: StoreOutpostArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("securecart:hybrid:StoreOutpost", name, None, opts)
        subnet = self._subnet(name, args)
        group = self._instances(name, args, subnet)
        capacity_provider = ecs.CapacityProvider(
            name,
            auto_scaling_group_provider={
                "auto_scaling_group_arn": group.arn,
                # The group's size is fixed; scaling makes tasks wait for an instance that is being replaced.
                "managed_scaling": {"status": "ENABLED", "target_capacity": 100},
                "managed_draining": "ENABLED",
                "managed_termination_protection": "DISABLED",
            },
            tags={"Name": name},
            opts=pulumi.ResourceOptions(parent=self),
        )

        self.subnet_id = subnet.id
        self.capacity_provider_name = capacity_provider.name
        self.register_outputs({"subnet_id": self.subnet_id, "capacity_provider_name": self.capacity_provider_name})

    def _subnet(self, name: str, args: StoreOutpostArgs) -> ec2.Subnet:
        child = pulumi.ResourceOptions(parent=self)
        settings = args.settings
        is_server = settings.kind is OutpostKind.SERVER

        subnet = ec2.Subnet(
            name,
            vpc_id=args.vpc_id,
            availability_zone=settings.zone,
            outpost_arn=settings.outpost_arn,
            cidr_block=str(settings.cidr),
            map_public_ip_on_launch=False,
            enable_lni_at_device_index=LOCAL_NETWORK_INTERFACE if is_server else None,
            tags={"Name": name, "Tier": "store"},
            opts=child,
        )
        routes = ec2.RouteTable(name, vpc_id=args.vpc_id, tags={"Name": name}, opts=child)
        ec2.RouteTableAssociation(name, subnet_id=subnet.id, route_table_id=routes.id, opts=child)
        ec2.Route(
            f"{name}-internet",
            route_table_id=routes.id,
            destination_cidr_block=ANYWHERE,
            nat_gateway_id=args.nat_gateway_id,
            opts=child,
        )
        if settings.local_gateway_id is not None and settings.local_gateway_route_table_id is not None:
            association = ec2.LocalGatewayRouteTableVpcAssociation(
                name,
                local_gateway_route_table_id=settings.local_gateway_route_table_id,
                vpc_id=args.vpc_id,
                tags={"Name": name},
                opts=child,
            )
            ec2.Route(
                f"{name}-local-network",
                route_table_id=routes.id,
                destination_cidr_block=str(settings.local_network),
                local_gateway_id=settings.local_gateway_id,
                # A VPC cannot name a local gateway that it is not associated with.
                opts=pulumi.ResourceOptions(parent=self, depends_on=[association]),
            )
        return subnet

    def _instances(self, name: str, args: StoreOutpostArgs, subnet: ec2.Subnet) -> autoscaling.Group:
        child = pulumi.ResourceOptions(parent=self)
        settings = args.settings
        is_rack = settings.kind is OutpostKind.RACK

        template = self._launch_template(name, args, subnet)
        # All but one: there is no hardware for one more.
        least_healthy = 100 * (settings.instances - 1) // settings.instances
        return autoscaling.Group(
            name,
            vpc_zone_identifiers=[subnet.id],
            min_size=settings.instances,
            max_size=settings.instances,
            launch_template={"id": template.id, "version": template.latest_version.apply(str)},
            placement_group=(
                # Spread over hosts, which is possible on Outposts alone ("Placement groups on AWS Outposts").
                ec2.PlacementGroup(name, strategy="spread", spread_level="host", opts=child).name
                if is_rack and settings.instances > 1
                else None
            ),
            health_check_type="EC2",
            # Seconds until a launched instance is judged: the agent registers within two minutes over a service link.
            health_check_grace_period=300,
            instance_maintenance_policy={
                "min_healthy_percentage": least_healthy,
                "max_healthy_percentage": 100,
            },
            instance_refresh={
                "strategy": "Rolling",
                "preferences": {"min_healthy_percentage": least_healthy, "max_healthy_percentage": 100},
            },
            enabled_metrics=[autoscaling.Metric.GROUP_DESIRED_CAPACITY, autoscaling.Metric.GROUP_IN_SERVICE_INSTANCES],
            tags=[
                {"key": "Name", "value": name, "propagate_at_launch": True},
                # ECS puts this tag on a group whose scaling it manages; unsaid, every `up` would take it off again.
                {"key": "AmazonECSManaged", "value": "true", "propagate_at_launch": True},
            ],
            opts=child,
        )

    def _launch_template(self, name: str, args: StoreOutpostArgs, subnet: ec2.Subnet) -> ec2.LaunchTemplate:
        child = pulumi.ResourceOptions(parent=self)
        settings = args.settings
        is_server = settings.kind is OutpostKind.SERVER

        security_group = ec2.SecurityGroup(
            name,
            vpc_id=args.vpc_id,
            description=f"Container instances in the store {args.store}",
            tags={"Name": name},
            opts=child,
        )
        vpc.SecurityGroupEgressRule(
            f"{name}-https",
            security_group_id=security_group.id,
            description="AWS's services and image registries",
            ip_protocol="tcp",
            from_port=443,
            to_port=443,
            cidr_ipv4=ANYWHERE,
            opts=child,
        )
        interface: ec2.LaunchTemplateNetworkInterfaceArgsDict = {
            "device_index": 0,
            "delete_on_termination": "true",
            "security_groups": [security_group.id],
        }
        local_interface: ec2.LaunchTemplateNetworkInterfaceArgsDict = {
            **interface,
            "device_index": LOCAL_NETWORK_INTERFACE,
            "subnet_id": subnet.id,
        }
        return ec2.LaunchTemplate(
            name,
            description=f"Container instances in the store {args.store}",
            image_id=container_instance.image_id(settings.instance_type),
            instance_type=settings.instance_type,
            iam_instance_profile={"arn": self._instance_profile(name, args.store, args.region).arn},
            user_data=pulumi.Output.from_input(args.cluster_name).apply(
                lambda cluster: container_instance.user_data(cluster, args.store)
            ),
            # One hop: a container behind a bridge cannot reach the instance's credentials.
            metadata_options={"http_endpoint": "enabled", "http_tokens": "required", "http_put_response_hop_limit": 1},
            monitoring={"enabled": True},
            network_interfaces=[interface, local_interface] if is_server else [interface],
            # A server has no EBS: its instances boot from instance storage.
            block_device_mappings=[]
            if is_server
            else [
                {
                    "device_name": "/dev/xvda",
                    "ebs": {
                        # The one type that every rack has.
                        "volume_type": "gp2",
                        "volume_size": RACK_VOLUME_GIB,
                        "encrypted": "true",
                        "delete_on_termination": "true",
                    },
                }
            ],
            tags={"Name": name},
            opts=child,
        )

    def _instance_profile(self, name: str, store: str, region: str) -> iam.InstanceProfile:
        child = pulumi.ResourceOptions(parent=self)
        role = iam.Role(
            f"{name}-instance-{region}",
            description=f"Container instances in the store {store}",
            assume_role_policy=json.dumps(
                {
                    "Version": "2012-10-17",
                    "Statement": [
                        {
                            "Effect": "Allow",
                            "Principal": {"Service": "ec2.amazonaws.com"},
                            "Action": "sts:AssumeRole",
                        }
                    ],
                }
            ),
            opts=child,
        )
        for key, policy_arn in INSTANCE_POLICIES.items():
            iam.RolePolicyAttachment(
                f"{name}-instance-{region}-{key}", role=role.name, policy_arn=policy_arn, opts=child
            )
        return iam.InstanceProfile(f"{name}-instance-{region}", role=role.name, opts=child)
