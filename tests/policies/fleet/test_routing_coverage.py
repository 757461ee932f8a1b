from __future__ import annotations

import pytest

from policies.fleet.routing_coverage import routing_coverage
from tests.policies.harness import UNKNOWN, Deployment, judge, program
from tests.policies.mutants.mutant import View, mutant

RECORD = "aws:route53/record:Record"
SHARE = "shop-records-blue-share"


def alone(deployment: Deployment) -> Deployment:
    deployment.remove("edge-routing-api-world-us-west-2-a", type_=RECORD)
    return deployment.remove("edge-routing-origin-active-us-west-2-a", type_=RECORD)


MUTANTS = (
    mutant(
        "an API that leads to one Region fewer",
        "global",
        lambda d: d.remove("edge-routing-api-world-us-west-2-a", type_=RECORD),
        f"us-west-2/{SHARE}",
        fleet=True,
    ),
    mutant(
        "a standby that nothing leads to",
        "global",
        lambda d: d.remove("edge-routing-origin-secondary-a", type_=RECORD),
        f"ap-southeast-1/{SHARE}",
        fleet=True,
        view=View.DEPLOYED,
    ),
    mutant(
        "a Region that is in no tree",
        "global",
        alone,
        f"us-west-2/{SHARE}",
        fleet=True,
        view=View.DEPLOYED,
    ),
    mutant(
        "a Region that only a pinned country is led to",
        "global",
        lambda d: d.set(
            "edge-routing-api-world-us-east-1-a", "aliases[0].name", "us-west-2.origin.securecart.example", type_=RECORD
        ),
        f"us-east-1/{SHARE}",
        fleet=True,
    ),
)

REGIONS = ("us-east-1", "us-west-2", "eu-west-1")


def share(region: str) -> str:
    return f"""
        name: {region}
        config: {{"aws:region": {region}}}
        resources:
          balancer-{region}: {{type: "aws:lb:LoadBalancer"}}
          share-{region}:
            type: aws:route53:Record
            properties:
              zoneId: Z1
              name: {region}.example
              type: A
              setIdentifier: blue
              weightedRoutingPolicies: [{{weight: 1}}]
              aliases: [{{name: "${{balancer-{region}.dnsName}}", zoneId: "${{balancer-{region}.zoneId}}"}}]
    """


def fleet(*records: str) -> Deployment:
    lines = "\n".join(f"          r{index}: {{type: 'aws:route53:Record', properties: {{{line}}}}}"
                      for index, line in enumerate(records))  # fmt: skip
    edge = f"""
        name: edge
        config: {{"aws:region": us-east-1}}
        resources:
          accelerator: {{type: "aws:globalaccelerator:Accelerator"}}
{lines}
    """
    return program("---".join((*map(share, REGIONS), edge)))


def record(name: str, policy: str, target: str) -> str:
    return (
        f"zoneId: Z1, type: A, name: {name}.example, setIdentifier: {target}, {policy}, "
        f"aliases: [{{zoneId: Z1, name: {target}.example}}]"
    )


def latency(name: str, region: str) -> str:
    return record(name, f"latencyRoutingPolicies: [{{region: {region}}}]", region)


def failover(name: str, role: str, target: str) -> str:
    return record(name, f"failoverRoutingPolicies: [{{type: {role}}}]", target)


def located(name: str, place: str, target: str) -> str:
    return record(name, f"geolocationRoutingPolicies: [{{{place}}}]", target)


ALL = tuple(latency("api", region) for region in REGIONS)


@pytest.mark.parametrize(
    ("records", "forgotten"),
    [
        (ALL[:2], {"eu-west-1"}),
        ((*ALL, latency("shop", "us-east-1"), latency("shop", "eu-west-1")), {"us-west-2"}),
        ((ALL[0], ALL[2], located("api", "country: CO", "us-west-2")), {"us-west-2"}),
        ((ALL[0], ALL[2], located("api", "country: US, subdivision: WA", "us-west-2")), {"us-west-2"}),
        ((latency("world", "us-east-1"), ALL[2], located("api", 'country: "*"', "world")), {"us-west-2"}),
        ((failover("api", "PRIMARY", "eu-west-1"),), {"us-east-1", "us-west-2"}),
    ],
)
def test_violated(records: tuple[str, ...], forgotten: set[str]) -> None:
    reported = judge(routing_coverage, fleet(*records)).names(routing_coverage.id)
    assert reported == {f"share-{region}" for region in forgotten}


@pytest.mark.parametrize(
    "records",
    [
        ALL,
        (),
        (latency("active", "us-east-1"), latency("active", "us-west-2"), ALL[2], failover("api", "PRIMARY", "active"),
         failover("api", "SECONDARY", "eu-west-1")),
        (located("api", "continent: NA", "us-east-1"), located("api", "continent: EU", "eu-west-1"),
         located("api", 'country: "*"', "us-west-2")),
        (*ALL, latency("world", "us-east-1"), latency("world", "us-west-2")),
        (*ALL, latency("admin", "us-east-1")),
        (*ALL, latency("one", "two"), latency("two", "one")),
    ],
)  # fmt: skip
def test_satisfied(records: tuple[str, ...]) -> None:
    judged = judge(routing_coverage, fleet(*records))
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize(("path", "value"), [("zoneId", "Z2"), ("type", "AAAA")])
def test_nothing_is_asked_of_a_name_in_another_zone_or_of_another_type(path: str, value: str) -> None:
    deployment = fleet(*ALL[:2]).set("r0", path, value).set("r1", path, value)
    assert not judge(routing_coverage, deployment).violated


