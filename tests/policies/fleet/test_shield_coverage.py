from __future__ import annotations

import pytest

from policies.fleet.shield_coverage import shield_coverage
from tests.policies.edge.test_shield_protections import PROTECTION, declare, subscribed
from tests.policies.harness import Deployment, judge, program
from tests.policies.mutants.mutant import View, mutant

EDGE = ("edge-content", "edge-world", "edge-eu")
REGIONS = ("us-east-1", "eu-central-1", "us-west-2", "ap-southeast-1")
BALANCERS = {
    region: [f"{region}/{name}" for name in ("blue", "green") if (region, name) != ("ap-southeast-1", "green")]
    for region in REGIONS
}


def comes_from(deployed: Deployment, protection: str, *references: str) -> Deployment:
    """Say that a protection's ARN is an output of other stacks."""
    urns = [resource.urn for resource in deployed.together.resources if resource.name in references]
    (found,) = (resource for resource in deployed.together.resources if resource.name == protection)
    found.propertyDependencies["resourceArn"].urns[:] = urns
    return deployed


def referred(deployed: Deployment, *regions: str) -> Deployment:
    """A subscription with protections of what is in `global`, and one by an output of each of other stacks."""
    subscribed(deployed, *EDGE)
    for region in regions:
        declare(deployed, PROTECTION, f"shield-{region}", "edge-world")
        comes_from(deployed, f"shield-{region}", f"organization/securecart/{region}")
    return deployed


def protected(deployed: Deployment, *regions: str) -> Deployment:
    """A subscription with protections of what is in `global`, and of the load balancers behind an accelerator."""
    subscribed(deployed, *EDGE)
    for region in regions:
        group = f"edge-{'eu' if region == 'eu-central-1' else 'world'}-{region}"
        for index, endpoint in enumerate(deployed.inputs(group)["endpointConfigurations"]):
            name = f"shield-{region}-{index}"
            declare(deployed, PROTECTION, name, group).set(name, "resourceArn", endpoint["endpointId"])
            comes_from(deployed, name, f"organization/securecart/{region}")
    return deployed


MUTANTS = (
    mutant(
        "a subscription for the edge alone",
        "global",
        referred,
        *(name for names in BALANCERS.values() for name in names),
        fleet=True,
    ),
    mutant(
        "a standby that the subscription has forgotten",
        "global",
        lambda d: referred(d, "us-east-1", "eu-central-1", "us-west-2"),
        *BALANCERS["ap-southeast-1"],
        fleet=True,
    ),
    mutant(
        "load balancers of a Region, and of idle releases, that no protection names",
        "global",
        lambda d: protected(d, "us-east-1", "us-west-2", "ap-southeast-1"),
        *BALANCERS["eu-central-1"],
        "us-east-1/green",
        "us-west-2/green",
        fleet=True,
        view=View.DEPLOYED,
    ),
)

ARN = "arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/public/50dc6c495c0c9188"
OTHER = ARN.replace("public", "other")
MADE = f"{{type: 'aws:lb:LoadBalancer', properties: {{arn: '{ARN}'}}}}"


def fleet(
    public: str = MADE, *protections: str, subscription: str = "shield: {type: aws:shield:Subscription}"
) -> Deployment:
    declared = "\n".join(
        f"          p{index}: {{type: 'aws:shield:Protection', properties: {{resourceArn: {arn}}}}}"
        for index, arn in enumerate(protections)
    )
    return program(f"""
        name: global
        resources:
          {subscription}
          world: {{type: "aws:globalaccelerator:Accelerator"}}
{declared}
        ---
        name: one
        resources:
          public: {public}
    """)


def of_stacks(*stacks: str) -> Deployment:
    """A protection whose ARN is an output of stacks."""
    deployed = fleet(MADE, "unknown!")
    references = [f"organization/shop/{stack}" for stack in stacks]
    for reference in references:
        declare(deployed, "pulumi:pulumi:StackReference", reference)
    return comes_from(deployed, "p0", *references)


@pytest.mark.parametrize(
    "deployed",
    [
        fleet(MADE, ARN),
        fleet(MADE, OTHER, ARN),
        fleet(subscription="other: {type: 'aws:sns:Topic'}"),
        fleet("{type: 'aws:lb:LoadBalancer', properties: {internal: true}}"),
        fleet("{type: 'aws:lb:LoadBalancer', properties: {loadBalancerType: network}}"),
        fleet("{type: 'aws:route53:Zone', properties: {name: a.internal, vpcs: [{vpcId: vpc-1}]}}"),
        fleet("{type: 'aws:sns:Topic'}"),
    ],
    ids=range(7),
)
def test_satisfied(deployed: Deployment) -> None:
    judged = judge(shield_coverage, deployed)
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize(
    "deployed",
    [
        fleet(),
        fleet(MADE, OTHER),
        fleet("{type: 'aws:lb:LoadBalancer'}"),
        fleet("{type: 'aws:lb:LoadBalancer'}", "arn:aws:route53:::hostedzone/Z1"),
        fleet("{type: 'aws:lb:LoadBalancer'}", "elsewhere"),
        fleet("{type: 'aws:cloudfront:Distribution'}"),
        fleet("{type: 'aws:globalaccelerator:Accelerator'}"),
        fleet("{type: 'aws:route53:Zone', properties: {name: shop.example}}"),
        of_stacks("two"),
    ],
    ids=range(9),
)
def test_violated(deployed: Deployment) -> None:
    judged = judge(shield_coverage, deployed)
    assert judged.names(shield_coverage.id) == {"public"}
    assert "No protection names it." in judged.violated[shield_coverage.id]["public"]


@pytest.mark.parametrize(
    "deployed",
    [
        fleet(MADE, "unknown!"),
        of_stacks("one"),
        of_stacks("two", "one"),
        fleet("{type: 'aws:lb:LoadBalancer'}", OTHER),
        fleet("{type: 'aws:lb:LoadBalancer', properties: {internal: unknown!}}"),
        fleet("{type: 'aws:lb:LoadBalancer', properties: {loadBalancerType: unknown!}}"),
        fleet("{type: 'aws:route53:Zone', properties: {vpcs: unknown!}}"),
    ],
    ids=range(7),
)
def test_undecided(deployed: Deployment) -> None:
    judged = judge(shield_coverage, deployed)
    assert not judged.violated
    assert "public" in judged.undecided[shield_coverage.id]


def test_the_stack_of_the_subscription_is_judged_by_itself() -> None:
    deployed = program("""
        name: global
        resources:
          shield: {type: aws:shield:Subscription}
          public: {type: "aws:lb:LoadBalancer"}
        ---
        name: one
        resources:
          topic: {type: aws:sns:Topic}
    """)
    assert not judge(shield_coverage, deployed).violated


def test_a_protection_may_stand_beside_what_it_protects() -> None:
    deployed = program("""
        name: global
        resources:
          shield: {type: aws:shield:Subscription}
        ---
        name: one
        resources:
          public: {type: "aws:lb:LoadBalancer"}
          protection: {type: "aws:shield:Protection", properties: {resourceArn: "${public.arn}"}}
    """)
    judged = judge(shield_coverage, deployed)
    assert not judged.violated
    assert not judged.undecided
