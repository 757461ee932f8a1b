"""Settings of a Region's network."""

from collections.abc import Iterator
from ipaddress import IPv4Network
from typing import Annotated, Final

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from securecart.settings.base import Disagreement, Settings

PRIVATE_RANGES: Final = (IPv4Network("10.0.0.0/8"), IPv4Network("172.16.0.0/12"), IPv4Network("192.168.0.0/16"))
"""The ranges that RFC 1918 sets aside; `IPv4Network.is_private` counts many others too."""
VPC_PREFIXES: Final = range(16, 21)
"""A VPC takes /16 at most ("VPC CIDR blocks"); three tiers in four zones, with room for stores, need a /20."""
LOG_RETENTION_DAYS: Final = (
    1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
)  # fmt: skip
"""The retentions that CloudWatch Logs knows, in days (PutRetentionPolicy)."""


def _private_and_sized(network: IPv4Network) -> IPv4Network:
    if network.prefixlen not in VPC_PREFIXES or not any(map(network.subnet_of, PRIVATE_RANGES)):
        allowed = f"a range of /{VPC_PREFIXES[0]} to /{VPC_PREFIXES[-1]} inside {', '.join(map(str, PRIVATE_RANGES))}"
        raise PydanticCustomError("form", "{allowed}", {"allowed": allowed})
    return network


def _known_retention(days: int) -> int:
    if days not in LOG_RETENTION_DAYS:
        raise PydanticCustomError("form", "{allowed}", {"allowed": ", ".join(map(str, LOG_RETENTION_DAYS))})
    return days


VpcCidr = Annotated[IPv4Network, AfterValidator(_private_and_sized)]
LogRetentionDays = Annotated[int, AfterValidator(_known_retention)]


class NetworkSettings(Settings):
    """Where a Region's VPC lies and how it is spread."""

    cidr: VpcCidr
    """The address range of the VPC: private, /16 to /20, and no other Region's."""
    zones: tuple[str, ...] = Field(min_length=2, max_length=4)
    """The Availability Zones that everything zonal is spread over: 2 to 4 of the Region's own."""
    flow_log_retention_days: LogRetentionDays = 90
    """How long flow logs are kept, in days: one of CloudWatch Logs' retentions."""

    def disagreements(self) -> Iterator[Disagreement]:
        """Each zone stands once."""
        if len(set(self.zones)) < len(self.zones):
            yield Disagreement("zones", list(self.zones), "names a zone twice", "2 to 4 different zones")
