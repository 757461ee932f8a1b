from __future__ import annotations

import pytest

from policies.edge.distribution_web_acl import distribution_web_acl as rule
from tests.policies.harness import ABSENT, Deployment, judge, program
from tests.policies.mutants.mutant import View, mutant

TYPE = "aws:cloudfront/distribution:Distribution"
GLOBAL_ARN = "arn:aws:wafv2:us-east-1:123456789012:global/webacl/filter/0a1b2c3d"
REGIONAL_ARN = "arn:aws:wafv2:us-east-1:123456789012:regional/webacl/filter/0a1b2c3d"

MUTANTS = (
    mutant("no web ACL", "global", lambda d: d.set("edge-content", "webAclId", ABSENT, type_=TYPE), "edge-content"),
    mutant(
        "a Region's web ACL",
        "global",
        lambda d: d.set("edge-content", "webAclId", REGIONAL_ARN, type_=TYPE),
        "edge-content",
    ),
    mutant(
        "a web ACL of AWS WAF Classic",
        "global",
        lambda d: d.set("edge-content", "webAclId", "473e64fd-f30b-4765-81a0-62ad96dd167a", type_=TYPE),
        "edge-content",
        view=View.DEPLOYED,
    ),
    mutant(
        "a web ACL for load balancers",
        "global",
        lambda d: d.set("edge-web-acl", "scope", "REGIONAL", type_="aws:wafv2/webAcl:WebAcl"),
        "edge-content",
    ),
    mutant(
        "a web ACL that is made elsewhere",
        "global",
        lambda d: d.set("edge-web-acl", "region", "eu-central-1", type_="aws:wafv2/webAcl:WebAcl"),
        "edge-content",
    ),
)


def distribution(web_acl: str, *, acl: str = "scope: CLOUDFRONT", type_: str = "Distribution") -> Deployment:
    return program(f"""
        resources:
          filter: {{type: "aws:wafv2:WebAcl", properties: {{{acl}}}}}
          shop: {{type: "aws:cloudfront:{type_}", properties: {{enabled: true, webAclId: {web_acl}}}}}
    """)


@pytest.mark.parametrize("type_", ["Distribution", "MultitenantDistribution"])
@pytest.mark.parametrize("web_acl", ['"${filter.arn}"', GLOBAL_ARN])
def test_satisfied(web_acl: str, type_: str) -> None:
    judged = judge(rule, distribution(web_acl, type_=type_))
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize(
    ("web_acl", "acl", "reason"),
    [
        ('""', "scope: CLOUDFRONT", "is not set"),
        ("473e64fd-f30b-4765-81a0-62ad96dd167a", "scope: CLOUDFRONT", "is not the ARN of a web ACL"),
        (REGIONAL_ARN, "scope: CLOUDFRONT", "of scope REGIONAL"),
        ('"${filter.arn}"', "scope: REGIONAL", "of scope REGIONAL"),
        ('"${filter.arn}"', "scope: CLOUDFRONT, region: eu-central-1", "in eu-central-1"),
        ('"${filter.arn}"', "scope: unknown!, region: eu-central-1", "in eu-central-1"),
    ],
)
def test_violated(web_acl: str, acl: str, reason: str) -> None:
    judged = judge(rule, distribution(web_acl, acl=acl))
    assert judged.names(rule.id) == {"shop"}
    assert reason in judged.violated[rule.id]["shop"]


@pytest.mark.parametrize(
    ("web_acl", "acl"),
    [
        ("unknown!", "scope: CLOUDFRONT"),
        ('"${filter.arn}"', "scope: unknown!"),
        ('"${filter.arn}"', "scope: CLOUDFRONT, region: unknown!"),
    ],
)
def test_undecided(web_acl: str, acl: str) -> None:
    judged = judge(rule, distribution(web_acl, acl=acl))
    assert not judged.violated
    assert "shop" in judged.undecided[rule.id]
