"""The inventory service of a retail store, on the store's Outpost."""

import json
from dataclasses import dataclass
from typing import Any, Final

import pulumi
from pulumi_aws import cloudwatch, ec2, ecs, iam, vpc

from components.arguments import ArgumentError
from components.hybrid import container_instance
from securecart.settings import names
from securecart.settings.hybrid import OutpostKind, StoreSettings
from securecart.settings.network import LOG_RETENTION_DAYS

SERVICE: Final = "inventory"
JOURNAL: Final = "journal"
JOURNAL_PATH: Final = "/var/lib/inventory"


@dataclass(frozen=True, kw_only=True)
class StoreInventoryArgs:
    """What `StoreInventory` is made of.

    Attributes:
        store: the name of the store.
        settings: the particulars of its Outpost.
        region: the Region that the Outpost belongs to.
        account_id: the account that owns the repository and the catalogue's table.
        vpc_id: the Region's VPC.
        subnet_id: the subnet on the Outpost.
        cluster_arn: the ECS cluster.
        capacity_provider_name: the Outpost's capacity provider, associated with the cluster: what associates them
            belongs in this component's `depends_on`.
        image: the service's image in the Region's registry.
        key_arn: the KMS key that encrypts the log group.
        log_retention_days: how long logs are kept, in days; one of CloudWatch Logs' retentions.
        port: the port that the store's tills and scanners call.
        cpu: CPU units of a task; 1,024 are one vCPU.
        memory: memory of a task in MiB.
    """

    store: str
    settings: StoreSettings
    region: str
    account_id: str
    vpc_id: pulumi.Input[str]
    subnet_id: pulumi.Input[str]
    cluster_arn: pulumi.Input[str]
    capacity_provider_name: pulumi.Input[str]
    image: str
    key_arn: pulumi.Input[str]
    log_retention_days: int = 90
    port: int = 8080
    cpu: int = 1024
    memory: int = 2048

    def __post_init__(self) -> None:
        if self.log_retention_days not in LOG_RETENTION_DAYS:
            raise ArgumentError(
                "StoreInventory", "log_retention_days", self.log_retention_days, ", ".join(map(str, LOG_RETENTION_DAYS))
            )
        if not 1024 <= self.port <= 65535:  # noqa: PLR2004
            raise ArgumentError("StoreInventory", "port", self.port, "1024 to 65535: the container is not root")


