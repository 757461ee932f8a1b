"""A database's storage is encrypted, and with it its backups, snapshots and replicas."""

from collections.abc import Iterator

from policies.aws.types import RDS_CLUSTER, RDS_INSTANCE
from policies.framework.resources import Resource
from policies.framework.rule import Severity, Source, resource_rule
from policies.framework.values import UNKNOWN
from policies.framework.verdicts import Verdict, satisfied, undecided, violated


@resource_rule(
    title="Databases are encrypted",
    what="Every database, instance or cluster, says that its storage is encrypted, replicas too.",
    why=(
        "A snapshot that is shared or copied by mistake is readable by whoever gets it. Encryption cannot be turned on "
        "later: the database has to be made again from a snapshot, with an outage. On a replica of an encrypted source "
        "the provider takes the missing property for a change and replaces the replica at every update."
    ),
    fix="Set `storage_encrypted=True` before the database is made; on one that exists it is a replacement.",
    severity=Severity.MEDIUM,
    sources=(
        Source(
            "AWS Security Hub",
            "RDS.3",
            "https://docs.aws.amazon.com/securityhub/latest/userguide/rds-controls.html#rds-3",
        ),
        Source(
            "AWS Security Hub",
            "RDS.27",
            "https://docs.aws.amazon.com/securityhub/latest/userguide/rds-controls.html#rds-27",
        ),
        Source(
            "Amazon RDS user guide",
            "Encrypting Amazon RDS resources",
            "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Overview.Encryption.html",
        ),
    ),
    types=(RDS_INSTANCE, RDS_CLUSTER),
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
def storage_encryption(database: Resource) -> Iterator[Verdict]:
    """Judge every instance and every cluster; the provider's default is unencrypted, but for Aurora Serverless v1."""
    encrypted = database.flag("storageEncrypted")
    mode = database.text("engineMode") if encrypted is None and database.type == RDS_CLUSTER else None
    if encrypted is UNKNOWN:
        yield undecided(database, "storageEncrypted")
    elif mode is UNKNOWN:
        yield undecided(database, "engineMode")
    elif encrypted or mode == "serverless":
        yield satisfied(database)
    else:
        yield violated(database, f"`storageEncrypted` is {'absent' if encrypted is None else 'false'}.")
