"""The names of one Region: its releases, their health and their shares."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import pulumi
from pulumi_aws import route53

from components.arguments import ArgumentError
from components.routing.alias_target import AliasTarget
from components.routing.health_checks import calculated_check, endpoint_check
from securecart.settings import names
from securecart.settings.services import Surface

MOST_WEIGHT: Final = 255
"""The largest weight of a record ("Weighted routing", Route 53 Developer Guide)."""


@dataclass(frozen=True, kw_only=True)
class RoutedRelease:
    """A release and its share of the Region's traffic.

    Attributes:
        weight: its share of the sum over the releases, 0 to 255.
        load_balancer: the release's load balancer.
    """

    weight: int
    load_balancer: AliasTarget


@dataclass(frozen=True, kw_only=True)
class RegionRecordsArgs:
    """Arguments of `RegionRecords`.

    Attributes:
        region: the Region.
        domain: the public domain.
        hosted_zone_id: the public hosted zone of the domain.
        releases: the Region's releases by name.
        checked_services: for each surface, the service whose health path stands for it
            (`health_checks.checked_services`).
        health_token: the last part of every health path, a secret.
        retain: leaves the health checks in place when they are no longer declared; off for a teardown.
    """

    region: str
    domain: str
    hosted_zone_id: pulumi.Input[str]
    releases: Mapping[str, RoutedRelease]
    checked_services: Mapping[Surface, str]
    health_token: pulumi.Input[str]
    retain: bool

    def __post_init__(self) -> None:
        weights = {name: release.weight for name, release in self.releases.items()}
        if not all(0 <= weight <= MOST_WEIGHT for weight in weights.values()) or not any(weights.values()):
            raise ArgumentError(
                "RegionRecords", "releases", weights, f"weights of 0 to {MOST_WEIGHT}, one of them above 0"
            )
        if set(self.checked_services) != set(Surface):
            allowed = f"a service for each of {', '.join(surface.value for surface in Surface)}"
            raise ArgumentError("RegionRecords", "checked_services", dict(self.checked_services), allowed)


class RegionRecords(pulumi.ComponentResource):
    """The records and health checks that belong to a Region and move with its load balancers.

    Each release has a leaf record of its own, which nothing but checks and tests asks for, and a check of each surface
    on it. `<region>.origin` shares customers among the releases that have weight. A release without weight has no such
    record: Route 53 would answer with it once all others are unhealthy, and count the Region as healthy because of it.

    All records are of type A: the load balancers and accelerators in front of the Regions have IPv4 addresses, which
    every client network reaches, and a second tree of AAAA records would fail over on its own. IPv6 clients of the shop
    are served by CloudFront.

    Attributes:
        check_ids: ids of the endpoint checks, by release and surface.
        calculated_check_ids: id of the check of each release as a whole, by release.
        region_api_check_id: id of the check that asks the Region, by the name that shares its traffic, for its API. It
            is an endpoint check, so calculated checks of other stacks may have it as a child.
    """

    check_ids: Mapping[str, Mapping[Surface, pulumi.Output[str]]]
    calculated_check_ids: Mapping[str, pulumi.Output[str]]
    region_api_check_id: pulumi.Output[str]

    def __init__(self, name: str, args: RegionRecordsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("securecart:routing:RegionRecords", name, None, opts)
        self._name = name
        self._args = args
        self.check_ids = {release: self._release_checks(release) for release in args.releases}
        self.calculated_check_ids = {
            release: calculated_check(
                f"{name}-{release}",
                children=list(checks.values()),
                threshold=len(checks),
                opts=self._check_options(),
            ).id
            for release, checks in self.check_ids.items()
        }
        shares = [self._share(release) for release, routed in args.releases.items() if routed.weight]
        self.region_api_check_id = endpoint_check(
            f"{name}-region-api",
            host=names.origin(args.region, args.domain),
            service=args.checked_services[Surface.API],
            path=self._health_path(Surface.API),
            opts=self._check_options(depends_on=shares),
        ).id
        self.register_outputs(
            {
                "checkIds": {
                    release: {surface.value: check for surface, check in checks.items()}
                    for release, checks in self.check_ids.items()
                },
                "calculatedCheckIds": self.calculated_check_ids,
                "regionApiCheckId": self.region_api_check_id,
            }
        )

    def _release_checks(self, release: str) -> dict[Surface, pulumi.Output[str]]:
        leaf = names.release_leaf(release, self._args.region, self._args.domain)
        # The leaf answers whatever its load balancer's health: a checker is to find that out, not Route 53.
        record = route53.Record(
            f"{self._name}-{release}-leaf",
            zone_id=self._args.hosted_zone_id,
            name=leaf,
            type="A",
            aliases=[self._alias(release, evaluate_target_health=False)],
            opts=pulumi.ResourceOptions(parent=self),
        )
        return {
            surface: endpoint_check(
                f"{self._name}-{release}-{surface.value}",
                host=leaf,
                service=self._args.checked_services[surface],
                path=self._health_path(surface),
                opts=self._check_options(depends_on=[record]),
            ).id
            for surface in Surface
        }

    def _share(self, release: str) -> route53.Record:
        return route53.Record(
            f"{self._name}-{release}-share",
            zone_id=self._args.hosted_zone_id,
            name=names.origin(self._args.region, self._args.domain),
            type="A",
            set_identifier=release,
            weighted_routing_policies=[{"weight": self._args.releases[release].weight}],
            health_check_id=self.calculated_check_ids[release],
            aliases=[self._alias(release, evaluate_target_health=True)],
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _alias(self, release: str, *, evaluate_target_health: bool) -> route53.RecordAliasArgsDict:
        load_balancer = self._args.releases[release].load_balancer
        return {
            "name": load_balancer.dns_name,
            "zone_id": load_balancer.zone_id,
            "evaluate_target_health": evaluate_target_health,
        }

    def _health_path(self, surface: Surface) -> pulumi.Output[str]:
        service = self._args.checked_services[surface]
        return pulumi.Output.from_input(self._args.health_token).apply(lambda token: names.health_path(service, token))

    def _check_options(self, depends_on: list[route53.Record] | None = None) -> pulumi.ResourceOptions:
        return pulumi.ResourceOptions(parent=self, retain_on_delete=self._args.retain, depends_on=depends_on)