class StoreInventory(pulumi.ComponentResource):
    """An ECS service that counts a store's stock where the store is, one task on every instance of its Outpost.

    While the link to the Region is down its tasks go on: what they would have written to the catalogue they keep in a
    journal on the instance's disk, which outlives the task, and logs that cannot be sent are dropped rather than waited
    for.

    On a rack a task has an address of its own in the VPC, which the store reaches over the local gateway and a security
    group guards. On a server the store reaches the instance's local network interface, so that the task publishes its
    port there.

    Attributes:
        service_name: the ECS service.
        log_group_name: the log group of its tasks.
    """

    service_name: pulumi.Output[str]
    log_group_name: pulumi.Output[str]

    def __init__(self, name: str, args: StoreInventoryArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("securecart:hybrid:StoreInventory", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)
        settings = args.settings
        is_rack = settings.kind is OutpostKind.RACK

        log_group = cloudwatch.LogGroup(
            name, retention_in_days=args.log_retention_days, kms_key_id=args.key_arn, opts=child
        )
        task_definition = ecs.TaskDefinition(
            name,
            family=f"{names.PROJECT}-{SERVICE}-{args.store}",
            requires_compatibilities=["EC2"],
            network_mode="awsvpc" if is_rack else "bridge",
            runtime_platform={
                "operating_system_family": "LINUX",
                "cpu_architecture": container_instance.architecture(settings.instance_type).value,
            },
            cpu=str(args.cpu),
            memory=str(args.memory),
            execution_role_arn=self._execution_role(name, args, log_group).arn,
            task_role_arn=self._task_role(name, args).arn,
            container_definitions=pulumi.Output.json_dumps([_container(args, log_group)]),
            volumes=[
                {
                    "name": JOURNAL,
                    "docker_volume_configuration": {"scope": "shared", "autoprovision": True, "driver": "local"},
                }
            ],
            opts=child,
        )
        service = ecs.Service(
            name,
            cluster=args.cluster_arn,
            task_definition=task_definition.arn,
            desired_count=settings.instances,
            capacity_provider_strategies=[{"capacity_provider": args.capacity_provider_name, "weight": 1}],
            placement_constraints=[{"type": "distinctInstance"}],
            network_configuration=(
                {
                    "subnets": [args.subnet_id],
                    "security_groups": [self._security_group(name, args).id],
                    "assign_public_ip": False,
                }
                if is_rack
                else None
            ),
            # An Outpost is in one zone.
            availability_zone_rebalancing="DISABLED",
            # Every instance has its task: one is replaced by ending it first.
            deployment_minimum_healthy_percent=100 * (settings.instances - 1) // settings.instances,
            deployment_maximum_percent=100,
            deployment_circuit_breaker={"enable": True, "rollback": True},
            enable_ecs_managed_tags=True,
            propagate_tags="SERVICE",
            tags={"Name": name},
            opts=child,
        )

        self.service_name = service.name
        self.log_group_name = log_group.name
        self.register_outputs({"service_name": self.service_name, "log_group_name": self.log_group_name})

    def _security_group(self, name: str, args: StoreInventoryArgs) -> ec2.SecurityGroup:
        child = pulumi.ResourceOptions(parent=self)
        security_group = ec2.SecurityGroup(
            name,
            vpc_id=args.vpc_id,
            description=f"Inventory tasks in the store {args.store}",
            tags={"Name": name},
            opts=child,
        )
        vpc.SecurityGroupIngressRule(
            f"{name}-store",
            security_group_id=security_group.id,
            description="The store's own network",
            ip_protocol="tcp",
            from_port=args.port,
            to_port=args.port,
            cidr_ipv4=str(args.settings.local_network),
            opts=child,
        )
        vpc.SecurityGroupEgressRule(
            f"{name}-https",
            security_group_id=security_group.id,
            description="AWS's services",
            ip_protocol="tcp",
            from_port=443,
            to_port=443,
            cidr_ipv4="0.0.0.0/0",
            opts=child,
        )
        return security_group

    def _execution_role(self, name: str, args: StoreInventoryArgs, log_group: cloudwatch.LogGroup) -> iam.Role:
        repository = f"arn:aws:ecr:{args.region}:{args.account_id}:repository/{names.repository(SERVICE)}"
        return self._role(
            f"{name}-execution-{args.region}",
            f"Starts the inventory tasks of the store {args.store}",
            args,
            [
                # It has no resource to name ("Actions, resources, and condition keys for Amazon ECR").
                {"Effect": "Allow", "Action": "ecr:GetAuthorizationToken", "Resource": "*"},
                {
                    "Effect": "Allow",
                    "Action": [
                        "ecr:BatchCheckLayerAvailability",
                        "ecr:BatchGetImage",
                        "ecr:GetDownloadUrlForLayer",
                    ],
                    "Resource": repository,
                },
                {
                    "Effect": "Allow",
                    "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
                    "Resource": pulumi.Output.concat(log_group.arn, ":*"),
                },
            ],
        )

    def _task_role(self, name: str, args: StoreInventoryArgs) -> iam.Role:
        table = names.table_arn(names.CATALOGUE_TABLE, args.region, args.account_id)
        return self._role(
            f"{name}-task-{args.region}",
            f"The inventory tasks of the store {args.store}",
            args,
            [
                {
                    "Effect": "Allow",
                    "Action": ["dynamodb:BatchGetItem", "dynamodb:GetItem", "dynamodb:Query", "dynamodb:UpdateItem"],
                    "Resource": [table, f"{table}/index/*"],
                },
                {
                    "Effect": "Allow",
                    "Action": "kms:Decrypt",
                    "Resource": f"arn:aws:kms:{args.region}:{args.account_id}:key/*",
                    # Whichever key the table has, and no other use of it ("How Amazon DynamoDB uses AWS KMS").
                    "Condition": {
                        "StringEquals": {
                            "kms:ViaService": f"dynamodb.{args.region}.amazonaws.com",
                            "kms:EncryptionContext:aws:dynamodb:tableName": names.CATALOGUE_TABLE,
                        }
                    },
                },
            ],
        )

    def _role(
        self, name: str, description: str, args: StoreInventoryArgs, statements: list[dict[str, Any]]
    ) -> iam.Role:
        child = pulumi.ResourceOptions(parent=self)
        role = iam.Role(
            name,
            description=description,
            assume_role_policy=json.dumps(
                {
                    "Version": "2012-10-17",
                    "Statement": [
                        {
                            "Effect": "Allow",
                            "Principal": {"Service": "ecs-tasks.amazonaws.com"},
                            "Action": "sts:AssumeRole",
                            "Condition": {
                                "StringEquals": {"aws:SourceAccount": args.account_id},
                                "ArnLike": {"aws:SourceArn": f"arn:aws:ecs:{args.region}:{args.account_id}:*"},
                            },
                        }
                    ],
                }
            ),
            opts=child,
        )
        iam.RolePolicy(
            name,
            role=role.name,
            policy=pulumi.Output.json_dumps({"Version": "2012-10-17", "Statement": statements}),
            opts=child,
        )
        return role


def _container(args: StoreInventoryArgs, log_group: cloudwatch.LogGroup) -> dict[str, Any]:
    environment = {
        "AWS_REGION": args.region,
        "CATALOGUE_TABLE": names.CATALOGUE_TABLE,
        "JOURNAL_PATH": JOURNAL_PATH,
        "PORT": str(args.port),
        "STORE": args.store,
    }
    return {
        "name": SERVICE,
        "image": args.image,
        "essential": True,
        "user": "10001:10001",
        "readonlyRootFilesystem": True,
        "linuxParameters": {"initProcessEnabled": True, "capabilities": {"drop": ["ALL"]}},
        # The same port on the instance: that is where a server's store network finds it.
        "portMappings": [{"containerPort": args.port, "hostPort": args.port, "protocol": "tcp"}],
        "mountPoints": [{"sourceVolume": JOURNAL, "containerPath": JOURNAL_PATH, "readOnly": False}],
        "environment": [{"name": key, "value": value} for key, value in environment.items()],
        "healthCheck": {
            "command": ["CMD-SHELL", f"wget -q -O /dev/null http://127.0.0.1:{args.port}{names.HEALTH_PATH} || exit 1"],
            # Seconds.
            "interval": 10,
            "timeout": 5,
            "retries": 3,
            "startPeriod": 30,
        },
        "logConfiguration": {
            "logDriver": "awslogs",
            "options": {
                "awslogs-group": log_group.name,
                "awslogs-region": args.region,
                "awslogs-stream-prefix": SERVICE,
                # The link to the Region may be down: a full buffer must not stop the service.
                "mode": "non-blocking",
                "max-buffer-size": "25m",
            },
        },
    }
