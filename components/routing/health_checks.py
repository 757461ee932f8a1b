"""Route 53 health checks: of one endpoint, and of several taken together.

A check that changes its type, interval or latency measurement is a new one, and Route 53 lets a check be deleted while
a record uses it. Other stacks hold the ids until they are deployed again, so a check can be left in place when it goes.
"""

from collections.abc import Mapping, Sequence
from typing import Final

import pulumi
from pulumi_aws import route53

from components.arguments import ArgumentError
from securecart.settings.services import ServiceSettings, Surface

CHECKER_REGIONS: Final = ("us-east-1", "us-west-2", "eu-west-1", "ap-southeast-1", "sa-east-1")
"""Where checkers ask from, of the eight places Route 53 offers ("HealthCheckConfig"): three at least are required. An
endpoint is healthy while more than 18 % of the checkers say so, so no single place decides."""
REQUEST_INTERVAL: Final = 10
"""Seconds between two requests of one checker; the other choice is 30."""
FAILURE_THRESHOLD: Final = 3
"""Requests in a row that must fail, or succeed, to change a checker's mind."""
MOST_CHILDREN: Final = 255
"""Children of a calculated check ("Values that you specify when you create or update health checks")."""


def checked_services(services: Mapping[str, ServiceSettings]) -> dict[Surface, str]:
    """The service that stands for each surface: the one that takes all paths no other service takes.

    Raises:
        ArgumentError: a surface has no such service.
    """
    chosen = {
        route.surface: name for name, service in services.items() for route in service.routes if "/*" in route.paths
    }
    for surface in Surface:
        if surface not in chosen:
            raise ArgumentError(
                "health checks", "services", sorted(services), f"one that takes `/*` of {surface.value}"
            )
    return {surface: chosen[surface] for surface in Surface}


def endpoint_check(
    name: str, *, host: str, service: str, path: pulumi.Input[str], opts: pulumi.ResourceOptions
) -> route53.HealthCheck:
    """A check that asks an endpoint over HTTPS and measures how long the answer takes.

    Args:
        name: the logical name, and the check's name in the console.
        host: what is resolved, asked for as host and named in the TLS handshake. Never a record that carries the check:
            its answer would depend on itself.
        service: the service that answers, for its tag: the path is secret, so nobody could tell who is asked.
        path: the path asked for, up to 255 characters.
        opts: the parent, and whether the check stays when it is no longer declared.
    """
    return route53.HealthCheck(
        name,
        type="HTTPS",
        fqdn=host,
        port=443,
        resource_path=path,
        enable_sni=True,
        request_interval=REQUEST_INTERVAL,
        failure_threshold=FAILURE_THRESHOLD,
        measure_latency=True,
        regions=list(CHECKER_REGIONS),
        tags={"Name": name, "Service": service},
        opts=opts,
    )


def calculated_check(
    name: str,
    *,
    children: Sequence[pulumi.Input[str]],
    threshold: int,
    inverted: bool = False,
    opts: pulumi.ResourceOptions,
) -> route53.HealthCheck:
    """A check that is healthy while enough others are, or with `inverted` while too few are.

    Args:
        name: the logical name, and the check's name in the console.
        children: ids of the others, none of them calculated itself.
        threshold: how many of them must be healthy.
        inverted: turns the result round.
        opts: the parent, and whether the check stays when it is no longer declared.

    Raises:
        ArgumentError: too many children, or a threshold that they cannot miss or meet.
    """
    if not 1 <= len(children) <= MOST_CHILDREN:
        raise ArgumentError(name, "children", len(children), f"1 to {MOST_CHILDREN} checks")
    if not 1 <= threshold <= len(children):
        raise ArgumentError(name, "threshold", threshold, f"1 to {len(children)}, the number of children")
    return route53.HealthCheck(
        name,
        type="CALCULATED",
        child_healthchecks=list(children),
        child_health_threshold=threshold,
        invert_healthcheck=inverted,
        tags={"Name": name},
        opts=opts,
    )
