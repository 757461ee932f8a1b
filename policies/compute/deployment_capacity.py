"""A deployment leaves enough tasks to serve customers."""

from collections.abc import Iterator

from policies.aws.ecs import is_balanced, is_daemon
from policies.aws.types import ECS_SERVICE
from policies.framework.resources import Resource
from policies.framework.rule import Parameter, Severity, Source, resource_rule
from policies.framework.values import UNKNOWN, Unknown
from policies.framework.verdicts import Verdict, satisfied, undecided, violated

FEWEST_HEALTHY = Parameter(
    name="fewestHealthyPercent",
    description="What share of its tasks, in percent, a service behind a load balancer has to keep in a deployment",
    default=50,
    schema={"minimum": 1, "maximum": 100},
)
_DEFAULT_PERCENT = 100
_DEFAULT_PERCENT_OF_DAEMONS = 0
"""AWS's; the provider leaves it to AWS even where its own default, 100, is set explicitly."""


@resource_rule(
    title="Deployments keep capacity",
    what="An ECS service behind a load balancer keeps at least half of its tasks healthy during a deployment.",
    why=(
        "A deployment that may stop most tasks at once sends all customers to the few that are left, or to none: every "
        "release is then an outage, and one that does not start is a long one."
    ),
    fix=(
        "Set `deployment_minimum_healthy_percent` to 50 or more; 100, the default, keeps all. A daemon's is 0 by "
        "default, and the provider does not pass its 100 on: set it below, for instance to 75."
    ),
    severity=Severity.HIGH,
    sources=(
        Source(
            "Amazon ECS developer guide",
            "Deploy Amazon ECS services by replacing tasks",
            "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-ecs.html",
        ),
    ),
    types=(ECS_SERVICE,),
    parameters=(FEWEST_HEALTHY,),
    passing="""
        resources:
          checkout:
            type: aws:ecs:Service
            properties: {loadBalancers: [{containerPort: 8080}], deploymentMinimumHealthyPercent: 100}
    """,
    failing="""
        resources:
          checkout:
            type: aws:ecs:Service
            properties: {loadBalancers: [{containerPort: 8080}], deploymentMinimumHealthyPercent: 0}
    """,
)
def deployment_capacity(service: Resource) -> Iterator[Verdict]:
    """Judge a service behind a load balancer; absent, all tasks are kept, and none of a daemon's."""
    balanced, daemon = is_balanced(service), is_daemon(service)
    said, fewest = service.number("deploymentMinimumHealthyPercent"), service.parameter(FEWEST_HEALTHY)
    if balanced is False:
        return
    if isinstance(said, Unknown):
        yield undecided(service, "deploymentMinimumHealthyPercent")
        return
    percent = _DEFAULT_PERCENT if said is None else said
    by_default = percent == _DEFAULT_PERCENT
    if by_default and daemon is UNKNOWN:
        yield undecided(service, "schedulingStrategy")
        return
    if by_default and daemon is True:
        percent = _DEFAULT_PERCENT_OF_DAEMONS
    if percent >= fewest:
        yield satisfied(service)
    elif balanced is UNKNOWN:
        yield undecided(service, "loadBalancers")
    else:
        yield violated(service, f"`deploymentMinimumHealthyPercent` is {percent}, less than {fewest}.")
