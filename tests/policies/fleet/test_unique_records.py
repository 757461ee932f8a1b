from __future__ import annotations

import pytest

from policies.fleet.unique_records import unique_records
from tests.policies.harness import Deployment, judge, program
from tests.policies.mutants.mutant import View, mutant

RECORD = "aws:route53/record:Record"
ZONE = "Z0123456789SECURECART"


def same_check(deployment: Deployment) -> Deployment:
    for name, value in (("api", "a.acm.example"), ("checkout", "b.acm.example")):
        record = f"shop-certificate-{name}.securecart.example"
        deployment.set(record, "name", "_validation.securecart.example", type_=RECORD)
        deployment.set(record, "records", [value], type_=RECORD)
    return deployment


MUTANTS = (
    mutant(
        "a second Region with the weighted name of the first",
        "us-west-2",
        lambda d: d.set("shop-records-blue-share", "name", "us-east-1.origin.securecart.example", type_=RECORD),
        "us-east-1/shop-records-blue-share",
        "us-west-2/shop-records-blue-share",
        fleet=True,
        related=("fleet-alias-targets", "fleet-routing-coverage"),
    ),
    mutant(
        "a pin with another country's identifier",
        "global",
        lambda d: d.set("edge-routing-api-country-MX-a", "setIdentifier", "country-CO", type_=RECORD),
        "global/edge-routing-api-country-CO-a",
        "global/edge-routing-api-country-MX-a",
        fleet=True,
    ),
    mutant(
        "a leaf with the name of another release, without case and with a dot",
        "eu-central-1",
        lambda d: d.set(
            "shop-records-green-leaf", "name", "Blue.eu-central-1.origin.securecart.example.", type_=RECORD
        ),
        "eu-central-1/shop-records-blue-leaf",
        "eu-central-1/shop-records-green-leaf",
        fleet=True,
    ),
    mutant(
        "validation records of one name that say different things",
        "ap-southeast-1",
        same_check,
        "ap-southeast-1/shop-certificate-api.securecart.example",
        "ap-southeast-1/shop-certificate-checkout.securecart.example",
        fleet=True,
        view=View.DEPLOYED,
    ),
)


def two(first: str, second: str) -> Deployment:
    common = "zoneId: Z1, name: a.example, type: A"
    return program(f"""
        name: one
        resources:
          first: {{type: "aws:route53:Record", properties: {{{common}, {first}}}}}
        ---
        name: two
        resources:
          second: {{type: "aws:route53:Record", properties: {{{common}, {second}}}}}
    """)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("records: [a]", "records: [a]"),
        ("records: [a], allowOverwrite: true", "records: [a]"),
        ("records: [a], allowOverwrite: true", "records: [b], allowOverwrite: true"),
        ("allowOverwrite: true", "allowOverwrite: true"),
        ("setIdentifier: x", "setIdentifier: x"),
        ("ttl: 60", "name: A.Example."),
        ("records: unknown!", "records: unknown!"),
    ],
)
def test_violated(first: str, second: str) -> None:
    assert judge(unique_records, two(first, second)).names(unique_records.id) == {"first", "second"}


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("setIdentifier: x", "setIdentifier: y"),
        ("ttl: 60", "type: AAAA"),
        ("ttl: 60", "zoneId: Z2"),
        ("ttl: 60", "name: b.example"),
        ("records: [a], allowOverwrite: true", "records: [a], allowOverwrite: true"),
        ("ttl: 60", "name: unknown!, allowOverwrite: true"),
    ],
)
def test_satisfied(first: str, second: str) -> None:
    judged = judge(unique_records, two(first, second))
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize(
    ("second", "unknown"),
    [
        ("name: unknown!", "name"),
        ("type: unknown!", "type"),
        ("zoneId: unknown!", "zoneId"),
        ("setIdentifier: unknown!", "setIdentifier"),
        ("records: [unknown!], allowOverwrite: true", "records and allowOverwrite of first"),
        ("records: unknown!, allowOverwrite: true", "records and allowOverwrite of first"),
        ("records: [a], allowOverwrite: unknown!", "records and allowOverwrite of first"),
    ],
)
def test_undecided(second: str, unknown: str) -> None:
    judged = judge(unique_records, two("records: [a], allowOverwrite: true", second))
    assert not judged.violated
    assert f"second (aws:route53/record:Record): {unknown}" in judged.undecided[unique_records.id]


def test_a_reason_names_the_record_and_who_else_declares_it() -> None:
    message = judge(unique_records, two("setIdentifier: x", "setIdentifier: x")).violated[unique_records.id]["second"]
    assert "a.example A x is declared by first (aws:route53/record:Record) of stack one too." in message


def test_records_of_a_zone_that_is_made_with_them_are_told_by_it() -> None:
    made = program("""
        name: one
        resources:
          zone: {type: "aws:route53:Zone"}
          other-zone: {type: "aws:route53:Zone"}
          first: {type: "aws:route53:Record", properties: {zoneId: "${zone.zoneId}", name: a.example, type: A}}
          second: {type: "aws:route53:Record", properties: {zoneId: "${zone.zoneId}", name: a.example, type: A}}
          third: {type: "aws:route53:Record", properties: {zoneId: "${other-zone.zoneId}", name: a.example, type: A}}
        ---
        name: two
        resources:
          vpc: {type: "aws:ec2:Vpc"}
    """)
    assert judge(unique_records, made).names(unique_records.id) == {"first", "second"}
    assert not judge(unique_records, made.remove("second")).violated
