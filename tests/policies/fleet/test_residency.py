from __future__ import annotations

import pytest

from policies.fleet.residency import residency
from tests.policies.harness import Deployment, judge, program
from tests.policies.mutants.mutant import View, mutant

DATABASE, SECRET = "aws:rds/instance:Instance", "aws:secretsmanager/secret:Secret"
REPLICATION = "aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication"
TABLE, VAULT = "aws:dynamodb/table:Table", "aws:backup/vault:Vault"
BUCKET_REPLICATION = "aws:s3/bucketReplicationConfig:BucketReplicationConfig"
EU_WRITER = "arn:aws:rds:eu-central-1:123456789012:db:securecart-eu-central-1-g1"

MUTANTS = (
    mutant(
        "carts of the EU with a replica in the United States",
        "eu-central-1",
        lambda d: d.set("shop-carts", "replicas[0].regionName", "us-east-1", type_=TABLE),
        "eu-central-1/shop-carts",
        fleet=True,
    ),
    mutant(
        "carts of the world with a replica in the EU",
        "us-east-1",
        lambda d: d.set("shop-carts", "replicas[0].regionName", "eu-central-1", type_=TABLE),
        "us-east-1/shop-carts",
        fleet=True,
        related=("fleet-replica-coverage",),
    ),
    mutant(
        "a replica of the EU's database",
        "us-west-2",
        lambda d: d.set("shop-db-g1", "replicateSourceDb", EU_WRITER, type_=DATABASE),
        "us-west-2/shop-db-g1",
        fleet=True,
    ),
    mutant(
        "the EU's database backups in London",
        "eu-central-1",
        lambda d: d.set("shop-db-backups", "region", "eu-west-2", type_=REPLICATION),
        "eu-central-1/shop-db-backups",
        fleet=True,
        view=View.DEPLOYED,
        related=("fleet-database-copies",),
    ),
    mutant(
        "the EU's database login in Zurich",
        "eu-central-1",
        lambda d: d.set("shop-db-login", "replicas[0].region", "eu-central-2", type_=SECRET),
        "eu-central-1/shop-db-login",
        fleet=True,
    ),
    mutant(
        "a vault for the EU's copies outside",
        "eu-central-1",
        lambda d: d.set("shop-backup-copies", "region", "us-east-1", type_=VAULT),
        "eu-central-1/shop-backup",
        fleet=True,
    ),
    mutant(
        "a bucket in the EU with its replica outside",
        "global",
        lambda d: d.set("edge-assets", "region", "eu-central-1", type_=BUCKET_REPLICATION),
        "global/edge-assets",
        fleet=True,
    ),
)


def fleet(
    type_: str, properties: str, *, region: str = "eu-central-1", beside: str = 'type: "aws:ec2:Vpc"'
) -> Deployment:
    return program(f"""
        name: one
        config: {{"aws:region": {region}}}
        resources:
          beside: {{{beside}}}
          subject: {{type: "{type_}", properties: {{{properties}}}}}
        ---
        name: two
        config: {{"aws:region": us-east-1}}
        resources:
          bucket: {{type: "aws:s3:Bucket", properties: {{bucket: copies}}}}
          european: {{type: "aws:s3:Bucket", properties: {{bucket: european-copies, region: eu-west-1}}}}
    """)


IN_EU, OUTSIDE = "arn:aws:rds:eu-central-1:1:db:x", "arn:aws:rds:us-east-1:1:db:x"
VAULT_IN_EU, VAULT_OUTSIDE = "arn:aws:backup:eu-west-1:1:backup-vault:x", "arn:aws:backup:us-east-1:1:backup-vault:x"


def plan(vault: str) -> str:
    return f'rules: [{{ruleName: daily, copyActions: [{{destinationVaultArn: "{vault}"}}]}}]'


def bucket_rules(bucket: str) -> str:
    return f'bucket: mine, rules: [{{status: Enabled, destination: {{bucket: "{bucket}"}}}}]'


