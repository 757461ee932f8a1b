"""What is in each Region."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from securecart.preview.findings import plural
from securecart.proof.estate.model import Estate, Instance, LoadBalancer, Service
from securecart.proof.failures import FailureKind
from securecart.proof.model import Proof
from securecart.report.architecture.model import Box, Column
from securecart.routing.route53.records import Weighted


def columns(estate: Estate, proof: Proof, roles: Mapping[str, str]) -> tuple[Column, ...]:
    """A column for each Region that something stands in which customers need.

    Args:
        estate: the fleet.
        proof: knows the Regions.
        roles: what each stack is for.
    """
    regions = [failure.name for failure in proof.failures if failure.kind is FailureKind.REGION]
    order = list(roles)

    def place(region: str) -> tuple[int, int, str]:
        writer = estate.instances.get(estate.writers.get(region, ""))
        domain = order.index(writer.region) if writer and writer.region in order else len(order)
        return domain, order.index(region) if region in order else len(order), region

    return tuple(_column(estate, region, roles.get(region, "")) for region in sorted(regions, key=place))


def _column(estate: Estate, region: str, role: str) -> Column:
    balancers = [each for each in estate.load_balancers.values() if each.region == region]
    return Column(
        region=region,
        role=role or "no stack of its own",
        network=str(estate.networks.get(region, "")),
        boxes=(
            *(_release(estate, balancer) for balancer in balancers),
            *_queued(estate, region, balancers),
            *_databases(estate, region),
            *_content(estate, region),
            *_error_pages(estate, region),
        ),
    )


def _release(estate: Estate, balancer: LoadBalancer) -> Box:
    weights = {
        each.record.alias_target.dns_name: (each.record.name, each.record.policy.weight)
        for each in estate.records
        if isinstance(each.record.policy, Weighted) and each.record.alias_target is not None
    }
    name, weight = weights.get(balancer.dns_name, ("", 0))
    whole = sum(other for where, other in weights.values() if where == name)
    services = [group.service for group in balancer.target_groups if group.service is not None]
    return Box(
        title=f"ALB {balancer.release}",
        note=f"{100 * weight / whole:.0f} % of requests" if weight else "no requests",
        parts=tuple(_tasks(service) for service in services),
        idle=not weight,
    )


def _queued(estate: Estate, region: str, balancers: list[LoadBalancer]) -> Iterator[Box]:
    """The services that no load balancer leads to."""
    led_to = {group.service for balancer in balancers for group in balancer.target_groups}
    found = [each for each in estate.services if each.region == region and each not in led_to]
    if found:
        yield Box(title="ECS", note="behind no load balancer", parts=tuple(_tasks(service) for service in found))


def _tasks(service: Service) -> tuple[str, str]:
    return service.name, f"{plural(service.tasks, 'task')} in {plural(len(service.zones), 'zone')}"


def _databases(estate: Estate, region: str) -> Iterator[Box]:
    """The databases that follow none of their own Region, each with those that do."""
    for each in estate.instances.values():
        source = estate.instances.get(each.source or "")
        if each.region == region and (source is None or source.region != region):
            yield _database(estate, each)


def _database(estate: Estate, instance: Instance) -> Box:
    role = "writer" if instance.source is None else "follower"
    replicas = [each for each in estate.instances.values() if each.source == instance.identifier]
    return Box(
        title=f"RDS {role}, {'Multi-AZ' if instance.multi_az else 'one zone'}",
        note=instance.identifier,
        parts=tuple(
            (each.identifier.removeprefix(f"{instance.identifier}-"), _place(each))
            for each in replicas
            if each.region == instance.region
        ),
    )


def _place(replica: Instance) -> str:
    zone = (replica.zone or "").removeprefix(replica.region)
    return f"read replica, zone {zone}" if zone else "read replica"


def _content(estate: Estate, region: str) -> Iterator[Box]:
    """The buckets that distributions fetch from."""
    asked = {origin.domain_name for each in estate.distributions.values() for origin in each.origins.values()}
    for name, bucket in estate.buckets.items():
        if bucket.region == region and name in asked:
            yield Box(title=f"S3 {bucket.declared.name}", note="images and scripts")


def _error_pages(estate: Estate, region: str) -> Iterator[Box]:
    for page in estate.error_pages.values():
        if page.region == region:
            yield Box(title=page.declared.name, note=f"answers {page.status}")
