"""Reads hosted zones, health checks and CIDR collections that the AWS CLI has printed to files."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Any, Final, TypeVar

from pydantic import BaseModel, ValidationError

from securecart.routing.errors import ZoneError
from securecart.routing.route53.conversion import health_check, record_set
from securecart.routing.route53.exports import CidrBlocksExport, HealthChecksExport, OneHealthCheckExport, ZoneExport
from securecart.routing.route53.health_checks import HealthCheck
from securecart.routing.route53.hosted_zone import CidrCollection, HostedZone
from securecart.routing.route53.records import ResourceRecordSet

_LONGEST_VALUE: Final = 60
_Export = TypeVar("_Export", bound=BaseModel)


def read_zone(
    zone: Path, health_checks: Path | None = None, cidr_blocks: Mapping[str, Path] | None = None
) -> HostedZone:
    """A hosted zone.

    Args:
        zone: what `aws route53 list-resource-record-sets` printed.
        health_checks: what `aws route53 list-health-checks` or `get-health-check` printed.
        cidr_blocks: what `aws route53 list-cidr-blocks` printed, by the id of the collection.

    Raises:
        ZoneError: a file cannot be read, or is not what it should be.
    """
    export = _parsed(zone, ZoneExport, "the output of `aws route53 list-resource-record-sets`")
    if export.is_truncated:
        raise ZoneError(f"{zone}: IsTruncated: true: one page of several; allowed: the whole zone")
    checks = {check.id: check for check in read_health_checks(health_checks)} if health_checks else {}
    collections = {id_: read_cidr_collection(path) for id_, path in (cidr_blocks or {}).items()}
    try:
        records = tuple(record_set(record) for record in export.resource_record_sets)
        return HostedZone(
            name=_zone_name(records), record_sets=records, health_checks=checks, cidr_collections=collections
        )
    except ZoneError as error:
        raise ZoneError(f"{zone}: {error}") from error


def read_health_checks(path: Path) -> tuple[HealthCheck, ...]:
    """The health checks of an account, or one of them.

    Raises:
        ZoneError: the file cannot be read, or is not what it should be.
    """
    what = "the output of `aws route53 list-health-checks` or `get-health-check`"
    document = _document(path)
    if isinstance(document, dict) and "HealthCheck" in document:
        return (health_check(_parsed(path, OneHealthCheckExport, what, document).health_check),)
    export = _parsed(path, HealthChecksExport, what, document)
    if export.is_truncated:
        raise ZoneError(f"{path}: IsTruncated: true: one page of several; allowed: all health checks")
    return tuple(health_check(check) for check in export.health_checks)


def read_cidr_collection(path: Path) -> CidrCollection:
    """The blocks of a CIDR collection, by location.

    Raises:
        ZoneError: the file cannot be read, or is not what it should be.
    """
    locations: defaultdict[str, list[IPv4Network | IPv6Network]] = defaultdict(list)
    for block in _parsed(path, CidrBlocksExport, "the output of `aws route53 list-cidr-blocks`").cidr_blocks:
        locations[block.location_name].append(block.cidr_block)
    return dict(locations)


def _zone_name(records: tuple[ResourceRecordSet, ...]) -> str:
    """The name that has the zone's SOA record, or else the one that all others stand below."""
    shortest = min((record.name for record in records), key=len, default=None)
    name = next((record.name for record in records if record.type == "SOA"), shortest)
    if name is None:
        raise ZoneError("ResourceRecordSets: no records; allowed: those of a hosted zone")
    for record in records:
        if record.name != name and not record.name.endswith(f".{name}"):
            raise ZoneError(f"{record.place}: is not in the zone {name}; allowed: records of one hosted zone")
    return name


def _document(path: Path) -> Any:  # noqa: ANN401 (JSON)
    try:
        return json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise ZoneError(f"{path}: cannot be read: {error.strerror}") from error
    except (ValueError, RecursionError) as error:
        raise ZoneError(f"{path}: is no JSON: {error}") from error


def _parsed(path: Path, shape: type[_Export], what: str, document: Any = None) -> _Export:  # noqa: ANN401 (JSON)
    try:
        return shape.model_validate(_document(path) if document is None else document)
    except ValidationError as error:
        raise ZoneError(f"{path}: {_problem(error, what)}") from error


def _problem(error: ValidationError, what: str) -> str:
    """The first thing that is wrong."""
    first = error.errors(include_url=False)[0]
    key = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in first["loc"]).lstrip(".")
    if not key:
        return f"allowed: {what}"
    if first["type"] == "missing":
        return f"{key}: not set; allowed: {what if len(first['loc']) == 1 else 'a value'}"
    if first["type"] == "extra_forbidden":
        return f"{key}: there is no such key; allowed: those of the Route 53 API"
    value = json.dumps(first["input"], default=str)
    shown = value if len(value) <= _LONGEST_VALUE else f"{value[: _LONGEST_VALUE - 3]}..."
    return f"{key}: {shown}; allowed: {first['msg'].removeprefix('Input should be ')}"
