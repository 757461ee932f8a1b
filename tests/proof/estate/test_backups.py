from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from securecart.plan.model import Plan
from securecart.proof.estate.model import Estate
from securecart.proof.estate.read import read
from tests.proof.distorted import TABLE, changed

SELECTION = "aws:backup/selection:Selection"


def copied(estate: Estate) -> dict[str, set[str]]:
    """By table, the Regions that its backups are copied to."""
    return {name: {copy.region for copy in table.copies} for name, table in estate.tables.items()}


def test_backups_are_copied_to_the_region_of_the_vault(estate: Estate) -> None:
    assert copied(estate) == {
        "securecart-catalogue": {"us-west-2"},
        "securecart-carts-world": {"us-west-2"},
        "securecart-carts-eu": {"eu-west-1"},
    }
    writer = estate.instances["securecart-eu-central-1-g1"]
    assert [(copy.region, str(copy.declared)) for copy in writer.copies] == [
        ("eu-west-1", "Plan shop-backup of eu-central-1")
    ]
    assert estate.instances["securecart-us-west-2-g1"].copies == ()


@pytest.mark.parametrize(
    ("selecting", "regions"),
    [
        ({"resources": ["arn:aws:dynamodb:*:*:table/*"]}, {"eu-west-1"}),
        ({"selectionTags": [{"type": "STRINGEQUALS", "key": "Keep", "value": "yes"}]}, {"eu-west-1"}),
        ({"selectionTags": [{"type": "STRINGEQUALS", "key": "Keep", "value": "no"}]}, set()),
        ({"resources": ["arn:aws:rds:*:*:db:*"]}, set()),
    ],
)
def test_a_plan_backs_up_what_it_names_by_pattern_or_tag(
    fleet: Plan, selecting: Mapping[str, Any], regions: set[str]
) -> None:
    tagged = changed(fleet, "eu-central-1", TABLE, lambda inputs: inputs.update(tags={"Keep": "yes"}), "shop-carts")
    plan = changed(
        tagged,
        "eu-central-1",
        SELECTION,
        lambda inputs: inputs.update({"resources": [], **selecting}),
        "shop-backup-carts",
    )

    assert copied(read(plan))["securecart-carts-eu"] == regions
