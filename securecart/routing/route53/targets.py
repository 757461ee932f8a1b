"""AWS resources that alias records point to, told by the names that AWS gives them."""

from __future__ import annotations

from enum import Enum
from typing import Final

LOAD_BALANCER_TTL: Final = 60
"""Seconds ("Request routing", Elastic Load Balancing User Guide)."""


class TargetKind(Enum):
    """What a name of AWS's stands for.

    Attributes:
        noun: what it is called.
        suffix: what its names contain.
    """

    noun: str
    suffix: str

    LOAD_BALANCER = ("load balancer", ".elb.")
    DISTRIBUTION = ("CloudFront distribution", ".cloudfront.net")
    ACCELERATOR = ("accelerator", ".awsglobalaccelerator.com")
    API = ("API", ".execute-api.")
    BUCKET = ("S3 website", "s3-website")
    INTERFACE_ENDPOINT = ("VPC endpoint", ".vpce.")
    OTHER = ("AWS resource", "")

    def __init__(self, noun: str, suffix: str) -> None:
        self.noun = noun
        self.suffix = suffix

    @property
    def ttl(self) -> int | None:
        """Seconds that resolvers keep an alias to it, which AWS sets; None where AWS does not say how long."""
        return LOAD_BALANCER_TTL if self is TargetKind.LOAD_BALANCER else None


def kind_of(dns_name: str) -> TargetKind:
    """What a name of AWS's stands for."""
    return next(kind for kind in TargetKind if kind.suffix in dns_name)
