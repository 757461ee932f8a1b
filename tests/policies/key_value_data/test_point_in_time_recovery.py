from __future__ import annotations

import pytest

from policies.key_value_data.point_in_time_recovery import point_in_time_recovery as rule
from tests.policies.harness import ABSENT, judge
from tests.policies.key_value_data.tables import CARTS, CATALOGUE, TYPE, add_table_replica, tables
from tests.policies.mutants.mutant import View, mutant

MUTANTS = (
    mutant(
        "a table without",
        "us-east-1",
        lambda d: d.set(CATALOGUE, "pointInTimeRecovery.enabled", False, type_=TYPE),
        CATALOGUE,
    ),
    mutant(
        "a table that leaves it to the default",
        "eu-central-1",
        lambda d: d.set(CARTS, "pointInTimeRecovery", ABSENT, type_=TYPE),
        CARTS,
    ),
    mutant(
        "a replica without",
        "us-east-1",
        lambda d: d.set(CARTS, "replicas[1].pointInTimeRecovery", False, type_=TYPE),
        CARTS,
    ),
    mutant(
        "a replica in the Union that leaves it to the default",
        "eu-central-1",
        lambda d: d.set(CARTS, "replicas[0].pointInTimeRecovery", ABSENT, type_=TYPE),
        CARTS,
        view=View.DEPLOYED,
    ),
    mutant(
        "a separate replica without",
        "us-east-1",
        lambda d: add_table_replica(d.set(CATALOGUE, "replicas", ABSENT, type_=TYPE), CATALOGUE, "us-west-2").set(
            f"{CATALOGUE}-replica", "pointInTimeRecovery", ABSENT
        ),
        f"{CATALOGUE}-replica",
    ),
    mutant(
        "a table that can go back a day",
        "us-east-1",
        lambda d: d.set(CARTS, "pointInTimeRecovery.recoveryPeriodInDays", 1, type_=TYPE),
        CARTS,
    ),
)
ON = "pointInTimeRecovery: {enabled: true}"


@pytest.mark.parametrize(
    "properties",
    [
        ON,
        "pointInTimeRecovery: {enabled: true, recoveryPeriodInDays: 35}",
        f"{ON}, replicas: []",
        f"{ON}, replicas: [{{regionName: us-west-2, pointInTimeRecovery: true}}]",
    ],
)
def test_satisfied(properties: str) -> None:
    judged = judge(rule, tables(properties))
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize(
    ("properties", "reason"),
    [
        ("", "`pointInTimeRecovery.enabled` is absent."),
        (
            "pointInTimeRecovery: {enabled: true, recoveryPeriodInDays: 1}",
            "`pointInTimeRecovery.recoveryPeriodInDays` is 1 days, the recovery window 35 days.",
        ),
        ("pointInTimeRecovery: {enabled: false}", "`pointInTimeRecovery.enabled` is false."),
        (
            f"{ON}, replicas: [{{regionName: us-west-2, pointInTimeRecovery: true}}, {{regionName: us-east-2}}]",
            "`replicas[1].pointInTimeRecovery` (us-east-2) is absent.",
        ),
        (
            "replicas: [{regionName: unknown!, pointInTimeRecovery: false}]",
            "is absent; `replicas[0].pointInTimeRecovery` (a Region that is not known yet) is false.",
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
        "pointInTimeRecovery: unknown!",
        "pointInTimeRecovery: {enabled: unknown!}",
        "pointInTimeRecovery: {enabled: true, recoveryPeriodInDays: unknown!}",
        f"{ON}, replicas: unknown!",
        f"{ON}, replicas: [unknown!]",
        f"{ON}, replicas: [{{regionName: us-west-2, pointInTimeRecovery: unknown!}}]",
    ],
)
def test_undecided(properties: str) -> None:
    judged = judge(rule, tables(properties))
    assert not judged.violated
    assert "carts (" in judged.undecided[rule.id]


@pytest.mark.parametrize(
    ("properties", "names"),
    [
        ("pointInTimeRecovery: true", set()),
        ("pointInTimeRecovery: false", {"west"}),
        ("region: us-west-2", {"west"}),
    ],
)
def test_a_separate_replica_has_its_own(properties: str, names: set[str]) -> None:
    replica = f"""west: {{type: "aws:dynamodb:TableReplica",
            properties: {{globalTableArn: "${{carts.arn}}", {properties}}}}}"""
    assert judge(rule, tables(ON, replica)).names(rule.id) == names


@pytest.mark.parametrize(("window", "refused"), [(7, set()), (8, {"carts"})])
def test_the_recovery_window_is_configurable(window: int, refused: set[str]) -> None:
    seven = tables("pointInTimeRecovery: {enabled: true, recoveryPeriodInDays: 7}")
    assert judge(rule, seven, {rule.id: {"recoveryWindowDays": window}}).names(rule.id) == refused
