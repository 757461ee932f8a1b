"""A service has a task in each of its zones."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from policies.aws.ecs import Scalings, is_daemon, subnet_ids
from policies.aws.types import ECS_SERVICE
from policies.aws.zones import Spread, Subnets
from policies.framework.resources import Resource, Stack
from policies.framework.rule import Severity, Source, stack_rule
from policies.framework.values import UNKNOWN, Unknown
from policies.framework.verdicts import Verdict, satisfied, undecided, violated

_ALL_AT_ONCE = 100
"""`deploymentMaximumPercent` of a service that never runs an old and a new task together."""


@stack_rule(
    title="Services have a task in every zone",
    what="An ECS service keeps at least as many tasks as there are Availability Zones in its subnets.",
    why=(
        "With fewer tasks than zones, the loss of one zone can take all tasks, or so many that the rest is overrun "
        "before ECS, which competes with everybody else for capacity at that moment, has started others."
    ),
    fix=(
        "Set `desired_count`, and `min_capacity` of the service's `appautoscaling.Target`, to the number of zones or "
        "more. A stack that is being set up may have no tasks at all, in none of its services."
    ),
    severity=Severity.HIGH,
    sources=(
        Source(
            "AWS Well-Architected",
            "REL11-BP05",
            "https://docs.aws.amazon.com/wellarchitected/latest/framework/"
            "rel_withstand_component_failures_static_stability.html",
        ),
        Source(
            "Amazon ECS developer guide",
            "Balancing an Amazon ECS service across Availability Zones",
            "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-rebalancing.html",
        ),
    ),
    types=(ECS_SERVICE,),
    passing="""
        resources:
          a:
            type: aws:ec2:Subnet
            properties: {vpcId: vpc-1, availabilityZone: us-east-1a, cidrBlock: 10.0.0.0/24}
          b:
            type: aws:ec2:Subnet
            properties: {vpcId: vpc-1, availabilityZone: us-east-1b, cidrBlock: 10.0.1.0/24}
          checkout:
            type: aws:ecs:Service
            properties:
              cluster: shop
              desiredCount: 2
              networkConfiguration: {subnets: ["${a.id}", "${b.id}"]}
          checkout-scaling:
            type: aws:appautoscaling:Target
            properties:
              serviceNamespace: ecs
              resourceId: service/shop/${checkout.name}
              minCapacity: 2
              maxCapacity: 20
    """,
    failing="""
        resources:
          a:
            type: aws:ec2:Subnet
            properties: {vpcId: vpc-1, availabilityZone: us-east-1a, cidrBlock: 10.0.0.0/24}
          b:
            type: aws:ec2:Subnet
            properties: {vpcId: vpc-1, availabilityZone: us-east-1b, cidrBlock: 10.0.1.0/24}
          checkout:
            type: aws:ecs:Service
            properties: {desiredCount: 1, networkConfiguration: {subnets: ["${a.id}", "${b.id}"]}}
    """,
)
def tasks_per_zone(stack: Stack) -> Iterator[Verdict]:
    """Judge every service of replicas whose tasks have addresses of their own, but in single places."""
    subnets, scalings = Subnets(stack), Scalings(stack)
    judged = [_Size.of(service, subnets, scalings) for service in stack.of_type(ECS_SERVICE)]
    sizes = [size for size in judged if size is not None]
    for size in sizes:
        yield size.judge([other for other in sizes if other is not size])


@dataclass(frozen=True, slots=True)
class _Size:
    """How many tasks a service keeps.

    Attributes:
        service: the service.
        spread: its zones.
        daemon: whether it has a task on every instance instead.
        counts: by property, the numbers of tasks that it asks for.
    """

    service: Resource
    spread: Spread
    daemon: bool | Unknown
    counts: dict[str, int | float | Unknown]

    @classmethod
    def of(cls, service: Resource, subnets: Subnets, scalings: Scalings) -> "_Size | None":
        ids, daemon = subnet_ids(service), is_daemon(service)
        if ids is None or daemon is True:
            return None
        spread = subnets.spread(service, "networkConfiguration", ids)
        return None if spread.single_place is True else cls(service, spread, daemon, _counts(service, scalings))

    @property
    def has_no_task(self) -> bool | Unknown:
        known = [count for count in self.counts.values() if not isinstance(count, Unknown)]
        if any(count > 0 for count in known):
            return False
        return True if len(known) == len(self.counts) else UNKNOWN

    def judge(self, others: "Sequence[_Size]") -> Verdict:
        few = {path: count for path, count in self.counts.items() if count is not UNKNOWN and self._is_few(count)}
        if not few and all(count is not UNKNOWN and count >= self.spread.most for count in self.counts.values()):
            return satisfied(self.service)
        idle = [self.has_no_task, *(other.has_no_task for other in others)]
        if all(empty is True for empty in idle) or _runs_alone(self.service) is True:
            return satisfied(self.service)
        unknown = [path for path, count in self.counts.items() if count is UNKNOWN]
        if not few:
            return undecided(self.service, *(unknown or ["networkConfiguration.subnets"]))
        if UNKNOWN in (self.daemon, self.spread.single_place, _runs_alone(self.service)):
            return undecided(self.service, "schedulingStrategy, deploymentMaximumPercent or its subnets' outpostArn")
        if False not in idle:
            return undecided(self.service, *(unknown or ["how many tasks the other services have"]))
        path, count = next(iter(few.items()))
        return violated(self.service, f"`{path}` is {count}: its subnets are in {self.spread.fewest} zones at least.")

    def _is_few(self, count: float | Unknown) -> bool:
        return not isinstance(count, Unknown) and count < self.spread.fewest


def _counts(service: Resource, scalings: Scalings) -> dict[str, int | float | Unknown]:
    """The numbers of tasks that a service asks for; the count is 0 where nothing says otherwise."""
    scaling = scalings.of(service)
    least = [(target, target.number("minCapacity")) for target in scaling.targets]
    counts: dict[str, int | float | Unknown] = {
        f"minCapacity of {target.name}": 0 if number is None else number for target, number in least
    }
    if not counts and scaling.more_targets:
        counts["minCapacity of its scalable target"] = UNKNOWN
    desired = service.number("desiredCount")
    if desired is not None or not counts:
        counts["desiredCount"] = 0 if desired is None else desired
    return counts


def _runs_alone(service: Resource) -> bool | Unknown:
    """Whether a service is meant to be one task and never two: a deployment stops the old one first."""
    most, desired = service.number("deploymentMaximumPercent"), service.number("desiredCount")
    if most is None or (not isinstance(most, Unknown) and most > _ALL_AT_ONCE) or desired != 1:
        return UNKNOWN if most is not None and desired is UNKNOWN else False
    return UNKNOWN if isinstance(most, Unknown) else True
