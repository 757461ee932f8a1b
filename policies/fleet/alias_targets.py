"""Every alias to a name of its zone meets a record."""

from __future__ import annotations

from collections.abc import Iterator

from policies.aws.record_sets import RecordSets, alias_name
from policies.aws.route53 import alias
from policies.aws.types import RECORD
from policies.framework.resources import Resource, Stack
from policies.framework.rule import Severity, Source, fleet_rule
from policies.framework.values import Unknown
from policies.framework.verdicts import Verdict, satisfied, undecided, violated


@fleet_rule(
    title="Aliases meet a record",
    what="Where an alias leads to in its own hosted zone, a stack of the fleet declares a record of the same type.",
    why=(
        "A Region's stack declares its names and the edge's stack leads to them: where the two differ by a letter, or "
        "the Region's stack has dropped a name, Route 53 refuses the alias, and one that is there already leads "
        "nowhere."
    ),
    fix="Give the alias in `aliases` the `name` and `type` of a record that a Region's stack declares, or declare it.",
    severity=Severity.CRITICAL,
    sources=(
        Source(
            "Amazon Route 53 API reference",
            "AliasTarget",
            "https://docs.aws.amazon.com/Route53/latest/APIReference/API_AliasTarget.html",
        ),
        Source(
            "Amazon Route 53 developer guide",
            "Choosing between alias and non-alias records",
            "https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/"
            "resource-record-sets-choosing-alias-non-alias.html",
        ),
    ),
    types=(RECORD,),
    passing="""
        name: us-east-1
        resources:
          origin:
            type: aws:route53:Record
            properties: {zoneId: Z1, name: us-east-1.origin.shop.example, type: A, ttl: 60, records: [192.0.2.1]}
        ---
        name: global
        resources:
          api:
            type: aws:route53:Record
            properties:
              zoneId: Z1
              name: api.shop.example
              type: A
              aliases: [{zoneId: Z1, name: us-east-1.origin.shop.example, evaluateTargetHealth: true}]
    """,
    failing="""
        name: eu-central-1
        resources:
          mail:
            type: aws:route53:Record
            properties: {zoneId: Z2, name: mail.shop.example, type: MX, ttl: 60, records: ["10 mail.example"]}
        ---
        name: global
        resources:
          api-eu:
            type: aws:route53:Record
            properties:
              zoneId: Z2
              name: api.shop.example
              type: A
              aliases: [{zoneId: Z2, name: eu-central-1.orign.shop.example, evaluateTargetHealth: true}]
    """,
)
def alias_targets(stack: Stack) -> Iterator[Verdict]:
    """Judge every alias."""
    sets = RecordSets(stack)
    for record in stack.of_type(RECORD):
        if alias(record) is not None:
            yield _judge(record, sets)


def _judge(record: Resource, sets: RecordSets) -> Verdict:
    target = alias_name(record)
    if isinstance(target, Unknown):
        return undecided(record, "aliases")
    if target is None or target in sets:
        return satisfied(record)
    if candidates := sets.may_answer(target):
        return undecided(record, *(f"name of {candidate}" for candidate in candidates))
    return violated(record, f"`aliases` leads to {target.name}, type {target.type}: no stack declares that record.")
