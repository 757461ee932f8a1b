"""Small programs with Direct Connect lines, and the names of the real ones."""

from __future__ import annotations

from typing import Final

from tests.policies.harness import Deployment, program

CONNECTION: Final = "aws:directconnect/connection:Connection"
INTERFACE: Final = "aws:directconnect/privateVirtualInterface:PrivateVirtualInterface"
NEWARK: Final = "edge-warehouse-newark"
ASHBURN: Final = "edge-warehouse-ashburn"


def lines(first: str, second: str, **interfaces: str) -> Deployment:
    """A gateway, two ports at the given locations, and virtual interfaces with the properties given."""
    declared = "".join(
        f"""
          {name}:
            type: aws:directconnect:PrivateVirtualInterface
            properties: {{{properties}}}"""
        for name, properties in interfaces.items()
    )
    return program(f"""
        resources:
          gateway: {{type: "aws:directconnect:Gateway"}}
          one: {{type: "aws:directconnect:Connection", properties: {{location: {first}}}}}
          two: {{type: "aws:directconnect:LinkAggregationGroup", properties: {{location: {second}}}}}
          {declared}
    """)


def on(port: str, gateway: str = "${gateway.id}") -> str:
    """The properties of a virtual interface on a port."""
    return f'dxGatewayId: "{gateway}", connectionId: "{port}"'
