"""Backups are encrypted with a key that is there when they are needed: one of the Region that they are in."""

from collections.abc import Iterator, Mapping
from typing import Final

from policies.aws.regions import named_region
from policies.aws.types import (
    BACKUP_VAULT,
    KMS_ALIAS,
    KMS_KEY,
    KMS_REPLICA_KEY,
    RDS_INSTANCE_AUTOMATED_BACKUPS_REPLICATION,
)
from policies.framework.resources import Stack
from policies.framework.rule import Severity, Source, stack_rule
from policies.framework.values import UNKNOWN
from policies.framework.verdicts import Verdict, satisfied, undecided, violated

_KEYS: Final[Mapping[str, str]] = {
    BACKUP_VAULT: "kmsKeyArn",
    RDS_INSTANCE_AUTOMATED_BACKUPS_REPLICATION: "kmsKeyId",
}


@stack_rule(
    title="Backups have a key of their own Region",
    what="A backup vault, and a replication of automated backups, names a KMS key of the Region that it is in.",
    why=(
        "A backup is read with its key. Copies are there for the loss of a Region: with a key of that Region they "
        "could not be read; AWS refuses such a vault or replication, and until that is put right there are no copies."
    ),
    fix="Set `kms_key_arn` or `kms_key_id` to a key, or the replica of a key, that is made in the same `region`.",
    severity=Severity.HIGH,
    sources=(
        Source(
            "AWS Backup developer guide",
            "Encryption for backups in AWS Backup",
            "https://docs.aws.amazon.com/aws-backup/latest/devguide/encryption.html",
        ),
        Source(
            "Amazon RDS API reference",
            "StartDBInstanceAutomatedBackupsReplication",
            "https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/"
            "API_StartDBInstanceAutomatedBackupsReplication.html",
        ),
    ),
    types=(BACKUP_VAULT, RDS_INSTANCE_AUTOMATED_BACKUPS_REPLICATION),
    passing="""
        resources:
          key:
            type: aws:kms:Key
            properties: {region: us-west-2}
          copies:
            type: aws:backup:Vault
            properties: {region: us-west-2, kmsKeyArn: "${key.arn}"}
    """,
    failing="""
        resources:
          key:
            type: aws:kms:Key
            properties: {region: us-east-1}
          copies:
            type: aws:backup:Vault
            properties: {region: us-west-2, kmsKeyArn: "${key.arn}"}
    """,
)
def backup_keys(stack: Stack) -> Iterator[Verdict]:
    """Judge everything that names a key; without one, AWS takes its own of that Region."""
    for resource in stack.of_type(*_KEYS):
        path = _KEYS[resource.type]
        region = named_region(resource, path, stack, KMS_KEY, KMS_REPLICA_KEY, KMS_ALIAS)
        if region is None or region == resource.region:
            yield satisfied(resource)
        elif region is UNKNOWN or resource.region in (None, UNKNOWN):
            yield undecided(resource, path if region is UNKNOWN else "region")
        else:
            yield violated(resource, f"`{path}` names a key in {region}; it is in {resource.region} itself.")
