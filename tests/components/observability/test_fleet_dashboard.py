import json
from typing import Any

import pulumi
import pytest

from components.arguments import ArgumentError
from components.observability.fleet_dashboard import FleetDashboard, FleetDashboardArgs, ShownRegion
from securecart.plan.model import StackPlan
from tests.support import record, type_counts

REGIONS = ("us-east-1", "us-west-2", "eu-central-1", "ap-southeast-1")


def arguments(**changes: Any) -> FleetDashboardArgs:
    values: dict[str, Any] = {
        "regions": [
            ShownRegion(
                region=region,
                load_balancers=[f"app/{region}/1"],
                region_check_id=f"check-{region}",
                database_identifier=f"securecart-{region}-g1",
                follows=region in ("us-west-2", "ap-southeast-1"),
            )
            for region in REGIONS
        ],
        "distribution_id": "E1",
        "accelerators": {"world": "accelerator-1"},
        "connections": {"ashburn": ("us-east-1", "dxcon-1")},
        "tables": {"securecart-catalogue": ("us-east-1", ["us-west-2", "eu-central-1"])},
    }
    return FleetDashboardArgs(**{**values, **changes})


@pytest.fixture(scope="module")
def plan() -> StackPlan:
    def program(provider: pulumi.ProviderResource) -> None:
        FleetDashboard("securecart-fleet", arguments(), pulumi.ResourceOptions(provider=provider))

    return record(program, stack="global")


def widgets(plan: StackPlan) -> dict[str, dict[str, Any]]:
    dashboard = plan.named("aws:cloudwatch/dashboard:Dashboard", "securecart-fleet")
    found = json.loads(dashboard.inputs["dashboardBody"])["widgets"]
    return {widget["properties"]["title"]: widget for widget in found}


def test_is_one_dashboard_with_a_name(plan: StackPlan) -> None:
    assert type_counts(plan) == {"aws:cloudwatch/dashboard:Dashboard": 1}
    dashboard = plan.named("aws:cloudwatch/dashboard:Dashboard", "securecart-fleet")
    assert dashboard.inputs["dashboardName"] == "securecart-fleet"


@pytest.mark.parametrize("percentile", ["p50", "p99"])
def test_shows_every_regions_latency_side_by_side(plan: StackPlan, percentile: str) -> None:
    metrics = widgets(plan)[f"Latency {percentile} by Region"]["properties"]["metrics"]
    assert metrics == [
        [
            "AWS/ApplicationELB",
            "TargetResponseTime",
            "LoadBalancer",
            f"app/{region}/1",
            {"region": region, "label": region, "stat": percentile},
        ]
        for region in REGIONS
    ]


def test_asks_each_service_where_its_metrics_are(plan: StackPlan) -> None:
    found = widgets(plan)
    where = {title: {metric[-1]["region"] for metric in found[title]["properties"]["metrics"]} for title in found}
    assert where["Healthy Regions"] == {"us-east-1"}
    assert where["CloudFront"] == {"us-east-1"}
    assert where["Accelerators: new flows"] == {"us-west-2"}
    assert where["Replica lag"] == {"us-west-2", "ap-southeast-1"}


def test_no_widget_covers_another_or_the_edge(plan: StackPlan) -> None:
    cells = [
        (x, y)
        for widget in widgets(plan).values()
        for x in range(widget["x"], widget["x"] + widget["width"])
        for y in range(widget["y"], widget["y"] + widget["height"])
    ]
    assert len(set(cells)) == len(cells)
    assert max(x for x, _ in cells) < 24


def test_refuses_to_show_nothing() -> None:
    with pytest.raises(ArgumentError, match="FleetDashboard: regions"):
        arguments(regions=[])
