from __future__ import annotations

import pytest

from policies.key_value_data.capacity import capacity as rule
from tests.policies.harness import ABSENT, judge
from tests.policies.key_value_data.tables import CARTS, CATALOGUE, TYPE, tables
from tests.policies.mutants.mutant import mutant

MUTANTS = (
    mutant(
        "a table of fixed capacity",
        "us-east-1",
        lambda d: d.set(CATALOGUE, "billingMode", "PROVISIONED", type_=TYPE),
        CATALOGUE,
    ),
    mutant(
        "a table that leaves it to the default",
        "us-east-1",
        lambda d: d.set(CARTS, "billingMode", ABSENT, type_=TYPE),
        CARTS,
    ),
    mutant(
        "a table of fixed capacity in the Union",
        "eu-central-1",
        lambda d: d.set(CARTS, "billingMode", "PROVISIONED", type_=TYPE),
        CARTS,
    ),
)


def target(dimension: str, resource: str = "table/carts") -> str:
    return (
        f'{{type: "aws:appautoscaling:Target", properties: {{serviceNamespace: dynamodb, resourceId: "{resource}", '
        f'scalableDimension: "{dimension}"}}}}'
    )


READS = target("dynamodb:table:ReadCapacityUnits")
WRITES = target("dynamodb:table:WriteCapacityUnits")
INDEX = target("dynamodb:index:WriteCapacityUnits", "table/carts/index/by-customer")


@pytest.mark.parametrize(
    ("properties", "resources"),
    [
        ("billingMode: PAY_PER_REQUEST", ()),
        ("billingMode: PROVISIONED", (READS, WRITES)),
        ("", (target("dynamodb:table:ReadCapacityUnits", "table/${carts.id}"), WRITES, INDEX)),
    ],
)
def test_satisfied(properties: str, resources: tuple[str, ...]) -> None:
    declared = "\n          ".join(f"target-{index}: {text}" for index, text in enumerate(resources))
    judged = judge(rule, tables(properties, declared))
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize(
    ("resources", "reason"),
    [
        ((), "nothing scales its reads and writes"),
        ((READS,), "nothing scales its writes"),
        ((WRITES, INDEX), "nothing scales its reads"),
        ((READS, target("dynamodb:table:WriteCapacityUnits", "table/other")), "nothing scales its writes"),
        ((READS, target("dynamodb:table:WriteCapacityUnits", "table/${other.id}")), "nothing scales its writes"),
    ],
)
def test_violated(resources: tuple[str, ...], reason: str) -> None:
    declared = "\n          ".join(f"target-{index}: {text}" for index, text in enumerate(resources))
    other = 'other: {type: "aws:dynamodb:Table", properties: {billingMode: PAY_PER_REQUEST}}'
    judged = judge(rule, tables("billingMode: PROVISIONED", f"{other}\n          {declared}"))
    assert judged.names(rule.id) == {"carts"}
    assert judged.levels == {rule.id: "advisory"}
    assert reason in judged.violated[rule.id]["carts"]


@pytest.mark.parametrize(
    ("properties", "resource"),
    [
        ("billingMode: unknown!", READS),
        ("", target("dynamodb:table:WriteCapacityUnits", "unknown!")),
        ("", target("unknown!")),
    ],
)
def test_undecided(properties: str, resource: str) -> None:
    judged = judge(rule, tables(properties, f"target: {resource}"))
    assert not judged.violated
    assert "carts (" in judged.undecided[rule.id]
