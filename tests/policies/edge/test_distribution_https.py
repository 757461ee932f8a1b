from __future__ import annotations

import pytest

from policies.edge.distribution_https import distribution_https as rule
from tests.policies.harness import ABSENT, Deployment, judge, program
from tests.policies.mutants.mutant import View, mutant

TYPE = "aws:cloudfront/distribution:Distribution"

MUTANTS = (
    mutant(
        "pages in the clear",
        "global",
        lambda d: d.set("edge-content", "defaultCacheBehavior.viewerProtocolPolicy", "allow-all", type_=TYPE),
        "edge-content",
    ),
    mutant(
        "scripts in the clear",
        "global",
        lambda d: d.set("edge-content", "orderedCacheBehaviors[1].viewerProtocolPolicy", "allow-all", type_=TYPE),
        "edge-content",
    ),
    mutant(
        "Regions asked as the viewer asks",
        "global",
        lambda d: d.set(
            "edge-content", "origins[2].customOriginConfig.originProtocolPolicy", "match-viewer", type_=TYPE
        ),
        "edge-content",
    ),
    mutant(
        "Regions asked by TLS 1.0",
        "global",
        lambda d: d.set(
            "edge-content", "origins[2].customOriginConfig.originSslProtocols", ["TLSv1", "TLSv1.2"], type_=TYPE
        ),
        "edge-content",
        view=View.DEPLOYED,
    ),
)

CUSTOM = "{originProtocolPolicy: https-only, originSslProtocols: [TLSv1.2]}"


def distribution(
    custom: str = CUSTOM,
    policy: str = "https-only",
    other: str = "redirect-to-https",
    type_: str = "Distribution",
    host: str = "a.example",
) -> Deployment:
    config, ordered = (
        (f"customOriginConfig: {custom}", "orderedCacheBehaviors")
        if type_ == "Distribution"
        else (f"customOriginConfigs: [{custom}]", "cacheBehaviors")
    )
    return program(f"""
        resources:
          shop:
            type: aws:cloudfront:{type_}
            properties:
              origins: [{{originId: pages, domainName: {host}, {config}}}, {{originId: s3, domainName: b.example}}]
              defaultCacheBehavior: {{targetOriginId: pages, viewerProtocolPolicy: {policy}}}
              {ordered}: [{{pathPattern: /images/*, targetOriginId: s3, viewerProtocolPolicy: {other}}}]
    """)


@pytest.mark.parametrize("type_", ["Distribution", "MultitenantDistribution"])
def test_satisfied(type_: str) -> None:
    judged = judge(rule, distribution(type_=type_))
    assert not judged.violated
    assert not judged.undecided


PLAIN = "{originProtocolPolicy: http-only, originSslProtocols: [TLSv1.2]}"


@pytest.mark.parametrize("host", ["a.s3-website-us-east-1.amazonaws.com", "a.s3-website.eu-central-1.amazonaws.com"])
def test_a_website_of_a_bucket_speaks_no_https(host: str) -> None:
    assert not judge(rule, distribution(PLAIN, host=host)).violated
    assert judge(rule, distribution(PLAIN, host=host.replace("amazonaws.com", "example"))).violated


@pytest.mark.parametrize("type_", ["Distribution", "MultitenantDistribution"])
@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"policy": "allow-all"}, "`viewerProtocolPolicy` of the default behavior is allow-all."),
        ({"other": "allow-all"}, "`viewerProtocolPolicy` of the behavior for `/images/*` is allow-all."),
        ({"other": "''"}, "`viewerProtocolPolicy` of the behavior for `/images/*` is not set."),
        (
            {"custom": "{originProtocolPolicy: http-only, originSslProtocols: [TLSv1.2]}"},
            "`originProtocolPolicy` of the origin pages is http-only.",
        ),
        (
            {"custom": "{originProtocolPolicy: https-only, originSslProtocols: [TLSv1, TLSv1.1, TLSv1.2]}"},
            "`originSslProtocols` of the origin pages allows TLSv1, TLSv1.1.",
        ),
        (
            {"custom": "{originProtocolPolicy: https-only}", "policy": "unknown!"},
            "`originSslProtocols` of the origin pages is not set.",
        ),
    ],
)
def test_violated(changes: dict[str, str], reason: str, type_: str) -> None:
    assert reason in judge(rule, distribution(**changes, type_=type_)).violated[rule.id]["shop"]


@pytest.mark.parametrize(
    "deployed",
    [
        distribution(policy="unknown!"),
        distribution("unknown!"),
        distribution(PLAIN, host="unknown!"),
        distribution("{originProtocolPolicy: unknown!, originSslProtocols: [TLSv1.2]}"),
        distribution("{originProtocolPolicy: https-only, originSslProtocols: unknown!}"),
        distribution("{originProtocolPolicy: https-only, originSslProtocols: [unknown!]}"),
        distribution().set("shop", "origins", "04da6b54-80e4-46f7-96ec-b56ff0331ba9"),
        distribution().set("shop", "orderedCacheBehaviors", "04da6b54-80e4-46f7-96ec-b56ff0331ba9"),
    ],
)
def test_undecided(deployed: Deployment) -> None:
    judged = judge(rule, deployed)
    assert not judged.violated
    assert judged.undecided[rule.id]


def test_a_distribution_without_custom_origins_needs_only_its_behaviors() -> None:
    assert not judge(rule, distribution().set("shop", "origins", ABSENT)).violated
