from __future__ import annotations

import pytest

from policies.edge.origin_access_control import origin_access_control as rule
from tests.policies.harness import ABSENT, UNKNOWN, Deployment, judge, program
from tests.policies.mutants.mutant import View, mutant

TYPE = "aws:cloudfront/distribution:Distribution"
CONTROL = "aws:cloudfront/originAccessControl:OriginAccessControl"

MUTANTS = (
    mutant(
        "an open bucket",
        "global",
        lambda d: d.set("edge-content", "origins[0].originAccessControlId", ABSENT, type_=TYPE),
        "edge-content",
    ),
    mutant(
        "an open replica",
        "global",
        lambda d: d.set("edge-content", "origins[1].originAccessControlId", "", type_=TYPE),
        "edge-content",
        view=View.DEPLOYED,
    ),
    mutant(
        "a control that never signs",
        "global",
        lambda d: d.set("edge-content", "signingBehavior", "never", type_=CONTROL),
        "edge-content",
    ),
)


def distribution(origin: str, signing: str = "always") -> Deployment:
    return program(f"""
        resources:
          control: {{type: "aws:cloudfront:OriginAccessControl", properties: {{signingBehavior: {signing}}}}}
          shop:
            type: aws:cloudfront:Distribution
            properties: {{origins: [{{originId: images, domainName: a.s3.us-east-1.amazonaws.com, {origin}}}]}}
    """)


MADE = 'originAccessControlId: "${control.id}"'


@pytest.mark.parametrize(
    "deployed",
    [
        distribution(MADE),
        distribution("originAccessControlId: E1"),
        distribution("originAccessControlId: E1", "never"),
        distribution("originAccessControlId: unknown!").sources("shop", "origins", "shop"),
        distribution("customOriginConfig: {originProtocolPolicy: https-only}"),
        distribution("vpcOriginConfig: {vpcOriginId: vo_1}"),
    ],
)
def test_satisfied(deployed: Deployment) -> None:
    judged = judge(rule, deployed)
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize(
    ("deployed", "reason"),
    [
        (distribution("originPath: /a"), "`originAccessControlId` of the origin images is not set."),
        (distribution("s3OriginConfig: {originAccessIdentity: a}"), "is not set."),
        (distribution(MADE, "never"), "names one that never signs."),
    ],
)
def test_violated(deployed: Deployment, reason: str) -> None:
    assert reason in judge(rule, deployed).violated[rule.id]["shop"]


def test_a_known_id_is_followed_too() -> None:
    deployed = distribution("originAccessControlId: E1", "never").set("control", "id", "E1")
    assert "never signs" in judge(rule, deployed).violated[rule.id]["shop"]


@pytest.mark.parametrize(
    "deployed",
    [
        distribution("originAccessControlId: unknown!"),
        distribution("customOriginConfig: unknown!"),
        distribution(MADE, "unknown!"),
        distribution(MADE).set("shop", "origins", UNKNOWN),
        distribution(MADE).set("shop", "origins[0]", UNKNOWN),
    ],
)
def test_undecided(deployed: Deployment) -> None:
    judged = judge(rule, deployed)
    assert not judged.violated
    assert "shop" in judged.undecided[rule.id]
