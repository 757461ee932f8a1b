"""A load balancer that customers are sent to cannot be deleted by mistake."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from policies.aws.elbv2 import aliased
from policies.aws.route53 import routing_policy
from policies.aws.types import LOAD_BALANCERS, RECORD
from policies.framework.resources import Resource, Stack
from policies.framework.rule import Severity, Source, stack_rule
from policies.framework.values import UNKNOWN, Block, Unknown, leaves
from policies.framework.verdicts import Verdict, satisfied, undecided, violated


@stack_rule(
    title="Load balancers are protected from deletion",
    what="A load balancer that customers are sent to refuses to be deleted.",
    why=(
        "Deleting a load balancer takes its Region or release down at once, and the one that is made in its place has "
        "another ARN and another DNS name: records, accelerators and web ACLs that name it have to be changed too."
    ),
    fix=(
        "Set `enable_deletion_protection=True`. The load balancer of a release that takes no traffic may do without: "
        "give it a record below the name whose weighted records lead to others, and none of those."
    ),
    severity=Severity.HIGH,
    sources=(
        Source(
            "AWS Security Hub",
            "ELB.6",
            "https://docs.aws.amazon.com/securityhub/latest/userguide/elb-controls.html#elb-6",
        ),
        Source(
            "Elastic Load Balancing user guide",
            "Deletion protection",
            "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-load-balancer-attributes.html",
        ),
    ),
    types=LOAD_BALANCERS,
    passing="""
        resources:
          blue:
            type: aws:lb:LoadBalancer
            properties: {name: blue, enableDeletionProtection: true}
          green:
            type: aws:lb:LoadBalancer
            properties: {name: green}
          green-test:
            type: aws:route53:Record
            properties:
              zoneId: Z1
              name: green.shop.example
              type: A
              aliases: [{name: "${green.dnsName}", zoneId: "${green.zoneId}", evaluateTargetHealth: false}]
          blue-share:
            type: aws:route53:Record
            properties:
              zoneId: Z1
              name: shop.example
              type: A
              setIdentifier: blue
              weightedRoutingPolicies: [{weight: 100}]
              aliases: [{name: "${blue.dnsName}", zoneId: "${blue.zoneId}", evaluateTargetHealth: true}]
    """,
    failing="""
        resources:
          public:
            type: aws:lb:LoadBalancer
            properties: {name: public}
    """,
)
def deletion_protection(stack: Stack) -> Iterator[Verdict]:
    """Judge every load balancer but those of releases that take no traffic; absent, there is no protection."""
    aliases = [_Alias.of(record, stack) for record in stack.of_type(RECORD) if _concerns(record)]
    for load_balancer in stack.of_type(*LOAD_BALANCERS):
        protected = load_balancer.flag("enableDeletionProtection")
        if protected is True:
            yield satisfied(load_balancer)
        elif protected is UNKNOWN:
            yield undecided(load_balancer, "enableDeletionProtection")
        else:
            yield _judge_unprotected(load_balancer, aliases)


@dataclass(frozen=True, slots=True)
class _Alias:
    """An alias record without a routing policy, or with weights.

    Attributes:
        record: the record.
        name: its name.
        weight: its weight; None without a routing policy.
        targets: the load balancers that it points to; None if that is not known.
    """

    record: Resource
    name: str | Unknown
    weight: float | Unknown | None
    targets: tuple[Resource, ...] | None

    @classmethod
    def of(cls, record: Resource, stack: Stack) -> "_Alias":
        name = record.text("name")
        targets = aliased(record, stack)
        hidden = not targets and not record.sources("aliases") and UNKNOWN in leaves(record.value("aliases"))
        return cls(
            record,
            UNKNOWN if isinstance(name, Unknown) else (name or "").lower().rstrip("."),
            _weight(record),
            None if hidden else targets,
        )

    @property
    def is_doubtful(self) -> bool:
        return UNKNOWN in (self.name, self.weight)

    def leads_to(self, load_balancer: Resource) -> bool:
        return self.targets is not None and load_balancer in self.targets


def _judge_unprotected(load_balancer: Resource, aliases: Sequence[_Alias]) -> Verdict:
    own = [alias for alias in aliases if alias.leads_to(load_balancer)]
    weighted = [alias for alias in own if alias.weight is not None]
    busy = [alias for alias in aliases if alias not in own and alias.weight is not None and alias.weight != 0]
    if not busy or any(alias.weight is not UNKNOWN and alias.weight != 0 for alias in weighted):
        return violated(load_balancer, "`enableDeletionProtection` is not true.")
    names = {alias.name for alias in busy if alias.weight is not UNKNOWN}
    idle = any(_group(alias) in names for alias in own if alias.name is not UNKNOWN)
    if idle and not any(alias.weight is UNKNOWN for alias in weighted):
        return satisfied(load_balancer)
    read = (*own, *busy) if own else ()
    doubtful = [f"name or weightedRoutingPolicies of {alias.record}" for alias in read if alias.is_doubtful]
    doubtful += [f"aliases of {alias.record}" for alias in aliases if alias.targets is None]
    if doubtful:
        return undecided(load_balancer, *doubtful)
    return violated(load_balancer, "`enableDeletionProtection` is not true.")


def _group(alias: _Alias) -> str | Unknown:
    """The name under which traffic is shared out: a weighted record's own, or the one above a release's record."""
    if isinstance(alias.name, Unknown) or alias.weight is not None:
        return alias.name
    return alias.name.partition(".")[2]


def _concerns(record: Resource) -> bool:
    return record.value("aliases") is not None and routing_policy(record) in (None, "weighted")


def _weight(record: Resource) -> float | Unknown | None:
    policy = record.block("weightedRoutingPolicies")
    if not isinstance(policy, Block):
        return policy
    weight = policy.number("weight")
    return 0 if weight is None else weight
