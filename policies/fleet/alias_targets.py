"""Every alias to a name of its zone meets a record."""

from __future__ import annotations

from collections.abc import Iterator

from policies.aws.route53 import Group, Records, alias
from policies.aws.types import RECORD
from policies.framework.resources import Resource, Stack
from policies.framework.rule import Severity, Source, fleet_rule
from policies.framework.values import UNKNOWN, Block, Unknown
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
    records = Records(stack)
    for record in records:
        if alias(record) is not None:
            yield _judge(record, records)


def _judge(record: Resource, records: Records) -> Verdict:
    block, target = alias(record), records.target(record)
    stays = _stays(record, block) if isinstance(block, Block) else UNKNOWN
    if stays is False or (isinstance(target, Group) and target.members):
        return satisfied(record)
    name = block.text("name") if isinstance(block, Block) else UNKNOWN
    if isinstance(name, Unknown) and not isinstance(target, Unknown):
        return satisfied(record)
    if isinstance(stays, Unknown) or isinstance(target, Unknown):
        return undecided(record, "aliases")
    if doubtful := [other for other in target.doubtful if not _leads_to(other, target, records)] if target else []:
        return undecided(record, *(f"what {other} answers for" for other in doubtful))
    return violated(
        record, f"`aliases` leads to {name}: no stack declares a record {record.text('type')} of that name."
    )


def _stays(record: Resource, target: Block) -> bool | Unknown:
    """Whether an alias leads to a name of its own zone; an id that comes from something else is a zone of AWS's own."""
    named, own = target.text("zoneId"), record.text("zoneId")
    if UNKNOWN not in (named, own):
        return named == own
    sources = set(record.sources("aliases"))
    if named is not UNKNOWN or not sources:
        return UNKNOWN
    return sources == set(record.sources("zoneId"))


def _leads_to(record: Resource, target: Group, records: Records) -> bool:
    """Whether a record is itself an alias to a name, and so is not what answers for it."""
    own = records.target(record)
    return isinstance(own, Group) and own.name == target.name
