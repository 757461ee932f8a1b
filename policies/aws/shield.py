"""Shield Advanced: what it can protect, and what its protections name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from policies.aws.elbv2 import APPLICATION, load_balancer_type
from policies.aws.types import ACCELERATOR, CLOUDFRONT_DISTRIBUTIONS, HOSTED_ZONE, LOAD_BALANCERS
from policies.framework.values import UNKNOWN, Unknown

if TYPE_CHECKING:
    from policies.framework.resources import Resource, Stack

PROTECTED: Final = (*CLOUDFRONT_DISTRIBUTIONS, ACCELERATOR, HOSTED_ZONE, *LOAD_BALANCERS)
"""The types that it protects ("List of AWS resources that AWS Shield Advanced protects") and that rules ask about."""


def exposed(stack: Stack) -> Iterator[tuple[Resource, bool | Unknown]]:
    """What it can protect from the internet, each with whether it faces the internet; what does not is left out."""
    for resource in stack.of_type(*PROTECTED):
        faces = _faces_the_internet(resource)
        if faces is not False:
            yield resource, faces


def _faces_the_internet(resource: Resource) -> bool | Unknown:
    if resource.type == HOSTED_ZONE:
        private = resource.value("vpcs")
        return UNKNOWN if private is UNKNOWN else not private
    if resource.type not in LOAD_BALANCERS:
        return True
    internal, kind = resource.flag("internal"), load_balancer_type(resource)
    if internal is True or kind not in (APPLICATION, UNKNOWN):
        return False
    return UNKNOWN if UNKNOWN in (internal, kind) else True
