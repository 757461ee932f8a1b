"""Causes in a Region: why a load balancer that has not failed itself is unhealthy."""

from __future__ import annotations

from collections.abc import Iterator

from securecart.proof.cause import Cause
from securecart.proof.conditions import Conditions, Damage
from securecart.proof.databases import Databases
from securecart.proof.estate.model import Check, Estate, Instance, LoadBalancer, Service, TargetGroup
from securecart.proof.failures import FailureKind
from securecart.proof.routes import Arrival
from securecart.routing.accelerator import Endpoint
from securecart.routing.hops import PassedOver
from securecart.routing.route53.records import ResourceRecordSet
from securecart.routing.rules import Rule


class RegionCauses:
    """Finds them.

    Args:
        estate: the fleet.
        damage: knows what still works.
        databases: knows who takes writes.
    """

    def __init__(self, estate: Estate, damage: Damage, databases: Databases) -> None:
        self._estate = estate
        self._damage = damage
        self._databases = databases

    def spare(self, arrival: Arrival, conditions: Conditions) -> Iterator[Cause]:
        """Why what was passed over on the way, and has not failed itself, does not take over."""
        for passed in arrival.passed_over:
            if isinstance(passed.choice, Endpoint):
                yield from self._endpoint(arrival, passed.choice, passed.rule, conditions)
        for passed in arrival.passed_over:
            check = self._estate.checks.get(passed.because or "")
            if check is not None:
                yield from self._check(passed, check, conditions)
            balancer = self._estate.load_balancers.get(passed.because or "") or self._behind(passed)
            if balancer is not None:
                yield from self.unhealthy(balancer, conditions)

    def unhealthy(self, balancer: LoadBalancer, conditions: Conditions) -> Iterator[Cause]:
        """Why a load balancer in a Region that is not lost is unhealthy."""
        condition = conditions.regions[balancer.region]
        if condition.lost:
            return
        for group in balancer.target_groups:
            if group.arn not in condition.serving:
                yield from self._no_target(group, balancer.region, conditions)

    def _endpoint(self, arrival: Arrival, endpoint: Endpoint, rule: Rule, conditions: Conditions) -> Iterator[Cause]:
        if conditions.is_lost(endpoint.region):
            return
        if rule is Rule.ENDPOINT_WEIGHT_ZERO:
            yield Cause(
                reason=f"the endpoint in {endpoint.region} has weight 0 and is never used",
                remedy="give it a weight above 0; a traffic dial of 0 is enough for a standby",
                declared=arrival.accelerator.groups.get(endpoint.region) if arrival.accelerator else None,
            )
        for balancer in self._estate.load_balancers.values():
            if balancer.arn == endpoint.id:
                yield from self.unhealthy(balancer, conditions)

    def _check(self, passed: PassedOver, check: Check, conditions: Conditions) -> Iterator[Cause]:
        """Why a check, or one of those that it counts, is unhealthy."""
        children = [self._estate.checks[child] for child in check.check.children if child in self._estate.checks]
        for each in (check, *children):
            failing = each.check.id in conditions.health.failing_checks
            if each.alarm_instance is not None and failing:
                yield Cause(
                    reason=f"{each.declared} watches {each.alarm_instance}, and decides about {passed.choice.place}",
                    remedy="let the checks of a Region test only what the Region itself holds",
                    declared=each.declared,
                )
            if each.check.id in conditions.health.set_checks:
                yield Cause(
                    reason=f"{each.declared} alone decides about {passed.choice.place}",
                    remedy="let more than one check decide, or promise nothing for a check that is wrong",
                    declared=check.declared,
                )
            for balancer in self._damage.asked(each.check.id) if failing else ():
                yield from self.unhealthy(balancer, conditions)

    def _behind(self, passed: PassedOver) -> LoadBalancer | None:
        """The load balancer that a record leads straight to."""
        record = passed.choice
        alias = record.alias_target if isinstance(record, ResourceRecordSet) else None
        return self._estate.load_balancers.get(alias.dns_name) if alias else None

    # Why no target is healthy.

    def _no_target(self, group: TargetGroup, region: str, conditions: Conditions) -> Iterator[Cause]:
        service = group.service
        if service is None:
            yield Cause(
                reason=f"the target group {group.declared.name} of {region} has no service",
                remedy="remove it, or give it a service: an empty one makes its load balancer unhealthy",
                declared=group.declared,
            )
            return
        yield from self._no_task(service, conditions)
        yield from self._no_table(service, region)
        if service.touches.reads_database and not conditions.regions[region].reading:
            yield from self._no_reading(region, conditions)
        elif service.touches.writes_database and self._damage.needs_writer(region, conditions.scenario):
            yield Cause(
                reason=f"the health path of {service.name} in {region} needs the writer {self._estate.writers[region]}",
                remedy="test only what the Region itself holds; the writer's health is an alarm's affair",
                declared=group.declared,
            )

    def _no_task(self, service: Service, conditions: Conditions) -> Iterator[Cause]:
        if not service.tasks:
            yield Cause(
                reason=f"{service.name} of {service.region} runs no task",
                remedy="let it run tasks: a standby without them cannot take over",
                declared=service.declared,
            )
        elif conditions.lost_zones & set(service.zones) and not self._damage.tasks_left(service, conditions.scenario):
            yield Cause(
                reason=f"all {service.tasks} tasks of {service.name} in {service.region} may be in the lost zone: "
                f"they are spread over {len(service.zones)}",
                remedy="spread it over three zones, with a task in each",
                declared=service.declared,
            )

    def _no_table(self, service: Service, region: str) -> Iterator[Cause]:
        for name in sorted(service.touches.tables):
            table = self._estate.tables.get(name)
            if table is None or region not in table.regions:
                yield Cause(
                    reason=f"{service.name} of {region} needs the table {name}, which has no replica there",
                    remedy=f"give the table a replica in {region}",
                    declared=table.declared if table else service.declared,
                )

    def _no_reading(self, region: str, conditions: Conditions) -> Iterator[Cause]:
        instances = [each for each in self._estate.instances.values() if each.region == region]
        for instance in instances:
            if instance.source is not None and instance.source not in self._estate.instances:
                yield Cause(
                    reason=f"{instance.identifier} follows {instance.source}, and there is no such instance",
                    remedy="follow an instance that some stack declares",
                    declared=instance.declared,
                )
        yield self._interrupted(region, instances, conditions)

    def _interrupted(self, region: str, instances: list[Instance], conditions: Conditions) -> Cause:
        copies = [each for each in instances if not each.multi_az]
        if copies and any(failure.kind is FailureKind.ZONE for failure in conditions.scenario):
            names = ", ".join(each.identifier for each in copies)
            return Cause(
                reason=f"{names} may be in the zone that is lost together with the database's own",
                remedy="place read replicas in different Availability Zones",
                declared=copies[0].declared,
            )
        return Cause(
            reason=f"no database of {region} answers while its instance fails over",
            remedy="give the Region a read replica",
            declared=instances[0].declared if instances else None,
        )
