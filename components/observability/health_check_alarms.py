"""Alarms on Route 53's health checks, whose metrics are in us-east-1 only."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import pulumi

from components.arguments import ArgumentError
from components.observability.alarm import Alarm, Notified, declare_alarm
from components.routing.health_checks import calculated_check

METRICS_REGION: Final = "us-east-1"
"""Where Route 53 publishes its metrics ("Monitoring Route 53 health checks with Amazon CloudWatch")."""


@dataclass(frozen=True, kw_only=True)
class HealthCheckAlarmsArgs:
    """Arguments of `HealthCheckAlarms`.

    Attributes:
        topic_arn: the topic in us-east-1.
        checks: ids of the endpoint checks, by a name that tells Region, release and surface.
        region_checks: the id of the check of each active Region as a whole, by Region.
        fewest_healthy: with fewer healthy active Regions than this, somebody is told.
    """

    topic_arn: pulumi.Input[str]
    checks: Mapping[str, pulumi.Input[str]]
    region_checks: Mapping[str, pulumi.Input[str]]
    fewest_healthy: int = 2

    def __post_init__(self) -> None:
        if not 1 <= self.fewest_healthy <= len(self.region_checks):
            raise ArgumentError(
                "HealthCheckAlarms", "fewest_healthy", self.fewest_healthy, f"1 to {len(self.region_checks)}"
            )


class HealthCheckAlarms(pulumi.ComponentResource):
    """An alarm on each endpoint check, and one on how many active Regions are healthy.

    A check that sends no metric is an outage of its own: its record would be answered on old news.

    Attributes:
        arns: the alarms, by the name of their check.
        healthy_regions_arn: the alarm on fewer healthy Regions than wanted.
    """

    arns: dict[str, pulumi.Output[str]]
    healthy_regions_arn: pulumi.Output[str]

    def __init__(self, name: str, args: HealthCheckAlarmsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("securecart:observability:HealthCheckAlarms", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)
        notified = Notified(region=METRICS_REGION, topic_arn=args.topic_arn)
        checks = {**args.checks, **{f"{region}-api": check for region, check in args.region_checks.items()}}
        self.arns = {
            key: declare_alarm(
                f"{name}-{key}",
                _unhealthy(check, f"Route 53's checkers find {key} unhealthy: its records are not answered any more."),
                notified,
                child,
            ).arn
            for key, check in checks.items()
        }
        self.healthy_regions_arn = self._healthy_regions(name, args, notified, child)
        self.register_outputs({"arns": self.arns, "healthyRegionsArn": self.healthy_regions_arn})

    def _healthy_regions(
        self, name: str, args: HealthCheckAlarmsArgs, notified: Notified, child: pulumi.ResourceOptions
    ) -> pulumi.Output[str]:
        """A check counts the others: an alarm's own arithmetic takes ten metrics, and a fleet may have more Regions."""
        enough = calculated_check(
            f"{name}-healthy-regions",
            children=list(args.region_checks.values()),
            threshold=args.fewest_healthy,
            opts=child,
        )
        return declare_alarm(
            f"{name}-healthy-regions",
            _unhealthy(
                enough.id,
                f"Fewer than {args.fewest_healthy} active Regions are healthy: nothing more may fail.",
            ),
            notified,
            child,
        ).arn


def _unhealthy(check_id: pulumi.Input[str], description: str) -> Alarm:
    return Alarm(
        description=description,
        namespace="AWS/Route53",
        metric="HealthCheckStatus",
        dimensions={"HealthCheckId": check_id},
        statistic="Minimum",
        threshold=1,
        comparison="LessThanThreshold",
        periods=1,
        missing_data="breaching",
    )
