"""`teardown: true` clears every protection and changes nothing else that matters."""

from collections.abc import Mapping
from typing import Any

import pytest

from securecart.plan.model import Plan
from tests.fleet import changes, fleet_plan
from tests.fleet_changes.judging import (
    BALANCER,
    INSTANCE,
    TABLE,
    assert_nothing_is_replaced,
)
from tests.fleet_changes.scenarios import opened


@pytest.fixture(scope="module")
def open_fleet(tmp_path_factory: pytest.TempPathFactory) -> Plan:
    return fleet_plan(opened(tmp_path_factory.mktemp("teardown")))


def test_nothing_is_protected_any_more(fleet: Plan, open_fleet: Plan) -> None:
    assert any(resource.protect for resource in fleet.resources())
    assert not [resource.urn for resource in open_fleet.resources() if resource.protect]


def test_aws_protections_are_off(open_fleet: Plan) -> None:
    def inputs(kind: str) -> list[Mapping[str, Any]]:
        return [resource.inputs for stack in open_fleet.stacks for resource in stack.of_type(kind)]

    assert not [one for one in inputs(INSTANCE) if one["deletionProtection"]]
    assert not [one for one in inputs(BALANCER) if one["enableDeletionProtection"]]
    assert not [one for one in inputs(TABLE) if one["deletionProtectionEnabled"]]
    assert all(one["forceDestroy"] for one in inputs("aws:s3/bucket:Bucket"))
    assert all(one["forceDestroy"] for one in inputs("aws:backup/vault:Vault"))


def test_it_removes_only_what_guards_backups_and_replaces_nothing(fleet: Plan, open_fleet: Plan) -> None:
    for stack in fleet.stacks:
        added, removed, changed = changes(stack, open_fleet[stack.stack])
        assert not added
        assert {kind for kind, _ in removed} <= {"aws:backup/vaultPolicy:VaultPolicy"}
        assert_nothing_is_replaced(changed)
