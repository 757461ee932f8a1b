"""No two resources declare the same DNS record."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from policies.aws.route53 import Group, Records
from policies.aws.types import RECORD
from policies.framework.resources import Resource, Stack
from policies.framework.rule import Severity, Source, fleet_rule
from policies.framework.values import UNKNOWN, Unknown, leaves
from policies.framework.verdicts import Verdict, satisfied, undecided, violated

_IDENTITY: Final = ("zoneId", "name", "type", "setIdentifier")


@fleet_rule(
    title="Records are declared once",
    what="A DNS record, told by zone, name, type and set identifier, is declared by one resource of the fleet.",
    why=(
        "Route 53 refuses the second of two such records, and its stack stops in the middle of a deployment. Where the "
        "second may overwrite the first, customers are led to whichever stack ran last, and the name is gone once "
        "either stack lets go of it."
    ),
    fix=(
        "Declare the record in one stack, or give each of them a `set_identifier` and a routing policy. Certificates "
        "of several Regions ask for one and the same validation record: such records set `allow_overwrite` everywhere."
    ),
    severity=Severity.HIGH,
    sources=(
        Source(
            "Amazon Route 53 API reference",
            "ResourceRecordSet",
            "https://docs.aws.amazon.com/Route53/latest/APIReference/API_ResourceRecordSet.html",
        ),
        Source(
            "AWS Certificate Manager user guide",
            "DNS validation",
            "https://docs.aws.amazon.com/acm/latest/userguide/dns-validation.html",
        ),
    ),
    types=(RECORD,),
    passing="""
        name: us-east-1
        resources:
          api-east:
            type: aws:route53:Record
            properties:
              zoneId: Z1
              name: api.shop.example
              type: A
              setIdentifier: us-east-1
              latencyRoutingPolicies: [{region: us-east-1}]
              ttl: 60
              records: [192.0.2.1]
        ---
        name: us-west-2
        resources:
          api-west:
            type: aws:route53:Record
            properties:
              zoneId: Z1
              name: api.shop.example
              type: A
              setIdentifier: us-west-2
              latencyRoutingPolicies: [{region: us-west-2}]
              ttl: 60
              records: [192.0.2.2]
    """,
    failing="""
        name: us-east-1
        resources:
          status-east:
            type: aws:route53:Record
            properties: {zoneId: Z1, name: status.shop.example, type: A, ttl: 60, records: [192.0.2.1]}
        ---
        name: us-west-2
        resources:
          status-west:
            type: aws:route53:Record
            properties: {zoneId: Z1, name: status.shop.example, type: A, ttl: 60, records: [192.0.2.2]}
    """,
)
def unique_records(stack: Stack) -> Iterator[Verdict]:
    """Judge every record by those with which it shares its identity."""
    records = Records(stack)
    nameless = {record for record in records if _unknown(record)}
    for record in records:
        if record in nameless:
            yield _judge_nameless(record)
    for group in records.groups:
        for record in group.members:
            if record not in nameless:
                yield _judge(record, group)


def _unknown(record: Resource) -> Sequence[str]:
    """What is not known of a record's identity; a zone may be told by what its id comes from."""
    return [
        path for path in _IDENTITY if record.text(path) is UNKNOWN and not (path == "zoneId" and record.sources(path))
    ]


def _judge_nameless(record: Resource) -> Verdict:
    """Judge a record that may be any: a certificate's validation record, for instance, which is made to be shared."""
    unknown = _unknown(record)
    return (
        satisfied(record)
        if unknown == ["name"] and record.flag("allowOverwrite") is True
        else undecided(record, *unknown)
    )


def _judge(record: Resource, group: Group) -> Verdict:
    identifier = record.text("setIdentifier")
    doubtful = []
    for other in group.members:
        if other is record or other.text("setIdentifier") != identifier:
            continue
        agreed = _agree(record, other)
        if agreed is False:
            called = " ".join(str(part) for part in (group.name, record.text("type"), identifier) if part)
            return violated(record, f"{called} is declared by {other} of stack {other.stack} too.")
        if agreed is UNKNOWN:
            doubtful.append(f"records and allowOverwrite of {other}")
    return undecided(record, *doubtful) if doubtful else satisfied(record)


def _agree(one: Resource, other: Resource) -> bool | Unknown:
    """Whether two records may stand in one place: each may overwrite what is there, and both say the same."""
    overwrite = (one.flag("allowOverwrite"), other.flag("allowOverwrite"))
    if None in overwrite or False in overwrite:
        return False
    values = (one.texts("records"), other.texts("records"))
    if UNKNOWN in (*overwrite, *leaves(values)):
        return UNKNOWN
    return values[0] == values[1] != ()
