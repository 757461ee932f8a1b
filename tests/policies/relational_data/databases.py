"""Small programs with two databases, and the names of the real ones."""

from __future__ import annotations

from typing import Final

from tests.policies.harness import Deployment, program

TYPE: Final = "aws:rds/instance:Instance"
DATABASE: Final = "shop-db-g1"
"""The logical name of every Region's own instance: a writer, or a follower of one."""

SEARCH: Final = "shop-db-g1-search-1"
"""The logical name of a read replica in the Region."""

ELSEWHERE: Final = "arn:aws:rds:eu-central-1:123456789012:db:orders"
"""A database that no program here declares, in another Region than theirs."""


def databases(other: str, orders: str = "", resources: str = "") -> Deployment:
    """A program with the database `orders` and another that may replicate it.

    Args:
        other: the properties of `other`.
        orders: the properties of `orders` besides its identifier.
        resources: more resources, each as `name: {...}` on one line of its own.
    """
    known = f"identifier: orders, {orders}" if orders else "identifier: orders"
    return program(f"""
        resources:
          orders: {{type: "aws:rds:Instance", properties: {{{known}}}}}
          other: {{type: "aws:rds:Instance", properties: {{{other}}}}}
          {resources}
    """)


def cluster(properties: str, *resources: str) -> Deployment:
    """A program with the Aurora cluster `cluster`, and more resources, each as `name: {...}`."""
    lines = "\n".join(f"          {resource}" for resource in resources)
    return program(f"""
        resources:
          cluster: {{type: "aws:rds:Cluster", properties: {{{properties}}}}}
{lines}
    """)
