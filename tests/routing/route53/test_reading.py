from __future__ import annotations

import json
from ipaddress import ip_network
from typing import TYPE_CHECKING, Any

import pytest

from securecart.routing.errors import ZoneError
from securecart.routing.geography.coordinates import Coordinates
from securecart.routing.route53.health_checks import HealthCheck, HealthCheckType, InsufficientDataHealthStatus
from securecart.routing.route53.reading import read_cidr_collection, read_health_checks, read_zone
from securecart.routing.route53.records import (
    AliasTarget,
    Failover,
    FailoverRole,
    Geolocation,
    Geoproximity,
    IpBased,
    Latency,
    MultivalueAnswer,
    ResourceRecordSet,
    Simple,
    Weighted,
)

if TYPE_CHECKING:
    from pathlib import Path

SOA = {
    "Name": "example.com.",
    "Type": "SOA",
    "TTL": 900,
    "ResourceRecords": [{"Value": "ns-1.awsdns-1.org. x. 1 2 3 4 5"}],
}
LOAD_BALANCER = {
    "HostedZoneId": "Z1",
    "DNSName": "dualstack.LB.eu-west-1.elb.amazonaws.com.",
    "EvaluateTargetHealth": True,
}


@pytest.fixture
def write(tmp_path: Path) -> Any:
    def written(document: object, name: str = "zone.json") -> Path:
        path = tmp_path / name
        path.write_text(document if isinstance(document, str) else json.dumps(document), encoding="utf-8")
        return path

    return written


def exported(**changes: object) -> dict[str, Any]:
    """A zone with one record besides its own."""
    record = {
        "Name": "www.example.com.",
        "Type": "A",
        "TTL": 60,
        "ResourceRecords": [{"Value": "192.0.2.1"}],
        **changes,
    }
    return {"ResourceRecordSets": [SOA, {key: value for key, value in record.items() if value is not None}]}


@pytest.mark.parametrize(
    ("keys", "policy"),
    [
        ({}, Simple()),
        ({"MultiValueAnswer": False}, Simple()),
        ({"Weight": 0}, Weighted(0)),
        ({"Region": "eu-central-1"}, Latency("eu-central-1")),
        ({"Failover": "SECONDARY"}, Failover(FailoverRole.SECONDARY)),
        ({"GeoLocation": {"ContinentCode": "EU"}}, Geolocation(continent="EU")),
        ({"GeoLocation": {"CountryCode": "*"}}, Geolocation(country="*")),
        ({"GeoLocation": {"CountryCode": "US", "SubdivisionCode": "CA"}}, Geolocation(country="US", subdivision="CA")),
        ({"GeoLocation": {"CountryCode": "UA", "SubdivisionCode": "30"}}, Geolocation(country="UA", subdivision="30")),
        ({"MultiValueAnswer": True}, MultivalueAnswer()),
        ({"GeoProximityLocation": {"AWSRegion": "us-east-1", "Bias": -10}}, Geoproximity(region="us-east-1", bias=-10)),
        (
            {"GeoProximityLocation": {"Coordinates": {"Latitude": "49.22", "Longitude": "-74.01"}}},
            Geoproximity(coordinates=Coordinates(49.22, -74.01)),
        ),
        (
            {"GeoProximityLocation": {"LocalZoneGroup": "us-east-1-bos-1"}},
            Geoproximity(local_zone_group="us-east-1-bos-1"),
        ),
        ({"CidrRoutingConfig": {"CollectionId": "c", "LocationName": "*"}}, IpBased(collection="c", location="*")),
    ],
)
def test_every_routing_policy(write: Any, keys: dict[str, object], policy: object) -> None:
    zone = read_zone(write(exported(SetIdentifier="one", HealthCheckId="check", **keys)))
    assert zone.name == "example.com"
    assert zone.record_sets[1] == ResourceRecordSet(
        name="www.example.com",
        type="A",
        policy=policy,  # type: ignore[arg-type]
        set_identifier="one",
        values=("192.0.2.1",),
        ttl=60,
        health_check_id="check",
    )


