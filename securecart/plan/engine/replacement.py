"""Which inputs the stand-ins replace a resource for, as far as the program's stateful types go."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

_FORCING: Final[Mapping[str, frozenset[str]]] = {
    "aws:rds/instance:Instance": frozenset(
        {"identifier", "engine", "dbName", "username", "kmsKeyId", "storageEncrypted", "availabilityZone"}
    ),
    "aws:dynamodb/table:Table": frozenset({"name", "hashKey", "rangeKey"}),
    "aws:lb/loadBalancer:LoadBalancer": frozenset({"name", "internal", "loadBalancerType", "subnetMappings"}),
    "aws:ec2/vpc:Vpc": frozenset({"cidrBlock"}),
    "aws:ec2/subnet:Subnet": frozenset({"cidrBlock", "availabilityZone", "vpcId"}),
    "aws:route53/healthCheck:HealthCheck": frozenset({"type", "requestInterval", "measureLatency"}),
}
_REGION: Final = frozenset({"region"})


def forcing(type_: str) -> frozenset[str]:
    """The inputs of a type whose change makes a new resource; of a type that is not known here, only its Region."""
    return _FORCING.get(type_, frozenset()) | _REGION
