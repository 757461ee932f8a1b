"""How Global Accelerator chooses an endpoint for a client."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from securecart.routing.hops import Hop

GROUPS_TRIED: Final = 3
"""Endpoint groups that are tried before it fails open."""
DEFAULT_WEIGHT: Final = 128
"""The weight of an endpoint that states none ("Endpoint weights")."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """An endpoint of a group.

    Attributes:
        id: its ARN, or another name that `unhealthy` may hold.
        region: the Region of its group.
        weight: 0 to 255; with 0 it takes no traffic.
    """

    id: str
    region: str
    weight: int = DEFAULT_WEIGHT

    @property
    def place(self) -> str:
        """The Region of its group."""
        return self.region

    @property
    def label(self) -> str:
        """Its id."""
        return self.id


@dataclass(frozen=True, slots=True, kw_only=True)
class EndpointGroup:
    """The endpoints of one Region.

    Attributes:
        accelerator: the name of the accelerator.
        region: the Region.
        endpoints: its endpoints.
        traffic_dial: the percentage taken of the traffic that is nearest to it, 0 to 100.
    """

    accelerator: str
    region: str
    endpoints: tuple[Endpoint, ...]
    traffic_dial: Fraction = Fraction(100)

    @property
    def place(self) -> str:
        """The accelerator."""
        return self.accelerator

    @property
    def label(self) -> str:
        """The Region."""
        return self.region


@dataclass(frozen=True, slots=True, kw_only=True)
class Accelerator:
    """A standard accelerator with one listener.

    Attributes:
        name: its name.
        endpoint_groups: one a Region.
    """

    name: str
    endpoint_groups: tuple[EndpointGroup, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EndpointOutcome:
    """Where a share of connections goes.

    Attributes:
        share: the share.
        endpoint: the endpoint.
        hops: the decisions: the group, then the endpoint.
        fails_open: the endpoint was not chosen for its health.
    """

    share: Fraction
    endpoint: Endpoint
    hops: tuple[Hop, ...]
    fails_open: bool = False
