from __future__ import annotations

import pytest

from securecart.routing.route53.health_checks import Health, HealthCheck, HealthCheckType
from securecart.routing.route53.outage import Outages
from securecart.routing.route53.records import Failover, FailoverRole, Latency, ResourceRecordSet, Weighted
from tests.routing.zones import record, zone

CHECKS = {
    check.id: check
    for check in (
        HealthCheck(id="leaf", type=HealthCheckType.HTTPS, domain_name="leaf.example.com"),
        HealthCheck(id="both", type=HealthCheckType.HTTPS, domain_name="www.example.com"),
        HealthCheck(id="address", type=HealthCheckType.TCP, ip_address="192.0.2.7"),
        HealthCheck(id="host", type=HealthCheckType.HTTPS, ip_address="192.0.2.7", domain_name="www.example.com"),
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
        ("us-east-1", {"leaf", "address", "host", "outside"}, {"lb.us-east-1.elb.amazonaws.com"}),
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


def cname(label: str, to: str) -> ResourceRecordSet:
    return record(label, values=(to,), type_="CNAME")


def asks(name: str) -> HealthCheck:
    return HealthCheck(id=name, type=HealthCheckType.HTTPS, domain_name=name)


def test_a_cname_is_where_the_name_is_that_it_gives() -> None:
    primary, secondary = "LB-1.us-east-1.elb.amazonaws.com.", "lb-2.us-west-2.elb.amazonaws.com"
    pair = zone(
        record(
            "www", "one", Failover(FailoverRole.PRIMARY), values=(primary,), type_="CNAME", check="shop.example.com"
        ),
        record("www", "two", Failover(FailoverRole.SECONDARY), values=(secondary,), type_="CNAME"),
        cname("shop", "east.example.com"),
        cname("east", primary),
        health_checks={check.id: check for check in map(asks, (primary, "shop.example.com", "www.example.com"))},
    )
    assert Outages(pair).regions() == {"us-east-1", "us-west-2"}
    assert Outages(pair).health(["us-east-1"]).failing_checks == {primary, "shop.example.com"}


def test_what_the_cname_of_a_region_leads_to_is_in_that_region() -> None:
    near = zone(
        record("www", "near", Latency("us-east-1"), values=("origin.example.com",), type_="CNAME"),
        record("origin"),
        health_checks={"origin.example.com": asks("origin.example.com")},
    )
    assert Outages(near).health(["us-east-1"]).failing_checks == {"origin.example.com"}


def test_an_alarm_has_too_little_data_once_its_region_is_lost() -> None:
    alarm = HealthCheck(id="errors", type=HealthCheckType.CLOUDWATCH_METRIC, alarm_region="sa-east-1")
    watched = zone(record("www", check="errors"), health_checks={"errors": alarm})
    assert Outages(watched).regions() == {"sa-east-1"}
    assert Outages(watched).health(["sa-east-1"]) == Health(blind_checks=frozenset({"errors"}))
    assert Outages(watched).health([]) == Health()


def test_a_check_tells_of_a_region_that_no_record_names() -> None:
    hidden = zone(record("www", check="a"), health_checks={"a": asks("lb-1.us-east-1.elb.amazonaws.com")})
    assert Outages(hidden).regions() == {"us-east-1"}


def test_cnames_that_lead_back_to_themselves_are_nowhere() -> None:
    assert Outages(zone(cname("a", "b.example.com"), cname("b", "a.example.com"))).regions() == frozenset()
