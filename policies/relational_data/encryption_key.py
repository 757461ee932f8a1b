"""A database's key is in the database's Region and named by its ARN."""

from collections.abc import Iterator

from policies.aws import arn
from policies.aws.kms import key_regions
from policies.aws.rds import Standing, standing
from policies.aws.types import RDS_INSTANCE
from policies.framework.resources import Resource, Stack
from policies.framework.rule import Severity, Source, stack_rule
from policies.framework.values import UNKNOWN, Unknown
from policies.framework.verdicts import Verdict, satisfied, undecided, violated


@stack_rule(
    title="Databases use a key of their own Region",
    what="A cross-Region replica names its KMS key; one that is named is of the instance's own Region, and no alias.",
    why=(
        "RDS makes no encrypted replica in another Region without a key of that Region: the copy that should survive "
        "the loss of a Region is never made. An alias differs from the ARN of its key, which is what RDS reports: the "
        "next update replaces the database."
    ),
    fix="Set `kms_key_id` to the ARN of a key in the instance's own Region, on every cross-Region replica too.",
    severity=Severity.HIGH,
    sources=(
        Source(
            "Amazon RDS API reference",
            "CreateDBInstanceReadReplica, KmsKeyId",
            "https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstanceReadReplica.html",
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
          key:
            type: aws:kms:Key
            properties: {region: us-west-2}
          recovery:
            type: aws:rds:Instance
            properties:
              region: us-west-2
              instanceClass: db.r8g.large
              replicateSourceDb: arn:aws:rds:us-east-1:123456789012:db:orders
              storageEncrypted: true
              kmsKeyId: ${key.arn}
    """,
    failing="""
        resources:
          recovery:
            type: aws:rds:Instance
            properties:
              region: us-west-2
              instanceClass: db.r8g.large
              replicateSourceDb: arn:aws:rds:us-east-1:123456789012:db:orders
              storageEncrypted: true
              kmsKeyId: arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab
    """,
)
def encryption_key(stack: Stack) -> Iterator[Verdict]:
    """Judge every instance but the read replicas in their source's Region, which have their source's key."""
    for instance in stack.of_type(RDS_INSTANCE):
        role = standing(instance, stack)
        key = instance.text("kmsKeyId")
        if role is Standing.READ_REPLICA:
            yield satisfied(instance)
        elif key is None or key == "":
            yield _judge_without_key(instance, role)
        else:
            yield _judge_key(instance, key, stack)


def _judge_without_key(instance: Resource, role: Standing) -> Verdict:
    """Judge an instance that leaves its key to RDS, which takes the account's own for a source."""
    encrypted = instance.flag("storageEncrypted")
    if role is Standing.SOURCE or encrypted in (False, None):
        return satisfied(instance)
    if role is Standing.UNKNOWN:
        return undecided(instance, "replicateSourceDb")
    if encrypted is UNKNOWN:
        return undecided(instance, "storageEncrypted")
    return violated(instance, "`kmsKeyId` is absent on an encrypted cross-Region replica.")


def _judge_key(instance: Resource, key: str | Unknown, stack: Stack) -> Verdict:
    named = None if isinstance(key, Unknown) else arn.parse(key)
    if named and named.resource.startswith("alias/"):
        return violated(instance, f"`kmsKeyId` names the alias {named.resource}, not a key.")
    regions, own = key_regions(instance, "kmsKeyId", key, stack), instance.region
    if isinstance(regions, Unknown) or own is UNKNOWN or own is None:
        return undecided(instance, "kmsKeyId") if key is UNKNOWN else satisfied(instance)
    if own in regions:
        return satisfied(instance)
    return violated(instance, f"`kmsKeyId` names a key in {', '.join(sorted(regions))}; the instance is in {own}.")
