"""From the shapes of the Route 53 API to records and checks."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Final

from securecart.routing.errors import ZoneError
from securecart.routing.geography.coordinates import Coordinates
from securecart.routing.geography.countries import continents, countries, subdivisions
from securecart.routing.route53.exports import (
    GeoLocationExport,
    GeoProximityLocationExport,
    HealthCheckExport,
    ResourceRecordSetExport,
)
from securecart.routing.route53.health_checks import HealthCheck
from securecart.routing.route53.records import (
    DEFAULT_LOCATION,
    AliasTarget,
    Failover,
    Geolocation,
    Geoproximity,
    IpBased,
    Latency,
    MultivalueAnswer,
    ResourceRecordSet,
    RoutingPolicy,
    Simple,
    Weighted,
)
from securecart.routing.route53.targets import TargetKind, kind_of

_ESCAPE: Final = re.compile(r"\\([0-7]{3})")
"""How Route 53 writes characters other than letters, digits, hyphens and dots ("DNS domain name format")."""


def record_set(export: ResourceRecordSetExport) -> ResourceRecordSet:
    """A record.

    Raises:
        ZoneError: Route 53 would not hold it.
    """
    place = f"{_unescaped(export.name)} {export.type}" + (f" {export.set_identifier}" if export.set_identifier else "")
    alias = export.alias_target
    if (alias is None) == (not export.resource_records):
        raise ZoneError(f"{place}: allowed: either AliasTarget or ResourceRecords")
    if alias and alias.evaluate_target_health and kind_of(alias.dns_name) is TargetKind.DISTRIBUTION:
        raise ZoneError(f"{place}: EvaluateTargetHealth: true; allowed: false, for an alias to CloudFront")
    return ResourceRecordSet(
        name=_unescaped(export.name),
        type=export.type,
        policy=_policy(export, place),
        set_identifier=export.set_identifier,
        values=tuple(record.value for record in export.resource_records),
        ttl=export.ttl,
        alias_target=AliasTarget(
            dns_name=_unescaped(alias.dns_name),
            evaluate_target_health=alias.evaluate_target_health,
        )
        if alias
        else None,
        health_check_id=export.health_check_id,
    )


def _policy(export: ResourceRecordSetExport, place: str) -> RoutingPolicy:
    found: dict[str, RoutingPolicy] = {}
    if export.weight is not None:
        found["Weight"] = Weighted(export.weight)
    if export.region is not None:
        found["Region"] = Latency(export.region)
    if export.failover is not None:
        found["Failover"] = Failover(export.failover)
    if export.geo_location is not None:
        found["GeoLocation"] = _geolocation(export.geo_location, place)
    if export.multi_value_answer:
        found["MultiValueAnswer"] = MultivalueAnswer()
    if (cidr := export.cidr_routing_config) is not None:
        found["CidrRoutingConfig"] = IpBased(collection=cidr.collection_id, location=cidr.location_name)
    if export.geo_proximity_location is not None:
        found["GeoProximityLocation"] = _geoproximity(export.geo_proximity_location, place)
    if len(found) > 1:
        raise ZoneError(f"{place}: {' and '.join(found)}; allowed: one routing policy")
    if found and not export.set_identifier:
        raise ZoneError(f"{place}: SetIdentifier: not set; allowed: what tells it from others of its name and type")
    return next(iter(found.values()), Simple())


def _geolocation(export: GeoLocationExport, place: str) -> Geolocation:
    continent, country, subdivision = export.continent_code, export.country_code, export.subdivision_code
    known: dict[str, tuple[str | None, Collection[str]]] = {
        "ContinentCode": (continent, continents()),
        "CountryCode": (country, {DEFAULT_LOCATION, *countries()}),
        "SubdivisionCode": (subdivision, subdivisions(country or "")),
    }
    for key, (code, codes) in known.items():
        if code is not None and code not in codes:
            raise ZoneError(f"{place}: GeoLocation.{key}: {code}; allowed: {', '.join(sorted(codes))}")
    if (continent is None) == (country is None):
        raise ZoneError(f"{place}: GeoLocation: allowed: either ContinentCode or CountryCode")
    return Geolocation(continent=continent, country=country, subdivision=subdivision)


def _geoproximity(export: GeoProximityLocationExport, place: str) -> Geoproximity:
    given = [name for name in (export.region, export.local_zone_group, export.coordinates) if name is not None]
    if len(given) != 1:
        allowed = "one of AWSRegion, LocalZoneGroup and Coordinates"
        raise ZoneError(f"{place}: GeoProximityLocation: allowed: {allowed}")
    coordinates = export.coordinates
    return Geoproximity(
        region=export.region,
        local_zone_group=export.local_zone_group,
        coordinates=Coordinates(coordinates.latitude, coordinates.longitude) if coordinates else None,
        bias=export.bias,
    )


def health_check(export: HealthCheckExport) -> HealthCheck:
    """A health check, named after what it asks."""
    config = export.health_check_config
    asked = config.fully_qualified_domain_name or config.ip_address or ""
    return HealthCheck(
        id=export.id,
        type=config.type,
        name=f"{asked}{config.resource_path}",
        children=config.child_health_checks,
        threshold=config.health_threshold,
        inverted=config.inverted,
        disabled=config.disabled,
        insufficient_data=config.insufficient_data_health_status,
        alarm_region=config.alarm_identifier.region if config.alarm_identifier else None,
        domain_name=config.fully_qualified_domain_name,
        ip_address=config.ip_address,
        request_interval=config.request_interval,
        failure_threshold=config.failure_threshold,
    )


def _unescaped(name: str) -> str:
    return _ESCAPE.sub(lambda found: chr(int(found[1], 8)), name)
