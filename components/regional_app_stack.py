"""A Region: its network, data, application, protection, observability, recovery and its names in the zone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi

from components.arguments import ArgumentError
from components.compute.cluster import Cluster, ClusterArgs
from components.compute.cluster_capacity import ClusterCapacity, ClusterCapacityArgs
from components.compute.collector import COLLECTOR
from components.compute.image_registry import ImageRegistry
from components.compute.image_repositories import ImageRepositories, ImageRepositoriesArgs
from components.compute.order_queue import OrderQueue, OrderQueueArgs
from components.compute.release import Release, ReleaseArgs
from components.compute.service import ServiceEnvironment, ServiceRoles
from components.compute.task_role import TaskRole, TaskRoleArgs
from components.data.carts_table import CartsTable, CartsTableArgs
from components.data.catalogue_table import CatalogueTable, CatalogueTableArgs
from components.data.database import Database, DatabaseArgs
from components.data.database_credentials import DatabaseCredentials, DatabaseCredentialsArgs
from components.data.replicated_backups import ReplicatedBackups, ReplicatedBackupsArgs
from components.hybrid.store_inventory import SERVICE as INVENTORY
from components.hybrid.store_inventory import StoreInventory, StoreInventoryArgs
from components.hybrid.store_outpost import StoreOutpost, StoreOutpostArgs
from components.hybrid.warehouse_link import WarehouseLink, WarehouseLinkArgs
from components.network.address_plan import TierRanges, tier_ranges
from components.network.network import Network, NetworkArgs
from components.observability.alarm_topic import AlarmTopic, AlarmTopicArgs
from components.observability.canary import Canary, CanaryArgs
from components.observability.region_alarms import RegionAlarms, RegionAlarmsArgs, WatchedRelease
from components.observability.tracing import Tracing, TracingArgs
from components.protection.regional_web_acl import ORIGIN_HEADER, RegionalWebAcl, RegionalWebAclArgs
from components.recovery.backup_plan import BackupPlan, BackupPlanArgs
from components.recovery.fault_injection import MOST_STOP_CONDITIONS, FaultInjection, FaultInjectionArgs
from components.recovery.restore_testing import RestoreTesting, RestoreTestingArgs
from components.region_exports import RegionExports
from components.routing.alias_target import AliasTarget
from components.routing.health_checks import checked_services
from components.routing.last_resort import LastResort, LastResortArgs
from components.routing.region_certificate import RegionCertificate, RegionCertificateArgs
from components.routing.region_endpoint import LastResortEndpoint, RegionEndpoint, ReleaseEndpoint
from components.routing.region_records import RegionRecords, RegionRecordsArgs, RoutedRelease
from components.security.region_key import RegionKey, RegionKeyArgs
from components.storage.log_bucket import LogBucket, LogBucketArgs
from components.storage.log_bucket_policy import LogSource
from securecart.settings import Fleet, RegionSettings, Residency, Singleton, names
from securecart.settings.services import Surface

ACCESS_LOG_DAYS = 365
"""How long the load balancers' logs are kept: an attack is often found months after it began."""

PAGE_LOG_DAYS = 90
"""How long the log of the page of last resort is kept."""


@dataclass(frozen=True, kw_only=True)
class RegionalAppStackArgs:
    """What `RegionalAppStack` is made of.

    Attributes:
        fleet: the settings of the whole fleet: an owner knows who follows it, a follower its writer.
        region: the Region, one of the fleet's.
        origin_secrets: the values of the header that CloudFront adds, the current one first; all are taken.
        health_token: the last part of every health path.
    """

    fleet: Fleet
    region: str
    origin_secrets: Sequence[pulumi.Input[str]]
    health_token: pulumi.Input[str]

    def __post_init__(self) -> None:
        if self.region not in self.fleet.regions:
            raise ArgumentError("RegionalAppStack", "region", self.region, ", ".join(sorted(self.fleet.regions)))

    @property
    def settings(self) -> RegionSettings:
        """The Region's own settings."""
        return self.fleet.regions[self.region]


