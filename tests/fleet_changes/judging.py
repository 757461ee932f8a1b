"""What the tests of changes ask of two plans."""

from collections.abc import Collection, Mapping

from securecart.plan.model import Plan, Resource, StackPlan
from tests.fleet import by_key

INSTANCE = "aws:rds/instance:Instance"
RECORD = "aws:route53/record:Record"
TABLE = "aws:dynamodb/table:Table"
GROUP = "aws:globalaccelerator/endpointGroup:EndpointGroup"
BALANCER = "aws:lb/loadBalancer:LoadBalancer"

FORCES_REPLACEMENT = {
    INSTANCE: {
        "identifier",
        "engine",
        "dbName",
        "username",
        "kmsKeyId",
        "storageEncrypted",
        "availabilityZone",
        "region",
    },
    TABLE: {"name", "hashKey", "rangeKey", "region"},
    BALANCER: {"name", "internal", "loadBalancerType", "subnetMappings"},
    "aws:ec2/vpc:Vpc": {"cidrBlock", "region"},
    "aws:ec2/subnet:Subnet": {"cidrBlock", "availabilityZone", "vpcId"},
    "aws:route53/healthCheck:HealthCheck": {"type", "requestInterval", "measureLatency"},
}
"""Inputs whose change makes the provider replace the resource."""


def assert_nothing_is_replaced(changed: Mapping[tuple[str, str], set[str]], allowed: Collection[str] = ()) -> None:
    for (kind, name), inputs in changed.items():
        forced = inputs & FORCES_REPLACEMENT.get(kind, set())
        assert forced <= set(allowed), f"{kind} {name} would be replaced because of {forced}"


def named(stack: StackPlan, kind: str, name: str) -> Resource:
    return by_key(stack)[kind, name]


def records(plan: Plan, stack: str, label: str) -> dict[str, Resource]:
    """The records of a name, by set identifier."""
    return {
        record.inputs.get("setIdentifier", ""): record
        for record in plan[stack].of_type(RECORD)
        if record.inputs["name"] == f"{label}.securecart.example"
    }
