"""Small programs with a table, and what mutants of the real ones need."""

from __future__ import annotations

from typing import Any, Final

from tests.policies.harness import UNKNOWN, Deployment, program

TYPE: Final = "aws:dynamodb/table:Table"
REPLICA_TYPE: Final = "aws:dynamodb/tableReplica:TableReplica"
CATALOGUE: Final = "shop-catalogue"
"""The logical name of the product catalogue, which is in every Region."""

CARTS: Final = "shop-carts"
"""The logical name of a data domain's carts, with a copy in each of its Regions at least."""


def tables(properties: str, resources: str = "") -> Deployment:
    """A program with the table `carts`.

    Args:
        properties: its properties besides its name.
        resources: more resources, each as `name: {...}` on a line of its own.
    """
    known = f"name: carts, {properties}" if properties else "name: carts"
    return program(f"""
        resources:
          carts: {{type: "aws:dynamodb:Table", properties: {{{known}}}}}
          {resources}
    """)


def add_table_replica(deployment: Deployment, table: str, region: str) -> Deployment:
    """Declare a `TableReplica` of a real table, `<table>-replica`, with all that the table's own replicas have."""
    name = f"{table}-replica"
    deployment.duplicate(table, name, type_=TYPE)
    everything: tuple[Any, ...] = (deployment.alone, deployment.together.resources)
    for requests in everything:
        (found,) = (request for request in requests if request.name == name)
        found.type = REPLICA_TYPE
        found.urn = found.urn.replace(TYPE, REPLICA_TYPE)
        found.properties.Clear()
        found.properties.update(
            {
                "region": region,
                "globalTableArn": UNKNOWN,
                "deletionProtectionEnabled": True,
                "pointInTimeRecovery": True,
                "kmsKeyArn": f"arn:aws:kms:{region}:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab",
            }
        )
    deployment.together.resources[-1].propertyDependencies.clear()
    return deployment.sources(name, "globalTableArn", table, type_=REPLICA_TYPE)