@pytest.mark.parametrize(
    ("type_", "properties", "region"),
    [
        ("aws:rds:Instance", f'replicateSourceDb: "{IN_EU}"', "us-east-1"),
        ("aws:rds:InstanceAutomatedBackupsReplication", f'sourceDbInstanceArn: "{IN_EU}"', "us-east-1"),
        ("aws:rds:SnapshotCopy", 'sourceDbSnapshotIdentifier: "arn:aws:rds:eu-west-1:1:snapshot:x"', "us-east-1"),
        ("aws:rds:SnapshotCopy", "sourceDbSnapshotIdentifier: x, destinationRegion: us-east-1", "eu-west-1"),
        (
            "aws:rds:ClusterSnapshotCopy",
            'sourceDbClusterSnapshotIdentifier: "arn:aws:rds:eu-west-1:1:cluster-snapshot:x"',
            "us-east-1",
        ),
        ("aws:ebs:SnapshotCopy", "sourceRegion: eu-north-1", "us-east-1"),
        ("aws:backup:Plan", plan(VAULT_OUTSIDE), "eu-central-1"),
        (
            "aws:dynamodb:Table",
            "name: carts, replicas: [{regionName: eu-west-1}, {regionName: us-east-1}]",
            "eu-south-1",
        ),
        (
            "aws:dynamodb:Table",
            "name: carts, replicas: [{regionName: us-west-2}, {regionName: eu-west-1}]",
            "us-east-1",
        ),
        ("aws:dynamodb:TableReplica", 'globalTableArn: "arn:aws:dynamodb:eu-west-1:1:table/carts"', "us-east-1"),
        ("aws:dynamodb:TableReplica", 'globalTableArn: "arn:aws:dynamodb:us-east-1:1:table/carts"', "eu-west-1"),
        ("aws:secretsmanager:Secret", "replicas: [{region: us-east-1}]", "eu-west-3"),
        ("aws:s3:BucketReplicationConfig", bucket_rules("arn:aws:s3:::copies"), "eu-central-1"),
    ],
)
def test_violated(type_: str, properties: str, region: str) -> None:
    assert judge(residency, fleet(type_, properties, region=region)).names(residency.id) == {"subject"}


