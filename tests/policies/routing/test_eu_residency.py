from __future__ import annotations

import pytest

from policies.routing.eu_residency import eu_residency as rule
from tests.policies.harness import judge
from tests.policies.mutants.mutant import View, mutant
from tests.policies.routing.records import RECORD, alias, records

ETH, NAME = "aliases[0].evaluateTargetHealth", "aliases[0].name"
MUTANTS = (
    mutant(
        "residents whose API follows health",
        "global",
        lambda d: d.set("edge-routing-api-continent-EU-a", ETH, True, type_=RECORD),
        "edge-routing-api-continent-EU-a",
    ),
    mutant(
        "residents of Cyprus whose checkout carries a check",
        "global",
        lambda d: d.set("edge-routing-checkout-country-CY-a", "healthCheckId", "7c7c7c7c", type_=RECORD),
        "edge-routing-checkout-country-CY-a",
    ),
    mutant(
        "a last resort in the United States",
        "global",
        lambda d: d.set("edge-routing-api-eu-secondary-a", NAME, "us-east-1.origin.securecart.example", type_=RECORD),
        "edge-routing-api-eu-secondary-a",
    ),
    mutant(
        "an EU API whose last resort is the world's",
        "global",
        lambda d: d.set("edge-routing-api-eu-secondary-a", NAME, "api-world.securecart.example", type_=RECORD).set(
            "edge-routing-api-eu-secondary-a", "aliases[0].zoneId", "Z0123456789SECURECART", type_=RECORD
        ),
        "edge-routing-api-world-us-east-1-a",
        "edge-routing-api-world-us-west-2-a",
        "edge-routing-api-world-ap-southeast-1-a",
        related=("routing-chain-depth",),
    ),
    mutant(
        "an EU checkout through the world's accelerator",
        "global",
        lambda d: d.sources("edge-routing-checkout-eu-primary-a", "aliases", "edge-world", type_=RECORD),
        "edge-routing-checkout-eu-primary-a",
        related=("edge-accelerator-regions",),
    ),
    mutant(
        "an EU accelerator with an endpoint group outside",
        "global",
        lambda d: d.set("edge-eu-eu-central-1", "endpointGroupRegion", "eu-west-2"),
        "edge-routing-api-eu-primary-a",
        "edge-routing-checkout-eu-primary-a",
        view=View.DEPLOYED,
        related=("edge-accelerator-regions",),
    ),
)
EUROPE = "setIdentifier: eu, geolocationRoutingPolicies: [{continent: EU}]"
CYPRUS = "setIdentifier: cy, geolocationRoutingPolicies: [{country: CY}]"
GERMANY = "setIdentifier: de, geolocationRoutingPolicies: [{country: DE}]"
REST = f'setIdentifier: rest, geolocationRoutingPolicies: [{{country: "*"}}], {alias("us-east-1.shop.example")}'
IN_EU = alias("eu-west-1.shop.example", evaluates=False)
FOLLOWS = alias("eu-west-1.shop.example")
TO_PAIR = alias("pair.shop.example", evaluates=False)
PRIMARY = f"name: pair.shop.example, failoverRoutingPolicies: [{{type: PRIMARY}}], {FOLLOWS}"
OTHERS = """
london: {type: 'aws:lb:LoadBalancer', properties: {region: eu-west-2}}
paris: {type: 'aws:lb:LoadBalancer', properties: {region: eu-west-3}}
page: {type: 'aws:apigateway:DomainName', properties: {region: eu-west-3}}
content: {type: 'aws:cloudfront:Distribution'}
accelerator: {type: 'aws:globalaccelerator:Accelerator'}
listener: {type: 'aws:globalaccelerator:Listener', properties: {acceleratorArn: '${accelerator.arn}'}}
"""


def secondary(target: str) -> str:
    return f"name: pair.shop.example, failoverRoutingPolicies: [{{type: SECONDARY}}], {target}"


def to(resource: str, property_: str = "dnsName") -> str:
    return f"aliases: [{{name: '${{{resource}.{property_}}}', zoneId: '${{{resource}.zoneId}}'}}]"


def group(region: str) -> str:
    return (
        f"{OTHERS}\ngroup: {{type: 'aws:globalaccelerator:EndpointGroup', properties: "
        f"{{listenerArn: '${{listener.arn}}', {region}}}}}"
    )


