from __future__ import annotations

import pytest

from policies.relational_data.log_exports import log_exports as rule
from tests.policies.harness import ABSENT, UNKNOWN, judge
from tests.policies.mutants.mutant import mutant
from tests.policies.relational_data.databases import DATABASE, ELSEWHERE, SEARCH, TYPE, cluster, databases

LOGS = "enabledCloudwatchLogsExports"
MUTANTS = (
    mutant("a writer without its log", "us-east-1", lambda d: d.set(DATABASE, LOGS, ["upgrade"], type_=TYPE), DATABASE),
    mutant("a follower that exports none", "us-west-2", lambda d: d.set(DATABASE, LOGS, ABSENT, type_=TYPE), DATABASE),
    mutant(
        "a search replica that exports none",
        "eu-central-1",
        lambda d: d.set(SEARCH, LOGS, [], type_=TYPE),
        SEARCH,
    ),
)
POSTGRES = f"engine: postgres, {LOGS}: [postgresql]"


@pytest.mark.parametrize(
    "properties",
    [
        f"engine: postgres, {LOGS}: [upgrade, postgresql]",
        f"engine: postgres, {LOGS}: [postgresql, unknown!]",
        f"engine: mysql, {LOGS}: [error]",
        f"engine: mariadb, {LOGS}: [error, slowquery]",
        f"engine: oracle-ee-cdb, {LOGS}: [alert]",
        f"engine: sqlserver-web, {LOGS}: [error]",
        f"engine: db2-se, {LOGS}: [diag.log]",
        "engine: of-the-future",
        "snapshotIdentifier: orders-final",
        f'replicateSourceDb: "{ELSEWHERE}"',
        f'replicateSourceDb: "${{orders.identifier}}", {LOGS}: [postgresql]',
    ],
)
def test_satisfied(properties: str) -> None:
    judged = judge(rule, databases(properties, POSTGRES))
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize(
    ("properties", "reason"),
    [
        ("engine: postgres", "names no log; errors are in postgresql"),
        (f"engine: postgres, {LOGS}: [upgrade]", "names upgrade; errors are in postgresql"),
        (f"engine: mysql, {LOGS}: [slowquery, general]", "names slowquery, general; errors are in error"),
        ("engine: sqlserver-ee", "errors are in error"),
        ('replicateSourceDb: "${orders.identifier}"', "errors are in postgresql"),
    ],
)
def test_violated(properties: str, reason: str) -> None:
    judged = judge(rule, databases(properties, POSTGRES))
    assert judged.names(rule.id) == {"other"}
    assert reason in judged.violated[rule.id]["other"]


@pytest.mark.parametrize(
    "properties",
    ["engine: unknown!", f"engine: postgres, {LOGS}: unknown!", f"engine: postgres, {LOGS}: [upgrade, unknown!]"],
)
def test_undecided(properties: str) -> None:
    judged = judge(rule, databases(properties, POSTGRES))
    assert not judged.violated
    assert "other (" in judged.undecided[rule.id]


def test_a_replica_has_the_engine_that_the_source_of_its_source_says() -> None:
    third = f'third: {{type: "aws:rds:Instance", properties: {{replicateSourceDb: "${{other.id}}", {LOGS}: [error]}}}}'
    deployed = databases(f'replicateSourceDb: "${{orders.identifier}}", {LOGS}: [postgresql]', POSTGRES, third)
    deployed.together.resources[2].properties.update({"engine": UNKNOWN})
    assert judge(rule, deployed).names(rule.id) == {"third"}


@pytest.mark.parametrize(
    "properties",
    [
        "engine: aurora-mysql, enabledCloudwatchLogsExports: [audit, error]",
        "engine: aurora-postgresql, enabledCloudwatchLogsExports: [postgresql]",
    ],
)
def test_satisfied_cluster(properties: str) -> None:
    judged = judge(rule, cluster(properties))
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize(
    ("properties", "reason"),
    [
        ("engine: aurora-postgresql", "names no log; errors are in postgresql"),
        ("engine: aurora-mysql, enabledCloudwatchLogsExports: [audit]", "errors are in error"),
        ("engine: postgres", "errors are in postgresql"),
    ],
)
def test_violated_cluster(properties: str, reason: str) -> None:
    judged = judge(rule, cluster(properties))
    assert judged.names(rule.id) == {"cluster"}
    assert reason in judged.violated[rule.id]["cluster"]


@pytest.mark.parametrize(
    "properties", ["engine: unknown!", "engine: aurora-mysql, enabledCloudwatchLogsExports: unknown!"]
)
def test_undecided_cluster(properties: str) -> None:
    judged = judge(rule, cluster(properties))
    assert not judged.violated
    assert "cluster (" in judged.undecided[rule.id]
