"""A database's storage is encrypted, and with it its backups, snapshots and replicas."""

from collections.abc import Iterator

from policies.aws.types import RDS_INSTANCE
from policies.framework.resources import Resource
from policies.framework.rule import Severity, Source, resource_rule
from policies.framework.values import UNKNOWN
from policies.framework.verdicts import Verdict, satisfied, undecided, violated


@resource_rule(
    title="Databases are encrypted",
    what="Every RDS instance says that its storage is encrypted, replicas too.",
    why=(
        "A snapshot that is shared or copied by mistake is readable by whoever gets it. Encryption cannot be turned on "
        "later: the instance has to be made again from a snapshot, with an outage. On a replica of an encrypted source "
        "the provider takes the missing property for a change and replaces the replica at every update."
    ),
    fix="Set `storage_encrypted=True` before the instance is made; on one that exists it is a replacement.",
    severity=Severity.MEDIUM,
    sources=(
        Source(
            "AWS Security Hub",
            "RDS.3",
            "https://docs.aws.amazon.com/securityhub/latest/userguide/rds-controls.html#rds-3",
        ),
        Source(
            "Amazon RDS user guide",
            "Encrypting Amazon RDS resources",
            "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Overview.Encryption.html",
        ),
    ),
    types=(RDS_INSTANCE,),
    passing="""
        resources:
          orders:
            type: aws:rds:Instance
            properties: {instanceClass: db.r8g.large, storageEncrypted: true}
    """,
    failing="""
        resources:
          orders:
            type: aws:rds:Instance
            properties: {instanceClass: db.r8g.large}
    """,
)
def storage_encryption(instance: Resource) -> Iterator[Verdict]:
    """Judge every instance; the provider's default is unencrypted."""
    encrypted = instance.flag("storageEncrypted")
    if encrypted is UNKNOWN:
        yield undecided(instance, "storageEncrypted")
    elif encrypted:
        yield satisfied(instance)
    else:
        yield violated(instance, f"`storageEncrypted` is {'absent' if encrypted is None else 'false'}.")
