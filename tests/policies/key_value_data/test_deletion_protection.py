from __future__ import annotations

import pytest

from policies.key_value_data.deletion_protection import deletion_protection as rule
from tests.policies.harness import ABSENT, judge
from tests.policies.key_value_data.tables import CARTS, CATALOGUE, TYPE, tables
from tests.policies.mutants.mutant import View, mutant

MUTANTS = (
    mutant(
        "a table without",
        "us-east-1",
        lambda d: d.set(CATALOGUE, "deletionProtectionEnabled", False, type_=TYPE),
        CATALOGUE,
    ),
    mutant(
        "a table that leaves it to the default",
        "eu-central-1",
        lambda d: d.set(CARTS, "deletionProtectionEnabled", ABSENT, type_=TYPE),
        CARTS,
    ),
    mutant(
        "a replica without",
        "us-east-1",
        lambda d: d.set(CATALOGUE, "replicas[2].deletionProtectionEnabled", False, type_=TYPE),
        CATALOGUE,
    ),
    mutant(
        "a replica in the Union that leaves it to the default",
        "eu-central-1",
        lambda d: d.set(CARTS, "replicas[0].deletionProtectionEnabled", ABSENT, type_=TYPE),
        CARTS,
        view=View.DEPLOYED,
    ),
)
ON = "deletionProtectionEnabled: true"


@pytest.mark.parametrize(
    "properties",
    [ON, f"{ON}, replicas: []", f"{ON}, replicas: [{{regionName: us-west-2, {ON}}}]"],
)
def test_satisfied(properties: str) -> None:
    judged = judge(rule, tables(properties))
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize(
    ("properties", "reason"),
    [
        ("", "`deletionProtectionEnabled` is absent."),
        ("deletionProtectionEnabled: false", "`deletionProtectionEnabled` is false."),
        (
            f"{ON}, replicas: [{{regionName: us-west-2}}]",
            "`replicas[0].deletionProtectionEnabled` (us-west-2) is absent.",
        ),
    ],
)
def test_violated(properties: str, reason: str) -> None:
    judged = judge(rule, tables(properties))
    assert judged.names(rule.id) == {"carts"}
    assert reason in judged.violated[rule.id]["carts"]


@pytest.mark.parametrize(
    "properties",
    [
        "deletionProtectionEnabled: unknown!",
        f"{ON}, replicas: [{{regionName: us-west-2, deletionProtectionEnabled: unknown!}}]",
        f"{ON}, replicas: unknown!",
    ],
)
def test_undecided(properties: str) -> None:
    judged = judge(rule, tables(properties))
    assert not judged.violated
    assert "carts (" in judged.undecided[rule.id]


def test_a_separate_replica_has_its_own() -> None:
    replica = 'west: {type: "aws:dynamodb:TableReplica", properties: {globalTableArn: "${carts.arn}"}}'
    assert judge(rule, tables(ON, replica)).names(rule.id) == {"west"}
