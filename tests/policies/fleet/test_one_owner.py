from __future__ import annotations

import pytest

from policies.aws.singletons import SINGLETONS
from policies.fleet.one_owner import one_owner
from tests.policies.fleet.stacks import two
from tests.policies.harness import judge
from tests.policies.mutants.mutant import mutant

REPLICATION = "aws:ecr/replicationConfiguration:ReplicationConfiguration"
BACKUPS = "aws:backup/regionSettings:RegionSettings"
TRACES = "aws:xray/traceSegmentDestination:TraceSegmentDestination"

MUTANTS = (
    mutant(
        "replication of images declared twice",
        "us-east-1",
        lambda d: d.duplicate("shop-registry-images", "shop-registry-more-images", type_=REPLICATION),
        "us-east-1/shop-registry-images",
        "us-east-1/shop-registry-more-images",
        fleet=True,
    ),
    mutant(
        "backup settings of another stack's Region",
        "us-west-2",
        lambda d: d.set("shop-backup", "region", "us-east-1", type_=BACKUPS),
        "us-east-1/shop-backup",
        "us-west-2/shop-backup",
        fleet=True,
    ),
    mutant(
        "the destination of traces of another stack's Region",
        "eu-central-1",
        lambda d: d.set("shop-tracing", "region", "ap-southeast-1", type_=TRACES),
        "ap-southeast-1/shop-tracing",
        "eu-central-1/shop-tracing",
        fleet=True,
    ),
)


@pytest.mark.parametrize(
    ("type_", "first", "second", "region"),
    [
        ("aws:guardduty:Detector", "", "", "us-east-1"),
        ("aws:guardduty:Detector", "", "region: us-east-1", "us-west-2"),
        ("aws:shield:Subscription", "", "", "us-west-2"),
        ("aws:s3:AccountPublicAccessBlock", "", "", "us-west-2"),
        ("aws:ecs:AccountSettingDefault", "name: containerInsights", "name: containerInsights", "us-east-1"),
        (
            "aws:guardduty:Detector",
            'arn: "arn:aws:guardduty:us-east-1:111111111111:detector/a"',
            'arn: "arn:aws:guardduty:us-east-1:111111111111:detector/a"',
            "us-east-1",
        ),
    ],
)
def test_violated(type_: str, first: str, second: str, region: str) -> None:
    judged = judge(one_owner, two(type_, first, second, region=region))
    assert judged.names(one_owner.id) == {"first", "second"}


@pytest.mark.parametrize(
    ("type_", "first", "second", "region"),
    [
        ("aws:guardduty:Detector", "", "", "us-west-2"),
        ("aws:s3:AccountPublicAccessBlock", 'accountId: "111111111111"', 'accountId: "222222222222"', "us-east-1"),
        ("aws:ecs:AccountSettingDefault", "name: containerInsights", "name: awsvpcTrunking", "us-east-1"),
        (
            "aws:guardduty:Detector",
            'arn: "arn:aws:guardduty:us-east-1:111111111111:detector/a"',
            'arn: "arn:aws:guardduty:us-east-1:222222222222:detector/a"',
            "us-east-1",
        ),
    ],
)
def test_satisfied(type_: str, first: str, second: str, region: str) -> None:
    judged = judge(one_owner, two(type_, first, second, region=region))
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize(
    ("type_", "second", "unknown"),
    [
        ("aws:guardduty:Detector", "region: unknown!", "region"),
        ("aws:ecs:AccountSettingDefault", "name: unknown!", "name"),
    ],
)
def test_undecided(type_: str, second: str, unknown: str) -> None:
    judged = judge(one_owner, two(type_, "name: containerInsights", second))
    assert not judged.violated
    assert judged.undecided[one_owner.id].endswith(f"): {unknown}")


def test_a_reason_names_the_other_and_the_region() -> None:
    message = judge(one_owner, two("aws:guardduty:Detector", "", "")).violated[one_owner.id]["second"]
    assert "first (aws:guardduty/detector:Detector) of stack one declares the same setting in us-east-1:" in message


def test_every_type_is_a_full_token() -> None:
    assert all(type_.startswith("aws:") and "/" in type_ for type_ in SINGLETONS)
