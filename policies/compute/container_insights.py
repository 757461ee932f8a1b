"""A cluster measures its tasks."""

from collections.abc import Iterator

from policies.aws.types import ECS_CLUSTER
from policies.framework.resources import Resource
from policies.framework.rule import Severity, Source, resource_rule
from policies.framework.values import UNKNOWN, Block, Unknown
from policies.framework.verdicts import Verdict, satisfied, undecided, violated


@resource_rule(
    title="Clusters have Container Insights",
    what="An ECS cluster has Container Insights on.",
    why=(
        "Without it there are no metrics of running, pending and restarting tasks, and none of their memory, disk and "
        "network: a service that restarts in circles looks healthy until customers call."
    ),
    fix="Set `settings` with the name `containerInsights` and the value `enhanced` or `enabled`.",
    severity=Severity.MEDIUM,
    sources=(
        Source(
            "AWS Security Hub",
            "ECS.12",
            "https://docs.aws.amazon.com/securityhub/latest/userguide/ecs-controls.html#ecs-12",
        ),
        Source(
            "Amazon CloudWatch user guide",
            "Container Insights",
            "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/ContainerInsights.html",
        ),
    ),
    types=(ECS_CLUSTER,),
    passing="""
        resources:
          shop:
            type: aws:ecs:Cluster
            properties: {settings: [{name: containerInsights, value: enhanced}]}
    """,
    failing="""
        resources:
          shop:
            type: aws:ecs:Cluster
            properties: {name: shop}
    """,
)
def container_insights(cluster: Resource) -> Iterator[Verdict]:
    """Judge a cluster; absent, the account's own default counts, which AWS leaves off."""
    settings = cluster.blocks("settings")
    found = [UNKNOWN] if isinstance(settings, Unknown) else [_is_on(setting) for setting in settings]
    if True in found:
        yield satisfied(cluster)
    elif UNKNOWN in found:
        yield undecided(cluster, "settings")
    else:
        yield violated(cluster, "`settings` does not switch `containerInsights` on.")


def _is_on(setting: Block | Unknown) -> bool | Unknown:
    if isinstance(setting, Unknown):
        return UNKNOWN
    name, value = setting.text("name"), setting.text("value")
    if name not in ("containerInsights", UNKNOWN) or value not in ("enabled", "enhanced", UNKNOWN):
        return False
    return UNKNOWN if UNKNOWN in (name, value) else True
