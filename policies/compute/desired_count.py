"""A deployment leaves the number of tasks to what scales them."""

from collections.abc import Iterator

from policies.aws.ecs import Scalings
from policies.aws.types import ECS_SERVICE
from policies.framework.resources import Resource, Stack
from policies.framework.rule import Severity, Source, stack_rule
from policies.framework.values import UNKNOWN
from policies.framework.verdicts import Verdict, satisfied, undecided, violated

_COUNT = "desiredCount"
_EVERYTHING = "*"


@stack_rule(
    title="Deployments do not scale services back",
    what="An ECS service with a scalable target ignores changes of its desired count, or states none.",
    why=(
        "Application Auto Scaling writes the number of tasks into the service. The next `up` takes that for a "
        "difference and sets it back to what the program says: a release in the middle of a rush of customers stops "
        "most of the tasks that serve them."
    ),
    fix='Add `ignore_changes=["desired_count"]` to the service\'s resource options, or leave out `desired_count`.',
    severity=Severity.HIGH,
    sources=(
        Source(
            "Amazon ECS developer guide",
            "Automatically scale your Amazon ECS service",
            "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-auto-scaling.html",
        ),
        Source(
            "AWS Well-Architected",
            "REL07-BP01",
            "https://docs.aws.amazon.com/wellarchitected/latest/framework/rel_adapt_to_changes_autoscale_adapt.html",
        ),
    ),
    types=(ECS_SERVICE,),
    passing="""
        resources:
          checkout:
            type: aws:ecs:Service
            properties: {cluster: shop, desiredCount: 3}
            options: {ignoreChanges: [desiredCount]}
          target:
            type: aws:appautoscaling:Target
            properties:
              serviceNamespace: ecs
              resourceId: service/shop/${checkout.name}
              minCapacity: 3
              maxCapacity: 30
    """,
    failing="""
        resources:
          checkout:
            type: aws:ecs:Service
            properties: {cluster: shop, desiredCount: 3}
          target:
            type: aws:appautoscaling:Target
            properties:
              serviceNamespace: ecs
              resourceId: service/shop/${checkout.name}
              minCapacity: 3
              maxCapacity: 30
    """,
)
def desired_count(stack: Stack) -> Iterator[Verdict]:
    """Judge every service that a scalable target names; what only the deployment adds is no difference to it."""
    scalings = Scalings(stack)
    for service in stack.of_type(ECS_SERVICE):
        scaling = scalings.of(service)
        if not scaling.targets and not scaling.more_targets:
            continue
        count = service.said.number(_COUNT)
        if count is None or _is_left_alone(service):
            yield satisfied(service)
        elif count is UNKNOWN:
            yield undecided(service, _COUNT)
        elif not scaling.targets:
            yield undecided(service, "resourceId of a scalable target")
        else:
            yield violated(service, f"`{_COUNT}` is {count}, and {scaling.targets[0].name} scales it.")


def _is_left_alone(service: Resource) -> bool:
    return not {_COUNT, _EVERYTHING}.isdisjoint(service.ignore_changes)
