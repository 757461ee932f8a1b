"""Settings of a Region's network."""

from ipaddress import IPv4Network
from typing import Annotated

from pydantic import AfterValidator, Field

from securecart.settings.base import Settings


def _private_and_sized(network: IPv4Network) -> IPv4Network:
    if not network.is_private:
        raise ValueError("allowed: a private range (10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16)")
    if not 16 <= network.prefixlen <= 20:  # noqa: PLR2004
        raise ValueError("allowed: a prefix from /16 to /20 (a VPC takes /16 at most; three tiers need /20)")
    return network


VpcCidr = Annotated[IPv4Network, AfterValidator(_private_and_sized)]


class NetworkSettings(Settings):
    """Where a Region's VPC lies and how it is spread."""

    cidr: VpcCidr
    """The address range of the VPC: private, /16 to /20, and no other Region's."""
    zones: tuple[str, ...] = Field(min_length=2, max_length=4)
    """The Availability Zones that everything zonal is spread over: 2 to 4 of the Region's own."""
    flow_log_retention_days: int = Field(default=90, ge=1)
    """How long flow logs are kept, in days."""
