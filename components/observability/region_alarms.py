"""The alarms of one Region."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import pulumi

from components.arguments import ArgumentError
from components.observability.alarm import Alarm, Notified, declare_alarm

GIB: Final = 1024**3
MOST_REPLICA_LAG_SECONDS: Final = 120
"""Well inside the recovery point of five minutes that the loss of a Region may cost."""
MOST_REPLICATION_MILLISECONDS: Final = 5000
"""Replicas of a global table are a second or so behind ("Global tables: how it works"); five are trouble."""


@dataclass(frozen=True, kw_only=True)
class WatchedRelease:
    """A release's load balancer and services, as CloudWatch names them.

    Attributes:
        takes_traffic: whether customers are sent to it: without, silence is no outage.
        load_balancer_arn_suffix: the load balancer.
        target_group_arn_suffixes: its target groups, by service.
        service_names: its ECS services, by service.
    """

    takes_traffic: bool
    load_balancer_arn_suffix: pulumi.Input[str]
    target_group_arn_suffixes: Mapping[str, pulumi.Input[str]]
    service_names: Mapping[str, pulumi.Input[str]]


@dataclass(frozen=True, kw_only=True)
class RegionAlarmsArgs:
    """Arguments of `RegionAlarms`.

    Attributes:
        region: the Region of the metrics.
        topic_arn: the Region's topic.
        zones: in how many Availability Zones tasks run.
        cluster_name: the ECS cluster.
        releases: what is watched of each release.
        database_identifier: the Region's database.
        follows: whether the database follows another Region's writer.
        search_identifiers: its in-Region read replicas.
        tables: the tables that have a replica here, each with the Regions that it is replicated from here to.
        queue_name: the order queue.
        dead_letter_name: the queue of orders that fulfilment could not take.
        nat_gateway_ids: the NAT gateways, by zone.
        latency_seconds: the 99th percentile of the load balancers' target response time that customers may see.
    """

    region: str
    topic_arn: pulumi.Input[str]
    zones: int
    cluster_name: pulumi.Input[str]
    releases: Mapping[str, WatchedRelease]
    database_identifier: pulumi.Input[str]
    follows: bool
    search_identifiers: Sequence[pulumi.Input[str]]
    tables: Mapping[str, Sequence[str]]
    queue_name: pulumi.Input[str]
    dead_letter_name: pulumi.Input[str]
    nat_gateway_ids: Mapping[str, pulumi.Input[str]]
    latency_seconds: float = 1.0

    def __post_init__(self) -> None:
        if self.latency_seconds <= 0:
            raise ArgumentError("RegionAlarms", "latency_seconds", self.latency_seconds, "more than 0")


class RegionAlarms(pulumi.ComponentResource):
    """What wakes somebody up in a Region: customers who wait or fail, and what they will fail by next.

    Attributes:
        arns: the alarms, by name.
        customer_alarm_arns: those that say that customers suffer, the worst first: they stop experiments.
    """

    arns: dict[str, pulumi.Output[str]]
    customer_alarm_arns: tuple[pulumi.Output[str], ...]

    def __init__(self, name: str, args: RegionAlarmsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("securecart:observability:RegionAlarms", name, None, opts)
        notified = Notified(region=args.region, topic_arn=args.topic_arn)
        customers = dict(_customers(args))
        alarms = {
            **customers,
            **dict(_tasks(args)),
            **dict(_database(args)),
            **dict(_tables(args)),
            **dict(_flow(args)),
        }
        self.arns = {
            key: declare_alarm(f"{name}-{key}", alarm, notified, pulumi.ResourceOptions(parent=self)).arn
            for key, alarm in alarms.items()
        }
        worst_first = ("elb-errors", "target-errors", "latency")
        self.customer_alarm_arns = tuple(
            self.arns[key] for kind in worst_first for key in customers if key.endswith(kind)
        )
        self.register_outputs({"arns": self.arns})


def _customers(args: RegionAlarmsArgs) -> Iterator[tuple[str, Alarm]]:
    """What customers notice: slow and failed answers of the load balancers."""
    for release, watched in args.releases.items():
        if not watched.takes_traffic:
            continue
        dimensions = {"LoadBalancer": watched.load_balancer_arn_suffix}
        yield (
            f"{release}-latency",
            Alarm(
                description=f"One request in a hundred to release {release} waits for more than "
                f"{args.latency_seconds:g} s. Look at the traces of the group `slow` and at the database.",
                namespace="AWS/ApplicationELB",
                metric="TargetResponseTime",
                dimensions=dimensions,
                statistic="p99",
                threshold=args.latency_seconds,
                periods=5,
                bad_periods=3,
            ),
        )
        for side, text in (("Target", "its services"), ("ELB", "its load balancer: no target answered")):
            yield (
                f"{release}-{side.lower()}-errors",
                Alarm(
                    description=f"Release {release} answers with errors of {text}. Look at its newest deployment.",
                    namespace="AWS/ApplicationELB",
                    metric=f"HTTPCode_{side}_5XX_Count",
                    dimensions=dimensions,
                    statistic="Sum",
                    threshold=50,
                    periods=3,
                    bad_periods=2,
                ),
            )


def _tasks(args: RegionAlarmsArgs) -> Iterator[tuple[str, Alarm]]:
    """Targets that are sick, and fewer running tasks than zones."""
    for release, watched in args.releases.items():
        for service, target_group in watched.target_group_arn_suffixes.items():
            yield (
                f"{release}-{service}-unhealthy",
                Alarm(
                    description=f"Targets of {service} in release {release} fail their health check.",
                    namespace="AWS/ApplicationELB",
                    metric="UnHealthyHostCount",
                    dimensions={"LoadBalancer": watched.load_balancer_arn_suffix, "TargetGroup": target_group},
                    statistic="Maximum",
                    threshold=0,
                    periods=5,
                    bad_periods=3,
                ),
            )
        for service, service_name in watched.service_names.items():
            yield (
                f"{release}-{service}-tasks",
                Alarm(
                    description=f"{service} in release {release} runs fewer tasks than there are zones: the loss of "
                    "one more would be felt. Look at the service's events.",
                    namespace="ECS/ContainerInsights",
                    metric="RunningTaskCount",
                    dimensions={"ClusterName": args.cluster_name, "ServiceName": service_name},
                    statistic="Minimum",
                    threshold=args.zones,
                    comparison="LessThanThreshold",
                    periods=5,
                    # A service without a task sends no metric.
                    missing_data="breaching",
                ),
            )


def _database(args: RegionAlarmsArgs) -> Iterator[tuple[str, Alarm]]:
    dimensions = {"DBInstanceIdentifier": args.database_identifier}

    def alarm(metric: str, description: str, threshold: float, **changes: object) -> Alarm:
        values: dict[str, object] = {
            "description": description,
            "namespace": "AWS/RDS",
            "metric": metric,
            "dimensions": dimensions,
            "statistic": "Average",
            "threshold": threshold,
            "periods": 5,
            "missing_data": "breaching",
        }
        return Alarm(**{**values, **changes})  # type: ignore[arg-type]

    yield "database-cpu", alarm("CPUUtilization", "The database's processor is busy. Look at Database Insights.", 85)
    yield (
        "database-storage",
        alarm(
            "FreeStorageSpace",
            "The database's storage is nearly full although it grows by itself: is its limit reached?",
            20 * GIB,
            comparison="LessThanThreshold",
        ),
    )
    yield (
        "database-memory",
        alarm("FreeableMemory", "The database is short of memory.", GIB, comparison="LessThanThreshold"),
    )
    yield (
        "database-connections",
        alarm("DatabaseConnections", "The database has unusually many connections: does a pool leak?", 4000),
    )
    lagging = [(f"search-{number}", identifier) for number, identifier in enumerate(args.search_identifiers, start=1)]
    if args.follows:
        lagging.append(("database", args.database_identifier))
    for key, identifier in lagging:
        yield (
            f"{key}-lag",
            alarm(
                "ReplicaLag",
                "A replica is behind its writer. Were the writer lost now, this much would be lost with it."
                if key == "database"
                else "Product search is behind what was written.",
                MOST_REPLICA_LAG_SECONDS,
                dimensions={"DBInstanceIdentifier": identifier},
                statistic="Maximum",
            ),
        )
        yield (
            f"{key}-stopped",
            alarm(
                "ReplicaLag",
                "A replica does not follow its writer at all: RDS reports a lag of -1, which no upper bound notices.",
                0,
                dimensions={"DBInstanceIdentifier": identifier},
                statistic="Minimum",
                comparison="LessThanThreshold",
            ),
        )


def _tables(args: RegionAlarmsArgs) -> Iterator[tuple[str, Alarm]]:
    for table, receivers in args.tables.items():
        for operation in ("GetItem", "PutItem", "Query", "UpdateItem"):
            yield (
                f"{table}-{operation.lower()}-throttled",
                Alarm(
                    description=f"DynamoDB throttles {operation} on {table}: a hot key, or a limit of the account.",
                    namespace="AWS/DynamoDB",
                    metric="ThrottledRequests",
                    dimensions={"TableName": table, "Operation": operation},
                    statistic="Sum",
                    threshold=0,
                    periods=5,
                    bad_periods=3,
                ),
            )
        for receiver in receivers:
            yield (
                f"{table}-to-{receiver}",
                Alarm(
                    description=f"What is written to {table} here reaches {receiver} late.",
                    namespace="AWS/DynamoDB",
                    metric="ReplicationLatency",
                    dimensions={"TableName": table, "ReceivingRegion": receiver},
                    statistic="Average",
                    threshold=MOST_REPLICATION_MILLISECONDS,
                    periods=5,
                ),
            )


def _flow(args: RegionAlarmsArgs) -> Iterator[tuple[str, Alarm]]:
    """Orders that wait or were set aside, and NAT gateways out of ports."""
    yield (
        "orders-wait",
        Alarm(
            description="The oldest order waits for more than ten minutes: does fulfilment run, and write?",
            namespace="AWS/SQS",
            metric="ApproximateAgeOfOldestMessage",
            dimensions={"QueueName": args.queue_name},
            statistic="Maximum",
            threshold=600,
            periods=5,
        ),
    )
    yield (
        "orders-set-aside",
        Alarm(
            description="Fulfilment could not take an order, five times. A customer has paid for it.",
            namespace="AWS/SQS",
            metric="ApproximateNumberOfMessagesVisible",
            dimensions={"QueueName": args.dead_letter_name},
            statistic="Maximum",
            threshold=0,
            periods=1,
        ),
    )
    for zone, gateway in args.nat_gateway_ids.items():
        yield (
            f"nat-{zone}",
            Alarm(
                description=f"The NAT gateway of {zone} has no port left for new connections to a destination.",
                namespace="AWS/NATGateway",
                metric="ErrorPortAllocation",
                dimensions={"NatGatewayId": gateway},
                statistic="Sum",
                threshold=0,
            ),
        )
