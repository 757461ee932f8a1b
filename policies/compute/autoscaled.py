"""A service grows with its load."""

from collections.abc import Iterator

from policies.aws.ecs import Scaling, Scalings, is_balanced, is_daemon
from policies.aws.types import ECS_SERVICE
from policies.framework.resources import Resource, Stack
from policies.framework.rule import Severity, Source, stack_rule
from policies.framework.values import UNKNOWN, Unknown
from policies.framework.verdicts import Verdict, satisfied, undecided, violated


@stack_rule(
    title="Services scale",
    what="An ECS service behind a load balancer has a scalable target with room to grow, and a scaling policy.",
    why=(
        "A service of a fixed size falls over when a campaign, or the customers of a Region that has failed, bring "
        "more load than it was planned for; by the time that it is resized by hand, its tasks are restarting."
    ),
    fix=(
        "Declare an `appautoscaling.Target` with the service's `resource_id` and a `max_capacity` above its "
        "`min_capacity`, and an `appautoscaling.Policy` for it."
    ),
    severity=Severity.HIGH,
    sources=(
        Source(
            "AWS Well-Architected",
            "REL07-BP01",
            "https://docs.aws.amazon.com/wellarchitected/latest/framework/rel_adapt_to_changes_autoscale_adapt.html",
        ),
        Source(
            "Amazon ECS developer guide",
            "Automatically scale your Amazon ECS service",
            "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-auto-scaling.html",
        ),
    ),
    types=(ECS_SERVICE,),
    passing="""
        resources:
          checkout:
            type: aws:ecs:Service
            properties: {cluster: shop, loadBalancers: [{containerPort: 8080}]}
          target:
            type: aws:appautoscaling:Target
            properties:
              serviceNamespace: ecs
              resourceId: service/shop/${checkout.name}
              minCapacity: 3
              maxCapacity: 30
          cpu:
            type: aws:appautoscaling:Policy
            properties: {serviceNamespace: ecs, resourceId: "${target.resourceId}", policyType: TargetTrackingScaling}
    """,
    failing="""
        resources:
          checkout:
            type: aws:ecs:Service
            properties: {cluster: shop, loadBalancers: [{containerPort: 8080}]}
    """,
)
def autoscaled(stack: Stack) -> Iterator[Verdict]:
    """Judge every service of replicas behind a load balancer."""
    scalings = Scalings(stack)
    for service in stack.of_type(ECS_SERVICE):
        balanced, daemon = is_balanced(service), is_daemon(service)
        if balanced is False or daemon is True:
            continue
        verdict = _judge(service, scalings.of(service))
        if verdict.reason and UNKNOWN in (balanced, daemon):
            verdict = undecided(service, "loadBalancers" if balanced is UNKNOWN else "schedulingStrategy")
        yield verdict


def _judge(service: Resource, scaling: Scaling) -> Verdict:
    grows = [_grows(target) for target in scaling.targets]
    if True in grows and scaling.policies:
        return satisfied(service)
    if not scaling.targets and not scaling.more_targets:
        return violated(service, "No scalable target of Application Auto Scaling names it.")
    if not scaling.policies and not scaling.more_policies:
        return violated(service, "No scaling policy of Application Auto Scaling names it.")
    if scaling.more_targets or UNKNOWN in grows:
        return undecided(service, "resourceId, minCapacity or maxCapacity of its scalable target")
    if True not in grows:
        return violated(service, f"`maxCapacity` of {scaling.targets[0].name} is no more than its `minCapacity`.")
    return undecided(service, "resourceId of a scaling policy")


def _grows(target: Resource) -> bool | Unknown:
    least, most = target.number("minCapacity"), target.number("maxCapacity")
    if isinstance(least, Unknown) or isinstance(most, Unknown):
        return UNKNOWN
    return (most or 0) > (least or 0)
