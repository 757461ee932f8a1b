"""One service of a release."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Network
from typing import Any, Final

import pulumi
from pulumi_aws import appautoscaling, cloudwatch, ec2, ecs, vpc

from components.arguments import ArgumentError
from components.compute import scaling_metrics
from components.compute.application_container import SCRATCH, application_container, environment
from components.compute.collector import COLLECTOR, COLLECTOR_TAG, collector_container
from components.compute.task_policies import log_group_name
from securecart.settings import names
from securecart.settings.geography import Residency
from securecart.settings.network import LOG_RETENTION_DAYS
from securecart.settings.services import ServiceSettings

POSTGRESQL: Final = 5432


@dataclass(frozen=True, kw_only=True)
class ServiceRoles:
    """The roles of a service's tasks, the same in every release.

    Attributes:
        execution_role_arn: starts the tasks.
        task_role_arn: is the tasks' own.
    """

    execution_role_arn: pulumi.Input[str]
    task_role_arn: pulumi.Input[str]


@dataclass(frozen=True, kw_only=True)
class ServiceTarget:
    """How a load balancer reaches a service.

    Attributes:
        load_balancer_arn_suffix: the load balancer, as its metrics name it.
        load_balancer_security_group_id: where the requests come from.
        target_group_arn: the service's target group.
        target_group_arn_suffix: the target group, as its metrics name it.
        listener_rules: the rules that lead to it: ECS refuses a target group that no load balancer uses.
    """

    load_balancer_arn_suffix: pulumi.Input[str]
    load_balancer_security_group_id: pulumi.Input[str]
    target_group_arn: pulumi.Input[str]
    target_group_arn_suffix: pulumi.Input[str]
    listener_rules: Sequence[pulumi.Resource]


@dataclass(frozen=True, kw_only=True)
class ServiceEnvironment:
    """Where the services of a Region run, whatever the release.

    Attributes:
        region: the Region.
        account_id: the account of the Region's image registry.
        residency: the data domain.
        domain: the public domain.
        vpc_id: the Region's VPC.
        application_subnet_ids: the subnets that tasks are spread over, one a zone.
        database_cidrs: the data tiers of all Regions of the data domain: security groups cannot refer to each other
            over inter-Region peering.
        cluster_arn: the ECS cluster.
        cluster_name: its name.
        queue_name: the Region's queue of orders.
        queue_url: its URL.
        key_arn: the KMS key of the log groups; its policy lets CloudWatch Logs of the Region use it.
        ready: what tasks need before they can be healthy, besides a network: databases and tables.
        bootstrap: declares services without tasks, until there are images and database users for them.
        log_retention_days: how long logs are kept, in days; one of CloudWatch Logs' retentions.
    """

    region: str
    account_id: str
    residency: Residency
    domain: str
    vpc_id: pulumi.Input[str]
    application_subnet_ids: Sequence[pulumi.Input[str]]
    database_cidrs: Sequence[IPv4Network]
    cluster_arn: pulumi.Input[str]
    cluster_name: pulumi.Input[str]
    queue_name: pulumi.Input[str]
    queue_url: pulumi.Input[str]
    key_arn: pulumi.Input[str]
    ready: Sequence[pulumi.Resource] = ()
    bootstrap: bool = False
    log_retention_days: int = 90

    def __post_init__(self) -> None:
        if self.log_retention_days not in LOG_RETENTION_DAYS:
            allowed = ", ".join(map(str, LOG_RETENTION_DAYS))
            raise ArgumentError("Service", "log_retention_days", self.log_retention_days, allowed)


@dataclass(frozen=True, kw_only=True)
class ServiceArgs:
    """What `Service` is made of.

    Attributes:
        service: the service.
        settings: its size, what it answers and what it touches.
        release: the release that it belongs to.
        image_tag: the tag of the image in the Region's registry.
        environment: where it runs.
        roles: the roles of its tasks.
        target: how the load balancer reaches it; None for a worker, which answers nobody.
    """

    service: str
    settings: ServiceSettings
    release: str
    image_tag: str
    environment: ServiceEnvironment
    roles: ServiceRoles
    target: ServiceTarget | None = None

    def __post_init__(self) -> None:
        if (self.target is None) != (not self.settings.routes):
            raise ArgumentError(
                "Service", "target", self.target, "a target for a service with routes, None for one without"
            )


class Service(pulumi.ComponentResource):
    """An ECS service on Fargate: its tasks, their log, who may talk to them and how many there are.

    Tasks are spread over the zones of the subnets and moved back when a lost zone returns. A deployment keeps all old
    tasks until the new ones are healthy, and goes back by itself when they do not become so; `pulumi up` waits for the
    outcome, because the records that come after it send customers there.

    Attributes:
        service_name: the ECS service, for metrics and alarms.
        log_group_name: the log of its tasks.
        security_group_id: the security group of its tasks.
    """

    service_name: pulumi.Output[str]
    log_group_name: pulumi.Output[str]
    security_group_id: pulumi.Output[str]

    def __init__(self, name: str, args: ServiceArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("securecart:compute:Service", name, None, opts)
        self._name = name
        self._args = args
        self._child = pulumi.ResourceOptions(parent=self)
        where = args.environment

        log_group = cloudwatch.LogGroup(
            name,
            # The roles, which are the same for every release, know it by its name.
            name=log_group_name(args.service, args.release),
            retention_in_days=where.log_retention_days,
            kms_key_id=where.key_arn,
            opts=self._child,
        )
        security_group, rules = self._make_security_group()
        service = ecs.Service(
            name,
            cluster=where.cluster_arn,
            task_definition=self._make_task_definition(log_group).arn,
            launch_type="FARGATE",
            desired_count=_fewest(args),
            availability_zone_rebalancing="ENABLED",
            deployment_minimum_healthy_percent=100,
            deployment_maximum_percent=200,
            deployment_circuit_breaker={"enable": True, "rollback": True},
            # Target groups decide about tasks with routes; a new task has the time to start before they do.
            health_check_grace_period_seconds=60 if args.target else None,
            load_balancers=[
                {
                    "target_group_arn": args.target.target_group_arn,
                    "container_name": args.service,
                    "container_port": args.settings.port,
                }
            ]
            if args.target
            else None,
            network_configuration={
                "subnets": where.application_subnet_ids,
                "security_groups": [security_group.id],
                "assign_public_ip": False,
            },
            # Roots are read-only, which ECS Exec does not work with.
            enable_execute_command=False,
            enable_ecs_managed_tags=True,
            propagate_tags="SERVICE",
            wait_for_steady_state=True,
            tags={"Name": name, "Release": args.release, "Service": args.service},
            opts=pulumi.ResourceOptions(
                parent=self,
                # A task that starts before it may pull its image fails; one without its data is never healthy.
                depends_on=[*where.ready, *rules, *(args.target.listener_rules if args.target else ())],
                # Autoscaling's from the first minute on.
                ignore_changes=["desiredCount"],
                custom_timeouts=pulumi.CustomTimeouts(create="30m", update="30m", delete="30m"),
            ),
        )
        self._make_scaling(service)

        self.service_name = service.name
        self.log_group_name = log_group.name
        self.security_group_id = security_group.id
        self.register_outputs(
            {
                "service_name": self.service_name,
                "log_group_name": self.log_group_name,
                "security_group_id": self.security_group_id,
            }
        )

    def _make_task_definition(self, log_group: cloudwatch.LogGroup) -> ecs.TaskDefinition:
        args, where = self._args, self._args.environment

        def log(stream_prefix: str) -> dict[str, Any]:
            return {
                "logDriver": "awslogs",
                "options": {
                    "awslogs-group": log_group.name,
                    "awslogs-region": where.region,
                    "awslogs-stream-prefix": stream_prefix,
                    # CloudWatch Logs out of reach must not stop the service: what the buffer does not hold is dropped.
                    "mode": "non-blocking",
                    "max-buffer-size": "25m",
                },
            }

        containers: list[Mapping[str, Any]] = [
            application_container(
                args.service,
                args.settings,
                image=names.image(args.service, args.image_tag, where.region, where.account_id),
                environment=environment(
                    args.service,
                    args.settings,
                    release=args.release,
                    image_tag=args.image_tag,
                    region=where.region,
                    residency=where.residency,
                    domain=where.domain,
                    queue_url=where.queue_url,
                ),
                log_configuration=log(args.service),
            ),
            collector_container(
                names.image(COLLECTOR, COLLECTOR_TAG, where.region, where.account_id), where.region, log(COLLECTOR)
            ),
        ]
        return ecs.TaskDefinition(
            self._name,
            family=f"{names.PROJECT}-{args.service}-{args.release}",
            requires_compatibilities=["FARGATE"],
            network_mode="awsvpc",
            # Graviton; images are built for both architectures, because Outposts have others.
            runtime_platform={"operating_system_family": "LINUX", "cpu_architecture": "ARM64"},
            cpu=str(args.settings.cpu),
            memory=str(args.settings.memory),
            execution_role_arn=args.roles.execution_role_arn,
            task_role_arn=args.roles.task_role_arn,
            container_definitions=pulumi.Output.json_dumps(containers),
            volumes=[{"name": SCRATCH}],
            opts=self._child,
        )

    def _make_security_group(self) -> tuple[ec2.SecurityGroup, list[pulumi.Resource]]:
        """The security group of the tasks, and the rules without which they cannot work."""
        args = self._args
        group = ec2.SecurityGroup(
            self._name,
            vpc_id=args.environment.vpc_id,
            description=f"Tasks of {args.service}, release {args.release}",
            tags={"Name": self._name},
            opts=self._child,
        )
        rules: list[pulumi.Resource] = [
            vpc.SecurityGroupEgressRule(
                f"{self._name}-https",
                security_group_id=group.id,
                description="AWS's services, payment and delivery partners",
                ip_protocol="tcp",
                from_port=443,
                to_port=443,
                cidr_ipv4="0.0.0.0/0",
                opts=self._child,
            )
        ]
        if args.target:
            port = args.settings.port
            rules += [
                vpc.SecurityGroupIngressRule(
                    f"{self._name}-requests",
                    security_group_id=group.id,
                    description="Requests and health checks of the load balancer",
                    ip_protocol="tcp",
                    from_port=port,
                    to_port=port,
                    referenced_security_group_id=args.target.load_balancer_security_group_id,
                    opts=self._child,
                ),
                vpc.SecurityGroupEgressRule(
                    f"{self._name}-from-load-balancer",
                    security_group_id=args.target.load_balancer_security_group_id,
                    description=f"Requests and health checks for {args.service}",
                    ip_protocol="tcp",
                    from_port=port,
                    to_port=port,
                    referenced_security_group_id=group.id,
                    opts=self._child,
                ),
            ]
        if args.settings.database:
            rules += [
                vpc.SecurityGroupEgressRule(
                    f"{self._name}-database-{cidr.network_address}",
                    security_group_id=group.id,
                    description="A database of the data domain",
                    ip_protocol="tcp",
                    from_port=POSTGRESQL,
                    to_port=POSTGRESQL,
                    cidr_ipv4=str(cidr),
                    opts=self._child,
                )
                for cidr in args.environment.database_cidrs
            ]
        return group, rules

    def _make_scaling(self, service: ecs.Service) -> None:
        args, where = self._args, self._args.environment
        target = appautoscaling.Target(
            self._name,
            service_namespace="ecs",
            scalable_dimension="ecs:service:DesiredCount",
            resource_id=pulumi.Output.concat("service/", where.cluster_name, "/", service.name),
            min_capacity=_fewest(args),
            max_capacity=args.settings.maximum_tasks,
            opts=self._child,
        )
        followed = {"cpu": scaling_metrics.cpu()}
        if args.target:
            followed["requests"] = scaling_metrics.requests(
                args.target.load_balancer_arn_suffix, args.target.target_group_arn_suffix, args.settings.cpu
            )
        if args.settings.orders == "receive":
            followed["orders"] = scaling_metrics.orders(where.queue_name, where.cluster_name, service.name)
        for metric, configuration in followed.items():
            appautoscaling.Policy(
                f"{self._name}-{metric}",
                policy_type="TargetTrackingScaling",
                service_namespace=target.service_namespace,
                scalable_dimension=target.scalable_dimension,
                resource_id=target.resource_id,
                target_tracking_scaling_policy_configuration=configuration,
                opts=self._child,
            )


def _fewest(args: ServiceArgs) -> int:
    """Tasks that always run: none before there are images and database users."""
    return 0 if args.environment.bootstrap else args.settings.minimum_tasks
