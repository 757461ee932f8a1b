import pytest

from policies.foundation import stateful_protected
from securecart.comparison import stateful
from securecart.plan.model import Plan
from tests.comparison.plans import BUCKET, INSTANCE, TABLE, VPC, resource

COMES_BACK = {
    "aws:globalaccelerator/listener:Listener": "holds ports, which the program says",
    "aws:lb/loadBalancer:LoadBalancer": "gets another DNS name, which the records take over",
    "aws:route53/healthCheck:HealthCheck": "gets another id, which the records take over",
    "aws:route53/record:Record": "holds what the program says",
    "aws:ssm/parameter:Parameter": "holds what the program says",
}
"""What the fleet protects or retains since customers would notice that it is gone for a while, and why not for ever."""


def test_what_the_fleet_protects_or_retains_is_stateful_or_comes_back(fleet: Plan) -> None:
    kept = {each.type for each in fleet.resources() if each.is_managed and (each.protect or each.retain_on_delete)}
    assert kept - stateful.LOST.keys() == COMES_BACK.keys()


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
        ("aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication", {}, True),
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
