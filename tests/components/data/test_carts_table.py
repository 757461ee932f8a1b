"""The carts' table of a data domain."""

import pulumi
import pytest

from components.arguments import ArgumentError
from components.data.carts_table import CartsTable, CartsTableArgs
from securecart.plan.model import StackPlan
from securecart.settings.geography import Residency
from tests.support import ACCOUNT, record, type_counts

_TABLE = "aws:dynamodb/table:Table"


def _args(residency: Residency, region: str, *copies: str) -> CartsTableArgs:
    return CartsTableArgs(residency=residency, region=region, copy_regions=copies, account_id=ACCOUNT, protect=True)


def _plan(residency: Residency, region: str, *copies: str) -> StackPlan:
    args = _args(residency, region, *copies)
    return record(
        lambda provider: CartsTable("carts", args, pulumi.ResourceOptions(provider=provider)),
        region=region,
        stack=region,
    )


def test_eu_carts_stay_in_the_eu() -> None:
    plan = _plan(Residency.EU, "eu-central-1", "eu-west-1")
    assert type_counts(plan) == {_TABLE: 1, "aws:kms/alias:Alias": 2, "aws:kms/key:Key": 2}
    table = plan.named(_TABLE, "carts")
    assert table.inputs["name"] == "securecart-carts-eu"
    assert [replica["regionName"] for replica in table.inputs["replicas"]] == ["eu-west-1"]
    assert {one.region for one in plan.managed} == {"eu-central-1", "eu-west-1"}


def test_carts_expire_and_can_be_recovered() -> None:
    table = _plan(Residency.WORLD, "us-east-1", "us-west-2").named(_TABLE, "carts")
    assert table.inputs["ttl"] == {"enabled": True, "attributeName": "expiresAt"}
    assert table.inputs["pointInTimeRecovery"] == {"enabled": True, "recoveryPeriodInDays": 35}
    assert (table.inputs["hashKey"], table.inputs["rangeKey"]) == ("customerId", "itemId")
    assert [one["name"] for one in table.inputs["attributes"]] == ["customerId", "itemId"]
    assert not table.inputs.get("globalSecondaryIndexes")


def test_a_region_that_joins_takes_no_copy_away() -> None:
    before = _plan(Residency.EU, "eu-central-1", "eu-west-1")
    after = _plan(Residency.EU, "eu-central-1", "eu-west-1", "eu-north-1")
    assert {one.urn for one in before.managed} < {one.urn for one in after.managed}
    copies = [replica["regionName"] for replica in after.named(_TABLE, "carts").inputs["replicas"]]
    assert copies == ["eu-north-1", "eu-west-1"]


@pytest.mark.parametrize(
    ("residency", "region", "copies"),
    [
        (Residency.EU, "eu-central-1", ("us-east-1",)),
        (Residency.EU, "eu-central-1", ("eu-west-2",)),
        (Residency.EU, "us-east-1", ("eu-west-1",)),
        (Residency.WORLD, "us-east-1", ("eu-west-1",)),
        (Residency.WORLD, "us-east-1", ()),
    ],
)
def test_refuses_copies_elsewhere_or_none(residency: Residency, region: str, copies: tuple[str, ...]) -> None:
    with pytest.raises(ArgumentError, match="copy_regions"):
        _args(residency, region, *copies)
