from __future__ import annotations

import pytest

from policies.edge.load_balancer_web_acl import load_balancer_web_acl as rule
from tests.policies.harness import Deployment, judge, program
from tests.policies.mutants.mutant import View, mutant

REGIONAL_ARN = "arn:aws:wafv2:us-east-1:123456789012:regional/webacl/filter/0a1b2c3d"
GLOBAL_ARN = "arn:aws:wafv2:us-east-1:123456789012:global/webacl/filter/0a1b2c3d"
ASSOCIATION = "aws:wafv2/webAclAssociation:WebAclAssociation"

MUTANTS = (
    mutant("no association", "us-east-1", lambda d: d.remove("shop-blue", type_=ASSOCIATION), "blue"),
    mutant("none of an idle release", "us-east-1", lambda d: d.remove("shop-green", type_=ASSOCIATION), "green"),
    mutant(
        "no association in a Region of one release",
        "ap-southeast-1",
        lambda d: d.remove("shop-blue", type_=ASSOCIATION),
        "blue",
    ),
    mutant(
        "the web ACL of CloudFront",
        "eu-central-1",
        lambda d: d.set("shop-blue", "webAclArn", GLOBAL_ARN, type_=ASSOCIATION),
        "blue",
        view=View.DEPLOYED,
    ),
    mutant(
        "a web ACL that is made for CloudFront",
        "us-east-1",
        lambda d: d.set("shop-web-acl", "scope", "CLOUDFRONT", type_="aws:wafv2/webAcl:WebAcl"),
        "blue",
        "green",
    ),
    mutant(
        "a web ACL of another Region",
        "us-east-1",
        lambda d: d.set("shop-web-acl", "region", "us-west-2", type_="aws:wafv2/webAcl:WebAcl"),
        "blue",
        "green",
        related=("edge-web-acl-logging",),
    ),
)


def load_balancer(association: str = "", *, kind: str = "application", acl: str = "scope: REGIONAL") -> Deployment:
    declared = f"association: {{type: 'aws:wafv2:WebAclAssociation', properties: {{{association}}}}}"
    return program(f"""
        resources:
          public: {{type: "aws:lb:LoadBalancer", properties: {{loadBalancerType: {kind}}}}}
          internal: {{type: "aws:lb:LoadBalancer", properties: {{loadBalancerType: network}}}}
          filter: {{type: "aws:wafv2:WebAcl", properties: {{{acl}}}}}
          {declared if association else ""}
    """)


@pytest.mark.parametrize(
    "association",
    [
        'resourceArn: "${public.arn}", webAclArn: "${filter.arn}"',
        f'resourceArn: "${{public.arn}}", webAclArn: "{REGIONAL_ARN}"',
    ],
)
def test_satisfied(association: str) -> None:
    judged = judge(rule, load_balancer(association))
    assert not judged.violated
    assert not judged.undecided


def test_an_association_by_a_known_arn_is_found() -> None:
    arn = "arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/public/50dc6c495c0c9188"
    deployed = load_balancer('resourceArn: "${public.arn}", webAclArn: "${filter.arn}"')
    deployed.set("association", "resourceArn", arn).sources("association", "resourceArn")
    deployed.together.resources[0].properties.update({"arn": arn})
    assert judge(rule, deployed) == judge(
        rule, load_balancer('resourceArn: "${public.arn}", webAclArn: "${filter.arn}"')
    )


@pytest.mark.parametrize("kind", ["network", "application, internal: true"])
def test_a_network_load_balancer_and_an_internal_one_need_none(kind: str) -> None:
    judged = judge(rule, load_balancer(kind=kind))
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize(
    ("association", "acl", "reason"),
    [
        ("", "scope: REGIONAL", "No web ACL is associated with it."),
        ('resourceArn: "${internal.arn}", webAclArn: "${filter.arn}"', "scope: REGIONAL", "No web ACL is associated"),
        ('resourceArn: "${public.arn}", webAclArn: "${filter.arn}"', "scope: CLOUDFRONT", "of scope CLOUDFRONT"),
        (
            'resourceArn: "${public.arn}", webAclArn: "${filter.arn}"',
            "scope: REGIONAL, region: us-west-2",
            "a web ACL in us-west-2; the load balancer is in us-east-1",
        ),
        (
            'resourceArn: "${public.arn}", webAclArn: "arn:aws:wafv2:us-east-1:1:global/webacl/filter/0a"',
            "scope: REGIONAL",
            "of scope CLOUDFRONT",
        ),
        ('resourceArn: "${public.arn}", webAclArn: 0a1b2c3d', "scope: REGIONAL", "names no web ACL of AWS WAF"),
    ],
)
def test_violated(association: str, acl: str, reason: str) -> None:
    judged = judge(rule, load_balancer(association, acl=acl))
    assert judged.names(rule.id) == {"public"}
    assert reason in judged.violated[rule.id]["public"]


@pytest.mark.parametrize(
    ("association", "acl", "kind"),
    [
        ('resourceArn: "${public.arn}", webAclArn: unknown!', "scope: REGIONAL", "application"),
        ('resourceArn: unknown!, webAclArn: "${filter.arn}"', "scope: REGIONAL", "application"),
        ('resourceArn: "${public.arn}", webAclArn: "${filter.arn}"', "scope: unknown!", "application"),
        (
            'resourceArn: "${public.arn}", webAclArn: "${filter.arn}"',
            "scope: REGIONAL, region: unknown!",
            "application",
        ),
        ("", "scope: REGIONAL", "unknown!"),
        ("", "scope: REGIONAL", "application, internal: unknown!"),
    ],
)
def test_undecided(association: str, acl: str, kind: str) -> None:
    judged = judge(rule, load_balancer(association, acl=acl, kind=kind))
    assert not judged.violated
    assert "public" in judged.undecided[rule.id]


def test_an_association_of_one_of_two_load_balancers_decides_neither() -> None:
    deployed = program("""
        resources:
          blue: {type: "aws:lb:LoadBalancer"}
          green: {type: "aws:lb:LoadBalancer"}
          filter: {type: "aws:wafv2:WebAcl", properties: {scope: REGIONAL}}
          association:
            type: aws:wafv2:WebAclAssociation
            properties: {resourceArn: unknown!, webAclArn: "${filter.arn}"}
    """).sources("association", "resourceArn", "blue", "green")
    judged = judge(rule, deployed)
    assert not judged.violated
    assert {name for name in ("blue", "green") if name in judged.undecided[rule.id]} == {"blue", "green"}


def test_a_region_that_is_not_stated_may_be_any() -> None:
    deployed = program(f"""
        config: {{"aws:region": null}}
        resources:
          public: {{type: "aws:lb:LoadBalancer"}}
          association:
            type: aws:wafv2:WebAclAssociation
            properties: {{resourceArn: "${{public.arn}}", webAclArn: "{REGIONAL_ARN}"}}
    """)
    judged = judge(rule, deployed)
    assert not judged.violated
    assert "public" in judged.undecided[rule.id]
