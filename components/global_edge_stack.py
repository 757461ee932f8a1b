"""The edge over all Regions: routing, content delivery, accelerators, private lines, guardrails, the fleet's view."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain

import pulumi

from components.arguments import ArgumentError
from components.edge.accelerator import Accelerator, AcceleratorArgs, accelerated_regions
from components.edge.asset_access import AssetAccess, AssetAccessArgs, ReadBucket
from components.edge.assets import Assets, AssetsArgs
from components.edge.distribution import Distribution, DistributionArgs
from components.hybrid.warehouse_lines import LinkedRegion, WarehouseLines, WarehouseLinesArgs
from components.network.private_path import PrivatePath, PrivatePathArgs, PrivatePathEnd
from components.observability.alarm_topic import AlarmTopic, AlarmTopicArgs
from components.observability.edge_alarms import (
    EdgeAlarms,
    EdgeAlarmsArgs,
    WatchedAccelerator,
    WatchedConnection,
    alarm_regions,
)
from components.observability.fleet_dashboard import FleetDashboard, FleetDashboardArgs, ShownRegion
from components.observability.health_check_alarms import METRICS_REGION, HealthCheckAlarms, HealthCheckAlarmsArgs
from components.protection.edge_web_acl import EdgeWebAcl, EdgeWebAclArgs
from components.protection.guardrails import Guardrails, GuardrailsArgs
from components.protection.regional_web_acl import ORIGIN_HEADER
from components.protection.shield import ProtectedResource, ShieldAdvanced, ShieldAdvancedArgs
from components.recovery.region_switch import RegionSwitch, RegionSwitchArgs
from components.region_exports import RegionExports
from components.routing.alias_target import AliasTarget
from components.routing.edge_certificate import EdgeCertificate, EdgeCertificateArgs
from components.routing.routing_tree import RoutingTree, RoutingTreeArgs
from components.security.region_key import RegionKey, RegionKeyArgs
from components.storage.log_bucket import LogBucket, LogBucketArgs
from components.storage.log_bucket_policy import LogSource
from securecart.settings import EdgeSettings, Fleet, Residency, Singleton, names

EDGE_LOG_DAYS = 365
"""How long the edge's logs are kept: an attack is often found months after it began."""
BACKUP_ROLES = "shop-backup-*"
"""The names of the Regions' roles for AWS Backup (`RegionalAppStack`)."""
FEWEST_HEALTHY_REGIONS = 2
"""With one healthy active Region left, the next failure is an outage: somebody is told before."""


@dataclass(frozen=True, kw_only=True)
class GlobalEdgeStackArgs:
    """What `GlobalEdgeStack` is made of.

    Attributes:
        fleet: the settings of the whole fleet.
        regions: what each Region's stack exports.
        origin_secret: the value of the header that CloudFront adds.
        bgp_key: the MD5 key of the BGP sessions with the warehouse.
        tags: tags for what another provider than the stack's makes.
    """

    fleet: Fleet
    regions: Mapping[str, RegionExports]
    origin_secret: pulumi.Input[str]
    bgp_key: pulumi.Input[str]
    tags: Mapping[str, str]

    def __post_init__(self) -> None:
        if self.regions.keys() != self.fleet.regions.keys():
            raise ArgumentError(
                "GlobalEdgeStack", "regions", sorted(self.regions), ", ".join(sorted(self.fleet.regions))
            )

    @property
    def settings(self) -> EdgeSettings:
        """The edge's own settings."""
        return self.fleet.edge


