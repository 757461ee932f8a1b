from __future__ import annotations

import pytest

from policies.edge.distribution_location_routing import distribution_location_routing as rule
from tests.policies.harness import UNKNOWN, Deployment, judge, program
from tests.policies.mutants.mutant import View, mutant

TYPE = "aws:cloudfront/distribution:Distribution"
RECORD = "aws:route53/record:Record"

MUTANTS = (
    mutant(
        "the API as a name of the distribution",
        "global",
        lambda d: d.set("edge-content", "aliases[1]", "api.securecart.example", type_=TYPE),
        "edge-content",
    ),
    mutant(
        "the rest of the world's API behind the distribution",
        "global",
        lambda d: d.set(
            "edge-routing-api-default-a",
            "aliases",
            [{"name": "d111111abcdef8.cloudfront.net", "zoneId": "Z2FDTNDATAQYW2", "evaluateTargetHealth": False}],
            type_=RECORD,
        ),
        "edge-routing-api-default-a",
        related=("routing-record-health",),
    ),
    mutant(
        "pages from a name that goes by country",
        "global",
        lambda d: d.set("edge-content", "origins[2].domainName", "api.securecart.example", type_=TYPE),
        "edge-content",
    ),
    mutant(
        "checkout for the Union's residents behind the distribution",
        "global",
        lambda d: d.set(
            "edge-routing-checkout-country-CY-a",
            "aliases",
            d.inputs("edge-routing-shop-a", type_=RECORD)["aliases"],
            type_=RECORD,
        ),
        "edge-routing-checkout-country-CY-a",
        view=View.DEPLOYED,
        related=("routing-geolocation-eu", "routing-record-health"),
    ),
)

GEO = "geolocationRoutingPolicies: [{continent: EU}]"
LATENCY = "latencyRoutingPolicies: [{region: us-east-1}]"
SIMPLE = "allowOverwrite: false"


def record(name: str, target: str, policy: str = GEO, full: str = "api.shop.example", field: str = "") -> str:
    value = field or f"aliases: [{{name: '{target}', zoneId: Z1, evaluateTargetHealth: true}}]"
    return (
        f"{name}: {{type: 'aws:route53:Record', properties: {{zoneId: Z1, name: {full}, type: A, {policy}, {value}}}}}"
    )


def distribution(*records: str, aliases: str = "[shop.example]", origin: str = "origin.shop.example") -> Deployment:
    declared = "\n          ".join(records)
    return program(f"""
        resources:
          shop:
            type: aws:cloudfront:Distribution
            properties:
              aliases: {aliases}
              origins:
                - {{originId: pages, domainName: "{origin}", customOriginConfig: {{originProtocolPolicy: https-only}}}}
                - {{originId: images, domainName: unknown!}}
          {declared}
    """)


BALANCER = "eu.elb.amazonaws.com"


@pytest.mark.parametrize(
    "deployed",
    [
        distribution(record("api", BALANCER)),
        distribution(record("api", BALANCER), aliases="['*.shop.example']"),
        distribution(record("shop-record", "${shop.domainName}", SIMPLE, "shop.example")),
        distribution(record("origin", BALANCER, LATENCY, "origin.shop.example")),
        distribution(record("api", "below.shop.example"), record("below", BALANCER, LATENCY, "below.shop.example")),
        distribution(record("api", "", field="ttl: 60, records: [192.0.2.1]")),
        distribution(record("api", "api.shop.example")),
        distribution(aliases="unknown!"),
    ],
)
def test_satisfied(deployed: Deployment) -> None:
    judged = judge(rule, deployed)
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize(
    ("deployed", "name", "reason"),
    [
        (
            distribution(record("api", BALANCER), aliases="[API.shop.example]"),
            "shop",
            "`aliases` holds API.shop.example, which has geolocation records.",
        ),
        (distribution(record("api", BALANCER, LATENCY), aliases="[api.shop.example]"), "shop", "has latency records."),
        (distribution(record("api", BALANCER), origin="api.shop.example"), "shop", "has geolocation records."),
        (distribution(record("api", "${shop.domainName}")), "api", "This geolocation record leads to a distribution."),
        (distribution(record("api", "d1.cloudfront.net.", LATENCY)), "api", "This latency record leads to"),
        (distribution(record("api", "", field="records: [d1.cloudfront.net]")), "api", "leads to a distribution"),
        (
            distribution(
                record("api", "below.shop.example"), record("below", "d1.cloudfront.net", SIMPLE, "below.shop.example")
            ),
            "api",
            "leads to a distribution",
        ),
    ],
)
def test_violated(deployed: Deployment, name: str, reason: str) -> None:
    assert reason in judge(rule, deployed).violated[rule.id][name]


@pytest.mark.parametrize(
    ("deployed", "name"),
    [
        (distribution(record("api", BALANCER), aliases="unknown!"), "shop"),
        (distribution(record("api", BALANCER), aliases="[unknown!]"), "shop"),
        (distribution(record("api", BALANCER, full="unknown!")), "shop"),
        (distribution(record("api", BALANCER), origin="unknown!"), "shop"),
        (distribution(record("api", BALANCER)).set("shop", "origins", UNKNOWN), "shop"),
        (distribution(record("api", "unknown!")), "api"),
        (distribution(record("api", "", field="aliases: unknown!")), "api"),
        (distribution(record("api", "", field="records: unknown!")), "api"),
        (
            distribution(
                record("api", "below.shop.example"), record("below", "unknown!", SIMPLE, "below.shop.example")
            ),
            "api",
        ),
        (distribution(record("api", "below.shop.example"), record("below", BALANCER, SIMPLE, "unknown!")), "api"),
    ],
)
def test_undecided(deployed: Deployment, name: str) -> None:
    judged = judge(rule, deployed)
    assert not judged.violated
    assert name in judged.undecided[rule.id]


def test_a_name_that_is_divided_on_purpose_is_left_alone() -> None:
    deployed = distribution(record("api", "d1.cloudfront.net"), aliases="[api.shop.example]")
    configuration = {rule.id: {"dividedNames": ["api.shop.example."]}}
    assert judge(rule, deployed).names(rule.id) == {"api", "shop"}
    assert not judge(rule, deployed, configuration).violated
    deployed.set("api", "name", UNKNOWN)
    assert "api" in judge(rule, deployed, configuration).undecided[rule.id]
