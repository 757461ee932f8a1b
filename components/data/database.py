"""The relational database of a Region, as writer or as cross-Region replica."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Network
from typing import Final

import pulumi
from pulumi_aws import cloudwatch, ec2, iam, rds, vpc

from components.arguments import ArgumentError
from components.data.database_credentials import DATABASE_NAME, DATABASE_PORT, MASTER_USERNAME
from components.data.database_endpoints import DatabaseEndpoints, DatabaseEndpointsArgs
from components.data.quiet_hours import backup_window, maintenance_window
from securecart.settings import names
from securecart.settings.database import DatabaseRole, DatabaseSettings

BACKUP_RETENTION_DAYS: Final = 35
"""The longest that RDS keeps automated backups ("Backup retention period")."""

_INSIGHTS_RETENTION_DAYS: Final = 465
"""What the advanced mode of Database Insights asks for ("Turning on the Advanced mode of Database Insights")."""
_STANDARD_INSIGHTS_RETENTION_DAYS: Final = 7
_MONITORING_SECONDS: Final = 15
_EXPORTED_LOGS: Final = ("iam-db-auth-error", "postgresql", "upgrade")
_CERTIFICATE_AUTHORITY: Final = "rds-ca-rsa2048-g1"
_CREATE_TIMEOUT: Final = "6h"
"""A cross-Region replica begins as a snapshot that is copied there: hours for terabytes."""

_PARAMETERS: Final = (
    # Clients without TLS are refused.
    ("rds.force_ssl", "1", "immediate"),
    # A major upgrade by a blue/green deployment needs it, and turning it on later needs a reboot.
    ("rds.logical_replication", "1", "pending-reboot"),
    # A transaction that its client forgot holds locks, and keeps VACUUM from cleaning up: milliseconds.
    ("idle_in_transaction_session_timeout", "60000", "immediate"),
    # Statements slower than this are logged: milliseconds.
    ("log_min_duration_statement", "1000", "immediate"),
    ("log_lock_waits", "1", "immediate"),
    ("track_io_timing", "1", "immediate"),
)

_EVENT_CATEGORIES: Final = (
    "availability",
    "deletion",
    "failover",
    "failure",
    "low storage",
    "maintenance",
    "read replica",
    "recovery",
    "security",
)


@dataclass(frozen=True, kw_only=True)
class DatabaseArgs:
    """Arguments of `Database`.

    Attributes:
        settings: the Region's role, source, sizes and generation.
        region: the Region of the instance.
        account_id: the account of all instances of the data domain.
        domain_regions: the Regions of the data domain, this one among them.
        writer_generation: the generation of the writer's instance; the settings' own for a writer.
        vpc_id: the VPC of the instance.
        data_subnet_ids: the data subnets, one in each zone.
        zones: the Availability Zones of these subnets.
        client_cidrs: the address ranges that may connect: the application subnets of the data domain's Regions.
            Security groups cannot refer to each other over inter-Region peering.
        key_arn: the Region's key, by ARN. Not an alias: RDS reports the ARN back and would replace the instance.
        password: the writer's master password; None for a replica, which has its writer's.
        alarm_topic_arn: the SNS topic that is told of failovers, failures and the like.
        log_retention_days: how long the instance's logs are kept, in days.
        protect: the protections described on `Database`; False as the first step of a teardown.
    """

    settings: DatabaseSettings
    region: str
    account_id: str
    domain_regions: Sequence[str]
    writer_generation: int
    vpc_id: pulumi.Input[str]
    data_subnet_ids: Sequence[pulumi.Input[str]]
    zones: Sequence[str]
    client_cidrs: Sequence[IPv4Network]
    key_arn: pulumi.Input[str]
    password: pulumi.Input[str] | None
    alarm_topic_arn: pulumi.Input[str]
    log_retention_days: int = 90
    protect: bool

    def __post_init__(self) -> None:
        def refuse(argument: str, value: object, allowed: str) -> ArgumentError:
            return ArgumentError("Database", argument, value, allowed)

        if self.is_writer and self.password is None:
            raise refuse("password", None, "the master password of a writer")
        if not self.is_writer and self.password is not None:
            raise refuse("password", "set", "none for a replica: it has its writer's")
        if self.is_writer and self.writer_generation != self.settings.generation:
            raise refuse("writer_generation", self.writer_generation, f"{self.settings.generation}, the writer's own")
        if self.writer_region == self.region and not self.is_writer:
            raise refuse("settings.follows", self.settings.follows, "another Region")
        for region in (self.region, self.writer_region):
            if region not in self.domain_regions:
                raise refuse("domain_regions", tuple(self.domain_regions), f"{region} among them")
        if not 2 <= len(self.data_subnet_ids) == len(set(self.zones)):  # noqa: PLR2004
            raise refuse("data_subnet_ids", len(self.data_subnet_ids), "one in each of `zones`, two at least")
        if not self.client_cidrs or len(set(self.client_cidrs)) < len(self.client_cidrs):
            raise refuse("client_cidrs", [str(one) for one in self.client_cidrs], "at least one range, each once")

    @property
    def is_writer(self) -> bool:
        """Whether the instance takes writes."""
        return self.settings.role is DatabaseRole.WRITER

    @property
    def writer_region(self) -> str:
        """The Region of the data domain's writer."""
        return self.settings.follows or self.region

    @property
    def identifier(self) -> str:
        """The identifier of the Region's instance."""
        return names.database_identifier(self.region, self.settings.generation)


