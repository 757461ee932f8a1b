"""Small plans to compare."""

from __future__ import annotations

from typing import Any

from securecart.comparison.compare import compare
from securecart.comparison.model import Comparison, Side
from securecart.plan import tokens, urns
from securecart.plan.model import Plan, Resource, StackPlan

VPC = "aws:ec2/vpc:Vpc"
SUBNET = "aws:ec2/subnet:Subnet"
INSTANCE = "aws:rds/instance:Instance"
TABLE = "aws:dynamodb/table:Table"
SECRET = "aws:secretsmanager/secret:Secret"
BUCKET = "aws:s3/bucket:Bucket"
COMPONENT = "securecart:network:Network"


def resource(
    type_: str, name: str, *, stack: str = "us-east-1", parent: Resource | None = None, **rest: Any
) -> Resource:
    """A resource with an id that has a placeholder in it."""
    root = urns.root(stack=stack, project="securecart")
    above = parent.urn if parent else root
    urn = urns.make(stack=stack, project="securecart", parent=above, type_=type_, name=name)
    number = sum(ord(letter) * 31**place for place, letter in enumerate(urn)) % 16**10
    custom = rest.pop("custom", True)
    id_ = f"{name}-{tokens.token(f'{number:010x}')}" if custom else None
    return Resource(urn=urn, type=type_, name=name, parent=above, custom=custom, id=id_, **rest)


def component(name: str, *, parent: Resource | None = None, **rest: Any) -> Resource:
    return resource(COMPONENT, name, parent=parent, custom=False, **rest)


def plan(*resources: Resource, stack: str = "us-east-1") -> Plan:
    return Plan(stacks=(StackPlan(stack=stack, project="securecart", resources=resources),))


def side(found: Plan, name: str = "main", **rest: Any) -> Side:
    return Side(name=name, commit="0123456789" * 4, plan=found, **rest)


def compared(before: Plan, after: Plan) -> Comparison:
    return compare(side(before), side(after, "work tree"))
