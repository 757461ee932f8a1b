from __future__ import annotations

import pytest

from policies.key_value_data.separate_replicas import separate_replicas as rule
from tests.policies.harness import judge
from tests.policies.key_value_data.tables import CARTS, CATALOGUE, add_table_replica, tables
from tests.policies.mutants.mutant import mutant

MUTANTS = (
    mutant(
        "a separate replica of the catalogue",
        "us-east-1",
        lambda d: add_table_replica(d, CATALOGUE, "us-east-2"),
        CATALOGUE,
    ),
    mutant("a separate replica of the carts", "us-east-1", lambda d: add_table_replica(d, CARTS, "us-east-2"), CARTS),
    mutant(
        "a separate replica in the Union", "eu-central-1", lambda d: add_table_replica(d, CARTS, "eu-west-3"), CARTS
    ),
)
INLINE = "replicas: [{regionName: us-east-2}]"


def separate(arn: str) -> str:
    return f'west: {{type: "aws:dynamodb:TableReplica", properties: {{region: us-west-2, globalTableArn: {arn}}}}}'


@pytest.mark.parametrize(
    ("properties", "resources"),
    [
        (INLINE, ""),
        ("", separate('"${carts.arn}"')),
        ("replicas: []", separate('"${carts.arn}"')),
        (INLINE, separate("arn:aws:dynamodb:us-east-1:123456789012:table/elsewhere")),
        ("", separate("unknown!")),
    ],
)
def test_satisfied(properties: str, resources: str) -> None:
    judged = judge(rule, tables(properties, resources))
    assert not judged.violated
    assert not judged.undecided


def test_violated() -> None:
    judged = judge(rule, tables(INLINE, separate('"${carts.arn}"')))
    assert judged.names(rule.id) == {"carts"}
    assert "west (aws:dynamodb/tableReplica:TableReplica) is another" in judged.violated[rule.id]["carts"]


def test_a_replica_by_a_known_arn_is_found() -> None:
    arn = "arn:aws:dynamodb:us-east-1:123456789012:table/carts"
    deployed = tables(INLINE, separate(arn))
    deployed.together.resources[0].properties.update({"arn": arn})
    assert judge(rule, deployed).names(rule.id) == {"carts"}


@pytest.mark.parametrize(
    ("properties", "resources"),
    [("replicas: unknown!", separate('"${carts.arn}"')), (INLINE, separate("unknown!"))],
)
def test_undecided(properties: str, resources: str) -> None:
    judged = judge(rule, tables(properties, resources))
    assert not judged.violated
    assert "carts (" in judged.undecided[rule.id]


def test_a_replica_of_one_of_two_tables_decides_neither() -> None:
    other = f'other: {{type: "aws:dynamodb:Table", properties: {{{INLINE}}}}}'
    deployed = tables(INLINE, f"{other}\n          {separate('unknown!')}")
    judged = judge(rule, deployed.sources("west", "globalTableArn", "carts", "other"))
    assert not judged.violated
    assert "carts (" in judged.undecided[rule.id]
    assert "other (" in judged.undecided[rule.id]
