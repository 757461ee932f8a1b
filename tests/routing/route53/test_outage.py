from __future__ import annotations

import pytest

from securecart.routing.route53.health_checks import HealthCheck, HealthCheckType
from securecart.routing.route53.outage import Outages
from securecart.routing.route53.records import Latency, Weighted
from tests.routing.zones import record, zone

CHECKS = {
    check.id: check
    for check in (
        HealthCheck(id="leaf", type=HealthCheckType.HTTPS, domain_name="leaf.example.com"),
        HealthCheck(id="both", type=HealthCheckType.HTTPS, domain_name="www.example.com"),
        HealthCheck(id="address", type=HealthCheckType.TCP, ip_address="192.0.2.7"),
        HealthCheck(id="outside", type=HealthCheckType.HTTPS, domain_name="lb.us-east-1.elb.amazonaws.com"),
        HealthCheck(id="nowhere", type=HealthCheckType.HTTPS, domain_name="shop.example.net"),
        HealthCheck(id="all", type=HealthCheckType.CALCULATED, children=("leaf",), threshold=1),
    )
}
ZONE = zone(
    record("leaf", to="lb.us-east-1.elb.amazonaws.com", health=False),
    record("www", "virginia", Latency("us-east-1"), to="virginia"),
    record("www", "sydney", Latency("ap-southeast-2"), to="sydney"),
    record("virginia", "1", Weighted(1), values=("192.0.2.7",), check="address"),
    record("sydney", "1", Weighted(1), to="lb.ap-southeast-2.elb.amazonaws.com"),
    record("named-eu-west-1", values=("192.0.2.9",)),
    record("plain"),
    health_checks=CHECKS,
)


@pytest.mark.parametrize(
    ("lost", "checks", "targets"),
    [
        ("us-east-1", {"leaf", "address", "outside"}, {"lb.us-east-1.elb.amazonaws.com"}),
        ("ap-southeast-2", set(), {"lb.ap-southeast-2.elb.amazonaws.com"}),
        ("eu-west-1", set(), set()),
    ],
)
def test_a_region_is_lost(lost: str, checks: set[str], targets: set[str]) -> None:
    health = Outages(ZONE).health([lost])
    assert health.failing_checks == checks
    assert health.unhealthy_targets == targets


def test_what_is_in_two_regions_is_lost_with_both() -> None:
    assert "both" in Outages(ZONE).health(["us-east-1", "ap-southeast-2"]).failing_checks


def test_where_the_zone_is() -> None:
    assert Outages(ZONE).regions() == {"us-east-1", "ap-southeast-2", "eu-west-1"}
