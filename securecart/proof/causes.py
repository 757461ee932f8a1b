"""Why a promise is not kept, and what to change so that it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from securecart.proof import times
from securecart.proof.conditions import Conditions
from securecart.proof.databases import Databases
from securecart.proof.estate.model import (
    Bucket,
    Declared,
    ErrorPage,
    Estate,
    LoadBalancer,
    Record,
    TargetGroup,
)
from securecart.proof.failures import FailureKind
from securecart.proof.journeys import Access
from securecart.proof.promises import Miss, Promise
from securecart.proof.routes import Arrival, Via
from securecart.proof.visits import Judge, Visit
from securecart.routing.accelerator import Endpoint, EndpointGroup
from securecart.routing.hops import PassedOver
from securecart.routing.route53.records import DEFAULT_LOCATION, Geolocation, ResourceRecordSet, Weighted
from securecart.routing.rules import Rule
from securecart.settings.geography import EU_REGIONS

_EVERYTHING_UNHEALTHY = (Rule.LAST_RESORT, Rule.FAILOVER_BOTH_UNHEALTHY, Rule.AREAS_ALL_UNHEALTHY, Rule.FAIL_OPEN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """Why a promise is not kept.

    Attributes:
        reason: why, as a sentence without its full stop.
        remedy: what to change, likewise.
        declared: the resource to change; None where none is there yet, or a setting is meant.
    """

    reason: str
    remedy: str
    declared: Declared | None = None


class Causes:
    """Finds causes.

    Args:
        estate: the fleet.
        judge: knows whether what is arrived at works.
        databases: knows who takes writes.
    """

    def __init__(self, estate: Estate, judge: Judge, databases: Databases) -> None:
        self._estate = estate
        self._judge = judge
        self._databases = databases
        self._declared = {id(each.record): each for each in estate.records}

    def guilty(self, visit: Visit, miss: Miss) -> Arrival:
        """The arrival that a promise is missed by."""
        arrivals = visit.after.found
        if miss.promise is Promise.RESIDENCY:
            arrivals = (*visit.after.found, *visit.before.found)
            outside = [each for each in arrivals if each.region and each.region not in EU_REGIONS]
            return outside[0] if outside else arrivals[0]
        if miss.promise is Promise.RELEASE:
            return next(each for each in arrivals if not each.is_released)
        broken = [each for each in arrivals if not self._judge.works(visit.journey, each, visit.conditions)]
        return broken[0] if broken else max(arrivals, key=lambda each: self._writing_seconds(visit, each))

    def cause(self, visit: Visit, miss: Miss) -> Cause:
        """Why a visit misses a promise."""
        arrival = self.guilty(visit, miss)
        if miss.promise is Promise.RESIDENCY:
            return self._led_out(visit, arrival)
        if miss.promise is Promise.RELEASE:
            return self._weightless(arrival)
        if arrival.unanswered is not None:
            return self._unanswered(visit, arrival.unanswered)
        if not self._judge.works(visit.journey, arrival, visit.conditions):
            return self._broken(visit, arrival)
        return self._slow(visit, arrival, miss)

    # Data that leaves the EU.

    def _led_out(self, visit: Visit, arrival: Arrival) -> Cause:
        country = visit.client.country
        for hop in arrival.hops:
            record = hop.chosen
            if not isinstance(record, ResourceRecordSet) or not isinstance(record.policy, Geolocation):
                continue
            for passed in hop.passed_over:
                own = self._declared.get(id(passed.choice))
                if own is not None:
                    return Cause(
                        reason=f"the record for the EU is unhealthy and falls through: {passed.rule.sentence}",
                        remedy="give it neither a health check nor its target's health",
                        declared=own.declared,
                    )
            if record.policy.country != country:
                area = _area(record.policy)
                return Cause(
                    reason=f"no record of {record.name} is for {country}, which is answered as {area}",
                    remedy=f"declare a geolocation record of {record.name} for country {country}",
                    declared=_declared(self._of(record)),
                )
        groups = [hop.chosen for hop in arrival.hops if isinstance(hop.chosen, EndpointGroup)]
        if groups and arrival.accelerator:
            return Cause(
                reason=f"the accelerator {groups[0].accelerator} fails over to {groups[0].region}",
                remedy="give the EU an accelerator of its own",
                declared=arrival.accelerator.groups.get(groups[0].region),
            )
        writing = self._databases.writing(arrival.region, visit.conditions)
        last = self._last(arrival)
        return Cause(
            reason=f"{arrival.region} answers, and {writing.region or 'nobody'} takes its writes",
            remedy="lead to Regions of the EU only",
            declared=_declared(last),
        )

    # Releases.

    def _weightless(self, arrival: Arrival) -> Cause:
        for hop in arrival.hops:
            record = hop.chosen
            if (
                isinstance(record, ResourceRecordSet)
                and isinstance(record.policy, Weighted)
                and not record.policy.weight
            ):
                own = self._of(record)
                return Cause(
                    reason=f"the record {record.label} of {record.name} has weight 0: {hop.rule.sentence}",
                    remedy="remove the record of a release without weight, or give the release weight",
                    declared=_declared(own),
                )
        raise LookupError("every release that answers has weight")

    # Nobody answers.

    def _unanswered(self, visit: Visit, rule: Rule) -> Cause:
        name = f"{visit.journey.label}"
        if rule is Rule.NO_DEFAULT_LOCATION:
            return Cause(
                reason=f"{visit.client.country} is in no area that {name} has a record for, and none is the default",
                remedy=f"declare a geolocation record of {name} for country {DEFAULT_LOCATION}",
            )
        return Cause(reason=rule.sentence, remedy=f"declare the records that lead from {name} to the Regions")

    def _broken(self, visit: Visit, arrival: Arrival) -> Cause:
        """What does not work is arrived at: because nothing else is left, or because it counts as healthy."""
        conditions = visit.conditions
        obstacle = self._judge.obstacle(visit.journey, arrival, conditions)
        if arrival.endpoint is None and arrival.accelerator is not None:
            return Cause(
                reason="nothing stands behind the accelerator",
                remedy="promise nothing for it, or fail over in Route 53 to load balancers",
                declared=arrival.accelerator.declared,
            )
        if isinstance(arrival.endpoint, Bucket):
            return self._of_bucket(arrival, obstacle)
        if self._nothing_is_left(arrival):
            found = next(self._spare(arrival, conditions), None)
            if found is not None:
                return found
        record = self._blind_record(arrival)
        if record is not None and not isinstance(arrival.endpoint, ErrorPage):
            return record
        return self._of_region(visit, arrival, obstacle)

    def _nothing_is_left(self, arrival: Arrival) -> bool:
        return isinstance(arrival.endpoint, ErrorPage) or any(hop.rule in _EVERYTHING_UNHEALTHY for hop in arrival.hops)

    def _spare(self, arrival: Arrival, conditions: Conditions) -> Iterator[Cause]:
        """Why what has not failed itself cannot take over."""
        for passed in arrival.passed_over:
            if isinstance(passed.choice, Endpoint) and not conditions.is_lost(passed.choice.region):
                yield from self._spare_endpoint(arrival, passed, conditions)
        for passed in arrival.passed_over:
            balancer = self._estate.load_balancers.get(passed.because or "") or self._behind(passed)
            if balancer is not None and not conditions.is_lost(balancer.region):
                yield from self._unhealthy(balancer, conditions)
                yield from self._check(passed, conditions)

    def _spare_endpoint(self, arrival: Arrival, passed: PassedOver, conditions: Conditions) -> Iterator[Cause]:
        region = passed.choice.place
        if passed.rule is Rule.ENDPOINT_WEIGHT_ZERO:
            yield Cause(
                reason=f"the endpoint in {region} has weight 0 and is never used",
                remedy="give it a weight above 0; a traffic dial of 0 is enough for a standby",
                declared=arrival.accelerator.groups.get(region) if arrival.accelerator else None,
            )
        for balancer in self._estate.load_balancers.values():
            if balancer.arn == passed.choice.label:
                yield from self._unhealthy(balancer, conditions)

    def _behind(self, passed: PassedOver) -> LoadBalancer | None:
        """The load balancer that a record leads straight to."""
        record = passed.choice
        alias = record.alias_target if isinstance(record, ResourceRecordSet) else None
        return self._estate.load_balancers.get(alias.dns_name) if alias else None

    def _unhealthy(self, balancer: LoadBalancer, conditions: Conditions) -> Iterator[Cause]:
        """Why a load balancer in a Region that is not lost is unhealthy."""
        condition = conditions.regions[balancer.region]
        for group in balancer.target_groups:
            if group.arn not in condition.serving:
                found = self._no_target(group, balancer.region, conditions)
                if found is not None:
                    yield found

    def _no_target(self, group: TargetGroup, region: str, conditions: Conditions) -> Cause | None:
        service = group.service
        if service is None:
            return Cause(
                reason=f"the target group {group.declared.name} of {region} has no service",
                remedy="remove it, or give it a service: an empty one makes its load balancer unhealthy",
                declared=group.declared,
            )
        if not service.tasks:
            return Cause(
                reason=f"{service.name} of {region} runs no task",
                remedy="let it run tasks: a standby without them cannot take over",
                declared=service.declared,
            )
        for name in sorted(service.touches.tables):
            table = self._estate.tables.get(name)
            if table is None or region not in table.regions:
                return Cause(
                    reason=f"{service.name} of {region} needs the table {name}, which has no replica there",
                    remedy=f"give the table a replica in {region}",
                    declared=table.declared if table else service.declared,
                )
        if service.touches.reads_database and not conditions.regions[region].reading:
            return self._no_reading(region)
        failed = any(each.kind is FailureKind.SERVICE and each.region == region for each in conditions.scenario)
        if not failed and service.touches.writes_database:
            writing = self._databases.writing(region, conditions)
            return Cause(
                reason=f"the health path of {service.name} in {region} needs the writer, and "
                f"{writing.region or 'nobody'} writes",
                remedy="test only what the Region itself holds; the writer's health is an alarm's affair",
                declared=group.declared,
            )
        return None

    def _no_reading(self, region: str) -> Cause:
        instances = [each for each in self._estate.instances.values() if each.region == region]
        for instance in instances:
            if instance.source is not None and instance.source not in self._estate.instances:
                return Cause(
                    reason=f"{instance.identifier} follows {instance.source}, and there is no such instance",
                    remedy="follow an instance that some stack declares",
                    declared=instance.declared,
                )
        unplaced = [each for each in instances if each.zone is None and not each.multi_az]
        if unplaced:
            names = ", ".join(each.identifier for each in unplaced)
            return Cause(
                reason=f"{names} may be in the zone that is lost together with the database's own",
                remedy="place read replicas in different Availability Zones",
                declared=unplaced[0].declared,
            )
        return Cause(
            reason=f"no database of {region} answers while its instance fails over",
            remedy="give the Region a read replica",
            declared=instances[0].declared if instances else None,
        )

    def _check(self, passed: PassedOver, conditions: Conditions) -> Iterator[Cause]:
        """The check that makes a record unhealthy although what it leads to is not."""
        check = self._estate.checks.get(passed.because or "")
        if check is None:
            return
        for each in (
            check,
            *(self._estate.checks[child] for child in check.check.children if child in self._estate.checks),
        ):
            if each.alarm_instance is not None and each.check.id in conditions.health.failing_checks:
                yield Cause(
                    reason=f"{each.declared} watches {each.alarm_instance}, which other Regions do not need for reads",
                    remedy="let a Region's check test only what the Region itself holds",
                    declared=check.declared,
                )
            if each.check.id in conditions.health.set_checks:
                yield Cause(
                    reason=f"{each.declared} alone makes {passed.choice.place} unhealthy",
                    remedy="let more than one check decide",
                    declared=check.declared,
                )

    def _blind_record(self, arrival: Arrival) -> Cause | None:
        """The record, from below, that leads on although what it leads to does not work."""
        for hop in reversed(arrival.hops):
            own = self._of(hop.chosen)
            if own is None or own.record.alias_target is None:
                continue
            record, alias = own.record, own.record.alias_target
            if hop.rule is not Rule.ONLY_RECORD and not record.health_check_id and not alias.evaluate_target_health:
                return Cause(
                    reason=f"the record {record.label} of {record.name} has no health check and does not take its "
                    "target's health: it counts as healthy",
                    remedy="give it a health check, and let it evaluate its target's health",
                    declared=own.declared,
                )
        return None

    def _of_region(self, visit: Visit, arrival: Arrival, obstacle: str) -> Cause:
        last = self._last(arrival)
        if isinstance(arrival.endpoint, LoadBalancer):
            for cause in self._unhealthy(arrival.endpoint, visit.conditions):
                return cause
        return Cause(
            reason=obstacle,
            remedy="let something else stand in for it",
            declared=_declared(last),
        )

    def _of_bucket(self, arrival: Arrival, obstacle: str) -> Cause:
        bucket = arrival.endpoint
        declared = arrival.distribution.declared if arrival.distribution else None
        if isinstance(bucket, Bucket) and not bucket.copied_from and arrival.distribution:
            grouped = any(
                arrival.origin is not None and arrival.origin.id in members
                for members in arrival.distribution.origin_groups.values()
            )
            if grouped:
                return Cause(
                    reason=obstacle,
                    remedy="replicate the first bucket of the origin group to the second",
                    declared=bucket.declared,
                )
        return Cause(reason=obstacle, remedy="give the path an origin group of two buckets", declared=declared)

    # Too late, or too much lost.

    def _slow(self, visit: Visit, arrival: Arrival, miss: Miss) -> Cause:
        if visit.journey.database is Access.WRITE:
            writing = self._databases.writing(arrival.region, visit.conditions)
            if writing.obstacle:
                remedy = (
                    "let the writer have a standby in another zone, a private path, and a written way to a follower"
                )
                return Cause(reason=writing.obstacle, remedy=remedy, declared=writing.declared)
        if arrival.via is Via.ACCELERATOR and isinstance(arrival.endpoint, LoadBalancer):
            group = max(arrival.endpoint.target_groups, key=times.target_group_notices)
            return Cause(
                reason=f"the health check of its target groups notices after {times.target_group_notices(group)} s",
                remedy="shorten its interval, or lower its threshold",
                declared=group.declared,
            )
        slowest = max(
            (each for each in self._estate.checks.values() if not each.check.children),
            key=lambda each: times.check_notices(each.check),
            default=None,
        )
        if slowest is not None and miss.promise is Promise.TIME and times.check_notices(slowest.check) > _USUAL:
            return Cause(
                reason=f"a health check notices after {times.check_notices(slowest.check)} s, resolvers "
                f"{times.ALIAS_TTL} s later",
                remedy="check every 10 s, with a threshold of 3",
                declared=slowest.declared,
            )
        return Cause(reason=f"it takes {miss.found}", remedy=f"change {miss.setting}, or what takes so long")

    def _writing_seconds(self, visit: Visit, arrival: Arrival) -> float:
        if visit.journey.database is not Access.WRITE:
            return 0
        seconds = self._databases.writing(arrival.region, visit.conditions).seconds
        return float("inf") if seconds is None else seconds

    # Records.

    def _of(self, chosen: object) -> Record | None:
        return self._declared.get(id(chosen))

    def _last(self, arrival: Arrival) -> Record | None:
        found = [own for hop in arrival.hops if (own := self._of(hop.chosen)) is not None]
        return found[-1] if found else None


_USUAL = 48
"""Seconds that a check of 10 s with a threshold of 3 takes to notice."""


def _area(policy: Geolocation) -> str:
    if policy.continent:
        return f"continent {policy.continent}"
    return "everybody else" if policy.country == DEFAULT_LOCATION else f"country {policy.country}"


def _declared(record: Record | None) -> Declared | None:
    return record.declared if record else None
