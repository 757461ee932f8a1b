"""Direct Connect: which connections lead to a gateway."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from policies.aws.references import sole
from policies.aws.types import (
    DIRECT_CONNECT_CONNECTION,
    DIRECT_CONNECT_GATEWAY,
    DIRECT_CONNECT_LINK_AGGREGATION_GROUP,
    DIRECT_CONNECT_PRIVATE_VIRTUAL_INTERFACE,
    DIRECT_CONNECT_TRANSIT_VIRTUAL_INTERFACE,
)
from policies.framework.values import UNKNOWN

if TYPE_CHECKING:
    from policies.framework.resources import Resource, Stack
    from policies.framework.values import Unknown

PORTS: Final = (DIRECT_CONNECT_CONNECTION, DIRECT_CONNECT_LINK_AGGREGATION_GROUP)
"""What a virtual interface may be on: a connection, or several that act as one."""

_VIRTUAL_INTERFACES: Final = (DIRECT_CONNECT_PRIVATE_VIRTUAL_INTERFACE, DIRECT_CONNECT_TRANSIT_VIRTUAL_INTERFACE)
"""The kinds that can be on a Direct Connect gateway."""


class Lines:
    """The virtual interfaces of a stack, and what they are on."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack
        found = tuple(stack.of_type(*_VIRTUAL_INTERFACES))
        self._gateways = {vif: sole(vif, "dxGatewayId", stack, DIRECT_CONNECT_GATEWAY) for vif in found}
        self._ports = {vif: sole(vif, "connectionId", stack, *PORTS) for vif in found}

    def virtual_interfaces(self, gateway: Resource) -> tuple[Resource, ...]:
        """The virtual interfaces on a gateway."""
        return tuple(vif for vif, of in self._gateways.items() if of is gateway)

    def astray(self) -> tuple[Resource, ...]:
        """The virtual interfaces of which it is not known whether they are on this stack's gateways."""
        return tuple(vif for vif, of in self._gateways.items() if of is UNKNOWN)

    def port(self, virtual_interface: Resource) -> Resource | Unknown | None:
        """What a virtual interface is on; None where this stack does not declare it."""
        return self._ports[virtual_interface]

    def unused(self) -> tuple[Resource, ...]:
        """The connections without a virtual interface: ordered, and not ready yet."""
        used = {port.urn for port in self._ports.values() if port is not None and port is not UNKNOWN}
        return tuple(port for port in self._stack.of_type(*PORTS) if port.urn not in used)