def test_an_alias(write: Any) -> None:
    (_, record) = read_zone(write(exported(TTL=None, ResourceRecords=None, AliasTarget=LOAD_BALANCER))).record_sets
    assert record.alias_target == AliasTarget(dns_name="lb.eu-west-1.elb.amazonaws.com", evaluate_target_health=True)
    assert (record.values, record.ttl) == ((), None)


def test_names_are_unescaped(write: Any) -> None:
    assert read_zone(write(exported(Name="\\052.Example.com."))).record_sets[1].name == "*.example.com"


def test_a_zone_without_its_own_records_is_named_after_what_all_share(write: Any) -> None:
    document = exported(Name="example.com.")
    document["ResourceRecordSets"][0] = {**SOA, "Name": "www.example.com.", "Type": "AAAA"}
    assert read_zone(write(document)).name == "example.com"


@pytest.mark.parametrize(
    ("document", "problem"),
    [
        ("{", "is no JSON"),
        ([], "allowed: the output of `aws route53 list-resource-record-sets`"),
        ({}, "ResourceRecordSets: not set; allowed: the output of"),
        ({"ResourceRecordSets": []}, "ResourceRecordSets: no records; allowed: those of a hosted zone"),
        ({**exported(), "IsTruncated": True}, "IsTruncated: true: one page of several"),
        (exported(Name=None), "ResourceRecordSets[1].Name: not set; allowed: a value"),
        (exported(Weight="x"), 'ResourceRecordSets[1].Weight: "x"; allowed: a valid integer'),
        (exported(Weight=256), "ResourceRecordSets[1].Weight: 256; allowed: less than or equal to 255"),
        (exported(Failover="THIRD"), "Failover: \"THIRD\"; allowed: 'PRIMARY' or 'SECONDARY'"),
        (exported(Colour=1), "ResourceRecordSets[1].Colour: there is no such key; allowed: those of the Route 53 API"),
        (
            exported(Weight=1, Region="us-east-1", SetIdentifier="a"),
            "www.example.com. A a: Weight and Region; allowed: one",
        ),
        (exported(Weight=1), "www.example.com. A: SetIdentifier: not set"),
        (exported(ResourceRecords=None), "allowed: either AliasTarget or ResourceRecords"),
        (exported(AliasTarget=LOAD_BALANCER), "allowed: either AliasTarget or ResourceRecords"),
        (
            exported(ResourceRecords=None, AliasTarget={**LOAD_BALANCER, "DNSName": "d1.cloudfront.net."}),
            "EvaluateTargetHealth: true; allowed: false, for an alias to CloudFront",
        ),
        (
            exported(ResourceRecords=None, AliasTarget={**LOAD_BALANCER, "DNSName": "gone.example.com."}),
            "alias to gone.example.com A, which the zone lacks",
        ),
        (exported(Name="www.example.net."), "www.example.net A: is not in the zone example.com"),
        (exported(SetIdentifier="a", GeoLocation={"CountryCode": "XX"}), "GeoLocation.CountryCode: XX; allowed: *, AD"),
        (
            exported(SetIdentifier="a", GeoLocation={"ContinentCode": "UE"}),
            "GeoLocation.ContinentCode: UE; allowed: AF",
        ),
        (
            exported(SetIdentifier="a", GeoLocation={"CountryCode": "US", "SubdivisionCode": "ZZ"}),
            "GeoLocation.SubdivisionCode: ZZ; allowed: AK",
        ),
        (
            exported(SetIdentifier="a", GeoLocation={"CountryCode": "DE", "ContinentCode": "EU"}),
            "GeoLocation: allowed: either ContinentCode or CountryCode",
        ),
        (
            exported(SetIdentifier="a", GeoProximityLocation={"Bias": 1}),
            "allowed: one of AWSRegion, LocalZoneGroup and Coordinates",
        ),
        (
            exported(SetIdentifier="a", GeoProximityLocation={"AWSRegion": "us-east-1", "Bias": 100}),
            "GeoProximityLocation.Bias: 100; allowed: less than or equal to 99",
        ),
    ],
)
def test_what_is_no_zone(write: Any, document: object, problem: str) -> None:
    path = write(document)
    with pytest.raises(ZoneError) as error:
        read_zone(path)
    assert str(error.value).startswith(f"{path}: ")
    assert problem in str(error.value)
    assert "\n" not in str(error.value)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ZoneError, match=r"none\.json: cannot be read: No such file"):
        read_zone(tmp_path / "none.json")
    with pytest.raises(ZoneError, match="cannot be read: Is a directory"):
        read_zone(tmp_path)


