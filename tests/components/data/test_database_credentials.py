"""The writer's master login."""

import pulumi
import pytest

from components.arguments import ArgumentError
from components.data.database_credentials import DatabaseCredentials, DatabaseCredentialsArgs
from securecart.plan.model import StackPlan
from securecart.plan.tokens import SECRET
from tests.support import record, type_counts

_SECRET = "aws:secretsmanager/secret:Secret"


def _plan(**changes: object) -> StackPlan:
    values: dict[str, object] = {
        "region": "us-east-1",
        "identifier": "securecart-us-east-1-g1",
        "secret_name": "securecart/world/database/securecart-us-east-1-g1",
        "key_arn": "arn:aws:kms:us-east-1:123456789012:key/0a1b2c3d-0000-4000-8000-000000000000",
        "copy_regions": ("us-west-2", "ap-southeast-1"),
        "protect": True,
    }
    args = DatabaseCredentialsArgs(**(values | changes))  # type: ignore[arg-type]
    return record(lambda provider: DatabaseCredentials("database", args, pulumi.ResourceOptions(providers=[provider])))


def test_makes_a_password_and_a_secret_with_copies() -> None:
    plan = _plan()
    assert type_counts(plan) == {
        _SECRET: 1,
        "aws:secretsmanager/secretVersion:SecretVersion": 1,
        "random:index/randomPassword:RandomPassword": 1,
    }
    secret = plan.named(_SECRET, "database")
    assert secret.inputs["name"] == "securecart/world/database/securecart-us-east-1-g1"
    assert secret.inputs["replicas"] == [{"region": "ap-southeast-1"}, {"region": "us-west-2"}]
    assert secret.inputs["recoveryWindowInDays"] == 30
    password = plan.named("random:index/randomPassword:RandomPassword", "database")
    assert password.inputs["keepers"] == {"identifier": "securecart-us-east-1-g1"}
    assert password.inputs["length"] == 48
    assert password.inputs["special"] is False


def test_the_password_is_seen_nowhere() -> None:
    plan = _plan()
    version = plan.named("aws:secretsmanager/secretVersion:SecretVersion", "database")
    assert version.inputs["secretString"] == SECRET
    assert "secretString" in version.secret_inputs
    (component,) = plan.of_type("securecart:data:DatabaseCredentials")
    assert component.outputs["password"] == SECRET


def test_teardown_frees_the_name_at_once() -> None:
    assert _plan(protect=False).named(_SECRET, "database").inputs["recoveryWindowInDays"] == 0


@pytest.mark.parametrize("copies", [("us-east-1",), ("us-west-2", "us-west-2")])
def test_refuses_a_copy_beside_the_secret(copies: tuple[str, ...]) -> None:
    with pytest.raises(ArgumentError, match="copy_regions"):
        _plan(copy_regions=copies)
