"""The key of a Region."""

import json

import pulumi
import pytest

from components.arguments import ArgumentError
from components.security.key_policy import KeyUse, key_policy
from components.security.region_key import RegionKey, RegionKeyArgs
from securecart.plan.model import StackPlan
from tests.support import ACCOUNT, children_of, record, type_counts


def _plan(**changes: object) -> StackPlan:
    values = {"region": "us-east-1", "account_id": ACCOUNT, "subject": "data in us-east-1", "protect": True} | changes
    args = RegionKeyArgs(**values)  # type: ignore[arg-type]
    return record(lambda provider: RegionKey("region", args, pulumi.ResourceOptions(provider=provider)))


def test_makes_a_key_and_an_alias() -> None:
    plan = _plan()
    assert type_counts(plan) == {"aws:kms/alias:Alias": 1, "aws:kms/key:Key": 1}
    (component,) = plan.of_type("securecart:security:RegionKey")
    key, alias = children_of(plan, component.urn)
    assert key.inputs["enableKeyRotation"] is True
    assert key.inputs["rotationPeriodInDays"] == 365
    assert key.inputs["deletionWindowInDays"] == 30
    assert key.inputs["description"] == "SecureCart: data in us-east-1"
    assert "multiRegion" not in key.inputs
    assert key.protect
    assert [(origin.urn, origin.property) for origin in plan.origins(alias.inputs["targetKeyId"])] == [
        (key.urn, "keyId")
    ]
    assert set(component.outputs) == {"arn", "keyId", "aliasName"}


def test_lies_in_the_region_asked_for() -> None:
    plan = _plan(region="eu-west-1")
    assert {resource.region for resource in plan.managed} == {"eu-west-1"}
    policy = json.loads(plan.named("aws:kms/key:Key", "region").inputs["policy"])
    (logs,) = [one for one in policy["Statement"] if one["Sid"] == "LogGroupsOfTheRegion"]
    assert logs["Principal"] == {"Service": "logs.eu-west-1.amazonaws.com"}
    assert logs["Condition"]["ArnLike"] == {
        "kms:EncryptionContext:aws:logs:arn": f"arn:aws:logs:eu-west-1:{ACCOUNT}:log-group:*"
    }


def test_teardown_clears_the_protection() -> None:
    assert not any(resource.protect for resource in _plan(protect=False).managed)


def test_the_account_keeps_control_whatever_the_uses() -> None:
    for uses in ((), tuple(KeyUse)):
        first = key_policy("us-east-1", ACCOUNT, uses)["Statement"][0]
        assert first["Principal"] == {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}
        assert first["Action"] == "kms:*"


def test_services_get_what_their_use_needs_and_no_more() -> None:
    services = {
        statement["Sid"]: statement["Principal"]["Service"]
        for statement in key_policy("us-east-1", ACCOUNT, [KeyUse.NOTIFICATIONS])["Statement"]
        if "Service" in statement["Principal"]
    }
    assert services == {
        "AlarmsOfTheAccount": "cloudwatch.amazonaws.com",
        "EventsOfServices": ["backup.amazonaws.com", "events.amazonaws.com", "events.rds.amazonaws.com"],
    }
    assert len(key_policy("us-east-1", ACCOUNT, [])["Statement"]) == 1


def test_who_may_use_a_table_may_use_its_key_through_dynamodb_alone() -> None:
    _, tables = key_policy("eu-west-1", ACCOUNT, [KeyUse.TABLES])["Statement"]
    assert tables["Principal"] == {"AWS": "*"}
    assert tables["Condition"] == {
        "StringEquals": {"kms:CallerAccount": ACCOUNT, "kms:ViaService": "dynamodb.eu-west-1.amazonaws.com"}
    }


@pytest.mark.parametrize(
    ("argument", "value"), [("account_id", "1234"), ("account_id", "12345678901x"), ("subject", "")]
)
def test_refuses_bad_arguments(argument: str, value: str) -> None:
    with pytest.raises(ArgumentError) as error:
        _plan(**{argument: value})
    assert error.value.argument == argument
