"""What the global stack knows of a Region."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import pulumi

from components.routing.alias_target import AliasTarget
from securecart.settings.geography import Residency
from securecart.settings.services import Surface


@dataclass(frozen=True, kw_only=True)
class ReleaseEndpoint:
    """One release in one Region.

    Attributes:
        weight: its share of the Region's traffic; 0: it takes none. From the settings, since it decides which resources
            there are.
        load_balancer_arn: the ARN of its load balancer.
        load_balancer_arn_suffix: the part of that ARN by which CloudWatch names the load balancer.
        load_balancer_dns_name: the name that AWS gave the load balancer.
        load_balancer_zone_id: the hosted zone of that name.
        check_ids: ids of its endpoint checks, by surface.
        calculated_check_id: id of the check of the release as a whole.
    """

    weight: int
    load_balancer_arn: pulumi.Input[str]
    load_balancer_arn_suffix: pulumi.Input[str]
    load_balancer_dns_name: pulumi.Input[str]
    load_balancer_zone_id: pulumi.Input[str]
    check_ids: Mapping[Surface, pulumi.Input[str]]
    calculated_check_id: pulumi.Input[str]


@dataclass(frozen=True, kw_only=True)
class LastResortEndpoint:
    """The page that answers residents of the EU when no Region of theirs can.

    Attributes:
        region: the Region that it stands in.
        hosts: where it stands, by surface: `api` and `checkout`.
    """

    region: str
    hosts: Mapping[Surface, AliasTarget]


@dataclass(frozen=True, kw_only=True)
class RegionEndpoint:
    """One Region as routing, accelerators, protection and dashboards see it.

    Attributes:
        region: the Region's name.
        residency: its data domain.
        role: `active`, or `standby` for when too few active Regions are healthy.
        releases: its releases by name, those without weight too.
        region_api_check_id: id of the check of the Region's API as a whole, an endpoint check.
        last_resort: the page of last resort that this Region's stack declares, where it does.
    """

    region: str
    residency: Residency
    role: Literal["active", "standby"]
    releases: Mapping[str, ReleaseEndpoint]
    region_api_check_id: pulumi.Input[str]
    last_resort: LastResortEndpoint | None = None

    @property
    def weighted(self) -> Mapping[str, ReleaseEndpoint]:
        """The releases that customers are sent to."""
        return {name: release for name, release in self.releases.items() if release.weight}
