from __future__ import annotations

import pytest

from policies.key_value_data.replication_stream import replication_stream as rule
from tests.policies.harness import ABSENT, judge
from tests.policies.key_value_data.tables import CARTS, CATALOGUE, TYPE, tables
from tests.policies.mutants.mutant import mutant

MUTANTS = (
    mutant(
        "a table that turns it off",
        "us-east-1",
        lambda d: d.set(CATALOGUE, "streamEnabled", False, type_=TYPE),
        CATALOGUE,
    ),
    mutant(
        "a table that leaves it to the default",
        "eu-central-1",
        lambda d: d.set(CARTS, "streamEnabled", ABSENT, type_=TYPE),
        CARTS,
    ),
    mutant(
        "a stream without the old image",
        "us-east-1",
        lambda d: d.set(CARTS, "streamViewType", "NEW_IMAGE", type_=TYPE),
        CARTS,
    ),
)
INLINE = "replicas: [{regionName: us-west-2}]"
STREAM = "streamEnabled: true, streamViewType: NEW_AND_OLD_IMAGES"
STRONG = "{regionName: us-west-2, consistencyMode: STRONG}"
SEPARATE = 'west: {type: "aws:dynamodb:TableReplica", properties: {globalTableArn: "${carts.arn}"}}'
DOUBTFUL = 'west: {type: "aws:dynamodb:TableReplica", properties: {globalTableArn: unknown!}}'


@pytest.mark.parametrize(
    ("properties", "resources"),
    [
        ("", ""),
        ("replicas: []", ""),
        ("streamEnabled: true, streamViewType: KEYS_ONLY", ""),
        (f"{INLINE}, {STREAM}", ""),
        (STREAM, SEPARATE),
        (f"replicas: [{STRONG}, {STRONG}]", ""),
        (f"replicas: unknown!, {STREAM}", ""),
    ],
)
def test_satisfied(properties: str, resources: str) -> None:
    judged = judge(rule, tables(properties, resources))
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize(
    ("properties", "resources", "reason"),
    [
        (INLINE, "", "`streamEnabled` is not true"),
        (f"{INLINE}, streamEnabled: false", "", "`streamEnabled` is not true"),
        (f"{INLINE}, streamEnabled: true, streamViewType: NEW_IMAGE", "", "`streamViewType` is NEW_IMAGE"),
        (f"{INLINE}, streamEnabled: true", "", "`streamViewType` is absent"),
        ("replicas: [{regionName: us-west-2, consistencyMode: EVENTUAL}]", "", "`streamEnabled` is not true"),
        ("", SEPARATE, "`streamEnabled` is not true"),
    ],
)
def test_violated(properties: str, resources: str, reason: str) -> None:
    judged = judge(rule, tables(properties, resources))
    assert judged.names(rule.id) == {"carts"}
    assert reason in judged.violated[rule.id]["carts"]


@pytest.mark.parametrize(
    ("properties", "resources"),
    [
        ("replicas: unknown!", ""),
        ("replicas: [unknown!]", ""),
        ("replicas: [{regionName: us-west-2, consistencyMode: unknown!}]", ""),
        (f"{INLINE}, streamEnabled: unknown!, streamViewType: NEW_AND_OLD_IMAGES", ""),
        (f"{INLINE}, streamEnabled: true, streamViewType: unknown!", ""),
        ("", DOUBTFUL),
    ],
)
def test_undecided(properties: str, resources: str) -> None:
    judged = judge(rule, tables(properties, resources))
    assert not judged.violated
    assert "carts (" in judged.undecided[rule.id]
