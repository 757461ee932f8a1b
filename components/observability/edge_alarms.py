"""Alarms on CloudFront, Global Accelerator and Direct Connect, each in the Region where its metrics are."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import pulumi

from components.observability.alarm import Alarm, Notified, declare_alarm

CLOUDFRONT_METRICS_REGION: Final = "us-east-1"
"""Where CloudFront publishes its metrics ("Viewing CloudFront and edge function metrics")."""
ACCELERATOR_METRICS_REGION: Final = "us-west-2"
"""Where Global Accelerator publishes its metrics ("Using Amazon CloudWatch with AWS Global Accelerator")."""


@dataclass(frozen=True, kw_only=True)
class WatchedAccelerator:
    """An accelerator, as CloudWatch names it.

    Attributes:
        accelerator_id: the last part of its ARN.
        listener_id: the last part of its listener's ARN.
        regions: the Regions that have endpoint groups.
    """

    accelerator_id: pulumi.Input[str]
    listener_id: pulumi.Input[str]
    regions: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class WatchedConnection:
    """A Direct Connect connection.

    Attributes:
        connection_id: its id.
        region: the Region that its location belongs to, where its metrics are.
    """

    connection_id: pulumi.Input[str]
    region: str


@dataclass(frozen=True, kw_only=True)
class EdgeAlarmsArgs:
    """Arguments of `EdgeAlarms`.

    Attributes:
        topic_arns: a topic in each Region that has one of these metrics.
        distribution_id: the CloudFront distribution.
        accelerators: the accelerators, by name.
        connections: the Direct Connect connections, by name.
    """

    topic_arns: Mapping[str, pulumi.Input[str]]
    distribution_id: pulumi.Input[str]
    accelerators: Mapping[str, WatchedAccelerator]
    connections: Mapping[str, WatchedConnection]


class EdgeAlarms(pulumi.ComponentResource):
    """What wakes somebody up at the edge.

    Attributes:
        arns: the alarms, by name.
    """

    arns: dict[str, pulumi.Output[str]]

    def __init__(self, name: str, args: EdgeAlarmsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("securecart:observability:EdgeAlarms", name, None, opts)
        alarms = [*_distribution(args.distribution_id), *_accelerators(args.accelerators), *_lines(args.connections)]
        self.arns = {
            key: declare_alarm(
                f"{name}-{key}",
                alarm,
                Notified(region=region, topic_arn=args.topic_arns[region]),
                pulumi.ResourceOptions(parent=self),
            ).arn
            for key, region, alarm in alarms
        }
        self.register_outputs({"arns": self.arns})


def alarm_regions(connections: Mapping[str, WatchedConnection]) -> tuple[str, ...]:
    """The Regions that these alarms are in."""
    lines = {connection.region for connection in connections.values()}
    return tuple(sorted({CLOUDFRONT_METRICS_REGION, ACCELERATOR_METRICS_REGION} | lines))


def _distribution(distribution_id: pulumi.Input[str]) -> Iterator[tuple[str, str, Alarm]]:
    dimensions = {"DistributionId": distribution_id, "Region": "Global"}
    for metric, key, text, threshold in (
        ("5xxErrorRate", "content-errors", "CloudFront answers one request in a hundred with an error.", 1.0),
        ("OriginLatency", "origin-latency", "The origins take more than a second to answer CloudFront.", 1000.0),
    ):
        yield (
            key,
            CLOUDFRONT_METRICS_REGION,
            Alarm(
                description=text,
                namespace="AWS/CloudFront",
                metric=metric,
                dimensions=dimensions,
                statistic="Average" if metric == "5xxErrorRate" else "p90",
                threshold=threshold,
                periods=5,
                bad_periods=3,
            ),
        )


def _accelerators(accelerators: Mapping[str, WatchedAccelerator]) -> Iterator[tuple[str, str, Alarm]]:
    for name, accelerator in accelerators.items():
        for region in accelerator.regions:
            yield (
                f"accelerator-{name}-{region}",
                ACCELERATOR_METRICS_REGION,
                Alarm(
                    description=f"Accelerator `{name}` has no healthy endpoint in {region}: checkout goes elsewhere.",
                    namespace="AWS/GlobalAccelerator",
                    metric="HealthyEndpointCount",
                    dimensions={
                        "Accelerator": accelerator.accelerator_id,
                        "Listener": accelerator.listener_id,
                        "EndpointGroup": region,
                    },
                    statistic="Minimum",
                    threshold=1,
                    comparison="LessThanThreshold",
                    # Global Accelerator reports while there is traffic only: a standby is silent and well.
                    missing_data="ignore",
                ),
            )


def _lines(connections: Mapping[str, WatchedConnection]) -> Iterator[tuple[str, str, Alarm]]:
    for name, connection in connections.items():
        yield (
            f"line-{name}",
            connection.region,
            Alarm(
                description=f"The Direct Connect connection {name} is down: the warehouse has one line less.",
                namespace="AWS/DX",
                metric="ConnectionState",
                dimensions={"ConnectionId": connection.connection_id},
                statistic="Minimum",
                threshold=1,
                comparison="LessThanThreshold",
                missing_data="breaching",
            ),
        )
