"""The body of the fleet's dashboard, as data."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

COLUMNS: Final = 24
"""The width of a dashboard ("Dashboard body structure and syntax")."""
_HEIGHT: Final = 6


@dataclass(frozen=True, kw_only=True)
class RegionColumn:
    """What the dashboard shows of one Region.

    Attributes:
        region: the Region.
        load_balancers: the load balancers of the releases that take customers, as CloudWatch names them.
        region_check_id: the health check of the Region as a whole.
        database_identifier: the Region's database.
        follows: whether the database follows another Region's writer.
    """

    region: str
    load_balancers: Sequence[str]
    region_check_id: str
    database_identifier: str
    follows: bool


@dataclass(frozen=True, kw_only=True)
class EdgeRow:
    """What the dashboard shows of the edge.

    Attributes:
        distribution_id: the CloudFront distribution.
        accelerators: ids of the accelerators, by name.
        connections: ids of the Direct Connect connections with their Regions, by name.
        tables: global tables: their owner's Region and the Regions that receive what is written there, by table.
    """

    distribution_id: str
    accelerators: Mapping[str, str]
    connections: Mapping[str, tuple[str, str]]
    tables: Mapping[str, tuple[str, Sequence[str]]]


def dashboard_body(regions: Sequence[RegionColumn], edge: EdgeRow) -> dict[str, Any]:
    """The dashboard: what customers feel in every Region, side by side; then data; then the edge."""
    rows: list[list[dict[str, Any]]] = [
        [
            _lines("Latency p99 by Region", "s", _response_time(regions, "p99")),
            _lines("Latency p50 by Region", "s", _response_time(regions, "p50")),
            _lines("Errors by Region", "count", _load_balancer_metric(regions, "HTTPCode_Target_5XX_Count", "Sum")),
        ],
        [
            _lines("Healthy Regions", "1 is healthy", _health(regions), region="us-east-1", floor=0),
            _lines("Requests by Region", "count", _load_balancer_metric(regions, "RequestCount", "Sum")),
            _lines("Replica lag", "s", _replica_lag(regions)),
        ],
        [
            _lines("Global tables: how far behind", "ms", _replication(edge)),
            _lines("Database CPU", "%", _rds(regions, "CPUUtilization")),
            _lines("Database connections", "count", _rds(regions, "DatabaseConnections")),
        ],
        [
            _lines("CloudFront", "%", _cloudfront(edge), region="us-east-1"),
            _lines("Accelerators: new flows", "count", _accelerators(edge), region="us-west-2"),
            _lines("Direct Connect: 1 is up", "", _connections(edge), floor=0),
        ],
    ]
    return {"start": "-PT3H", "periodOverride": "inherit", "widgets": list(_placed(rows))}


def _placed(rows: Sequence[Sequence[dict[str, Any]]]) -> Iterable[dict[str, Any]]:
    for row, widgets in enumerate(rows):
        width = COLUMNS // len(widgets)
        for column, widget in enumerate(widgets):
            yield {**widget, "x": column * width, "y": row * _HEIGHT, "width": width, "height": _HEIGHT}


def _lines(
    title: str, unit: str, metrics: Iterable[list[Any]], *, region: str = "us-east-1", floor: float | None = None
) -> dict[str, Any]:
    axis: dict[str, Any] = {"label": unit, "showUnits": False}
    if floor is not None:
        axis["min"] = floor
    return {
        "type": "metric",
        "properties": {
            "title": title,
            "view": "timeSeries",
            "stacked": False,
            "region": region,
            "period": 60,
            "metrics": list(metrics),
            "yAxis": {"left": axis},
        },
    }


def _load_balancer_metric(regions: Sequence[RegionColumn], metric: str, stat: str) -> Iterable[list[Any]]:
    for column in regions:
        for load_balancer in column.load_balancers:
            options = {"region": column.region, "label": column.region, "stat": stat}
            yield ["AWS/ApplicationELB", metric, "LoadBalancer", load_balancer, options]


def _response_time(regions: Sequence[RegionColumn], stat: str) -> Iterable[list[Any]]:
    return _load_balancer_metric(regions, "TargetResponseTime", stat)


def _health(regions: Sequence[RegionColumn]) -> Iterable[list[Any]]:
    for column in regions:
        options = {"region": "us-east-1", "label": column.region, "stat": "Minimum"}
        yield ["AWS/Route53", "HealthCheckStatus", "HealthCheckId", column.region_check_id, options]


def _rds(regions: Iterable[RegionColumn], metric: str, stat: str = "Average") -> Iterable[list[Any]]:
    for column in regions:
        options = {"region": column.region, "label": column.region, "stat": stat}
        yield ["AWS/RDS", metric, "DBInstanceIdentifier", column.database_identifier, options]


def _replica_lag(regions: Sequence[RegionColumn]) -> Iterable[list[Any]]:
    return _rds((column for column in regions if column.follows), "ReplicaLag", "Maximum")


def _replication(edge: EdgeRow) -> Iterable[list[Any]]:
    for table, (owner, receivers) in edge.tables.items():
        for receiver in receivers:
            options = {"region": owner, "label": f"{table} to {receiver}", "stat": "Average"}
            yield [
                "AWS/DynamoDB", "ReplicationLatency", "TableName", table, "ReceivingRegion", receiver, options,
            ]  # fmt: skip


def _cloudfront(edge: EdgeRow) -> Iterable[list[Any]]:
    for metric, label in (("5xxErrorRate", "5xx"), ("4xxErrorRate", "4xx"), ("CacheHitRate", "from the cache")):
        options = {"region": "us-east-1", "label": label, "stat": "Average"}
        yield ["AWS/CloudFront", metric, "DistributionId", edge.distribution_id, "Region", "Global", options]


def _accelerators(edge: EdgeRow) -> Iterable[list[Any]]:
    for name, accelerator in edge.accelerators.items():
        options = {"region": "us-west-2", "label": name, "stat": "Sum"}
        yield ["AWS/GlobalAccelerator", "NewFlowCount", "Accelerator", accelerator, options]


def _connections(edge: EdgeRow) -> Iterable[list[Any]]:
    for name, (region, connection) in edge.connections.items():
        options = {"region": region, "label": name, "stat": "Minimum"}
        yield ["AWS/DX", "ConnectionState", "ConnectionId", connection, options]
