from __future__ import annotations

import pytest

from policies.key_value_data.replica_keys import replica_keys as rule
from tests.policies.harness import ABSENT, judge
from tests.policies.key_value_data.tables import CARTS, CATALOGUE, TYPE, add_table_replica, tables
from tests.policies.mutants.mutant import View, mutant

KEY = "arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"
WEST_KEY = "arn:aws:kms:us-west-2:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"
MUTANTS = (
    mutant(
        "a replica with the table's key",
        "us-east-1",
        lambda d: d.set(CATALOGUE, "replicas[1].kmsKeyArn", KEY, type_=TYPE),
        CATALOGUE,
    ),
    mutant(
        "a replica in the Union without a key",
        "eu-central-1",
        lambda d: d.set(CARTS, "replicas[0].kmsKeyArn", ABSENT, type_=TYPE),
        CARTS,
    ),
    mutant(
        "a table without a key",
        "us-east-1",
        lambda d: d.set(CARTS, "serverSideEncryption", ABSENT, type_=TYPE),
        CARTS,
    ),
    mutant(
        "a table with a key of another Region once everything is known",
        "us-east-1",
        lambda d: d.set(CARTS, "serverSideEncryption.kmsKeyArn", WEST_KEY, type_=TYPE),
        CARTS,
        view=View.DEPLOYED,
    ),
    mutant(
        "a replica moved to another Region without its key",
        "eu-central-1",
        lambda d: d.set(CARTS, "replicas[0].regionName", "eu-west-3", type_=TYPE),
        CARTS,
        related=("observability-table-replication-alarms",),
    ),
    mutant(
        "a separate replica without a key",
        "us-east-1",
        lambda d: add_table_replica(d.set(CATALOGUE, "replicas", ABSENT, type_=TYPE), CATALOGUE, "us-west-2").set(
            f"{CATALOGUE}-replica", "kmsKeyArn", ABSENT
        ),
        CATALOGUE,
    ),
)
RESOURCES = """east: {type: "aws:kms:Key"}
          west: {type: "aws:kms:Key", properties: {region: us-west-2}}
          nowhere: {type: "aws:kms:Key", properties: {region: unknown!}}
          fleet: {type: "pulumi:pulumi:StackReference"}"""
OWN = 'serverSideEncryption: {enabled: true, kmsKeyArn: "${east.arn}"}'
PLAIN = "replicas: [{regionName: us-west-2}]"


def replica(key: str) -> str:
    return f'replicas: [{{regionName: us-west-2, kmsKeyArn: "{key}"}}]'


@pytest.mark.parametrize(
    "properties",
    [
        "",
        PLAIN,
        OWN,
        f"serverSideEncryption: {{enabled: true}}, {PLAIN}",
        f"{OWN}, {replica('${west.arn}')}",
        f"{OWN}, {replica(WEST_KEY)}",
        f"serverSideEncryption: {{enabled: true, kmsKeyArn: '{KEY}'}}, {replica(WEST_KEY)}",
        "serverSideEncryption: {enabled: true, kmsKeyArn: unknown!}",
    ],
)
def test_satisfied(properties: str) -> None:
    judged = judge(rule, tables(properties, RESOURCES))
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize(
    ("properties", "reason"),
    [
        (f"{OWN}, {replica(KEY)}", "`replicas[0].kmsKeyArn` of the replica in us-west-2 names a key in us-east-1."),
        (f"{OWN}, {replica('${east.arn}')}", "names a key in us-east-1."),
        (f"{OWN}, {PLAIN}", "is absent; the table names a key."),
        (f"{OWN}, {replica('')}", "is absent; the table names a key."),
        (replica(WEST_KEY), "names a key; the table names none."),
        (replica("${west.arn}"), "names a key; the table names none."),
        (f"serverSideEncryption: {{enabled: true, kmsKeyArn: '{WEST_KEY}'}}", "of the table names a key in us-west-2."),
    ],
)
def test_violated(properties: str, reason: str) -> None:
    judged = judge(rule, tables(properties, RESOURCES))
    assert judged.names(rule.id) == {"carts"}
    assert reason in judged.violated[rule.id]["carts"]


@pytest.mark.parametrize(
    "properties",
    [
        "replicas: unknown!",
        "replicas: [unknown!]",
        f"{OWN}, {replica('unknown!')}",
        f"{OWN}, {replica('${nowhere.arn}')}",
        f"{OWN}, {replica('${fleet.outputs}')}",
        f"serverSideEncryption: unknown!, {replica('${west.arn}')}",
        f"serverSideEncryption: unknown!, {PLAIN}",
    ],
)
def test_undecided(properties: str) -> None:
    judged = judge(rule, tables(properties, RESOURCES))
    assert not judged.violated
    assert "carts (" in judged.undecided[rule.id]


@pytest.mark.parametrize(
    ("key", "refused"),
    [('"${west.arn}"', set()), ('"${east.arn}"', {"carts"}), ('""', {"carts"})],
)
def test_a_separate_replica_is_judged_with_its_table(key: str, refused: set[str]) -> None:
    separate = f"""carts-west: {{type: "aws:dynamodb:TableReplica",
            properties: {{region: us-west-2, globalTableArn: "${{carts.arn}}", kmsKeyArn: {key}}}}}"""
    judged = judge(rule, tables(OWN, f"{RESOURCES}\n          {separate}"))
    assert judged.names(rule.id) == refused
