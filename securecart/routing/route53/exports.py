"""What the AWS CLI prints of hosted zones, health checks and CIDR collections: the shapes of the Route 53 API.

`ListResourceRecordSets`, `ListHealthChecks`, `GetHealthCheck` and `ListCidrBlocks` of the Route 53 API Reference. Of a
record all keys are named, so that none that decides is overlooked; of the others only what is used.
"""

from ipaddress import IPv4Network, IPv6Network
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_pascal

from securecart.routing.route53.health_checks import HealthCheckType, InsufficientDataHealthStatus
from securecart.routing.route53.hosted_zone import MOST_WEIGHT
from securecart.routing.route53.records import FailoverRole

MOST_BIAS: Final = 99


class _Shape(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", alias_generator=to_pascal)


class _Complete(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", alias_generator=to_pascal)


class ResourceRecord(_Complete):
    """A value."""

    value: str


class AliasTargetExport(_Complete):
    """What an alias points to."""

    hosted_zone_id: str
    dns_name: Annotated[str, Field(alias="DNSName")]
    evaluate_target_health: bool


class GeoLocationExport(_Complete):
    """An area."""

    continent_code: str | None = None
    country_code: str | None = None
    subdivision_code: str | None = None


class CoordinatesExport(_Complete):
    """A place, in degrees."""

    latitude: Annotated[float, Field(ge=-90, le=90)]
    longitude: Annotated[float, Field(ge=-180, le=180)]


class GeoProximityLocationExport(_Complete):
    """Where a resource is."""

    region: Annotated[str | None, Field(alias="AWSRegion")] = None
    local_zone_group: str | None = None
    coordinates: CoordinatesExport | None = None
    bias: Annotated[int, Field(ge=-MOST_BIAS, le=MOST_BIAS)] = 0


class CidrRoutingConfigExport(_Complete):
    """A location of a CIDR collection."""

    collection_id: str
    location_name: str


class ResourceRecordSetExport(_Complete):
    """A record."""

    name: str
    type: str
    set_identifier: str | None = None
    weight: Annotated[int | None, Field(ge=0, le=MOST_WEIGHT)] = None
    region: str | None = None
    geo_location: GeoLocationExport | None = None
    failover: FailoverRole | None = None
    multi_value_answer: bool | None = None
    ttl: Annotated[int | None, Field(alias="TTL", ge=0)] = None
    resource_records: tuple[ResourceRecord, ...] = ()
    alias_target: AliasTargetExport | None = None
    health_check_id: str | None = None
    traffic_policy_instance_id: str | None = None
    cidr_routing_config: CidrRoutingConfigExport | None = None
    geo_proximity_location: GeoProximityLocationExport | None = None


class ZoneExport(_Shape):
    """`list-resource-record-sets`."""

    resource_record_sets: tuple[ResourceRecordSetExport, ...]
    is_truncated: bool = False


class AlarmIdentifierExport(_Shape):
    """The alarm that a check follows."""

    region: str


class HealthCheckConfigExport(_Shape):
    """What a check does."""

    type: HealthCheckType
    ip_address: Annotated[str | None, Field(alias="IPAddress")] = None
    resource_path: str = ""
    fully_qualified_domain_name: str | None = None
    request_interval: int = 30
    failure_threshold: int = 3
    inverted: bool = False
    disabled: bool = False
    health_threshold: int = 0
    child_health_checks: tuple[str, ...] = ()
    alarm_identifier: AlarmIdentifierExport | None = None
    insufficient_data_health_status: InsufficientDataHealthStatus = InsufficientDataHealthStatus.LAST_KNOWN


class HealthCheckExport(_Shape):
    """A check."""

    id: str
    health_check_config: HealthCheckConfigExport


class HealthChecksExport(_Shape):
    """`list-health-checks`."""

    health_checks: tuple[HealthCheckExport, ...]
    is_truncated: bool = False


class OneHealthCheckExport(_Shape):
    """`get-health-check`."""

    health_check: HealthCheckExport


class CidrBlockExport(_Shape):
    """A block and its location."""

    cidr_block: IPv4Network | IPv6Network
    location_name: str


class CidrBlocksExport(_Shape):
    """`list-cidr-blocks`."""

    cidr_blocks: tuple[CidrBlockExport, ...]
