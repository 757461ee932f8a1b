"""AWS resources that alias records point to, told by the names that AWS gives them."""

from __future__ import annotations

from enum import Enum
from typing import Final

LOAD_BALANCER_TTL: Final = 60
"""Seconds ("Request routing", Elastic Load Balancing User Guide)."""


class TargetKind(Enum):
    """What a name of AWS's stands for; the value is a part that such names have."""

    LOAD_BALANCER = ".elb."
    DISTRIBUTION = ".cloudfront.net"
    ACCELERATOR = ".awsglobalaccelerator.com"
    API = ".execute-api."
    BUCKET = "s3-website"
    INTERFACE_ENDPOINT = ".vpce."
    OTHER = ""

    @property
    def ttl(self) -> int | None:
        """Seconds that resolvers keep an alias to it, which AWS sets; None where AWS does not say how long."""
        return LOAD_BALANCER_TTL if self is TargetKind.LOAD_BALANCER else None


def kind_of(dns_name: str) -> TargetKind:
    """What a name of AWS's stands for."""
    return next(kind for kind in TargetKind if kind.value in dns_name)
