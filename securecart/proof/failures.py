"""What can fail in an estate, one thing at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from securecart.proof.estate.model import Bucket, Estate
from securecart.routing.route53.health_checks import HealthCheckType


class FailureKind(StrEnum):
    """What is lost or wrong."""

    REGION = "region"
    ZONE = "zone"
    SERVICE = "service"
    DATABASE = "database"
    CHECK_HEALTHY = "check-healthy"
    CHECK_UNHEALTHY = "check-unhealthy"
    ACCELERATOR = "accelerator"
    BUCKET = "bucket"
    LOCATION = "location"
    CONTROL_PLANE = "control-plane"

    @property
    def noun(self) -> str:
        """What it is called."""
        return _NOUNS[self]


_NOUNS = {
    FailureKind.REGION: "Region",
    FailureKind.ZONE: "Availability Zone",
    FailureKind.SERVICE: "service",
    FailureKind.DATABASE: "database writer",
    FailureKind.CHECK_HEALTHY: "check stuck healthy",
    FailureKind.CHECK_UNHEALTHY: "check stuck unhealthy",
    FailureKind.ACCELERATOR: "accelerator",
    FailureKind.BUCKET: "asset bucket",
    FailureKind.LOCATION: "Direct Connect location",
    FailureKind.CONTROL_PLANE: "Route 53 control plane",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """One thing that fails.

    Attributes:
        kind: what kind of thing.
        name: which; unique within its kind.
        region: the Region that it is in; empty for what is in none.
        key: of a check its id, of a bucket or accelerator its domain name; otherwise its name.
    """

    kind: FailureKind
    name: str
    region: str = ""
    key: str = ""

    @property
    def id(self) -> str:
        """What it is selected by: `region:us-east-1`."""
        return f"{self.kind.value}:{self.name}"

    def __str__(self) -> str:
        return f"{self.kind.noun} {self.name}"


Scenario = tuple[Failure, ...]
"""What fails at once: nothing, one thing or two."""


def failures(estate: Estate) -> tuple[Failure, ...]:
    """All that can fail, the largest first."""
    return (
        *(Failure(kind=FailureKind.REGION, name=name, region=name, key=name) for name in _regions(estate)),
        *_zones(estate),
        *_services(estate),
        *_databases(estate),
        *_checks(estate),
        *(
            Failure(kind=FailureKind.ACCELERATOR, name=each.declared.name, key=each.dns_name)
            for each in estate.accelerators.values()
        ),
        *_buckets(estate),
        *(
            Failure(kind=FailureKind.LOCATION, name=location, key=location)
            for location in dict.fromkeys(line.location for line in estate.lines if line.location)
        ),
        Failure(kind=FailureKind.CONTROL_PLANE, name="us-east-1", key="us-east-1"),
    )


def named(scenario: Iterable[Failure]) -> str:
    """What fails, in words."""
    return " and ".join(map(str, scenario)) or "nothing fails"


def is_lost(region: str, scenario: Iterable[Failure]) -> bool:
    """Whether a Region is among what fails."""
    return any(failure.kind is FailureKind.REGION and failure.key == region for failure in scenario)


def meant(found: Iterable[Failure], name: str) -> tuple[Failure, ...]:
    """The failures that a name means: one (`region:us-east-1`), or all of a kind (`region`)."""
    return tuple(failure for failure in found if name in (failure.id, failure.kind.value))


def _regions(estate: Estate) -> list[str]:
    """Every Region that something stands in which customers need."""
    found = {
        *estate.regions,
        *(page.region for page in estate.error_pages.values()),
        *(bucket.region for bucket in _origin_buckets(estate)),
        *(instance.region for instance in estate.instances.values()),
        *(region for table in estate.tables.values() for region in table.regions),
    }
    return sorted(found)


def _zones(estate: Estate) -> Iterator[Failure]:
    zones = {(balancer.region, zone) for balancer in estate.load_balancers.values() for zone in balancer.zones} | {
        (service.region, zone) for service in estate.services for zone in service.zones
    }
    for region, zone in sorted(zones):
        yield Failure(kind=FailureKind.ZONE, name=zone, region=region, key=zone)


def _services(estate: Estate) -> Iterator[Failure]:
    for region, service in sorted({(service.region, service.name) for service in estate.services}):
        yield Failure(kind=FailureKind.SERVICE, name=f"{region}/{service}", region=region, key=service)


def _databases(estate: Estate) -> Iterator[Failure]:
    for identifier in sorted(set(estate.writers.values()) & estate.instances.keys()):
        region = estate.instances[identifier].region
        yield Failure(kind=FailureKind.DATABASE, name=identifier, region=region, key=identifier)


def _checks(estate: Estate) -> Iterator[Failure]:
    for kind in (FailureKind.CHECK_HEALTHY, FailureKind.CHECK_UNHEALTHY):
        for identifier, check in estate.checks.items():
            if check.check.type is HealthCheckType.CALCULATED:
                continue  # Route 53 works it out itself: what can be wrong are the checks that it counts.
            yield Failure(kind=kind, name=f"{check.declared.stack}/{check.declared.name}", key=identifier)


def _buckets(estate: Estate) -> Iterator[Failure]:
    for bucket in _origin_buckets(estate):
        yield Failure(kind=FailureKind.BUCKET, name=bucket.declared.name, region=bucket.region, key=bucket.domain_name)


def _origin_buckets(estate: Estate) -> list[Bucket]:
    """The buckets that a distribution fetches from."""
    asked = {origin.domain_name for each in estate.distributions.values() for origin in each.origins.values()}
    return [bucket for name, bucket in estate.buckets.items() if name in asked]