class Database(pulumi.ComponentResource):
    """A Region's PostgreSQL: a Multi-AZ instance, its read replicas for product search, and what they need.

    **One declaration for both roles.** A replica is promoted in place when its source goes from the declaration and
    nothing else that forces a replacement changes (the provider forces one for another `engine`, `identifier`,
    `db_name`, `username`, `kms_key_id`, `storage_encrypted`, `availability_zone` or `region`). So a replica says of
    itself all that a writer does: Multi-AZ, key, encryption, retention of backups, windows, parameters, subnets. What
    only a writer may say (RDS and the provider refuse it beside a source) is no difference either once it is promoted:

    - `username`, `db_name`: given when a writer is made and never looked at again (`ignore_changes`), since nothing can
      change them. A promoted replica has its old writer's, which are the same everywhere.
    - `password`: set on the writer, an update in place. A promoted replica starts with its old writer's password; the
      first `up` after a promotion gives it the one in its own secret, so that the secret tells the truth.
    - `allocated_storage`: a replica takes its source's; the provider does not shrink what autoscaling has grown.
    - `skip_final_snapshot`: read by the provider when it deletes an instance, and by nobody else.

    The provider promotes before it changes anything else. Where the promotion was made by a call already, because a
    Region was lost, `pulumi refresh --target` of the instance comes before the `up` that declares it: otherwise the
    provider would promote what is no replica any more.

    **Another source is another instance.** RDS cannot make an existing instance follow another writer. The generation
    is part of identifier and logical name: raised, it declares a new instance with new read replicas.

    **Protections.** All instances that are not mere read replicas have RDS's deletion protection, and one that leaves
    the program stays in AWS (`retain_on_delete`): following a new writer by the settings never destroys the old copy.
    The writer is also protected in Pulumi: nothing may replace it, and a returning writer leaves the program only after
    somebody has looked at what it holds and run `pulumi state unprotect`. In-Region read replicas have no protection:
    their number is a setting.

    **Backups** are on in both roles (RDS for PostgreSQL backs up replicas, and a replica that others follow must be),
    so a promoted replica has a history of its own from the first second.

    Major upgrades are not made by changing `engine_version` (RDS refuses: `allow_major_version_upgrade` is off), since
    a cross-Region replica cannot follow one: they are a new generation.

    Attributes:
        identifier: the identifier of the Region's instance.
        arn: its ARN.
        resource_id: its resource id (`db-...`), which `rds-db:connect` is granted on.
        endpoint: its `address:port`.
        search_identifiers: the identifiers of the in-Region read replicas.
        search_resource_ids: their resource ids.
        subnet_group_name: the subnet group of the instance, into which a restored one goes too.
        security_group_id: the security group of all of them.
    """

    identifier: pulumi.Output[str]
    arn: pulumi.Output[str]
    resource_id: pulumi.Output[str]
    endpoint: pulumi.Output[str]
    search_identifiers: tuple[pulumi.Output[str], ...]
    search_resource_ids: tuple[pulumi.Output[str], ...]
    subnet_group_name: pulumi.Output[str]
    security_group_id: pulumi.Output[str]

    def __init__(self, name: str, args: DatabaseArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("securecart:data:Database", name, None, opts)
        self._name = name
        self._args = args
        self._security_group = self._make_security_group()
        self._parameter_group = self._make_parameter_group()
        self._monitoring_role, attachment = self._make_monitoring_role()
        self._subnets = self._make_subnet_group()
        instance = self._make_instance(attachment)
        replicas = [self._make_search_replica(number, instance) for number in range(1, args.settings.read_replicas + 1)]
        self._subscribe(instance, replicas)
        may_write = args.is_writer or args.settings.promotable
        DatabaseEndpoints(
            f"{name}-endpoints",
            DatabaseEndpointsArgs(
                region=args.region,
                identifier=args.identifier,
                endpoint=instance.endpoint,
                search_endpoints=[replica.endpoint for replica in replicas],
                writer_identifier=names.database_identifier(args.writer_region, args.writer_generation),
                publish_to=[region for region in args.domain_regions if may_write and region != args.region],
            ),
            pulumi.ResourceOptions(parent=self),
        )
        self.identifier = instance.identifier
        self.arn = instance.arn
        self.resource_id = instance.resource_id
        self.endpoint = instance.endpoint
        self.search_identifiers = tuple(replica.identifier for replica in replicas)
        self.search_resource_ids = tuple(replica.resource_id for replica in replicas)
        self.subnet_group_name = self._subnets.name
        self.security_group_id = self._security_group.id
        self.register_outputs(
            {
                "identifier": self.identifier,
                "arn": self.arn,
                "resourceId": self.resource_id,
                "endpoint": self.endpoint,
                "searchIdentifiers": list(self.search_identifiers),
            }
        )

    def _make_security_group(self) -> ec2.SecurityGroup:
        """Clients may connect; nothing may be connected to (replication does not pass through it)."""
        name, args = self._name, self._args
        group = ec2.SecurityGroup(
            name,
            vpc_id=args.vpc_id,
            description="PostgreSQL from the application subnets of the data domain",
            tags={"Name": f"securecart-{name}"},
            opts=pulumi.ResourceOptions(parent=self),
        )
        for cidr in args.client_cidrs:
            vpc.SecurityGroupIngressRule(
                f"{name}-from-{cidr}".replace("/", "-"),
                security_group_id=group.id,
                description="PostgreSQL",
                ip_protocol="tcp",
                from_port=DATABASE_PORT,
                to_port=DATABASE_PORT,
                cidr_ipv4=str(cidr),
                opts=pulumi.ResourceOptions(parent=group),
            )
        return group

    def _make_parameter_group(self) -> rds.ParameterGroup:
        major = self._args.settings.engine_version.partition(".")[0]
        return rds.ParameterGroup(
            self._name,
            family=f"postgres{major}",
            description="SecureCart: TLS only, slow statements and lock waits logged",
            parameters=[
                {"name": parameter, "value": value, "apply_method": method} for parameter, value, method in _PARAMETERS
            ],
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _make_monitoring_role(self) -> tuple[iam.Role, iam.RolePolicyAttachment]:
        """What lets RDS write Enhanced Monitoring's figures to CloudWatch Logs."""
        name, args = f"{self._name}-monitoring-{self._args.region}", self._args
        trust = {
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Effect": "Allow",
                    "Principal": {"Service": "monitoring.rds.amazonaws.com"},
                    "Action": "sts:AssumeRole",
                    "Condition": {
                        "StringEquals": {"aws:SourceAccount": args.account_id},
                        "ArnLike": {"aws:SourceArn": f"arn:aws:rds:{args.region}:{args.account_id}:db:*"},
                    },
                }
            ],
        }
        role = iam.Role(
            name,
            assume_role_policy=json.dumps(trust),
            description=f"Enhanced Monitoring of the databases in {args.region}",
            opts=pulumi.ResourceOptions(parent=self),
        )
        attachment = iam.RolePolicyAttachment(
            name,
            role=role.name,
            policy_arn="arn:aws:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole",
            opts=pulumi.ResourceOptions(parent=role),
        )
        return role, attachment

    def _make_log_groups(self, identifier: str, logical_name: str, *, retain: bool) -> list[pulumi.Resource]:
        """The groups that RDS writes to, made before it would make them itself: without end and without key."""
        return [
            cloudwatch.LogGroup(
                f"{logical_name}-{log}",
                name=f"/aws/rds/instance/{identifier}/{log}",
                retention_in_days=self._args.log_retention_days,
                kms_key_id=self._args.key_arn,
                opts=pulumi.ResourceOptions(parent=self, retain_on_delete=retain),
            )
            for log in _EXPORTED_LOGS
        ]

    def _make_subnet_group(self) -> rds.SubnetGroup:
        return rds.SubnetGroup(
            self._name,
            subnet_ids=self._args.data_subnet_ids,
            description="The data subnets of the Region",
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _make_instance(self, attachment: pulumi.Resource) -> rds.Instance:
        args, settings = self._args, self._args.settings
        logical_name = f"{self._name}-g{settings.generation}"
        source = (
            None if args.is_writer else names.database_arn(args.writer_region, args.writer_generation, args.account_id)
        )
        return rds.Instance(
            logical_name,
            identifier=args.identifier,
            replicate_source_db=source,
            # Only a writer may say these; see the class on why they never make a promotion a replacement.
            db_name=DATABASE_NAME if args.is_writer else None,
            username=MASTER_USERNAME if args.is_writer else None,
            password=args.password,
            allocated_storage=settings.allocated_storage if args.is_writer else None,
            skip_final_snapshot=not args.is_writer,
            # Everything below is the same in both roles.
            engine="postgres",
            engine_version=settings.engine_version,
            final_snapshot_identifier=f"{args.identifier}-final",
            delete_automated_backups=False,
            instance_class=settings.instance_class,
            multi_az=True,
            storage_type="gp3",
            max_allocated_storage=settings.max_allocated_storage,
            storage_encrypted=True,
            kms_key_id=args.key_arn,
            db_subnet_group_name=self._subnets.name,
            vpc_security_group_ids=[self._security_group.id],
            publicly_accessible=False,
            port=DATABASE_PORT,
            ca_cert_identifier=_CERTIFICATE_AUTHORITY,
            iam_database_authentication_enabled=True,
            parameter_group_name=self._parameter_group.name,
            backup_retention_period=BACKUP_RETENTION_DAYS,
            backup_window=backup_window(args.region),
            maintenance_window=maintenance_window(args.region),
            auto_minor_version_upgrade=True,
            engine_lifecycle_support="open-source-rds-extended-support-disabled",
            copy_tags_to_snapshot=True,
            deletion_protection=args.protect,
            database_insights_mode="advanced",
            performance_insights_enabled=True,
            performance_insights_retention_period=_INSIGHTS_RETENTION_DAYS,
            performance_insights_kms_key_id=args.key_arn,
            monitoring_interval=_MONITORING_SECONDS,
            monitoring_role_arn=self._monitoring_role.arn,
            enabled_cloudwatch_logs_exports=list(_EXPORTED_LOGS),
            tags={"Name": args.identifier},
            opts=pulumi.ResourceOptions(
                parent=self,
                protect=args.protect and args.is_writer,
                retain_on_delete=args.protect,
                ignore_changes=["db_name", "username"],
                depends_on=[
                    attachment,
                    *self._make_log_groups(args.identifier, logical_name, retain=args.protect),
                ],
                custom_timeouts=pulumi.CustomTimeouts(create=_CREATE_TIMEOUT, update="2h", delete="2h"),
            ),
        )

    def _make_search_replica(self, number: int, instance: rds.Instance) -> rds.Instance:
        """A read replica in the Region: it follows the Region's instance, and goes on doing so through a promotion."""
        args, settings = self._args, self._args.settings
        identifier = f"{args.identifier}-search-{number}"
        logical_name = f"{self._name}-g{settings.generation}-search-{number}"
        return rds.Instance(
            logical_name,
            identifier=identifier,
            replicate_source_db=instance.identifier,
            instance_class=settings.read_replica_class,
            # One zone each, another one for the next: with the zone of the instance not all of them are lost.
            multi_az=False,
            availability_zone=args.zones[(number - 1) % len(args.zones)],
            storage_type="gp3",
            max_allocated_storage=settings.max_allocated_storage,
            # Key, subnets and parameters are the source's: RDS takes none for a replica in the same Region.
            storage_encrypted=True,
            vpc_security_group_ids=[self._security_group.id],
            publicly_accessible=False,
            port=DATABASE_PORT,
            ca_cert_identifier=_CERTIFICATE_AUTHORITY,
            iam_database_authentication_enabled=True,
            # Nothing follows it and it can be made again: it needs no backups of its own.
            backup_retention_period=0,
            skip_final_snapshot=True,
            maintenance_window=maintenance_window(args.region),
            auto_minor_version_upgrade=True,
            copy_tags_to_snapshot=True,
            deletion_protection=False,
            database_insights_mode="standard",
            performance_insights_enabled=True,
            performance_insights_retention_period=_STANDARD_INSIGHTS_RETENTION_DAYS,
            performance_insights_kms_key_id=args.key_arn,
            monitoring_interval=_MONITORING_SECONDS,
            monitoring_role_arn=self._monitoring_role.arn,
            enabled_cloudwatch_logs_exports=list(_EXPORTED_LOGS),
            tags={"Name": identifier},
            opts=pulumi.ResourceOptions(
                parent=self,
                depends_on=self._make_log_groups(identifier, logical_name, retain=False),
                custom_timeouts=pulumi.CustomTimeouts(create=_CREATE_TIMEOUT, update="2h", delete="2h"),
            ),
        )

    def _subscribe(self, instance: rds.Instance, replicas: Sequence[rds.Instance]) -> None:
        rds.EventSubscription(
            self._name,
            sns_topic=self._args.alarm_topic_arn,
            source_type="db-instance",
            source_ids=[instance.identifier, *(replica.identifier for replica in replicas)],
            event_categories=list(_EVENT_CATEGORIES),
            opts=pulumi.ResourceOptions(parent=self),
        )