@pytest.mark.parametrize(
    ("type_", "properties", "region"),
    [
        ("aws:rds:Instance", f'replicateSourceDb: "{IN_EU}"', "eu-west-1"),
        ("aws:rds:Instance", f'replicateSourceDb: "{OUTSIDE}"', "eu-west-1"),
        ("aws:rds:Instance", "replicateSourceDb: x", "eu-central-1"),
        ("aws:rds:Instance", "multiAz: true", "eu-central-1"),
        ("aws:rds:InstanceAutomatedBackupsReplication", "sourceDbInstanceArn: unknown!", "eu-west-1"),
        ("aws:rds:SnapshotCopy", "sourceDbSnapshotIdentifier: x", "eu-west-1"),
        ("aws:ebs:SnapshotCopy", "sourceRegion: us-east-1", "eu-west-1"),
        ("aws:backup:Plan", plan(VAULT_IN_EU), "eu-central-1"),
        ("aws:backup:Plan", plan(VAULT_OUTSIDE), "us-west-2"),
        ("aws:backup:Plan", plan("unknown!"), "us-west-2"),
        ("aws:backup:Plan", "rules: [{ruleName: daily}]", "eu-central-1"),
        ("aws:dynamodb:Table", "name: the-catalogue, replicas: [{regionName: us-east-1}]", "eu-central-1"),
        ("aws:dynamodb:Table", "name: carts, replicas: [{regionName: us-east-1}]", "us-west-2"),
        ("aws:dynamodb:TableReplica", 'globalTableArn: "arn:aws:dynamodb:us-east-1:1:table/catalog"', "eu-west-1"),
        ("aws:secretsmanager:Secret", "replicas: [{region: unknown!}]", "us-east-1"),
        ("aws:s3:BucketReplicationConfig", bucket_rules("arn:aws:s3:::european-copies"), "eu-central-1"),
        ("aws:s3:BucketReplicationConfig", bucket_rules("arn:aws:s3:::elsewhere"), "us-east-1"),
    ],
)
def test_satisfied(type_: str, properties: str, region: str) -> None:
    judged = judge(residency, fleet(type_, properties, region=region))
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize(
    ("type_", "properties", "unknown"),
    [
        ("aws:rds:Instance", 'region: us-east-1, replicateSourceDb: "unknown!"', "replicateSourceDb"),
        ("aws:rds:Instance", f'region: unknown!, replicateSourceDb: "{IN_EU}"', "replicateSourceDb"),
        ("aws:rds:InstanceAutomatedBackupsReplication", "region: us-east-1, sourceDbInstanceArn: unknown!", "region"),
        (
            "aws:rds:SnapshotCopy",
            "region: us-east-1, sourceDbSnapshotIdentifier: unknown!",
            "sourceDbSnapshotIdentifier",
        ),
        ("aws:ebs:SnapshotCopy", "region: us-east-1, sourceRegion: unknown!", "sourceRegion"),
        ("aws:backup:Plan", plan("unknown!"), "rules.copyActions.destinationVaultArn"),
        ("aws:backup:Plan", "rules: unknown!", "rules"),
        ("aws:backup:Plan", "rules: [{copyActions: [unknown!]}]", "rules.copyActions.destinationVaultArn"),
        ("aws:dynamodb:Table", "name: carts, replicas: unknown!", "replicas"),
        ("aws:dynamodb:Table", "name: carts, replicas: [{regionName: unknown!}]", "replicas"),
        ("aws:dynamodb:Table", "name: unknown!, replicas: [{regionName: us-east-1}]", "replicas"),
        ("aws:dynamodb:TableReplica", "globalTableArn: unknown!", "globalTableArn"),
        ("aws:secretsmanager:Secret", "replicas: unknown!", "replicas"),
        ("aws:s3:BucketReplicationConfig", "bucket: mine, rules: unknown!", "rules"),
        ("aws:s3:BucketReplicationConfig", bucket_rules("unknown!"), "rules.destination.bucket"),
        ("aws:s3:BucketReplicationConfig", bucket_rules("arn:aws:s3:::elsewhere"), "rules.destination.bucket"),
    ],
)
def test_undecided(type_: str, properties: str, unknown: str) -> None:
    judged = judge(residency, fleet(type_, properties))
    assert not judged.violated
    assert judged.undecided[residency.id].endswith(f"): {unknown}")


@pytest.mark.parametrize(("region", "reported"), [("us-east-1", {"subject"}), ("eu-west-1", set())])
def test_a_vault_that_the_plan_depends_on_tells_the_region(region: str, reported: set[str]) -> None:
    vault = f'type: "aws:backup:Vault", properties: {{region: {region}}}'
    judged = judge(residency, fleet("aws:backup:Plan", plan("${beside.arn}"), beside=vault))
    assert judged.names(residency.id) == reported
    assert not judged.undecided


def test_a_database_that_is_replicated_by_reference() -> None:
    database = 'type: "aws:rds:Instance"'
    properties = 'region: us-east-1, replicateSourceDb: "${beside.arn}"'
    judged = judge(residency, fleet("aws:rds:Instance", properties, beside=database))
    assert judged.names(residency.id) == {"subject"}


def test_which_tables_may_cross_is_configured() -> None:
    crossing = fleet("aws:dynamodb:Table", "name: prices, replicas: [{regionName: us-east-1}]")
    catalogue = fleet("aws:dynamodb:Table", "name: catalogue, replicas: [{regionName: us-east-1}]")
    configuration = {residency.id: {"impersonalTables": ["prices", "rates-*"]}}
    assert judge(residency, crossing).names(residency.id) == {"subject"}
    assert not judge(residency, crossing, configuration).violated
    assert judge(residency, catalogue, configuration).names(residency.id) == {"subject"}


def test_a_reason_names_the_way() -> None:
    secret = judge(residency, fleet("aws:secretsmanager:Secret", "replicas: [{region: us-east-1}]"))
    assert "`replicas` leads from eu-central-1 to us-east-1." in secret.violated[residency.id]["subject"]
    table = judge(residency, fleet("aws:dynamodb:Table", "name: carts, replicas: [{regionName: us-east-1}]"))
    assert "each of eu-central-1 and us-east-1 gets what is written" in table.violated[residency.id]["subject"]
