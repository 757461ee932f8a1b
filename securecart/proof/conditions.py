"""What still works while something has failed: Region by Region, from the targets to the load balancers."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from securecart.proof.estate.model import Check, Estate, Instance, LoadBalancer, Service, TargetGroup
from securecart.proof.failures import Failure, FailureKind, Scenario, is_lost
from securecart.routing.route53.health_checks import Health, HealthCheckType
from securecart.settings.assumptions import AssumptionSettings, HealthPath

_InRegion = TypeVar("_InRegion", LoadBalancer, Service, Instance)


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionCondition:
    """What still works in a Region.

    Attributes:
        lost: nothing does.
        serving: ARNs of the target groups with a healthy target.
        thinned: ARNs of those that have lost a part of their targets.
        working: whether tasks run that take orders off the Region's queue.
        reading: whether some database of the Region answers reads.
        heals: seconds until one does again by itself; None where none does, or nothing needs to.
        failing: ids of the checks that see it, of those that ask this Region alone.
        unhealthy: names of the load balancers that are unhealthy to Route 53 and Global Accelerator.
    """

    lost: bool
    serving: frozenset[str]
    thinned: frozenset[str]
    working: bool
    reading: bool
    heals: int | None
    failing: frozenset[str]
    unhealthy: frozenset[str]


@dataclass(frozen=True, eq=False)
class Conditions:
    """What still works.

    Attributes:
        scenario: what has failed.
        regions: each Region that customers can be served from.
        health: what Route 53 sees of it.
    """

    scenario: Scenario
    regions: Mapping[str, RegionCondition]
    health: Health

    def has_failed(self, kind: FailureKind, key: str) -> bool:
        """Whether something is among what has failed."""
        return any(failure.kind is kind and failure.key == key for failure in self.scenario)

    def is_lost(self, region: str) -> bool:
        """Whether a Region is lost."""
        return is_lost(region, self.scenario)

    @cached_property
    def lost_zones(self) -> frozenset[str]:
        """The zones that are lost."""
        return frozenset(failure.key for failure in self.scenario if failure.kind is FailureKind.ZONE)


class Damage:
    """Works out what a failure leaves working.

    Args:
        estate: the fleet.
        assumptions: what is assumed of it.
    """

    def __init__(self, estate: Estate, assumptions: AssumptionSettings) -> None:
        self._estate = estate
        self._assumptions = assumptions
        self._known: dict[tuple[str, Scenario, bool], RegionCondition] = {}
        self._balancers = _by_region(estate.load_balancers.values())
        self._services = _by_region(estate.services)
        self._instances = _by_region(estate.instances.values())
        self._asked = {key: self._asked_by(check) for key, check in estate.checks.items()}
        self._of_region: dict[str, list[str]] = {}
        self._elsewhere: list[str] = []
        for key, asked in self._asked.items():
            places = {balancer.region for balancer, _ in asked}
            if len(places) == 1:
                self._of_region.setdefault(places.pop(), []).append(key)
            elif estate.checks[key].check.type is not HealthCheckType.CALCULATED:
                self._elsewhere.append(key)

    def after(self, scenario: Scenario) -> Conditions:
        """What still works while a scenario's failures last."""
        regions = {region: self._region(region, scenario) for region in self._estate.regions}
        stuck = {
            failure.key: failure.kind is FailureKind.CHECK_HEALTHY
            for failure in scenario
            if failure.kind in (FailureKind.CHECK_HEALTHY, FailureKind.CHECK_UNHEALTHY)
        }
        checks = {key: self._estate.checks[key] for key in self._elsewhere}
        blind = frozenset(key for key, each in checks.items() if is_lost(each.check.alarm_region or "", scenario))
        elsewhere = (key for key, each in checks.items() if key not in blind and self._fails(each, regions, scenario))
        pages = (name for name, page in self._estate.error_pages.items() if is_lost(page.region, scenario))
        health = Health(
            failing_checks=frozenset().union(elsewhere, *(each.failing for each in regions.values())),
            blind_checks=blind,
            set_checks=stuck,
            unhealthy_targets=frozenset().union(pages, *(each.unhealthy for each in regions.values())),
        )
        return Conditions(scenario=scenario, regions=regions, health=health)

    def is_up(self, instance: Instance, scenario: Scenario) -> bool:
        """Whether a database instance answers at once; a failover is under way, or it cannot exist, otherwise."""
        return self._exists(instance) and not any(_hits(failure, instance) for failure in scenario)

    def asked(self, check: str) -> list[LoadBalancer]:
        """The load balancers that a check's name leads to."""
        return [balancer for balancer, _ in self._asked[check]]

    def needs_writer(self, region: str, scenario: Scenario) -> bool:
        """Whether health paths of a Region fail because the database that takes its writes does not answer."""
        return self._assumptions.health_path is HealthPath.WRITER and not self._writer_is_up(region, scenario)

    @staticmethod
    def tasks_left(service: Service, scenario: Scenario) -> int:
        """Tasks of a service that run for certain: a lost zone may have had its full share of them."""
        if any(failure.kind is FailureKind.SERVICE and failure.key == service.name for failure in scenario):
            return 0
        lost = sum(failure.kind is FailureKind.ZONE and failure.key in service.zones for failure in scenario)
        share = -(-service.tasks // max(len(service.zones), 1))
        return max(service.tasks - lost * share, 0)

    def _exists(self, instance: Instance) -> bool:
        """Whether an instance can be made: what it follows exists, and what that follows, and so on."""
        first = self._estate.instances.get(self._estate.lineage(instance)[-1])
        return first is not None and first.source is None

    def _region(self, region: str, scenario: Scenario) -> RegionCondition:
        """A Region's condition: it depends on what fails there, and on the writer if health paths test that."""
        own = tuple(failure for failure in scenario if failure.region == region)
        writes = not self.needs_writer(region, scenario)
        key = (region, own, writes)
        if key not in self._known:
            self._known[key] = self._region_anew(region, own, writes=writes)
        return self._known[key]

    def _writer_is_up(self, region: str, scenario: Scenario) -> bool:
        writer = self._estate.instances.get(self._estate.writers.get(region, ""))
        return writer is not None and self.is_up(writer, scenario)

    def _region_anew(self, region: str, scenario: Scenario, *, writes: bool) -> RegionCondition:
        lost = is_lost(region, scenario)
        databases = self._databases(region)
        reading = not lost and any(self.is_up(each, scenario) for each in databases)
        standby = any(each.multi_az and self._only_interrupted(each, scenario) for each in databases)
        services = self._services.get(region, [])
        running = {service: 0 if lost else self.tasks_left(service, scenario) for service in services}
        groups = [group for balancer in self._balancers.get(region, []) for group in balancer.target_groups]
        serving = {
            group.arn
            for group in groups
            if group.service is not None
            and running[group.service]
            and self._passes(group.service, region, reading=reading, writes=writes)
        }
        return RegionCondition(
            lost=lost,
            failing=frozenset(
                key
                for key in self._of_region.get(region, ())
                if lost or not any(arns and arns <= serving for _, arns in self._asked[key])
            ),
            unhealthy=frozenset(
                balancer.dns_name for balancer in self._balancers.get(region, []) if lost or not _all(balancer, serving)
            ),
            serving=frozenset(serving),
            thinned=frozenset(
                group.arn
                for group in groups
                if group.arn in serving and group.service and running[group.service] < group.service.tasks
            ),
            working=any(running[service] for service in self._estate.workers.get(region, ())),
            reading=reading,
            heals=self._assumptions.failover_seconds if not lost and not reading and standby else None,
        )

    def _databases(self, region: str) -> list[Instance]:
        """The instances that services of a Region read: its own one, and its read replicas."""
        found = self._instances.get(region, [])
        if self._assumptions.reads_any_database:
            return found
        identifiers = {each.identifier for each in found}
        return [each for each in found if each.source not in identifiers]

    def _only_interrupted(self, instance: Instance, scenario: Scenario) -> bool:
        return self._exists(instance) and not is_lost(instance.region, scenario)

    def _passes(self, service: Service, region: str, *, reading: bool, writes: bool) -> bool:
        """Whether a service's health path answers."""
        touches = service.touches
        tables = (self._estate.tables.get(name) for name in touches.tables)
        return (
            (reading or not touches.reads_database)
            and (writes or not touches.writes_database)
            and all(table is not None and region in table.regions for table in tables)
        )

    def _fails(self, check: Check, regions: Mapping[str, RegionCondition], scenario: Scenario) -> bool:
        """Whether a check that asks several Regions, or none, sees something fail, or its alarm is in alarm."""
        if check.check.type is HealthCheckType.CLOUDWATCH_METRIC:
            watched = self._estate.instances.get(check.alarm_instance or "")
            return watched is not None and not self.is_up(watched, scenario)
        return not any(
            not regions[balancer.region].lost and arns and arns <= regions[balancer.region].serving
            for balancer, arns in self._asked[check.check.id]
        )

    def _asked_by(self, check: Check) -> list[tuple[LoadBalancer, frozenset[str]]]:
        """The load balancers that a check's name leads to, each with the target groups that have to answer."""
        name = (check.check.domain_name or "").lower()
        return [
            (balancer, frozenset(group.arn for group in _groups_of(balancer, check.service)))
            for balancer in self._led_to(name, frozenset())
        ]

    def _led_to(self, name: str, seen: frozenset[str]) -> Iterable[LoadBalancer]:
        if name in self._estate.load_balancers:
            yield self._estate.load_balancers[name]
        for each in self._estate.records:
            target = each.record.alias_target
            if each.record.name == name and target is not None and name not in seen:
                yield from self._led_to(target.dns_name, seen | {name})


def _all(balancer: LoadBalancer, serving: Collection[str]) -> bool:
    """Whether each target group of a load balancer has a healthy target: without targets one is unhealthy, too.

    That is the load balancer's health to Route 53 ("Evaluate target health") and to Global Accelerator.
    """
    groups = balancer.target_groups
    return bool(groups) and all(group.arn in serving for group in groups)


def _groups_of(balancer: LoadBalancer, service: str | None) -> list[TargetGroup]:
    """The target groups of a service; all of them where a check does not say which it asks for."""
    return [
        group
        for group in balancer.target_groups
        if service is None or (group.service is not None and group.service.name == service)
    ]


def _hits(failure: Failure, instance: Instance) -> bool:
    """Whether a failure may interrupt an instance: where its zone is not declared, the loss of any zone may."""
    if failure.region != instance.region:
        return False
    if failure.kind is FailureKind.ZONE:
        return instance.zone in (None, failure.key)
    return failure.kind is FailureKind.REGION or (
        failure.kind is FailureKind.DATABASE and failure.key == instance.identifier
    )


def _by_region(found: Iterable[_InRegion]) -> dict[str, list[_InRegion]]:
    grouped: dict[str, list[_InRegion]] = {}
    for each in found:
        grouped.setdefault(each.region, []).append(each)
    return grouped
