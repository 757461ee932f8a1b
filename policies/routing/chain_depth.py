"""A name is answered after three groups of records at most."""

from collections.abc import Iterator

from policies.aws.route53 import Records, alias
from policies.aws.types import RECORD
from policies.framework.resources import Resource, Stack
from policies.framework.rule import Parameter, Severity, Source, stack_rule
from policies.framework.values import Unknown
from policies.framework.verdicts import Verdict, satisfied, undecided, violated

MOST_GROUPS = Parameter(
    name="mostGroups",
    description="The most groups of records that a chain of aliases may pass, that of the name itself included.",
    default=3,
    schema={"type": "integer", "minimum": 1},
)
_Chain = tuple[str, ...]


@stack_rule(
    title="Alias chains are three groups long at most",
    what="A chain of alias records passes three groups of records at most before its endpoint, and none of them twice.",
    why=(
        "Route 53 documents three levels of records below a name. How it answers, and how it hands health on, in a "
        "longer chain is not stated: a failover that works in a test may not in an outage. A chain that leads back to "
        "itself is never answered."
    ),
    fix=(
        "Point the alias directly to what decides: leave out the group that decides least. A name of the zone that "
        "another stack declares counts as one group."
    ),
    severity=Severity.HIGH,
    sources=(
        Source(
            "Amazon Route 53 developer guide",
            "Managing over 100 weighted records in Amazon Route 53",
            "https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/TutorialManagingOver100WRR.html",
        ),
        Source(
            "Amazon Route 53 developer guide",
            "How health checks work in complex Amazon Route 53 configurations",
            "https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/dns-failover-complex-configs.html",
        ),
    ),
    types=(RECORD,),
    parameters=(MOST_GROUPS,),
    passing="""
        resources:
          www:
            type: aws:route53:Record
            properties:
              zoneId: Z1
              name: www.shop.example
              type: A
              aliases: [{name: shop.example, zoneId: Z1, evaluateTargetHealth: false}]
          shop:
            type: aws:route53:Record
            properties:
              zoneId: Z1
              name: shop.example
              type: A
              aliases: [{name: d111111abcdef8.cloudfront.net, zoneId: Z2FDTNDATAQYW2, evaluateTargetHealth: false}]
    """,
    failing="""
        resources:
          www:
            type: aws:route53:Record
            properties:
              zoneId: Z1
              name: www.shop.example
              type: A
              aliases: [{name: shop.example, zoneId: Z1, evaluateTargetHealth: false}]
          shop:
            type: aws:route53:Record
            properties:
              zoneId: Z1
              name: shop.example
              type: A
              aliases: [{name: www.shop.example, zoneId: Z1, evaluateTargetHealth: false}]
    """,
)
def chain_depth(stack: Stack) -> Iterator[Verdict]:
    """Judge every alias record by the longest chain that begins with it."""
    chains = _Chains(Records(stack))
    most = stack.parameter(MOST_GROUPS)
    for record in chains.records:
        if alias(record) is None:
            continue
        chain = chains.longest(record)
        if record.urn in chains.cyclic:
            yield violated(record, "Its aliases lead back to itself.")
        elif len(chain) > most:
            yield violated(record, f"Its chain passes {len(chain)} groups: {', '.join(chain)}.")
        elif record.urn in chains.doubtful:
            yield undecided(record, "aliases")
        else:
            yield satisfied(record)


class _Chains:
    """The chains of a stack's records.

    Attributes:
        records: the records.
        cyclic: those that a chain leads back to, by URN.
        doubtful: those whose chain is not known to its end.
    """

    def __init__(self, records: Records) -> None:
        self.records = records
        self.cyclic: set[str] = set()
        self.doubtful: set[str] = set()
        self._longest: dict[str, _Chain] = {}

    def longest(self, record: Resource, above: tuple[str, ...] = ()) -> _Chain:
        """The names of the groups that the longest chain from a record passes, its own first."""
        if record.urn in above:
            self.cyclic.update(above[above.index(record.urn) :])
            return ()
        if record.urn not in self._longest:
            self._longest[record.urn] = (self._name(record), *self._below(record, (*above, record.urn)))
        return self._longest[record.urn]

    def _below(self, record: Resource, above: tuple[str, ...]) -> _Chain:
        target = self.records.target(record)
        if isinstance(target, Unknown):
            self.doubtful.add(record.urn)
            return ()
        if target is None:
            return (self._elsewhere(record),) if self.records.leads_elsewhere(record) else ()
        chains = [self.longest(member, above) for member in target.members]
        if target.doubtful or any(member.urn in self.doubtful for member in target.members):
            self.doubtful.add(record.urn)
        return max(chains, key=len, default=())

    def _name(self, record: Resource) -> str:
        name = record.text("name")
        return str(record) if isinstance(name, Unknown) else self.records.name(record)

    @staticmethod
    def _elsewhere(record: Resource) -> str:
        return f"{record.text('aliases.name')} (of another stack)"
