from dataclasses import replace
from typing import Any

import pytest

from securecart.comparison.differences import differences
from securecart.comparison.model import Certainty, Replacement
from securecart.comparison.replacement import ReplacementJudge, lies_in, replaces, touches
from securecart.plan.model import Plan
from tests.comparison.plans import BUCKET, INSTANCE, SUBNET, TABLE, VPC, plan, resource

WRITER = {"identifier": "orders", "engine": "postgres", "username": "shop", "dbName": "shop", "storageEncrypted": True}
REPLICA = {"identifier": "copy", "replicateSourceDb": "arn:aws:rds:us-east-1:1:db:orders", "storageEncrypted": True}


def judged(type_: str, before: dict[str, Any], after: dict[str, Any], **options: Any) -> Replacement | None:
    old = resource(type_, "one", inputs=before)
    new = replace(old, inputs=after, **options)
    writer = resource(INSTANCE, "orders", inputs=WRITER)
    return ReplacementJudge(plan(writer, old)).judge(old, new, differences(before, after))


def certain(*paths: str) -> Replacement:
    return Replacement(certainty=Certainty.CERTAIN, properties=paths)


def possible(*paths: str) -> Replacement:
    return Replacement(certainty=Certainty.POSSIBLE, properties=paths)


def test_a_type_that_the_provider_has_renamed() -> None:
    old = resource("aws:s3/bucketV2:BucketV2", "files", inputs={"bucket": "files"})
    new = resource(BUCKET, "files", inputs={"bucket": "other"}, aliases=(old.urn,))
    changes = differences(old.inputs, new.inputs)
    assert ReplacementJudge(plan(old)).judge(old, new, changes) == certain("bucket")


@pytest.mark.parametrize(
    ("type_", "before", "after", "expected"),
    [
        (VPC, {"cidrBlock": "10.0.0.0/16"}, {"cidrBlock": "10.1.0.0/16"}, certain("cidrBlock")),
        (VPC, {"enableDnsSupport": True}, {"enableDnsSupport": False}, None),
        (TABLE, {"name": "a", "hashKey": "id"}, {"name": "b", "hashKey": "key"}, certain("hashKey", "name")),
        (TABLE, {"replicas": [{"regionName": "us-west-2"}]}, {}, None),
        (INSTANCE, WRITER, {**WRITER, "identifier": "other"}, None),
        (INSTANCE, WRITER, {**WRITER, "engine": "mysql"}, certain("engine")),
        # Left out, a property that AWS decides stays as it is; one that is false without being said does not matter.
        (INSTANCE, WRITER, {key: WRITER[key] for key in WRITER if key != "engine"}, None),
        (INSTANCE, {}, {"storageEncrypted": False}, None),
        (INSTANCE, {"storageEncrypted": False}, {}, None),
        (INSTANCE, {}, {"storageEncrypted": True}, certain("storageEncrypted")),
        # Given for the first time, it replaces only if AWS has decided otherwise.
        (INSTANCE, {}, {"kmsKeyId": "arn:key"}, possible("kmsKeyId")),
        (INSTANCE, {}, {"kmsKeyId": "arn:key", "storageEncrypted": True}, certain("storageEncrypted")),
        # An automatic name has digits at its end, so a given one is always another.
        (BUCKET, {}, {"bucket": "files"}, certain("bucket")),
        (BUCKET, {"bucket": "files"}, {}, certain("bucket")),
        (
            "aws:ecr/repository:Repository",
            {"encryptionConfigurations": [{"encryptionType": "AES256"}]},
            {"encryptionConfigurations": [{"encryptionType": "KMS"}]},
            certain("encryptionConfigurations[0].encryptionType"),
        ),
    ],
)
def test_what_the_provider_replaces(
    type_: str, before: dict[str, Any], after: dict[str, Any], expected: Replacement | None
) -> None:
    assert judged(type_, before, after) == expected


@pytest.mark.parametrize(
    ("added", "expected"),
    [
        ({"engine": "postgres", "username": "shop", "dbName": "shop"}, None),
        ({"engine": "postgres", "username": "root"}, certain("username")),
        ({"timezone": "UTC"}, possible("timezone")),
    ],
)
def test_a_promoted_replica_has_what_its_source_has(added: dict[str, str], expected: Replacement | None) -> None:
    promoted = {key: REPLICA[key] for key in REPLICA if key != "replicateSourceDb"}
    assert judged(INSTANCE, REPLICA, {**promoted, **added}) == expected


def test_a_replica_of_a_replica_has_what_the_first_of_all_has() -> None:
    second = {"identifier": "second", "replicateSourceDb": "copy"}
    copy, last = resource(INSTANCE, "copy", inputs=REPLICA), resource(INSTANCE, "second", inputs=second)
    judge = ReplacementJudge(plan(resource(INSTANCE, "orders", inputs=WRITER), copy, last))
    after = {**second, "username": "shop"}
    assert judge.judge(last, replace(last, inputs=after), differences(second, after)) is None


def test_replicas_of_each_other_are_no_trap() -> None:
    inputs = [{"identifier": name, "replicateSourceDb": other} for name, other in (("a", "b"), ("b", "a"))]
    one, two = (resource(INSTANCE, str(each["identifier"]), inputs=each) for each in inputs)
    after = {**inputs[0], "username": "shop"}
    judge = ReplacementJudge(plan(one, two))
    assert judge.judge(one, replace(one, inputs=after), differences(inputs[0], after)) == possible("username")


def test_another_region_is_another_resource() -> None:
    assert judged(BUCKET, {}, {}, region="eu-west-1") == certain("region")


def test_the_program_may_ask_for_a_replacement() -> None:
    assert judged(VPC, {"tags": {"a": 1}}, {"tags": {"a": 2}}, replace_on_changes=("tags",)) == certain("tags.a")
    assert judged(VPC, {"tags": {"a": 1}}, {"tags": {"a": 2}}, replace_on_changes=("*",)) == certain("tags.a")


def test_a_type_that_is_not_known_is_said_to_be() -> None:
    found = judged("aws:new/thing:Thing", {"size": 1}, {"size": 2})
    assert found == Replacement(certainty=Certainty.UNKNOWN, properties=("size",))
    assert judged("aws:new/thing:Thing", {}, {}) is None
    assert replaces("aws:new/thing:Thing", "size") is None


def test_which_inputs_replace() -> None:
    assert replaces(SUBNET, "vpcId") is True
    assert replaces(SUBNET, "availabilityZone") is True
    assert replaces(SUBNET, "tags") is False


def test_paths() -> None:
    assert lies_in("rules[3].port", ["rules"])
    assert lies_in("rules[3].port", ["rules[*].port"])
    assert not lies_in("rules", ["rules[0].port"])
    assert touches("rules", ["rules[0].port"])
    assert not touches("rulesets", ["rules"])
    assert lies_in('tags["a.b"]', ["tags"])
    assert lies_in("anything", ["*"])


def test_the_fleet_s_types_are_known(fleet: Plan) -> None:
    managed = {resource.type for resource in fleet.resources() if resource.is_managed}
    assert {type_ for type_ in managed if replaces(type_, "id") is None} == {
        "aws:arcregionswitch/plan:Plan",
        "aws:xray/indexingRule:IndexingRule",
        "aws:xray/traceSegmentDestination:TraceSegmentDestination",
    }
