"""Resource record sets, as the Route 53 API tells them (`ResourceRecordSet`, Route 53 API Reference)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from securecart.routing.geography.coordinates import Coordinates

CNAME: Final = "CNAME"
"""The type of a record that gives another name, for whatever type is asked for."""
DEFAULT_LOCATION: Final = "*"
"""The country of the geolocation record, and the CIDR location, for everybody for whom there is no other."""
_SECOND_NAME: Final = re.compile(r"^dualstack\.(?=.+\.amazonaws\.(?:com|com\.cn|eu)$)")
"""What the console puts before a load balancer's name ("Values common for alias records"); others may begin so, too."""


class FailoverRole(StrEnum):
    """A record's part in a failover pair."""

    PRIMARY = "PRIMARY"
    SECONDARY = "SECONDARY"


@dataclass(frozen=True, slots=True)
class Simple:
    """The only record of its name and type."""


@dataclass(frozen=True, slots=True)
class Weighted:
    """Answers its share of queries: its weight (0 to 255) of the sum over the healthy records."""

    weight: int


@dataclass(frozen=True, slots=True)
class Latency:
    """Answers clients to whom its Region is nearest."""

    region: str


@dataclass(frozen=True, slots=True)
class Failover:
    """Answers as the first or the second of a pair."""

    role: FailoverRole


@dataclass(frozen=True, slots=True, kw_only=True)
class Geolocation:
    """Answers clients in an area: a continent, a country (`*`: everybody else), or a subdivision of a country."""

    continent: str | None = None
    country: str | None = None
    subdivision: str | None = None

    def __str__(self) -> str:
        if self.continent:
            return f"continent {self.continent}"
        return f"{self.country}-{self.subdivision}" if self.subdivision else f"country {self.country}"


@dataclass(frozen=True, slots=True)
class MultivalueAnswer:
    """Answers together with the others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Geoproximity:
    """Answers clients who are nearest by distance.

    Attributes:
        region: the Region that the resource is in.
        local_zone_group: the Local Zone group that it is in.
        coordinates: where it is, if in neither.
        bias: -99 to 99; above 0 it draws clients from farther away.
    """

    region: str | None = None
    local_zone_group: str | None = None
    coordinates: Coordinates | None = None
    bias: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class IpBased:
    """Answers clients whose address a CIDR location holds; `*` everybody else."""

    collection: str
    location: str


RoutingPolicy = Simple | Weighted | Latency | Failover | Geolocation | MultivalueAnswer | Geoproximity | IpBased


@dataclass(frozen=True, slots=True, kw_only=True)
class AliasTarget:
    """What an alias record points to.

    Attributes:
        dns_name: a name of the same zone, or the one that AWS gave a resource.
        evaluate_target_health: whether the record is as healthy as its target.
    """

    dns_name: str
    evaluate_target_health: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "dns_name", target_name(self.dns_name))


@dataclass(frozen=True, slots=True, kw_only=True)
class ResourceRecordSet:
    """A record, in Route 53's words a resource record set.

    Attributes:
        name: its full name, in lower case and without the final dot.
        type: `A`, `AAAA`, `CNAME` and so on.
        policy: when it answers.
        set_identifier: what tells it from the others of its name and type; None for a simple record.
        values: what it answers; none for an alias.
        ttl: seconds that resolvers keep it; None for an alias.
        alias_target: what it points to, for an alias.
        health_check_id: the check that it carries.
    """

    name: str
    type: str
    policy: RoutingPolicy = field(default_factory=Simple)
    set_identifier: str | None = None
    values: tuple[str, ...] = ()
    ttl: int | None = None
    alias_target: AliasTarget | None = None
    health_check_id: str | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "name", normal(self.name))

    @property
    def place(self) -> str:
        """Its name and type, which it shares with the others of its group."""
        return f"{self.name} {self.type}"

    @property
    def label(self) -> str:
        """What tells it from the others of its group."""
        return self.set_identifier or self.name


def normal(name: str) -> str:
    """A DNS name in lower case and without the final dot."""
    return name.rstrip(".").lower()


def target_name(name: str) -> str:
    """The name of an alias target: likewise, and of a load balancer's two names the one that AWS gave it."""
    return _SECOND_NAME.sub("", normal(name))
