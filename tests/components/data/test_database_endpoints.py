"""The parameters that lead to the databases."""

import pulumi
import pytest

from components.arguments import ArgumentError
from components.data.database_endpoints import DatabaseEndpoints, DatabaseEndpointsArgs
from securecart.plan.model import StackPlan
from tests.support import record, type_counts

_PARAMETER = "aws:ssm/parameter:Parameter"
_OURS = "/securecart/database/endpoints/securecart-us-west-2-g1"


def _plan(**changes: object) -> StackPlan:
    values: dict[str, object] = {
        "region": "us-west-2",
        "identifier": "securecart-us-west-2-g1",
        "endpoint": "west.example:5432",
        "search_endpoints": ("one.example:5432", "two.example:5432"),
        "writer_identifier": "securecart-us-east-1-g3",
        "publish_to": ("us-east-1", "ap-southeast-1"),
    }
    args = DatabaseEndpointsArgs(**(values | changes))  # type: ignore[arg-type]
    return record(
        lambda provider: DatabaseEndpoints("endpoints", args, pulumi.ResourceOptions(provider=provider)),
        region="us-west-2",
        stack="us-west-2",
    )


def test_publishes_to_every_region_and_points_to_the_writer() -> None:
    plan = _plan()
    assert type_counts(plan) == {_PARAMETER: 6}
    assert sorted((one.region, one.inputs["name"], one.inputs["insecureValue"]) for one in plan.managed) == sorted(
        [
            ("us-west-2", "/securecart/database/writer", "/securecart/database/endpoints/securecart-us-east-1-g3"),
            ("us-west-2", "/securecart/database/local", "west.example:5432"),
            ("us-west-2", "/securecart/database/search", "one.example:5432,two.example:5432"),
            ("us-west-2", _OURS, "west.example:5432"),
            ("ap-southeast-1", _OURS, "west.example:5432"),
            ("us-east-1", _OURS, "west.example:5432"),
        ]
    )


def test_a_promotion_changes_one_pointer() -> None:
    before, after = _plan(), _plan(writer_identifier="securecart-us-west-2-g1")
    changed = [one.name for one in after.managed if one.inputs != before[one.urn].inputs]
    assert changed == ["endpoints-writer"]
    assert after.named(_PARAMETER, "endpoints-writer").inputs["insecureValue"] == _OURS


def test_nothing_has_to_be_deleted_in_a_lost_region() -> None:
    retained = {one.region for one in _plan().managed if one.retain_on_delete}
    assert retained == {"us-east-1", "ap-southeast-1"}


def test_without_read_replicas_the_instance_is_searched() -> None:
    plan = _plan(search_endpoints=(), publish_to=())
    assert plan.named(_PARAMETER, "endpoints-search").inputs["insecureValue"] == "west.example:5432"
    assert type_counts(plan) == {_PARAMETER: 4}


def test_refuses_to_publish_to_its_own_region_twice() -> None:
    with pytest.raises(ArgumentError, match="publish_to"):
        _plan(publish_to=("us-west-2",))
