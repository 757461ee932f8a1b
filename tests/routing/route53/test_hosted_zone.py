from __future__ import annotations

import pytest

from securecart.routing.errors import ZoneError
from securecart.routing.route53.health_checks import HealthCheck, HealthCheckType
from securecart.routing.route53.records import Failover, FailoverRole, Geolocation, Latency, ResourceRecordSet, Weighted
from securecart.routing.route53.targets import TargetKind
from tests.routing.zones import record, zone


@pytest.mark.parametrize(
    ("records", "problem"),
    [
        ([record("", "a", Weighted(1)), record("", "b", Latency("us-east-1"))], "routing policies Latency, Weighted"),
        ([record(""), record("")], "a simple record stands there twice"),
        ([record("", "a", Latency("us-east-1")), record("", "b", Latency("us-east-1"))], "Region us-east-1 stands"),
        ([record("", each, Failover(FailoverRole.PRIMARY)) for each in "ab"], "primary record stands there twice"),
        ([record("", "a", Weighted(1)), record("", "a", Weighted(2))], "set identifier a stands there twice"),
        (
            [record("", each, Geolocation(continent="EU")) for each in "ab"],
            "geolocation record for continent EU stands there twice",
        ),
        (
            [record("", each, Geolocation(country="US", subdivision="CA")) for each in "ab"],
            "geolocation record for US-CA stands there twice",
        ),
        ([record("", each, Geolocation(country="*")) for each in "ab"], r"for country \* stands there twice"),
        (
            [record("", "a", Latency("us-east-1")), record("", "a", Latency("us-west-2"))],
            "set identifier a stands there twice",
        ),
        (
            [record("www"), record("www", type_="AAAA"), record("www", values=("example.net",), type_="CNAME")],
            "www.example.com CNAME: stands beside A and AAAA; allowed: a CNAME alone",
        ),
        ([record("", values=("example.net",), type_="CNAME")], "example.com CNAME: stands beside NS and SOA"),
        ([record("", "a", Weighted(256))], "a: weight 256; allowed: 0 to 255"),
        ([record("", to="gone")], "alias to gone.example.com A, which the zone lacks"),
        ([record("", to="www"), record("www", type_="AAAA")], "alias to www.example.com A, which the zone lacks"),
        (
            [record("a", to="b"), record("b", to="a")],
            r"a.example.com -> b.example.com -> a.example.com: aliases that lead",
        ),
        (
            [*(record(f"n{at}", to=f"n{at + 1}") for at in reversed(range(900))), record("n900")],
            "A: alias after alias, more than 32",
        ),
    ],
)
def test_what_route_53_does_not_hold(records: list[ResourceRecordSet], problem: str) -> None:
    with pytest.raises(ZoneError, match=problem) as error:
        zone(*records)
    assert "; allowed: " in str(error.value)


def test_a_calculated_check_counts_no_calculated_one() -> None:
    checks = {id_: HealthCheck(id=id_, type=HealthCheckType.CALCULATED, children=("a",)) for id_ in "ab"}
    with pytest.raises(ZoneError, match="health check a: counts a, a calculated one"):
        zone(record(""), health_checks=checks)


def test_two_ways_to_one_record_are_no_loop() -> None:
    zone(record("a", "1", Weighted(1), to="c"), record("a", "2", Weighted(1), to="b"), record("b", to="c"), record("c"))


def test_what_a_target_is() -> None:
    named = zone(record(""), target_kinds={"stand-in": TargetKind.LOAD_BALANCER})
    assert named.kind_of("stand-in") is TargetKind.LOAD_BALANCER
    assert named.kind_of("d1.cloudfront.net") is TargetKind.DISTRIBUTION
