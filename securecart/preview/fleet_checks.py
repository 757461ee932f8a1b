"""Checks that need the plans of all stacks side by side."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from ipaddress import ip_network
from itertools import combinations
from typing import Final

from securecart.plan import tokens
from securecart.plan.model import Plan, Resource
from securecart.preview.model import FleetCheck

Check = Callable[[Plan], Iterator[str]]

_RECORD: Final = "aws:route53/record:Record"
_VPC: Final = "aws:ec2/vpc:Vpc"

_NAMES: Final[Mapping[str, str]] = {
    "aws:dynamodb/table:Table": "name",
    "aws:ecr/repository:Repository": "name",
    "aws:iam/instanceProfile:InstanceProfile": "name",
    "aws:iam/policy:Policy": "name",
    "aws:iam/role:Role": "name",
    "aws:rds/instance:Instance": "identifier",
    "aws:s3/bucket:Bucket": "bucket",
    "aws:secretsmanager/secret:Secret": "name",
    "aws:ssm/parameter:Parameter": "name",
}
"""Types whose name AWS takes once in an account and Region (in the world for a bucket), and the input that holds it."""

_SINGLETONS: Final = frozenset(
    {
        "aws:backup/globalSettings:GlobalSettings",
        "aws:backup/regionSettings:RegionSettings",
        "aws:ec2/ebsEncryptionByDefault:EbsEncryptionByDefault",
        "aws:ecr/registryPolicy:RegistryPolicy",
        "aws:ecr/registryScanningConfiguration:RegistryScanningConfiguration",
        "aws:ecr/replicationConfiguration:ReplicationConfiguration",
        "aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock",
        "aws:shield/subscription:Subscription",
        "aws:xray/encryptionConfig:EncryptionConfig",
    }
)
"""Types that exist once in an account and Region: a second declaration overwrites the first."""


def names_are_taken_once(plan: Plan) -> Iterator[str]:
    """No name is taken twice in an account and Region."""
    taken: dict[str, list[str]] = defaultdict(list)
    for stack, resource in _managed(plan):
        name = resource.inputs.get(_NAMES.get(resource.type, ""))
        if isinstance(name, str) and not tokens.is_unknown(name):
            where = "" if resource.type.startswith("aws:s3/") else _where(resource)
            taken[f"{resource.type} {name!r}{where}"].append(f"{stack}: {resource.name}")
    yield from _twice(taken)


def records_are_declared_once(plan: Plan) -> Iterator[str]:
    """No two stacks declare the same DNS record."""
    declared: dict[str, list[str]] = defaultdict(list)
    for stack, resource in _managed(plan):
        if resource.type == _RECORD:
            inputs = resource.inputs
            parts = [
                _absolute(inputs.get("name")),
                inputs.get("type"),
                inputs.get("setIdentifier"),
                "in",
                inputs["zoneId"],
            ]
            declared[f"record {' '.join(str(part) for part in parts if part)}"].append(f"{stack}: {resource.name}")
    yield from _twice(declared)


def aliases_meet_a_record(plan: Plan) -> Iterator[str]:
    """Every alias to a name of the zone meets a record that a stack declares."""
    records = [(stack, resource) for stack, resource in _managed(plan) if resource.type == _RECORD]
    declared = {(resource.inputs.get("zoneId"), _absolute(resource.inputs.get("name"))) for _, resource in records}
    for stack, resource in records:
        for alias in resource.inputs.get("aliases") or ():
            zone, name = alias.get("zoneId"), _absolute(alias.get("name"))
            if zone == resource.inputs.get("zoneId") and not tokens.is_unknown(name) and (zone, name) not in declared:
                yield f"{stack}: {resource.name}: no stack declares {name}, which this record is an alias to"


def singletons_are_declared_once(plan: Plan) -> Iterator[str]:
    """What exists once in an account and Region is declared by one stack."""
    declared: dict[str, list[str]] = defaultdict(list)
    for stack, resource in _managed(plan):
        if resource.type in _SINGLETONS:
            declared[f"{resource.type}{_where(resource)}"].append(f"{stack}: {resource.name}")
    yield from _twice(declared)


def networks_are_disjoint(plan: Plan) -> Iterator[str]:
    """No two VPCs share an address."""
    networks = [
        (f"{stack}: {resource.name}", ip_network(block))
        for stack, resource in _managed(plan)
        if resource.type == _VPC and isinstance(block := resource.inputs.get("cidrBlock"), str)
    ]
    for (first, one), (second, other) in combinations(networks, 2):
        if one.overlaps(other):
            yield f"{second}: {other} overlaps {one} of {first}"


CHECKS: Final[tuple[Check, ...]] = (
    names_are_taken_once,
    records_are_declared_once,
    aliases_meet_a_record,
    singletons_are_declared_once,
    networks_are_disjoint,
)


def run_checks(plan: Plan) -> tuple[FleetCheck, ...]:
    """The outcome of every check."""
    return tuple(
        FleetCheck(name=check.__name__.replace("_", "-"), title=title(check), problems=tuple(check(plan)))
        for check in CHECKS
    )


def title(check: Callable[..., object]) -> str:
    """What a check makes sure of: the first line of its docstring."""
    return (check.__doc__ or check.__name__).strip().splitlines()[0].rstrip(".")


def _managed(plan: Plan) -> Iterator[tuple[str, Resource]]:
    for stack in plan.stacks:
        for resource in sorted(stack.managed, key=lambda resource: resource.urn):
            yield stack.stack, resource


def _absolute(name: object) -> str:
    return str(name or "").rstrip(".").lower()


def _where(resource: Resource) -> str:
    return f" in {resource.region}" if resource.region else ""


def _twice(found: Mapping[str, list[str]]) -> Iterator[str]:
    for what, places in found.items():
        if len(places) > 1:
            yield f"{what}: declared by {' and '.join(places)}"