@pytest.mark.parametrize(
    ("records", "region"),
    [
        ((ALL[0], ALL[2], latency("api", "us-west-2").replace("us-west-2.example", "unknown!")), "us-west-2"),
        ((ALL[0], ALL[2], failover("api", "PRIMARY", "x").replace("x.example", "unknown!")), "us-west-2"),
        ((ALL[0], ALL[2], ALL[1].replace("api.example", "unknown!")), "us-west-2"),
        ((ALL[0], ALL[2], ALL[1].replace("zoneId: Z1, type", "zoneId: unknown!, type")), "us-west-2"),
        ((ALL[0], ALL[2], located("api", "country: unknown!", "us-west-2")), "us-west-2"),
    ],
)
def test_undecided(records: tuple[str, ...], region: str) -> None:
    judged = judge(routing_coverage, fleet(*records))
    assert not judged.violated
    assert f"share-{region} (aws:route53/record:Record)" in judged.undecided[routing_coverage.id]


def straight(*names_and_regions: tuple[str, str]) -> Deployment:
    """A fleet whose latency records lead straight to the load balancers, each declared in its Region."""
    return program("---".join(
        f"""
        name: stack-{index}
        config: {{"aws:region": {region}}}
        resources:
          balancer-{index}: {{type: "aws:lb:LoadBalancer"}}
          {name}-{region}:
            type: aws:route53:Record
            properties:
              zoneId: Z1
              name: {name}.example
              type: A
              setIdentifier: {region}
              latencyRoutingPolicies: [{{region: {region}}}]
              aliases: [{{name: "${{balancer-{index}.dnsName}}", zoneId: "${{balancer-{index}.zoneId}}"}}]
    """ for index, (name, region) in enumerate(names_and_regions)))  # fmt: skip


THREE = tuple(("api", region) for region in (*REGIONS[:2], "us-east-2"))


@pytest.mark.parametrize(
    "records",
    [THREE, THREE[:1], (*THREE, ("admin", "us-east-1")), (*THREE, *(("shop", region) for _, region in THREE))],
)
def test_latency_records_that_lead_straight_to_every_region(records: tuple[tuple[str, str], ...]) -> None:
    judged = judge(routing_coverage, straight(*records))
    assert not judged.violated
    assert not judged.undecided


def test_latency_records_that_lead_straight_to_one_region_fewer() -> None:
    judged = judge(routing_coverage, straight(*THREE, ("shop", "us-east-1"), ("shop", "us-west-2")))
    message = judged.violated[routing_coverage.id]["api-us-east-2"]
    assert judged.names(routing_coverage.id) == {"api-us-east-2"}
    assert "shop.example leads to us-east-1, us-west-2, and not to us-east-2." in message


def test_a_latency_record_that_leads_straight_to_a_region_counts_for_its_weighted_records() -> None:
    region = "us-west-2"
    deployment = fleet(*ALL[:1], *ALL[2:], latency("api", region))
    deployment.set("r2", "aliases", [{"name": "balancer.example", "zoneId": "Z9"}])
    deployment.set(f"balancer-{region}", "dnsName", "balancer.example")
    judged = judge(routing_coverage, deployment)
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize("path", ["name", "type", "zoneId"])
def test_latency_records_of_which_it_is_not_known_what_they_answer_for(path: str) -> None:
    judged = judge(routing_coverage, straight(*THREE).set("api-us-west-2", path, UNKNOWN))
    assert not judged.violated
    assert f"api-us-west-2 (aws:route53/record:Record): {path}" in judged.undecided[routing_coverage.id]


def test_a_load_balancer_straight_below_in_a_region_that_is_not_known() -> None:
    deployment = straight(*THREE, ("shop", "us-east-1"), ("shop", "us-west-2"))
    judged = judge(routing_coverage, deployment.set("balancer-2", "region", UNKNOWN))
    assert not judged.violated
    assert (
        "api-us-east-2 (aws:route53/record:Record): region of the load balancer"
        in judged.undecided[routing_coverage.id]
    )


@pytest.mark.parametrize("path", ["name", "type", "zoneId"])
def test_weighted_records_of_which_it_is_not_known_what_they_answer_for(path: str) -> None:
    judged = judge(routing_coverage, fleet(*ALL).set("share-us-west-2", path, UNKNOWN))
    assert not judged.violated
    assert f"share-us-west-2 (aws:route53/record:Record): {path}" in judged.undecided[routing_coverage.id]


def test_a_load_balancer_in_a_region_that_is_not_known() -> None:
    judged = judge(routing_coverage, fleet(*ALL[:2]).set("balancer-eu-west-1", "region", UNKNOWN))
    assert not judged.violated
    assert "region of the load balancer" in judged.undecided[routing_coverage.id]


def test_weighted_records_that_lead_to_no_load_balancer_are_no_subject() -> None:
    elsewhere = [{"name": "x.example", "zoneId": "Z9"}]
    judged = judge(routing_coverage, fleet(*ALL[:2]).set("share-eu-west-1", "aliases", elsewhere))
    assert not judged.violated
    assert not judged.undecided


def test_a_reason_names_the_name_and_where_it_leads() -> None:
    judged = judge(routing_coverage, fleet(*ALL, latency("shop", "us-east-1"), latency("shop", "eu-west-1")))
    message = judged.violated[routing_coverage.id]["share-us-west-2"]
    assert "shop.example leads to eu-west-1, us-east-1, and not to us-west-2." in message
    message = judge(routing_coverage, fleet(*ALL[:2])).violated[routing_coverage.id]["share-eu-west-1"]
    assert "No name leads to eu-west-1, as api.example to other Regions." in message
