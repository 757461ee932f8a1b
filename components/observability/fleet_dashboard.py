"""The one dashboard over all Regions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pulumi
from pulumi_aws import cloudwatch

from components.arguments import ArgumentError
from components.observability.dashboard_body import EdgeRow, RegionColumn, dashboard_body


@dataclass(frozen=True, kw_only=True)
class ShownRegion:
    """What the dashboard shows of one Region; see `dashboard_body.RegionColumn`."""

    region: str
    load_balancers: Sequence[pulumi.Input[str]]
    region_check_id: pulumi.Input[str]
    database_identifier: str
    follows: bool


@dataclass(frozen=True, kw_only=True)
class FleetDashboardArgs:
    """Arguments of `FleetDashboard`.

    Attributes:
        regions: the Regions, in the order of their lines.
        distribution_id: the CloudFront distribution.
        accelerators: ids of the accelerators, by name.
        connections: the Region and id of each Direct Connect connection, by name.
        tables: global tables: their owner's Region and the Regions that receive what is written there, by table.
    """

    regions: Sequence[ShownRegion]
    distribution_id: pulumi.Input[str]
    accelerators: Mapping[str, pulumi.Input[str]]
    connections: Mapping[str, tuple[str, pulumi.Input[str]]]
    tables: Mapping[str, tuple[str, Sequence[str]]]

    def __post_init__(self) -> None:
        if not self.regions:
            raise ArgumentError("FleetDashboard", "regions", (), "one Region at least")


class FleetDashboard(pulumi.ComponentResource):
    """Every Region's latency, errors and health side by side, then the data, then the edge.

    Attributes:
        name: the dashboard's name.
    """

    name: pulumi.Output[str]

    def __init__(self, name: str, args: FleetDashboardArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("securecart:observability:FleetDashboard", name, None, opts)
        known = pulumi.Output.all(
            load_balancers=[list(region.load_balancers) for region in args.regions],
            checks=[region.region_check_id for region in args.regions],
            distribution=args.distribution_id,
            accelerators=dict(args.accelerators),
            connections={key: identifier for key, (_, identifier) in args.connections.items()},
        )

        def body(values: Mapping[str, Any]) -> dict[str, Any]:
            columns = [
                RegionColumn(
                    region=region.region,
                    load_balancers=load_balancers,
                    region_check_id=check,
                    database_identifier=region.database_identifier,
                    follows=region.follows,
                )
                for region, load_balancers, check in zip(
                    args.regions, values["load_balancers"], values["checks"], strict=True
                )
            ]
            connections = {key: (region, values["connections"][key]) for key, (region, _) in args.connections.items()}
            edge = EdgeRow(
                distribution_id=values["distribution"],
                accelerators=values["accelerators"],
                connections=connections,
                tables=args.tables,
            )
            return dashboard_body(columns, edge)

        dashboard = cloudwatch.Dashboard(
            name,
            # The provider makes none up: a dashboard is found by its name.
            dashboard_name=name,
            dashboard_body=pulumi.Output.json_dumps(known.apply(body)),
            opts=pulumi.ResourceOptions(parent=self),
        )
        self.name = dashboard.dashboard_name
        self.register_outputs({"name": self.name})
