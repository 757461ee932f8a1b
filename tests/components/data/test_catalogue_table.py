"""The product catalogue's global table."""

import pulumi
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from components.arguments import ArgumentError
from components.data.catalogue_table import CatalogueTable, CatalogueTableArgs
from securecart.plan.model import Resource, StackPlan
from tests.support import ACCOUNT, record, type_counts

_TABLE = "aws:dynamodb/table:Table"
_KEY = "aws:kms/key:Key"
_REPLACES = {"hashKey", "rangeKey", "localSecondaryIndexes", "name", "region"}
"""What the provider replaces a table for."""


def _plan(*replicas: str, protect: bool = True) -> StackPlan:
    args = CatalogueTableArgs(region="us-east-1", replica_regions=replicas, account_id=ACCOUNT, protect=protect)
    return record(lambda provider: CatalogueTable("catalogue", args, pulumi.ResourceOptions(provider=provider)))


def _table(plan: StackPlan) -> Resource:
    return plan.named(_TABLE, "catalogue")


def test_has_a_replica_and_a_key_in_every_region() -> None:
    plan = _plan("us-west-2", "eu-central-1", "ap-southeast-1")
    assert type_counts(plan) == {_TABLE: 1, "aws:kms/alias:Alias": 4, _KEY: 4}
    table = _table(plan)
    assert [replica["regionName"] for replica in table.inputs["replicas"]] == [
        "ap-southeast-1",
        "eu-central-1",
        "us-west-2",
    ]
    for replica in table.inputs["replicas"]:
        assert replica["pointInTimeRecovery"] is True
        assert replica["deletionProtectionEnabled"] is True
        assert replica["propagateTags"] is True
        key = plan.named(_KEY, f"catalogue-{replica['regionName']}")
        assert replica["kmsKeyArn"] == key.outputs["arn"]
        assert key.region == replica["regionName"]
        assert f"dynamodb.{key.region}.amazonaws.com" in key.inputs["policy"]


def test_the_owners_replica_is_protected_the_same() -> None:
    plan = _plan("us-west-2")
    table = _table(plan)
    expected = {
        "name": "securecart-catalogue",
        "billingMode": "PAY_PER_REQUEST",
        "hashKey": "productId",
        "rangeKey": "aspect",
        "streamEnabled": True,
        "streamViewType": "NEW_AND_OLD_IMAGES",
        "deletionProtectionEnabled": True,
        "pointInTimeRecovery": {"enabled": True, "recoveryPeriodInDays": 35},
    }
    assert {name: table.inputs[name] for name in expected} == expected
    assert table.protect
    key = plan.named(_KEY, "catalogue-us-east-1")
    assert table.inputs["serverSideEncryption"] == {"enabled": True, "kmsKeyArn": key.outputs["arn"]}
    assert key.region == "us-east-1"
    indexed = {one["name"] for one in table.inputs["attributes"]}
    assert indexed == {"productId", "aspect", "category"}


@settings(max_examples=10, deadline=None)
@given(st.sets(st.sampled_from(["us-west-2", "eu-central-1", "ap-southeast-1", "eu-west-1"])))
def test_adding_a_region_is_an_update_in_place(regions: set[str]) -> None:
    before, after = _table(_plan(*regions)), _table(_plan(*regions, "sa-east-1"))
    assert before.urn == after.urn
    changed = {name for name in {*before.inputs, *after.inputs} if before.inputs.get(name) != after.inputs.get(name)}
    assert changed == {"replicas"}
    assert not changed & _REPLACES
    kept = [replica for replica in after.inputs["replicas"] if replica["regionName"] != "sa-east-1"]
    assert kept == list(before.inputs.get("replicas", []))


def test_a_region_that_goes_leaves_its_key_in_aws() -> None:
    before, after = _plan("us-west-2", "sa-east-1"), _plan("us-west-2")
    gone = [one for one in before.managed if one.urn not in after]
    assert {one.region for one in gone} == {"sa-east-1"}
    (key,) = [one for one in gone if one.type == _KEY]
    assert key.retain_on_delete
    assert not key.protect
    assert before.named(_KEY, "catalogue-us-east-1").protect


def test_teardown_clears_every_protection() -> None:
    plan = _plan("us-west-2", protect=False)
    assert not any(one.protect or one.retain_on_delete for one in plan.managed)
    assert _table(plan).inputs["deletionProtectionEnabled"] is False
    assert [one["deletionProtectionEnabled"] for one in _table(plan).inputs["replicas"]] == [False]


@pytest.mark.parametrize("replicas", [("us-east-1",), ("us-west-2", "us-west-2")])
def test_refuses_a_region_twice(replicas: tuple[str, ...]) -> None:
    with pytest.raises(Exception, match="replica_regions") as error:
        _plan(*replicas)
    assert isinstance(error.value.__cause__, ArgumentError)