class RegionalAppStack(pulumi.ComponentResource):
    """Everything that a Region has of its own.

    It reads no other stack: what others make is referred to by its name, so that a Region can be deployed, repaired or
    promoted while another one is lost.

    Attributes:
        exports: what the global stack needs to know of the Region.
    """

    exports: RegionExports

    def __init__(self, name: str, args: RegionalAppStackArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("securecart:index:RegionalAppStack", name, None, opts)
        self._name = name
        self._args = args
        self._fleet = args.fleet
        self._settings = args.settings
        self._region = args.region
        self._account = args.settings.account_id
        self._keep = not args.settings.teardown
        self._child = pulumi.ResourceOptions(parent=self)

        self._key = self._make_key()
        self._network = self._make_network()
        self._topic = self._make_topic()
        self._tables = self._make_owned_tables()
        self._database = self._make_database()
        self._make_images()
        self._queue = self._make_queue()
        self._cluster = self._make_cluster()
        self._releases = self._make_releases()
        self._records = self._make_records()
        self._alarms = self._make_alarms()
        self._make_tracing()
        self._make_canary()
        self._make_backups()
        self._make_rehearsals()
        self._make_stores()
        self.exports = self._make_exports(self._make_warehouse_link())
        self.register_outputs(self.exports.to_outputs())

    def _make_key(self) -> RegionKey:
        return RegionKey(
            f"{self._name}-key",
            RegionKeyArgs(
                region=self._region,
                account_id=self._account,
                subject=f"what {self._region} stores",
                protect=self._keep,
            ),
            self._child,
        )

    def _make_network(self) -> Network:
        network = self._settings.network
        return Network(
            f"{self._name}-network",
            NetworkArgs(
                region=self._region,
                account_id=self._account,
                cidr=network.cidr,
                zones=network.zones,
                flow_log_retention_days=network.flow_log_retention_days,
                key_arn=self._key.arn,
            ),
            self._child,
        )

    def _make_topic(self) -> AlarmTopic:
        return AlarmTopic(
            f"{self._name}-alarms",
            AlarmTopicArgs(
                region=self._region,
                account_id=self._account,
                key_arn=self._key.arn,
                emails=self._settings.alert_emails,
            ),
            self._child,
        )

    def _make_owned_tables(self) -> Mapping[str, CatalogueTable | CartsTable]:
        """The tables that this stack declares for the fleet or for its data domain, by name."""
        settings = self._settings
        tables: dict[str, CatalogueTable | CartsTable] = {}
        if Singleton.CATALOGUE in settings.owns:
            tables["catalogue"] = CatalogueTable(
                f"{self._name}-catalogue",
                CatalogueTableArgs(
                    region=self._region,
                    replica_regions=self._other_regions,
                    account_id=self._account,
                    protect=self._keep,
                ),
                self._child,
            )
        if Singleton.CARTS in settings.owns:
            tables["carts"] = CartsTable(
                f"{self._name}-carts",
                CartsTableArgs(
                    residency=settings.residency,
                    region=self._region,
                    copy_regions=self._copy_regions,
                    account_id=self._account,
                    protect=self._keep,
                ),
                self._child,
            )
        return tables

    def _make_database(self) -> Database:
        settings = self._settings
        own = settings.database
        writes = own.follows is None
        credentials = None
        if writes:
            credentials = DatabaseCredentials(
                f"{self._name}-db-login",
                DatabaseCredentialsArgs(
                    region=self._region,
                    identifier=names.database_identifier(self._region, own.generation),
                    secret_name=names.database_secret(settings.residency, self._region, own.generation),
                    key_arn=self._key.arn,
                    copy_regions=self._copy_regions,
                    protect=self._keep,
                ),
                self._child,
            )
        database = Database(
            f"{self._name}-db",
            DatabaseArgs(
                settings=own,
                region=self._region,
                account_id=self._account,
                domain_regions=self._domain,
                writer_generation=self._fleet.regions[settings.database_region].database.generation,
                vpc_id=self._network.vpc_id,
                data_subnet_ids=self._network.data_subnet_ids,
                zones=settings.network.zones,
                client_cidrs=[self._tiers_of(other).application for other in self._domain],
                key_arn=self._key.arn,
                password=credentials.password if credentials else None,
                alarm_topic_arn=self._topic.arn,
                protect=self._keep,
            ),
            self._child,
        )
        ReplicatedBackups(
            f"{self._name}-db-backups",
            ReplicatedBackupsArgs(
                instance_arn=database.arn if writes else None,
                region=self._region,
                backup_region=settings.backup_region,
                account_id=self._account,
                protect=self._keep,
            ),
            self._child,
        )
        return database

    def _make_images(self) -> None:
        ImageRegistry(f"{self._name}-registry", self._child)
        if Singleton.REGISTRY in self._settings.owns:
            ImageRepositories(
                f"{self._name}-registry-images",
                ImageRepositoriesArgs(
                    services=[*self._settings.services, INVENTORY, COLLECTOR],
                    account_id=self._account,
                    replica_regions=self._other_regions,
                    protect=self._keep,
                ),
                self._child,
            )

    def _make_queue(self) -> OrderQueue:
        return OrderQueue(
            f"{self._name}-orders", OrderQueueArgs(key_arn=self._key.arn, protect=self._keep), self._child
        )

    def _make_cluster(self) -> Cluster:
        return Cluster(f"{self._name}-cluster", ClusterArgs(key_arn=self._key.arn), self._child)

    def _make_releases(self) -> Mapping[str, Release]:
        settings = self._settings
        certificate = RegionCertificate(
            f"{self._name}-certificate",
            RegionCertificateArgs(domain=settings.domain, region=self._region, hosted_zone_id=settings.hosted_zone_id),
            self._child,
        )
        web_acl = RegionalWebAcl(
            f"{self._name}-web-acl",
            RegionalWebAclArgs(
                domain=settings.domain,
                residency=settings.residency,
                checked_services=list(checked_services(settings.services).values()),
                health_token=self._args.health_token,
                origin_secrets=self._args.origin_secrets,
                key_arn=self._key.arn,
            ),
            self._child,
        )
        logs = LogBucket(
            f"{self._name}-access-logs",
            LogBucketArgs(
                account_id=self._account,
                sources=[LogSource.LOAD_BALANCER],
                retention_days=ACCESS_LOG_DAYS,
                protect=self._keep,
            ),
            self._child,
        )
        roles = {service: self._make_roles(service) for service in settings.services}
        environment = ServiceEnvironment(
            region=self._region,
            account_id=self._account,
            residency=settings.residency,
            domain=settings.domain,
            vpc_id=self._network.vpc_id,
            application_subnet_ids=self._network.application_subnet_ids,
            database_cidrs=[self._tiers_of(other).data for other in self._domain],
            cluster_arn=self._cluster.arn,
            cluster_name=self._cluster.name,
            queue_name=self._queue.name,
            queue_url=self._queue.url,
            key_arn=self._key.arn,
            ready=[self._database, *self._tables.values()],
            bootstrap=settings.bootstrap,
        )
        return {
            release: Release(
                f"{self._name}-{release}",
                ReleaseArgs(
                    release=release,
                    settings=release_settings,
                    services=settings.services,
                    environment=environment,
                    roles=roles,
                    public_subnet_ids=self._network.public_subnet_ids,
                    certificate_arn=certificate.arn,
                    web_acl_arn=web_acl.arn,
                    log_bucket_name=logs.name,
                    health_token=self._args.health_token,
                    origin_header=ORIGIN_HEADER,
                    origin_secrets=self._args.origin_secrets,
                    protect=self._keep,
                ),
                self._child,
            )
            for release, release_settings in settings.releases.items()
        }

    def _make_roles(self, service: str) -> ServiceRoles:
        role = TaskRole(
            f"{self._name}-{service}-{self._region}",
            TaskRoleArgs(
                service=service,
                settings=self._settings.services[service],
                region=self._region,
                account_id=self._account,
                residency=self._settings.residency,
                database_regions=self._domain,
                queue_arn=self._queue.arn,
                key_arn=self._key.arn,
            ),
            self._child,
        )
        return ServiceRoles(execution_role_arn=role.execution_role_arn, task_role_arn=role.task_role_arn)

    def _make_records(self) -> RegionRecords:
        settings = self._settings
        return RegionRecords(
            f"{self._name}-records",
            RegionRecordsArgs(
                region=self._region,
                domain=settings.domain,
                hosted_zone_id=settings.hosted_zone_id,
                releases={
                    name: RoutedRelease(
                        weight=settings.releases[name].weight,
                        load_balancer=AliasTarget(
                            dns_name=release.load_balancer_dns_name, zone_id=release.load_balancer_zone_id
                        ),
                    )
                    for name, release in self._releases.items()
                },
                checked_services=checked_services(settings.services),
                health_token=self._args.health_token,
                retain=self._keep,
            ),
            # Nobody is sent to a load balancer before its web ACL and its services stand.
            pulumi.ResourceOptions(parent=self, depends_on=list(self._releases.values())),
        )

    def _make_alarms(self) -> RegionAlarms:
        settings = self._settings
        return RegionAlarms(
            f"{self._name}-alarm",
            RegionAlarmsArgs(
                region=self._region,
                topic_arn=self._topic.arn,
                zones=len(settings.network.zones),
                cluster_name=self._cluster.name,
                releases={
                    name: WatchedRelease(
                        takes_traffic=settings.releases[name].weight > 0,
                        load_balancer_arn_suffix=release.load_balancer_arn_suffix,
                        target_group_arn_suffixes=release.target_group_arn_suffixes,
                        service_names=release.service_names,
                    )
                    for name, release in self._releases.items()
                },
                database_identifier=self._database.identifier,
                follows=settings.database.follows is not None,
                search_identifiers=self._database.search_identifiers,
                tables={
                    names.CATALOGUE_TABLE: self._watched_replicas(Singleton.CATALOGUE, self._other_regions),
                    names.carts_table(settings.residency): self._watched_replicas(
                        Singleton.CARTS, self._copy_regions, settings.residency
                    ),
                },
                queue_name=self._queue.name,
                dead_letter_name=self._queue.dead_letter_name,
                nat_gateway_ids=dict(zip(self._network.zones, self._network.nat_gateway_ids, strict=True)),
            ),
            self._child,
        )

    def _make_tracing(self) -> None:
        tracing = self._settings.tracing
        Tracing(
            f"{self._name}-tracing",
            TracingArgs(
                region=self._region,
                account_id=self._account,
                sampled_share=tracing.sampled_share,
                account_settings=tracing.account_settings,
                key_arn=self._key.arn,
            ),
            self._child,
        )

    def _make_canary(self) -> None:
        settings = self._settings
        if not settings.canaries:
            return
        services = checked_services(settings.services)

        def health_url(surface: Surface) -> pulumi.Output[str]:
            # The web ACL lets the health path pass: bot control would stop a canary anywhere else.
            return pulumi.Output.from_input(self._args.health_token).apply(
                lambda token: f"https://{surface.value}.{settings.domain}{names.health_path(services[surface], token)}"
            )

        Canary(
            f"{self._name}-canary",
            CanaryArgs(
                region=self._region,
                account_id=self._account,
                topic_arn=self._topic.arn,
                shop_url=f"https://shop.{settings.domain}/",
                api_url=health_url(Surface.API),
                checkout_url=health_url(Surface.CHECKOUT),
                protect=self._keep,
            ),
            self._child,
        )

    def _make_backups(self) -> None:
        """Backups of what this Region owns. A follower's data is its writer's, and backed up there."""
        settings, recovery = self._settings, self._settings.recovery
        owned = {name: table.arn for name, table in self._tables.items()}
        if settings.database.follows is None:
            owned["database"] = self._database.arn
        backups = BackupPlan(
            f"{self._name}-backup",
            BackupPlanArgs(
                region=self._region,
                backup_region=settings.backup_region,
                account_id=self._account,
                key_arn=self._key.arn,
                topic_arn=self._topic.arn,
                resource_arns=owned,
                retention_days=recovery.retention_days,
                compliance_lock=recovery.compliance_lock,
                protect=self._keep,
            ),
            self._child,
        )
        if recovery.restore_testing and owned:
            by_type: dict[str, Sequence[pulumi.Input[str]]] = {
                "DynamoDB": [table.arn for table in self._tables.values()]
            }
            if settings.database.follows is None:
                by_type["RDS"] = [self._database.arn]
            RestoreTesting(
                f"{self._name}-restore-test",
                RestoreTestingArgs(
                    plan_name=names.restore_testing_plan(self._region),
                    vault_arn=backups.vault_arn,
                    role_arn=backups.role_arn,
                    resource_arns={kind: arns for kind, arns in by_type.items() if arns},
                    # AWS Backup would restore into the default VPC, which need not exist.
                    metadata={"RDS": {"dbSubnetGroupName": self._database.subnet_group_name}},
                ),
                self._child,
            )

    def _make_rehearsals(self) -> None:
        if not self._settings.recovery.fault_injection:
            return
        writes = self._settings.database.follows is None
        subnet = f"arn:aws:ec2:{self._region}:{self._account}:subnet/"

        def subnet_arns(ids: Sequence[pulumi.Output[str]]) -> Mapping[str, pulumi.Output[str]]:
            return {
                zone: pulumi.Output.concat(subnet, subnet_id)
                for zone, subnet_id in zip(self._network.zones, ids, strict=True)
            }

        FaultInjection(
            f"{self._name}-rehearsal",
            FaultInjectionArgs(
                region=self._region,
                account_id=self._account,
                stop_alarm_arns=self._alarms.customer_alarm_arns[:MOST_STOP_CONDITIONS],
                application_subnet_arns=subnet_arns(self._network.application_subnet_ids),
                data_subnet_arns=subnet_arns(self._network.data_subnet_ids),
                load_balancer_arns=[release.load_balancer_arn for release in self._releases.values()],
                database_arn=self._database.arn if writes else None,
                table_arns=[
                    names.table_arn(table, self._region, self._account)
                    for table in (names.CATALOGUE_TABLE, names.carts_table(self._settings.residency))
                ],
                other_region=self._settings.backup_region,
                key_arn=self._key.arn,
            ),
            self._child,
        )

    def _make_stores(self) -> None:
        """The Outposts, the one association of their capacity with the cluster, then what runs on them."""
        stores = self._settings.stores
        zones = self._network.zones
        outposts = {
            store: StoreOutpost(
                f"{self._name}-{store}",
                StoreOutpostArgs(
                    store=store,
                    settings=settings,
                    region=self._region,
                    vpc_id=self._network.vpc_id,
                    vpc_cidr=self._settings.network.cidr,
                    nat_gateway_id=self._network.nat_gateway_ids[zones.index(settings.zone)],
                    cluster_name=self._cluster.name,
                ),
                self._child,
            )
            for store, settings in stores.items()
        }
        capacity = ClusterCapacity(
            f"{self._name}-capacity",
            ClusterCapacityArgs(
                cluster_name=self._cluster.name,
                capacity_provider_names=[outpost.capacity_provider_name for outpost in outposts.values()],
            ),
            self._child,
        )
        for store, outpost in outposts.items():
            StoreInventory(
                f"{self._name}-{store}-inventory",
                StoreInventoryArgs(
                    store=store,
                    settings=stores[store],
                    region=self._region,
                    account_id=self._account,
                    vpc_id=self._network.vpc_id,
                    subnet_id=outpost.subnet_id,
                    cluster_arn=self._cluster.arn,
                    capacity_provider_name=outpost.capacity_provider_name,
                    image=names.image(INVENTORY, stores[store].image_tag, self._region, self._account),
                    key_arn=self._key.arn,
                ),
                pulumi.ResourceOptions(parent=self, depends_on=[capacity]),
            )

    def _make_warehouse_link(self) -> WarehouseLink | None:
        link = self._settings.warehouse_link
        if link is None:
            return None
        return WarehouseLink(
            f"{self._name}-warehouse",
            WarehouseLinkArgs(
                vpc_id=self._network.vpc_id,
                amazon_side_asn=link.amazon_side_asn,
                route_table_ids=self._network.application_route_table_ids,
            ),
            self._child,
        )

    def _make_last_resort(self) -> LastResortEndpoint | None:
        settings = self._settings
        if settings.last_resort_region is None:
            return None
        page = LastResort(
            f"{self._name}-last-resort",
            LastResortArgs(
                region=settings.last_resort_region,
                domain=settings.domain,
                hosted_zone_id=settings.hosted_zone_id,
                log_retention_days=PAGE_LOG_DAYS,
            ),
            self._child,
        )
        return LastResortEndpoint(region=settings.last_resort_region, hosts=page.hosts)

    def _make_exports(self, link: WarehouseLink | None) -> RegionExports:
        settings, records = self._settings, self._records
        return RegionExports(
            vpc_id=self._network.vpc_id,
            application_route_table_ids=self._network.application_route_table_ids,
            data_route_table_ids=self._network.data_route_table_ids,
            vpn_gateway_id=link.vpn_gateway_id if link else None,
            log_key_arn=self._key.arn,
            endpoint=RegionEndpoint(
                region=self._region,
                residency=settings.residency,
                role=settings.role,
                releases={
                    name: ReleaseEndpoint(
                        weight=settings.releases[name].weight,
                        load_balancer_arn=release.load_balancer_arn,
                        load_balancer_arn_suffix=release.load_balancer_arn_suffix,
                        load_balancer_dns_name=release.load_balancer_dns_name,
                        load_balancer_zone_id=release.load_balancer_zone_id,
                        check_ids=records.check_ids[name],
                        calculated_check_id=records.calculated_check_ids[name],
                    )
                    for name, release in self._releases.items()
                },
                region_api_check_id=records.region_api_check_id,
                last_resort=self._make_last_resort(),
            ),
        )

    @property
    def _domain(self) -> Sequence[str]:
        """The Regions of the data domain, this one among them."""
        return self._fleet.in_domain(self._settings.residency)

    @property
    def _other_regions(self) -> Sequence[str]:
        """The fleet's other Regions, whatever their data domain."""
        return [other for other in sorted(self._fleet.regions) if other != self._region]

    def _tiers_of(self, region: str) -> TierRanges:
        return tier_ranges(self._fleet.regions[region].network.cidr)

    @property
    def _copy_regions(self) -> Sequence[str]:
        """Where the data domain keeps copies: its other Regions, and the backup Region even if no stack is there."""
        return sorted({*self._domain, self._settings.backup_region} - {self._region})

    def _watched_replicas(
        self, singleton: Singleton, others: Sequence[str], residency: Residency | None = None
    ) -> Sequence[str]:
        """Whose replica of a table is watched from here: the owner watches all, everyone else the owner's.

        A late Region shows in either direction, and alarms grow with the Regions, not with their pairs.
        """
        owner = self._fleet.owner(singleton, residency)
        return others if owner == self._region else [owner]