CHECK = {
    "Id": "a",
    "CallerReference": "x",
    "HealthCheckVersion": 1,
    "HealthCheckConfig": {
        "Type": "HTTPS",
        "FullyQualifiedDomainName": "www.example.com",
        "ResourcePath": "/health",
        "RequestInterval": 10,
        "FailureThreshold": 2,
        "Inverted": True,
        "EnableSNI": True,
    },
}
COUNTED = {
    "Id": "b",
    "HealthCheckConfig": {"Type": "CALCULATED", "HealthThreshold": 1, "ChildHealthChecks": ["a"], "Disabled": True},
}
ALARM = {
    "Id": "c",
    "HealthCheckConfig": {
        "Type": "CLOUDWATCH_METRIC",
        "AlarmIdentifier": {"Region": "eu-west-1", "Name": "errors"},
        "InsufficientDataHealthStatus": "Unhealthy",
    },
}


def test_health_checks(write: Any) -> None:
    read = read_health_checks(write({"HealthChecks": [CHECK, COUNTED, ALARM], "IsTruncated": False}))
    assert read == (
        HealthCheck(
            id="a",
            type=HealthCheckType.HTTPS,
            name="www.example.com/health",
            inverted=True,
            domain_name="www.example.com",
            request_interval=10,
            failure_threshold=2,
        ),
        HealthCheck(id="b", type=HealthCheckType.CALCULATED, children=("a",), threshold=1, disabled=True),
        HealthCheck(
            id="c",
            type=HealthCheckType.CLOUDWATCH_METRIC,
            insufficient_data=InsufficientDataHealthStatus.UNHEALTHY,
            alarm_region="eu-west-1",
        ),
    )
    assert read_health_checks(write({"HealthCheck": CHECK})) == read[:1]


@pytest.mark.parametrize(
    ("document", "problem"),
    [
        ({}, "HealthChecks: not set; allowed: the output of `aws route53 list-health-checks` or `get-health-check`"),
        ({"HealthChecks": [], "IsTruncated": True}, "IsTruncated: true: one page of several"),
        ({"HealthCheck": {"Id": "a", "HealthCheckConfig": {"Type": "PING"}}}, "Type: \"PING\"; allowed: 'HTTP', "),
    ],
)
def test_what_are_no_health_checks(write: Any, document: object, problem: str) -> None:
    with pytest.raises(ZoneError) as error:
        read_health_checks(write(document))
    assert problem in str(error.value)


def test_checks_and_collections_belong_to_the_zone(write: Any) -> None:
    blocks = {
        "CidrBlocks": [
            {"CidrBlock": "203.0.113.0/24", "LocationName": "home"},
            {"CidrBlock": "2001:db8::/32", "LocationName": "home"},
        ]
    }
    zone = read_zone(
        write(exported()), write({"HealthChecks": [CHECK]}, "checks.json"), {"c": write(blocks, "blocks.json")}
    )
    assert zone.health_checks.keys() == {"a"}
    assert zone.cidr_collections == {"c": {"home": [ip_network("203.0.113.0/24"), ip_network("2001:db8::/32")]}}
    with pytest.raises(ZoneError, match=r"CidrBlocks\[0\]\.CidrBlock"):
        read_cidr_collection(write({"CidrBlocks": [{"CidrBlock": "203.0.113.7/24", "LocationName": "home"}]}))
