"""Global Accelerator: where its listeners lead, and what stands in for an accelerator whose endpoints fail."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from policies.aws.references import sole
from policies.aws.route53 import Records, alias, normal
from policies.aws.types import ACCELERATOR_ENDPOINT_GROUP, ACCELERATOR_LISTENER
from policies.framework.values import UNKNOWN, Unknown

if TYPE_CHECKING:
    from policies.framework.resources import Resource, Stack

_DOMAIN: Final = ".awsglobalaccelerator.com"
_BY_HEALTH: Final = ("failoverRoutingPolicies", "weightedRoutingPolicies", "latencyRoutingPolicies")
"""Routing policies whose other records are answered when one is not healthy, wherever the customer is."""


@dataclass(frozen=True, slots=True)
class EndpointGroups:
    """The endpoint groups of a listener.

    Attributes:
        certain: those that are its own.
        possible: those that may be its own, or another listener's.
    """

    certain: Sequence[Resource]
    possible: Sequence[Resource]

    @property
    def regions(self) -> frozenset[str | Unknown | None]:
        """The Regions of those that are certain."""
        return frozenset(_region(group) for group in self.certain)


def endpoint_groups(listener: Resource, stack: Stack) -> EndpointGroups:
    """The endpoint groups of a listener, as far as the stack declares them."""
    certain, possible = [], []
    for group in stack.of_type(ACCELERATOR_ENDPOINT_GROUP):
        named = sole(group, "listenerArn", stack, ACCELERATOR_LISTENER)
        if named is listener:
            certain.append(group)
        elif named is UNKNOWN:
            possible.append(group)
    return EndpointGroups(certain, possible)


def replaced_by_routing(accelerator: Resource, stack: Stack) -> bool | Unknown:
    """Whether every Route 53 record that leads to an accelerator has another beside it, which leads elsewhere."""
    records = Records(stack)
    found: list[bool | Unknown] = []
    for record in records:
        leads = _leads_to(record, accelerator)
        if leads is not False:
            found.append(_is_replaced(record, records, accelerator) if leads is True else UNKNOWN)
    if False in found:
        return False
    return UNKNOWN if UNKNOWN in found else bool(found)


def _is_replaced(record: Resource, records: Records, accelerator: Resource) -> bool | Unknown:
    by_health = _by_health(record)
    if by_health is False:
        return False
    if record.text("name") is UNKNOWN:
        return UNKNOWN
    group = records.group_of(record)
    others = {_leads_to(other, accelerator) for other in group.members if other is not record}
    if by_health is True and False in others:
        return True
    return UNKNOWN if group.doubtful or False in others or UNKNOWN in others else False


def _region(group: Resource) -> str | Unknown | None:
    """The Region of an endpoint group: its provider's, unless it says its own."""
    region = group.text("endpointGroupRegion")
    return group.region if region is None else region


def _by_health(record: Resource) -> bool | Unknown:
    policies = [record.value(path) for path in _BY_HEALTH]
    if any(policy not in (None, UNKNOWN, []) for policy in policies):
        return True
    return UNKNOWN if UNKNOWN in policies else False


def _leads_to(record: Resource, accelerator: Resource) -> bool | Unknown:
    target = alias(record)
    if target is None:
        return False
    name = target if isinstance(target, Unknown) else target.text("name")
    if isinstance(name, Unknown):
        sources = record.sources("aliases")
        return accelerator.urn in sources if sources else UNKNOWN
    own = accelerator.text("dnsName")
    if isinstance(own, str):
        return normal(name or "") == normal(own)
    return UNKNOWN if normal(name or "").endswith(_DOMAIN) else False