class GlobalEdgeStack(pulumi.ComponentResource):
    """Everything that is above the Regions. It reads their stacks; no stack reads it.

    Attributes:
        distribution_domain_name: the name that CloudFront gave the distribution.
        dashboard_name: the dashboard over all Regions.
    """

    distribution_domain_name: pulumi.Output[str]
    dashboard_name: pulumi.Output[str]

    def __init__(self, name: str, args: GlobalEdgeStackArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("securecart:index:GlobalEdgeStack", name, None, opts)
        self._name = name
        self._args = args
        self._fleet = args.fleet
        self._settings = args.settings
        self._regions = args.regions
        self._keep = not args.settings.teardown
        self._child = pulumi.ResourceOptions(parent=self)

        self._make_private_paths()
        self._lines = self._make_lines()
        self._logs = self._make_logs()
        self._distribution = self._make_distribution()
        self._accelerators = self._make_accelerators()
        self._make_routing_tree()
        self._make_alarms()
        dashboard = self._make_dashboard()
        self._make_region_switches()
        self._make_shield()
        self._make_guardrails()
        self.distribution_domain_name = self._distribution.domain_name
        self.dashboard_name = dashboard.name
        self.register_outputs(
            {"distributionDomainName": self.distribution_domain_name, "dashboardName": self.dashboard_name}
        )

    def _make_private_paths(self) -> None:
        """Between Regions of a data domain, declared here: which of them writes changes, and the paths must not."""
        for requester, accepter in self._fleet.private_paths:
            PrivatePath(
                f"{self._name}-{requester}-{accepter}",
                PrivatePathArgs(requester=self._end(requester), accepter=self._end(accepter)),
                self._child,
            )

    def _end(self, region: str) -> PrivatePathEnd:
        exports = self._regions[region]
        return PrivatePathEnd(
            region=region,
            cidr=self._fleet.regions[region].network.cidr,
            vpc_id=exports.vpc_id,
            application_route_table_ids=exports.application_route_table_ids,
            data_route_table_ids=exports.data_route_table_ids,
        )

    def _make_lines(self) -> WarehouseLines | None:
        warehouse = self._settings.warehouse
        links = {
            region: LinkedRegion(
                vpn_gateway_id=exports.vpn_gateway_id,
                allowed_prefix=self._fleet.regions[region].network.cidr,
                log_key_arn=exports.log_key_arn,
            )
            for region, exports in sorted(self._regions.items())
            if exports.vpn_gateway_id is not None
        }
        if warehouse is None or not links:
            return None
        return WarehouseLines(
            f"{self._name}-warehouse",
            WarehouseLinesArgs(settings=warehouse, links=links, bgp_key=self._args.bgp_key, protect=self._keep),
            self._child,
        )

    def _make_logs(self) -> LogBucket:
        return LogBucket(
            f"{self._name}-logs",
            LogBucketArgs(
                account_id=self._settings.account_id,
                sources=[LogSource.CLOUDFRONT, LogSource.GLOBAL_ACCELERATOR],
                retention_days=EDGE_LOG_DAYS,
                protect=self._keep,
                region=self._settings.assets.log_region,
            ),
            self._child,
        )

    def _make_distribution(self) -> Distribution:
        settings = self._settings
        assets = Assets(
            f"{self._name}-assets",
            AssetsArgs(
                primary_region=settings.assets.primary_region,
                replica_region=settings.assets.replica_region,
                protect=self._keep,
            ),
            self._child,
        )
        certificate = EdgeCertificate(
            f"{self._name}-certificate",
            EdgeCertificateArgs(domain=settings.domain, hosted_zone_id=settings.hosted_zone_id),
            self._child,
        )
        web_acl = EdgeWebAcl(f"{self._name}-web-acl", EdgeWebAclArgs(), self._child)
        distribution = Distribution(
            f"{self._name}-content",
            DistributionArgs(
                domain=settings.domain,
                certificate_arn=certificate.arn,
                web_acl_arn=web_acl.arn,
                primary_assets=assets.primary.regional_domain_name,
                replica_assets=assets.replica.regional_domain_name,
                origin_header=ORIGIN_HEADER,
                origin_secret=self._args.origin_secret,
                log_bucket_arn=self._logs.arn,
                protect=self._keep,
            ),
            self._child,
        )
        # Apart from the buckets: their policies name the distribution, which names them.
        AssetAccess(
            f"{self._name}-assets-access",
            AssetAccessArgs(
                buckets=[
                    ReadBucket(
                        label="primary",
                        region=settings.assets.primary_region,
                        name=assets.primary.name,
                        arn=assets.primary.arn,
                    ),
                    ReadBucket(
                        label="replica",
                        region=settings.assets.replica_region,
                        name=assets.replica.name,
                        arn=assets.replica.arn,
                    ),
                ],
                distribution_arn=distribution.arn,
            ),
            self._child,
        )
        return distribution

    def _make_accelerators(self) -> Mapping[Residency, Accelerator]:
        """One for each data domain: an accelerator fails over to any of its Regions, whatever their dials say."""
        return {
            residency: Accelerator(
                f"{self._name}-{residency.value}",
                AcceleratorArgs(
                    regions=accelerated_regions(
                        [self._regions[region].endpoint for region in self._fleet.in_domain(residency)]
                    ),
                    log_bucket_name=self._logs.name,
                    protect=self._keep,
                ),
                self._child,
            )
            for residency in self._fleet.domains
        }

    def _make_routing_tree(self) -> None:
        settings = self._settings
        RoutingTree(
            f"{self._name}-routing",
            RoutingTreeArgs(
                domain=settings.domain,
                hosted_zone_id=settings.hosted_zone_id,
                regions=[exports.endpoint for exports in self._regions.values()],
                accelerators={
                    residency: AliasTarget(dns_name=accelerator.dns_name, zone_id=accelerator.hosted_zone_id)
                    for residency, accelerator in self._accelerators.items()
                },
                distribution=AliasTarget(
                    dns_name=self._distribution.domain_name, zone_id=self._distribution.hosted_zone_id
                ),
                pinned_countries=settings.routing.pinned_countries,
                healthy_regions=settings.routing.healthy_regions,
            ),
            self._child,
        )

    def _make_alarms(self) -> None:
        connections = {
            name: WatchedConnection(connection_id=identifier, region=region)
            for name, (region, identifier) in self._connections.items()
        }
        regions = sorted({METRICS_REGION, *alarm_regions(connections)})
        topics = {region: self._make_topic(region) for region in regions}
        EdgeAlarms(
            f"{self._name}-alarm",
            EdgeAlarmsArgs(
                topic_arns={region: topic.arn for region, topic in topics.items()},
                distribution_id=self._distribution.id,
                accelerators={
                    residency.value: WatchedAccelerator(
                        accelerator_id=_last_part(accelerator.arn),
                        listener_id=_last_part(accelerator.listener_arn),
                        regions=self._fleet.in_domain(residency),
                    )
                    for residency, accelerator in self._accelerators.items()
                },
                connections=connections,
            ),
            self._child,
        )
        active = [region for residency in self._fleet.domains for region in self._fleet.active(residency)]
        HealthCheckAlarms(
            f"{self._name}-check",
            HealthCheckAlarmsArgs(
                topic_arn=topics[METRICS_REGION].arn,
                checks=dict(self._checks()),
                region_checks={region: self._regions[region].endpoint.region_api_check_id for region in active},
                fewest_healthy=min(FEWEST_HEALTHY_REGIONS, len(active)),
            ),
            self._child,
        )

    def _make_topic(self, region: str) -> AlarmTopic:
        settings = self._settings
        key = RegionKey(
            f"{self._name}-alarms-{region}-key",
            RegionKeyArgs(
                region=region,
                account_id=settings.account_id,
                subject=f"the edge's alarms in {region}",
                protect=self._keep,
            ),
            self._child,
        )
        return AlarmTopic(
            f"{self._name}-alarms-{region}",
            AlarmTopicArgs(
                region=region, account_id=settings.account_id, key_arn=key.arn, emails=settings.alert_emails
            ),
            self._child,
        )

    def _checks(self) -> Iterator[tuple[str, pulumi.Input[str]]]:
        for region, exports in sorted(self._regions.items()):
            for release, endpoint in exports.endpoint.weighted.items():
                for surface, check in endpoint.check_ids.items():
                    yield f"{region}-{release}-{surface.value}", check

    def _make_dashboard(self) -> FleetDashboard:
        carts = {
            names.carts_table(residency): (
                self._fleet.owner(Singleton.CARTS, residency),
                [
                    region
                    for region in self._fleet.in_domain(residency)
                    if region != self._fleet.owner(Singleton.CARTS, residency)
                ],
            )
            for residency in self._fleet.domains
        }
        owner = self._fleet.owner(Singleton.CATALOGUE)
        catalogue = {names.CATALOGUE_TABLE: (owner, [region for region in sorted(self._regions) if region != owner])}
        return FleetDashboard(
            f"{self._name}-fleet",
            FleetDashboardArgs(
                regions=[self._shown(region) for region in sorted(self._regions)],
                distribution_id=self._distribution.id,
                accelerators={
                    residency.value: _last_part(accelerator.arn)
                    for residency, accelerator in self._accelerators.items()
                },
                connections=self._connections,
                tables=catalogue | carts,
            ),
            self._child,
        )

    def _shown(self, region: str) -> ShownRegion:
        database, endpoint = self._fleet.regions[region].database, self._regions[region].endpoint
        return ShownRegion(
            region=region,
            load_balancers=[release.load_balancer_arn_suffix for release in endpoint.weighted.values()],
            region_check_id=endpoint.region_api_check_id,
            database_identifier=names.database_identifier(region, database.generation),
            follows=database.follows is not None,
        )

    def _make_region_switches(self) -> None:
        """One plan for each follower that may take its writer's place."""
        objective = self._settings.objectives.region.write_seconds
        for region, settings in sorted(self._fleet.regions.items()):
            writer = settings.database.follows
            if writer is None or not settings.database.promotable:
                continue
            account = settings.account_id
            RegionSwitch(
                f"{self._name}-switch-{region}",
                RegionSwitchArgs(
                    domain=settings.residency.value,
                    account_id=account,
                    writer_region=writer,
                    writer_arn=names.database_arn(writer, self._fleet.regions[writer].database.generation, account),
                    follower_region=region,
                    follower_arn=names.database_arn(region, settings.database.generation, account),
                    recovery_time_minutes=max(1, objective // 60),
                ),
                self._child,
            )

    def _make_shield(self) -> None:
        if not self._settings.shield_advanced:
            return
        protected = {"content": ProtectedResource(arn=self._distribution.arn)}
        for residency, accelerator in self._accelerators.items():
            protected[f"accelerator-{residency.value}"] = ProtectedResource(arn=accelerator.arn)
        zone = f"arn:aws:route53:::hostedzone/{self._settings.hosted_zone_id}"
        protected["zone"] = ProtectedResource(arn=zone)
        for region, exports in sorted(self._regions.items()):
            for release, endpoint in exports.endpoint.releases.items():  # one without customers is on the internet too
                protected[f"{region}-{release}"] = ProtectedResource(
                    arn=endpoint.load_balancer_arn, health_check_id=endpoint.calculated_check_id
                )
        ShieldAdvanced(f"{self._name}-shield", ShieldAdvancedArgs(protected=protected, protect=self._keep), self._child)

    def _make_guardrails(self) -> None:
        guardrails = self._settings.guardrails
        if guardrails is None:
            return
        used = chain.from_iterable(
            (region, settings.backup_region, *filter(None, [settings.last_resort_region]))
            for region, settings in self._fleet.regions.items()
        )
        assets = self._settings.assets
        Guardrails(
            f"{self._name}-guardrails",
            GuardrailsArgs(
                targets=guardrails.targets,
                organization_role_arn=guardrails.organization_role_arn,
                # AWS Backup ends the life of old recovery points by the role that made them.
                exempt_role_names=[*guardrails.exempt_role_names, BACKUP_ROLES],
                regions=sorted(
                    {
                        *used,
                        *guardrails.announced_regions,
                        assets.primary_region,
                        assets.replica_region,
                        assets.log_region,
                    }
                ),
                tags=self._args.tags,
            ),
            self._child,
        )

    @property
    def _connections(self) -> Mapping[str, tuple[str, pulumi.Input[str]]]:
        """The Region and id of each Direct Connect connection, by name."""
        warehouse = self._settings.warehouse
        if self._lines is None or warehouse is None:
            return {}
        return {
            name: (warehouse.connections[name].region, identifier)
            for name, identifier in self._lines.connection_ids.items()
        }


def _last_part(arn: pulumi.Output[str]) -> pulumi.Output[str]:
    """The id at the end of an ARN, by which CloudWatch names the resource."""
    return arn.apply(lambda value: value.rsplit("/", 1)[-1])
