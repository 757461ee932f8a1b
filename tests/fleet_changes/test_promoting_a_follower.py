"""us-east-1 is lost: us-west-2 writes, the others follow it with new instances."""

import pytest

from securecart.plan.model import Plan
from tests.fleet import by_key, changes, fleet_plan
from tests.fleet_changes import scenarios
from tests.fleet_changes.judging import INSTANCE, RECORD, assert_nothing_is_replaced


@pytest.fixture(scope="module")
def promoted(tmp_path_factory: pytest.TempPathFactory) -> Plan:
    return fleet_plan(scenarios.promoted(tmp_path_factory.mktemp("promoted")))


def test_the_follower_becomes_the_writer_in_place(fleet: Plan, promoted: Plan) -> None:
    _, removed, changed = changes(fleet["us-west-2"], promoted["us-west-2"])
    instance = (INSTANCE, "shop-db-g1")
    assert instance not in removed
    before, after = by_key(fleet["us-west-2"])[instance].inputs, by_key(promoted["us-west-2"])[instance].inputs
    assert "replicateSourceDb" in before
    assert "replicateSourceDb" not in after
    for decisive in ("identifier", "kmsKeyId", "storageEncrypted", "backupRetentionPeriod", "multiAz"):
        assert before[decisive] == after[decisive]
    # A writer says these and a replica must not; `ignore_changes` keeps them from mattering afterwards.
    assert_nothing_is_replaced(changed, allowed={"engine", "dbName", "username"})
    assert {"dbName", "username"} <= set(by_key(promoted["us-west-2"])[instance].ignore_changes)


def test_its_read_replicas_do_not_notice(fleet: Plan, promoted: Plan) -> None:
    _, _, changed = changes(fleet["us-west-2"], promoted["us-west-2"])
    assert (INSTANCE, "shop-db-g1-search-1") not in changed


def test_the_others_follow_with_new_instances_and_the_old_ones_stay_in_aws(fleet: Plan, promoted: Plan) -> None:
    for region in ("us-east-1", "ap-southeast-1"):
        added, removed, _ = changes(fleet[region], promoted[region])
        assert (INSTANCE, "shop-db-g2") in added
        assert (INSTANCE, "shop-db-g1") in removed
        assert by_key(fleet[region])[INSTANCE, "shop-db-g1"].retain_on_delete
        source = by_key(promoted[region])[INSTANCE, "shop-db-g2"].inputs["replicateSourceDb"]
        assert source == "arn:aws:rds:us-west-2:123456789012:db:securecart-us-west-2-g1"


def test_the_old_writer_leaves_only_after_somebody_has_looked(fleet: Plan) -> None:
    assert by_key(fleet["us-east-1"])[INSTANCE, "shop-db-g1"].protect


def test_private_paths_and_routing_stay(fleet: Plan, promoted: Plan) -> None:
    added, removed, changed = changes(fleet["global"], promoted["global"])
    for kind, _ in (*added, *removed, *changed):
        assert not kind.startswith(("aws:ec2", "aws:globalaccelerator"))
        assert kind != RECORD


def test_the_other_domain_does_not_notice(fleet: Plan, promoted: Plan) -> None:
    assert changes(fleet["eu-central-1"], promoted["eu-central-1"]) == (set(), set(), {})
