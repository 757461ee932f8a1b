"""The routing tree in Route 53."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi
from pulumi_aws import route53

from components.arguments import ArgumentError
from components.routing import tree
from components.routing.alias_target import AliasTarget
from components.routing.health_checks import calculated_check
from components.routing.region_endpoint import LastResortEndpoint, RegionEndpoint
from securecart.settings import names
from securecart.settings.geography import Residency
from securecart.settings.services import Surface


@dataclass(frozen=True, kw_only=True)
class RoutingTreeArgs:
    """Arguments of `RoutingTree`.

    Attributes:
        domain: the public domain.
        hosted_zone_id: the public hosted zone of the domain.
        regions: all Regions of the fleet.
        accelerators: the accelerator of each data domain.
        distribution: the CloudFront distribution.
        pinned_countries: countries outside Europe, each with the Region that serves its API.
        healthy_regions: active Regions outside the EU that must be healthy; with fewer the standbys join.
    """

    domain: str
    hosted_zone_id: pulumi.Input[str]
    regions: Sequence[RegionEndpoint]
    accelerators: Mapping[Residency, AliasTarget]
    distribution: AliasTarget
    pinned_countries: Mapping[str, str]
    healthy_regions: int

    def __post_init__(self) -> None:
        missing = [residency.value for residency in Residency if residency not in self.accelerators]
        if missing:
            raise ArgumentError("RoutingTree", "accelerators", sorted(self.accelerators), f"also {', '.join(missing)}")
        if not any(region.last_resort for region in self.regions):
            raise ArgumentError("RoutingTree", "regions", [r.region for r in self.regions], "one with a last resort")


def last_resort(regions: Sequence[RegionEndpoint]) -> LastResortEndpoint:
    """The page of last resort to use: one that stands in no Region of the fleet, if there is one.

    Raises:
        ArgumentError: no Region has one.
    """
    own = {region.region for region in regions}
    pages = [region.last_resort for region in sorted(regions, key=lambda r: r.region) if region.last_resort]
    if not pages:
        raise ArgumentError("RoutingTree", "regions", sorted(own), "one with a last resort")
    return min(pages, key=lambda page: page.region in own)


class RoutingTree(pulumi.ComponentResource):
    """The public names above the Regions' own records (`tree.plan_tree`), built from the bottom up.

    Route 53 refuses an alias to a record that does not exist: the Regions' stacks come first, and here every record
    waits for the group that it points to.

    Attributes:
        check_ids: ids of the calculated checks, by their name in the tree.
    """

    check_ids: Mapping[str, pulumi.Output[str]]

    def __init__(self, name: str, args: RoutingTreeArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("securecart:routing:RoutingTree", name, None, opts)
        self._name = name
        self._args = args
        self._regions = {region.region: region for region in args.regions}
        self._last_resort = last_resort(args.regions)
        plan = tree.plan_tree(
            [
                tree.RegionFacts(region=region.region, residency=region.residency, active=region.role == "active")
                for region in args.regions
            ],
            pinned_countries=args.pinned_countries,
            healthy_regions=args.healthy_regions,
        )
        self.check_ids = {check.name: self._check(check) for check in plan.checks}
        groups: defaultdict[str, list[route53.Record]] = defaultdict(list)
        for record in plan.records:
            below = groups[record.target.label] if isinstance(record.target, tree.Group) else []
            groups[record.label].extend(self._record(record, type_, below) for type_ in record.types)
        self.register_outputs({"checkIds": self.check_ids})

    def _check(self, check: tree.CheckPlan) -> pulumi.Output[str]:
        return calculated_check(
            f"{self._name}-{check.name}",
            children=[child for region in check.regions for child in self._children(check, region)],
            threshold=check.threshold,
            inverted=check.inverted,
            opts=pulumi.ResourceOptions(parent=self),
        ).id

    def _children(self, check: tree.CheckPlan, region: str) -> list[pulumi.Input[str]]:
        endpoint = self._regions[region]
        releases = endpoint.weighted.values() if check.every_check else ()
        surfaces = (Surface.API, Surface.CHECKOUT)
        return [endpoint.region_api_check_id, *(each.check_ids[surface] for each in releases for surface in surfaces)]

    def _record(
        self, record: tree.RecordPlan, type_: tree.RecordType, below: Sequence[route53.Record]
    ) -> route53.Record:
        target = self._target(record.target)
        parts = (self._name, record.label or "apex", record.identifier, type_.value.lower())
        return route53.Record(
            "-".join(filter(None, parts)),
            zone_id=self._args.hosted_zone_id,
            name=self._full_name(record.label),
            type=type_.value,
            set_identifier=record.identifier or None,
            health_check_id=self.check_ids[record.check] if record.check else None,
            aliases=[
                {
                    "name": target.dns_name,
                    "zone_id": target.zone_id,
                    "evaluate_target_health": record.evaluate_target_health,
                }
            ],
            latency_routing_policies=_latency(record.policy),
            failover_routing_policies=_failover(record.policy),
            geolocation_routing_policies=_geolocation(record.policy),
            opts=pulumi.ResourceOptions(parent=self, depends_on=below),
        )

    def _target(self, target: tree.Target) -> AliasTarget:
        match target:
            case tree.Group(label=label):
                return self._in_zone(self._full_name(label))
            case tree.RegionOrigin(region=region):
                return self._in_zone(names.origin(region, self._args.domain))
            case tree.ToAccelerator(residency=residency):
                return self._args.accelerators[residency]
            case tree.ToLastResort(surface=surface):
                return self._last_resort.hosts[surface]
            case tree.ToDistribution():
                return self._args.distribution

    def _in_zone(self, full_name: str) -> AliasTarget:
        return AliasTarget(dns_name=full_name, zone_id=self._args.hosted_zone_id)

    def _full_name(self, label: str) -> str:
        return f"{label}.{self._args.domain}" if label else self._args.domain


def _latency(policy: tree.Policy) -> list[route53.RecordLatencyRoutingPolicyArgsDict] | None:
    return [{"region": policy.region}] if isinstance(policy, tree.Latency) else None


def _failover(policy: tree.Policy) -> list[route53.RecordFailoverRoutingPolicyArgsDict] | None:
    return [{"type": policy.role.value}] if isinstance(policy, tree.Failover) else None


def _geolocation(policy: tree.Policy) -> list[route53.RecordGeolocationRoutingPolicyArgsDict] | None:
    if not isinstance(policy, tree.Geolocation):
        return None
    if policy.location.continent:
        return [{"continent": policy.location.continent}]
    return [{"country": policy.location.country or "*"}]
