import pytest

from policies.foundation import stateful_protected
from securecart.comparison import stateful
from tests.comparison.plans import BUCKET, INSTANCE, TABLE, VPC, resource


def test_what_policy_wants_protected_is_stateful() -> None:
    rule = stateful_protected.stateful_protected
    assert set(rule.types) <= stateful.LOST.keys()


def test_a_network_holds_nothing() -> None:
    assert stateful.is_stateful(resource(TABLE, "carts"))
    assert not stateful.is_stateful(resource(VPC, "shop"))


@pytest.mark.parametrize(
    ("type_", "inputs", "expected"),
    [
        (INSTANCE, {"replicateSourceDb": "orders"}, True),
        (INSTANCE, {"engine": "postgres"}, False),
        ("aws:rds/cluster:Cluster", {"replicationSourceIdentifier": "arn"}, True),
        ("aws:kms/replicaKey:ReplicaKey", {}, True),
        (BUCKET, {}, False),
    ],
)
def test_copies(type_: str, inputs: dict[str, object], *, expected: bool) -> None:
    assert stateful.is_copy(resource(type_, "one", inputs=inputs)) is expected


def test_guards() -> None:
    guarded = resource(INSTANCE, "orders", protect=True, inputs={"deletionProtection": True, "storageEncrypted": True})
    assert stateful.guarded(guarded) == ("protect", "deletionProtection")
    assert stateful.guarded(resource(TABLE, "carts", inputs={"deletionProtectionEnabled": False})) == ()


@pytest.mark.parametrize(
    ("path", "before", "after", "expected"),
    [
        ("deletionProtection", True, False, True),
        ("deletionProtection", True, None, True),
        ("deletionProtection", False, True, False),
        ("forceDestroy", None, True, True),
        ("forceDestroy", True, False, False),
        ("multiAz", True, False, False),
    ],
)
def test_protections_that_are_taken(path: str, before: object, after: object, *, expected: bool) -> None:
    assert stateful.weakens(path, before, after) is expected
