"""Databases, tables, who may take a writer's place, and the private paths to them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from ipaddress import IPv4Network
from typing import Final

from securecart.plan.model import Resource
from securecart.proof.estate import backups
from securecart.proof.estate.declarations import Declarations, declared
from securecart.proof.estate.model import Instance, PrivatePath, SwitchPlan, Table
from securecart.settings import names

INSTANCE: Final = "aws:rds/instance:Instance"
BACKUP_REPLICATION: Final = "aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication"
PARAMETER: Final = "aws:ssm/parameter:Parameter"
TABLE: Final = "aws:dynamodb/table:Table"
SWITCH_PLAN: Final = "aws:arcregionswitch/plan:Plan"
VPC: Final = "aws:ec2/vpc:Vpc"
PEERING: Final = "aws:ec2/vpcPeeringConnection:VpcPeeringConnection"
PEERING_ACCEPTER: Final = "aws:ec2/vpcPeeringConnectionAccepter:VpcPeeringConnectionAccepter"
ROUTE: Final = "aws:ec2/route:Route"


def instances(found: Declarations) -> dict[str, Instance]:
    """The database instances by identifier."""
    replicated: dict[str, list[str]] = {}
    for replication in found.of_type(BACKUP_REPLICATION):
        source = found.find(INSTANCE, replication.inputs.get("sourceDbInstanceArn"))
        if source is not None:
            replicated.setdefault(source.urn, []).append(str(replication.region))
    return {
        str(resource.inputs["identifier"]): Instance(
            identifier=str(resource.inputs["identifier"]),
            region=str(resource.region),
            multi_az=bool(resource.inputs.get("multiAz")),
            zone=resource.inputs.get("availabilityZone"),
            source=_identifier(resource.inputs.get("replicateSourceDb")),
            backup_regions=tuple(replicated.get(resource.urn, ())),
            copies=backups.copies(resource, found),
            declared=declared(resource),
        )
        for resource in found.of_type(INSTANCE)
    }


def _identifier(reference: object) -> str | None:
    """The identifier in an ARN of an instance, or the identifier itself."""
    return str(reference).rpartition(":")[2] if reference else None


def writers(found: Declarations) -> dict[str, str]:
    """By Region, the identifier of the instance that its services are led to for writes."""
    prefix = names.database_endpoint_parameter("endpoints/")
    pointer = names.database_endpoint_parameter("writer")
    return {
        str(resource.region): str(resource.inputs.get("insecureValue")).removeprefix(prefix)
        for resource in found.of_type(PARAMETER)
        if resource.inputs.get("name") == pointer
    }


def tables(found: Declarations) -> dict[str, Table]:
    """The tables by name."""
    return {
        str(resource.inputs["name"]): Table(
            name=str(resource.inputs["name"]),
            regions=frozenset(
                (str(resource.region), *(str(copy["regionName"]) for copy in resource.inputs.get("replicas") or ()))
            ),
            copies=backups.copies(resource, found),
            declared=declared(resource),
        )
        for resource in found.of_type(TABLE)
    }


def switch_plans(found: Declarations) -> tuple[SwitchPlan, ...]:
    """Who is written down to take a writer's place."""
    return tuple(
        SwitchPlan(
            writer=_instance_in(plan, str(plan.inputs.get("primaryRegion"))),
            follower=_instance_in(plan, str(workflow["workflowTargetRegion"])),
            declared=declared(plan),
        )
        for plan in found.of_type(SWITCH_PLAN)
        for workflow in plan.inputs.get("workflows") or ()
        if workflow.get("workflowTargetRegion") != plan.inputs.get("primaryRegion")
    )


def _instance_in(plan: Resource, region: str) -> str:
    for workflow in plan.inputs.get("workflows") or ():
        for step in workflow.get("steps") or ():
            for promotion in step.get("rdsPromoteReadReplicaConfigs") or ():
                if region in promotion["dbInstanceArnMap"]:
                    return _identifier(promotion["dbInstanceArnMap"][region]) or ""
    return ""


def networks(found: Declarations) -> dict[str, IPv4Network]:
    """The range of each Region's VPC."""
    return {str(vpc.region): IPv4Network(vpc.inputs["cidrBlock"]) for vpc in found.of_type(VPC)}


def private_paths(found: Declarations) -> tuple[PrivatePath, ...]:
    """The peering connections between Regions, and whether requests get through."""
    accepted: dict[str, list[Resource]] = {}
    for accepter in found.of_type(PEERING_ACCEPTER):
        connection = found.find(PEERING, accepter.inputs.get(_ID))
        if connection is not None:
            accepted.setdefault(connection.urn, []).append(accepter)
    routes: dict[str, list[Resource]] = {}
    for route in found.of_type(ROUTE):
        routes.setdefault(str(route.inputs.get(_ID)), []).append(route)
    return tuple(
        _private_path(connection, found, accepted.get(connection.urn, []), routes)
        for connection in found.of_type(PEERING)
    )


_ID: Final = "vpcPeeringConnectionId"


def _private_path(
    connection: Resource, found: Declarations, accepters: Sequence[Resource], routes: Mapping[str, Sequence[Resource]]
) -> PrivatePath:
    ends = [end for name in ("vpcId", "peerVpcId") if (end := found.find(VPC, connection.inputs.get(name)))]
    # A route names the connection, or what has accepted it.
    over = [route for each in (connection, *accepters) for route in routes.get(str(each.id), ())]
    return PrivatePath(
        regions=frozenset(str(end.region) for end in ends),
        obstacle=_obstacle(connection, ends, accepters, over),
        declared=declared(connection),
    )


def _obstacle(
    connection: Resource, ends: Sequence[Resource], accepters: Sequence[Resource], routes: Sequence[Resource]
) -> str:
    """Why nothing gets through a peering connection; empty if it does."""
    if len(ends) < 2:  # noqa: PLR2004
        return "one of its networks is not the fleet's"
    one, other = (IPv4Network(end.inputs["cidrBlock"]) for end in ends)
    if one.overlaps(other):
        return f"the networks {one} and {other} overlap, and a VPC's own range goes before every route"
    if not accepters and not connection.inputs.get("autoAccept"):
        return "nobody accepts it"
    for here, there in ((ends[0], other), (ends[1], one)):
        if not any(route.region == here.region and _leads(route, there) for route in routes):
            return f"no route of {here.region} leads to {there} over it"
    return ""


def _leads(route: Resource, there: IPv4Network) -> bool:
    destination = route.inputs.get("destinationCidrBlock")
    return destination is not None and IPv4Network(destination).subnet_of(there)