@pytest.mark.parametrize(
    "declared",
    [
        [f"{EUROPE}, {IN_EU}", REST],
        [f"{EUROPE}, {TO_PAIR}", REST, PRIMARY, secondary(alias("eu-west-3.shop.example"))],
        [f"{EUROPE}, {TO_PAIR}", REST, PRIMARY, secondary(to("page", "regionalDomainName"))],
        [f"{EUROPE}, {to('paris')}", REST],
        [f"{EUROPE}, records: [a.eu-west-1.shop.example, b.eu-west-3.shop.example]", REST],
        [f"{EUROPE}, {FOLLOWS}"],
        [f"{EUROPE}, {FOLLOWS}", REST.replace("us-east-1", "eu-north-1")],
        [f"{GERMANY}, {FOLLOWS}", f"{EUROPE}, {IN_EU}", REST],
        [f"{EUROPE}, {alias('nested.shop.example', evaluates=False)}", REST,
         f"name: nested.shop.example, {EUROPE}, {IN_EU}", f"name: nested.shop.example, {REST}"],
        [f"setIdentifier: us, geolocationRoutingPolicies: [{{country: US}}], {alias('us-east-1.shop.example')}", REST],
        [alias("us-east-1.shop.example")],
    ],
    ids=range(11),
)  # fmt: skip
def test_satisfied(declared: list[str]) -> None:
    judged = judge(rule, records(*declared, also=OTHERS))
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize(
    ("declared", "reported", "said"),
    [
        ([f"{EUROPE}, {FOLLOWS}", REST], "r0", "(`evaluateTargetHealth`)"),
        ([f"{EUROPE}, {IN_EU}, healthCheckId: x", REST], "r0", "(`healthCheckId`)"),
        ([f"{EUROPE}, {FOLLOWS}, healthCheckId: x", REST], "r0", "(`healthCheckId` and `evaluateTargetHealth`)"),
        ([f"{CYPRUS}, {FOLLOWS}", f"{EUROPE}, {IN_EU}", REST], "r0", "r2 (aws:route53/record:Record) is answered"),
        ([f"{GERMANY}, {FOLLOWS}", REST], "r0", "r1 (aws:route53/record:Record) is answered"),
        ([f"{EUROPE}, {alias('us-east-1.shop.example', evaluates=False)}"], "r0", "us-east-1.shop.example"),
        ([f"{EUROPE}, {to('london')}"], "r0", "in eu-west-2"),
        ([f"{EUROPE}, records: [a.eu-west-1.shop.example, b.us-east-1.shop.example]"], "r0", "b.us-east-1"),
        ([f"{EUROPE}, {TO_PAIR}", PRIMARY, secondary(alias("us-east-1.shop.example"))], "r2", "us-east-1"),
        ([f"{CYPRUS}, {TO_PAIR}", PRIMARY, secondary(to("london"))], "r2", "london"),
    ],
    ids=range(10),
)
def test_violated(declared: list[str], reported: str, said: str) -> None:
    judged = judge(rule, records(*declared, also=OTHERS))
    assert judged.names(rule.id) == {reported}
    assert said in judged.violated[rule.id][reported]


@pytest.mark.parametrize(
    "declared",
    [
        [f"{EUROPE}, aliases: unknown!"],
        [f"{EUROPE}, {alias('elsewhere.shop.example', evaluates=False)}"],
        [f"{EUROPE}, {to('content', 'domainName')}"],
        [f"{EUROPE}, {to('accelerator')}"],
        [f"{EUROPE}, records: [192.0.2.1]"],
        [f"{EUROPE}, records: unknown!"],
        [f"{EUROPE}, {TO_PAIR}", PRIMARY, f"{secondary(FOLLOWS)}, zoneId: unknown!"],
        ["setIdentifier: eu, geolocationRoutingPolicies: unknown!"],
        [f"{EUROPE}, {IN_EU}, healthCheckId: unknown!", REST],
        [f"{EUROPE}, {FOLLOWS}", "geolocationRoutingPolicies: unknown!"],
        [f"{EUROPE}, {FOLLOWS}", f"{REST}, zoneId: unknown!"],
        [f"{EUROPE}, {FOLLOWS}", 'geolocationRoutingPolicies: [{country: "*"}], records: [192.0.2.1]'],
    ],
    ids=range(12),
)
def test_undecided(declared: list[str]) -> None:
    judged = judge(rule, records(*declared, also=OTHERS))
    assert not judged.violated
    assert rule.id in judged.undecided


@pytest.mark.parametrize(
    ("region", "violated", "undecided"),
    [
        ("endpointGroupRegion: eu-central-1", False, False),
        ("region: eu-central-1", False, False),
        ("endpointGroupRegion: us-east-1", True, False),
        ("endpointGroupRegion: unknown!", False, True),
    ],
)
def test_an_accelerator_leads_where_its_endpoint_groups_are(region: str, *, violated: bool, undecided: bool) -> None:
    judged = judge(rule, records(f"{EUROPE}, {to('accelerator')}", also=group(region)))
    assert bool(judged.violated) is violated
    assert bool(judged.undecided) is undecided


def test_an_accelerator_is_told_by_its_name_too() -> None:
    deployed = records(f"{EUROPE}, {alias('a1.awsglobalaccelerator.com', zone='Z2')}", also=group("region: us-east-1"))
    assert not judge(rule, deployed).violated
    assert judge(rule, deployed.set("accelerator", "dnsName", "A1.awsglobalaccelerator.com")).names(rule.id) == {"r0"}


def test_a_listener_that_may_be_of_any_accelerator_decides_nothing() -> None:
    deployed = records(f"{EUROPE}, {to('accelerator')}", also=group("region: eu-west-1"))
    judged = judge(rule, deployed.sources("listener", "acceleratorArn"))
    assert not judged.violated
    assert "r0 (" in judged.undecided[rule.id]


def test_records_that_lead_to_each_other_end_nowhere() -> None:
    declared = [
        f"{EUROPE}, {alias('a.shop.example', evaluates=False)}",
        f"name: a.shop.example, {alias('shop.example')}",
    ]
    assert not judge(rule, records(*declared)).violated
