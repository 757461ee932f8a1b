"""A cluster measures its tasks."""

from collections.abc import Iterator, Sequence

from policies.aws.types import ECS_ACCOUNT_SETTING_DEFAULT, ECS_CLUSTER
from policies.framework.resources import Resource, Stack
from policies.framework.rule import Severity, Source, stack_rule
from policies.framework.values import UNKNOWN, Block, Unknown
from policies.framework.verdicts import Verdict, satisfied, undecided, violated

_NAME = "containerInsights"


@stack_rule(
    title="Clusters have Container Insights",
    what="An ECS cluster has Container Insights on, by itself or by the account's default.",
    why=(
        "Without it there are no metrics of running, pending and restarting tasks, and none of their memory, disk and "
        "network: a service that restarts in circles looks healthy until customers call."
    ),
    fix=(
        "Set `settings` with the name `containerInsights` and the value `enhanced` or `enabled`, or declare an "
        "`ecs.AccountSettingDefault` with these in the cluster's Region."
    ),
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
def container_insights(stack: Stack) -> Iterator[Verdict]:
    """Judge every cluster; absent, the account's own default counts, which AWS leaves off."""
    defaults = list(stack.of_type(ECS_ACCOUNT_SETTING_DEFAULT))
    for cluster in stack.of_type(ECS_CLUSTER):
        settings = cluster.blocks("settings")
        found = [UNKNOWN] if isinstance(settings, Unknown) else [_is_on(setting) for setting in settings]
        if not _is_set(settings):
            found += [_is_on_by_default(default, cluster) for default in defaults]
        if True in found:
            yield satisfied(cluster)
        elif UNKNOWN in found:
            yield undecided(cluster, "settings, or the account's default")
        else:
            yield violated(cluster, "`settings` does not switch `containerInsights` on.")


def _is_set(settings: Sequence[Block | Unknown] | Unknown) -> bool:
    """Whether a cluster certainly has a setting of its own."""
    known = [] if isinstance(settings, Unknown) else [item for item in settings if not isinstance(item, Unknown)]
    return any(setting.text("name") == _NAME for setting in known)


def _is_on(setting: Block | Unknown) -> bool | Unknown:
    if isinstance(setting, Unknown):
        return UNKNOWN
    name, value = setting.text("name"), setting.text("value")
    if name not in (_NAME, UNKNOWN) or value not in ("enabled", "enhanced", UNKNOWN):
        return False
    return UNKNOWN if UNKNOWN in (name, value) else True


def _is_on_by_default(default: Resource, cluster: Resource) -> bool | Unknown:
    regions = {default.region, cluster.region}
    if len(regions) == 1:
        return _is_on(default)
    return UNKNOWN if UNKNOWN in regions and _is_on(default) is not False else False
