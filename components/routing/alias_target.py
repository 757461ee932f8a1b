"""What an alias record points to outside the hosted zone."""

from dataclasses import dataclass

import pulumi


@dataclass(frozen=True, kw_only=True)
class AliasTarget:
    """An AWS resource that Route 53 resolves by itself: a load balancer, an accelerator, a distribution, an API.

    Attributes:
        dns_name: the name that AWS gave the resource.
        zone_id: the hosted zone of that name, AWS's own.
    """

    dns_name: pulumi.Input[str]
    zone_id: pulumi.Input[str]
