from __future__ import annotations

import pytest

from policies.edge.accelerator_regions import accelerator_regions as rule
from tests.policies.harness import ABSENT, UNKNOWN, Deployment, judge, program
from tests.policies.mutants.mutant import View, mutant

GROUP = "aws:globalaccelerator/endpointGroup:EndpointGroup"
RECORD = "aws:route53/record:Record"


def lone(deployed: Deployment) -> Deployment:
    return deployed.remove("edge-world-ap-southeast-1", type_=GROUP).remove("edge-world-us-west-2", type_=GROUP)


MUTANTS = (
    mutant("a world of one Region", "global", lone, "edge-world"),
    mutant("the same once everything is known", "global", lone, "edge-world", view=View.DEPLOYED),
    mutant(
        "the Union's checkout without its last resort",
        "global",
        lambda d: d.remove("edge-routing-checkout-eu-secondary-a", type_=RECORD),
        "edge-eu",
        related=("routing-failover-pairs",),
    ),
    mutant(
        "a last resort of the API that is the accelerator again",
        "global",
        lambda d: d.set(
            "edge-routing-api-eu-secondary-a",
            "aliases",
            d.inputs("edge-routing-api-eu-primary-a", type_=RECORD)["aliases"],
            type_=RECORD,
        ),
        "edge-eu",
        view=View.DEPLOYED,
        related=("routing-failover-pairs", "routing-failover-targets"),
    ),
)


def accelerated(*regions: str, more: str = "", listener: str = "${https.arn}") -> Deployment:
    groups = "\n          ".join(
        f"group-{index}: {{type: 'aws:globalaccelerator:EndpointGroup', properties: {{listenerArn: '{listener}'"
        + (f", endpointGroupRegion: {region}}}}}" if region else "}}")
        for index, region in enumerate(regions)
    )
    return program(f"""
        resources:
          world: {{type: "aws:globalaccelerator:Accelerator", properties: {{enabled: true}}}}
          https: {{type: "aws:globalaccelerator:Listener", properties: {{acceleratorArn: "${{world.arn}}"}}}}
          {groups}
          {more}
    """)


def record(
    name: str,
    policy: str = "failoverRoutingPolicies: [{type: PRIMARY}]",
    target: str = "${world.dnsName}",
    *,
    full: str = "eu.shop.example",
) -> str:
    return (
        f"{name}: {{type: 'aws:route53:Record', properties: {{zoneId: Z1, name: {full}, type: A, "
        f"setIdentifier: {name}, {policy}, aliases: [{{name: '{target}', zoneId: Z2, evaluateTargetHealth: true}}]}}}}"
    )


SECONDARY = "failoverRoutingPolicies: [{type: SECONDARY}]"
ELSEWHERE = "arn:aws:globalaccelerator::123456789012:accelerator/other"
LAST_RESORT = "page.execute-api.eu-west-1.amazonaws.com"


def records(second: str = LAST_RESORT, policy: str = SECONDARY, full: str = "eu.shop.example") -> str:
    other = record("second", policy, second, full=full)
    return f"{record('first', policy)}\n          {other}"


def replaced() -> Deployment:
    return accelerated("us-east-1", more=records())


@pytest.mark.parametrize(
    "deployed",
    [
        accelerated("us-east-1", "us-west-2"),
        accelerated("", "us-west-2"),
        accelerated(),
        accelerated("us-east-1", listener="arn:aws:globalaccelerator::123456789012:accelerator/a/listener/b"),
        replaced(),
        replaced().set("second", "aliases", ABSENT).set("second", "records", ["192.0.2.1"]),
        accelerated("us-east-1", more=records(LAST_RESORT, "weightedRoutingPolicies: [{weight: 1}]")),
    ],
)
def test_satisfied(deployed: Deployment) -> None:
    judged = judge(rule, deployed)
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize(
    "deployed",
    [
        accelerated("us-east-1"),
        accelerated("us-east-1", "us-east-1"),
        accelerated("", "us-east-1"),
        accelerated("us-east-1", more=record("first")),
        accelerated("us-east-1", more=records("${world.dnsName}")),
        accelerated("us-east-1", more=records(LAST_RESORT, full="other.shop.example")),
        accelerated("us-east-1", more=records(LAST_RESORT, "geolocationRoutingPolicies: [{continent: EU}]")),
        accelerated("us-east-1", more=f"{records()}\n          {record('third', full='checkout.shop.example')}"),
    ],
)
def test_violated(deployed: Deployment) -> None:
    assert "All its endpoint groups are in us-east-1." in judge(rule, deployed).violated[rule.id]["https"]


@pytest.mark.parametrize(
    "deployed",
    [
        accelerated("us-east-1", "unknown!"),
        accelerated("us-east-1", listener="unknown!"),
        accelerated("us-east-1").set("https", "acceleratorArn", ELSEWHERE).sources("https", "acceleratorArn"),
        replaced().set("first", "name", UNKNOWN),
        replaced().set("second", "name", UNKNOWN),
        accelerated("us-east-1", more=records("unknown!")),
        replaced().sources("first", "aliases"),
        replaced().set("first", "failoverRoutingPolicies", UNKNOWN),
        replaced().set("first", "aliases[0].name", "a1.awsglobalaccelerator.com"),
    ],
)
def test_undecided(deployed: Deployment) -> None:
    judged = judge(rule, deployed)
    assert not judged.violated
    assert "https" in judged.undecided[rule.id]


def test_a_known_name_leads_to_the_accelerator_too() -> None:
    deployed = replaced().set("world", "dnsName", "A1.awsglobalaccelerator.com")
    deployed.set("first", "aliases[0].name", "a1.awsglobalaccelerator.com.")
    judged = judge(rule, deployed)
    assert not judged.violated
    assert not judged.undecided
