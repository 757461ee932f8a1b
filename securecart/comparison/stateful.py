"""What a resource holds that does not come back with another one of its kind."""

from typing import Any, Final

from securecart.plan.model import Resource

_INSTANCE: Final = "aws:rds/instance:Instance"
_LOG_GROUP: Final = "aws:cloudwatch/logGroup:LogGroup"
_REPLICATED_BACKUPS: Final = "aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication"
_REPLICA_KEY: Final = "aws:kms/replicaKey:ReplicaKey"

_DATA: Final = "its data"
_CIPHERTEXT: Final = "whatever is encrypted with it"

LOST: Final = {
    "aws:backup/vault:Vault": "its recovery points",
    "aws:cloudfront/distribution:Distribution": "the domain name that DNS leads to",
    "aws:cloudfront/multitenantDistribution:MultitenantDistribution": "the domain name that DNS leads to",
    _LOG_GROUP: "its logs",
    "aws:directconnect/connection:Connection": "a line that takes weeks to order",
    "aws:directconnect/gateway:Gateway": "every association and virtual interface on it",
    "aws:dynamodb/table:Table": "its items",
    "aws:ebs/volume:Volume": _DATA,
    "aws:ec2/eip:Eip": "its address",
    "aws:ecr/repository:Repository": "its images",
    "aws:efs/fileSystem:FileSystem": "its files",
    "aws:globalaccelerator/accelerator:Accelerator": "its static addresses",
    "aws:kinesis/stream:Stream": "the records that nobody has read yet",
    "aws:kms/key:Key": _CIPHERTEXT,
    _REPLICA_KEY: _CIPHERTEXT,
    "aws:opensearch/domain:Domain": "its indices",
    "aws:rds/cluster:Cluster": _DATA,
    "aws:rds/globalCluster:GlobalCluster": _DATA,
    _INSTANCE: _DATA,
    _REPLICATED_BACKUPS: "the backups in another Region",
    "aws:route53/zone:Zone": "its records, and the name servers that the registrar names",
    "aws:s3/bucket:Bucket": "its objects",
    "aws:s3/bucketV2:BucketV2": "its objects",
    "aws:secretsmanager/secret:Secret": "its value",
    "aws:sqs/queue:Queue": "the messages that nobody has received yet",
}
"""By type: what goes with a resource."""

GUARDS: Final = frozenset({"deletionProtection", "deletionProtectionEnabled", "enableDeletionProtection"})
"""Inputs that make AWS refuse a deletion while they are true."""

_OPENERS: Final = frozenset({"forceDelete", "forceDestroy", "skipFinalSnapshot"})
"""Inputs that let a deletion take along what is inside, once they are true."""


def is_stateful(resource: Resource) -> bool:
    """Whether a resource holds what another one of its kind would not."""
    return resource.type in LOST


def is_copy(resource: Resource) -> bool:
    """Whether what a resource holds is held elsewhere, too: a read replica, a replica of a key, replicated backups."""
    if resource.type == _INSTANCE:
        return bool(resource.inputs.get("replicateSourceDb"))
    if resource.type == "aws:rds/cluster:Cluster":
        return bool(resource.inputs.get("replicationSourceIdentifier"))
    return resource.type in (_REPLICA_KEY, _REPLICATED_BACKUPS)


def expires(type_: str) -> bool:
    """Whether what a resource of a type holds goes by itself after a time: logs."""
    return type_ == _LOG_GROUP


def guarded(resource: Resource) -> tuple[str, ...]:
    """What keeps a resource from being deleted: `protect`, and the inputs that make AWS refuse."""
    guards = ["protect"] if resource.protect else []
    return (*guards, *sorted(name for name in GUARDS if resource.inputs.get(name) is True))


def weakens(path: str, before: Any, after: Any) -> bool:  # noqa: ANN401
    """Whether a change of an input takes a protection from what a resource holds."""
    if path in GUARDS:
        return before is True and after is not True
    return path in _OPENERS and after is True and before is not True
